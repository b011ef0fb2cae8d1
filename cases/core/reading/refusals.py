"""A refusal as JSON: of the API, and of what the scripts of pages ask for."""

from __future__ import annotations

from typing import Any

from workflows.errors import Reason, Refused
from workflows.ledger import plain
from workflows.models import IdempotencyKey
from workflows.repeats import AlreadySent


def reason_row(reason: Reason) -> dict[str, Any]:
    return {
        "guard": reason.guard,
        "message": reason.message,
        "legal_basis": reason.legal_basis,
        "code": reason.code,
        "field": reason.field or None,
    }


def refusal(refused: Refused) -> dict[str, Any]:
    return {
        "code": refused.code,
        "message": refused.message,
        "reasons": [reason_row(r) for r in refused.reasons],
        "errors": {
            name: [{"code": e.code, "message": e.message} for e in errors]
            for name, errors in refused.errors.items()
        },
        **({"sent": sent_row(refused.sent)} if isinstance(refused, AlreadySent) else {}),
    }


def sent_row(row: IdempotencyKey) -> dict[str, Any]:
    """What was sent under a key: when, and on which object."""
    return {
        "at": plain(row.created_at),
        "object_type": row.object_type or None,
        "object_id": str(row.object_id) if row.object_id else None,
        "answer": row.answer,
    }
