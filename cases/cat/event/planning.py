"""From a plan to what is asked of places and sesi: what is new, what changes, what is taken off (EV-10, EV-28).

Rows of a plan are matched with what stands by their natural keys, a place by its name, a sesi by place, day and number
(a row that names a sesi which stands by its id may give it another day or number). People stay where they are as long
as they can; whoever has no place is put into the first sesi with room, in the order of time and of the numbers of the
participants. The same plan twice gives the same result.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from uuid_utils.compat import uuid7

from cases.cat.law.seen import ENDED, FINISHED
from cases.cat.tables import Peserta, Sesi, TitikLokasi
from cases.cat.tables.sesi import AWAY
from workflows.asks import ask
from workflows.context import Move
from workflows.ledger import plain
from workflows.machines import named
from workflows.rows import ID, id_of

TAKES = frozenset({"terjadwal", "ditunda"})


@dataclass
class PlaceWanted:
    row: Mapping[str, Any]
    key: Any
    standing: TitikLokasi | None = None


@dataclass
class SessionWanted:
    row: Mapping[str, Any]
    key: Any
    place: Any
    standing: Sesi | None = None
    new: list[str] = field(default_factory=list)
    kept: int = 0

    @property
    def room(self) -> int:
        return int(self.row["kapasitas"]) - self.kept - len(self.new)


@dataclass
class Plan:
    """moves: person -> key of the sesi that receives him, by the sesi that he leaves."""

    places: list[PlaceWanted]
    sessions: list[SessionWanted]
    leaving_sessions: list[Sesi]
    leaving_places: list[TitikLokasi]
    moves: dict[Any, dict[str, str]]
    unplaced: list[str]


def plan_of(acara: Any, data: Mapping[str, Any], *, whole: bool) -> Plan:
    """whole: what the plan does not name is taken off (EV-10); else it is added to what stands (EV-28)."""
    standing_places = list(TitikLokasi.objects.filter(acara=acara.pk).select_related("tempat"))
    standing_sessions = list(
        Sesi.objects.filter(lokasi__acara=acara.pk).select_related("lokasi__tempat").order_by("mulai", "pk")
    )
    places = _places(data["lokasi"], standing_places, keep=not whole)
    sessions = _sessions(data["sesi"], places, [s for s in standing_sessions if s.state not in ENDED])
    named_keys = {one.key for one in sessions}
    leaving = (
        [s for s in standing_sessions if s.state not in ENDED and s.pk not in named_keys] if whole else []
    )
    wanted = {one.key for one in places}
    leaving_places = (
        [p for p in standing_places if p.state not in FINISHED and p.pk not in wanted] if whole else []
    )
    plan = Plan(places, sessions, leaving, leaving_places, {}, [])
    _place_people(acara, plan)
    return plan


def _places(
    rows: Sequence[Mapping[str, Any]], standing: list[TitikLokasi], *, keep: bool
) -> list[PlaceWanted]:
    known = {p.tempat.nama.casefold(): p for p in standing}
    found = []
    for row in rows:
        place = known.get(row["nama"].casefold())
        found.append(PlaceWanted(row, place.pk if place else uuid7(), place))
    if keep:
        given = {one.key for one in found}
        found += [PlaceWanted({"nama": p.tempat.nama}, p.pk, p) for p in standing if p.pk not in given]
    return found


def _sessions(
    rows: Iterable[Mapping[str, Any]], places: list[PlaceWanted], standing: list[Sesi]
) -> list[SessionWanted]:
    by_name = {one.row["nama"].casefold(): one for one in places}
    natural = {(s.lokasi_id, s.tanggal, s.nomor): s for s in standing}
    by_id = {s.pk.hex: s for s in standing}
    found, taken = [], set()
    for row in rows:
        place = by_name[row["lokasi"].casefold()]
        one = by_id.get(id_of(row)) or natural.get((place.key, row["tanggal"], row["nomor"]))
        if one is not None and (one.pk in taken or one.lokasi_id != place.key):
            one = None
        if one is not None:
            taken.add(one.pk)
        found.append(SessionWanted(row, one.pk if one else uuid7(), place.key, one))
    return sorted(found, key=lambda s: (s.row["mulai"], str(s.row["lokasi"]), s.row["nomor"]))


def _place_people(acara: Any, plan: Plan) -> None:
    wanted = {one.key: one for one in plan.sessions}
    leaving = {s.pk for s in plan.leaving_sessions}
    present = Peserta.objects.filter(sesi__lokasi__acara=acara.pk).exclude(state__in=AWAY)
    where = dict(present.values_list("pendaftar", "sesi"))
    without: list[tuple[str, Any]] = []
    for key in acara.pendaftar.order_by("nomor_peserta").values_list("pk", flat=True):
        at = where.get(key)
        session = wanted.get(at)
        if session is not None and session.room > 0:
            session.kept += 1
        elif at is None or at in leaving or session is not None:
            without.append((str(key), at))
    free = iter([one for one in plan.sessions if one.standing is None or one.standing.state in TAKES])
    target = next(free, None)
    for key, at in without:
        while target is not None and target.room <= 0:
            target = next(free, None)
        if target is None:
            plan.unplaced.append(key)
        elif at is None:
            target.new.append(key)
        else:
            target.kept += 1
            plan.moves.setdefault(at, {})[key] = str(target.key)


def ask_for(move: Move, plan: Plan) -> None:
    """Everything the plan asks of the tree. Orders that matter are kept by the guards of those asked (K-21)."""
    lokasi, sesi = named("lokasi"), named("sesi")
    acara = move.obj
    for place in plan.places:
        if place.standing is None:
            ask(move, lokasi, place.key, "tetapkan", under=acara.pk, **_place_data(place.row))
        elif _changed(place) and place.standing.state not in FINISHED and not place.standing.pernah_dibuka:
            names = ("alamat", "tipe_lokasi", "unit", "kapasitas")
            ask(move, lokasi, place.key, "ubah_lokasi", **{name: place.row[name] for name in names})
    for one in plan.sessions:
        data = {
            "tanggal": one.row["tanggal"].isoformat(),
            "nomor": one.row["nomor"],
            "mulai": one.row["mulai"].isoformat(),
            "durasi": one.row["durasi"],
            "kapasitas": one.row["kapasitas"],
            "peserta": one.new,
        }
        if one.standing is None:
            ask(move, sesi, one.key, "jadwalkan", under=one.place, **data)
        elif _moved(one) or one.new or one.key in plan.moves:
            ask(move, sesi, one.key, "ubah_jadwal", **data, pindah=plan.moves.get(one.key, {}))
    for session in plan.leaving_sessions:
        ask(move, sesi, session.pk, "cabut_karena_acara", pindah=plan.moves.get(session.pk, {}))
    for leaving in plan.leaving_places:
        ask(move, lokasi, leaving.pk, "cabut_karena_acara")


def withdraw_all(move: Move) -> None:
    """EV-25: every place not finished and every sesi not ended is taken off; nobody is moved."""
    acara = move.obj
    for key in (
        Sesi.objects.filter(lokasi__acara=acara.pk).exclude(state__in=ENDED).values_list("pk", flat=True)
    ):
        ask(move, named("sesi"), key, "cabut_karena_acara", pindah={})
    rows = TitikLokasi.objects.filter(acara=acara.pk).exclude(state__in=FINISHED)
    for key in rows.values_list("pk", flat=True):
        ask(move, named("lokasi"), key, "cabut_karena_acara")


def _place_data(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "tempat": {name: row.get(name) for name in ("nama", "alamat", "wilayah", "luar_negeri", "zona")},
        "tipe_lokasi": row["tipe_lokasi"],
        "unit": row.get("unit") or "",
        "kapasitas": row["kapasitas"],
    }


def _changed(place: PlaceWanted) -> bool:
    row, one = place.row, place.standing
    if one is None or "tipe_lokasi" not in row:
        return False
    now = (one.tempat.alamat, one.tipe_lokasi, one.unit, one.kapasitas)
    return now != (row["alamat"], row["tipe_lokasi"], row.get("unit") or "", row["kapasitas"])


def _moved(one: SessionWanted) -> bool:
    row, s = one.row, one.standing
    if s is None:
        return False
    return (s.tanggal, s.nomor, s.mulai, s.durasi, s.kapasitas) != (
        row["tanggal"],
        row["nomor"],
        row["mulai"],
        row["durasi"],
        row["kapasitas"],
    )


def kept_rows(plan: Plan) -> dict[str, list[dict[str, Any]]]:
    """The plan as the event keeps it and its form shows it again: each row with the key of what it stands for."""
    shown = {
        "lokasi": ("nama", "alamat", "tipe_lokasi", "kota", "zona", "unit", "kapasitas"),
        "sesi": ("lokasi", "tanggal", "nomor", "jam_mulai", "durasi", "kapasitas"),
    }
    groups: dict[str, list[Any]] = {
        "lokasi": [p for p in plan.places if "alamat" in p.row],
        "sesi": plan.sessions,
    }
    return {
        name: [{ID: one.key.hex, **{key: plain(one.row.get(key)) for key in shown[name]}} for one in group]
        for name, group in groups.items()
    }
