"""What the fonts can print. Text with any other character would break PDF/A: a glyph would be missing.

The fonts are those inside the typst wheel: Libertinus Serif for the text, DejaVu Sans Mono for what it
lacks. The attached data keep every character; only the page shows U+FFFD for one that cannot be printed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

#: Code points that one of the two fonts has, upright and bold; checked against the wheel by the tests.
_RANGES = (
    "20-7e a0-ac ae-34e 350-36f 374-377 37a-37f 384-38a 38c 38e-3a1 3a3-3ce 3d0-3e1 3f0-45f 462-463 "
    "470-477 490-4c4 4c7-4cc 4cf-4f9 510-511 51a-51d 531-556 559-55f 561-587 589-58a 5b0-5c3 5c6 "
    "5d0-5ea 5f0-5f4 606-607 609-60a 60c 615 61b 61f 621-63a 640-655 65a 660-66d 674 679-67b 67e-680 "
    "683-684 686-687 691 698 6a4 6a9 6af 6be 6cc 6f0-6f9 1e00-1e9b 1e9e-1ef9 1f00-1f15 1f18-1f1d "
    "1f20-1f45 1f48-1f4d 1f50-1f57 1f59 1f5b 1f5d 1f5f-1f7d 1f80-1fb4 1fb6-1fc4 1fc6-1fd3 1fd6-1fdb "
    "1fdd-1fef 1ff2-1ff4 1ff6-1ffe 2000-200a 2010-2027 202f-2037 2039-203f 2042 2044-204b 204f 205f "
    "2070-2071 2074-208e 2090-209c 20a0-20b5 20b8-20ba 20bd 20bf 2100-2103 2105-2106 2109 210c-210f "
    "2111 2113 2115-2117 2119-211a 211c-211d 2120 2122 2124 2126-2127 212a-212b 212e 2135-2139 2148 "
    "214f-2151 2153-2184 2189 2190-2220 2223-222d 2234-223d 2241-226b 226d-228b 228d-22a5 22b2-22b5 "
    "22b8 22c2-22c6 22cd-22d1 22da-22e9 22ef 2500-262f 2638-268b 2690-269c 26a0-26a5 26b0-26b1 "
    "fb29-fb36 fb38-fb3c fb3e fb40-fb41 fb43-fb44 fb46-fb4e fffd "
)
#: Invisible and harmless, often pasted along: soft hyphen, zero-width space, joiners, byte order mark.
_DROPPED = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
REPLACEMENT = "\ufffd"


def _character_class() -> str:
    bounds = (part.split("-") for part in _RANGES.split())
    return "".join(f"\\U{int(b[0], 16):08x}-\\U{int(b[-1], 16):08x}" for b in bounds)


COVERED = re.compile(f"[{_character_class()}]")
_UNPRINTABLE = re.compile(f"[^\n\t{_character_class()}]")


def printable_text(text: str) -> str:
    """`text` as the page can show it: composed, without zero-width characters, the rest replaced visibly.

    Direction marks become visible too: they could show a name in another order than the data hold it.
    """
    composed = unicodedata.normalize("NFC", text).translate(_DROPPED).replace("\r\n", "\n")
    return _UNPRINTABLE.sub(REPLACEMENT, composed)


def unprintable(text: str) -> list[str]:
    """The characters of `text` that would come out as U+FFFD, each once, in their order."""
    composed = unicodedata.normalize("NFC", text).translate(_DROPPED).replace("\r\n", "\n")
    return list(dict.fromkeys(_UNPRINTABLE.findall(composed)))


def printable(value: Any) -> Any:
    """The same data with every string printable, keys included."""
    if isinstance(value, str):
        return printable_text(value)
    if isinstance(value, Mapping):
        return {printable_text(str(key)): printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [printable(item) for item in value]
    return value
