"""Mutants: every declared guard, fact and predicate made to let everything pass, every column of a list made
empty, and the slips of `slips.py`.

Names: `guard:<machine>.<guard>`, `fact:<machine>.<fact>`, `predicate:<machine>.<predicate>`, `column:<type>.<label>`,
`column:<list>.<cell>` of what is no list of cases (`cells.py`), `slip:<name>`. A predicate that several machines share
is a mutant of its own in each, so that each machine has a test for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from cases.core.declared.registry import case_types
from workflows.machine import Machine, declared
from workflows.machines import installed

from .cells import cells, emptied
from .slips import SLIPS, made, swapped


def mutants() -> dict[str, list[tuple[Any, str, Callable[..., Any]]]]:
    """Name -> what to replace: (object, attribute, replacement)."""
    found: dict[str, list[tuple[Any, str, Callable[..., Any]]]] = {}
    for machine in installed():
        if not _of_the_project(machine):
            continue
        for name, thing, attribute, harmless in _of_machine(machine):
            known = found.setdefault(name, [])
            if not any(thing is other for other, _, _ in known):
                known.append((thing, attribute, harmless))
    for kind in case_types():
        for column in kind.columns if _of_the_project(kind.machine) else ():
            found[f"column:{kind.key}.{column.label}"] = [(column, "value", lambda case: "")]
    found |= {f"column:{name}": [] for name in cells()}
    found |= {f"slip:{name}": [] for name in SLIPS}
    return dict(sorted(found.items()))


def _of_the_project(machine: Machine) -> bool:
    return all(model.__module__.startswith("cases.") for model in machine.versions.values())


def _of_machine(machine: Machine) -> Iterator[tuple[str, Any, str, Callable[..., Any]]]:
    rows = [found.row for model in machine.versions.values() for found in declared(model)]
    used = {name for row in rows for name in row.facts}
    for fact in machine.facts:
        if fact.name in used:
            yield f"fact:{machine.key}.{fact.name}", fact, "holds", lambda obj: True
    for row in rows:
        for guard in row.guards:
            yield f"guard:{machine.key}.{guard.name}", guard, "check", lambda move: None
        for leaf in row.who.leaves() if row.who is not None else ():
            yield (
                f"predicate:{machine.key}.{leaf.name}",
                leaf,
                "check_may",
                _open_to_all(machine, leaf.check_may),
            )


def _open_to_all(machine: Machine, original: Callable[..., bool]) -> Callable[..., bool]:
    return lambda obj, actor: obj.machine is machine or original(obj, actor)


@contextmanager
def neutralised(name: str) -> Iterator[None]:
    """The mutant lives inside the block. Raises KeyError for a name nobody declares."""
    replaced = mutants()[name]
    if name.startswith("slip:"):
        with made(name.removeprefix("slip:")):
            yield
        return
    if name.startswith("column:") and not replaced:
        with swapped(*emptied(*cells()[name.removeprefix("column:")])):
            yield
        return
    originals = [(thing, attribute, getattr(thing, attribute)) for thing, attribute, _ in replaced]
    try:
        for thing, attribute, harmless in replaced:
            object.__setattr__(thing, attribute, harmless)
        yield
    finally:
        for thing, attribute, original in originals:
            object.__setattr__(thing, attribute, original)
