"""Every kind of file that strangers sent: what is dangerous is refused, what an office sends is taken (E-FILE)."""

from __future__ import annotations

import pytest

from documents.inspection import TYPES

from .inspecting import sentence
from .recipes import media, office, pdfs

pytestmark = pytest.mark.req("SJ-143")

FILES = {**pdfs.FILES, **office.FILES, **media.FILES}
#: Where the name lies: what the refusal says instead.
NAMED = {
    "fr_rtf_called.doc": "isinya dokumen RTF, bukan dokumen Word 97–2003 (.doc); buka dengan Word, pilih Simpan "
    "Sebagai .docx atau PDF, lalu unggah kembali",
    "fr_html_table_called.xls": "isinya halaman web (HTML) berisi tabel, bukan buku Excel 97–2003 (.xls); buka dengan "
    "Excel atau Word, simpan sebagai .xlsx, .docx, atau PDF, lalu unggah kembali",
    "fr_spreadsheetml_called.xls": "isinya lembar XML Excel 2003, bukan buku Excel 97–2003 (.xls); buka dengan Excel, "
    "pilih Simpan Sebagai .xlsx, lalu unggah kembali",
    "fr_tsv_called.xls": "isinya tabel teks (TSV), bukan buku Excel 97–2003 (.xls); buka dengan Excel, pilih Simpan "
    "Sebagai .xlsx, lalu unggah kembali",
}
#: Taken as what they are.
OTHERS = {"fr_png_called.jpg": "image/png", "fr_jpeg_called.png": "image/jpeg"}


@pytest.mark.parametrize(
    "name", sorted(name for name in FILES if name.startswith("fa_") or "refused" in name)
)
def test_dangerous_ones_are_refused_with_what_to_do(name):
    said = sentence(FILES[name], name.rpartition(".")[2])
    assert (said.endswith("unggah kembali"), "; " in said) == (True, True), said


@pytest.mark.parametrize("name", sorted(n for n in FILES if not n.startswith("fa_") and "refused" not in n))
def test_ordinary_ones_are_taken_or_named(name):
    extension = name.rpartition(".")[2]
    assert sentence(FILES[name], extension) == NAMED.get(name, OTHERS.get(name, TYPES[extension]))
