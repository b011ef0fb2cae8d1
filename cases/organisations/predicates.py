"""Rights that follow from a role alone, as predicates of the engine (§14)."""

from __future__ import annotations

from typing import Any

from workflows.actors import SYSTEM, Actor
from workflows.predicates import Predicate

from .badan import in_words
from .permissions import reviews
from .roles import Role


def _person(actor: Actor) -> bool:
    return actor is not SYSTEM and bool(actor.is_active)


def _has_role(role: Role) -> Any:
    return lambda actor: _person(actor) and actor.role == role


def _of_role(role: Role, sentence: Any) -> Predicate:
    has = _has_role(role)
    return Predicate(role.value, may=lambda obj, actor: has(actor), could=has, sentence=sentence)


kasn_admin = _of_role(Role.KASN_ADMIN, in_words("Admin {badan}"))
kasn_komisioner = _of_role(Role.KASN_KOMISIONER, "Komisioner")
petugas_kasn = Predicate(
    "petugas_kasn",
    may=lambda obj, actor: _person(actor) and reviews(actor),
    could=lambda actor: _person(actor) and reviews(actor),
    sentence=in_words("petugas {badan}"),
)
penyelia = kasn_admin | kasn_komisioner
"""Who appoints and replaces reviewers (§14)."""
