"""Versions of what an institution submits, with the difference field by field, and corrections asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from workflows.context import Move
from workflows.ledger import plain
from workflows.rows import without_ids

from .models import Case, Correction, Revision


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
    case = move.root.case
    rows = Revision.objects.filter(case=case, part=part).order_by("-number")
    previous, kept, snapshot = rows.first(), rows.filter(dropped_at__isnull=True).first(), plain(data)
    revision = Revision.objects.create(
        case=case,
        part=part,
        number=previous.number + 1 if previous else 1,
        data=snapshot,
        diff=difference(kept.data, snapshot, labels) if kept else [],
        note=note,
        entry=move.entry.pk,
        by_id=move.principal.pk,
        at=move.now,
    )
    Correction.objects.filter(case=case, part=part, answered_at__isnull=True).update(
        answered_by=move.principal.pk, answered_at=move.now, reply=note, revision=revision
    )
    return revision


def ask_correction(part: str, reason_field: str = "alasan") -> Callable[[Move], None]:
    """Effect: keep the request in the history of corrections."""

    def effect(move: Move) -> None:
        Correction.objects.create(
            case=move.root.case,
            part=part,
            requested_by=move.principal,
            requested_at=move.now,
            reason=move.data[reason_field],
            parts=plain(move.data.get("bagian") or []),
        )

    return effect
