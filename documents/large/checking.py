"""The worker's part: a file that arrived in parts is read back and verified before it counts.

Hours of work may lie between claim and end, so no transaction spans them: a claim is a lease that is
prolonged while the work goes on. A worker that dies lets it run out, and another begins anew. Every step
may be repeated.
"""

from __future__ import annotations

import hashlib
import io
import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from django.db import OperationalError, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from documents import scanning, storage
from documents.errors import StorageUnavailable
from documents.inspection import Unacceptable, Unexamined, inspect
from documents.models import LargeUpload, ScanState, Upload
from documents.outcomes import Outcome, Told

LEASE = timedelta(minutes=2)
AGAIN = timedelta(seconds=30)  # after the store did not answer
RENEW_AFTER = 20.0  # seconds
KEPT_UNUSED = timedelta(days=1)
_BUFFER = 256 * 1024  # bytes

State = LargeUpload.State
logger = logging.getLogger(__name__)


class LeaseLost(Exception):
    """Somebody else has taken the file over: stop without a trace."""


@dataclass
class Lease:
    """The right of one worker to work on one file; `until` is on the database's clock."""

    large: LargeUpload
    until: datetime
    taken: float

    def renew(self) -> None:
        """Called as often as you like. Raises LeaseLost."""
        elapsed = time.monotonic() - self.taken
        if elapsed >= RENEW_AFTER:
            self._move(self.until + timedelta(seconds=elapsed))

    def postpone(self) -> None:
        """Let go; the next attempt is due in `AGAIN`."""
        self._held().update(checking_until=Now() + AGAIN)

    def close(self, **values: object) -> None:
        """Write the result, inside the caller's transaction. Raises LeaseLost."""
        if not self._held().update(checking_until=None, **values):
            raise LeaseLost

    def _held(self) -> QuerySet[LargeUpload]:
        return LargeUpload.objects.filter(pk=self.large.pk, state=State.CHECKING, checking_until=self.until)

    def _move(self, until: datetime) -> None:
        if not self._held().update(checking_until=until):
            raise LeaseLost
        self.until, self.taken = until, time.monotonic()


def check_next(told: Told | None = None) -> bool:
    """Verify one file that is due; False when there is none. Several workers may call this at once.

    told: called with the outcome, in the transaction that writes it down.
    """
    lease = _claim()
    if lease is None:
        return False
    try:
        _check(lease, told)
    except Unexamined as unknown:
        logger.warning(
            "large upload %s could not be examined; it is checked later: %s", lease.large.pk, unknown
        )
        lease.postpone()
    except StorageUnavailable:
        logger.warning("object store does not answer; large upload %s is checked later", lease.large.pk)
        lease.postpone()
    except LeaseLost:
        logger.warning("large upload %s was taken over by another worker", lease.large.pk)
    except OperationalError:
        raise  # the database: the lease runs out by itself
    except Exception:
        logger.exception("large upload %s could not be checked", lease.large.pk)
        lease.postpone()
    return True


def _claim() -> Lease | None:
    free = Q(checking_until=None) | Q(checking_until__lt=Now())
    with transaction.atomic():
        waiting = LargeUpload.objects.filter(free, state=State.CHECKING).order_by("checking_until", "id")
        large = waiting.select_for_update(skip_locked=True).first()
        if large is None:
            return None
        LargeUpload.objects.filter(pk=large.pk).update(checking_until=Now() + LEASE)
        large.refresh_from_db(fields=["checking_until"])
    return Lease(large, cast(datetime, large.checking_until), time.monotonic())


def _check(lease: Lease, told: Told | None) -> None:
    large = lease.large
    try:
        _join(large)
        digest = _digest(lease)
        detected = _inspect(lease)
    except Unacceptable as reason:
        # The row first: an object without one is swept, a row without its object would be checked for ever.
        with transaction.atomic():
            lease.close(state=State.REFUSED, refusal=f"Berkas “{large.original_name}” ditolak: {reason}.")
            if told is not None:
                told(Outcome(ScanState.QUARANTINED, str(reason), large=[large]))
        storage.erase(large.storage_key)
        return
    with transaction.atomic():
        lease.close(state=State.DONE)
        upload = Upload.objects.create(
            original_name=large.original_name,
            size=large.size,
            sha256=digest,
            detected_type=detected,
            storage_key=large.storage_key,
            uploader_id=large.uploader_id,
            field=large.kind,
            scan_state=scanning.before_scan(large.size),
            keep_until=max(large.expires_at, timezone.now() + KEPT_UNUSED),
        )
        LargeUpload.objects.filter(pk=large.pk).update(upload=upload)
        if told is not None:
            told(Outcome(ScanState(upload.scan_state), uploads=[upload], large=[large]))


def _join(large: LargeUpload) -> None:
    """One object of the parts, unless a worker before us came that far."""
    if storage.size_of(large.storage_key) is not None:
        return
    try:
        storage.join_parts(
            large.storage_key, large.multipart, {int(n): digest for n, digest in large.digests.items()}
        )
    except storage.PartsGone as error:
        raise Unacceptable("bagian yang telah dikirim tidak ada lagi di penyimpanan") from error


def _digest(lease: Lease) -> str:
    """SHA-256 of the whole, read back; every part must have the digest its sender declared."""
    large, whole = lease.large, hashlib.sha256()
    found = storage.size_of(large.storage_key)
    if found != large.size:
        raise Unacceptable(f"yang diterima {found} byte, yang dinyatakan {large.size} byte")
    for number in range(1, large.part_count + 1):
        part = hashlib.sha256()
        start, length = (number - 1) * large.part_size, large.size_of_part(number)
        for piece in storage.read_range(large.storage_key, start, length):
            part.update(piece)
            whole.update(piece)
            lease.renew()
        if part.hexdigest() != large.digests.get(str(number)):
            raise Unacceptable(f"isi bagian {number} tidak sesuai dengan SHA-256 yang dinyatakan")
    if large.sha256 and whole.hexdigest() != large.sha256:
        raise Unacceptable("SHA-256 seluruh berkas tidak sesuai dengan yang dinyatakan")
    return whole.hexdigest()


def _inspect(lease: Lease) -> str:
    large = lease.large
    reader = storage.ObjectReader(large.storage_key, large.size, lease.renew)
    extension = PurePosixPath(large.original_name).suffix[1:].lower()
    with io.BufferedReader(reader, _BUFFER) as content:
        return inspect(cast(BinaryIO, content), extension)
