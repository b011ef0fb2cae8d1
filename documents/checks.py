"""`manage.py check --deploy`: the bucket really is what the documents rely on (SJ-140).

Nothing is taken from our settings: the store is asked, and tried without a key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register

from . import storage
from .scanning import configured

#: An address is valid for 60 seconds by the store's clock.
SKEW = 10.0  # seconds


@register("documents", deploy=True)
def check_scanner(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Files are handed out unscanned where nobody set up a scanner: that must be a decision."""
    if configured():
        return []
    return [
        Warning(
            "No virus scanner is configured: files are shown as not scanned and handed out all the same.",
            hint="Run clamd and name it in ALUR_CLAMD (docs/operations.md).",
            id="documents.W008",
        )
    ]


@register("documents", deploy=True)
def check_bucket(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """One message for each promise that the bucket does not keep; only E001 when it cannot be asked."""
    bucket = storage.Bucket()
    found: list[CheckMessage] = []
    try:
        found += _clock(bucket.reach())
        for number, check in _CHECKS.items():
            try:
                found += check(bucket)
            except storage.NotTold as error:
                found.append(
                    _error(
                        number,
                        f"The object store does not tell ({error}).",
                        "Give the application's key the rights of docs/operations.md.",
                    )
                )
    except storage.Unreachable as error:
        hint = "Compare ALUR_S3_ENDPOINT_URL, ALUR_S3_BUCKET and the keys with the object store."
        return [_error(1, f"The object store at {bucket.endpoint} cannot be used: {error}.", hint)]
    return found


def _clock(ahead: float) -> Iterator[CheckMessage]:
    if abs(ahead) > SKEW:
        way = "ahead of" if ahead > 0 else "behind"
        yield _error(
            2,
            f"This machine's clock is {abs(ahead):.0f} s {way} the object store's.",
            "Synchronise both with NTP: addresses of downloads live for 60 s.",
        )


def _private(bucket: storage.Bucket) -> Iterator[CheckMessage]:
    if opened := bucket.public_by():
        yield _error(
            3,
            f"The bucket {bucket.name!r} is public by {', '.join(opened)}.",
            "Remove the policy or access list, and block public access to the bucket.",
        )


def _versioned(bucket: storage.Bucket) -> Iterator[CheckMessage]:
    if not bucket.versioned():
        yield _error(
            4,
            f"The bucket {bucket.name!r} does not keep versions.",
            "Enable versioning: without it an object can be overwritten.",
        )


def _lockable(bucket: storage.Bucket) -> Iterator[CheckMessage]:
    if not bucket.locks():
        yield _error(
            5,
            f"The bucket {bucket.name!r} cannot lock objects.",
            "Create a bucket with object lock enabled and copy the objects; it cannot be added everywhere.",
        )
    elif bucket.locks_by_default():
        yield Warning(
            f"The bucket {bucket.name!r} locks every object by default.",
            hint="Remove the default retention: files that no act used could not be swept.",
            id="documents.W005",
        )


def _encrypted(bucket: storage.Bucket) -> Iterator[CheckMessage]:
    asked = storage.encryption_parameters().get("ServerSideEncryption", "")
    if not asked and not bucket.encryption():
        yield Warning(
            f"The bucket {bucket.name!r} does not encrypt and ALUR_S3_ENCRYPTION does not ask for it.",
            hint="Set ALUR_S3_ENCRYPTION=AES256, or encrypt the disks below the object store.",
            id="documents.W006",
        )


def _tried(bucket: storage.Bucket) -> Iterator[CheckMessage]:
    """An object is written, read by us and by a stranger, and removed; not where it would stay locked."""
    if bucket.locks_by_default():
        return
    asked = storage.encryption_parameters().get("ServerSideEncryption", "")
    probe = bucket.probe()
    if asked and probe.encryption != asked:
        yield _error(
            6,
            f"Objects are stored with encryption {probe.encryption or 'none'}, not {asked}.",
            "Set up the encryption of the object store as ALUR_S3_ENCRYPTION says.",
        )
    if probe.strangers_read:
        yield _error(
            3,
            f"An object of the bucket {bucket.name!r} was read without any key.",
            "Remove the policy or access list that allows it, and block public access to the bucket.",
        )
    if not probe.nosniff:
        yield Warning(
            "The object store's answers do not carry X-Content-Type-Options: nosniff.",
            hint="Let the proxy before the store add it (docs/operations.md); S3 itself cannot.",
            id="documents.W007",
        )


def _error(number: int, text: str, hint: str) -> Error:
    return Error(text, hint=hint, id=f"documents.E{number:03}")


_CHECKS: dict[int, Callable[[storage.Bucket], Iterator[CheckMessage]]] = {
    3: _private,
    4: _versioned,
    5: _lockable,
    6: _encrypted,
    7: _tried,
}
