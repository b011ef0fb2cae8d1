"""What books of Excel before 2007 are linked with: other books, objects of other programs, and commands (DDE).

A path to a book is written in signs ([MS-XLS] 2.5.277 VirtualPath, and the specification of Excel 5): it begins with
`\\x01`, and its folders are parted by `\\x03`. Without that beginning, `\\x03` parts a program from what it is asked.
"""

from __future__ import annotations

import re

from .refusals import REMOTE, Unacceptable
from .targets import LOCAL, NAME, SHARE, WEB, kind_of

_PATH, _SAME_DISK, _FOLDER, _UP, _LONG = "\x01", "\x02", "\x03", "\x04", "\x05"
_OWN_FOLDERS = "\x06\x07\x08"  # where Excel keeps what it starts with, and its own library
#: Programs that books are linked with; everything else behind a link is a command.
_LINKED = re.compile(
    r"(?:excel|word|powerpoint|visio|acroexch|package|paint|msgraph|equation|wordpad)[\w.]*\Z", re.I
)
_NO_NAME = re.compile(r"[/\"<>|]")


def judge_linked_book(text: str) -> None:
    """Raise Unacceptable for a link of a book (Excel 97–2003) to a command, or to a machine elsewhere."""
    if text.startswith(_PATH):
        path = _readable(text[1:])
        where = kind_of(path)
        if where not in (WEB, LOCAL, SHARE, NAME) or (where != WEB and _NO_NAME.search(path)):
            raise Unacceptable(REMOTE)
        return
    service, linked, _ = text.partition(_FOLDER)
    if linked and not _LINKED.match(service):
        raise Unacceptable(REMOTE)


def judge_dde_of_old_books(text: str) -> None:
    """The same of a book of Excel 5 and 95, where the names of its own sheets begin with signs too."""
    if text[:1] not in ("", _SAME_DISK, _FOLDER, _UP) and text != _PATH:
        judge_linked_book(text)


def _readable(path: str) -> str:
    """As Windows writes it."""
    out, at = "", 0
    while at < len(path):
        sign, following = path[at], path[at + 1 : at + 2]
        at += 1
        if sign == _PATH:
            out += "\\\\" if following == "@" else f"{following}:\\"
            at += 1
        elif sign in (_SAME_DISK, _FOLDER):
            out += "\\" if out or sign == _FOLDER else ""
        elif sign == _UP:
            out += "..\\"
        elif sign == _LONG:
            at += 1  # how long it is
        elif sign not in _OWN_FOLDERS:
            out += sign
    return out
