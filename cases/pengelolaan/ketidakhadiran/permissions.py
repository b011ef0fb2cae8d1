"""Who writes in the calendar of absences, about whom, and who may stand in: supervisors write about everybody, whoever
holds a type's role about himself."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.core.declared.registry import type_roles
from cases.core.models import Absence
from cases.organisations.holding import held_by, running
from cases.organisations.models import User
from cases.organisations.permissions import has_on, sees_all
from cases.organisations.roles import PETUGAS, ROLES, Power, Sisi, roles_with
from workflows.actors import SYSTEM, Actor
from workflows.predicates import Predicate


def holds_of_a_type(actor: Actor) -> bool:
    """Whether the actor holds a role that a type of cases declares for the supervising body's half, on a case or
    beyond. An institution's people share their pools and stand in no calendar (decision 013)."""
    if actor is SYSTEM or not actor.is_active or actor.sisi != Sisi.KASN:
        return False
    of_types = type_roles(Sisi.KASN)
    return any(held.role in of_types for held in held_by(actor))


def writes_about_all(actor: Actor) -> bool:
    """Nobody: where only the shape of a form is wanted."""
    return actor is None or (actor is not SYSTEM and has_on(actor, Power.SUPERVISE, None))


def about_whom(actor: Actor) -> QuerySet[User]:
    """The people whose absence the actor may record, by name: whoever has work that somebody else could do."""
    if not writes_about_all(actor):
        return User.objects.filter(pk=actor.pk)
    return _holders(roles_with(Power.REVIEW) | type_roles(Sisi.KASN))


def may_stand_in() -> QuerySet[User]:
    """Of the supervising body's half whoever is not there to read alone (`permissions.acts_at_all`), by name."""
    reading = frozenset({Power.READ_ALL})
    kinds = (kind for kind in ROLES if kind.side == Sisi.KASN and kind.powers != reading)
    return _holders(frozenset(kind.key for kind in kinds) - {PETUGAS})


def _holders(roles: frozenset[str]) -> QuerySet[User]:
    rows = running().filter(role__in=roles, person=OuterRef("pk"))
    return User.objects.filter(Exists(rows), is_active=True, institution=None).order_by("nama", "id")


def shown_to(actor: Actor) -> QuerySet[Absence]:
    """The lines of the calendar: all to the body, who sees single types alone what concerns himself."""
    rows = Absence.objects.all()
    return rows if sees_all(actor) else rows.filter(Q(person=actor.pk) | Q(substitute=actor.pk))


def ended_by(actor: Actor) -> QuerySet[Absence]:
    """Those that the actor may end, over or not."""
    rows = Absence.objects.filter(ended_at=None)
    return rows if writes_about_all(actor) else rows.filter(person=actor.pk)


pemegang_peran = Predicate(
    "pemegang_peran",
    may=lambda obj, actor: holds_of_a_type(actor),
    could=holds_of_a_type,
    sentence="pemegang peran pada kasus, untuk dirinya sendiri",
)
