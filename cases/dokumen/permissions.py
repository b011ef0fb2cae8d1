"""Who may act on a signed document (§13.10): its maker, its signers, supervisors, SYSTEM."""

from __future__ import annotations

from typing import Any

from cases.core.declared.permissions import institusi, petugas_ditunjuk
from cases.organisations.permissions import acts_at_all
from cases.organisations.predicates import penyelia
from workflows.actors import SYSTEM, Actor
from workflows.predicates import Predicate, sistem

__all__ = ["institusi", "penandatangan", "penyelia", "petugas_ditunjuk", "sistem"]


def lines_of(obj: Any, actor: Actor) -> list[Any]:
    """The lines that are this person's: in their own name, or of their institution."""
    if actor is SYSTEM or not actor.is_active:
        return []
    own = [row for row in obj.signers if row.user_id == actor.pk]
    if any(row.user_id is None for row in obj.signers) and institusi.may(obj, actor):
        own += [row for row in obj.signers if row.user_id is None]
    return own


penandatangan = Predicate(
    "penandatangan",
    may=lambda obj, actor: bool(lines_of(obj, actor)),
    could=lambda actor: actor is not SYSTEM and acts_at_all(actor),
    sentence="penandatangan dokumen ini",
)
