"""Owners and due dates that turns of every case type share."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cases.organisations.parameters import parameter
from cases.organisations.permissions import sees_all
from cases.organisations.working_calendar import add_working_days
from workflows.actors import Actor
from workflows.routing import Route

from .registry import CaseType

#: Pools: who may take a task while nobody owns it.
POOL_INSTITUSI = "institusi"
POOL_PENYELIA = "penyelia"


def visible_turns(kind: CaseType, route: Route | None, actor: Actor) -> list[Any]:
    """The open turns of a case that a person may know of: those of internal lanes only KASN and auditors."""
    turns = route.turns.values() if route is not None else ()
    return [task for task in turns if sees_all(actor) or task.lane not in kind.internal_lanes]


def petugas_of(subject: Any) -> Any:
    """Owner of a review turn: the appointed petugas."""
    return subject.case.assignee


def review_due(subject: Any, now: dt.datetime) -> dt.datetime | None:
    """The service target of a review, if one is set; it only marks a task as late (§16 no 24)."""
    days = parameter("SASARAN_TELAAH_HARI_KERJA")
    return None if days is None else add_working_days(now, days)
