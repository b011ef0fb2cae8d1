"""A cancellation as others see it: its data as JSON, its part of the case page."""

from __future__ import annotations

from typing import Any

from cases.cat.usul import presenting


def present(obj: Any, actor: Any) -> dict[str, Any]:
    return presenting.present(obj)


def sections(obj: Any, actor: Any) -> dict[str, Any]:
    return presenting.sections(obj, actor, [("Indikasi kecurangan", obj.uraian)])


def facts_of(obj: Any, actor: Any) -> list[tuple[str, str]]:
    """What an act on it is about."""
    found = [
        ("Cakupan", presenting.scope_said(obj)),
        ("Indikasi kecurangan", obj.uraian),
        ("Belum terpenuhi", ", ".join(one["label"] for one in presenting.conditions(obj) if not one["done"])),
        ("Status", obj.state_label),
    ]
    return [(label, value) for label, value in found if value]
