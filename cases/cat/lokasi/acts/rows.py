"""What rows of a titik lokasi have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from workflows.locks import Lock
from workflows.machine import act
from workflows.machines import named

LEGAL = "Peraturan BKN 5/2024"


def above(lokasi: Any, raw: Any) -> Iterable[Lock]:
    """What stands above it is read: nobody postpones, cancels or reschedules it meanwhile (cat.md)."""
    return [Lock(named("event"), lokasi.case.parent_id)]


def row(ref: str, label: str, **spec: Any) -> Callable[[Any], Any]:
    """`act` that reads the event under its lock."""
    return act(ref, label, locks=above, **spec)
