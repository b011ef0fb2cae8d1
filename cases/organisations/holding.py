"""Which roles a person holds now, and on what. The only place that reads appointments for a right.

`since ≤ now < until` decides, by the database's clock. Roles on everything, an area, a unit or an institution come down
to a reach: all institutions, or these. Roles on a case are many: they are asked case by case (`selectors.has_grant`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from .models import CaseRole, Institution, UnitWilayah, User
from .roles import ROLES, Power, Sisi, roles_with
from .zones import today_wib

_HELD = "held"


@dataclass(frozen=True)
class Held:
    """A role that is held now: everywhere, or on these institutions."""

    role: str
    everywhere: bool
    institutions: frozenset[UUID]

    @property
    def powers(self) -> frozenset[Power]:
        kind = ROLES.get(self.role)
        return frozenset() if kind is None else kind.powers

    @property
    def reads(self) -> frozenset[str]:
        """The types of cases it reads, where it does not read all."""
        kind = ROLES.get(self.role)
        return kind.reads if kind is not None and Power.READ_TYPES in kind.powers else frozenset()

    def covers(self, institution_id: UUID | None) -> bool:
        """None: what belongs to no institution, which only a role on everything reaches."""
        return self.everywhere or (institution_id is not None and institution_id in self.institutions)


@dataclass(frozen=True)
class Reach:
    """Where somebody has a power."""

    everywhere: bool
    institutions: frozenset[UUID]

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.institutions)

    def condition(self, path: str) -> Q:
        """On rows with the key of an institution at `path`."""
        return Q() if self.everywhere else Q((f"{path}__in", self.institutions))


def running() -> QuerySet[CaseRole]:
    """Appointments of this moment."""
    return CaseRole.objects.filter(Q(until=None) | Q(until__gt=Now()), since__lte=Now())


def _served() -> QuerySet[UnitWilayah]:
    """The provinces that units serve today."""
    day = today_wib()
    return UnitWilayah.objects.filter(Q(sejak=None) | Q(sejak__lte=day), Q(sampai=None) | Q(sampai__gte=day))


def held_by(user: Any) -> Sequence[Held]:
    """What the person holds beside roles on cases. Read once per user object, which lives as long as a request, in one
    statement; the gate asks anew under its lock
    (`User.forget_rights`)."""
    if user.pk is None or not user.is_active:
        return ()
    read: dict[str, Any] = user.rights_read
    if _HELD not in read:
        read[_HELD] = _read(user)
    known: Sequence[Held] = read[_HELD]
    return known


def _read(user: Any) -> Sequence[Held]:
    if user.sisi == Sisi.INSTITUSI:
        return ()  # what an institution's people hold is read with guardian's grants (`selectors.institutions_of`)
    return _in_order(user, held_in(running().filter(person=user.pk, case=None)))


def _in_order(user: Any, held: Iterable[Held]) -> Sequence[Held]:
    return tuple(sorted(held, key=lambda one: (one.role != user.role, one.role)))


def take_held(people: Iterable[Any], rows: Iterable[Any]) -> None:
    """Keep what these people hold, read with other rows: `held_rows` of what runs for them beside roles on cases."""
    told = list(rows)
    within = _within(told)
    for user in people:
        user.rights_read[_HELD] = _in_order(user, _held([row for row in told if row[0] == user.pk], within))


def held_in(rows: QuerySet[CaseRole]) -> list[Held]:
    """What appointments come down to, a role each: areas and units are the institutions within. One statement, and one
    more where there are areas or units: hardly anybody's, and asked by every request and act."""
    told = list(held_rows(rows))
    return _held(told, _within(told))


def held_rows(rows: QuerySet[CaseRole]) -> QuerySet[Any, Any]:
    """(person, key, role, area, unit, institution) of appointments."""
    return rows.values_list("person", "pk", "role", "area", "unit", "institution")


def _within(held: Iterable[Any]) -> dict[UUID, frozenset[UUID]]:
    """The institutions within the area or unit of those of these `held_rows` that have one."""
    appointments = [pk for _, pk, _, area, unit, _ in held if area is not None or unit is not None]
    if not appointments:
        return {}
    of_unit = _served().filter(unit=OuterRef(OuterRef("unit")))
    within = Institution.objects.filter(
        Q(provinsi=OuterRef("area"))
        | Q(wilayah=OuterRef("area"))
        | Q(provinsi__in=of_unit.values("provinsi"))
    )
    rows = CaseRole.objects.filter(pk__in=appointments).annotate(reached=ArraySubquery(within.values("pk")))
    return {pk: frozenset(reached) for pk, reached in rows.values_list("pk", "reached")}


def _held(rows: Iterable[Any], within: Mapping[UUID, frozenset[UUID]]) -> list[Held]:
    found: dict[str, Held] = {}
    for _, pk, role, area, unit, institution in rows:
        everywhere = area is None and unit is None and institution is None
        ids = within.get(pk, frozenset()) if institution is None else frozenset({institution})
        before = found.get(role, Held(role, False, frozenset()))
        found[role] = Held(role, before.everywhere or everywhere, before.institutions | ids)
    return list(found.values())


def ever_holds(user: Any, role: str) -> bool:
    """Whether the person holds this role anywhere now, on a case or beyond."""
    if any(held.role == role for held in held_by(user)):
        return True
    return running().filter(person=user.pk, role=role, case__isnull=False).exists()


def capacities(user: Any) -> Sequence[Any]:
    """The actor once in each role held, the account's own first; the ledger names the one whose right was used.

    The account's role alone is none: whose own appointment ended acts in what is left, and guards ask for that.
    """
    held = held_by(user)
    if all(one.role == user.role for one in held):
        return (user,)
    return tuple(_in_capacity(user, one) for one in held)


def _in_capacity(user: Any, held: Held) -> Any:
    same = copy(user)
    same.role = held.role
    same.__dict__["_rights_read"] = {**user.rights_read, _HELD: (held,)}
    return same


def reach(user: Any, power: Power) -> Reach:
    """Where the person has a power."""
    return reach_of(held_by(user), power)


def reach_of(every: Iterable[Held], power: Power) -> Reach:
    found = [held for held in every if power in held.powers]
    institutions = frozenset().union(*(held.institutions for held in found))
    return Reach(any(held.everywhere for held in found), institutions)


def reach_of_types(user: Any) -> dict[str, Reach]:
    """Where the person reads the cases of single types, by type."""
    return {
        key: Reach(
            any(one.everywhere for one in held), frozenset().union(*(one.institutions for one in held))
        )
        for key in sorted({key for one in held_by(user) for key in one.reads})
        if (held := [one for one in held_by(user) if key in one.reads])
    }


def holders(
    power: Power, institution: Institution | None = None, *, ever: bool = False, lasting: bool = False
) -> QuerySet[User]:
    """Active people who have a power on an institution; None: anywhere at all. By name.

    ever: who ever had it, and whoever is not active any more, too; lasting: only by an appointment without a last day.
    """
    rows = CaseRole.objects.all() if ever else running()
    if lasting:
        rows = rows.filter(until=None)
    rows = rows.filter(person=OuterRef("pk"), role__in=roles_with(power), case=None)
    if institution is not None:
        rows = rows.filter(_reaching(institution))
    people = User.objects.filter(Exists(rows)).order_by("nama", "id")
    return people if ever else people.filter(is_active=True)


def _reaching(institution: Institution) -> Q:
    everything = Q(area=None, unit=None, institution=None)
    areas = [code for code in (institution.provinsi_id, institution.wilayah_id) if code]
    units = _served().filter(provinsi=institution.provinsi_id)
    return everything | Q(institution=institution.pk) | Q(area__in=areas) | Q(unit__in=units.values("unit"))
