"""Text as it is kept: normalised once, before anybody judges it (docs/text-numbers-time.md).

Pages, API, filters and log-in names pass through `normalised`. What it takes away cannot be seen: two texts
that look alike are the same text afterwards. What could not be kept at all is named by `unkeepable`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

#: Line ends of every system; the browser sends \r\n and counts one.
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
#: Format characters that are seen: signs of Arabic and Kaithi numbers.
_SEEN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
#: Letters of a category that is shown, which show nothing: Hangul fillers, the combining grapheme joiner.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_JOINER = "\u200d"
_SELECTORS = frozenset("\ufe0e\ufe0f")
_PLAIN = re.compile(r"[\n\t\x20-\x7e\xa0-\xac\xae-\u02ff]*")
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_SPACES = re.compile(r"\s+")
DEEPEST = 6  # lists and objects within each other; no form of ours asks for more than three


def normalised(text: str) -> str:
    """NFC, one kind of line end, without characters that are not seen. A joiner inside an emoji stays.

    Time linear in the length. NUL and lone surrogates stay: `unkeepable` names them.
    """
    text = _LINE_END.sub("\n", text)
    if _PLAIN.fullmatch(text):
        return text
    text = unicodedata.normalize("NFC", text)
    kept: list[str] = []
    for position, character in enumerate(text):
        before = kept[-1] if kept else ""
        if not _invisible(character) or _in_emoji(before, character, text[position + 1 : position + 2]):
            kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))


def one_line(text: str) -> str:
    """The text of a field of one line: line ends and runs of blanks are one blank."""
    return _SPACES.sub(" ", text).strip()


def is_blank(text: str) -> bool:
    """Whether nothing of a normalised text is seen."""
    return all(c == "\u2800" or c.isspace() for c in text)


def unkeepable(text: str) -> str:
    """The first character that no database, file or letter can hold, as "U+D83D"; "" when there is none."""
    found = _UNKEEPABLE.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def storable(value: Any) -> Any:
    """A half-filled form as a draft can keep it: what cannot be kept is shown as U+FFFD until it is mended."""
    if isinstance(value, str):
        return _UNKEEPABLE.sub("\ufffd", value)
    if isinstance(value, Mapping):
        return {storable(str(key)): storable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [storable(item) for item in value]
    return value


def browser_length(text: str) -> int:
    """Letters as `maxlength` of a browser counts them: UTF-16 units, a line end is one."""
    return len(text) + sum(c > "\uffff" for c in text)


def normalised_values(value: Any, depth: int = 0) -> Any:
    """Every text in the values of a form normalised; what lies deeper than DEEPEST is left to be refused."""
    if isinstance(value, str):
        return normalised(value)
    if depth < DEEPEST and isinstance(value, dict):
        return {key: normalised_values(item, depth + 1) for key, item in value.items()}
    if depth < DEEPEST and type(value) is list:
        return [normalised_values(item, depth + 1) for item in value]
    return value


def _invisible(character: str) -> bool:
    category = unicodedata.category(character)
    if category == "Cc":
        return character not in "\n\t\x00"
    if category == "Cf":
        return character not in _SEEN
    code = ord(character)
    return character in _BLANK or 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF


def _in_emoji(before: str, character: str, after: str) -> bool:
    """Whether a joiner or selector holds an emoji together."""
    if not before:
        return False
    if character in _SELECTORS:
        return unicodedata.category(before) in ("So", "Sm", "Po") or before in "0123456789#*"
    pictured = _pictured(before) or before in _SELECTORS
    return character == _JOINER and pictured and bool(after) and _pictured(after)


def _pictured(character: str) -> bool:
    return unicodedata.category(character) in ("So", "Sk")  # Sk: the five colours of skin
