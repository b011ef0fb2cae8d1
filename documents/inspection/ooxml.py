"""Word, Excel and PowerPoint since 2007: zip archives of markup, without macros and programs at any depth."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import BinaryIO

from . import old_office, ooxml_markup, texts
from .inside import Carried
from .packages import ARCHIVE_HEADS, PROGRAM_HEADS, office_of
from .reading import CFB, ZIP, read_at, size_of
from .refusals import BROKEN, MACROS, PROGRAMS, Mismatch, Unacceptable
from .zips import HEAD, Budget, Entry, entries

#: Part that tells the formats apart (some editors number it).
_MAIN_PARTS = {
    "docx": re.compile(r"word/document\d*\.xml"),
    "xlsx": re.compile(r"xl/workbook\d*\.xml"),
    "pptx": re.compile(r"ppt/presentation\d*\.xml"),
}
_CONTENT_TYPES = "[content_types].xml"
_MACRO_WORDS = (b"macroenabled", b"vbaproject", b"macrosheet")
_MARKUP = {"xml", "rels", "vml", "psmdcp"}
_PAGE = re.compile(rb"\s*<(?:!doctype\s+html|html|script|svg)[\s>]", re.IGNORECASE)
#: Data that office programs put beside the markup; whatever else is in an archive is no part of a document.
_DATA = frozenset(
    """bin png jpg jpeg jpe jfif gif bmp dib tif tiff wmf emf emz wmz ico wdp hdp jxr webp heic eps pict pct pcz psd
    odttf fntdata ttf otf mp4 m4v mov wmv avi mpg mpeg mp3 m4a wav wma aac ogg mid
    glb dat data sigs tmp""".split()  # noqa: SIM905
)
_WITH_MACROS = {"docm", "dotm", "xlsm", "xltm", "xlam", "pptm", "potm", "ppsm", "ppam", "sldm"}
#: Further packages of office programs: looked through as this one is.
_PACKAGES = {"xlsb", "sldx", "thmx", "dotx", "xltx", "potx", "ppsx", "vsdx"}


def inspect(content: BinaryIO, extension: str, carried: Carried) -> str:
    """The extension of the format (docx, xlsx, pptx). Raises Unacceptable; for another archive by its name."""
    found: set[str] = set()
    declared = False
    for entry in entries(content, carried.budget):
        declared = declared or entry.name.lower() == _CONTENT_TYPES
        _part(entry, carried)
        found.update(ext for ext, part in _MAIN_PARTS.items() if part.fullmatch(entry.name))
    if len(found) != 1 or not declared:
        from .naming import mismatch  # it names this room's files too

        raise Mismatch(mismatch(content, read_at(content, 0, 8192), extension))
    return found.pop()


def _part(entry: Entry, carried: Carried) -> None:
    name = entry.name.lower()
    if "vbaproject" in name:  # the project may have any name, but this one says it
        raise Unacceptable(MACROS)
    if PurePosixPath(name).name == _CONTENT_TYPES:
        _refuse_macro_types(entry.head)
    extension = PurePosixPath("x" + PurePosixPath(name).name).suffix[1:] if not name.endswith("/") else ""
    if extension in _WITH_MACROS:
        raise Unacceptable(MACROS)
    if extension in _MARKUP:
        ooxml_markup.inspect(entry, carried.budget)
    elif extension in ("svg", "txt", "csv", "css", "json", "html", "htm", "mht", "mhtml", "rtf"):
        _text(entry, extension, carried.budget)
    elif extension in carried.types and extension not in _DATA:
        carried.take(entry.content, [entry.name])
    elif extension in _PACKAGES and entry.head.startswith(ZIP):
        _package(entry, carried)
    elif extension in _DATA or not extension:
        _data(entry, carried)
    else:
        raise Unacceptable(PROGRAMS)


def _data(entry: Entry, carried: Carried) -> None:
    if entry.head.startswith(CFB):
        old_office.inspect_embedded(entry.content, carried)
    elif entry.head.startswith(b"%PDF-"):
        carried.take(entry.content, ["x.pdf"])
    elif entry.head.startswith(ZIP):
        carried.take(entry.content, [f"x.{office_of(entry.head, entry.content)}"])
    elif entry.head.startswith((*PROGRAM_HEADS, *ARCHIVE_HEADS)) or _PAGE.match(
        entry.head.replace(b"\0", b"")[:1024]
    ):
        raise Unacceptable(PROGRAMS)


def _package(entry: Entry, carried: Carried) -> None:
    with carried.deeper():
        for inner in entries(entry.content, carried.budget):
            _part(inner, carried)


def _text(entry: Entry, extension: str, budget: Budget) -> None:
    if size_of(entry.content) > texts.MOST:
        raise Unacceptable(PROGRAMS)
    content = read_at(entry.content, 0, texts.MOST)
    if extension == "svg":
        texts.inspect_drawing(content, budget)
    elif extension in ("mht", "mhtml"):
        texts.inspect_page(content, budget, "saved")
    elif extension == "rtf":
        texts.inspect_rich(content)
    else:
        texts.inspect_text(content, extension, budget)


def _refuse_macro_types(declared: bytes) -> None:
    """A renamed .docm keeps its declared types, in UTF-8 or UTF-16."""
    if len(declared) >= HEAD:
        raise Unacceptable(BROKEN)
    words = declared.replace(b"\0", b"").lower()
    if any(word in words for word in _MACRO_WORDS):
        raise Unacceptable(MACROS)
