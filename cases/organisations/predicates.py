"""Rights that follow from a role alone, as predicates of the engine (§14)."""

from __future__ import annotations

from typing import Any

from workflows.actors import SYSTEM, Actor
from workflows.predicates import Predicate

from .badan import in_words
from .holding import Where, held_by
from .permissions import has_on, holds, reviews
from .roles import Power, Role


def _person(actor: Actor) -> bool:
    return actor is not SYSTEM and bool(actor.is_active)


def _where(obj: Any) -> Where | None:
    """Where its case stands; None for what is nobody's, which asks for a role on everything."""
    case = getattr(obj.root(), "case", None)
    return None if case is None else case.where


def _of_role(role: Role, sentence: Any) -> Predicate:
    return Predicate(
        role.value,
        may=lambda obj, actor: _person(actor) and holds(actor, role, _where(obj)),
        could=lambda actor: _person(actor) and any(held.role == role for held in held_by(actor)),
        sentence=sentence,
    )


kasn_admin = _of_role(Role.KASN_ADMIN, in_words("Admin {badan}"))
kasn_komisioner = _of_role(Role.KASN_KOMISIONER, "Komisioner")
petugas_kasn = Predicate(
    "petugas_kasn",
    may=lambda obj, actor: _person(actor) and has_on(actor, Power.REVIEW, _where(obj)),
    could=lambda actor: _person(actor) and reviews(actor),
    sentence=in_words("petugas {badan}"),
)
penyelia = kasn_admin | kasn_komisioner
"""Who appoints and replaces reviewers (§14)."""
