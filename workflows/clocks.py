"""Clocks: when SYSTEM does an act of an object, by the facts as they are (docs/decisions/023).

Winding is part of every press; `workflows.firing` does what is due.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from .copying import MANY, among, copy_in
from .machine import Act, rows_in, rows_of
from .models import Clock, Subject

_COLUMNS = ("object_type", "object_id", "boundary", "act", "due", "next_try")


def wind(touched: Iterable[Subject], *, fired: Clock | None = None) -> None:
    """Arm, move and disarm the clocks of what a press has touched. fired: the clock whose act it did."""
    objects = {obj.pk: obj for obj in touched if obj.pk is not None and has_clocks(type(obj))}
    if not objects:
        return
    known = {
        (row.object_id, row.act): row for row in Clock.objects.filter(object_id__in=among(list(objects)))
    }
    if fired is not None and (row := known.get((fired.object_id, fired.act))) is not None:
        row.fired = row.due
        row.save(update_fields=["fired"])
    wanted = {(key, act): due for key, obj in objects.items() for act, due in _due(obj)}
    gone: dict[str, list[Any]] = {}
    for key, act in known.keys() - wanted.keys():
        gone.setdefault(act, []).append(key)
    for act, keys in gone.items():
        Clock.objects.filter(act=act, object_id__in=among(keys)).delete()
    fresh, moved = list[Clock](), list[Clock]()
    for (key, act), due in wanted.items():
        row = known.get((key, act))
        if row is None:
            obj = objects[key]
            boundary = obj.get_boundary().pk
            fresh.append(
                Clock(
                    object_type=obj.machine.key,
                    object_id=key,
                    boundary=boundary,
                    act=act,
                    due=due,
                    next_try=due,
                )
            )
        elif row.due != due:
            row.due = row.next_try = due
            row.fired = None
            moved.append(row)
    if len(fresh) > MANY:
        copy_in(Clock, _COLUMNS, ([getattr(clock, name) for name in _COLUMNS] for clock in fresh))
    else:
        Clock.objects.bulk_create(fresh)
    Clock.objects.bulk_update(moved, ["due", "next_try", "fired"])


def _due(obj: Subject) -> Iterable[tuple[str, Any]]:
    facts, told = obj.machine.fact_by_name, set[str]()
    for name, row in _clocked(type(obj), obj.state):
        if name in told or row.at is None or not all(facts[fact].holds(obj) for fact in row.facts):
            continue
        told.add(name)
        if (due := row.at(obj)) is not None:
            yield name, due


@cache
def _clocked(model: type[Subject], state: str) -> tuple[tuple[str, Act], ...]:
    return tuple((name, row) for name, row in rows_in(model, state) if row.at is not None)


@cache
def has_clocks(model: type[Subject]) -> bool:
    return any(row.kind == "clock" for _, row in rows_of(model))
