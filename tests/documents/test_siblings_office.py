# ruff: noqa: E501 - whole sentences
"""Further office files, pictures and recordings of the kinds in `recipes` (E-FILE)."""

from __future__ import annotations

import struct
import zlib

import pytest

from documents.inspection import TYPES
from documents.inspection.refusals import BROKEN, FOREIGN, MACROS, PROGRAMS, REMOTE

from . import material as m
from .inspecting import MISMATCH, sentence, verdict
from .recipes.media import ftyp, img, jpg, png
from .recipes.office import EXE, bof, cfb, docx, ole, package

pytestmark = pytest.mark.req("SJ-143")

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def related(kind: str, target: str) -> bytes:
    return docx(
        rels=f'<Relationship Id="rId7" Type="{OFFICE}{kind}" Target="{target}" TargetMode="External"/>'
    )


def runs(*texts: str) -> bytes:
    """One field whose instruction is split over runs."""
    parts = "".join(f"<w:r><w:instrText>{text}</w:instrText></w:r>" for text in texts)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return docx(body=f"<w:p>{begin}{parts}{end}</w:p>")


def svg(inside: str) -> bytes:
    return docx([("word/media/a.svg", f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'.encode())])


def chunk(inside: str) -> bytes:
    return docx([("word/afchunk.htm", f"<html><body>{inside}</body></html>".encode())])


def slide(action: str) -> bytes:
    part = f'<p:sld xmlns:p="p" xmlns:a="a"><a:hlinkClick action="{action}"/></p:sld>'.encode()
    return m.ooxml("pptx", ppt__slides__slide1_dot_xml=part)


def vba(source: str, cache: bytes = b"\xfe\xca\x01\x00\x00\x00") -> bytes:
    """A module as Excel keeps it: the compiled copy, and the source in one chunk of literals."""
    text = source.encode()
    packed = b"".join(b"\0" + text[at : at + 8] for at in range(0, len(text), 8))
    return cache + b"\x01" + struct.pack("<H", 0xB000 | (len(packed) - 1)) + packed


EMPTY = 'Attribute VB_Name = "Sheet1"\r\nAttribute VB_Base = "0"\r\n'


def book(module: bytes) -> bytes:
    """A workbook whose VBA storage holds one module; `cfb` knows no storages, so this one is made of three."""
    return storage({"Workbook": bof}, "VBA", {"dir": b"x", "Sheet1": module})


def storage(streams: dict[str, bytes], name: str, inner: dict[str, bytes]) -> bytes:
    """As `cfb`, with a storage behind the streams: its entries are pointed at by the directory."""
    whole = bytearray(cfb({**streams, name: b"", **inner}))
    at = whole.index(name.encode("utf-16-le") + b"\0\0")
    first = 1 + len(streams)
    none = 0xFFFFFFFF
    whole[at + 66] = 1
    struct.pack_into("<III", whole, at + 68, none, none, first + 1)
    whole[at + 116 : at + 128] = struct.pack("<IQ", 0, 0)
    return bytes(whole)


def supbook(path: str) -> bytes:
    body = struct.pack("<HHB", 1, len(path), 0) + path.encode("latin-1")
    return cfb({"Workbook": bof[:-4] + struct.pack("<HH", 0x01AE, len(body)) + body + bof[-4:]})


def word(text: bytes, template: str = "") -> bytes:
    names = struct.pack("<HHH", 0xFFFF, 2, 0) + struct.pack("<H", 0)
    names += struct.pack("<H", len(template)) + template.encode("utf-16-le")
    fib = bytearray(struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0x421, 0, 0x0200).ljust(0x300, b"\0"))
    struct.pack_into("<II", fib, 0x019A, 0, len(names))
    return cfb({"WordDocument": bytes(fib) + text, "1Table": names})


def deck(embedded: bytes) -> bytes:
    packed = struct.pack("<I", len(embedded)) + zlib.compress(embedded)
    record = struct.pack("<HHI", 0x0010, 0x1011, len(packed)) + packed
    user = struct.pack("<HHIIIIHHBBH", 0, 0x0FF6, 24, 0x14, 0xE391C05F, 0, 0, 0x3F4, 3, 0, 0) + struct.pack(
        "<I", 8
    )
    edit = struct.pack("<HHI", 0, 0x0FF5, 0x1C) + b"\0" * 0x1C
    return cfb({"Current User": user, "PowerPoint Document": edit + record})


@pytest.mark.parametrize(
    ("content", "extension"),
    [
        (related("hyperlink", "https://contoh.go.id"), "docx"),
        (related("hyperlink", "\\\\berkas\\umum\\a.docx"), "docx"),
        (related("image", "https://contoh.go.id/a.png"), "docx"),
        (related("attachedTemplate", "file:///C:\\Users\\a\\Normal.dotm"), "docx"),
        (related("externalLinkPath", "file:///\\\\berkas\\a.xlsx"), "docx"),
        (runs("PA", "GE"), "docx"),
        (runs("REF DDEBAGIAN"), "docx"),
        (runs('INCLUDEPICTURE "https://contoh.go.id/a.png"'), "docx"),
        (svg('<path d="M0 0"/><a href="https://contoh.go.id"><text>a</text></a>'), "docx"),
        (
            chunk('<table><tr><td style="color:red">1</td></tr></table><a href="https://contoh.go.id">a</a>'),
            "docx",
        ),
        (
            docx([("word/embeddings/oleObject1.bin", cfb({"\x01Ole10Native": package(b"a.pdf", m.PDF)}))]),
            "docx",
        ),
        (
            docx([("word/embeddings/oleObject1.bin", cfb({"\x01Ole10Native": package(b"a.txt", b"halo")}))]),
            "docx",
        ),
        (docx() + b"\0" * 70_000, "docx"),
        (docx() + b" \r\n", "docx"),
        (slide("ppaction://hlinksldjump"), "pptx"),
        (book(vba(EMPTY)), "xls"),
        (book(vba(EMPTY + "Option Explicit\r\n", b"\xfe\xca\x01\x00\x01\x00")), "xls"),
        (supbook("\x01\x05Excel.Sheet.8\x03C:\\a.xls"[2:]), "xls"),
        (word(b"Surat biasa", "C:\\Templat\\surat.dot"), "doc"),
        (deck(cfb({"Contents": b"x"})), "ppt"),
    ],
)
def test_ordinary_office_files(content, extension):
    assert verdict(content, extension) == TYPES[extension]


@pytest.mark.parametrize(
    ("content", "extension", "reason"),
    [
        (related("attachedTemplate", "\\\\contoh.invalid\\a.dotm"), "docx", REMOTE),
        (related("attachedTemplate", "file://contoh.invalid/a.dotm"), "docx", REMOTE),
        (related("oleObject", "mhtml:http://contoh.invalid/x!x-usc:http://contoh.invalid/x"), "docx", REMOTE),
        (related("frame", "http://contoh.invalid/a.docx"), "docx", REMOTE),
        (related("subDocument", "http://contoh.invalid/a.docx"), "docx", REMOTE),
        (related("image", "\\\\contoh.invalid\\a.png"), "docx", REMOTE),
        (related("hyperlink", "javascript:alert(1)"), "docx", REMOTE),
        (related("hyperlink", "ms-msdt:/id"), "docx", REMOTE),
        (runs("D", "DE", "AUTO c:\\\\cmd.exe"), "docx", REMOTE),
        (runs("  dde cmd"), "docx", REMOTE),
        (runs('INCLUDETEXT "http://contoh.invalid/a.docx"'), "docx", REMOTE),
        (svg("<script>alert(1)</script>"), "docx", PROGRAMS),
        (svg('<path onload="x()"/>'), "docx", PROGRAMS),
        (svg("<foreignObject/>"), "docx", PROGRAMS),
        (svg('<use href="https://contoh.invalid/a.svg"/>'), "docx", PROGRAMS),
        (chunk("<script>1</script>"), "docx", PROGRAMS),
        (chunk("<object data=x></object>"), "docx", PROGRAMS),
        (chunk('<a href="javascript:x()">a</a>'), "docx", PROGRAMS),
        (docx([("word/a.lnk", b"x")]), "docx", PROGRAMS),
        (docx([("word/a.xll", b"x")]), "docx", PROGRAMS),
        (docx([("word/embeddings/a.zip", m.zipped("a.txt", b"a"))]), "docx", PROGRAMS),
        (docx([("word/embeddings/oleObject1.bin", ole)]), "docx", PROGRAMS),
        (docx([("word/embeddings/b.docx", docx([("word/embeddings/o.bin", ole)]))]), "docx", PROGRAMS),
        (docx([("word/embeddings/b.xlsm", m.ooxml("xlsx"))]), "docx", MACROS),
        (docx([("word/a.rtf", b"{\\rtf1{\\object\\objdata 00}}")]), "docx", PROGRAMS),
        (docx([("word/document2.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>')]), "docx", PROGRAMS),
        (slide("ppaction://program"), "pptx", PROGRAMS),
        (slide("ppaction://macro?name=a"), "pptx", PROGRAMS),
        (docx() + b"\n" + EXE, "docx", FOREIGN),
        (
            cfb({"WordDocument": m.old_word()[1536:1560], "\x01Ole10Native": package(b"a.exe", EXE)}),
            "doc",
            PROGRAMS,
        ),
        (cfb({"Workbook": bof, "\x01Ole10Native": package(b"a.lnk", b"x")}), "xls", PROGRAMS),
        (cfb({"Workbook": bof, "\x01Ole10Native": package(b"a.txt", EXE)}), "xls", PROGRAMS),
        (cfb({"Workbook": bof, "\x01Ole10Native": package(b"a.bat.", b"@calc")}), "xls", PROGRAMS),
        (cfb({"Workbook": bof, "CONTENTS": EXE}), "xls", PROGRAMS),
        (deck(ole), "ppt", PROGRAMS),
        (book(vba(EMPTY + "Sub Auto_Open()\r\nEnd Sub\r\n")), "xls", MACROS),
        (book(vba(EMPTY, b"\xfe\xca\x01\x00\x20\x00")), "xls", MACROS),
        (book(b"dikompilasi saja"), "xls", MACROS),
        (supbook("cmd\x03/c calc"), "xls", REMOTE),
        (word(b"\x13 DDEAUTO c:\\\\cmd.exe \x14x\x15"), "doc", REMOTE),
        (word("\x13DDE cmd \x14".encode("utf-16-le")), "doc", REMOTE),
        (word(b"Surat", "http://contoh.invalid/a.dot"), "doc", REMOTE),
        (cfb({"Workbook": bof}) + EXE, "xls", FOREIGN),
    ],
)
def test_dangerous_office_files(content, extension, reason):
    assert verdict(content, extension) == reason


def texted(kind: bytes, body: bytes) -> bytes:
    whole = kind + body
    return png[:-12] + struct.pack(">I", len(body)) + whole + struct.pack(">I", zlib.crc32(whole)) + png[-12:]


@pytest.mark.parametrize(
    ("content", "extension", "answer"),
    [
        (texted(b"tEXt", b"Comment\0Foto <a@contoh.go.id>"), "png", "image/png"),
        (texted(b"zTXt", b"Comment\0\0" + zlib.compress(b"<script>1</script>")), "png", FOREIGN),
        (texted(b"iTXt", b"Comment\0\0\0\0\0<svg onload=x()>"), "png", FOREIGN),
        (texted(b"tEXt", b"Comment\0" + "<html>".encode("utf-16-le")), "png", FOREIGN),
        (png + b"x" + m.zipped("a.exe", EXE) + b"\0", "png", FOREIGN),
        (jpg + b"\x55" * 5000 + b"Rar!\x1a\x07\x01\0", "jpg", FOREIGN),
        (jpg[:2] + m.segment(0xFE, EXE) + jpg[2:], "jpg", FOREIGN),
        (jpg[:2] + m.segment(0xFE, b"<img src=x onerror=alert(1)>") + jpg[2:], "jpg", FOREIGN),
        (jpg + bytes(range(1, 200)) * 300, "jpg", "image/jpeg"),  # what a memory card held before
        (jpg[:300], "jpg", BROKEN),
        (img("GIF"), "jpg", MISMATCH),
        (img("WEBP"), "jpg", MISMATCH),
        (
            ftyp + struct.pack(">I4s", 24, b"free") + EXE[:16] + struct.pack(">I4s", 8, b"moov"),
            "mp4",
            FOREIGN,
        ),
        (ftyp + struct.pack(">I4s", 8, b"moov") + b"\0" * 500, "mp4", "video/mp4"),
        (ftyp + struct.pack(">I4s", 8, b"moov") + b"\x01" * 9 + b"7z\xbc\xaf\x27\x1c", "mp4", FOREIGN),
        (b"RIFF" + struct.pack("<I", 16) + b"AVI LIST" + b"\0" * 8 + EXE, "avi", FOREIGN),
        (bytes.fromhex("1a45dfa38b4282886d6174726f736b611853806784000000 00") + EXE, "mkv", FOREIGN),
    ],
)
def test_pictures_and_recordings(content, extension, answer):
    assert verdict(content, extension) == answer


@pytest.mark.parametrize(
    ("content", "extension", "said"),
    [
        (img("WEBP"), "jpg", "isinya gambar WEBP, bukan gambar JPEG; simpan sebagai JPEG atau PNG, lalu unggah kembali"),
        (
            struct.pack(">I4s4sI4s", 24, b"ftyp", b"heic", 0, b"mif1") + b"\0" * 40,
            "jpg",
            "isinya foto HEIC dari telepon, bukan gambar JPEG; pada iPhone pilih Pengaturan › Kamera › Format › Paling "
            "Kompatibel atau bagikan sebagai JPEG; di komputer buka lalu simpan sebagai JPEG",
        ),
        (docx(), "doc", "isinya dokumen Word (.docx), bukan dokumen Word 97–2003 (.doc); ganti akhiran namanya menjadi .docx, lalu unggah kembali"),
        (docx(), "pdf", "isinya dokumen Word (.docx), bukan PDF; ganti akhiran namanya menjadi .docx, lalu unggah kembali"),
        (m.PDF, "docx", "isinya PDF, bukan dokumen Word (.docx); ganti akhiran namanya menjadi .pdf, lalu unggah kembali"),
        (m.zipped("a.txt", b"a"), "docx", "isinya arsip ZIP, bukan dokumen Word (.docx); keluarkan isinya, lalu unggah dokumennya satu per satu"),
        (m.zipped("mimetype", b"application/vnd.oasis.opendocument.text"), "docx", "isinya dokumen OpenDocument (.odt), bukan dokumen Word (.docx); simpan sebagai .docx atau PDF, lalu unggah kembali"),
        (b"Rar!\x1a\x07\0" + b"\0" * 20, "pdf", "isinya arsip RAR, bukan PDF; keluarkan isinya, lalu unggah dokumennya satu per satu"),
        (EXE, "pdf", "isinya program, bukan PDF; unggah dokumen aslinya"),
        (b"Nama,NIP\nSiti,1\n", "xlsx", "isinya tabel teks (CSV), bukan buku Excel (.xlsx); buka dengan Excel, pilih Simpan Sebagai .xlsx, lalu unggah kembali"),
        (b"\0" * 500, "pdf", "isinya kosong (hanya nol), bukan PDF; salin ulang dokumennya dari sumbernya, lalu unggah kembali"),
        (m.old_excel(), "doc", "isinya buku Excel 97–2003 (.xls), bukan dokumen Word 97–2003 (.doc); ganti akhiran namanya menjadi .xls, lalu unggah kembali"),
        (b"Halo, ini surat.", "pdf", "isinya teks biasa, bukan PDF; simpan atau cetak sebagai PDF, lalu unggah kembali"),
    ],
)  # fmt: skip
def test_a_name_that_lies_is_told_what_the_file_is(content, extension, said):
    assert sentence(content, extension) == said


def test_long_parts_are_not_parsed_for_nothing():
    body = "<w:p><w:r><w:t>" + "".join(map(str, range(1_500_000))) + "</w:t></w:r></w:p>"
    assert verdict(docx(body=body), "docx") == TYPES["docx"]
