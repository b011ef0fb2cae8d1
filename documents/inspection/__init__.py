"""Is a file what its name says, and only that? (catalogue §0.2, E-FILE)

Extension, sniffed type and container must agree. Refused as well: encrypted files, macros, web pages and
SVG whatever they are called, archives that unfold without bound, files that are two things at once, PDFs
that act. `inspect` reads at any position of a seekable file: documents and pictures in windows, recordings
only at their head and end.
"""

from __future__ import annotations

from typing import BinaryIO

import filetype

from . import images, old_office, ooxml, pdf, videos
from .foreign import is_markup, refuse_archive
from .pdf import attachments
from .reading import CFB, ZIP, read_at, size_of
from .refusals import MARKUP, MISMATCH, Unacceptable

__all__ = ["TYPES", "Unacceptable", "attachments", "inspect"]

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


def inspect(content: BinaryIO, extension: str) -> str:
    """The media type of `content`, which must be what `extension` (lower case, no dot) promises.

    Raises Unacceptable; its argument says why (`refusals`).
    """
    wanted = TYPES.get(extension)
    head = read_at(content, 0, _HEAD)
    found = ""
    if head.startswith(ZIP):
        found = TYPES[ooxml.inspect(content)] if extension in _NEW_OFFICE else ""
    elif head.startswith(CFB):
        # A newer file with a password is an older container: its own refusal says more than a mismatch.
        if extension in _NEW_OFFICE + _OLD_OFFICE:
            found = TYPES[old_office.inspect(content)]
            refuse_archive(content, size_of(content))
    else:
        found = videos.sniff(head) or _sniff(head)
    if found != wanted or (extension == "pdf" and not head.startswith(b"%PDF-")):
        raise Unacceptable(MARKUP if is_markup(head) else MISMATCH)
    if extension == "pdf":
        pdf.inspect(content)
    elif extension == "png":
        images.inspect_png(content)
        refuse_archive(content, size_of(content))
    elif extension in ("jpg", "jpeg"):
        images.inspect_jpeg(content)
        refuse_archive(content, size_of(content))
    elif found in (videos.MP4, videos.MKV, videos.AVI):
        videos.inspect(content, found)
    return found


def _sniff(head: bytes) -> str:
    """Of documents and pictures; recordings are told apart by `videos`, more strictly."""
    found = filetype.guess_mime(head) or ""
    return "" if found.startswith("video/") else found
