"""Versions of what an institution submits, with the difference field by field, and corrections asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cases.core.models import Case, Revision
from workflows.context import Move
from workflows.ledger import plain
from workflows.machine import NOTHING
from workflows.rows import without_ids

from .corrections import answered_by, with_answers


def difference(
    before: Mapping[str, Any], after: Mapping[str, Any], labels: Mapping[str, str]
) -> list[dict[str, Any]]:
    """[{field, label, before, after}] of the fields in `labels` that differ, in that order."""
    return [
        {"field": name, "label": label, "before": before.get(name), "after": after.get(name)}
        for name, label in labels.items()
        if not _same(_said(before.get(name)), _said(after.get(name)))
    ]


def _said(value: Any) -> Any:
    """A value without the ids of its rows, which tell nobody anything."""
    rows = isinstance(value, list) and all(isinstance(row, Mapping) for row in value)
    return without_ids(value) if rows else value


def _same(before: Any, after: Any) -> bool:
    """Older versions keep some numbers as numbers, newer ones as they are read."""
    if isinstance(before, int | str) and isinstance(after, int | str):
        return str(before) == str(after)
    return (before or None) == (after or None)


def latest(case: Case, part: str) -> Revision | None:
    return Revision.objects.filter(case=case, part=part).order_by("-number").first()


def submit(
    move: Move, part: str, data: Mapping[str, Any], labels: Mapping[str, str], *, note: str = ""
) -> Revision:
    """Keep what was submitted as the next version, and answer the open correction if there is one.

    The difference is to the version before it that was not given up.
    """
    case, snapshot = move.root.case, plain(data)
    first = (
        move.obj is move.root and move.before == NOTHING
    )  # of a case that begins nothing was kept or asked
    rows = Revision.objects.filter(case=case, part=part).order_by("-number")
    previous = None if first else rows.first()
    given_up = previous is not None and previous.dropped_at is not None
    kept = rows.filter(dropped_at__isnull=True).first() if given_up else previous
    revision = Revision.objects.create(
        case=case,
        part=part,
        number=previous.number + 1 if previous else 1,
        data=snapshot,
        diff=difference(kept.data, snapshot, labels) if kept else [],
        note=note,
        entry=move.entry.pk,
        by_id=move.person.pk,
        at=move.now,
    )
    asked = None if first else answered_by(move, part)
    if asked is not None:
        asked.answered_by_id, asked.answered_at = move.person.pk, move.now
        asked.reply, asked.revision = note, revision
        asked.points = with_answers(asked.points, move.data.get("tanggapan_poin") or [])
        asked.save(update_fields=["answered_by", "answered_at", "reply", "revision", "points"])
    return revision
