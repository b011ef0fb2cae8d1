"""The machines that are installed, by the key under which rows keep them."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.apps import apps

from .machine import Machine
from .models import Subject


def installed() -> list[Machine]:
    found = {id(m): m for model in apps.get_models() if (m := _machine_of(model)) is not None}
    return list(found.values())


def named(key: str) -> Machine:
    """Raises KeyError for a machine that is not installed."""
    return _by_key()[key]


@cache
def _by_key() -> dict[str, Machine]:
    return {machine.key: machine for machine in installed()}


def _machine_of(model: type[Any]) -> Machine | None:
    return getattr(model, "machine", None) if issubclass(model, Subject) else None
