"""What is known of a signed PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

UNSIGNED = "Dokumen tidak ditandatangani secara elektronik."
UNREADABLE = "Tanda tangan tidak dapat diperiksa: susunan berkasnya tidak dapat dibaca, atau terlalu besar."
IRREGULAR = (
    "Tanda tangan terbaca, tetapi susunan berkasnya menyimpang, sehingga keutuhannya tidak dapat dipastikan."
)
UNEXAMINED = "Berkas tidak dapat diperiksa dalam waktu yang wajar. Coba lagi beberapa saat lagi."
BROKEN = "Isi dokumen tidak cocok dengan tanda tangannya: berkas berubah atau rusak."
CHANGED = "Dokumen diubah setelah ditandatangani."
UNTIMED = "Tanda tangan tidak memiliki cap waktu dari otoritas yang dipercaya."
EXPIRED = "Sertifikat penanda tangan sudah berakhir atau belum berlaku pada waktu yang dapat dibuktikan."
REVOKED = "Sertifikat penanda tangan dicabut, menurut keterangan di dalam berkas."
UNTRUSTED = "Sertifikat penanda tangan tidak diterbitkan oleh otoritas yang dipercaya atau tidak berlaku."


@dataclass(frozen=True)
class SignatureFact:
    """One signature. signed_at: from the timestamp (UTC), None without a trusted one; serial: of the
    certificate, hexadecimal; bottom_line: pyHanko's judgement; whole_file: nothing was added after it;
    note: one Indonesian sentence, or empty."""

    field: str
    signer_name: str
    identifier: str
    serial: str
    signed_at: datetime | None
    authority: str
    demo: bool
    bottom_line: bool
    whole_file: bool
    note: str = ""


@dataclass(frozen=True)
class Verification:
    """signatures: in the order they were made; problem: one Indonesian sentence, empty when genuine."""

    genuine: bool
    signatures: tuple[SignatureFact, ...] = ()
    problem: str = ""

    @property
    def demo(self) -> bool:
        """A signature of the demo authority is among them."""
        return any(fact.demo for fact in self.signatures)
