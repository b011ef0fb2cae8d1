"""Object lock of what an act has used: asked for in the act's transaction, done by the worker after it."""

from __future__ import annotations

from collections.abc import Iterable

from documents.kinds import Lock, kinds
from documents.locking import lock
from documents.models import Attachment
from workflows.models import OutboxMessage
from workflows.outbox import enqueue, handles


def lock_later(attachments: Iterable[Attachment]) -> None:
    """Lock these once the act has committed (SJ-140). An act that is given up locks nothing."""
    ids = [str(a.pk) for a in attachments if kinds[a.kind].lock != Lock.NONE]
    if ids:
        enqueue("lock", attachments=ids)


@handles("lock")
def deliver_lock(message: OutboxMessage) -> None:
    """One message for each file, so that one that fails is tried again without holding up the others."""
    ids = message.body["attachments"]
    if len(ids) == 1:
        lock(ids)
    else:
        for pk in ids:
            enqueue("lock", attachments=[pk])
