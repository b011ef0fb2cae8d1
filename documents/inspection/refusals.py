"""Why a file is not accepted, in words that complete the sentence "Berkas … ditolak: …": what it is, what to do."""

from __future__ import annotations


class Unacceptable(Exception):
    """The file is refused; the argument is one of the reasons below, or a sentence of `naming`."""


class Mismatch(Unacceptable):
    """The name says something else than the content; the sentence names both."""


class Unexamined(Exception):
    """Nothing is known of the file: its reader was busy, slow, killed or crashed. Never a refusal; try again."""


MARKUP = "isinya halaman web, gambar SVG, atau skrip; kirim dokumennya sebagai PDF"
ENCRYPTED = "berkas terkunci kata sandi atau terenkripsi; simpan tanpa kata sandi, lalu unggah kembali"
MACROS = "berkas memuat makro; simpan tanpa makro (.docx, .xlsx, .pptx) atau sebagai PDF, lalu unggah kembali"
BROKEN = "berkas rusak atau tidak terkirim utuh; pastikan dapat dibuka, simpan ulang, lalu unggah kembali"
BOMB = "isinya mengembang melampaui batas saat dibuka; cetak ulang sebagai PDF, lalu unggah kembali"
FOREIGN = "isinya diikuti atau memuat berkas lain; buka berkasnya, simpan ulang, lalu unggah kembali"
PROGRAMS = (
    "berkas memuat program, skrip, atau lampiran yang tidak diterima; hapus bagian itu, lalu unggah kembali"
)
NESTED = "lampiran di dalam berkas terlalu banyak atau berlapis; unggah lampirannya satu per satu"
ACTIONS = "PDF memuat skrip atau perintah yang berjalan sendiri; cetak ulang sebagai PDF, lalu unggah kembali"
LINKS = (
    "PDF memuat tautan ke program atau ke komputer lain di jaringan; hapus tautan itu atau cetak ulang sebagai PDF, "
    "lalu unggah kembali"
)
UNUSUAL = (
    "PDF dapat dibuka, tetapi susunannya tidak dapat diperiksa sampai tuntas; cetak ulang sebagai PDF, "
    "lalu unggah kembali"
)
REMOTE = (
    "dokumen mengambil templat, objek, atau data dari luar saat dibuka (tautan jaringan atau DDE); putuskan "
    "tautan itu, simpan ulang, lalu unggah kembali"
)
PIXELS = "gambarnya lebih dari 250 megapiksel; perkecil gambarnya, lalu unggah kembali"
