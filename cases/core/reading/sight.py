"""What a person may know of the course of a case: lanes, turns and tasks.

Nobody learns of an internal lane (a type's `internal_lanes`) but KASN and the auditors: an institution must not
find out that its selection was drawn for monitoring (SJ-108), from a list, a count, a button, a picture or an answer
of the API.
Whoever shows something of a route takes it from here and never from `subject.open_route()`, which is the gate's.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from cases.core.declared.manifest import CaseType
from cases.core.declared.registry import case_type, case_types
from cases.organisations.permissions import sees_all
from cases.organisations.selectors import institutions_of
from workflows.actors import SYSTEM, Actor
from workflows.routing import Route


def hidden_lanes(actor: Actor, kind: CaseType) -> frozenset[str]:
    """Lanes of a type of which a person who sees the case must not learn."""
    return frozenset() if actor is SYSTEM or sees_all(actor) else kind.internal_lanes


def route_seen_by(actor: Actor, subject: Any) -> Route | None:
    """The open route of a case without the lanes the person must not know of."""
    route = subject.open_route()
    if route is None or not (hidden := hidden_lanes(actor, case_type(subject.case.type))):
        return route
    return Route(route.process, [task for task in route.live if task.lane not in hidden])


def turns_seen_by(actor: Actor, kind: CaseType, route: Route | None) -> list[Any]:
    """The open turns of a route that the person may know of."""
    hidden = hidden_lanes(actor, kind)
    return [task for task in (route.turns.values() if route is not None else ()) if task.lane not in hidden]


def acts_not_told(actor: Actor) -> frozenset[str]:
    """Acts of which a line, or the name of who did it, must not reach the person where only entries are at hand.

    Where the case is at hand its type's `entry_visible` decides, entry by entry.
    """
    if actor is SYSTEM or sees_all(actor):
        return frozenset()
    return frozenset().union(*(kind.internal_acts for kind in case_types()))


def tasks_seen_by(actor: Actor) -> Q:
    """Condition on tasks, by columns of the task itself: a box is read without a subquery."""
    if actor is SYSTEM:
        return Q()
    if sees_all(actor):
        return Q(case__private=False)
    seen = Q(institution__in=institutions_of(actor), case__internal=False)
    for kind in case_types():
        if lanes := hidden_lanes(actor, kind):
            seen &= ~Q(case__type=kind.key, lane__in=lanes)
    return seen
