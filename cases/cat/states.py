"""States of the seven machines of CAT (cat-bkn §16; docs/spec/machines/README.md), and the sets that rows speak of."""

from __future__ import annotations

from django.db.models import TextChoices


class Jenis(TextChoices):
    """The five kinds of selection (Pasal 2; CB-08)."""

    CPNS = "cpns", "Pengadaan calon PNS"
    PPPK = "pppk", "Pengadaan PPPK"
    SEKDIN = "sekdin", "Penerimaan sekolah kedinasan"
    KARIER = "karier", "Pengembangan karier Pegawai ASN"
    SELAIN_ASN = "selain_asn", "Selain Pegawai ASN"


class TipeLokasi(TextChoices):
    """Where a titik lokasi is (Pasal 9 (3); CB-56)."""

    BKN_PUSAT = "bkn_pusat", "Kantor BKN Pusat"
    KANREG = "kanreg", "Kantor Regional BKN"
    UPT = "upt", "UPT BKN"
    MANDIRI = "mandiri", "Lokasi mandiri"


class Sebab(TextChoices):
    """Why something is postponed (Pasal 10 (4), 11 (4); CB-128)."""

    SARANA = "sarana", "Sarana tidak berfungsi"
    GANGGUAN = "gangguan", "Gangguan 3 jam"


class Event(TextChoices):
    PERMOHONAN = "permohonan", "Permohonan"
    DIDISPOSISI = "didisposisi", "Didisposisi"
    DITUGASKAN = "ditugaskan", "Ditugaskan"
    KOORDINASI = "koordinasi", "Koordinasi"
    PEMROSESAN_DATA = "pemrosesan_data", "Pemrosesan data"
    PENYIAPAN_SOAL = "penyiapan_soal", "Penyiapan soal"
    PENJADWALAN = "penjadwalan", "Penjadwalan"
    JADWAL_DITETAPKAN = "jadwal_ditetapkan", "Jadwal ditetapkan"
    PERSIAPAN_LOKASI = "persiapan_lokasi", "Persiapan lokasi"
    SIAP = "siap", "Siap"
    PELAKSANAAN = "pelaksanaan", "Pelaksanaan"
    PELAKSANAAN_SELESAI = "pelaksanaan_selesai", "Pelaksanaan selesai"
    PELAPORAN = "pelaporan", "Pelaporan"
    SELESAI = "selesai", "Selesai"
    DITUNDA = "ditunda", "Ditunda"
    DIKEMBALIKAN = "dikembalikan", "Dikembalikan"
    DIBATALKAN = "dibatalkan", "Dibatalkan"
    DITARIK = "ditarik", "Ditarik"
    DITOLAK = "ditolak", "Ditolak"


class Lokasi(TextChoices):
    DITETAPKAN = "ditetapkan", "Ditetapkan"
    KOORDINASI = "koordinasi", "Koordinasi"
    SURVEI = "survei", "Survei"
    LAYAK = "layak", "Layak"
    TIDAK_LAYAK = "tidak_layak", "Tidak layak"
    PERBAIKAN = "perbaikan", "Perbaikan"
    SIAP = "siap", "Siap"
    DIBUKA = "dibuka", "Dibuka"
    OPERASIONAL = "operasional", "Operasional"
    DISEGEL = "disegel", "Disegel"
    PELAKSANAAN_SELESAI = "pelaksanaan_selesai", "Pelaksanaan selesai"
    DITUTUP = "ditutup", "Ditutup"
    DITUNDA = "ditunda", "Ditunda"
    DIBATALKAN = "dibatalkan", "Dibatalkan"
    DICABUT = "dicabut", "Dicabut"


class Sesi(TextChoices):
    TERJADWAL = "terjadwal", "Terjadwal"
    REGISTRASI = "registrasi", "Registrasi"
    REGISTRASI_DITUTUP = "registrasi_ditutup", "Registrasi ditutup"
    PENGARAHAN = "pengarahan", "Pengarahan"
    BERLANGSUNG = "berlangsung", "Berlangsung"
    TERGANGGU = "terganggu", "Terganggu"
    SELESAI = "selesai", "Selesai"
    HASIL_DITANDATANGANI = "hasil_ditandatangani", "Hasil ditandatangani"
    TERUNGGAH = "terunggah", "Terunggah"
    DITUNDA = "ditunda", "Ditunda"
    DIJADWAL_ULANG = "dijadwal_ulang", "Dijadwal ulang"
    DIBATALKAN = "dibatalkan", "Dibatalkan"
    DICABUT = "dicabut", "Dicabut"


class Peserta(TextChoices):
    TERDAFTAR = "terdaftar", "Terdaftar"
    DOKUMEN_SESUAI = "dokumen_sesuai", "Dokumen sesuai"
    WAJAH_SESUAI = "wajah_sesuai", "Wajah sesuai"
    BER_PIN = "ber_pin", "Mendapat PIN"
    DIPERIKSA = "diperiksa", "Diperiksa"
    HADIR = "hadir", "Hadir"
    MENGERJAKAN = "mengerjakan", "Mengerjakan"
    SELESAI = "selesai", "Selesai"
    TIDAK_HADIR = "tidak_hadir", "Tidak hadir"
    GUGUR = "gugur", "Gugur"
    DITOLAK = "ditolak", "Ditolak"
    DIBATALKAN = "dibatalkan", "Dibatalkan sebagai peserta"
    DIDISKUALIFIKASI = "didiskualifikasi", "Didiskualifikasi"
    DIALIHKAN = "dialihkan", "Dialihkan"
    SESI_BATAL = "sesi_batal", "Sesi batal"
    TIDAK_MEMULAI = "tidak_memulai", "Tidak memulai"


class Penundaan(TextChoices):
    KONSEP = "konsep", "Konsep"
    DIKOORDINASIKAN = "dikoordinasikan", "Dikoordinasikan"
    BERLAKU = "berlaku", "Berlaku"
    BERAKHIR = "berakhir", "Berakhir"
    DITOLAK_DEPUTI = "ditolak_deputi", "Ditolak deputi"
    DITARIK = "ditarik", "Ditarik"


class Pembatalan(TextChoices):
    KONSEP = "konsep", "Konsep"
    DIKOORDINASIKAN = "dikoordinasikan", "Dikoordinasikan"
    BERLAKU = "berlaku", "Berlaku"
    BERAKHIR = "berakhir", "Berakhir"
    DITOLAK_DEPUTI = "ditolak_deputi", "Ditolak deputi"
    DITARIK = "ditarik", "Ditarik"


class Disabilitas(TextChoices):
    DIBERITAHUKAN = "diberitahukan", "Diberitahukan"
    DIDATA = "didata", "Didata"
    DISAMPAIKAN = "disampaikan", "Disampaikan"
    SIAP = "siap", "Siap"
    BERAKHIR = "berakhir", "Berakhir"
    DITARIK = "ditarik", "Ditarik"
