"""Who may: the catalogue's actors as predicates (§0.3, §14). Case types combine them with `|` and `&`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from cases.organisations.holding import ever_holds, running
from cases.organisations.permissions import acts_for, holds, looks_after_cases, reviews
from cases.organisations.roles import TELAAH_KASUS
from cases.organisations.selectors import grant_rows, has_grant
from workflows.actors import SYSTEM, Actor
from workflows.predicates import Predicate


def _person(actor: Actor) -> bool:
    return actor is not SYSTEM and bool(actor.is_active)


def _of_institution(obj: Any, actor: Actor) -> bool:
    """The grant on the institution. The gate forgets what was read before its lock, so that it sees one withdrawn a
    moment ago."""
    return _person(actor) and acts_for(actor, obj.root().case.institution_id)


def _appointed(obj: Any, actor: Actor) -> bool:
    """The person appointed for this case holds a grant on it.

    While nobody is appointed the right is not refused but the fact is missing: every petugas KASN passes here
    and meets the fact `petugas` (X1 of §15.5).
    """
    case = obj.root().case
    if not (_person(actor) and reviews(actor, case.where)):
        return False
    return case.assignee_id is None or has_grant(actor, TELAAH_KASUS, case)


def appointed_ahead(case: Any, people: Iterable[Actor]) -> list[QuerySet[Any, Any]]:
    """For a page: the rows of which `petugas_ditunjuk` asks whether these people are appointed for the case."""
    if case.assignee_id is None:
        return []
    return [grant_rows(person, TELAAH_KASUS, case) for person in people if reviews(person, case.where)]


petugas_ditunjuk = Predicate(
    "petugas_ditunjuk",
    may=_appointed,
    could=lambda actor: _person(actor) and reviews(actor),
    sentence="petugas yang ditunjuk",
)


def held(role: str, sentence: Any) -> Predicate:
    """Who holds this role of the type (`CaseType.roles`) on the case or one above it, its own place or its
    institution, or whatever reaches these, now."""

    def may(obj: Any, actor: Actor) -> bool:
        if not _person(actor):
            return False
        case = obj.root().case
        if holds(actor, role, case.where):
            return True
        if not ever_holds(actor, role):  # nor in this capacity
            return False
        rows = running().filter(person=actor.pk, role=role)
        return rows.filter(Q(case=case.pk) | case.above_it()).exists()

    return Predicate(
        role, may=may, could=lambda actor: _person(actor) and ever_holds(actor, role), sentence=sentence
    )


institusi = Predicate(
    "institusi",
    may=_of_institution,
    could=lambda actor: _person(actor) and looks_after_cases(actor),
    sentence="petugas institusi pemilik data",
)
