"""The object store. Only this file knows that it is S3 (django-storages and boto3).

Keys are opaque and tell neither name nor date. They all lie under one prefix, so that a sweep can
never reach what something else keeps in the bucket.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, BinaryIO
from uuid import uuid4

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files import File
from django.core.files.storage import storages

from .errors import StorageUnavailable

PREFIX = "berkas/"
_KEY = re.compile(PREFIX + r"[0-9a-f]{32}\Z")


def _storage() -> Any:
    return storages["documents"]


@contextmanager
def _reachable() -> Iterator[None]:
    """Whatever keeps the store from doing its work becomes StorageUnavailable."""
    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError) as error:
        raise StorageUnavailable from error


def put(content: BinaryIO, content_type: str) -> str:
    """Store the whole of `content` under a new key and return the key."""
    file: File[bytes] = File(content, name=None)
    file.content_type = content_type  # type: ignore[attr-defined]  # read by S3Storage
    with _reachable():
        return str(_storage().save(f"{PREFIX}{uuid4().hex}", file))


def signed_url(key: str, parameters: dict[str, str], seconds: int) -> str:
    """Address that reads the object for `seconds`; `parameters` as of S3's GetObject."""
    return str(_storage().url(key, parameters=parameters, expire=seconds))


def erase(key: str) -> None:
    """Remove the object with every version the bucket keeps of it. Removing nothing is no error."""
    if not _KEY.match(key):
        raise ValueError(f"not a key of this package: {key!r}")
    with _reachable():
        answers = _storage().bucket.object_versions.filter(Prefix=_full(key)).delete()
    if any(answer.get("Errors") for answer in answers):  # a bulk deletion reports refusals in its answer
        raise StorageUnavailable


def keys_older_than(moment: datetime) -> Iterator[str]:
    """Keys whose every version (delete markers too) was written before `moment`."""
    last_key, last_old = "", True
    with _reachable():
        for version in _storage().bucket.object_versions.filter(Prefix=_full(PREFIX)):
            key = _short(version.object_key)
            if key != last_key:
                if last_old and last_key:
                    yield last_key
                last_key, last_old = key, bool(_KEY.match(key))
            last_old = last_old and version.last_modified < moment
        if last_old and last_key:
            yield last_key


def abort_parts_older_than(moment: datetime) -> int:
    """Drop multipart uploads that were begun before `moment` and never finished; returns how many."""
    aborted = 0
    with _reachable():
        for parts in _storage().bucket.multipart_uploads.filter(Prefix=_full(PREFIX)):
            if parts.initiated < moment:
                parts.abort()
                aborted += 1
    return aborted


def _full(key: str) -> str:
    location = _storage().location.strip("/")
    return f"{location}/{key}" if location else key


def _short(full_key: str) -> str:
    return full_key.removeprefix(_full(""))
