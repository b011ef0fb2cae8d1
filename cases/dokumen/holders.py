"""Who holds a role for a document now: on the documented case, on one above it, or on whatever reaches it."""

from __future__ import annotations

from typing import Any

from cases.core.models import Case, CaseAncestor
from cases.organisations.holding import holders_of
from cases.organisations.models import User

from .permissions import holds_there


def holders_on(case: Case, role: str) -> list[User]:
    """Active people, by name. One statement."""
    above = CaseAncestor.objects.filter(case=case.pk).values("ancestor")
    return list(holders_of(role, case.where, above))


def holders_for(obj: Any, role: str) -> list[User]:
    return holders_on(obj.induk, role)


def only_holder(obj: Any, role: str) -> User | None:
    """The one person who can be meant; None where several hold it, or nobody does."""
    known = obj.__dict__.setdefault("_only_holders", {})
    if role not in known:
        people = holders_for(obj, role)
        known[role] = people[0] if len(people) == 1 else None
    found: User | None = known[role]
    return found


def in_charge(obj: Any) -> User | None:
    """Whose turn it is with a document: the appointed petugas; of a kind that a role keeps whoever asked for it, as
    long as he holds that role, else nobody in person."""
    role = obj.rule.keeper
    if not role:
        petugas: User | None = obj.case.assignee
        return petugas
    person = obj.pemohon
    if person is None:
        return None
    if "_pemohon_holds" not in obj.__dict__:
        obj.__dict__["_pemohon_holds"] = holds_there(obj, person, role)
    return person if obj.__dict__["_pemohon_holds"] else None
