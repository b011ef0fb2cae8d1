"""The access log: written in an own transaction, never inside the one that was refused."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DatabaseError, transaction

from .actors import Actor
from .context import current_door
from .models import AccessLog

logger = logging.getLogger(__name__)
_written: ContextVar[list[AccessLog] | None] = ContextVar("access_written", default=None)


@contextmanager
def kept_when_undone() -> Iterator[None]:
    """Rows written inside stay although an exception undoes the transaction in which they were written.

    For whoever wraps several acts, or a whole job, in one transaction: it stands around that transaction.
    """
    rows: list[AccessLog] = []
    token = _written.set(rows)
    try:
        yield
    except BaseException:
        kept = set(AccessLog.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
        for row in rows:
            if row.pk not in kept:
                _write(row)
        raise
    finally:
        _written.reset(token)


def log_access(
    *,
    actor: Actor,
    action: str,
    outcome: str,
    object_type: str = "",
    object_id: Any = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Write one row. actor: a user, SYSTEM or None; outcome: "ok" or an error code.

    Called after the refused transaction has rolled back. A log that cannot be written is reported to the
    operator and never turns a refusal into a crash.
    """
    door = current_door()
    row = AccessLog(
        actor_id=getattr(actor, "pk", None),
        role=str(getattr(actor, "role", "") or ""),
        action=action[:60],
        object_type=object_type,
        object_id=object_id,
        outcome=outcome,
        door=door.name,
        ip=door.ip or None,
        detail=detail or {},
    )
    if _write(row) and (rows := _written.get()) is not None:
        rows.append(row)


def _write(row: AccessLog) -> bool:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except DatabaseError:
        logger.exception("access log row lost: %s %s %s", row.action, row.object_id, row.outcome)
        return False
    return True
