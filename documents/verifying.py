"""Comparing what the database says of files with what the store holds (SJ-140).

Rows and objects are read side by side in the order of their keys, so that memory stays constant whatever
their number. Files come and go meanwhile: whatever looks wrong is looked at a second time before it is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from heapq import merge
from itertools import groupby
from operator import itemgetter

from django.db.models import QuerySet
from django.db.models.functions import Collate
from django.utils import timezone

from . import storage
from .errors import StorageUnavailable
from .locking import ObjectLost, digest_of, is_due, lock, wanted
from .models import Attachment, LargeUpload, Upload
from .sweeping import A_DAY

#: The worker locks within seconds; a store that is down is asked again every hour.
GRACE = timedelta(hours=2)
ROWS = 500  # read at a time
_UNDER_WAY = (LargeUpload.State.SENDING, LargeUpload.State.CHECKING)


class Fault(Enum):
    """What can be wrong, in the words of the report."""

    MISSING = "hilang"
    ALTERED = "berubah"
    ORPHANED = "yatim"
    SEVERAL = "beberapa versi"
    UNLOCKED = "tidak terkunci"
    UNFINISHED = "unggahan terputus"


@dataclass(frozen=True)
class Finding:
    """One fault of one object; what: in Indonesian, with numbers; rows: which rows name the object."""

    fault: Fault
    key: str
    what: str
    rows: tuple[str, ...] = ()
    repaired: bool = False

    def __str__(self) -> str:
        named = f" [{', '.join(self.rows)}]" if self.rows else ""
        return f"{self.fault.value}: {self.key}{named}: {self.what}"


@dataclass
class Compared:
    """How much was looked at."""

    objects: int = 0
    rows: int = 0
    hashed: int = 0  # bytes


Row = Attachment | Upload


class Verification:
    """One comparison; `findings` does it, `compared` counts along.

    hashes: read every object and compare its SHA-256 too; since: only rows and objects written from then on;
    relock: lock what should be locked and is not; orphan_age: younger objects may be on the way to their row.
    """

    def __init__(
        self,
        *,
        hashes: bool = False,
        since: datetime | None = None,
        relock: bool = False,
        orphan_age: timedelta = A_DAY,
        grace: timedelta = GRACE,
    ) -> None:
        self.hashes, self.since, self.relock = hashes, since, relock
        self.orphan_age, self.grace = orphan_age, grace
        self.began = timezone.now()
        self.compared = Compared()

    def findings(self) -> Iterator[Finding]:
        """Raises StorageUnavailable when the store fails: then nothing is known of the rest."""
        for key, found, rows in _side_by_side(storage.stored_objects(), self._rows()):
            self.compared.rows += len(rows)
            self.compared.objects += found is not None
            try:
                told = list(self._one(key, found, rows))
            except StorageUnavailable:
                if storage.stored_object(key) == found:
                    raise
                told = list(self._without_object(key))  # swept while it was read
            yield from told
        yield from self._unfinished()

    # --- one object ---------------------------------------------------------------------------------------

    def _one(self, key: str, found: storage.StoredObject | None, rows: list[Row]) -> Iterator[Finding]:
        if found is None:
            return self._without_object(key)
        return self._both(found, rows) if rows else self._without_row(found)

    def _without_object(self, key: str) -> Iterator[Finding]:
        """Looked at again: the object may be newer than the listing, the row swept since."""
        found, rows = storage.stored_object(key), _rows_of(key)
        if not rows:
            return
        if found.versions:
            yield from self._both(found, rows)
            return
        what = "objek tidak ada di penyimpanan"
        if found.markers:
            what += f", hanya {found.markers} penanda hapus"
        yield Finding(Fault.MISSING, key, what, _names(rows))

    def _both(self, found: storage.StoredObject, rows: list[Row]) -> Iterator[Finding]:
        if not found.versions:
            yield from self._without_object(found.key)
            return
        names = _names(rows)
        if not found.untouched:
            what = f"{len(found.versions)} versi, {found.markers} penanda hapus"
            yield Finding(Fault.SEVERAL, found.key, what, names)
        if altered := self._altered(found, rows[0]):
            yield Finding(Fault.ALTERED, found.key, altered, names)
        attachments = [row for row in rows if isinstance(row, Attachment)]
        if attachments:
            yield from self._unlocked(found, attachments)

    def _altered(self, found: storage.StoredObject, row: Row) -> str:
        """What differs in the newest version, which is the one that a reader gets; "" for nothing."""
        newest = found.newest
        if newest.size != row.size:
            return f"{newest.size} byte, seharusnya {row.size}"
        if not self.hashes:
            return ""
        digest = digest_of(found.key, newest.id)
        self.compared.hashed += newest.size
        return "" if digest == row.sha256 else f"SHA-256 {digest}, seharusnya {row.sha256}"

    def _unlocked(self, found: storage.StoredObject, rows: list[Attachment]) -> Iterator[Finding]:
        """The store is asked, not our row: the lock of the oldest version, the one that was received."""
        if all(row.uploaded_at > self.began - self.grace for row in rows):
            return
        asked = [held for row in rows if (held := wanted(row, self.began)) and held.until > self.began]
        if not asked:
            return
        held = storage.held(found.key, found.versions[0].id)
        if held is None or held.until <= self.began:
            what = "tidak ada kunci objek"
        elif any(is_due(row, self.began) for row in rows):
            what = f"kunci objek berakhir {held.until:%Y-%m-%d} atau belum dicatat"
        else:
            return
        repaired = self.relock and self._lock(rows)
        if repaired:
            what += "; sekarang dikunci"
        yield Finding(Fault.UNLOCKED, found.key, what, _names(rows), repaired)

    def _lock(self, rows: list[Attachment]) -> bool:
        try:
            lock([row.pk for row in rows], most_hashed=None)  # no transaction waits here
        except (StorageUnavailable, ObjectLost):
            return False
        return True

    def _without_row(self, found: storage.StoredObject) -> Iterator[Finding]:
        if found.touched is None or found.touched > self.began - self.orphan_age:
            return
        if self.since and found.touched < self.since:
            return
        if rows := _rows_of(found.key):  # younger than our cursor, or older than `since`
            yield from self._both(found, rows)
            return
        if LargeUpload.objects.filter(storage_key=found.key, state__in=_UNDER_WAY).exists():
            return
        what = f"{len(found.versions)} versi, {found.markers} penanda hapus, tidak ada catatannya"
        yield Finding(Fault.ORPHANED, found.key, what)

    def _unfinished(self) -> Iterator[Finding]:
        """Multipart uploads that no LargeUpload knows."""
        for parts in storage.unfinished_parts():
            if parts.begun > self.began - self.orphan_age or (self.since and parts.begun < self.since):
                continue
            if not LargeUpload.objects.filter(multipart=parts.multipart, state__in=_UNDER_WAY).exists():
                what = f"dimulai {parts.begun:%Y-%m-%d %H:%M} UTC, tidak ada catatannya"
                yield Finding(Fault.UNFINISHED, parts.key, what)

    # --- rows ---------------------------------------------------------------------------------------------

    def _rows(self) -> Iterator[Row]:
        """Attachments and unused uploads by their key; read through a cursor of the database."""
        attachments: QuerySet[Attachment] = Attachment.objects.all()
        uploads: QuerySet[Upload] = Upload.objects.filter(used_at=None)
        if self.since:
            attachments = attachments.filter(uploaded_at__gte=self.since)
            uploads = uploads.filter(created_at__gte=self.since)
        by_key = Collate("storage_key", "C")  # the order of the store
        return merge(
            attachments.order_by(by_key).iterator(ROWS),
            uploads.order_by(by_key).iterator(ROWS),
            key=_key,
        )


def _side_by_side(
    objects: Iterator[storage.StoredObject], rows: Iterator[Row]
) -> Iterator[tuple[str, storage.StoredObject | None, list[Row]]]:
    """(key, object or None, rows) of every key that either side has; both sides are sorted by key."""
    named = merge(((o.key, o) for o in objects), ((r.storage_key, r) for r in rows), key=itemgetter(0))
    for key, group in groupby(named, key=itemgetter(0)):
        found: storage.StoredObject | None = None
        those: list[Row] = []
        for _, one in group:
            if isinstance(one, storage.StoredObject):
                found = one
            else:
                those.append(one)
        yield key, found, those


def _key(row: Row) -> str:
    return row.storage_key


def _rows_of(key: str) -> list[Row]:
    return [
        *Attachment.objects.filter(storage_key=key),
        *Upload.objects.filter(storage_key=key, used_at=None),
    ]


def _names(rows: Sequence[Row]) -> tuple[str, ...]:
    return tuple(f"{'lampiran' if isinstance(row, Attachment) else 'unggahan'} {row.pk}" for row in rows)
