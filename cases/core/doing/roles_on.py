"""Giving and ending roles on a case, for the effects of its acts; the petugas of a case has effects of its own
(`assignment`)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q

from cases.organisations import appointing
from cases.organisations.models import CaseRole, User
from cases.organisations.roles import PETUGAS, ROLES, On
from workflows.context import Move
from workflows.errors import E_REF, E_RNG, Refused


def appoint_on(
    move: Move,
    role: str,
    person: User,
    case: Any = None,
    *,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    letter: str = "",
) -> CaseRole:
    """A person holds a role on a case (the act's own, if none is given) and on what stands under it, from now or
    `since` until before `until`. Who holds it already keeps what was given. The act's reason is the appointment's.

    Raises ValueError for a role that is not held on cases, Refused (E-REF) for a person of the other half or whose
    account is shut, (E-RNG) for an end that is not behind the beginning.
    """
    kind = ROLES.get(role)
    if kind is None or On.CASE not in kind.on or role == PETUGAS:
        raise ValueError(f"{role} is given on no case by an effect")
    case = move.root.case if case is None else case
    locked = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if locked.sisi != kind.side or not locked.is_active:
        raise Refused(
            E_REF, f"{kind.label} hanya dipegang orang yang aktif dari sisi {kind.side.label.lower()}."
        )
    if until is not None and until <= (since or move.now):
        raise Refused(E_RNG, "Penugasan berakhir sesudah dimulai.")
    rows = CaseRole.objects.filter(Q(until=None) | Q(until__gt=since or move.now), person=locked, role=role)
    if until is not None:
        rows = rows.filter(since__lt=until)
    if (held := rows.filter(case=case.pk).first()) is not None:
        return held
    given = {"until": until, "letter": letter, "reason": move.reason, "by": move.person}
    return appointing.appoint(person, role, since=since or move.now, case=case.pk, **given)


def dismiss_on(move: Move, role: str, person: User | None = None, case: Any = None) -> list[CaseRole]:
    """Whoever holds the role on the case (or this person) holds it no more from now on; tasks in their hands go back to
    their queue by a job. Gives what ended."""
    case = move.root.case if case is None else case
    rows = CaseRole.objects.filter(role=role, case=case.pk)
    if person is not None:
        rows = rows.filter(person=person)
    ended = appointing.end(rows, at=move.now, by=move.person, reason=move.reason)
    appointing.tell_followers(ended)
    return ended
