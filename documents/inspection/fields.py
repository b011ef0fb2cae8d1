"""Fields of Word, in either format: their instruction starts another program (DDE), or fetches a text or a picture."""

from __future__ import annotations

import re

from .refusals import BOMB, REMOTE, Unacceptable
from .targets import MACHINE, SHARE, is_remote, kind_of
from .zips import Budget

_DDE = re.compile(r"\s*\"?\s*DDE(?:AUTO)?\b", re.I)
_FETCHES = re.compile(r"\s*\"?\s*(?:INCLUDETEXT|INCLUDE|IMPORT|LINK|RD|DATABASE)\b(.*)", re.I | re.S)
_SHOWS = re.compile(r"\s*\"?\s*INCLUDEPICTURE\b(.*)", re.I | re.S)
_OF_WORD = 5  # what looking at a word costs of the budget, in elements of markup
_QUOTED = re.compile(r'"([^"]*)"|(\S+)')
#: Windows sends them a digest of the password; a picture of a page or of a letter is only shown.
_SHARES = (SHARE, MACHINE)
_NAMES = ("DDE", "INCLUDE", "IMPORT", "LINK", "RD", "DATABASE")


def judge(instruction: str, budget: Budget) -> None:
    """Raise Unacceptable for a field that goes into the network by itself; a picture of a web page is shown."""
    if _DDE.match(instruction):
        raise Unacceptable(REMOTE)
    if found := _FETCHES.match(instruction):
        if any(is_remote(path) for path in _paths(found[1], budget)):
            raise Unacceptable(REMOTE)
    elif (found := _SHOWS.match(instruction)) and any(
        kind_of(path) in _SHARES for path in _paths(found[1], budget)
    ):
        raise Unacceptable(REMOTE)


def fetches(instruction: str) -> bool:
    """Whether it is of a kind that may fetch: one that is too long to be read whole is then refused."""
    return _FETCHES.match(instruction) is not None


def _paths(arguments: str, budget: Budget) -> list[str]:
    """The arguments, with their backslashes doubled or not; switches such as \\a begin with one."""
    words = [quoted or word for quoted, word in _QUOTED.findall(arguments)]
    budget.elements -= _OF_WORD * len(words)
    if budget.elements < 0:
        raise Unacceptable(BOMB)
    return [form for word in words for form in (word.replace("\\\\", "\\"), word)]


#: In an old document: the sign that begins a field, and its instruction in one or two bytes a character.
_NARROW = re.compile(
    rb"\x13[\x00 ]{0,20}((?:%s)[^\x13-\x15]{0,2000})" % "|".join(_NAMES).encode(), re.IGNORECASE
)
_WIDE = re.compile(
    rb"\x13\x00(?: \x00){0,20}((?:%s)(?:[^\x13-\x15]\x00|[^\x00][^\x00]){0,2000})"
    % b"|".join(b"".join(bytes((letter, 0)) for letter in name.encode()) for name in _NAMES),
    re.IGNORECASE,
)


def judge_old(text: bytes, budget: Budget) -> None:
    """Raise Unacceptable for such a field in the text of a document of Word 97–2003."""
    for found in _NARROW.finditer(text):
        judge(found[1].replace(b"\0", b"").decode("latin-1"), budget)
    for found in _WIDE.finditer(text):
        judge(found[1].decode("utf-16-le", "replace"), budget)
