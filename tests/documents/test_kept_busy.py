"""Parts made to keep the web server busy with reading them, or to break its parsers (E-FILE).

Pages of the web are judged by a program of its own; everything else in time that grows with its size and no faster.
"""

from __future__ import annotations

import io
import time
import tracemalloc

import pytest

from documents.inspection import TYPES, old_office, readers
from documents.inspection.inside import Carried
from documents.inspection.refusals import BOMB, NESTED, PROGRAMS, Unacceptable, Unexamined
from documents.inspection.zips import Budget

from .inspecting import verdict
from .recipes.office import cfb, docx
from .test_office_outside import mashup

pytestmark = pytest.mark.req("SJ-140")


def part(name: str, content: str | bytes) -> bytes:
    return docx([(f"word/{name}", content)])


def pieces(*texts: str) -> bytes:
    """A field whose instruction comes in these pieces, in `a.xml`."""
    runs = "".join(f"<w:instrText>{text}</w:instrText>" for text in texts)
    return part("a.xml", f'<w:d xmlns:w="w"><w:fldChar w:fldCharType="begin"/>{runs}</w:d>')


BUSY = {
    "line ends": (part("a.txt", "\n" * 200_000), "docx", TYPES["docx"]),
    "tabs": (part("a.csv", "\t" * 200_000), "docx", TYPES["docx"]),
    "blanks": (part("a.csv", ("," + " " * 2000) * 400), "docx", TYPES["docx"]),
    "signs": (part("a.csv", '"+|' * 400_000), "docx", TYPES["docx"]),
    "field": (pieces("LINK " + "a:b " * 1000, *[""] * 20_000), "docx", BOMB),
    "long field": (pieces("SEQ " + "a " * 2000, *["a"] * 80_000), "docx", TYPES["docx"]),
    "drawing": (part("media/a.svg", "<svg>" + "<g/>" * 1_000_000 + "</svg>"), "docx", BOMB),
}


@pytest.mark.parametrize("kind", BUSY)
def test_what_keeps_nobody_busy(kind):
    content, extension, answer = BUSY[kind]
    began = time.process_time()
    assert verdict(content, extension) == answer
    assert time.process_time() - began < 6  # for a busy machine


def test_records_of_slides_that_overlap():
    carried = Carried(lambda *_: "", frozenset(TYPES))
    began = time.process_time()
    old_office._look_at_slides(io.BytesIO(), b"\x00\x00\x11\x10\xff\xff\xff\x7f" * 1_000_000, carried)
    assert time.process_time() - began < 6


def test_streams_that_share_their_data():
    """Each entry of the directory is read by itself: what they hold together is counted before."""
    content = io.BytesIO(cfb({f"a{number}": b"x" * 5000 for number in range(5)}))
    few = Carried(lambda *_: "", frozenset(TYPES), budget=Budget(bytes=24_999))
    with pytest.raises(Unacceptable, match=BOMB):
        old_office.inspect_embedded(content, few)
    old_office.inspect_embedded(
        content, Carried(lambda *_: "", frozenset(TYPES), budget=Budget(bytes=25_000))
    )


@pytest.mark.parametrize(
    "start", ["", "\n", "a\n", "a,", "a; ", "a\t  ", '"', "a,\r ", ",\n \t ", "'" + " " * 500, "a,=|b;"]
)
def test_a_cell_that_starts_a_program(start):
    assert verdict(part("a.csv", start + "=cmd|' /C calc'!A0"), "docx") == PROGRAMS
    assert verdict(part("a.csv", start + "@SUM(1)*cmd|' /C a|b'!A0"), "docx") == PROGRAMS


@pytest.mark.parametrize("text", ["a=b|c!", "a =b|c!", "=b\n|c!", "=b,|c!", "=b|c\n!", "1|2|3!"])
def test_a_cell_that_only_looks_so(text):
    assert verdict(part("a.csv", text), "docx") == TYPES["docx"]


def test_a_formula_takes_no_memory():
    content = mashup('"' + "ab" * 1_000_000)
    tracemalloc.start()
    try:
        verdict(content, "xlsx")
        assert tracemalloc.get_traced_memory()[1] < 64 * 1024 * 1024  # bytes
    finally:
        tracemalloc.stop()


# --- pages of the web ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["<a ", '<p a="', "<!--"])
def test_a_page_keeps_its_own_reader_busy(text, monkeypatch):
    """Nothing is known of a page that takes too long; the web server has not read it."""
    monkeypatch.setattr(readers, "SECONDS", 1.0)
    content = part("a.html", text * 60_000)
    began = time.process_time()
    with pytest.raises(Unexamined):
        verdict(content, "docx")
    assert time.process_time() - began < 3


@pytest.mark.parametrize("text", ["<![foo bar[x", "<![%foo;[", "<script>", "<a onclick=x>"])
def test_what_is_no_page(text):
    assert verdict(part("a.html", text), "docx") == PROGRAMS


def test_pages():
    calm = "<html><body><p style='color:red'>Halo <a href='https://contoh.go.id'>x</a><![if !a]></p></html>"
    assert verdict(part("a.html", calm), "docx") == TYPES["docx"]
    assert verdict(docx([(f"word/a{n}.html", calm) for n in range(21)]), "docx") == NESTED


def saved(*parts: str) -> bytes:
    head = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"
    return part("a.mht", head + "".join(f"--b\r\n{one}\r\n" for one in parts) + "--b--\r\n")


def test_saved_pages():
    page, style = "Content-Type: text/html\r\n\r\n<p>Halo</p>", "Content-Type: text/css\r\n\r\np{color:red}"
    assert verdict(saved(page, style), "docx") == TYPES["docx"]
    assert verdict(saved(page, "Content-Type: text/html\r\n\r\n<script>1</script>"), "docx") == PROGRAMS
    assert verdict(saved(page, "Content-Type: application/x-msdownload\r\n\r\nMZ"), "docx") == PROGRAMS


def test_a_saved_page_of_a_thousand_layers():
    layers = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(1500))
    assert verdict(part("a.mht", layers + "Content-Type: text/plain\r\n\r\nx\r\n"), "docx") == PROGRAMS
