"""Whole objects: written once under a new key, read by a signed address, swept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from django.core.files import File

from documents.errors import StorageUnavailable

from .client import KEY, PREFIX, backend, full, new_key, reachable, short


def put(content: BinaryIO, content_type: str) -> str:
    """Store the whole of `content` under a new key and return the key."""
    file: File[bytes] = File(content, name=None)
    file.content_type = content_type  # type: ignore[attr-defined]  # read by S3Storage
    with reachable():
        return str(backend().save(new_key(), file))


def signed_url(key: str, parameters: dict[str, str], seconds: int) -> str:
    """Address that reads the object for `seconds`; `parameters` as of S3's GetObject."""
    return str(backend().url(key, parameters=parameters, expire=seconds))


def erase(key: str) -> None:
    """Remove the object with every version the bucket keeps of it. Removing nothing is no error."""
    if not KEY.match(key):
        raise ValueError(f"not a key of this package: {key!r}")
    with reachable():
        answers = backend().bucket.object_versions.filter(Prefix=full(key)).delete()
    if any(answer.get("Errors") for answer in answers):  # a bulk deletion reports refusals in its answer
        raise StorageUnavailable


def keys_older_than(moment: datetime) -> Iterator[str]:
    """Keys whose every version (delete markers too) was written before `moment`."""
    last_key, last_old = "", True
    with reachable():
        for version in backend().bucket.object_versions.filter(Prefix=full(PREFIX)):
            key = short(version.object_key)
            if key != last_key:
                if last_old and last_key:
                    yield last_key
                last_key, last_old = key, bool(KEY.match(key))
            last_old = last_old and version.last_modified < moment
        if last_old and last_key:
            yield last_key


def abort_parts_older_than(moment: datetime) -> int:
    """Drop multipart uploads that were begun before `moment` and never finished; returns how many."""
    aborted = 0
    with reachable():
        for parts in backend().bucket.multipart_uploads.filter(Prefix=full(PREFIX)):
            if parts.initiated < moment:
                parts.abort()
                aborted += 1
    return aborted
