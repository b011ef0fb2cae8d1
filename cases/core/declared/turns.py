"""Owners and due dates that turns of every case type share."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cases.organisations.parameters import parameter
from cases.organisations.working_calendar import add_working_days
from cases.organisations.zones import day_at


def petugas_of(subject: Any) -> Any:
    """Owner of a review turn: the appointed petugas."""
    return subject.case.assignee


def review_due(subject: Any, now: dt.datetime) -> dt.datetime | None:
    """The service target of a review, if one is set; it only marks a task as late (§16 no 24).

    now: the moment of the act that opens the turn. The working days are those of KASN, in Jakarta.
    """
    return _target("SASARAN_TELAAH_HARI_KERJA", now)


def appointment_due(subject: Any, now: dt.datetime) -> dt.datetime | None:
    """The service target of choosing the petugas, if one is set."""
    return _target("SASARAN_PILIH_PETUGAS_HARI_KERJA", now)


def _target(key: str, now: dt.datetime) -> dt.datetime | None:
    days = parameter(key, day_at(now, None))
    return None if days is None else add_working_days(now, days)
