"""The node over which something is proposed, and the locations and sessions in it, read as the law sees them.

Two statements, whatever the scope holds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cases.cat.law.seen import Key, Place, Session
from cases.cat.tables import Sesi, TitikLokasi

#: A disturbance that lasts as long as this postpones (Pasal 11 (4)).
LONG = dt.timedelta(hours=3)


@dataclass(frozen=True)
class Scope:
    """kind: type of the node ("event", "lokasi", "sesi"); places: those in it, of a sesi its own with that sesi alone;
    starts: of the open disturbances, each by the node that it was recorded on (K-4)."""

    kind: str
    key: Any
    places: tuple[Place, ...]
    starts: Mapping[Key, dt.datetime] = field(default_factory=dict)

    def own_troubles(self) -> dict[Key, dt.datetime]:
        """The disturbances that a postponement of this scope names: recorded on the node itself, of an event on its
        locations."""
        if self.kind != "event":
            return {key: start for key, start in self.starts.items() if key == self.key}
        places = {place.key for place in self.places}
        return {key: start for key, start in self.starts.items() if key in places}


def scope_of(kind: str, key: Any, now: dt.datetime) -> Scope:
    where = {"event": "acara", "lokasi": "pk", "sesi": "sesi"}[kind]
    of_session = {"event": "lokasi__acara", "lokasi": "lokasi", "sesi": "pk"}[kind]
    sessions: dict[Any, list[Session]] = {}
    starts: dict[Key, dt.datetime] = {}
    for row in Sesi.objects.filter(**{of_session: key}).order_by("pk").values(*_SESSION):
        own = row["gangguan_mulai"] if row["gangguan_sendiri"] else None
        if own is not None:
            starts[row["pk"]] = own
        sessions.setdefault(row["lokasi"], []).append(
            Session(
                row["pk"],
                row["state"],
                row["sebelumnya"],
                trouble=trouble(own, row["gangguan_lapor"], now),
            )
        )
    places = []
    for row in TitikLokasi.objects.filter(**{where: key}).order_by("pk").values(*_PLACE):
        if row["gangguan_mulai"] is not None:
            starts[row["pk"]] = row["gangguan_mulai"]
        places.append(
            Place(
                row["pk"],
                row["state"],
                row["sebelumnya"],
                opened=row["pernah_dibuka"],
                trouble=trouble(row["gangguan_mulai"], row["gangguan_lapor"], now),
                sessions=tuple(sessions.get(row["pk"], ())),
            )
        )
    return Scope(kind, key, tuple(places), starts)


def trouble(start: dt.datetime | None, told: dt.datetime | None, now: dt.datetime) -> int:
    """How far a disturbance has come: 0 none, 1 open, 2 past three hours, 3 its clock has fired too."""
    if start is None:
        return 0
    if told is not None:
        return 3
    return 2 if now - start >= LONG else 1


_SESSION = ("pk", "lokasi", "state", "sebelumnya", "gangguan_mulai", "gangguan_lapor", "gangguan_sendiri")
_PLACE = ("pk", "state", "sebelumnya", "pernah_dibuka", "gangguan_mulai", "gangguan_lapor")
