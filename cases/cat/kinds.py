"""Kinds of documents of an exam event (cat-bkn §14). What is signed in the system is a case of its own (`jenis`)."""

from __future__ import annotations

from documents.kinds import FILE_ANY, FILE_VID, Kind

#: Of the event.
EVENT = (
    Kind("surat_permohonan", "Surat permohonan"),
    Kind("data_peserta", "Data peserta", FILE_ANY),
    Kind("disposisi", "Disposisi"),
    Kind("notulen", "Notulen"),
    Kind("kesepakatan_tertulis", "Kesepakatan tertulis"),
    Kind("tanda_terima_bahan", "Tanda terima bahan"),
    Kind("bukti_input_mst", "Bukti input MST"),
    Kind("jadwal", "Jadwal", FILE_ANY),
    Kind("pengumuman", "Pengumuman"),
    Kind("tata_tertib", "Tata tertib"),
    Kind("surat_penarikan", "Surat penarikan"),
    Kind("penolakan", "Surat penolakan"),
    Kind("keputusan_tambah", "Keputusan tambah lokasi atau sesi"),
    Kind("penetapan_kepala_bkn", "Penetapan Kepala BKN"),
    Kind("laporan_keseluruhan", "Laporan keseluruhan"),
)
#: Of a titik lokasi.
LOKASI = (
    Kind("daftar_periksa_survei", "Daftar periksa survei"),
    Kind("denah_alur", "Denah alur"),
    Kind("dokumentasi_uji_jaringan", "Dokumentasi uji jaringan", FILE_ANY),
    Kind("dokumentasi_penyegelan", "Dokumentasi penyegelan", FILE_ANY),
    Kind("dokumentasi_pembukaan_segel", "Dokumentasi pembukaan segel", FILE_ANY),
    Kind("dokumentasi_penyegelan_harian", "Dokumentasi penyegelan harian", FILE_ANY),
    Kind("daftar_periksa_harian", "Daftar periksa harian"),
    Kind("daftar_periksa_fisik_harian", "Daftar periksa fisik harian"),
    Kind("ba_penyelenggaraan", "Berita acara penyelenggaraan"),
    Kind("ba_serah_terima_hasil", "Berita acara serah terima hasil"),
    Kind("ba_serah_terima_cctv", "Berita acara serah terima rekaman kamera pengawas"),
    Kind("rekaman_cctv", "Rekaman kamera pengawas", FILE_VID),
    Kind("keputusan_cabut", "Keputusan cabut"),
)
#: Of a sesi and its participants.
SESI = (
    Kind("daftar_hadir", "Daftar hadir"),
    Kind("hasil_seleksi_sesi", "Hasil seleksi sesi"),
    Kind("surat_penjadwalan_ulang", "Surat penjadwalan ulang"),
    Kind("keputusan_cabut", "Keputusan cabut"),
    Kind("addendum_hasil", "Addendum hasil"),
    Kind("addendum_laporan", "Addendum laporan"),
)
PENUNDAAN = (
    Kind("ba_penundaan", "Berita acara penundaan"),
    Kind("bukti_persetujuan", "Bukti persetujuan"),
    Kind("bukti_kompensasi", "Bukti kompensasi"),
    Kind("pengumuman", "Pengumuman"),
)
PEMBATALAN = (
    Kind("ba_pembatalan", "Berita acara pembatalan"),
    Kind("bukti_persetujuan", "Bukti persetujuan"),
    Kind("pengumuman", "Pengumuman"),
)
