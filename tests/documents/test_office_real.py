# ruff: noqa: E501 - whole parts
"""What a large collection of honest files holds and the lists did not know, and what they let in (E-FILE)."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from documents.inspection import TYPES
from documents.inspection.refusals import BROKEN, FOREIGN, MACROS, PROGRAMS, REMOTE

from . import material as m
from .inspecting import MISMATCH, sentence, verdict
from .recipes.objects import (
    ADDRESS,
    BROWSER,
    EQUATION,
    FILE,
    PACKAGE,
    SCRIPT,
    archive,
    binary_book,
    chart,
    classed,
    embedded,
    formula,
    link,
    native,
    older_book,
    page_in_letter,
    pane,
    visio,
)
from .recipes.office import CT, EXE, bof, cfb, docx, package
from .test_office_outside import MICROSOFT, book, inner
from .test_siblings_office import deck, related, runs, storage, supbook, word

pytestmark = pytest.mark.req("SJ-143")
STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships/"
EMPTY_PREVIEW = "docProps/thumbnail.wmf"
#: MathType and the old editor of formulas: a line of text in their own form.
MTEF = b"\x02\x00\x01\x01\x00\n\x01\x12\x83F\x02\x86=\x12\x83I\x00\x00"
OVERLONG = b"\x03\x01\x01\x03\n\n\x01\x08ZZ" + b"\x90" * 60


def emptied(content: bytes) -> bytes:
    """Its last part says that it is packed, and has no data at all."""
    whole = bytearray(content)
    for at in (whole.rindex(b"PK\x03\x04") + 8, whole.rindex(b"PK\x01\x02") + 10):
        whole[at : at + 2] = struct.pack("<H", zipfile.ZIP_DEFLATED)
    return bytes(whole)


def stored(name: str) -> bytes:
    file = io.BytesIO(docx())
    with zipfile.ZipFile(file, "a", zipfile.ZIP_STORED) as target:
        target.writestr(name, b"")
    return file.getvalue()


def letter_with(stream: str, content: bytes, name: str = "") -> bytes:
    """A document of Word 97 with an object in it; name: its class."""
    inside = classed(cfb({stream: content}), name) if name else cfb({stream: content})
    return cfb({"WordDocument": m.old_word()[1536:1560], "Objek": inside})


def action(number: int) -> bytes:
    """A slide of PowerPoint 97 with a button."""
    whole = deck(cfb({"Contents": b"x"}))
    atom = struct.pack("<HHI", 0, 0x0FF3, 16) + b"\0" * 8 + bytes((number,)) + b"\0" * 7
    return whole.replace(
        struct.pack("<HHI", 0, 0x0FF5, 0x1C) + b"\0" * 0x1C,
        struct.pack("<HHI", 0, 0x0FF5, 0x1C) + b"\0" * 4 + atom,
        1,
    )


@pytest.mark.parametrize(
    ("content", "extension"),
    [
        (inner("extendedProperties", STRICT), "docx"),  # "Strict Open XML Document"
        (inner("customProperties", STRICT), "docx"),
        (inner("intelligence", "http://schemas.microsoft.com/office/2020/10/relationships/"), "docx"),
        (inner("stylesWithtEffects", "http://schemas.microsoft.com/office/2006/relationships/"), "docx"),
        (inner("volatileDependencies"), "docx"),
        (docx(names=lambda name: name.replace("/", "\\")), "docx"),  # a program of Windows that knows no better
        (emptied(stored(EMPTY_PREVIEW)), "docx"),
        (docx([("word/.DS_Store", b"\0\0\0\1Bud1")]), "docx"),
        (docx([("word/embeddings/Gambar1.vsd", cfb({"VisioDocument": b"x"}))]), "docx"),
        (docx([("ppt/media/media1.asf", b"\x30\x26\xb2\x75")]), "docx"),
        (pane(), "docx"),  # Mendeley Cite
        (pane('store="EXCatalog" storeType="EXCatalog"'), "docx"),
        (chart("https://contoh.sharepoint.com/a.xlsx"), "pptx"),
        (chart("file:///\\\\berkas\\umum\\a.xlsx"), "pptx"),
        (related("attachedTemplate", "file:////Users/siti/Library/a.dotm"), "docx"),
        (related("attachedTemplate", "Macintosh%20HD:Users:siti:a.dotx"), "docx"),
        (related("image", "file:////Users/siti/Downloads/logo.png"), "docx"),
        (related("hyperlink", "javascript:void(0)"), "docx"),
        (related("hyperlink", "javascript:;"), "docx"),
        (runs('INCLUDEPICTURE "cid:image001.png@01D9"'), "docx"),
        (runs('INCLUDEPICTURE \\d "C:\\\\a\\\\b.png" \\* MERGEFORMATINET'), "docx"),
        (book('<connection id="1" name="a" type="4"><webPr xml="1" url="C:\\data\\a.xml"/></connection>'), "xlsx"),
        (m.ooxml("xlsx", xl__volatileDependencies_dot_xml=b'<volTypes xmlns="a"><volType type="olapFunctions"/></volTypes>'), "xlsx"),
        (docx([("word/embeddings/b.xlsb", binary_book())], ct=CT.replace("</Types>", '<Default Extension="xlsb" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.12"/></Types>')), "docx"),
        (page_in_letter("file:///C:/a/logo.png", "file:///C:/a/logo.png"), "docx"),
        (embedded(cfb({"Package": visio()})), "docx"),
        (embedded(cfb({"Package": binary_book()})), "docx"),
        (embedded(cfb({"package_stream": formula()})), "docx"),
        (cfb({"Workbook": bof, "ETExtData": archive(**{"[Content_Types]_dot_xml": "<Types/>", "xl__cellImages_dot_xml": "<a/>"})}), "xls"),
        (embedded(classed(cfb({"\x01Ole10Native": native(MTEF)}), EQUATION)), "docx"),
        (embedded(cfb({"Equation Native": b"\x1c\0" + b"\0" * 26 + MTEF})), "docx"),
        (embedded(cfb({"\x01Ole": link(FILE, "C:\\data\\a.xls")})), "docx"),
        (supbook("\x01\x02Documents and Settings\x03siti\x03a.xls"), "xls"),
        (supbook("\x01refs\x03airport.xls"), "xls"),
        (supbook("\x01\x01Cdata\x03a.xls"), "xls"),
        (supbook("\x01\x01@berkas\x03umum\x03a.xls"), "xls"),
        (older_book(b"\x01\x01Cdata\x03[a.xls]Sheet1"), "xls"),
        (older_book(b"\x03Sheet1"), "xls"),
        (word(b'\x13 LINK Excel.Sheet.8 "C:\\\\data\\\\a.xls" \\a \x14x\x15'), "doc"),
        (word(b'\x13 INCLUDEPICTURE "https://contoh.go.id/a.png" \x14x\x15'), "doc"),
        (action(4), "ppt"),
    ],
)  # fmt: skip
def test_what_honest_files_hold(content, extension):
    assert verdict(content, extension) == TYPES[extension]


@pytest.mark.parametrize(
    ("content", "extension", "reason"),
    [
        (inner("vbaProject", STRICT), "docx", PROGRAMS),
        (inner("webextension2", MICROSOFT), "docx", PROGRAMS),
        (docx([("word\\..\\a.xml", b"<a/>")]), "docx", FOREIGN),
        (docx([("word\\document.xml", b"<a/>")]), "docx", BROKEN),  # the same part twice
        (pane(visible="1"), "docx", REMOTE),
        (pane('store="\\\\contoh.invalid\\a" storeType="FileSystem"'), "docx", REMOTE),
        (pane('store="developer" storeType="Registry"'), "docx", REMOTE),
        (pane('store="https://contoh.invalid" storeType="OMEX"'), "docx", REMOTE),
        (pane(more='<we:property name="Office.AutoShowTaskpaneWithDocument" value="true"/>'), "docx", REMOTE),
        (m.ooxml("xlsx", xl__drawings__drawing1_dot_xml=b'<a><we:webextension xmlns:we="a"/></a>'), "xlsx", REMOTE),
        (m.ooxml("pptx", ppt__slides__slide1_dot_xml=b'<a><we:webextensionref xmlns:we="a"/></a>'), "pptx", REMOTE),
        (chart("\\\\contoh.invalid\\a.xlsx"), "pptx", REMOTE),
        (chart("https://contoh.invalid/a.xlsx", part="slides/slide1.xml"), "pptx", REMOTE),
        (chart("https://contoh.invalid/a.xlsx", root="sld"), "pptx", PROGRAMS),  # a slide called as a diagram
        (related("hyperlink", "javascript:void(0);alert(1)"), "docx", REMOTE),
        (related("hyperlink", "javascript://%0aalert(1)"), "docx", REMOTE),
        (related("image", "file:////contoh.invalid/a.png"), "docx", REMOTE),
        (runs('INCLUDEPICTURE "\\\\\\\\contoh.invalid\\\\a.png"'), "docx", REMOTE),
        (m.ooxml("xlsx", xl__volatileDependencies_dot_xml=b'<volTypes xmlns="a"><volType/></volTypes>'), "xlsx", REMOTE),
        (docx([("word/embeddings/b.xlsb", binary_book(xl__externalLinks__externalLink1_dot_bin=b"x"))]), "docx", REMOTE),
        (docx([("word/embeddings/b.xlsb", binary_book(xl__workbook2_dot_bin="_xlfn.WEBSERVICE".encode("utf-16-le")))]), "docx", REMOTE),
        (docx([("word/embeddings/b.xlsb", binary_book(xl__vbaProject_dot_bin=b"x"))]), "docx", MACROS),
        (binary_book(), "xlsx", MISMATCH),
        (page_in_letter("file:///C:/a/lain.png", "file:///C:/a/logo.png"), "docx", PROGRAMS),
        (embedded(cfb({"Package": visio(visio__a_dot_exe=EXE)})), "docx", PROGRAMS),
        (embedded(cfb({"Package": visio(visio__vbaProject_dot_bin=b"x")})), "docx", MACROS),
        (embedded(cfb({"package_stream": formula(Basic__a_dot_xml=b"<a/>")})), "docx", PROGRAMS),
        (embedded(cfb({"Package": m.zipped("a.txt", b"a")})), "docx", PROGRAMS),
        (embedded(classed(cfb({"\x01Ole10Native": native(MTEF)}), PACKAGE)), "docx", PROGRAMS),
        (embedded(cfb({"\x01Ole10Native": native(MTEF)})), "docx", PROGRAMS),  # of no class
        (embedded(classed(cfb({"\x01Ole10Native": package(b"a.exe", EXE)}), EQUATION)), "docx", PROGRAMS),
        (embedded(classed(cfb({"\x01Ole10Native": native(MTEF + EXE)}), EQUATION)), "docx", PROGRAMS),
        (embedded(classed(cfb({"\x01Ole10Native": native(OVERLONG)}), EQUATION)), "docx", PROGRAMS),
        (embedded(cfb({"Equation Native": b"\x1c\0" + b"\0" * 26 + OVERLONG})), "docx", PROGRAMS),
        (embedded(classed(cfb({"CONTENTS": b"x"}), BROWSER)), "docx", PROGRAMS),
        (letter_with("CONTENTS", b"x", BROWSER), "doc", PROGRAMS),
        (storage({"WordDocument": m.old_word()[1536:1560]}, "Objek", {"\x03OCXNAME": b"a"}), "doc", PROGRAMS),  # a control of no class
        (embedded(cfb({"\x01Ole": link(ADDRESS, "http://contoh.invalid/a.hta")})), "docx", REMOTE),
        (embedded(cfb({"\x01Ole": link(FILE, "\\\\contoh.invalid\\a.xls")})), "docx", REMOTE),
        (embedded(cfb({"\x01Ole": link(SCRIPT, "a.sct")})), "docx", PROGRAMS),
        (supbook("\x01\x01@contoh.invalid\x03a.xls"), "xls", REMOTE),
        (supbook("\x01cmd\x03/c calc"), "xls", REMOTE),
        (older_book(b"cmd\x03/c calc"), "xls", REMOTE),
        (older_book(b"\x01\x01@contoh.invalid\x03a.xls"), "xls", REMOTE),
        (word(b'\x13 INCLUDETEXT "http://contoh.invalid/a.doc" \x14x\x15'), "doc", REMOTE),
        (word('\x13LINK Word.Document.8 "\\\\\\\\contoh.invalid\\\\a.doc" \x14'.encode("utf-16-le")), "doc", REMOTE),
        (word(b'\x13 INCLUDEPICTURE "\\\\\\\\contoh.invalid\\\\a.png" \x14x\x15'), "doc", REMOTE),
        (action(2), "ppt", PROGRAMS),
    ],
)  # fmt: skip
def test_what_they_must_not_hold(content, extension, reason):
    assert verdict(content, extension) == reason


@pytest.mark.parametrize(("size", "extension", "promised"), [(162, "docx", "dokumen Word (.docx)"), (165, "xlsx", "buku Excel (.xlsx)")])  # fmt: skip
def test_a_note_that_office_lays_beside_an_open_document(size, extension, promised):
    name = b"\x04Siti".ljust(54, b"\0" if size == 162 else b" ")
    note = (name + (b"\x04\0" if size == 162 else b" \x04\0") + "Siti".encode("utf-16-le")).ljust(size, b"\0")
    assert sentence(note, extension) == (
        "isinya catatan sementara Office bahwa dokumennya sedang dibuka (namanya diawali ~$), bukan "
        f"{promised}; pilih dokumennya sendiri, yang namanya tanpa ~$"
    )


def test_a_book_without_its_main_part_is_not_told_to_be_called_as_it_is():
    assert (
        sentence(archive(**{"[Content_Types]_dot_xml": "<Types/>", "xl__a_dot_xml": "<a/>"}), "xlsx")
        == BROKEN
    )
