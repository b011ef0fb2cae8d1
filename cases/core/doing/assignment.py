"""Appointing and replacing the petugas of a case: right, history and notice in one transaction (SJ-39, SJ-137)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from guardian.shortcuts import assign_perm, remove_perm

from cases.core.reading.rights import petugas_of
from cases.organisations.models import CaseRole
from cases.organisations.roles import PETUGAS, TELAAH_KASUS
from workflows.context import Move

from .notices import notify

#: What else belongs to the petugas of a case and goes with it: called with the move and the former petugas.
_followers: list[Callable[[Move, Any], None]] = []


def follow(follower: Callable[[Move, Any], None]) -> None:
    """Called by an app whose objects are in the hands of the petugas of a case, in its AppConfig.ready()."""
    if follower not in _followers:
        _followers.append(follower)


def appoint(move: Move) -> None:
    """Effect of Pilih petugas and Ganti petugas: the old petugas loses the right, the new one gains it.

    What follows the case goes along in the same transaction, whatever type it is.
    """
    case, new = move.root.case, move.data["petugas"]
    open_rows = petugas_of(case.pk).filter(until=None)
    former = [row.person for row in open_rows]
    for person in former:
        remove_perm(TELAAH_KASUS, person, case)
    if former:
        open_rows.update(until=move.now, ended_by=move.person, ended_reason=move.reason)
    assign_perm(TELAAH_KASUS, new, case)
    CaseRole.objects.create(
        role=PETUGAS,
        case=case.pk,
        person=new,
        by=move.person,
        since=move.now,
        reason=move.reason,
    )
    for person in former:
        for follower in _followers:
            follower(move, person)


def tell_former(move: Move) -> None:
    """The petugas who is replaced learns it (SJ-137); runs before the appointment changes the history."""
    former = petugas_of(move.root.case.pk).filter(until=None).first()
    if former is not None:
        notify(move, "Anda tidak lagi menangani kasus ini", users=(former.person,))
