"""Files whose reader gave no answer: tried again with growing pauses, and given up in the end.

A busy machine, a killed or crashed reader say nothing about a file. It is kept, nobody gets it, and the
timers look at it again; what cannot be read at all is quarantined after `PAUSES`.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from io import BufferedReader
from typing import BinaryIO, cast

from django.db import transaction
from django.db.models.functions import Now

from . import scanning, storage
from .errors import StorageUnavailable
from .inspection import TYPES, Unacceptable, Unexamined, inspect
from .models import Attachment, ScanState, StoredFile, Upload, WaitingFile
from .outcomes import Told, write_down

#: Between two attempts; the last one is followed by the end.
PAUSES = tuple(timedelta(minutes=m) for m in (1, 2, 5, 15, 60, 240, 1440))
LEASE = timedelta(minutes=10)  # while one process looks at it
GIVEN_UP = "tidak dapat diperiksa sampai tuntas; cetak ulang sebagai PDF, lalu unggah kembali"
_BUFFER = 1024 * 1024

logger = logging.getLogger(__name__)


def wait_for(key: str) -> None:
    """Look at this object again soon; called in the transaction that writes its row."""
    WaitingFile.objects.get_or_create(storage_key=key, defaults={"due_at": Now() + PAUSES[0]})


def examine_waiting(limit: int = 20, told: Told | None = None) -> dict[ScanState, int]:
    """Look again at up to `limit` files that are due; returns how many got which state. Several may run."""
    counted: dict[ScanState, int] = {}
    for _ in range(limit):
        waiting = _claim()
        if waiting is None:
            break
        try:
            state = _examine(waiting, told)
        except StorageUnavailable:
            logger.warning("object %s cannot be read; it is examined later", waiting.storage_key)
            break
        counted[state] = counted.get(state, 0) + 1
    return counted


def _claim() -> WaitingFile | None:
    with transaction.atomic():
        due = WaitingFile.objects.filter(due_at__lte=Now()).order_by("due_at", "pk")
        found = due.select_for_update(skip_locked=True).first()
        if found is not None:
            WaitingFile.objects.filter(pk=found.pk).update(due_at=Now() + LEASE)
    return found


def _examine(waiting: WaitingFile, told: Told | None) -> ScanState:
    key = waiting.storage_key
    row = _row(key)
    if row is None:  # swept, or settled by another process
        waiting.delete()
        return ScanState.UNEXAMINED
    extension = next(ext for ext, kind in TYPES.items() if kind == row.detected_type)
    reason = answer = ""
    try:
        with BufferedReader(storage.ObjectReader(key, row.size), _BUFFER) as content:
            inspect(cast(BinaryIO, content), extension)
            verdict = scanning.scan(cast(BinaryIO, content), row.detected_type)
        after, reason, answer = verdict.state, verdict.reason, verdict.answer
    except Unacceptable as refusal:
        after, reason = ScanState.QUARANTINED, str(refusal)
    except Unexamined as unknown:
        return _again(waiting, str(unknown), told)
    reason = reason if after == ScanState.QUARANTINED else ""
    write_down(key, ScanState.UNEXAMINED, after, reason=reason, answer=answer, told=told)
    return after


def _again(waiting: WaitingFile, why: str, told: Told | None) -> ScanState:
    attempts = waiting.attempts + 1
    logger.warning("object %s could not be examined (attempt %s): %s", waiting.storage_key, attempts, why)
    if attempts >= len(PAUSES):
        after = ScanState.QUARANTINED
        write_down(waiting.storage_key, ScanState.UNEXAMINED, after, reason=GIVEN_UP, answer=why, told=told)
        return after
    WaitingFile.objects.filter(pk=waiting.pk).update(attempts=attempts, due_at=Now() + PAUSES[attempts])
    return ScanState.UNEXAMINED


def _row(key: str) -> StoredFile | None:
    kinds: tuple[type[Upload] | type[Attachment], ...] = (Upload, Attachment)
    for kind in kinds:
        found = kind._default_manager.filter(storage_key=key, scan_state=ScanState.UNEXAMINED).first()
        if found is not None:
            return found
    return None
