"""Kinds of documents of a selection (SJ-60 … SJ-125)."""

from documents.kinds import FILE_ANY, Kind

#: Shown to KASN and auditors only, unless the monitoring is released (SJ-109).
LAPORAN_MONITORING = "laporan_monitoring"

KINDS = (
    Kind("surat_pengantar_rencana", "Scan surat pengantar"),
    Kind("berkas_pansel", "Berkas panitia seleksi"),
    Kind("lampiran_dialog", "Lampiran percakapan", FILE_ANY),
    Kind("rekomendasi_rencana", "Rekomendasi rencana"),
    Kind("surat_persetujuan", "Surat persetujuan"),
    Kind("surat_penolakan", "Surat penolakan"),
    Kind("berkas_pelamar", "Berkas pelamar"),
    Kind("lampiran_rekam_jejak", "Lampiran rekam jejak", FILE_ANY),
    Kind(LAPORAN_MONITORING, "Laporan monitoring"),
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
