"""What reading appointments comes down to, as values: a role that is held, where it reaches, where a case stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from .roles import ROLES, Power

_NOBODY: frozenset[UUID] = frozenset()
_NOWHERE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Where:
    """Where a case stands, for roles: its institution, its own place (the keys of an area and a unit, None for most),
    and the key of the case, for roles on it or above it."""

    institution: UUID | None = None
    area: str | None = None
    unit: str | None = None
    case: UUID | None = None

    @property
    def placed(self) -> bool:
        """Whether it has a place of its own: roles on areas and units ask that one, and not the institution's."""
        return self.area is not None or self.unit is not None


def where_of(place: Where | UUID | None) -> Where:
    """A key alone is an institution's; None: what belongs to none."""
    return place if isinstance(place, Where) else Where(institution=place)


@dataclass(frozen=True)
class Reach:
    """Where somebody has a power: everywhere, or on these.

    institutions: those of roles on an institution; within: those that lie in an area or are served by a unit, on
    which somebody holds a role: they reach what has no place of its own; areas, units: what has one there.
    """

    everywhere: bool = False
    institutions: frozenset[UUID] = _NOBODY
    within: frozenset[UUID] = _NOBODY
    areas: frozenset[str] = _NOWHERE
    units: frozenset[str] = _NOWHERE

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.institutions or self.within or self.areas or self.units)

    @property
    def all_institutions(self) -> frozenset[UUID]:
        """For what has no place of its own: registers, people."""
        return self.institutions | self.within

    def covers(self, place: Where | UUID | None) -> bool:
        """None: what belongs to no institution, which only a role on everything reaches."""
        if self.everywhere:
            return True
        here = where_of(place)
        if here.institution is not None and here.institution in self.institutions:
            return True
        if here.placed:
            return here.area in self.areas or here.unit in self.units
        return here.institution is not None and here.institution in self.within

    def condition(self, path: str) -> Q:
        """On rows with the key of an institution at `path`, and no place of their own."""
        return Q() if self.everywhere else Q((f"{path}__in", self.all_institutions))

    def of_cases(self) -> Q:
        """On rows with what a case has: institution, area, unit."""
        if self.everywhere:
            return Q()
        found = Q(institution__in=self.institutions)
        if self.within:
            found |= Q(institution__in=self.within, area=None, unit=None)
        if self.areas:
            found |= Q(area__in=self.areas)
        if self.units:
            found |= Q(unit__in=self.units)
        return found


def together(places: Iterable[Reach]) -> Reach:
    """All of them."""
    found = list(places)
    return Reach(
        any(one.everywhere for one in found),
        _NOBODY.union(*(one.institutions for one in found)),
        _NOBODY.union(*(one.within for one in found)),
        _NOWHERE.union(*(one.areas for one in found)),
        _NOWHERE.union(*(one.units for one in found)),
    )


@dataclass(frozen=True)
class Held:
    """A role that is held now: where, and whether on cases too (on which, is asked case by case)."""

    role: str
    where: Reach = Reach()
    on_cases: bool = False

    @property
    def powers(self) -> frozenset[Power]:
        kind = ROLES.get(self.role)
        return frozenset() if kind is None else kind.powers

    @property
    def reads(self) -> frozenset[str]:
        """The types of cases it reads, where it does not read all."""
        kind = ROLES.get(self.role)
        return kind.reads if kind is not None and Power.READ_TYPES in kind.powers else frozenset()

    def covers(self, place: Where | UUID | None) -> bool:
        """Beside roles on cases."""
        return self.where.covers(place)


def by_role(held: Iterable[Held]) -> list[Held]:
    """Each role once, with all places it is held on."""
    found: dict[str, Held] = {}
    for one in held:
        before = found.get(one.role)
        found[one.role] = (
            one
            if before is None
            else Held(one.role, together([before.where, one.where]), before.on_cases or one.on_cases)
        )
    return list(found.values())
