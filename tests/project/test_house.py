"""The rooms as ARCHITECTURE §1 draws them: what import-linter does not see.

import-linter holds the layers. Here: no name of a role, an act or a case type is spelled where every type is served,
the rule of sight stands in one module, and no two rooms import each other by whatever way (inline, typed, by name).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from cases.core.declared.registry import case_types
from cases.organisations.roles import Role
from workflows.machine import declared
from workflows.machines import installed

ROOMS = ("workflows", "cases/core", "cases/shell", "cases/api")
#: Words of other things that happen to be spelled like an act or a type: (word, what it is here).
OTHER_THINGS = {
    "dokumen": "what the log and the pages call a file",
    "data": "the values of a form",
    "kirim": "the button of the form for several cases",
    "tunda": "what a request asks for, as it is kept",
    "pindah_institusi": "the entry of a case whose institution became part of another one",
    "perbaikan": "the requests to correct, in the JSON of a case",
    "mulai": "the beginning of an appointment, in words",
    "selesai": "the finished tasks of an inbox, in its address",
    "alihkan": "the button that gives a task to a colleague",
    "tarik_berkas": "what the log calls the try to withdraw a file, also one of which nobody tells whose it is",
}


def files(*rooms: str) -> Iterator[Path]:
    for room in rooms:
        yield from (p for p in sorted(Path(room).rglob("*.py")) if "migrations" not in p.parts)


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """(line, text) of every literal text that is no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value


def test_no_act_type_or_role_is_spelled_where_every_type_is_served():
    spelled = set(Role.values) | {known.key for known in case_types()}
    spelled |= {
        one.name for machine in installed() for model in machine.versions.values() for one in declared(model)
    }
    spelled -= set(OTHER_THINGS)
    found = [f"{p}:{line} {text}" for p in files(*ROOMS) for line, text in texts(p) if text in spelled]
    assert found == []


def test_the_rule_of_sight_stands_in_one_module():
    """Who sees what is asked of `sight`; `declared` asks grants for a right on one object, `pools` for its people."""
    rule = {"sees_all", "institutions_of", "has_grant"}
    allowed = {"cases/core/reading/sight.py", "cases/core/declared/permissions.py"}
    found = [
        f"{path}: {node.id}"
        for path in files("cases/core", "cases/shell", "cases/api")
        if str(path) not in allowed
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Name) and node.id in rule
    ]
    assert found == []


def rooms_of(path: Path) -> str:
    parts = path.with_suffix("").parts
    if parts[:2] == ("cases", "core") and len(parts) > 3:
        return ".".join(parts[:3])
    return ".".join(parts[:2]) if parts[0] == "cases" else parts[0]


def imported(path: Path) -> Iterator[str]:
    """Dotted names of what a file imports, however deep inside, and of the apps it asks for by name."""
    package = list(path.parent.parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            start = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{start}.{name.name}" for name in node.names)


def room_named(dotted: str, rooms: set[str]) -> str | None:
    found = [room for room in rooms if dotted == room or dotted.startswith(f"{room}.")]
    return max(found, key=len, default=None)


def test_no_two_rooms_import_each_other():
    paths = list(files("cases", "workflows", "documents", "project"))
    rooms = {rooms_of(path) for path in paths}
    arrows: dict[str, set[str]] = {}
    for path in paths:
        here = rooms_of(path)
        for dotted in imported(path):
            there = room_named(dotted, rooms)
            if there is not None and there != here and not there.startswith(f"{here}.") and here != "project":
                arrows.setdefault(here, set()).add(there)
    circles = sorted((a, b) for a in arrows for b in arrows[a] if a < b and a in arrows.get(b, ()))
    assert circles == []


def test_no_model_is_asked_for_by_its_name():
    """`apps.get_model` would hide an arrow from every picture of the house."""
    asked = [
        f"{path}:{node.lineno}"
        for path in files(*ROOMS)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "get_model"
    ]
    assert asked == []
