"""What else the acts of a nomenklatur change."""

from __future__ import annotations

from typing import Any

from cases.core.doing.revisions import latest, submit
from cases.core.models import Revision
from workflows.context import Move

PART = "nomenklatur"


def keep_version(move: Move) -> None:
    obj: Any = move.obj
    submit(move, PART, obj.snapshot(), obj.LABELS, note=move.data.get("tanggapan", ""))


def current_version(obj: Any) -> Revision:
    version = latest(obj.case, PART)
    if version is None:
        raise RuntimeError(f"nomenklatur {obj.pk} was never submitted")
    return version


def drop_version(move: Move) -> None:
    """The newer version stays in the history, marked as given up (NM-10)."""
    obj: Any = move.obj
    newer = Revision.objects.filter(case=obj.case, part=PART, number__gt=obj.approved.number)
    newer.update(dropped_at=move.now)
