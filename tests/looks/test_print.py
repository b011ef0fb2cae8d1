"""What comes out of the printer: no addresses, no controls, no column cut."""

from __future__ import annotations

import io
import re

import pytest
from pypdfium2 import PdfDocument

from tests.looks.screen import Screen
from tests.looks.sheets import Sheet, plain

pytestmark = pytest.mark.browser
#: Page -> what its last column or line says.
PRINTED = {
    "/nomenklatur/": "Status",
    "/jpt/": "Status",
    "/log/": "Hasil",
    "/pejabat/": "Lama Menjabat",
    "/kasus/0/riwayat/": "Catatan 1",
}
#: Of the frame and of its buttons and links to other places.
CONTROLS = ("Export", "Terapkan", "Saring daftar", "Pemberitahuan", "Berikutnya", "Ganti Password")


@pytest.mark.parametrize("path", PRINTED)
def test_a_page_on_paper(sheets: dict[str, list[Sheet]], screen: Screen, path: str) -> None:
    screen.show(next(sheet for sheet in sheets["jaksel"] if plain(sheet.path) == path))
    document = PdfDocument(io.BytesIO(screen.page.pdf(prefer_css_page_size=True)))
    pages = list(document)
    text = "\n".join(page.get_textpage().get_text_range() for page in pages)
    assert (re.findall(r"https?://\S*|\(/\S*\)", text), [c for c in CONTROLS if c in text]) == ([], [])
    assert PRINTED[path] in re.sub(r"\s+", " ", text)
    # nothing lies outside the sheet: where it does, Chromium makes the text smaller than the style says
    wide = path != "/kasus/0/riwayat/"
    assert {page.get_width() > page.get_height() for page in pages} == {wide}
    document.close()
