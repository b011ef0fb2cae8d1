"""README.md of a case type: one page, written from the declarations."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings

from cases.core.declared.manifest import CaseType
from workflows.flow import CaseFlow
from workflows.machine import Declared, Machine, declared


def folder_of(known: CaseType) -> Path:
    """Where the package of a case type lies: its app, or the room of the app that has its manifest. Raises LookupError
    for one outside every app."""
    module = known.machine.model(known.machine.latest).__module__
    config = apps.get_containing_app_config(module)
    if config is None:
        raise LookupError(f"{known.key} lies in no installed app")
    app = Path(config.path)
    inside = module.removeprefix(f"{config.name}.").split(".")
    rooms = (app.joinpath(*inside[:depth]) for depth in range(len(inside), 0, -1))
    return next((room for room in rooms if (room / "case_type.py").is_file()), app)


def picture_names(machine: Machine) -> Iterator[tuple[str, int, type[CaseFlow] | None]]:
    """(file name, version, flow class or None for the machine itself) of every diagram of a machine."""
    for version in sorted(machine.versions):
        yield f"{machine.key}-v{version}.svg", version, None
    for version, flow_class in sorted(machine.flows.items()):
        yield f"{machine.key}-alur-v{version}.svg", version, flow_class


def machines_of(known: CaseType) -> list[Machine]:
    return [known.machine, *(child.machine for child in known.children.values())]


def readme(known: CaseType, pictures: Path) -> str:
    """The text of README.md. pictures: folder of the diagrams."""
    steps = len(folder_of(known).relative_to(settings.BASE_DIR).parts)
    link = "../" * steps + pictures.relative_to(settings.BASE_DIR).as_posix()
    lines = [f"# {known.label} (`{known.key}`)", "", _about(known.machine), ""]
    lines += ["Written by `manage.py diagrams` from the declarations; the test suite compares.", ""]
    for machine in machines_of(known):
        lines += _machine(machine, link)
    return "\n".join(lines)


def _about(machine: Machine) -> str:
    """The docstring of the module that holds the model."""
    model = machine.model(machine.latest)._meta.concrete_model or machine.model(machine.latest)
    return (sys.modules[model.__module__].__doc__ or "").strip()


def _machine(machine: Machine, link: str) -> Iterator[str]:
    latest = machine.latest
    yield from (f"## {machine.label}: states and acts, version {latest}", "")
    yield from (f"![Mesin status {machine.label}]({link}/{machine.key}-v{latest}.svg)", "")
    yield from ("| state | label | |", "|---|---|---|")
    for state in machine.states:
        yield f"| `{state.value}` | {state.label} | {_place(machine, str(state.value))} |"
    yield from ("", "| ref | act | label | from | to | by | legal basis |", "|---|---|---|---|---|---|---|")
    for row in declared(machine.model(latest)):
        yield _row(row)
    yield ""
    others = [str(version) for version in sorted(machine.versions) if version != latest]
    if others:
        links = ", ".join(f"[version {v}]({link}/{machine.key}-v{v}.svg)" for v in others)
        yield from (f"Cases opened earlier run on {links}.", "")
    if latest in machine.flows:
        yield from (f"## {machine.label}: whose turn it is", "")
        yield from (f"![Alur {machine.label}]({link}/{machine.key}-alur-v{latest}.svg)", "")


def _place(machine: Machine, state: str) -> str:
    sets = {"initial": machine.initial, "resting": machine.resting, "terminal": machine.terminal}
    return ", ".join(name for name, states in sets.items() if state in states)


def _row(found: Declared) -> str:
    sources = ", ".join(f"`{s}`" if s else "—" for s in found.sources)
    target = {"=": "unchanged", "x": "removed"}.get(found.target) or f"`{found.target}`"
    row = found.row
    actors = ", ".join(sorted(row.actors))
    cells = (row.ref, f"`{found.name}`", row.label, sources, target, actors, row.legal_basis)
    return f"| {' | '.join(cells)} |"
