"""Sweeping: what nobody used is removed. What an act has bound is never touched.

Unused uploads lose their row first and their object after the commit; a crash in between leaves an
object without a row, which the second half finds. Run as often as you like, on several machines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from . import storage
from .large import spared_parts, sweep_expired
from .models import Attachment, LargeUpload, Upload

BATCH = 200
A_DAY = timedelta(hours=24)


@dataclass
class Swept:
    """How much went: unused uploads, objects without a row, unfinished multipart uploads without a row,
    large uploads whose time was over. held: objects without a row that an object lock keeps, as after
    restoring an older database."""

    uploads: int = 0
    objects: int = 0
    parts: int = 0
    large: int = 0
    held: int = 0


def sweep(older_than: timedelta = A_DAY, *, dry_run: bool = False) -> Swept:
    """Remove uploads unused for `older_than`, and objects of that age without any row.

    The database's clock judges a row, the store's own time an object. dry_run only counts.
    Raises StorageUnavailable; what was done until then stays done, the rest is found next time.
    """
    swept = Swept()
    if dry_run:
        swept.uploads = _unused(older_than).count()
    else:
        while keys := _take_unused(older_than):
            swept.uploads += len(keys)
            for key in keys:
                storage.erase(key)

    swept.large = sweep_expired(dry_run=dry_run)
    moment = timezone.now() - older_than
    for key in _without_row(storage.keys_older_than(moment)):
        if dry_run or storage.erase(key):
            swept.objects += 1
        else:
            swept.held += 1
    if not dry_run:
        swept.parts = storage.abort_parts_older_than(moment, spared_parts())
    return swept


def _unused(older_than: timedelta) -> QuerySet[Upload]:
    spared = Q(keep_until__gt=Now()) | Q(held_by__isnull=False)
    return Upload.objects.filter(used_at=None, created_at__lt=Now() - older_than).exclude(spared)


def _take_unused(older_than: timedelta) -> list[str]:
    """Delete the rows of one batch, passing over rows that a bind or another sweep holds; their keys."""
    with transaction.atomic():
        rows = _unused(older_than).select_for_update(skip_locked=True)
        taken = dict(rows.order_by("pk").values_list("pk", "storage_key")[:BATCH])
        Upload.objects.filter(pk__in=taken).delete()
    return list(taken.values())


def _without_row(keys: Iterable[str]) -> Iterator[str]:
    keys = iter(keys)
    while batch := set(islice(keys, BATCH)):
        checking = LargeUpload.objects.filter(storage_key__in=batch, state=LargeUpload.State.CHECKING)
        # asked first: what the worker ends in between has its Upload by the next question
        batch.difference_update(checking.values_list("storage_key", flat=True))
        for model in (Upload, Attachment):
            batch.difference_update(
                model.objects.filter(storage_key__in=batch).values_list("storage_key", flat=True)
            )
        yield from sorted(batch)
