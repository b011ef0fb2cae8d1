"""Owners and due dates that turns of every case type share."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cases.organisations.parameters import parameter
from cases.organisations.working_calendar import add_working_days

#: Pools: who may take a task while nobody owns it.
POOL_INSTITUSI = "institusi"
POOL_PENYELIA = "penyelia"


def petugas_of(subject: Any) -> Any:
    """Owner of a review turn: the appointed petugas."""
    return subject.case.assignee


def review_due(subject: Any, now: dt.datetime) -> dt.datetime | None:
    """The service target of a review, if one is set; it only marks a task as late (§16 no 24)."""
    days = parameter("SASARAN_TELAAH_HARI_KERJA")
    return None if days is None else add_working_days(now, days)
