"""Who may act on a signed document (§13.10): who keeps it, its signers, supervisors, SYSTEM."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from cases.core.declared.permissions import held, institusi, petugas_ditunjuk
from cases.organisations.holding import ever_holds
from cases.organisations.permissions import acts_at_all
from cases.organisations.predicates import penyelia
from workflows.actors import SYSTEM, Actor
from workflows.predicates import Predicate, sistem

from .jenis import keepers

__all__ = ["institusi", "keeps", "penandatangan", "pengurus", "penyelia", "sistem"]

_role = cache(lambda role: held(role, role))


@dataclass(frozen=True)
class _Documented:
    """The documented case, as `held` asks of it."""

    case: Any

    def root(self) -> _Documented:
        return self


def holds_there(obj: Any, actor: Actor, role: str) -> bool:
    """Whether the actor holds a role on the documented case, or on what is above it."""
    there: Any = _Documented(obj.induk)
    return _role(role).may(there, actor)


def lines_of(obj: Any, actor: Actor) -> list[Any]:
    """The lines that are this person's to sign: in their own name, of a role they hold, of their institution."""
    if actor is SYSTEM or not actor.is_active:
        return []
    roles = _held_of(obj, actor, (row.role for row in obj.signers if row.user_id in (None, actor.pk)))
    own = [row for row in obj.signers if row.user_id == actor.pk and (not row.role or row.role in roles)]
    own += [row for row in obj.signers if row.user_id is None and row.role in roles]
    open_to_all = [row for row in obj.signers if row.waits_for == "institusi"]
    if open_to_all and institusi.may(obj, actor):
        own += open_to_all
    return own


def _held_of(obj: Any, actor: Actor, roles: Iterable[str]) -> set[str]:
    return {role for role in set(roles) if role and holds_there(obj, actor, role)}


def _signs(obj: Any, actor: Actor) -> bool:
    """Also who holds the role of a line that the file gives to another: he refuses what he cannot sign."""
    if lines_of(obj, actor):
        return True
    if actor is SYSTEM or not actor.is_active:
        return False
    return bool(_held_of(obj, actor, (row.role for row in obj.signers)))


penandatangan = Predicate(
    "penandatangan",
    may=_signs,
    # which roles sign stands on each document: nobody is left out but who has nothing to press at all
    could=lambda actor: actor is not SYSTEM and acts_at_all(actor),
    sentence="penandatangan dokumen ini",
)


def keeps(obj: Any, actor: Actor) -> bool:
    """Whoever holds the role that keeps this kind; of a kind that no role keeps the appointed petugas."""
    role = obj.rule.keeper
    return bool(holds_there(obj, actor, role) if role else petugas_ditunjuk.may(obj, actor))


def _could_keep(actor: Actor) -> bool:
    if actor is SYSTEM:
        return False
    return petugas_ditunjuk.could(actor) or any(ever_holds(actor, role) for role in keepers())


pengurus = Predicate(
    "petugas_ditunjuk",  # the actor of the catalogue, whoever it is for this kind
    may=keeps,
    could=_could_keep,
    sentence="petugas yang ditunjuk",
)
