"""Whether a VBA project has a line of code ([MS-OVBA]): many books carry an empty one."""

from __future__ import annotations

import re
from typing import Any

_NO_MODULES = {"dir", "_vba_project"}
#: A compressed source begins with this; the attributes of a module come first.
_SOURCE = re.compile(rb"\x01..\x00Attribut", re.DOTALL)
_HARMLESS = re.compile(r"\s*(?:Attribute\s+VB_|Option\s|'|Rem\s|$)", re.IGNORECASE)
_CACHE_LINES = b"\xfe\xca"
_MOST_SOURCE = 4 * 1024 * 1024


def has_code(container: Any, paths: list[list[str]]) -> bool:
    """Whether any module of the projects in this compound file holds more than its attributes."""
    for path in paths:
        low = [part.lower() for part in path]
        if "vba" not in low[:-1] or low[-1] in _NO_MODULES or low[-1].startswith("__srp_"):
            continue
        if container.get_type(path) == _STREAM and _module(container.openstream(path).read()):
            return True
    return False


_STREAM = 2


def _module(content: bytes) -> bool:
    if not content.strip(b"\0"):
        return False
    found = [match.start() for match in _SOURCE.finditer(content)]
    if not found:
        return True  # a module that cannot be read is one with code
    source = _unpacked(content[found[-1] :])
    if source is None:
        return True
    lines = source.splitlines()
    if any(not _HARMLESS.match(line) for line in lines):
        return True
    own = [line for line in lines if not line.startswith("Attribute ")]
    return _compiled_lines(content[: found[-1]]) > len(own) + 1


def _compiled_lines(cache: bytes) -> int:
    """Lines of the compiled copy, which runs even where the source was emptied."""
    at = cache.rfind(_CACHE_LINES)
    if at < 0:
        return 0 if not cache.strip(b"\0") else 1 << 16
    return int.from_bytes(cache[at + 4 : at + 6], "little")


def _unpacked(packed: bytes) -> str | None:
    """[MS-OVBA] 2.4.1: chunks of up to 4,096 bytes of literals and copies."""
    out, at = bytearray(), 1
    while at + 2 <= len(packed) and len(out) < _MOST_SOURCE:
        header = int.from_bytes(packed[at : at + 2], "little")
        if (header >> 12) & 7 != 3:
            break
        end, start, at = min(at + 3 + (header & 0x0FFF), len(packed)), len(out), at + 2
        if not header & 0x8000:
            out += packed[at:end]
            at = end
        while at < end:
            flags, at = packed[at], at + 1
            for bit in range(8):
                if at >= end:
                    break
                if not flags >> bit & 1:
                    out.append(packed[at])
                    at += 1
                    continue
                token, at = int.from_bytes(packed[at : at + 2], "little"), at + 2
                width = max((len(out) - start - 1).bit_length(), 4)
                length = (token & (0xFFFF >> width)) + 3
                back = (token >> (16 - width)) + 1
                if back > len(out) - start:
                    return None
                for _ in range(length):
                    out.append(out[-back])
    return out.decode("latin-1") if len(out) < _MOST_SOURCE else None
