"""System checks of case types: what a form brings must be what the act declares."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register

from documents.kinds import kinds
from workflows.machine import Declared, Machine, declared

from .evidence import document_fields
from .registry import case_types


@register("cases")
def check_case_types(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    machines = [m for t in case_types() for m in (t.machine, *(c.machine for c in t.children.values()))]
    return [
        Error(f"{machine.key} {found.row.ref}: {text}", id="cases.E001")
        for machine in machines
        for model in machine.versions.values()
        for found in declared(model)
        for text in _document_faults(machine, found)
    ]


def _document_faults(machine: Machine, found: Declared) -> list[str]:
    """The kinds an act declares are the kinds its form asks for, and every kind is registered."""
    brings = {kind.partition(">=")[0] for kind in found.row.documents}
    asks = {field.kind for _, field in document_fields(found.row.form)}
    faults = [
        f"document kind {kind} is not registered" for kind in sorted(brings | asks) if kind not in kinds
    ]
    if brings != asks:
        faults.append(f"declares documents {sorted(brings)}, its form asks for {sorted(asks)}")
    return faults
