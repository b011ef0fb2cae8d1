"""Appointments of this moment, and what the people of an institution hold: guardian's grants and roles of types.

`since ≤ now < until` decides, by the database's clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import Now

from .held import Held, Reach, by_role
from .models import CaseRole, InstitutionGroupPermission, InstitutionUserPermission, User
from .roles import KELOLA_KASUS, LIHAT_KASUS, PETUGAS, ROLES, Sisi, roles_granting

_ON_INSTITUTIONS = (LIHAT_KASUS, KELOLA_KASUS)
GRANTS, HELD, ON_SOME_CASE = "grants", "held", "on some case"
#: Roles on cases, of which somebody holds few; of petugas an index keeps thousands.
ON_CASES = Q(case__isnull=False) & ~Q(role=PETUGAS)


def running() -> QuerySet[CaseRole]:
    """Appointments of this moment."""
    return CaseRole.objects.filter(Q(until=None) | Q(until__gt=Now()), since__lte=Now())


def institutions_of(user: User, perm: str = LIHAT_KASUS) -> frozenset[UUID]:
    """Ids of the institutions on which the user holds `perm`: guardian's grants, while the appointment runs.

    Both permissions are read together, in one statement, once per user object, which lives as long as a request;
    `User.forget_rights` drops what was read. Reviewers and auditors are a branch of their own (`holding`) and as a rule
    hold no grant here.
    """
    if not user.is_active:
        return frozenset()
    read = user.rights_read
    if GRANTS not in read:
        read = take_grants(user, institution_grants(user))
    known: dict[str, frozenset[UUID]] = read[GRANTS]
    return known[perm]


def institution_grants(user: User) -> QuerySet[Any, Any]:
    """(institution, role, guardian's codenames of the person's own and of his groups') of what runs now; without an
    institution: a role that the person holds on cases.

    From guardian's two tables as they stand: every request and act asks, and to put guardian's own question together
    twice took four milliseconds of each."""
    here = {"content_object": OuterRef("institution")}
    own = InstitutionUserPermission.objects.filter(user=user.pk, **here)
    shared = InstitutionGroupPermission.objects.filter(group__user=user.pk, **here)
    granted = {
        name: ArraySubquery(rows.values("permission__codename"))
        for name, rows in (("own", own), ("shared", shared))
    }
    rows = running().filter(Q(institution__isnull=False, case=None) | ON_CASES, person=user.pk)
    return rows.annotate(**granted).values_list("institution", "role", *granted).distinct()


def take_grants(user: User, rows: QuerySet[Any, Any]) -> dict[str, Any]:
    """Keep `institution_grants`, read by themselves or with other rows: the grants, and roles of types. Gives what they
    are kept in, which stays though the person's rights are forgotten meanwhile (by another thread with this object)."""
    told = list(rows)
    read = user.rights_read
    read[GRANTS] = _grants_in(told)
    if user.sisi == Sisi.INSTITUSI:  # of the other half `holding` reads more
        read[HELD] = held = _types_in(told)
        read[ON_SOME_CASE] = any(one.on_cases for one in held)
    return read


def _grants_in(rows: Iterable[Any]) -> dict[str, frozenset[UUID]]:
    found: dict[str, set[UUID]] = {perm: set() for perm in _ON_INSTITUTIONS}
    for institution, role, *codenames in rows:
        for perm, ids in found.items():
            if any(perm in some for some in codenames) and role in roles_granting(perm):
                ids.add(institution)
    return {perm: frozenset(ids) for perm, ids in found.items()}


def _types_in(rows: Iterable[Any]) -> tuple[Held, ...]:
    """Roles of this half that are no grant: of types of cases, on institutions and on cases."""
    held = []
    for institution, role, *_ in rows:
        kind = ROLES.get(role)
        if kind is None or kind.side != Sisi.INSTITUSI or kind.grants:
            continue
        place = Reach() if institution is None else Reach(institutions=frozenset({institution}))
        held.append(Held(role, place, on_cases=institution is None))
    return tuple(sorted(by_role(held), key=lambda one: one.role))


def without_grants(read: dict[str, Any], held: tuple[Held, ...]) -> dict[str, Any]:
    """What a person is known to hold, in one role of a type alone."""
    return {**read, GRANTS: {perm: frozenset() for perm in _ON_INSTITUTIONS}, HELD: held}
