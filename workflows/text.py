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
_JOINER, _NON_JOINER = "\u200d", "\u200c"
_SELECTORS = frozenset("\ufe0e\ufe0f")
#: A flag of a part of a country: a black flag, letters of the tags, the end of them.
_FLAG = re.compile("\U0001f3f4([\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f)")
_ARABIC = re.compile(
    "[\u0620\u0622-\u063f\u0641-\u064a\u066e\u066f\u0671-\u0673\u0675-\u06d3\u06d5\u06ee-\u06ff\u0750-\u077f]"
)
#: Arabic letters that never join the letter after them.
_RIGHT_ONLY = re.compile(
    "[\u0622-\u0625\u0627\u0629\u062f-\u0632\u0648\u0671-\u0673\u0675-\u0677\u0688-\u0699\u06c0\u06c3-\u06cb\u06cd\u06cf"
    "\u06d2\u06d3\u06d5\u06ee\u06ef]"
)
_NEAR = 8  # letters before a joiner that are looked at: its letter below the vowel signs
_VIRAMA = 9  # combining class of the sign that takes a vowel away (Javanese pangkon, Balinese adeg-adeg …)
_PLAIN = re.compile(r"[\n\t\x20-\x7e\xa0-\xac\xae-\u02ff]*")
#: Stands where a letter could not be read or kept.
LOST = "\ufffd"
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_SPACES = re.compile(r"\s+")
DEEPEST = 6  # lists and objects within each other; no form of ours asks for more than three


def normalised(text: str) -> str:
    """NFC, one kind of line end, without characters that are not seen. What holds an emoji together stays, and a
    joiner or non-joiner that changes how its neighbours are written (Jawi, Pegon, Persian; Javanese, Balinese …).

    Time linear in the length. NUL and lone surrogates stay: `unkeepable` names them.
    """
    text = _LINE_END.sub("\n", text)
    if _PLAIN.fullmatch(text):
        return text
    text = unicodedata.normalize("NFC", text)
    tags = {n for flag in _FLAG.finditer(text) for n in range(*flag.span(1))}
    kept: list[str] = []
    done, tail = 0, ""  # how far the text is kept, and the last letters of what is
    for found in _UNSEEN.finditer(text):
        position, character = found.start(), found[0]
        kept.append(text[done:position])
        tail = (tail + text[max(done, position - _NEAR) : position])[-_NEAR:]
        done = position + 1
        if position in tags or _matters(tail, character, text[done : done + 1]):
            kept.append(character)
            tail += character
    return unicodedata.normalize("NFC", "".join([*kept, text[done:]]))


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
        return _UNKEEPABLE.sub(LOST, value)
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


def _matters(before: str, character: str, after: str) -> bool:
    """Whether something that is not seen itself changes what is seen beside it."""
    return _in_emoji(before[-1:], character, after) or _in_script(before, character, after)


def _in_script(before: str, character: str, after: str) -> bool:
    if character not in (_JOINER, _NON_JOINER) or not before:
        return False
    if unicodedata.combining(before[-1]) == _VIRAMA:
        return after.isalpha()
    if after and unicodedata.combining(after) == _VIRAMA:
        return before[-1].isalpha()
    joined = bool(_ARABIC.match(after))
    letter = next((c for c in reversed(before) if not unicodedata.combining(c)), "")  # below its vowel signs
    if not _ARABIC.match(letter) or _RIGHT_ONLY.match(letter):
        return False
    # two letters kept apart; or the form of a letter that goes on where nothing follows
    return joined if character == _NON_JOINER else not joined and not unicodedata.combining(after or " ")


def _in_emoji(before: str, character: str, after: str) -> bool:
    """Whether a joiner or selector holds an emoji together."""
    if not before:
        return False
    if character in _SELECTORS:
        return unicodedata.category(before) in ("So", "Sm", "Po") or before in "0123456789#*ℹ〰"
    pictured = _pictured(before) or before in _SELECTORS
    return character == _JOINER and pictured and bool(after) and _pictured(after)


def _pictured(character: str) -> bool:
    return unicodedata.category(character) in ("So", "Sk")  # Sk: the five colours of skin


_UNSEEN = re.compile(
    f"[{''.join(re.escape(chr(n)) for n in (*range(0x20000), *range(0xE0000, 0xE0200)) if _invisible(chr(n)))}]"
)
