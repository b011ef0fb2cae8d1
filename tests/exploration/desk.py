"""The desk by itself: one session and its people, each by each, all rows of peserta.csv that a person does.

The question here: whatever was entered, in whatever order, a session that nothing from outside ends can still be ended
by the officials in the room without accusing anybody, and nobody is left in progress when it is (CB-272).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from cases.cat.law import session as law
from cases.cat.law.seen import IN_PROGRESS as PROGRESS
from cases.cat.law.seen import RUNNING, OfSession, People, names
from cases.cat.law.seen import Place as SeenPlace
from cases.cat.law.seen import Session as SeenSession

from .explore import Row, rows
from .predicates import FREE

#: What another boundary or a press of another session brings, and rows that change nothing here.
OUTSIDE = names(
    "SS-1a SS-1b SS-1c SS-2b SS-6b SS-7b SS-8 SS-9a SS-9b SS-9c SS-10a SS-10b SS-10c SS-10d SS-11a SS-11b"
)
OUTSIDE |= names("SS-13 SS-14 SS-15 SS-16a SS-16b SS-17 PS-1a PS-1b PS-16 PS-20 PS-21a PS-21b")
#: Said by a form, or of the location, the other boundaries and the clock, which stand still here.
GIVEN = FREE | names(
    """lokasi_operasional lokasi_tanpa_gangguan tanpa_pembatalan_terbuka tanpa_permintaan_menunggu hari_sesi
    pn_gangguan_tidak_berlaku kurang_3_jam_atau_ditolak waktu_habis_atau_semua_selesai jam:mulai-5m dokumen_terpenuhi
    pakaian_sesuai data_dan_wajah_cocok percobaan_gagal foto_cocok kursi_unik kode_teguran teguran_atau_berat
    kode_diskualifikasi addendum_bila_acara_selesai"""
) - names("semua_ber_pin_diputus tanpa_peserta_antre")


class Person(NamedTuple):
    state: str = "terdaftar"
    #: "" not recorded, "early" before PIN closing, "late"
    arrived: str = ""
    inside: bool = False
    memory: str = ""


class Room(NamedTuple):
    session: str = "terjadwal"
    memory: str = ""
    closed: bool = False
    people: tuple[Person, ...] = ()

    def now(self) -> str:
        return self.memory or self.session

    def with_person(self, i: int, person: Person) -> Room:
        people = [*self.people[:i], person, *self.people[i + 1 :]]
        return self._replace(people=tuple(sorted(people)))


def seen(w: Room) -> OfSession:
    """What the law of a session is asked of."""
    working = sum(p.state == "mengerjakan" for p in w.people)
    waiting = sum(p.state in PROGRESS for p in w.people) - working
    own = SeenSession("", w.session, w.memory, people=People(waiting, working))
    return OfSession(own, SeenPlace("", "operasional"), "pelaksanaan")


BEFORE_START = names("terjadwal registrasi registrasi_ditutup pengarahan")
SESSION = {
    "semua_ber_pin_diputus": lambda w, i, a: not any(p.state in {"ber_pin", "diperiksa"} for p in w.people),
    "tanpa_peserta_antre": lambda w, i, a: (
        not any(
            p.state in {"dokumen_sesuai", "wajah_sesuai"} or (p.state == "terdaftar" and p.arrived == "early")
            for p in w.people
        )
    ),
    "tanpa_peserta_belum_mulai": lambda w, i, a: law.tanpa_peserta_belum_mulai(seen(w)),
}
PERSON = {
    "datang": lambda w, i, a: bool(w.people[i].arrived),
    "masuk_cat": lambda w, i, a: w.people[i].inside,
    "sesi_berjalan": lambda w, i, a: w.session in RUNNING - {"terganggu"},
    "sesi_registrasi": lambda w, i, a: w.session == "registrasi",
    "sesi_berlangsung": lambda w, i, a: w.session == "berlangsung",
    "sesi_registrasi_atau_datang_tepat": lambda w, i, a: (
        w.session == "registrasi"
        or (w.session in {"registrasi_ditutup", "pengarahan"} and w.people[i].arrived == "early")
    ),
    "sebelum_pin_ditutup": lambda w, i, a: not w.closed,
    "pin_ditutup": lambda w, i, a: w.closed,
    "datang_tepat": lambda w, i, a: w.people[i].arrived == "early",
    "datang_setelah_pin_ditutup": lambda w, i, a: w.people[i].arrived == "late",
    "sebelum_mulai_sesi": lambda w, i, a: w.now() in BEFORE_START,
    # a: what the form says
    "waktu_datang_sah": lambda w, i, a: a == "late" or w.now() in BEFORE_START,
}


def check(machine: str, word: str) -> Any:
    found = (SESSION if machine == "sesi" else PERSON).get(word.lstrip("!"))
    if found is None:
        if word in GIVEN:
            return None
        raise LookupError(f"{machine}: {word} is neither declared nor given")
    return (lambda w, i, a: not found(w, i, a)) if word.startswith("!") else found


class Desk:
    """A walk in one room. off: rows nobody does."""

    eager, limit = False, 2_000_000
    #: accusations, and what is the participant's own to do
    uncounted = names("PS-9a PS-12 PS-13 PS-14 PS-15 PS-17 PS-18") | {"logs in", "PS-8c"}

    def __init__(
        self, off: str = "", folder: Path | None = None, dropped: Mapping[str, str] | None = None
    ) -> None:
        left_out = OUTSIDE | names(off)
        self.rows = {
            machine: [
                row
                for row in self.known(machine, folder, dropped or {})
                if row.kind in {"act", "clock", "auto"} and row.ref not in left_out
            ]
            for machine in ("sesi", "peserta")
        }

    @staticmethod
    def known(machine: str, folder: Path | None, dropped: Mapping[str, str]) -> list[Row]:
        def asked(of: str, word: str) -> Any:
            try:
                return check(of, word)
            except LookupError:
                return lambda w, i, a: lost(of, word)

        return rows(machine, folder, asked, dropped)

    def jobs(self, w: Room) -> Iterator[tuple[str, Room]]:
        yield from self.steps(w, ("auto",))

    def people(self, w: Room) -> Iterator[tuple[str, Room]]:
        yield from self.steps(w, ("act", "clock"))
        for i, p in enumerate(w.people):
            if (
                p.state == "hadir" and not p.inside and w.session == "pengarahan"
            ):  # SS-5 says so; later: PS-8c
                yield "logs in", w.with_person(i, p._replace(inside=True))

    def steps(self, w: Room, kinds: tuple[str, ...]) -> Iterator[tuple[str, Room]]:
        for row in self.rows["sesi"]:
            if row.kind in kinds and w.session in row.sources and all(c(w, 0, None) for _, c in row.checks):
                yield row.ref, moved(row, w)
        for row in self.rows["peserta"]:
            for i, p in enumerate(w.people):
                if row.kind not in kinds or p.state not in row.sources:
                    continue
                for data in ("early", "late") if row.ref == "PS-1c" else ("",):
                    if data == "late" and not w.closed:
                        continue
                    if all(c(w, i, data) for _, c in row.checks):
                        yield row.ref, w.with_person(i, changed(row, p, data))

    @staticmethod
    def ended(w: Room) -> bool:
        return w.session == "selesai"

    @staticmethod
    def wrong(w: Room) -> str:
        left = [p.state for p in w.people if p.state in PROGRESS]
        return f"in progress under a session that is over: {left}" if w.session == "selesai" and left else ""


def lost(machine: str, word: str) -> bool:
    raise LookupError(f"{machine}: {word} is neither declared nor given")


def moved(row: Row, w: Room) -> Room:
    if row.ref == "SS-6a":
        return w._replace(session="terganggu", memory=w.session)
    if row.target == "<sebelumnya>":
        return w._replace(session=w.memory, memory="")
    people = w.people
    if row.ref == "SS-5":  # PS-8a
        people = tuple(
            sorted(p._replace(state="mengerjakan") if p.state == "hadir" and p.inside else p for p in people)
        )
    if row.ref == "SS-12":  # PS-9b
        people = tuple(sorted(p._replace(state="selesai") if p.state == "mengerjakan" else p for p in people))
    return w._replace(session=row.target, closed=w.closed or row.ref == "SS-3", people=people)


#: Rows whose former state PS-19 goes back to.
REMEMBERING = names("PS-10 PS-11 PS-11c PS-12 PS-13 PS-14 PS-15")


def changed(row: Row, p: Person, data: str) -> Person:
    if row.ref == "PS-1c":
        return p._replace(arrived=data)
    if row.ref == "PS-8c":
        return p._replace(inside=True)
    if row.target == "<sebelumnya>":
        return p._replace(state=p.memory, memory="")
    memory = p.state if row.ref in REMEMBERING else ""
    if row.ref == "PS-11" and p.state == "tidak_hadir":
        memory = "terdaftar"
    return p._replace(state=row.target, memory=memory)
