"""Word, Excel and PowerPoint since 2007: zip archives of markup, without macros and programs at any depth."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import BinaryIO

from . import old_office, ooxml_markup, texts
from .inside import Carried
from .packages import ARCHIVE_HEADS, PROGRAM_HEADS, office_of
from .reading import CFB, ZIP, find, read_at, size_of
from .refusals import BROKEN, MACROS, PROGRAMS, REMOTE, Mismatch, Unacceptable
from .zips import HEAD, Budget, Entry, entries

#: Part that tells the formats apart (some editors number it).
_MAIN_PARTS = {
    "docx": re.compile(r"word/document\d*\.xml"),
    "xlsx": re.compile(r"xl/workbook\d*\.xml"),
    "pptx": re.compile(r"ppt/presentation\d*\.xml"),
}
_CONTENT_TYPES = "[content_types].xml"
_MACRO_WORDS = (b"macroenabled", b"vbaproject", b"macrosheet")
#: A binary book is called so whether it has macros or not; its parts tell.
_BINARY_BOOK = b"vnd.ms-excel.sheet.binary.macroenabled"
#: What such a book fetches stands in parts that are no markup: none of them is taken.
_BINARY_LINKS = re.compile(
    r"xl/(?:external|connections|querytables|macrosheets|volatile|webextensions)[^:]*\.bin"
)
_BINARY_CALL = re.compile("WEBSERVICE".encode("utf-16-le"), re.IGNORECASE)
#: Its relations may lead to a book elsewhere (`ooxml_relations`), which holds for diagrams alone.
_DIAGRAM = re.compile(r"(?:.*/)?charts/[^/]+\.xml")
_ROOT = re.compile(
    rb"[^<]{0,8}(?:<\?(?>.*?\?>)\s*+|<!--(?>.*?-->)\s*+)*+<(?:[\w.-]{1,64}+:)?([\w.-]{1,64}+)[\s>/]",
    re.DOTALL,
)
_IN_CHARTS = {b"chartSpace", b"chartStyle", b"colorStyle", b"userShapes"}
#: All that a formula of LibreOffice consists of.
_FORMULA_PARTS = re.compile(
    r"mimetype|(?:content|settings|styles|meta|META-INF/manifest)\.xml|manifest\.rdf|layout-cache"
    r"|(?:Thumbnails|Configurations2|META-INF)/.*"
)
_MARKUP = {"xml", "rels", "vml", "psmdcp"}
_PAGE = re.compile(rb"\s*<(?:!doctype\s+html|html|script|svg)[\s>]", re.IGNORECASE)
#: Data that office programs put beside the markup; whatever else is in an archive is no part of a document.
_DATA = frozenset(
    """bin png jpg jpeg jpe jfif gif bmp dib tif tiff wmf emf emz wmz ico wdp hdp jxr webp heic eps pict pct pcz psd
    odttf fntdata ttf otf mp4 m4v mov wmv asf avi mpg mpeg 3gp webm mp3 m4a wav wma aac ogg mid aif aiff au flac amr
    glb dat data sigs tmp vsd ds_store""".split()  # noqa: SIM905
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
    if _BINARY_LINKS.fullmatch(name) or (
        extension == "bin" and name.startswith("xl/") and find(entry.content, _BINARY_CALL) >= 0
    ):
        raise Unacceptable(REMOTE)
    if _DIAGRAM.fullmatch(name) and not _is_diagram(entry.head):
        raise Unacceptable(PROGRAMS)
    if extension in _MARKUP:
        ooxml_markup.inspect(entry, carried.budget)
    elif extension in ("svg", "txt", "csv", "css", "json", "html", "htm", "mht", "mhtml", "rtf"):
        _text(entry, extension, carried.budget)
    elif extension in carried.types and extension not in _DATA:
        carried.take(entry.content, [entry.name])
    elif extension in _PACKAGES and entry.head.startswith(ZIP):
        _package(entry.content, carried)
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
        inspect_archive(entry.content, carried)
    elif entry.head.startswith((*PROGRAM_HEADS, *ARCHIVE_HEADS)) or _PAGE.match(
        entry.head.replace(b"\0", b"")[:1024]
    ):
        raise Unacceptable(PROGRAMS)


def inspect_archive(content: BinaryIO, carried: Carried) -> None:
    """A zip archive in a part without a name of its own, or in an older file. Raises Unacceptable."""
    kind = office_of(content)
    if kind == "package":
        _package(content, carried)
    elif kind == "formula":
        _package(content, carried, _FORMULA_PARTS)
    else:
        carried.take(content, [f"x.{kind}"])


def _package(content: BinaryIO, carried: Carried, only: re.Pattern[str] | None = None) -> None:
    with carried.deeper():
        for inner in entries(content, carried.budget):
            if only and not only.fullmatch(inner.name):
                raise Unacceptable(PROGRAMS)
            _part(inner, carried)


def _is_diagram(head: bytes) -> bool:
    """Whether this markup is a diagram, its style or its colours, in UTF-8 or UTF-16."""
    root = _ROOT.match(head[:65536].replace(b"\0", b""))
    return not head or (root is not None and root[1] in _IN_CHARTS)


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
    words = declared.replace(b"\0", b"").lower().replace(_BINARY_BOOK, b"")
    if any(word in words for word in _MACRO_WORDS):
        raise Unacceptable(MACROS)
