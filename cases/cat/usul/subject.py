"""What both kinds of proposals do as subjects of the engine: what they keep, whom they wake, whose clock they read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from cases.cat import proposals
from cases.cat.states import TipeLokasi
from cases.cat.tables import TitikLokasi
from cases.core.models import Case
from cases.organisations.models import UnitWilayah
from cases.organisations.zones import WIB
from workflows import machines
from workflows.context import Move
from workflows.locks import Lock, Strength
from workflows.machine import Machine

from . import facts

#: Who confirms the coordination for BKN (CB-130), and the role of that Kepala.
KKR, KPPSS = "kkr", "kppss"
PARTIES = {KKR: "Kepala Kantor Regional BKN", KPPSS: "Kepala PPSS"}
ROLE_OF = {KKR: "kanreg", KPPSS: "ppss"}
_KEPT = ("_party", "_zone", "_mandiri")


class Proposed:
    """Mixed into the versions of both machines."""

    case: Any
    state: str
    pk: Any

    def forget(self) -> None:
        facts.forget(self)
        for name in _KEPT:
            self.__dict__.pop(name, None)
        super().forget()  # type: ignore[misc]

    def watchers(self, done: Sequence[Move]) -> Iterable[tuple[Machine, Any]]:
        """What else is proposed over the same nodes: a postponement waits for a ripe cancellation, and either for what
        the other has asked."""
        yield from super().watchers(done)  # type: ignore[misc]
        if any(move.obj.pk == self.pk for move in done):
            yield from (one for one in proposals.watching(self.case.parent) if one[1] != self.pk)

    def zone(self) -> dt.tzinfo:
        """Of the place; of an event, which has several, Jakarta's."""
        if "_zone" not in self.__dict__:
            self.__dict__["_zone"] = _zone_of(self.case.parent)
        found: dt.tzinfo = self.__dict__["_zone"]
        return found

    def party(self) -> str:
        """Whose confirmation is asked for where nobody gives a reason for the other (CB-130)."""
        if "_party" not in self.__dict__:
            self.__dict__["_party"] = _party_of(self.case.parent)
        return str(self.__dict__["_party"])


def lock_scope(obj: Any, raw: Mapping[str, Any]) -> list[Lock]:
    """The node it is proposed over, while it is decided whether it may be proposed or takes effect: nobody below opens,
    starts or ends anything in between (cat.md). Not once it is in force: then it reads what it has asked."""
    node = obj.case.parent
    if obj.state not in ("", "konsep", "dikoordinasikan"):
        return []
    return [Lock(machines.named(node.type), node.pk, Strength.CHANGE)]


def places_in(node: Case) -> Any:
    """The locations of a scope, of a sesi its own."""
    return TitikLokasi.objects.filter(
        **{{"event": "acara", "lokasi": "pk", "sesi": "sesi"}[node.type]: node.pk}
    )


def _zone_of(node: Case) -> dt.tzinfo:
    if node.type == "event":
        return WIB
    name = places_in(node).values_list("tempat__zona", flat=True).first()
    return WIB if name is None else ZoneInfo(name)


def _party_of(node: Case) -> str:
    rows = list(places_in(node).values_list("tipe_lokasi", "tempat__luar_negeri", "tempat__wilayah"))
    if not rows or any(abroad or kind == TipeLokasi.BKN_PUSAT for kind, abroad, _ in rows):
        return KPPSS
    provinces = {wilayah.partition(".")[0] for _, _, wilayah in rows if wilayah}
    if len(provinces) == 1:
        return KKR
    offices = UnitWilayah.objects.filter(provinsi__in=provinces, sampai=None, unit__jenis="kanreg")
    return KKR if len(set(offices.values_list("unit", flat=True))) == 1 else KPPSS
