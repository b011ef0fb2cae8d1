"""Reading an object back: in pieces, or as a seekable file. Memory stays within one piece."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

from botocore.exceptions import ClientError

from .client import backend, client, full, reachable

PIECE = 1024 * 1024  # bytes


def size_of(key: str) -> int | None:
    """Bytes of the object, None when there is none."""
    with reachable():
        try:
            answer = client().head_object(Bucket=backend().bucket_name, Key=full(key))
        except ClientError as error:
            if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 404:
                return None
            raise
    return int(answer["ContentLength"])


def read_range(key: str, start: int, length: int) -> Iterator[bytes]:
    """`length` bytes (at least 1) from `start` on, in pieces; fewer where the object ends."""
    with reachable():
        answer = client().get_object(
            Bucket=backend().bucket_name, Key=full(key), Range=f"bytes={start}-{start + length - 1}"
        )
        yield from answer["Body"].iter_chunks(PIECE)


class ObjectReader(io.RawIOBase):
    """An object of `size` bytes as a seekable file; each read is one request, so wrap it in a buffer."""

    def __init__(self, key: str, size: int, on_read: Callable[[], None] = lambda: None) -> None:
        self._key, self._size, self._position, self._on_read = key, size, 0, on_read

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def readinto(self, buffer: Any) -> int:
        wanted = min(len(buffer), self._size - self._position)
        if wanted <= 0:
            return 0
        self._on_read()
        filled = 0
        for piece in read_range(self._key, self._position, wanted):
            buffer[filled : filled + len(piece)] = piece
            filled += len(piece)
        self._position += filled
        return filled
