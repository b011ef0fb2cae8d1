"""What the store holds: the versions of an object, their object locks, and everything there is to compare.

A key is written once, so an object has one version. More of them, or a delete marker, means that somebody
worked on the bucket past the application.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any

from botocore.exceptions import ClientError
from django.conf import settings

from .client import PREFIX, backend, client, full, reachable, short

PIECE = 1024 * 1024  # bytes


@dataclass(frozen=True)
class Version:
    """One version of an object; size in bytes, written: the store's own time."""

    id: str
    size: int
    written: datetime
    latest: bool


@dataclass(frozen=True)
class StoredObject:
    """All that the store keeps under a key, the oldest version first; markers: how many delete markers."""

    key: str
    versions: tuple[Version, ...] = ()
    markers: int = 0
    touched: datetime | None = None  # the newest of them all

    @property
    def newest(self) -> Version:
        return self.versions[-1]

    @property
    def untouched(self) -> bool:
        """One version and nothing else, as the application left it."""
        return len(self.versions) == 1 and not self.markers


@dataclass(frozen=True)
class Held:
    """An object lock: mode GOVERNANCE or COMPLIANCE, and the moment it ends."""

    mode: str
    until: datetime


@dataclass(frozen=True)
class UnfinishedParts:
    """A multipart upload that was begun and neither completed nor given up."""

    key: str
    multipart: str
    begun: datetime


def stored_object(key: str) -> StoredObject:
    """What is kept under this key now; no versions when there is nothing."""
    return next(stored_objects(key), StoredObject(key))


def stored_objects(prefix: str = PREFIX) -> Iterator[StoredObject]:
    """Everything under the prefix, by key in ascending order; one page of the listing is in memory."""
    for key, group in groupby(_listed(prefix), key=itemgetter("Key")):
        yield _gathered(short(key), list(group))


def hold(key: str, version: str, mode: str, until: datetime) -> None:
    """Lock this version. Raises StorageUnavailable, also when the store refuses a shorter or milder lock."""
    with reachable():
        client().put_object_retention(
            **_place(key), VersionId=version, Retention={"Mode": mode, "RetainUntilDate": until}
        )


def held(key: str, version: str) -> Held | None:
    """The lock of this version as the store tells it; None without one, and when there is no such version."""
    with reachable():
        try:
            answer = client().head_object(**_place(key), VersionId=version)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                return None
            raise
    mode, until = answer.get("ObjectLockMode"), answer.get("ObjectLockRetainUntilDate")
    return Held(mode, until) if mode and until else None


def read_version(key: str, version: str) -> Iterator[bytes]:
    """The bytes of one version, in pieces of at most 1 MB."""
    with reachable():
        answer = client().get_object(**_place(key), VersionId=version)
        yield from answer["Body"].iter_chunks(PIECE)


def unfinished_parts() -> Iterator[UnfinishedParts]:
    with reachable():
        for parts in backend().bucket.multipart_uploads.filter(Prefix=full(PREFIX)):
            yield UnfinishedParts(short(parts.object_key), parts.id, parts.initiated)


def encryption_parameters() -> dict[str, str]:
    """What every request that creates an object says about encryption (PutObject, CreateMultipartUpload).

    They are among the storage's `object_parameters`, which `put` and `begin_parts` send.
    """
    return dict(settings.DOCUMENTS_ENCRYPTION)


def _place(key: str) -> dict[str, Any]:
    return {"Bucket": backend().bucket_name, "Key": full(key)}


def _listed(prefix: str) -> Iterator[dict[str, Any]]:
    """Versions and delete markers by key, those of a key the newest first, as each page tells them apart."""
    with reachable():
        pages = client().get_paginator("list_object_versions")
        for page in pages.paginate(Bucket=backend().bucket_name, Prefix=full(prefix)):
            yield from merge(page.get("Versions", []), page.get("DeleteMarkers", []), key=itemgetter("Key"))


def _gathered(key: str, entries: list[dict[str, Any]]) -> StoredObject:
    versions = tuple(
        Version(entry["VersionId"], entry["Size"], entry["LastModified"], entry["IsLatest"])
        for entry in reversed(entries)
        if "Size" in entry  # a delete marker has none
    )
    touched = max(entry["LastModified"] for entry in entries)
    return StoredObject(key, versions, len(entries) - len(versions), touched)
