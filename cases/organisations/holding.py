"""Which roles a person holds now, and on what. With `granted` the only place that reads appointments for a right.

`since ≤ now < until` decides, by the database's clock. Roles on everything, an area, a unit or an institution come down
to a reach: all, or these. Roles on a case are many: they are asked case by case (`selectors.has_grant`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, UUIDField, When

from .granted import (
    HELD,
    ON_CASES,
    ON_SOME_CASE,
    institution_grants,
    institutions_of,
    running,
    take_grants,
    without_grants,
)
from .held import Held, Reach, Where, by_role, together, where_of
from .models import CaseRole, Institution, UnitWilayah, User, Wilayah
from .roles import PETUGAS, ROLES, Power, Sisi, roles_with
from .zones import today_wib

__all__ = [
    "Held",
    "Reach",
    "Where",
    "beside_petugas",
    "capacities",
    "ever_holds",
    "held_by",
    "held_in",
    "held_rows",
    "holders",
    "holders_of",
    "on_some_case",
    "reach",
    "reach_of",
    "reach_of_types",
    "reaching",
    "running",
    "take_held",
]

#: Of an appointment on an area or a unit: the institutions within, the areas, the unit.
_Within = Mapping[UUID, Reach]


def _served() -> QuerySet[UnitWilayah]:
    """The provinces that units serve today."""
    day = today_wib()
    return UnitWilayah.objects.filter(Q(sejak=None) | Q(sejak__lte=day), Q(sampai=None) | Q(sampai__gte=day))


def held_by(user: Any) -> Sequence[Held]:
    """What the person holds; of roles on cases only which ones. Read once per user object, which lives as long as a
    request, in one statement; the gate asks anew under its lock (`User.forget_rights`). Of an institution's people
    the roles of types: what else they hold is read with guardian's grants (`institutions_of`)."""
    if user.pk is None or not user.is_active:
        return ()
    read: dict[str, Any] = user.rights_read
    if HELD not in read:
        if user.sisi == Sisi.INSTITUSI:
            read = take_grants(user, institution_grants(user))
        else:
            told = list(held_rows(running().filter(beside_petugas(), person=user.pk)))
            read = _keep(user, told, _within(told))
    known: Sequence[Held] = read[HELD]
    return known


def beside_petugas() -> Q:
    """Condition on appointments: all but those of petugas of a case, which are many and ask for the case."""
    return Q(case=None) | ON_CASES


def _in_order(user: Any, held: Iterable[Held]) -> Sequence[Held]:
    return tuple(sorted(held, key=lambda one: (one.role != user.role, one.role)))


def take_held(people: Iterable[Any], rows: Iterable[Any]) -> None:
    """Keep what these people hold, read with other rows: `held_rows` of what runs for them beside being petugas."""
    told = list(rows)
    within = _within(told)
    for user in people:
        _keep(user, [row for row in told if row[0] == user.pk], within)


def _keep(user: Any, rows: list[Any], within: _Within) -> dict[str, Any]:
    """Gives what it is kept in, as `take_grants` does."""
    read: dict[str, Any] = user.rights_read
    read[HELD] = held = _in_order(user, _held(rows, within))
    petugas = not rows or rows[0][-1]  # who holds nothing else: it is not known
    read[ON_SOME_CASE] = petugas or any(one.on_cases for one in held)
    return read


def on_some_case(user: Any) -> bool:
    """Whether the person may hold a role on a case, as petugas too; False where it is known that there is none."""
    held_by(user)
    return bool(user.rights_read.get(ON_SOME_CASE))


def held_in(rows: QuerySet[CaseRole]) -> list[Held]:
    """What appointments come down to, a role each: areas and units are what lies within. One statement, and one
    more where there are areas or units: hardly anybody's, and asked by every request and act."""
    told = list(held_rows(rows))
    return _held(told, _within(told))


def held_rows(rows: QuerySet[CaseRole]) -> QuerySet[Any, Any]:
    """(person, key, role, area, unit, institution, whether the person is petugas of some case) of appointments; of
    those on cases each role once, without a key."""
    key = Case(When(case=None, then=F("pk")), output_field=UUIDField())
    petugas = Exists(running().filter(person=OuterRef("person"), case__isnull=False, role=PETUGAS))
    told = rows.annotate(key=key, petugas=petugas)
    return told.values_list("person", "key", "role", "area", "unit", "institution", "petugas").distinct()


def _within(held: Iterable[Any]) -> _Within:
    """What lies within the area or unit of those of these `held_rows` that have one."""
    appointments = {pk: unit for _, pk, _, area, unit, *_ in held if area is not None or unit is not None}
    if not appointments:
        return {}
    served = _served().filter(unit=OuterRef(OuterRef("unit"))).values("provinsi")
    here = Q(provinsi=OuterRef("area")) | Q(provinsi__in=served)
    institutions = Institution.objects.filter(here | Q(wilayah=OuterRef("area")))
    areas = Wilayah.objects.filter(here | Q(kode=OuterRef("area")) | Q(kode__in=served))
    rows = CaseRole.objects.filter(pk__in=appointments).annotate(
        reached=ArraySubquery(institutions.values("pk")), areas=ArraySubquery(areas.values("kode"))
    )
    return {
        pk: Reach(
            within=frozenset(reached),
            areas=frozenset(codes),
            units=frozenset() if (unit := appointments[pk]) is None else frozenset({unit}),
        )
        for pk, reached, codes in rows.values_list("pk", "reached", "areas")
    }


def _held(rows: Iterable[Any], within: _Within) -> list[Held]:
    return by_role(_one(row, within) for row in rows)


def _one(row: Any, within: _Within) -> Held:
    _, pk, role, area, unit, institution, _ = row
    if pk is None:
        return Held(role, on_cases=True)
    if institution is not None:
        return Held(role, Reach(institutions=frozenset({institution})))
    everywhere = area is None and unit is None
    return Held(role, Reach(everywhere=True) if everywhere else within.get(pk, Reach()))


def ever_holds(user: Any, role: str) -> bool:
    """Whether the person holds this role anywhere now, on a case or beyond."""
    if any(held.role == role for held in held_by(user)):
        return True
    return role == PETUGAS and running().filter(person=user.pk, role=role, case__isnull=False).exists()


def capacities(user: Any) -> Sequence[Any]:
    """The actor once in each role held, the account's own first; the ledger names the one whose right was used.

    The account's role alone is none: whose own appointment ended acts in what is left, and guards ask for that.
    """
    held = [one for one in held_by(user) if one.role in ROLES]
    if all(one.role == user.role for one in held):
        return (user,)
    if user.sisi != Sisi.INSTITUSI:
        return tuple(_in_capacity(user, one) for one in held)
    own = (_with(user, user.role, {**user.rights_read, HELD: ()}),) if institutions_of(user) else ()
    return (*own, *(_with(user, one.role, without_grants(user.rights_read, (one,))) for one in held))


def _in_capacity(user: Any, held: Held) -> Any:
    return _with(user, held.role, {**user.rights_read, HELD: (held,)})


def _with(user: Any, role: str, read: dict[str, Any]) -> Any:
    same = copy(user)
    same.role = role
    same.__dict__["_rights_read"] = read
    return same


def reach(user: Any, power: Power) -> Reach:
    """Where the person has a power."""
    return reach_of(held_by(user), power)


def reach_of(every: Iterable[Held], power: Power) -> Reach:
    return together(held.where for held in every if power in held.powers)


def reach_of_types(user: Any) -> dict[Reach, frozenset[str]]:
    """Where the person reads the cases of single types: by place, these types."""
    found: dict[Reach, frozenset[str]] = {}
    for held in held_by(user):
        if held.reads and held.where:
            found[held.where] = found.get(held.where, frozenset()) | held.reads
    return found


def holders(
    power: Power,
    place: Institution | Where | None = None,
    *,
    ever: bool = False,
    lasting: bool = False,
) -> QuerySet[User]:
    """Active people who have a power on an institution or where a case stands; None: anywhere at all. By name.

    ever: who ever had it, and whoever is not active any more, too; lasting: only by an appointment without a last day.
    """
    rows = CaseRole.objects.all() if ever else running()
    if lasting:
        rows = rows.filter(until=None)
    rows = rows.filter(role__in=roles_with(power), case=None)
    if place is not None:
        rows = rows.filter(reaching(place))
    return _people(rows, ever=ever)


def holders_of(role: str, place: Where, above: QuerySet[Any] | None = None) -> QuerySet[User]:
    """Active people who hold this very role where a case stands, or on the case; above: keys of the cases above it, on
    which it counts too. By name."""
    on_case = Q(case=place.case) if place.case is not None else Q(pk__in=[])
    if above is not None:
        on_case |= Q(case__in=above)
    return _people(running().filter(on_case | Q(case=None) & reaching(place), role=role))


def _people(rows: QuerySet[CaseRole], *, ever: bool = False) -> QuerySet[User]:
    people = User.objects.filter(Exists(rows.filter(person=OuterRef("pk")))).order_by("nama", "id")
    return people if ever else people.filter(is_active=True)


def reaching(place: Institution | Where) -> Q:
    """Condition on appointments beside those on cases: those that reach a place, as `Reach.covers` has it."""
    here = where_of(place.pk if isinstance(place, Institution) else place)
    everything = Q(area=None, unit=None, institution=None)
    found = everything | Q(institution=here.institution) if here.institution is not None else everything
    if here.placed:
        of_area = Wilayah.objects.filter(kode=here.area)
        provinces = Q(provinsi=here.area) | Q(provinsi__in=of_area.values("provinsi"))
        at = (
            Q(area=here.area) | Q(area__in=of_area.values("provinsi"))
            if here.area is not None
            else Q(pk__in=[])
        )
        found |= at
        if here.unit is not None:
            found |= Q(unit=here.unit)
        if here.area is not None:
            found |= Q(unit__in=_served().filter(provinces).values("unit"))
        return found
    its = Institution.objects.filter(pk__in=[here.institution])
    found |= Q(area__in=its.values("provinsi")) | Q(area__in=its.values("wilayah"))
    return found | Q(unit__in=_served().filter(provinsi__in=its.values("provinsi")).values("unit"))
