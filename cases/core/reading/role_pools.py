"""Pools of whoever holds a type's role where a case stands, on it, or above it, at this moment.

    PANSEL = RolePool("pansel", "psi", called="panitia seleksi instansi", overseers=("kepala_ppss",))

in `CaseType.pools`, `pool="pansel"` at a turn.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from cases.core.models import CaseAncestor
from cases.organisations.granted import running
from cases.organisations.held import Held, Where
from cases.organisations.holding import held_by, holders_of
from cases.organisations.models import User
from workflows.showing import once


def holders_on(role: str, place: Where) -> QuerySet[User]:
    """Active people who hold a role where a case stands, on it or above it, now. By name."""
    return holders_of(role, place, CaseAncestor.objects.filter(case=place.case).values("ancestor"))


def _of(actor: Any, roles: Iterable[str]) -> list[Held]:
    wanted = frozenset(roles)
    return [one for one in held_by(actor) if one.role in wanted] if actor.is_active else []


def _reaches(actor: Any, roles: Iterable[str], place: Where) -> bool:
    held = _of(actor, roles)
    if any(one.covers(place) for one in held):
        return True
    on_cases = sorted(one.role for one in held if one.on_cases)
    return bool(on_cases) and _on_case(actor, on_cases, place)


def _on_case(actor: Any, roles: list[str], place: Where) -> bool:
    def read() -> bool:
        above = CaseAncestor.objects.filter(case=place.case).values("ancestor")
        rows = running().filter(person=actor.pk, role__in=roles)
        return rows.filter(Q(case=place.case) | Q(case__in=above)).exists()

    return once(("roles on case", actor.pk, *roles, place.case), read)


def _tasks(actor: Any, pool: str, roles: Iterable[str]) -> Q:
    """Condition on the tasks of a pool. Roles on cases are one set of keys, so that tasks are found by them."""
    held, mine = _of(actor, roles), Q(pool=pool)
    if any(one.where.everywhere for one in held):
        return mine
    found = Q(pk__in=[])
    for one in held:
        if one.where:
            found |= one.where.of_cases()
    if on_cases := sorted(one.role for one in held if one.on_cases):
        keys = running().filter(person=actor.pk, role__in=on_cases, case__isnull=False).values("case")
        below = CaseAncestor.objects.filter(ancestor__in=keys).values("case")
        found |= Q(case__in=keys.union(below))
    return mine & found


@dataclass(frozen=True)
class RolePool:
    """key: as a turn names it; role: what its people hold; called: who has the turn, in words; overseers: roles whose
    holders move its tasks between its people, where they hold them, without belonging to it."""

    key: str
    role: str
    called: Any
    overseers: tuple[str, ...] = ()
    of_institution: bool = False

    def admits(self, actor: Any) -> bool:
        return bool(_of(actor, [self.role]))

    def holds(self, actor: Any, place: Where) -> bool:
        return _reaches(actor, [self.role], place)

    def tasks_of(self, actor: Any) -> Q:
        return _tasks(actor, self.key, [self.role]) if self.admits(actor) else Q(pk__in=[])

    def members(self, place: Where) -> QuerySet[User]:
        return holders_on(self.role, place)

    def holder(self, institution: str) -> str:
        return str(self.called)

    def oversees(self, actor: Any, place: Where | None = None) -> bool:
        """Whether the actor may move its tasks of a case that stands there; None: any at all."""
        return bool(_of(actor, self.overseers)) if place is None else _reaches(actor, self.overseers, place)
