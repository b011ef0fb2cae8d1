"""What rows of a sesi have in common: what they lock beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from cases.cat.tables import Sesi, TitikLokasi
from workflows.locks import Lock, Strength
from workflows.machine import act
from workflows.machines import named

LEGAL = "Peraturan BKN 5/2024"


def above(sesi: Any, raw: Any) -> list[Lock]:
    """What stands above it is read: nobody postpones, cancels or reschedules it meanwhile (cat.md)."""
    return _shared("event", sesi.lokasi.acara_id) + _shared("lokasi", sesi.lokasi_id)


def _shared(kind: str, key: Any) -> list[Lock]:
    return [Lock(named(kind), key)]


def row(ref: str, label: str, **spec: Any) -> Callable[[Any], Any]:
    """`act` that reads location and event under their locks."""
    return act(ref, label, locks=spec.pop("locks", above), **spec)


def and_receivers(sesi: Any, raw: Any) -> list[Lock]:
    """The sesi that take its people, too: they are moved by the same press."""
    return above(sesi, raw) + [Lock(named("sesi"), key, Strength.CHANGE) for key in _there(_named(raw))]


def and_place(sesi: Any, raw: Any) -> list[Lock]:
    """The location where the sesi that replaces it is held."""
    chosen = _key(raw.get("lokasi"))
    known = chosen is not None and TitikLokasi.objects.filter(pk=chosen, acara=sesi.lokasi.acara_id).exists()
    return above(sesi, raw) + (_shared("lokasi", chosen) if known else [])


def _named(raw: Any) -> Iterable[Any]:
    moved = raw.get("pindah")
    yield raw.get("tujuan")
    yield from moved.values() if isinstance(moved, dict) else ()


def _there(keys: Iterable[Any]) -> list[UUID]:
    """Those that exist: what does not nobody can want."""
    wanted = {key for one in keys if (key := _key(one)) is not None}
    return list(Sesi.objects.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else []


def _key(text: Any) -> UUID | None:
    try:
        return UUID(str(text)) if text else None
    except ValueError:
        return None
