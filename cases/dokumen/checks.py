"""System checks of signed documents: a kind that names what is not there does not start."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register

from cases.organisations.roles import ROLES
from documents.kinds import kinds
from workflows.machine import rows_of
from workflows.machines import installed

from .jenis import JenisDokumen, all_jenis

#: The act of a document by which all have signed: what it asks of others is caused by it.
SIGNED = "DK-6"


@register("dokumen")
def check_jenis(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    return [error for kind in all_jenis() for error in check_one(kind)]


def check_one(kind: JenisDokumen) -> list[CheckMessage]:
    return [Error(f"{kind.key}: {text}", id=f"dokumen.{code}") for code, text in _faults(kind)]


def _faults(kind: JenisDokumen) -> Iterator[tuple[str, str]]:
    if kind.key not in kinds:
        yield "E001", "is no registered document kind, which its files are of"
    if kind.keeper and kind.keeper not in ROLES:
        yield "E002", f"`keeper` names {kind.keeper}, which is no role"
    if kind.signed is not None and not callable(kind.signed):
        machine, act = kind.signed
        if (said := _not_asked(machine, act)) is not None:
            yield "E003", f"`signed` {said}"


def _not_asked(key: str, act: str) -> str | None:
    """Why the act would never be done when all have signed."""
    machine = next((one for one in installed() if one.key == key), None)
    if machine is None:
        return f"names the machine {key}, which is not installed"
    rows = [row for model in machine.versions.values() for name, row in rows_of(model) if name == act]
    if not rows:
        return f"names {act}, which is no act of {key}"
    if not any(row.kind == "ask" and SIGNED in row.causes for row in rows):
        return f"names {act} of {key}, which {SIGNED} does not cause"
    return None
