"""The history of a register or of one object in it, newest first, for page and API alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet

from cases.core.reading.paging import LIMIT, Page, paginate
from cases.core.reading.saying import act_label, decided
from workflows.models import LedgerEntry


def facts(entry: LedgerEntry) -> dict[str, Any]:
    """What a change said, field by field."""
    return {"uraian": [{"label": fact.label, "nilai": fact.value} for fact in decided(entry)]}


def changes(
    entries: QuerySet[LedgerEntry],
    *,
    cursor: str = "",
    limit: int = LIMIT,
    told: Callable[[LedgerEntry], Mapping[str, Any]] = facts,
) -> Page:
    """entries: of one stream; told: what is said of each beside who did what and when."""
    page = paginate(entries.select_related("actor", "payload"), keys=("-seq",), cursor=cursor, limit=limit)
    return Page([{**_change(entry), **told(entry)} for entry in page.rows], page.next, page.previous)


def _change(entry: LedgerEntry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "pada": entry.at,
        "tindakan": entry.act,
        "label": act_label(entry.object_type, entry.act, entry.source),
        "oleh": str(entry.actor) if entry.actor is not None else "Sistem",
        "sidik": bytes(entry.hash).hex(),
    }
