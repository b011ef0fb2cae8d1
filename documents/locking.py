"""Object lock: what an act has used, the store holds against everybody, ourselves included (SJ-140).

The store is locked first, the row says so second. Whatever dies in between is done again: the same date is
asked for, and a lock is only ever prolonged.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from . import storage
from .errors import DocumentError
from .kinds import Kind, Lock, kinds
from .models import Attachment

logger = logging.getLogger(__name__)

#: A governance lock that ends this soon is begun anew: evidence is never without one by itself.
RENEWED_BEFORE = timedelta(days=90)
#: Bytes read to tell our version of a touched object from others; more would outlast the worker's transaction.
MOST_HASHED = 256 * 1024 * 1024


class ObjectLost(DocumentError):
    """No version in the store is the file that was received: somebody removed or replaced it."""

    def __init__(self, key: str) -> None:
        super().__init__(f"Objek {key} tidak ada lagi di penyimpanan sebagaimana diterima.")


def lock(ids: Iterable[UUID | str], *, most_hashed: int | None = MOST_HASHED) -> int:
    """Lock the objects of these attachments as their kinds say; returns how many were locked or prolonged.

    Kinds without a lock and unknown ids are passed over. Rows that share an object get the longest lock.
    A touched object of which more than `most_hashed` bytes would have to be read (None: no bound) is logged as
    an error and left to `verify_documents --relock`; trying again would not help it.
    Raises StorageUnavailable, ObjectLost; objects locked until then stay locked and are found so next time.
    """
    chosen = Attachment.objects.filter(pk__in=list(ids)).values_list("storage_key", flat=True)
    return sum(_lock_object(key, most_hashed) for key in sorted(set(chosen)))


def lock_years(kind: Kind) -> int:
    """Length of the object lock of this kind, in whole years."""
    return kind.lock_years or kind.retention or settings.DOCUMENTS_LOCK_YEARS


def wanted(attachment: Attachment, now: datetime) -> storage.Held | None:
    """The lock that the kind asks for, counted from the binding act; None for a kind without one.

    A governance lock near its end starts again from now; a compliance lock ends on its date.
    """
    kind = kinds[attachment.kind]
    if kind.lock == Lock.NONE:
        return None
    until = _after(attachment.uploaded_at, lock_years(kind))
    if kind.lock == Lock.GOVERNANCE and until < now + RENEWED_BEFORE:
        until = _after(now, lock_years(kind))
    # the store keeps whole seconds
    return storage.Held(kind.lock.value, until.replace(microsecond=0))


def is_due(attachment: Attachment, now: datetime) -> bool:
    """Whether the row says that a lock is missing, or that it ends before what the kind asks for today."""
    asked = wanted(attachment, now)
    if asked is None or (asked.mode == Lock.COMPLIANCE and asked.until <= now):
        return False
    return attachment.locked_until is None or attachment.locked_until < asked.until - RENEWED_BEFORE


def _lock_object(key: str, most_hashed: int | None) -> bool:
    rows = list(Attachment.objects.filter(storage_key=key))
    now = timezone.now()
    asked = [found for row in rows if (found := wanted(row, now)) and found.until > now]
    if not asked:
        return False
    target = max(asked, key=lambda held: (held.mode == Lock.COMPLIANCE, held.until))
    version = _received_version(rows[0], most_hashed)
    if version is None:
        return False
    before = storage.held(key, version)
    target = _prolonged(before, target, now)
    if target != before:
        storage.hold(key, version, target.mode, target.until)
    for row in rows:
        if row.locked_until is None or row.locked_until < target.until:
            Attachment.objects.filter(pk=row.pk).update(lock_mode=target.mode, locked_until=target.until)
    return target != before


def _prolonged(before: storage.Held | None, target: storage.Held, now: datetime) -> storage.Held:
    """The mode of a running lock stays, as no store changes it for us; a compliance lock that runs is
    prolonged only for a kind that asks for one, as nobody could take that back."""
    if before is None or before.until <= now:
        return target
    for_good = before.mode == Lock.COMPLIANCE and target.mode != Lock.COMPLIANCE
    if for_good or before.until >= target.until:
        return before
    return storage.Held(before.mode, target.until)


def _after(moment: datetime, years: int) -> datetime:
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:  # 29 February: a day longer rather than shorter
        return moment.replace(year=moment.year + years, month=3, day=1)


def _received_version(row: Attachment, most_hashed: int | None) -> str | None:
    """The version that was uploaded. With several, somebody wrote past us: the one with our bytes; None where
    more than `most_hashed` bytes would have to be read to know it."""
    found = storage.stored_object(row.storage_key)
    if found.untouched:
        return found.newest.id
    logger.error(
        "object %s was touched past the application: %d versions, %d delete markers",
        row.storage_key, len(found.versions), found.markers,
    )  # fmt: skip
    alike = [version.id for version in found.versions if version.size == row.size]
    if most_hashed is not None and len(alike) * row.size > most_hashed:
        logger.error("object %s is left unlocked: run verify_documents --relock", row.storage_key)
        return None
    for version in alike:
        if digest_of(row.storage_key, version) == row.sha256:
            return version
    raise ObjectLost(row.storage_key)


def digest_of(key: str, version: str) -> str:
    """SHA-256 of one version in hex, read in pieces of 1 MB."""
    digest = hashlib.sha256()
    for piece in storage.read_version(key, version):
        digest.update(piece)
    return digest.hexdigest()
