"""A sender of large files, as a program would write one: it cuts, hashes and PUTs to the addresses it is given."""

from __future__ import annotations

import base64
import hashlib
import random
from typing import Any

import httpx

#: The smallest part S3 takes.
PART = 5 * 1024 * 1024
FTYP = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41"


def video(size: int, seed: int = 1) -> bytes:
    """An mp4 of `size` bytes as far as its boxes tell: noise in place of the pictures."""
    data = random.Random(seed).randbytes(size - len(FTYP) - 8)
    return FTYP + (len(data) + 8).to_bytes(4, "big") + b"mdat" + data


def cut(content: bytes, size: int = PART) -> dict[int, bytes]:
    """Parts by number, from 1 on."""
    return {start // size + 1: content[start : start + size] for start in range(0, len(content), size)}


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def b64(content: bytes) -> str:
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


def put(part: dict[str, Any], content: bytes, **headers: str) -> httpx.Response:
    """PUT `content` to a signed address; `headers` replace those that came with it."""
    with httpx.Client(trust_env=False, timeout=30) as client:
        return client.put(part["url"], content=content, headers={**part["headers"], **headers})
