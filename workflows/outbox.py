"""Outside work of an act: written in its transaction, done after the commit, exactly once for the database.

A handler runs in the transaction that marks its message delivered. What leaves the database (an e-mail) may be
repeated after a kill in that instant; handlers give such work a stable identity.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from .access import kept_when_undone
from .ledger import plain
from .models import OutboxMessage

logger = logging.getLogger(__name__)

Handler = Callable[[OutboxMessage], None]
_handlers: dict[str, Handler] = {}
#: Waiting time after the n-th failure, in seconds; the last one repeats for ever.
BACK_OFF = (1, 5, 30, 120, 600, 3600)


def handles(topic: str) -> Callable[[Handler], Handler]:
    """Register the one handler of a topic."""

    def register(handler: Handler) -> Handler:
        if topic in _handlers and _handlers[topic] is not handler:
            raise ValueError(f"two handlers for outbox topic {topic}")
        _handlers[topic] = handler
        return handler

    return register


def enqueue(topic: str, **body: Any) -> OutboxMessage:
    """Put work into this transaction. Raises RuntimeError outside one: it would not be tied to the act."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("the outbox is written inside the act's transaction")
    return OutboxMessage.objects.create(topic=topic, body=plain(body))


def deliver_next() -> bool:
    """Deliver one due message; False when there is none. Several workers may call this at once."""
    with transaction.atomic():
        message = (
            OutboxMessage.objects.select_for_update(skip_locked=True)
            .filter(delivered_at__isnull=True, due_at__lte=Now())
            .order_by("due_at", "id")
            .first()
        )
        if message is None:
            return False
        try:
            with kept_when_undone(), transaction.atomic():
                _handlers[message.topic](message)
        except Exception as error:
            logger.exception("outbox message %s (%s) failed", message.pk, message.topic)
            wait = BACK_OFF[min(message.attempts, len(BACK_OFF) - 1)]
            OutboxMessage.objects.filter(pk=message.pk).update(
                attempts=F("attempts") + 1,
                due_at=Now() + dt.timedelta(seconds=wait),
                last_error=f"{type(error).__name__}: {error}"[:500],
            )
        else:
            OutboxMessage.objects.filter(pk=message.pk).update(delivered_at=Now(), last_error="")
    return True


def deliver_all(limit: int = 10_000) -> int:
    """Deliver what is due now; returns how many messages were taken."""
    return next((n for n in range(limit) if not deliver_next()), limit)
