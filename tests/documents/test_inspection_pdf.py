"""PDF: revisions and attachments pass; what acts, carries programs or is something else too does not (E-FILE)."""

from __future__ import annotations

import io
import struct
import zlib

import pikepdf
import pytest

from documents.inspection import Unexamined, pdf, readers
from documents.inspection.refusals import ACTIONS, BOMB, BROKEN, ENCRYPTED, FOREIGN, MARKUP, PROGRAMS

from . import material as m
from .inspecting import MISMATCH, ZIP, verdict

pytestmark = pytest.mark.req("SJ-143")


def made(change) -> bytes:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(m.PDF)) as opened:
        change(opened)
        opened.save(target)
    return target.getvalue()


def attach(name: str, content: bytes):
    def change(opened):
        opened.attachments[name] = pikepdf.AttachedFileSpec(opened, content, filename=name)

    return change


def packed(content: bytes) -> bytes:
    """The same PDF with its objects inside packed streams."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as opened:
        opened.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert b"/ObjStm" in target.getvalue()
    return target.getvalue()


def revised(content: bytes) -> bytes:
    """With one more revision behind the first end, as a signature makes it."""
    start = int(content.rsplit(b"startxref\n", 1)[1].split()[0])
    at = len(content)
    more = b"4 0 obj\n<< /Type /Sig /Contents <00> >>\nendobj\n"
    table = b"xref\n4 1\n%010d 00000 n \n" % at
    trailer = b"trailer\n<< /Size 5 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
        start,
        at + len(more),
    )
    return content + more + table + trailer


SCRIPT = b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> "
GO_TO = b"/OpenAction [3 0 R /Fit] "


@pytest.mark.parametrize(
    "content",
    [
        m.PDF,
        m.PDF[:-1],
        m.encrypted_pdf(),
        m.pdf(catalog=b"/Names << /JavaScript << /Names [] >> >> "),
        m.PDF + m.PDF,
        b" " + m.PDF,
        b"\xef\xbb\xbf" + m.PDF,
        made(attach("laporan.html", b"x")),
        m.PDF + b"\r\n\0\0\0",
        m.PDF.ljust(1_000_000, b"\0"),
        m.PDF + b"<printer job 17>"[1:-1],  # a few words of a print server
        packed(m.PDF),
        revised(m.PDF),
        revised(revised(m.PDF)),
        m.pdf(catalog=GO_TO),
        m.pdf(m.stream(b"BT (/JavaScript /JS /Launch) Tj ET")),
        m.pdf(b"<< /Title (Apa itu /JS?) >>"),
        m.pdf(b"<< /JSX 1 /S /URI /URI (https://contoh.go.id) >>"),
        made(attach("data.json", b'{"nomor": 1}')),
        made(attach("sumber.docx", m.ooxml("docx"))),
        made(attach("foto.jpg", m.jpeg())),
        m.PDF.replace(b"xref\n0", b"xrfe\n0"),  # damaged table, repaired by every viewer
    ],
)
def test_pdfs_that_pass(content):
    assert verdict(content, "pdf") == "application/pdf"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (m.pdf(catalog=SCRIPT), ACTIONS),
        (packed(m.pdf(catalog=SCRIPT)), ACTIONS),
        (revised(m.pdf(catalog=SCRIPT)), ACTIONS),
        (m.pdf(catalog=b"/OpenAction << /S /#4aavaScript /#4aS (x) >> "), ACTIONS),
        (m.pdf(b"<< /S /JavaScript /JS 5 0 R >>", m.stream(b"app.alert(1)")), ACTIONS),
        (m.pdf(catalog=b"/AA << /WC [ << /S /JavaScript /JS (x) >> ] >> "), ACTIONS),
        (m.pdf(b"<< /Type /Action /S /Launch /F (cmd.exe) >>"), ACTIONS),
        (m.pdf(b"<< /S /Rendition /JS (x) >>"), ACTIONS),
        (m.pdf(m.stream(b"x", b"/AA << /O << /S /Launch >> >> ")), ACTIONS),
        (made(attach("jahat.exe", b"x")), PROGRAMS),
        (made(attach("foto.jpg", m.EXE)), PROGRAMS),
        (made(attach("laporan.html", m.HTML)), PROGRAMS),
        (made(attach("laporan.xlsm", b"x")), PROGRAMS),
        (m.encrypted_pdf(user="kunci"), ENCRYPTED),
        (m.PDF + ZIP, FOREIGN),
        (m.PDF + ZIP + b"%%EOF\n", FOREIGN),
        (m.PDF + m.HTML, FOREIGN),
        (m.PDF + m.EXE, FOREIGN),
        (b"MZ" + m.PDF, MISMATCH),
        (m.jpeg() + m.PDF, MISMATCH),
        (ZIP + m.PDF, MISMATCH),
        (m.HTML, MARKUP),
        (b"%PDF-1.7\n" + m.HTML, BROKEN),
        (b"%PDF-1.7\n" + m.HTML + b"\n%%EOF", BROKEN),
        (b"%PDF-1.7\n%%EOF", BROKEN),
        (m.PDF[:200], BROKEN),
        (m.PDF.replace(b"/Count 1", b"/Count 0").replace(b"[3 0 R]", b"[]     "), BROKEN),
    ],
)
def test_pdfs_that_are_refused(content, reason):
    assert verdict(content, "pdf") == reason


def test_a_zip_whose_comment_holds_the_end_of_a_pdf():
    archive = ZIP[:-2]
    content = m.PDF[:-6] + archive
    rest = b"%%EOF\n"
    assert verdict(content + struct.pack("<H", len(rest)) + rest, "pdf") == FOREIGN


def object_bomb(megabytes: int, name: bytes = b"/FlateDecode") -> bytes:
    """A PDF whose list of objects is a stream that unfolds to so many megabytes of blanks."""
    stream = zlib.compressobj(9)
    data = stream.compress(b"6 0 << /Type /Catalog /Pages 2 0 R >> ")
    data += b"".join(stream.compress(b" " * 1_000_000) for _ in range(megabytes)) + stream.flush()
    body = b"%PDF-1.7\n"
    places = {}
    for number, text in {
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R >>",
        5: m.stream(data, b"/Type /ObjStm /N 1 /First 4 /Filter " + name + b" "),
    }.items():
        places[number] = len(body)
        body += b"%d 0 obj %s endobj\n" % (number, text)
    rows = [b"\0" * 6] * 8
    for number, place in {**places, 7: len(body)}.items():
        rows[number] = struct.pack(">BIB", 1, place, 0)
    rows[6] = struct.pack(">BIB", 2, 5, 0)
    table = m.stream(b"".join(rows), b"/Type /XRef /Size 8 /W [1 4 1] /Root 6 0 R ")
    return body + b"7 0 obj %s endobj\nstartxref\n%d\n%%%%EOF\n" % (table, len(body))


def test_a_list_of_objects_that_unfolds_without_bound():
    assert verdict(object_bomb(1), "pdf") == "application/pdf"
    assert verdict(object_bomb(200), "pdf") == BOMB


def test_a_slow_reader_says_nothing_about_the_file(monkeypatch):
    monkeypatch.setattr(readers, "SECONDS", 0.001)
    with pytest.raises(Unexamined, match="slow"):
        verdict(m.PDF, "pdf")


@pytest.mark.parametrize(
    "program",
    [
        'import os; print(\'{"word": "ok", "files": []}\', flush=True); os.abort()',
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "raise MemoryError",
        "print('ok')",
        'print(\'{"word": "lain", "files": []}\')',
        "",
    ],
    ids=["aborted", "killed", "no memory", "no answer", "unknown answer", "silent"],
)
def test_a_reader_that_dies_says_nothing_about_the_file(monkeypatch, tmp_path, program):
    (dead := tmp_path / "reader.py").write_text(program)
    monkeypatch.setattr(pdf, "_READER", dead)
    with pytest.raises(Unexamined):
        verdict(m.PDF, "pdf")


def test_few_readers_at_once_on_a_machine(monkeypatch, tmp_path):
    """The others wait briefly; whoever gets no place is told that nothing is known yet."""
    monkeypatch.setenv("ALUR_READERS_DIR", str(tmp_path))
    monkeypatch.setenv("ALUR_READERS", "2")
    monkeypatch.setattr(readers, "WAIT_SECONDS", 0.2)
    with readers.place(), readers.place(), pytest.raises(Unexamined, match="busy"):
        verdict(m.PDF, "pdf")
    assert verdict(m.PDF, "pdf") == "application/pdf"
