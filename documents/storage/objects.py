"""Whole objects: written once under a new key, read by a signed address, swept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from django.core.files import File

from documents.errors import StorageUnavailable

from .client import KEY, backend, full, new_key, reachable
from .holding import stored_objects


def put(content: BinaryIO, content_type: str) -> str:
    """Store the whole of `content` under a new key and return the key."""
    file: File[bytes] = File(content, name=None)
    file.content_type = content_type  # type: ignore[attr-defined]  # read by S3Storage
    with reachable():
        return str(backend().save(new_key(), file))


def read(key: str, limit: int) -> bytes:
    """The whole object, at most `limit` bytes. Raises StorageUnavailable, also for one that is larger."""
    with reachable():
        answer = backend().bucket.Object(full(key)).get()
        if answer["ContentLength"] > limit:
            raise StorageUnavailable
        content: bytes = answer["Body"].read()
    return content


def signed_url(key: str, parameters: dict[str, str], seconds: int) -> str:
    """Address that reads the object for `seconds`; `parameters` as of S3's GetObject."""
    return str(backend().url(key, parameters=parameters, expire=seconds))


def erase(key: str) -> bool:
    """Remove the object with every version the bucket keeps of it. Removing nothing is no error.

    False when an object lock holds a version, which then stays. Raises StorageUnavailable.
    """
    if not KEY.match(key):
        raise ValueError(f"not a key of this package: {key!r}")
    with reachable():
        answers = backend().bucket.object_versions.filter(Prefix=full(key)).delete()
    # a bulk deletion reports refusals in its answer
    refusals = {error.get("Code") for answer in answers for error in answer.get("Errors", [])}
    if refusals - {"AccessDenied"}:
        raise StorageUnavailable
    return not refusals


def keys_older_than(moment: datetime) -> Iterator[str]:
    """Keys whose every version (delete markers too) was written before `moment`."""
    for found in stored_objects():
        if KEY.match(found.key) and found.touched and found.touched < moment:
            yield found.key
