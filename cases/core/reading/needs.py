"""Which documents the acts still ahead of a case ask for, read from the declared machines (SJ-140)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cases.core.declared.document_fields import document_fields
from cases.core.declared.registry import case_type
from workflows.actors import Actor
from workflows.machine import Declared, declared

from .sight import reads_as_body


@dataclass(frozen=True)
class Need:
    """One act ahead that takes documents of `kind`: at least `minimum`, at most `maximum` (None: any number)."""

    kind: str
    act: Declared
    minimum: int
    maximum: int | None


def needs_of(subject: Any, actor: Actor) -> list[Need]:
    """Of the acts that can still come on the case or one of its children, those that this person may know of.

    KASN and auditors know of all; an institution of those that its people do. No query.
    """
    known = case_type(subject.case.type)
    own: Any = type(subject)
    found = list(_ahead(own, subject.state))
    if subject.state not in known.machine.terminal:
        for child in known.children.values():
            model = child.machine.model(child.machine.latest)
            found += [need for state in child.machine.initial for need in _ahead(model, str(state))]
    whole = reads_as_body(actor)
    return [
        need for need in found if whole or (need.act.row.who is not None and need.act.row.who.could(actor))
    ]


@lru_cache(maxsize=1000)
def _ahead(model: Any, state: str) -> tuple[Need, ...]:
    rows = declared(model)
    reached, waiting = {state}, [state]
    while waiting:
        here = waiting.pop()
        for row in rows:
            for target in row.targets if here in row.sources else ():
                if target not in reached:
                    reached.add(target)
                    waiting.append(target)
    return tuple(need for row in rows if reached & set(row.sources) for need in _needs(row))


def _needs(row: Declared) -> Iterator[Need]:
    most = {field.kind: field.maximum for name, field in document_fields(row.row.form) if "." not in name}
    for declaration in row.row.documents:
        kind, _, minimum = declaration.partition(">=")
        yield Need(kind, row, int(minimum or 0), most.get(kind))
