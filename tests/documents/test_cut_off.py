"""Files that did not arrive whole are refused as such, wherever they were cut off; whole ones pass (E-FILE)."""

from __future__ import annotations

import io
import random

import pikepdf
import pytest
from PIL import Image

from documents.inspection import TYPES, readers
from documents.inspection.refusals import BOMB, BROKEN, Unexamined

from . import material as m
from .inspecting import sentence, verdict
from .recipes.media import png
from .recipes.office import docx
from .test_siblings_office import texted

pytestmark = pytest.mark.req("SJ-140")
NOISE = random.Random(5)


def photo(**how) -> bytes:
    """A picture of noise: its data say something up to the last byte."""
    picture = Image.frombytes("RGB", (160, 120), NOISE.randbytes(160 * 120 * 3)).resize((320, 240))
    target = io.BytesIO()
    picture.save(target, "JPEG", **how)
    return target.getvalue()


JPEGS = {
    "baseline": photo(quality=85),
    "progressive": photo(progressive=True),
    "restart": photo(restart_marker_blocks=3),
    "full colour": photo(subsampling=0),
}


@pytest.mark.parametrize("kind", JPEGS)
def test_a_jpeg_cut_off_inside_its_scan(kind):
    whole = JPEGS[kind]
    scan = whole.index(b"\xff\xda") + 14
    places = [scan + 1, (scan + len(whole)) // 2, len(whole) - 200, len(whole) - 12]
    assert [verdict(whole[:place], "jpg") for place in places] == [BROKEN] * 4
    assert verdict(whole[: places[1]] + b"\0" * 5000, "jpg") == BROKEN  # a download that reserved its room
    # some cameras leave the end marker away; memory cards pad
    assert [verdict(whole[:-2], "jpg"), verdict(whole[:-2] + b"\0" * 5000, "jpg")] == ["image/jpeg"] * 2


def test_a_jpeg_of_which_nobody_could_tell(monkeypatch):
    """A reader that is slow or crashed says nothing about the file."""
    monkeypatch.setattr(readers, "SECONDS", 0.0)
    with pytest.raises(Unexamined):
        sentence(JPEGS["baseline"][:-2], "jpg")
    assert sentence(JPEGS["baseline"], "jpg") == "image/jpeg"  # needs none


def test_a_png_cut_off():
    assert {verdict(png[:place], "png") for place in range(20, len(png), 7)} == {BROKEN}


def test_remarks_of_a_png_that_unfold_without_bound():
    import zlib

    def packed(size):
        return texted(b"zTXt", b"Comment\0\0" + zlib.compress(b" " * size))

    assert verdict(packed(100_000), "png") == "image/png"
    assert verdict(packed(9 * 1024 * 1024), "png") == BOMB


def pages(**how) -> bytes:
    pdf = pikepdf.new()
    for _ in range(8):
        pdf.add_blank_page(page_size=(200, 200))
        pdf.pages[-1].obj.Contents = pdf.make_stream(NOISE.randbytes(900).hex().encode())
    target = io.BytesIO()
    pdf.save(target, **how)
    return target.getvalue()


LATER = b"\n90 0 obj\n<</Type/Annot/Contents(%s)>>\nendobj\n" % (b"a" * 2000)


@pytest.mark.parametrize(
    "how", [{}, {"linearize": True}, {"object_stream_mode": pikepdf.ObjectStreamMode.generate}]
)
def test_a_pdf_cut_off(how):
    """Prepared for the web its first page ends with an end marker of its own: readers show it alone, without a word."""
    whole = pages(**how)
    assert verdict(whole, "pdf") == TYPES["pdf"]
    places = [len(whole) * part // 100 for part in (10, 30, 50, 70, 90, 98)]
    assert [verdict(whole[:place], "pdf") for place in places] == [BROKEN] * 6
    # an end marker put behind it makes it no whole file
    assert [verdict(whole[:place] + b"\n%%EOF\n", "pdf") for place in places[:5]] == [BROKEN] * 5


def test_a_revision_that_began_and_did_not_end():
    whole = pages()
    table = b"xref\n0 0\ntrailer\n<</Size 91/Root 1 0 R>>\nstartxref\n%d\n" % (len(whole) + len(LATER))
    assert verdict(whole + LATER, "pdf") == BROKEN
    assert verdict(whole + LATER[:900], "pdf") == BROKEN
    assert verdict(whole + LATER + table + b"%%EOF\n", "pdf") == TYPES["pdf"]
    assert verdict(whole + b"\nhal 90 dari 0 obj\n", "pdf") == TYPES["pdf"]  # a banner that speaks of objects


@pytest.mark.parametrize(
    ("content", "extension"),
    [(docx(), "docx"), (m.old_word(), "doc"), (m.old_excel(), "xls"), (m.old_powerpoint(), "ppt")],
)
def test_an_office_file_cut_off(content, extension):
    assert verdict(content, extension) == TYPES[extension]
    places = [len(content) * part // 100 for part in (30, 50, 70, 90)]
    assert {verdict(content[:place], extension) for place in places} == {BROKEN}
