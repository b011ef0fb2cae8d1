"""Is a file what its name says, and only that? (catalogue §0.2, E-FILE)

Extension, sniffed type and container must agree. Refused as well: locked files, macros, web pages and
SVG whatever they are called, archives that unfold without bound, files that are two things at once, PDFs
that act, documents that carry what the intake would not take. `inspect` reads at any position of a seekable
file: documents and pictures in windows, recordings only at their boxes, head and end.
"""

from __future__ import annotations

from typing import BinaryIO

import filetype

from . import images, naming, old_office, ooxml, pdf, videos
from .foreign import is_markup, refuse_archive
from .inside import Carried
from .pdf import attachments
from .reading import CFB, ZIP, read_at, size_of
from .refusals import MARKUP, Mismatch, Unacceptable, Unexamined

__all__ = ["TYPES", "Unacceptable", "Unexamined", "attachments", "inspect"]

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
    "mp4": videos.MP4,
    "mkv": videos.MKV,
    "avi": videos.AVI,
}
_HEAD = 8192
_NEW_OFFICE, _OLD_OFFICE = ("docx", "xlsx", "pptx"), ("doc", "xls", "ppt")
#: Cameras and chat programs mix these two up; each is shown by whatever shows the other.
_PICTURES = (TYPES["jpg"], TYPES["png"])


def inspect(content: BinaryIO, extension: str) -> str:
    """The media type of `content`, which must be what `extension` (lower case, no dot) promises.

    Raises Unacceptable; its argument says why and what to do (`refusals`, `naming`). Raises Unexamined when
    nothing could be told: type and container agree, but the reader of its inside did not answer.
    """
    return _inspect(content, extension, Carried(_inspect, frozenset(TYPES)))


def _inspect(content: BinaryIO, extension: str, carried: Carried) -> str:
    wanted = TYPES.get(extension, "")
    head = read_at(content, 0, _HEAD)
    found = _kind(content, head, extension, carried)
    if not found or (found != wanted and not (found in _PICTURES and wanted in _PICTURES)):
        raise _why(content, head, extension)
    if found == TYPES["pdf"]:
        pdf.inspect(content, carried)
    elif found == TYPES["png"]:
        images.inspect_png(content)
        refuse_archive(content, size_of(content))
    elif found == TYPES["jpg"]:
        images.inspect_jpeg(content)
        refuse_archive(content, size_of(content))
    elif found in (videos.MP4, videos.MKV, videos.AVI):
        videos.inspect(content, found)
    return found


def _kind(content: BinaryIO, head: bytes, extension: str, carried: Carried) -> str:
    """The media type by the beginning; office files are looked through whole, empty where it is none of ours."""
    if head.startswith(ZIP):
        return TYPES[ooxml.inspect(content, extension, carried)] if extension in _NEW_OFFICE else ""
    if head.startswith(CFB):
        # A newer file with a password is an older container: its own refusal says more than a mismatch.
        if extension not in _NEW_OFFICE + _OLD_OFFICE:
            return ""
        return TYPES.get(old_office.inspect(content, carried), "")
    if pdf.header_at(head) >= 0:
        return TYPES["pdf"]
    return videos.sniff(head) or _sniff(head)


def _why(content: BinaryIO, head: bytes, extension: str) -> Unacceptable:
    """What it is and what to do; web pages under the name of a picture are no mistake of a name."""
    if is_markup(head) and extension not in _OLD_OFFICE + _NEW_OFFICE:
        return Unacceptable(MARKUP)
    return Mismatch(naming.mismatch(content, head, extension))


def _sniff(head: bytes) -> str:
    """Of pictures; the others are told apart more strictly."""
    found = filetype.guess_mime(head) or ""
    return {"image/apng": TYPES["png"]}.get(found, found) if found in (*_PICTURES, "image/apng") else ""
