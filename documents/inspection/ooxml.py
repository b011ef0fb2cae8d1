"""Word, Excel and PowerPoint since 2007: zip archives of markup, without macros and programs at any depth."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import BinaryIO

from . import old_office
from .programs import is_program
from .reading import CFB
from .refusals import BROKEN, MACROS, MISMATCH, PROGRAMS, Unacceptable
from .zips import HEAD, Budget, entries

#: Part that tells the formats apart (some editors number it).
_MAIN_PARTS = {
    "docx": re.compile(r"word/document\d*\.xml"),
    "xlsx": re.compile(r"xl/workbook\d*\.xml"),
    "pptx": re.compile(r"ppt/presentation\d*\.xml"),
}
_CONTENT_TYPES = "[content_types].xml"
_MACRO_WORDS = (b"macroenabled", b"vbaproject", b"macrosheet")


def inspect(content: BinaryIO) -> str:
    """The extension of the format (docx, xlsx, pptx). Raises Unacceptable."""
    found: set[str] = set()
    declared = False
    for entry in entries(content, Budget()):
        name = entry.name.lower()
        if "vbaproject" in name:  # the project may have any name, but this one says it
            raise Unacceptable(MACROS)
        if PurePosixPath(name).name == _CONTENT_TYPES:
            _refuse_macro_types(entry.head)
            declared = declared or (not entry.depth and name == _CONTENT_TYPES)
        if is_program(name, entry.head):
            raise Unacceptable(PROGRAMS)
        if entry.content is not None and entry.head.startswith(CFB):
            old_office.inspect_embedded(entry.content)
        if not entry.depth:
            found.update(ext for ext, part in _MAIN_PARTS.items() if part.fullmatch(entry.name))
    if len(found) != 1 or not declared:
        raise Unacceptable(MISMATCH)
    return found.pop()


def _refuse_macro_types(declared: bytes) -> None:
    """A renamed .docm keeps its declared types, in UTF-8 or UTF-16."""
    if len(declared) >= HEAD:
        raise Unacceptable(BROKEN)
    words = declared.replace(b"\0", b"").lower()
    if any(word in words for word in _MACRO_WORDS):
        raise Unacceptable(MACROS)
