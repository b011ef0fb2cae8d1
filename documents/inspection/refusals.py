"""Why a file is not accepted, in words that complete the sentence "Berkas … ditolak: …"."""

from __future__ import annotations


class Unacceptable(Exception):
    """The file is refused; the argument is one of the reasons below."""


MISMATCH = "isi berkas tidak sesuai dengan akhiran namanya"
MARKUP = "isinya halaman web, gambar SVG, atau skrip"
ENCRYPTED = "berkas terkunci kata sandi atau terenkripsi"
MACROS = "berkas memuat makro"
BROKEN = "berkas rusak atau tidak dapat dibaca"
BOMB = "isinya mengembang melampaui batas saat dibuka"
FOREIGN = "di dalamnya tersembunyi berkas lain; simpan ulang dokumennya, lalu unggah kembali"
PROGRAMS = "berkas memuat program atau skrip"
ACTIONS = (
    "PDF memuat JavaScript atau perintah menjalankan program; cetak ulang sebagai PDF, lalu unggah kembali"
)
PIXELS = "gambarnya lebih dari 250 megapiksel"
