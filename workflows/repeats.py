"""A press that comes twice is done once: one mechanism behind every form and every call that writes.

A key belongs to one person and to one thing asked. The same asked again gives what it gave before; something else
under a used key is refused (E-DUP) with what was sent under it, so that nobody takes the second for sent.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from .actors import Actor
from .errors import E_DUP, Refused
from .locks import said_busy
from .models import IdempotencyKey

LONGEST = 190  # characters of a key


class AlreadySent(Refused):
    """Something else was sent under this key. sent: the row of what was sent."""

    def __init__(self, sent: IdempotencyKey) -> None:
        super().__init__(
            E_DUP, "Kunci ini sudah dipakai untuk kiriman lain; kiriman yang sekarang belum tercatat."
        )
        self.sent = sent


def usable(key: str) -> bool:
    """Whether a text can be a key at all: printable and of bounded length."""
    return 0 < len(key) <= LONGEST and not any(unicodedata.category(c)[0] == "C" for c in key)


def fingerprint(*asked: Any) -> str:
    """What was asked, as 64 hex digits. asked: JSON values."""
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def find(actor: Actor, key: str) -> IdempotencyKey | None:
    """What this person has sent under this key; None while nothing was."""
    found = taken(actor, key)
    return found if found is not None and found.answered else None


def taken(actor: Actor, key: str) -> IdempotencyKey | None:
    """As `find`, also while the first press under the key still works (`answered` is False then)."""
    rows = IdempotencyKey.objects.filter(actor_id=getattr(actor, "pk", None), key__in=[key, f"{key}#0"])
    return rows.select_related("entry").order_by("key").first() if usable(key) else None


def claim(actor: Actor, key: str, asked: str) -> tuple[IdempotencyKey, bool]:
    """The row of a key, and whether this press is the first under it; a second one waits for the first.

    asked: its fingerprint. Raises AlreadySent where something else was sent under it.
    """
    row, fresh = IdempotencyKey.objects.get_or_create(
        actor_id=getattr(actor, "pk", None), key=key, defaults={"fingerprint": asked}
    )
    if not fresh and row.fingerprint != asked:
        raise AlreadySent(row)
    return row, fresh


def once(
    actor: Actor, key: str, asked: str, do: Callable[[], Mapping[str, Any]]
) -> tuple[Mapping[str, Any], bool]:
    """What `do` answers (JSON), and whether it was answered before; done and remembered in one transaction.

    key: what is none (`usable`) is left out of account.
    do: atomic in itself: when it raises Refused it has changed nothing, and what it logged stays.
    """
    if not usable(key):
        return do(), False
    with said_busy(), transaction.atomic():
        row, fresh = claim(actor, key, asked)
        if not fresh and row.answered:
            return row.answer, True
        try:
            row.answer = dict(do())
        except Refused as caught:
            row.delete()
            refused = caught
        else:
            row.save(update_fields=["answer"])
            return row.answer, False
    raise refused


def once_each(
    actor: Actor, key: str, asked: str, do: Callable[[], Mapping[str, Any]]
) -> tuple[Mapping[str, Any], bool]:
    """As `once`, for a press of many acts that commit one by one: the key is taken first, the answer written last.

    A second press while the first still works is answered with {}.
    """
    if not usable(key):
        return do(), False
    with said_busy(), transaction.atomic():
        row, fresh = claim(actor, key, asked)
    if not fresh:
        return row.answer or {}, True
    try:
        row.answer = dict(do())
    except Exception:
        row.delete()
        raise
    row.save(update_fields=["answer"])
    return row.answer, False
