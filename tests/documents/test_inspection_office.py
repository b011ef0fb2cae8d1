"""Office files: bounded unpacking, no macros and no programs at any depth, exactly one archive (E-FILE)."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
import zlib

import pytest

from documents.inspection import TYPES, zips
from documents.inspection.refusals import BOMB, BROKEN, ENCRYPTED, FOREIGN, MACROS, NESTED, PROGRAMS

from . import material as m
from .inspecting import MISMATCH, ZIP, verdict

pytestmark = pytest.mark.req("SJ-143")


def archive(*entries: tuple[str, bytes], base: bytes = b"") -> bytes:
    target = io.BytesIO(base)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as opened:
        for name, content in entries:
            opened.writestr(name, content)
    return target.getvalue()


def docx(**parts: bytes) -> bytes:
    return m.ooxml("docx", **parts)


def streamed(content: bytes) -> bytes:
    """The same archive as a program writes it that cannot go back: sizes behind the data."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.got = b""

        def writable(self) -> bool:
            return True

        def write(self, data) -> int:
            self.got += bytes(data)
            return len(data)

    pipe = Pipe()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for info in source.infolist():
            target.writestr(info.filename, source.read(info))
    return pipe.got


def stored_only(content: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as copy:
        for info in source.infolist():
            copy.writestr(info.filename, source.read(info))
    return target.getvalue()


def patched(content: bytes, offset: int, value: bytes, signature: bytes = b"PK\x01\x02") -> bytes:
    """The last record with this signature changed at an offset in it."""
    at = content.rindex(signature) + offset
    return content[:at] + value + content[at + len(value) :]


def nested(levels: int) -> bytes:
    content, inner = m.ooxml("xlsx"), "xlsx"
    for _ in range(levels):
        content = m.ooxml("docx", **{f"word__embeddings__b_dot_{inner}": content})
        inner = "docx"
    return content


@pytest.mark.parametrize(
    "content",
    [
        docx(),
        streamed(docx()),
        stored_only(docx()),
        docx(word__media__a_dot_png=m.PNG, word__media__b_dot_jpg=m.jpeg()),
        docx(word__embeddings__b_dot_xlsx=m.ooxml("xlsx")),
        docx(word__embeddings__oleObject1_dot_bin=m.old_excel()),
        docx(word__embeddings__oleObject1_dot_bin=m.compound({"Ole10Native": b"x"})),
        docx(word__kosong_dot_xml=b""),
        docx(xl_dot_xml=b"<a>" + b" " * 3_000_000 + b"</a>"),  # packs well, and is still small
        nested(2),
        archive(("docProps/", b""), base=docx()),
        patched(docx(), 20, b"\x05\0", b"PK\x05\x06") + b"judul",  # a comment
    ],
)
def test_office_files_that_pass(content):
    assert verdict(content, "docx") == TYPES["docx"]


def lying_size(content: bytes, name: bytes, size: int) -> bytes:
    """Its directory and its own header say that this entry is so small, and give the sum of that beginning."""
    data = zipfile.ZipFile(io.BytesIO(content)).read(name.decode())
    facts = struct.pack("<I", zlib.crc32(data[:size]))
    at = content.index(b"PK\x01\x02", content.index(name) + len(name))
    while content[at + 46 : at + 46 + len(name)] != name:
        at = content.index(b"PK\x01\x02", at + 4)
    packed_size = content[at + 20 : at + 24]
    changed = bytearray(content)
    changed[at + 16 : at + 28] = facts + packed_size + struct.pack("<I", size)
    local = content.index(name) - 30
    changed[local + 14 : local + 26] = facts + packed_size + struct.pack("<I", size)
    return bytes(changed)


def overlapping() -> bytes:
    """Two entries of the directory that share their data."""
    content = archive(("word/a.xml", b"isi"), ("word/b.xml", b"isi"), base=docx())
    first = content.index(b"word/a.xml") - 30
    return patched(content, 42, struct.pack("<I", first))


GAP = b"\0" * 100


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (docx(word__big_dot_xml=b"0" * 30_000_000), BOMB),
        (docx(word__embeddings__b_dot_xlsx=m.ooxml("xlsx", xl__big_dot_xml=b"0" * 30_000_000)), BOMB),
        (nested(5), NESTED),
        (lying_size(docx(word__big_dot_xml=b"0" * 30_000_000), b"word/big.xml", 10), BOMB),
        (lying_size(docx(word__small_dot_xml=b"0" * 1000), b"word/small.xml", 10), BROKEN),
        (overlapping(), BOMB),
        (GAP + docx(), MISMATCH),
        (docx() + m.HTML, FOREIGN),
        (docx() + m.zipped("a", b"a"), FOREIGN),
        (m.zipped("a", b"a") + docx(), FOREIGN),
        (m.PDF + docx(), MISMATCH),
        (docx()[:-1], BROKEN),
        (docx()[:300], BROKEN),
        (patched(docx(), 16, b"\0\0\0\0"), BROKEN),  # wrong sum
        (patched(docx(), 10, b"\x0c\0"), BROKEN),  # a packing that office files do not know
        (patched(docx(), 8, b"\x01\0"), ENCRYPTED),
        (patched(docx(), 46, b"X"), BROKEN),  # another name in the directory
        (archive(("WORD/document.xml", b"<lain/>"), base=docx()), BROKEN),
        (patched(docx(), 10, b"\x63\0", b"PK\x05\x06"), BROKEN),  # another number of entries
        (patched(docx(), 10, b"\xff\xff", b"PK\x05\x06"), BROKEN),
        (patched(docx(), 12, b"\xff\xff\xff\xff", b"PK\x05\x06"), BROKEN),
        (patched(docx(), 16, b"\0\0\0\0", b"PK\x05\x06"), FOREIGN),
        (docx(word__embeddings__b_dot_bin=docx(word__vbaProject_dot_bin=b"x")), MACROS),
        (
            docx(word__embeddings__b_dot_bin=m.ooxml("docx", m.content_types("docx", "x.macroEnabled"))),
            MACROS,
        ),
        (docx(word__embeddings__o_dot_bin=m.old_excel(sheets=(1,))), MACROS),
        (docx(word__embeddings__a_dot_zip=m.zipped("catatan.txt", b"halo")), PROGRAMS),
        (docx(word__embeddings__o_dot_bin=m.locked_with_password(docx())), ENCRYPTED),
        (docx(word__embeddings__o_dot_exe=b"x"), PROGRAMS),
        (docx(word__media__a_dot_png=m.EXE), PROGRAMS),
        (docx(word__media__a_dot_svgz=b"x"), PROGRAMS),
        (m.zipped("word/document.xml", b"<root/>"), BROKEN),  # a letter without the list of its parts
        (m.HTML, MISMATCH),
    ],
)
def test_office_files_that_are_refused(content, reason):
    assert verdict(content, "docx") == reason


def test_too_many_entries_are_not_even_listed():
    content = archive(*((f"word/{n}.xml", b"") for n in range(zips.Budget().entries)), base=docx())
    assert verdict(content, "docx") == BOMB
    fewer = archive(*((f"word/{n}.xml", b"") for n in range(500)), base=docx())
    assert verdict(fewer, "docx") == TYPES["docx"]


def test_entries_of_archives_inside_count_too():
    inner = archive(*((f"word/{n}.xml", b"") for n in range(6000)), base=docx())
    both = docx(word__embeddings__a_dot_docx=inner, word__embeddings__b_dot_docx=inner)
    assert verdict(docx(word__embeddings__a_dot_docx=inner), "docx") == TYPES["docx"]
    assert verdict(both, "docx") == BOMB


def test_the_bound_of_bytes(monkeypatch):
    content = docx(word__a_dot_bin=bytes(range(256)) * 40)
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        whole = sum(info.file_size for info in opened.infolist())
    for bound, answer in ((whole, TYPES["docx"]), (whole - 1, BOMB)):
        monkeypatch.setattr(zips.Budget.__init__, "__defaults__", (bound, 10_000, 1_000_000, 20))
        assert verdict(content, "docx") == answer


def test_a_bomb_takes_no_memory():
    content = docx(word__big_dot_xml=b"0" * 100_000_000)
    tracemalloc.start()
    try:
        assert verdict(content, "docx") == BOMB
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("content", "extension", "answer"),
    [
        (m.old_excel(sheets=(0, 0)), "xls", TYPES["xls"]),
        (m.old_excel(sheets=(0, 1)), "xls", MACROS),
        (m.old_excel(sheets=(6,)), "xls", MACROS),
        (m.old_word() + ZIP, "doc", FOREIGN),
        (m.old_word(), "docx", MISMATCH),
        (m.old_word(), "jpg", MISMATCH),
        (m.HTML, "doc", MISMATCH),
        (m.HTML, "xls", MISMATCH),
        (m.old_word(macros=True), "doc", TYPES["doc"]),  # a storage of that name, without a line
    ],
)
def test_older_office_files(content, extension, answer):
    assert verdict(content, extension) == answer
