"""Received files that wait for somebody else's word: held under a key, they are nobody's to use but the key's.

Held files are neither swept nor taken by another form of their sender; who holds them lets them go, or binds them
(`binding.bind_all` with `held_by`). What a key is, only the caller knows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import QuerySet

from .errors import UploadUnknown
from .models import Upload

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


def hold(ids: Collection[UUID], *, uploader: AbstractBaseUser, key: UUID) -> None:
    """Hold unused files of `uploader`, all or none. Raises UploadUnknown (E-REF) where another press was quicker; the
    transaction is the caller's and must be given up then."""
    free = Upload.objects.filter(pk__in=ids, uploader=uploader.pk, used_at=None, held_by=None)
    if free.update(held_by=key) < len(set(ids)):
        raise UploadUnknown


def held(key: UUID) -> QuerySet[Upload]:
    """What is held under a key and not bound yet, in the order received."""
    return Upload.objects.filter(held_by=key, used_at=None).order_by("pk")


def let_go(keys: Iterable[Any]) -> int:
    """These keys hold nothing any more: what was not bound is its sender's again, until it is swept. How many."""
    return Upload.objects.filter(held_by__in=keys, used_at=None).update(held_by=None)


def let_go_except(keys: QuerySet[Any, Any]) -> int:
    """As `let_go`, of every key but these."""
    rows = Upload.objects.filter(held_by__isnull=False, used_at=None).exclude(held_by__in=keys)
    return rows.update(held_by=None)
