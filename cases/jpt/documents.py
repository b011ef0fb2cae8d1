"""Kinds of documents of a selection (SJ-60 … SJ-125)."""

from typing import Any

from documents.kinds import FILE_ANY, Kind

from .states import State

#: Shown to KASN and auditors only, unless the monitoring is released (SJ-109).
LAPORAN_MONITORING = "laporan_monitoring"
#: KASN's own.
LAMPIRAN_TEMUAN = "lampiran_temuan"
LAMPIRAN_DIALOG = "lampiran_dialog"

KINDS = (
    Kind("surat_pengantar_rencana", "Scan surat pengantar"),
    Kind("berkas_pansel", "Berkas panitia seleksi"),
    Kind(LAMPIRAN_DIALOG, "Lampiran percakapan", FILE_ANY),
    Kind("rekomendasi_rencana", "Rekomendasi rencana"),
    Kind("surat_persetujuan", "Surat persetujuan"),
    Kind("surat_penolakan", "Surat penolakan"),
    Kind("berkas_pelamar", "Berkas pelamar"),
    Kind("lampiran_rekam_jejak", "Lampiran rekam jejak", FILE_ANY),
    Kind(LAPORAN_MONITORING, "Laporan monitoring"),
    Kind(LAMPIRAN_TEMUAN, "Lampiran temuan", FILE_ANY),
    Kind("surat_pengantar_ppk_pyb", "Surat pengantar PPK dan PyB"),
    Kind("laporan_lengkap_tahapan", "Laporan lengkap setiap tahapan"),
    Kind("berita_acara_pansel", "Lampiran berita acara pansel"),
    Kind("lampiran_perbaikan", "Lampiran perbaikan laporan"),
    Kind("rekomendasi_pelaporan", "Rekomendasi pelaporan"),
    Kind("berita_acara_pelantikan", "Lampiran berita acara pelantikan"),
    Kind("sk_pengangkatan", "Lampiran SK pengangkatan"),
    Kind("surat_permohonan", "Surat permohonan"),
    Kind("surat_penundaan", "Surat penundaan"),
    Kind("surat_pembatalan", "Surat pembatalan"),
)

_PLAN = frozenset({"surat_pengantar_rencana", "berkas_pansel"})
_REPORT = frozenset({"surat_pengantar_ppk_pyb", "laporan_lengkap_tahapan", "berita_acara_pansel"})
#: What is with the institution, or not yet decided by KASN, in each state that allows a withdrawal (SJ-140).
WITHDRAWABLE = {State.BARU: _PLAN, State.PERBAIKAN: _PLAN, State.PERBAIKAN_LAPORAN: _REPORT}


def withdrawable(attachment: Any, subject: Any) -> bool:
    """The files under review or correction, and those sent with a message in this very state."""
    kinds = WITHDRAWABLE.get(subject.state)
    if kinds is None:
        return False
    here = attachment.kind == LAMPIRAN_DIALOG and attachment.state_at_upload == subject.state
    return here or attachment.kind in kinds
