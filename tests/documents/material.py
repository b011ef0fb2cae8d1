"""Small files of every kind, made here so that no test depends on a binary in the repository."""

import io
import struct
import zipfile
import zlib

import pikepdf
from msoffcrypto.method.ecma376_agile import ECMA376Agile


def pdf(*objects: bytes, catalog: bytes = b"") -> bytes:
    """A PDF of one empty page; `objects` are further ones, from number 4 on; catalog: what its root says."""
    body, offsets = b"%PDF-1.7\n", []
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
    root = b"<< /Type /Catalog /Pages 2 0 R " + catalog + b">>"
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    for number, part in enumerate((root, pages, page, *objects), start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(offsets) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + trailer


def stream(content: bytes, more: bytes = b"") -> bytes:
    """An object of a PDF that holds `content`."""
    return b"<< /Length %d %s>>\nstream\n%s\nendstream" % (len(content), more, content)


def encrypted_pdf(user: str = "", owner: str = "rahasia") -> bytes:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(PDF)) as opened:
        opened.save(target, encryption=pikepdf.Encryption(user=user, owner=owner))
    return target.getvalue()


def png(width: int = 1, height: int = 1) -> bytes:
    """A PNG that says it is so large; its data are those of one pixel."""
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 5)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(c)) + kind + c + struct.pack(">I", zlib.crc32(kind + c)) for kind, c in chunks
    )


def jpeg(
    width: int = 1, height: int = 1, *segments: bytes, scan: bytes = b"\x28\xff\x00\xff\xd0\x28"
) -> bytes:
    """A JPEG by its structure: `segments` are whole further ones, `scan` the data of the picture."""
    app0 = bytes.fromhex("ffe000104a46494600010100000100010000")
    frame = b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00"
    start = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"
    return b"\xff\xd8" + app0 + b"".join(segments) + frame + start + scan + b"\xff\xd9"


def segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


PDF, PNG, JPEG = pdf(), png(), jpeg()
ENCRYPTED_PDF = encrypted_pdf()
HTML = b"<!doctype html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
EXE = b"MZ\x90\x00" + b"\0" * 400

_MAIN = {
    "docx": ("word/document.xml", "wordprocessingml.document"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation"),
}


def content_types(extension: str, *more: str) -> str:
    part, name = _MAIN[extension]
    types = [f"application/vnd.openxmlformats-officedocument.{name}.main+xml", *more]
    overrides = "".join(f'<Override PartName="/{part}" ContentType="{t}"/>' for t in types)
    return f'<?xml version="1.0"?><Types>{overrides}</Types>'


def ooxml(extension: str, types: bytes | str | None = None, **parts: bytes) -> bytes:
    """A file of the newer office formats; `parts` are further entries (`__` for `/`, `_dot_` for `.`)."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types or content_types(extension))
        archive.writestr("_rels/.rels", "<Relationships/>")
        archive.writestr(_MAIN[extension][0], "<root/>")
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return target.getvalue()


def zipped(name: str, content: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(name, content)
    return target.getvalue()


def with_encrypted_entry(archive: bytes) -> bytes:
    """The zip with the encryption bit set on its last entry."""
    at = archive.rindex(b"PK\x01\x02") + 8
    return archive[:at] + bytes([archive[at] | 1]) + archive[at + 1 :]


def locked_with_password(archive: bytes) -> bytes:
    """An office file of the newer formats as Word saves it with a password: an old-style container."""
    return bytes(ECMA376Agile.encrypt("rahasia", io.BytesIO(archive)))


def old_word(*, encrypted: bool = False, macros: bool = False) -> bytes:
    flags = 0x0100 if encrypted else 0
    fib = struct.pack("<HHHHHH", 0xA5EC, 0x00C1, 0, 0x0421, 0, flags)
    return compound({"WordDocument": fib, "1Table": b"\0", **({"Macros": None} if macros else {})})


def old_excel(*, encrypted: bool = False, macros: bool = False, sheets: tuple[int, ...] = ()) -> bytes:
    book = old_excel_stream(encrypted=encrypted, sheets=sheets)
    return compound({"Workbook": book, **({"_VBA_PROJECT_CUR": None} if macros else {})})


def old_excel_stream(*, encrypted: bool = False, sheets: tuple[int, ...] = ()) -> bytes:
    """sheets: kinds of its sheets, 0 for cells, 1 for macros of Excel 4."""
    book = struct.pack("<HHHHHHII", 0x0809, 16, 0x0600, 5, 0, 0, 0, 0)
    if encrypted:
        book += struct.pack("<HHHHH", 0x2F, 6, 1, 1, 1)
    for kind in sheets:
        book += struct.pack("<HHIBBBB", 0x85, 9, 0, 0, kind, 1, 0) + b"A"
    return book + struct.pack("<HH", 0x0A, 0)


def old_powerpoint(*, encrypted: bool = False, macros: bool = False) -> bytes:
    user = struct.pack("<HHI", 0, 0x0FF6, 24) + struct.pack(
        "<IIIHHBBH", 0x14, 0xE391C05F, 0, 0, 0x3F4, 3, 0, 0
    )
    edit = struct.pack("<HHI", 0, 0x0FF5, 0x20 if encrypted else 0x1C) + b"\0" * 0x20
    if macros:
        edit += struct.pack("<HHI", 0x1F, 0x03FF, 0x14) + struct.pack("<HHIIII", 2, 0x0400, 12, 7, 1, 2)
    return compound({"Current User": user + struct.pack("<I", 8), "PowerPoint Document": edit})


def compound(entries: dict[str, bytes | None]) -> bytes:
    """A compound file ([MS-CFB] version 3) with streams, and empty storages for None, under its root."""
    sector, end, free = 512, 0xFFFFFFFE, 0xFFFFFFFF
    streams = {n: (c or b"").ljust(4096, b"\0") for n, c in entries.items() if c is not None}
    directory_sectors = -(-(len(entries) + 1) * 128 // sector)
    fat = [0xFFFFFFFD, *range(2, directory_sectors + 1), end]
    starts, body = {}, b""
    for name, content in streams.items():
        starts[name] = len(fat)
        fat += [*range(len(fat) + 1, len(fat) + len(content) // sector), end]
        body += content
    fat += [free] * (sector // 4 - len(fat))

    def entry(name: str, kind: int, start: int, size: int, right: int = free, child: int = free) -> bytes:
        text = name.encode("utf-16-le")
        head = text.ljust(64, b"\0") + struct.pack(
            "<HBBIII", len(text) + 2 if name else 0, kind, 1, free, right, child
        )
        return head + b"\0" * 36 + struct.pack("<IQ", start, size)

    directory = entry("Root Entry", 5, end, 0, child=1)
    for number, (name, content) in enumerate(entries.items(), start=1):
        right = number + 1 if number < len(entries) else free
        is_stream = content is not None
        size = len(streams[name]) if is_stream else 0
        directory += entry(name, 2 if is_stream else 1, starts.get(name, 0), size, right)
    directory += entry("", 0, 0, 0) * (directory_sectors * 4 - len(entries) - 1)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(24, b"\0")
    header += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0, 0)
    header += struct.pack("<I", free) * 108
    return header + struct.pack(f"<{len(fat)}I", *fat) + directory + body
