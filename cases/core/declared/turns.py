"""Owners and due dates that turns of every case type share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from cases.organisations.parameters import parameter
from cases.organisations.pools import POOL_PENYELIA
from cases.organisations.working_calendar import add_working_days
from cases.organisations.zones import day_at
from workflows.flow import Turn


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


def choosing_petugas(act: str, *states: str) -> Turn:
    """The supervisors' turn to appoint a petugas by this act, in these states, while there is none."""
    return Turn(
        "Pilih petugas",
        act,
        when=lambda obj: obj.state in states and obj.case.assignee_id is None,
        pool=POOL_PENYELIA,
        due_at=appointment_due,
    )


def deciding_request(label: str, *acts: str, states: Collection[str], **spec: Any) -> Turn:
    """The turn of whoever decides on an open request, with the acts that answer it; for a lane of its own.

    spec: owner or pool (left out: the petugas), due_at.
    """
    spec = spec if {"owner", "pool"} & set(spec) else {"owner": petugas_of, **spec}
    return Turn(
        label, *acts, when=lambda obj: obj.state in states and obj.permohonan_pada is not None, **spec
    )


def _target(key: str, now: dt.datetime) -> dt.datetime | None:
    days = parameter(key, day_at(now, None))
    return None if days is None else add_working_days(now, days)
