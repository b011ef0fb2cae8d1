"""Whose right an act uses: the actor's own, or that of somebody for whom the actor stands in ("B acts for A")."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .actors import SYSTEM, Actor
from .machine import Act
from .models import Subject
from .routing import Route


def stood_in_for(obj: Subject, row: Act, actor: Actor) -> Sequence[Actor]:
    """The people whose right to this act the actor may use now. Nobody's where it is bound to the person."""
    return () if actor is SYSTEM or row.personal else obj.stood_in_for(actor)


def could(row: Act, actor: Actor, others: Sequence[Actor] = ()) -> bool:
    """Whether the role of the actor, or of somebody he stands in for, could ever hold the right to this act."""
    return row.who is not None and any(row.who.could(person) for person in (actor, *others))


def right_of(
    obj: Subject,
    name: str,
    row: Act,
    actor: Actor,
    route: Route | None,
    others: Sequence[Actor] | None = None,
) -> Actor:
    """The person whose right carries the act: the actor where his own is enough, else the first he stands in for; in
    the capacity whose right it is (`role`).

    A task that the actor's own right would find in a colleague's hands is done for that colleague, where he stands in
    for him. others: `stood_in_for`, where the caller has read it already. None: nobody's right is enough.
    """
    if row.who is None:
        return None
    who, root = row.who, obj.root()

    def able(people: Iterable[Actor]) -> list[Actor]:
        return [person for person in people if who.may(obj, person)]

    def free(people: Iterable[Actor]) -> Actor:
        return next((p for p in people if route is None or route.check_holder(name, p, root) is None), None)

    own = able(obj.capacities(actor))
    if (found := free(own)) is not None:
        return found
    theirs = able(stood_in_for(obj, row, actor) if others is None else others)
    return free(theirs) or next(iter([*own, *theirs]), None)
