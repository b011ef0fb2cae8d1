"""Signed documents of a selection: KASN's letter of approval and its recommendation (SJ-79, SJ-81)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cases.dokumen.jenis import JenisDokumen, Signer

PEMBUKA = {
    "surat_persetujuan": "Sehubungan dengan rencana seleksi terbuka yang Saudara sampaikan, dengan ini kami "
    "sampaikan persetujuan atas pelaksanaan seleksi terbuka untuk jabatan sebagai berikut:",
    "rekomendasi_rencana": "Sehubungan dengan rencana seleksi terbuka yang Saudara sampaikan, dengan ini kami "
    "sampaikan rekomendasi untuk jabatan sebagai berikut:",
}


def _signers(seleksi: Any, person: Any) -> list[Signer]:
    """The reviewer who decided."""
    return [Signer("Petugas yang ditunjuk", person)]


def _content(perihal: str, key: str, text: str) -> Any:
    def content(seleksi: Any, values: Mapping[str, Any]) -> dict[str, Any]:
        institution = seleksi.case.institution
        rows = (
            ("Nama jabatan", seleksi.jabatan),
            ("Unit kerja", seleksi.unit_kerja),
            ("Institusi", institution.nama),
            ("Nomor kasus", seleksi.case.number),
            ("Surat pengantar", seleksi.no_surat_pengantar),
            ("Cara pengisian", str(seleksi.cara_pengisian or "")),
        )
        return {
            "perihal": perihal,
            "nomor_surat": values.get("no_surat") or "",
            "tanggal": values["tanggal"],
            "tempat": "Jakarta",
            "kepada": ["Pejabat Pembina Kepegawaian", institution.nama],
            "pembuka": PEMBUKA[key],
            "rincian": [{"label": label, "value": value} for label, value in rows if value],
            "isi": values[text],
            "penutup": "Demikian kami sampaikan, atas perhatian Saudara kami ucapkan terima kasih.",
        }

    return content


JENIS = (
    JenisDokumen(
        key="surat_persetujuan",
        label="Surat persetujuan",
        template="jpt/surat_persetujuan",
        signers=_signers,
        content=_content("Persetujuan rencana seleksi terbuka", "surat_persetujuan", "catatan_persetujuan"),
    ),
    JenisDokumen(
        key="rekomendasi_rencana",
        label="Rekomendasi rencana",
        template="jpt/rekomendasi",
        signers=_signers,
        content=_content("Rekomendasi atas rencana seleksi terbuka", "rekomendasi_rencana", "isi"),
    ),
)
