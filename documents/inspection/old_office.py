"""Word, Excel and PowerPoint before 2007, and the envelope of every encrypted newer one.

The parser holds one main stream as a whole.
"""

from __future__ import annotations

import re
from typing import BinaryIO

import olefile  # type: ignore[import-untyped]
from msoffcrypto import OfficeFile  # type: ignore[import-untyped]

from .reading import find
from .refusals import BROKEN, ENCRYPTED, MACROS, MISMATCH, Unacceptable

#: Stream that tells the formats apart.
_MAIN_STREAMS = {"worddocument": "doc", "workbook": "xls", "powerpoint document": "ppt"}
#: VbaInfoContainer with VbaInfoAtom.fHasMacros = 1 ([MS-PPT] 2.4.10, 2.4.11).
_PPT_MACROS = re.compile(
    rb"\x1f\x00\xff\x03\x14\x00\x00\x00\x02\x00\x00\x04\x0c\x00\x00\x00.{4}\x01\x00\x00\x00", re.DOTALL
)
#: Records of a workbook ([MS-XLS] 2.4.28, 2.4.103); kinds of sheets: Excel 4 macro, Visual Basic module.
_BOUNDSHEET, _EOF, _MACRO_SHEETS = 0x0085, 0x000A, (1, 6)
_MAX_RECORDS = 100_000


def inspect(content: BinaryIO) -> str:
    """The extension of the format (doc, xls, ppt). Raises Unacceptable."""
    try:
        paths, found, envelope, sheets = _look(content)
        content.seek(0)
        encrypted = envelope or (len(found) == 1 and OfficeFile(content).is_encrypted())
    except Exception as error:  # a parser of hostile input may raise anything
        raise Unacceptable(BROKEN) from error
    if encrypted:
        raise Unacceptable(ENCRYPTED)
    if len(found) != 1:
        raise Unacceptable(MISMATCH)
    _refuse_macros(content, paths, sheets)
    return found.pop()


def inspect_embedded(content: BinaryIO) -> None:
    """An object inside a newer office file: of any kind, but without macros. Raises Unacceptable."""
    try:
        paths, _, envelope, sheets = _look(content)
    except Exception as error:  # as above
        raise Unacceptable(BROKEN) from error
    if envelope:
        raise Unacceptable(ENCRYPTED)
    _refuse_macros(content, paths, sheets)


def _look(content: BinaryIO) -> tuple[list[list[str]], set[str], bool, bool]:
    """(paths of streams, formats found, whether encrypted as a whole, whether Excel 4 macros are in it)."""
    content.seek(0)
    with olefile.OleFileIO(content) as container:
        paths = [[part.lower() for part in path] for path in container.listdir(storages=True)]
        found = {extension for stream, extension in _MAIN_STREAMS.items() if [stream] in paths}
        sheets = "xls" in found and _macro_sheets(container.openstream("Workbook"))
    return paths, found, ["encryptedpackage"] in paths, sheets


def _macro_sheets(book: BinaryIO) -> bool:
    """Whether the list of sheets names one of macros; it stands before the first end of a part."""
    for _ in range(_MAX_RECORDS):
        head = book.read(4)
        record, length = int.from_bytes(head[:2], "little"), int.from_bytes(head[2:], "little")
        if len(head) < 4 or record == _EOF:
            return False
        body = book.read(length)
        if record == _BOUNDSHEET and len(body) > 5 and body[5] in _MACRO_SHEETS:
            return True
    return False


def _refuse_macros(content: BinaryIO, paths: list[list[str]], sheets: bool) -> None:
    # Word keeps macros in "Macros", Excel in "_VBA_PROJECT_CUR", PowerPoint inside its one stream.
    storages = any("vba" in path or "macros" in path or "_vba_project_cur" in path for path in paths)
    slides = ["powerpoint document"] in paths and find(content, _PPT_MACROS) >= 0
    if sheets or storages or slides:
        raise Unacceptable(MACROS)
