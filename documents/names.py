"""Names of files: as the sender's machine calls them, kept so, handed out so (RFC 6266, RFC 7578)."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

import django.http.request
from django.http import multipartparser

_LONGEST, _LONGEST_EXTENSION = 255, 16  # characters
_ON_DISK = 120  # characters; Windows takes 260 of the whole path
_RESERVED = re.compile(r'[<>:"/\\|?*]')
_HEADER_BYTES = 16 * 1024  # of one part of a form; Django's 1,024 end in the middle of a long name
#: What joins the parts of one picture or letter; every other invisible character goes.
_JOINERS = "\u200c\u200d"
#: What browsers write in place of the characters that would end a header (WHATWG, multipart/form-data).
_ESCAPED = (("%22", '"'), ("%0D%0A", ""), ("%0D", ""), ("%0A", ""))
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 !#$&'()+,-.;=@[]^_`{}~")


def tidy_name(name: str) -> str:
    """`name` without folders and invisible characters, at most 255 characters, its extension kept."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    kept = [c for at, c in enumerate(name) if unicodedata.category(c)[0] != "C" or _joins(name, at)]
    name = "".join(kept).strip()
    if len(name) <= _LONGEST:
        return name
    suffix = PurePosixPath(name).suffix[-_LONGEST_EXTENSION:]
    return name[: _LONGEST - len(suffix)].rstrip(_JOINERS) + suffix


def on_any_disk(name: str) -> str:
    """A tidied name as every system can write it: no sign that Windows reserves, no end that it drops, and short
    enough for the folder in which somebody unpacks it."""
    name = _RESERVED.sub("_", name).rstrip(" .")
    suffix = PurePosixPath(name).suffix[-_LONGEST_EXTENSION:]
    return name if len(name) <= _ON_DISK else name[: _ON_DISK - len(suffix)].rstrip(" ." + _JOINERS) + suffix


def disposition(name: str) -> str:
    """Value of Content-Disposition under which every browser saves exactly this name.

    A plain `filename` for old programs, in which nothing can be misread, and the whole name beside it: some
    browsers take a percent sign in the first for an escape.
    """
    plain = "".join(c if c in _PLAIN else "_" for c in unicodedata.normalize("NFKD", name) if not _mark(c))
    if plain == name:
        return f'attachment; filename="{name}"'
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _joins(name: str, at: int) -> bool:
    """Whether a joiner stands between two characters that it can join; flags of regions are spelled with tags."""
    if "\U000e0020" <= name[at] <= "\U000e007f":
        return "\U0001f3f4" in name[:at]
    return (
        name[at] in _JOINERS
        and 0 < at < len(name) - 1
        and all(ord(c) > 0x2FF for c in (name[at - 1], name[at + 1]))
    )


def _mark(character: str) -> bool:
    return unicodedata.combining(character) != 0


class Parser(multipartparser.MultiPartParser):
    """Django's own unescapes HTML in a name and drops the joiners of pictures; `tidy_name` judges names here."""

    def sanitize_file_name(self, file_name: Any) -> str | None:
        name = str(file_name)
        for escaped, meant in _ESCAPED:
            name = name.replace(escaped, meant)
        name = tidy_name(name)
        return None if name in ("", ".", "..") else name


def read_names_so() -> None:
    """Every request of this process reads file names with `Parser`; called once, when the app is ready."""
    multipartparser.MAX_TOTAL_HEADER_SIZE = _HEADER_BYTES  # type: ignore[attr-defined]
    django.http.request.MultiPartParser = Parser  # type: ignore[attr-defined]
