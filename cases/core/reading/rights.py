"""For whom a person acts: himself, and those who are away and have named him their substitute.

The only place that reads substitutions. A substitute has the rights of the person he stands in for, on the very same
cases and no others, and only from `since` until before `until`; he hands nothing on to a substitute of his own. Whoever
holds several roles acts in one of them at a time (`capacities`), and so does who stands in for such a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from cases.core.models import Absence
from cases.organisations.badan import bodies
from cases.organisations.granted import institution_grants, take_grants
from cases.organisations.holding import beside_petugas, capacities, held_rows, take_held
from cases.organisations.holding import running as appointed
from cases.organisations.models import CaseRole, User
from cases.organisations.permissions import acts_at_all
from cases.organisations.roles import PETUGAS, Sisi
from workflows.actors import SYSTEM, Actor
from workflows.at_once import at_once
from workflows.showing import is_showing

_STANDS_IN = "stands in"


def petugas_of(case: Any) -> QuerySet[CaseRole]:
    """Who is and was petugas of a case (its key), the present one first (SJ-39, SJ-137)."""
    rows = CaseRole.objects.filter(case=case, role=PETUGAS).select_related("person")
    return rows.order_by("-since", F("until").desc(nulls_first=True))


def running() -> QuerySet[Absence]:
    """Absences of this moment, by the database's clock."""
    return Absence.objects.filter(ended_at=None, since__lte=Now(), until__gt=Now())


def read_rights(actor: Actor) -> None:
    """For a page: what a person holds, for whom he acts and what those hold, and what the supervising body is called,
    in one statement. The gate asks anew (`User.forget_rights`)."""
    if actor.sisi == Sisi.INSTITUSI:
        grants = institution_grants(actor)
        at_once(grants, bodies())
        take_grants(actor, grants)
        return
    away = _away_from(actor)
    people = Q(person=actor.pk) | Q(person__in=away.order_by().values("person"))
    held = held_rows(appointed().filter(people, beside_petugas()))
    at_once(held, away, bodies())
    take_held([actor, *(row.person for row in away)], held)
    actor.rights_read[_STANDS_IN] = _handed_on(away, actor) if _may_stand_in(actor) else []


def stood_in_for(actor: Actor) -> list[User]:
    """Those for whom the actor acts now, by name; one statement, on a page once (`workflows.showing`).

    Whoever is deactivated hands nothing on; the two still belong to the same half and institution.
    """
    if is_showing() and actor is not SYSTEM:
        return list(acting_as(actor)[1:])
    return _stood_in_for(actor)


def _stood_in_for(actor: Actor) -> list[User]:
    if not _may_stand_in(actor):
        return []
    return _handed_on(_away_from(actor), actor)


def _may_stand_in(actor: Actor) -> bool:
    """The calendar is of the supervising body's people, those of them who act: reviewers, holders of a type's role."""
    return actor is not SYSTEM and actor.sisi != Sisi.INSTITUSI and acts_at_all(actor)


def _away_from(actor: Actor) -> QuerySet[Absence]:
    away = running().filter(substitute=actor.pk, person__is_active=True).select_related("person__institution")
    return away.order_by("person__nama", "person")


def _handed_on(away: Iterable[Absence], actor: Actor) -> list[User]:
    people = [row.person for row in away]
    return [p for p in people if p.sisi == actor.sisi and p.institution_id == actor.institution_id]


def instead_of(actor: Actor) -> list[Actor]:
    """Those for whom the actor acts now, each once in every role."""
    return [one for person in stood_in_for(actor) for one in capacities(person)]


def acting(actor: Actor) -> Iterator[Actor]:
    """The actor, then those he stands in for, who are asked for only when his own right was not enough. For an act."""
    yield actor
    yield from stood_in_for(actor)


def acting_as(actor: Actor) -> Sequence[Actor]:
    """The actor first, then those he stands in for. Read once per user object, which lives as long as a request:
    for lists and pages; the gate asks `stood_in_for`."""
    if actor is SYSTEM:
        return (actor,)
    read: dict[str, Any] = actor.rights_read
    if _STANDS_IN not in read:
        read[_STANDS_IN] = _stood_in_for(actor)
    return (actor, *read[_STANDS_IN])


def substitutes_of(users: Iterable[Any]) -> dict[Any, User]:
    """{key of a person: who stands in for him now}. One statement."""
    rows = running().filter(person__in=users, substitute__is_active=True).select_related("substitute")
    return {row.person_id: row.substitute for row in rows if row.substitute is not None}
