"""What changed between two texts, word by word, for people: kept, gone, new."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

Mark = Literal["", "del", "ins"]
#: Words that are compared one by one; a longer text is shown as a whole, so that a page never computes for long.
LONGEST = 3000
_WORD = re.compile(r"\n|[^\s]+|[^\S\n]+")


class Piece(NamedTuple):
    """A run of text: mark "" stands in both, "del" only before, "ins" only after."""

    mark: Mark
    text: str


def compared(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """The pieces of both sides. Joined, each side is its text again."""
    if before == after:
        return _whole("", before), _whole("", after)
    old, new = _WORD.findall(before), _WORD.findall(after)
    if not old or not new or len(old) + len(new) > LONGEST:
        return _whole("del", before), _whole("ins", after)
    left: list[Piece] = []
    right: list[Piece] = []
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for place, (_tag, a, b, c, d) in enumerate(steps):
        between = (
            0 < place < len(steps) - 1
        )  # the blank between two words that went is read as gone with them
        same = old[a:b] == new[c:d] and not (between and "".join(old[a:b]).isspace())
        _add(left, "" if same else "del", "".join(old[a:b]))
        _add(right, "" if same else "ins", "".join(new[c:d]))
    return left, right


def _whole(mark: Mark, text: str) -> list[Piece]:
    return [Piece(mark, text)] if text else []


def _add(pieces: list[Piece], mark: Mark, text: str) -> None:
    if not text:
        return
    if pieces and pieces[-1].mark == mark:
        pieces[-1] = Piece(mark, pieces[-1].text + text)
    else:
        pieces.append(Piece(mark, text))
