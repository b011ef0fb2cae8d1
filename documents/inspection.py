"""Is a file what its name says? Extension, sniffed type and container must agree (catalogue §0.2, E-FILE).

The functions read at any position of a seekable file. Only the main stream of an office file from before
2007 is held in memory as a whole, by the parser. Later checks (polyglots, bombs) join `inspect`.
"""

from __future__ import annotations

import re
import zipfile
from typing import BinaryIO

import filetype
import olefile  # type: ignore[import-untyped]
from msoffcrypto import OfficeFile  # type: ignore[import-untyped]

_HEAD = 8192
_ZIP = b"PK\x03\x04"
_CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_OOXML = "application/vnd.openxmlformats-officedocument."
TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "docx": _OOXML + "wordprocessingml.document",
    "xlsx": _OOXML + "spreadsheetml.sheet",
    "pptx": _OOXML + "presentationml.presentation",
}
#: Part that tells the zip-based formats apart (some editors number it).
_MAIN_PARTS = {
    "docx": re.compile(r"word/document\d*\.xml"),
    "xlsx": re.compile(r"xl/workbook\d*\.xml"),
    "pptx": re.compile(r"ppt/presentation\d*\.xml"),
}
#: Stream that tells the older binary formats apart.
_MAIN_STREAMS = {"worddocument": "doc", "workbook": "xls", "powerpoint document": "ppt"}


class Unacceptable(Exception):
    """The file is refused; the argument completes the sentence "Berkas … ditolak: …"."""


MISMATCH = "isi berkas tidak sesuai dengan akhiran namanya"
ENCRYPTED = "berkas terkunci kata sandi atau terenkripsi"
MACROS = "berkas memuat makro"
BROKEN = "berkas rusak atau tidak dapat dibaca"


def inspect(content: BinaryIO, extension: str) -> str:
    """The media type of `content`, which must be what `extension` (lower case, no dot) promises.

    Raises Unacceptable for a mismatch, an encrypted, macro-bearing or unreadable file.
    """
    content.seek(0)
    head = content.read(_HEAD)
    if head.startswith(_ZIP):
        found = _zip_format(content)
    elif head.startswith(_CFB):
        found = _cfb_format(content)
    else:
        found = filetype.guess_mime(head) or ""
    if found != TYPES.get(extension):
        raise Unacceptable(MISMATCH)
    if extension == "pdf" and _holds(content, _PDF_ENCRYPT):
        raise Unacceptable(ENCRYPTED)
    return found


def _zip_format(content: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(content) as archive:
            entries = archive.infolist()
            if any(entry.flag_bits & 0x1 for entry in entries):
                raise Unacceptable(ENCRYPTED)
            names = {entry.filename for entry in entries}
            found = [ext for ext, part in _MAIN_PARTS.items() if any(map(part.fullmatch, names))]
            if len(found) != 1 or _CONTENT_TYPES not in names:
                raise Unacceptable(MISMATCH)
            with archive.open(_CONTENT_TYPES) as listing:
                declared = listing.read(_CONTENT_TYPES_LIMIT + 1)
    except Unacceptable:
        raise
    except Exception as error:  # a parser of hostile input may raise anything
        raise Unacceptable(BROKEN) from error
    if len(declared) > _CONTENT_TYPES_LIMIT:
        raise Unacceptable(BROKEN)
    # A renamed .docm keeps its declared types, in UTF-8 or UTF-16; its project may have any name.
    words = declared.replace(b"\0", b"").lower()
    if any(word in words for word in _MACRO_WORDS) or any("vbaproject" in name.lower() for name in names):
        raise Unacceptable(MACROS)
    return TYPES[found[0]]


_CONTENT_TYPES = "[Content_Types].xml"
_CONTENT_TYPES_LIMIT = 1024 * 1024  # bytes
_MACRO_WORDS = (b"macroenabled", b"vbaproject", b"macrosheet")


def _cfb_format(content: BinaryIO) -> str:
    """Word, Excel and PowerPoint before 2007, and the envelope of every encrypted newer one."""
    try:
        content.seek(0)
        with olefile.OleFileIO(content) as container:
            paths = [[part.lower() for part in path] for path in container.listdir(storages=True)]
        found = {extension for stream, extension in _MAIN_STREAMS.items() if [stream] in paths}
        envelope = ["encryptedpackage"] in paths
        content.seek(0)
        encrypted = envelope or (len(found) == 1 and OfficeFile(content).is_encrypted())
    except Exception as error:  # as above
        raise Unacceptable(BROKEN) from error
    if encrypted:
        raise Unacceptable(ENCRYPTED)
    if len(found) != 1:
        raise Unacceptable(MISMATCH)
    (extension,) = found
    # Word keeps macros in "Macros", Excel in "_VBA_PROJECT_CUR", PowerPoint inside its one stream.
    if any("vba" in path or path[0] in ("macros", "_vba_project_cur") for path in paths) or (
        extension == "ppt" and _holds(content, _PPT_MACROS)
    ):
        raise Unacceptable(MACROS)
    return TYPES[extension]


#: The trailer of an encrypted PDF points to its encryption dictionary; it is never compressed itself.
_PDF_ENCRYPT = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R\b|<<)")
#: VbaInfoContainer with VbaInfoAtom.fHasMacros = 1 ([MS-PPT] 2.4.10, 2.4.11).
_PPT_MACROS = re.compile(
    rb"\x1f\x00\xff\x03\x14\x00\x00\x00\x02\x00\x00\x04\x0c\x00\x00\x00.{4}\x01\x00\x00\x00", re.DOTALL
)


def _holds(content: BinaryIO, pattern: re.Pattern[bytes], overlap: int = 64) -> bool:
    """Search in windows; a match is at most `overlap` bytes long."""
    content.seek(0)
    tail = b""
    while chunk := content.read(1024 * 1024):
        if pattern.search(tail + chunk):
            return True
        tail = chunk[-overlap:]
    return False
