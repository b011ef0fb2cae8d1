"""Object lock of what an act has used: asked for in the act's transaction, done by the worker after it."""

from __future__ import annotations

from collections.abc import Iterable

from documents.kinds import Lock, kinds
from documents.locking import lock
from documents.models import Attachment
from workflows.jobs import LONG, Order, Queue, defer, job


def lock_later(attachments: Iterable[Attachment]) -> None:
    """Lock these once the act has committed (SJ-140). An act that is given up locks nothing."""
    ids = [str(a.pk) for a in attachments if kinds[a.kind].lock != Lock.NONE]
    if ids:
        # bound by this act, so that the first names them all
        defer("lock", "semua" if len(ids) > 1 else "satu", ids[0], attachments=ids)


@job("lock", Queue.FILES, label="Penguncian berkas di penyimpanan", waits=LONG)
def deliver_lock(order: Order) -> None:
    """One job for each file, so that one that fails is tried again without holding up the others."""
    ids = order.data["attachments"]
    if len(ids) == 1:
        lock(ids)
    else:
        for pk in ids:
            defer("lock", "satu", pk, attachments=[pk])
