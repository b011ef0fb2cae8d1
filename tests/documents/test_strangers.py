"""Files as strangers make them: names that lead out of an archive, other archives under a PDF, what earlier revisions
hold, names of files elsewhere, and parts made to keep a reader busy (E-FILE)."""

from __future__ import annotations

import io
import time
import zipfile
import zlib

import pytest
from pikepdf import Array, Dictionary, Name, String

from documents.inspection import TYPES
from documents.inspection.refusals import ACTIONS, BOMB, FOREIGN, LINKS, PROGRAMS, REMOTE

from .inspecting import MISMATCH, verdict
from .recipes.media import png
from .recipes.office import EXE, docx
from .recipes.pdfs import pdf, plain
from .test_siblings_office import texted

pytestmark = pytest.mark.req("SJ-140")


def archive(name: str | zipfile.ZipInfo) -> bytes:
    target = io.BytesIO(docx())
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr(name, b"x" * 50)
    return target.getvalue()


def link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("word/media/a.bin")
    info.create_system, info.external_attr = 3, 0o120777 << 16
    return info


@pytest.mark.parametrize(
    "name",
    [
        "../../a.bin",
        "word/../../a.bin",
        "/etc/a.bin",
        "..\\a.bin",
        "word\\..\\..\\a.bin",
        "C:/a.bin",
        "a\nb.bin",
        link(),
    ],
)
def test_names_that_lead_out_of_the_archive(name):
    assert verdict(archive(name), "docx") == FOREIGN


@pytest.mark.parametrize("name", ["word/media/a..b.bin", "word/media/...bin", "word/foto 1 (2).bin"])
def test_names_that_only_look_so(name):
    assert verdict(archive(name), "docx") == TYPES["docx"]


def test_archives_under_a_pdf():
    tar = b"a.txt".ljust(257, b"\0") + b"ustar\x0000".ljust(255, b"\0")
    disc = plain + b"\0" * (0x8001 - len(plain)) + b"CD001" + b"\0" * 2048
    assert (verdict(tar + plain, "pdf"), verdict(disc, "pdf")) == (MISMATCH, FOREIGN)


def updated(content: bytes, body: bytes) -> bytes:
    """With one revision more, which puts `body` in place of object 1."""
    last = int(content[content.rindex(b"startxref") + 9 :].split()[0])
    at = len(content) + 1
    whole = content + b"\n1 0 obj\n" + body + b"\nendobj\n"
    return whole + b"xref\n1 1\n%010d 00000 n \ntrailer\n<</Size 9/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (
        at, last, len(whole),
    )  # fmt: skip


CATALOG = b"<</Type/Catalog/Pages 2 0 R%s>>"
SCRIPT = b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"


def test_what_an_earlier_revision_holds():
    """Readers show the revision that somebody signed: what was taken out behind it is in it still."""
    calm = updated(plain, CATALOG % b"")
    assert verdict(calm, "pdf") == verdict(updated(calm, CATALOG % b"/Lang(id)"), "pdf") == TYPES["pdf"]
    assert verdict(updated(plain, CATALOG % SCRIPT), "pdf") == ACTIONS
    hidden = updated(updated(plain, CATALOG % SCRIPT), CATALOG % b"")
    assert verdict(hidden, "pdf") == ACTIONS
    for _ in range(10):
        hidden = updated(hidden, CATALOG % b"/Lang(id)")
    assert verdict(hidden, "pdf") == ACTIONS


def held(name: str):
    def change(opened):
        spec = Dictionary(Type=Name.Filespec, F=String(name))
        one = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([0, 0, 9, 9]), FS=spec)
        opened.pages[0].obj.Annots = Array([opened.make_indirect(one)])

    return change


def proxy(name: str):
    def change(opened):
        form = opened.make_stream(b"")
        form.Subtype, form.BBox = Name.Form, Array([0, 0, 9, 9])
        form.OPI = Dictionary({"/2.0": Dictionary(Type=Name.OPI, F=Dictionary(F=String(name)))})
        opened.pages[0].obj.Resources = Dictionary(XObject=Dictionary(X=form))

    return change


def related(content: bytes):
    def change(opened):
        pairs = Array([String("a.txt"), opened.make_stream(content)])
        files = Dictionary(F=opened.make_stream(b"halo"))
        spec = Dictionary(Type=Name.Filespec, F=String("b.txt"), EF=files, RF=Dictionary(F=pairs))
        opened.Root.AF = Array([opened.make_indirect(spec)])

    return change


def postscript(opened):
    program = opened.make_stream(b"%!PS\n")
    program.Type, program.Subtype = Name.XObject, Name.PS
    opened.pages[0].obj.Resources = Dictionary(XObject=Dictionary(X=program))


@pytest.mark.parametrize(
    ("content", "answer"),
    [
        (pdf(held("lampiran.pdf")), TYPES["pdf"]),
        (pdf(held("\\\\contoh.invalid\\a.pdf")), LINKS),
        (pdf(proxy("gambar.eps")), TYPES["pdf"]),
        (pdf(proxy("\\\\contoh.invalid\\gambar.eps")), LINKS),
        (pdf(related(b"halo")), TYPES["pdf"]),
        (pdf(related(EXE)), PROGRAMS),
        (pdf(postscript), ACTIONS),
    ],
)
def test_files_that_are_named_and_not_held(content, answer):
    assert verdict(content, "pdf") == answer


def instruction(text: str) -> bytes:
    return docx(body=f"<w:p><w:r><w:instrText>{text}</w:instrText></w:r></w:p>")


BUSY = {
    "citation": (instruction("ADDIN ZOTERO_ITEM " + "A&amp;" * 200_000), "docx", TYPES["docx"]),
    "quotes": (instruction("INCLUDETEXT " + '"' * 200_000), "docx", REMOTE),
    "blanks": (instruction("INCLUDETEXT" + " " * 200_000 + '"http://contoh.invalid/a"'), "docx", REMOTE),
    "runs": (docx(body="<w:p>" + "<w:r><w:instrText>x</w:instrText></w:r>" * 20_000 + "</w:p>"), "docx", TYPES["docx"]),
    "elements": (docx([("word/b.xml", b"<a>" + b"<b action='1'/>" * 1_000_001 + b"</a>")]), "docx", BOMB),
    "remarks": (
        png[:-12] + (texted(b"zTXt", b"C\0\0" + zlib.compress(b"\0" * 7_000_000))[len(png) - 12 : -12]) * 9
        + png[-12:],
        "png",
        BOMB,
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", BUSY)
def test_what_is_made_to_keep_a_reader_busy(kind):
    """Judged in time that grows with the size of the file and no faster; generous for a busy machine."""
    content, extension, answer = BUSY[kind]
    began = time.process_time()
    assert verdict(content, extension) == answer
    assert time.process_time() - began < 6
