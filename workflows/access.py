"""The access log: written in an own transaction, never inside the one that was refused."""

from __future__ import annotations

import logging
from typing import Any

from django.db import DatabaseError, transaction

from .actors import Actor
from .context import current_door
from .models import AccessLog

logger = logging.getLogger(__name__)


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
    try:
        with transaction.atomic():
            AccessLog.objects.create(
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
    except DatabaseError:
        logger.exception("access log row lost: %s %s %s", action, object_id, outcome)
