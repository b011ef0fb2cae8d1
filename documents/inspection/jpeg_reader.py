"""Run as a program by `images`: whether a JPEG without an end marker arrived whole; says "whole" or "cut".

Some cameras leave the end marker away; a file that was cut off inside its picture has none either. What tells them
apart is whether the decoder has all it needs: where the data are whole, more of them behind change no pixel, and where
they are not, the decoder takes them for the rest of the picture.
"""

from __future__ import annotations

import hashlib
import io
import random
import sys
from pathlib import Path

MEMORY = 1024 * 1024 * 1024  # bytes of address space
CPU = 20  # seconds
MOST_PIXELS = 64_000_000  # decoded twice, three bytes each
_END = b"\xff\xd9"
_STRIP = 256  # lines hashed at once
_PROGRESSIVE, _SEQUENTIAL = 0xC2, (0xC0, 0xC1)
_FILLING = 64


def is_whole(data: bytes) -> bool:
    """data: from the first marker on; zeros behind, as memory cards add them, are no data."""
    data = data.rstrip(b"\0")
    if not has_all_scans(data):
        return False
    if data.endswith(b"\xff"):
        data += b"\0"  # the first half of something
    return pixels(data + _END) == pixels(data + filling() + _END)


def filling() -> bytes:
    """Data no picture goes on with, in every restart interval."""
    noise = random.Random(7)  # noqa: S311 - no secret
    return b"".join(
        bytes(noise.randrange(1, 255) for _ in range(200)) + bytes((0xFF, 0xD0 + number % 8))
        for number in range(_FILLING)
    )


def pixels(data: bytes) -> str:
    """Digest of the decoded picture. Raises OSError or ValueError for one that cannot be decoded."""
    from PIL.JpegImagePlugin import JpegImageFile

    with JpegImageFile(io.BytesIO(data)) as picture:
        width, height = picture.size
        if width * height > MOST_PIXELS:
            raise ValueError("too large to be decoded")
        picture.load()
        found = hashlib.sha256()
        for top in range(0, height, _STRIP):
            found.update(picture.crop((0, top, width, min(top + _STRIP, height))).tobytes())
    return found.hexdigest()


def has_all_scans(data: bytes) -> bool:
    """Whether each component has come, in a progressive picture down to its last bit."""
    kind, components, missing = 0, list[int](), dict[int, list[int]]()
    position = 2
    while position + 4 <= len(data):
        if data[position] != 0xFF or data[position + 1] in (0x00, 0xFF, *range(0xD0, 0xD8)):
            position += 1
            continue
        marker = data[position + 1]
        if marker in (0xD8, 0x01):
            position += 2
            continue
        if marker == 0xD9:
            break
        length = int.from_bytes(data[position + 2 : position + 4], "big")
        body = data[position + 4 : position + 2 + length]
        if len(body) != length - 2:
            return False
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            kind, components = marker, [body[6 + 3 * n] for n in range(body[5])]
            missing = {one: [1] * 64 for one in components}
        if marker == 0xDA:
            count = body[0]
            start, end, bits = body[-3:]
            for n in range(count):
                for k in range(start, min(end, 63) + 1):
                    missing[body[1 + 2 * n]][k] = bits & 0x0F
        position += 2 + length
    if kind == _PROGRESSIVE:
        return not any(any(one) for one in missing.values())
    return kind not in _SEQUENTIAL or all(one[0] == 0 for one in missing.values())


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from documents.fence import fence

    fence(MEMORY, CPU)
    try:
        whole = is_whole(sys.stdin.buffer.read())
    except (OSError, ValueError, LookupError, SyntaxError, MemoryError):
        whole = False
    sys.stdout.write("whole" if whole else "cut")
