"""A sesi and a participant with their acts, version 1 of both machines."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Self

from cases.cat import proposals
from cases.cat.sesi import jam
from cases.cat.sesi.acts.gangguan import DisturbanceActs, PostponementActs
from cases.cat.sesi.acts.jalannya import DayActs, ScheduleActs
from cases.cat.sesi.acts.peserta import DeskActs, PlaceActs, RoomActs
from cases.cat.sesi.facts import facts, place_of
from cases.cat.sesi.guards.peserta import CONSTRAINTS
from cases.cat.sesi.guards.ticks import SESI_ADA
from cases.cat.states import Peserta as PesertaState
from cases.cat.states import Sesi as State
from cases.cat.tables import Peserta, Sesi
from workflows.context import Move
from workflows.errors import Reason
from workflows.ledger import plain
from workflows.machine import Machine

#: Digits of a PIN.
PIN = 8


class SesiV1(ScheduleActs, DayActs, DisturbanceActs, PostponementActs, Sesi):
    constraint_reasons: ClassVar[Mapping[str, Reason]] = {"sesi_nomor": SESI_ADA}
    note_labels: ClassVar[Mapping[str, str]] = {
        "mulai_lama": "Mulai semula",
        "mulai_gangguan": "Mulai gangguan",
        "sisa": "Sisa waktu (detik)",
        "penerus": "Sesi pengganti",
        "peserta": "Peserta menurut status",
    }
    #: Where `<sebelumnya>` and `<lanjut_sesi>` lead, set by the act under way.
    kembali_ke: str = ""

    class Meta:
        proxy = True

    @classmethod
    def asked_for(cls, key: Any, under: Any) -> Self:
        new = super().asked_for(key, under)
        new.lokasi = place_of(under)
        new.tempat_id = new.lokasi.tempat_id
        return new

    def forget(self) -> None:
        self.__dict__.pop("_facts", None)

    def watchers(self, done: Sequence[Move]) -> Iterable[tuple[Machine, Any]]:
        """Postponements and cancellations over it, too: their conditions read what it is."""
        yield from super().watchers(done)
        if not done or any(move.obj.pk == self.pk for move in done):
            yield from proposals.watching(self.case)

    # What several acts do

    def set_time(self, data: Mapping[str, Any]) -> None:
        self.tanggal, self.nomor, self.mulai = data["tanggal"], data["nomor"], jam.instant(data["mulai"])
        self.durasi, self.kapasitas = data["durasi"], data["kapasitas"]

    def keep(self, step: str, move: Move, *names: str) -> None:
        """What the form of a step said."""
        said = {name: plain(move.data[name]) for name in names}
        self.kesiapan = {**self.kesiapan, step: {**said, "pada": plain(move.now)}}

    def start_anew(self, move: Move) -> None:
        move.notes["mulai_lama"], self.mulai = self.mulai, jam.instant(move.data["mulai"])

    def disturb(self, move: Move, *, sendiri: bool) -> None:
        """What is left is counted from the start of the disturbance."""
        start = jam.instant(move.data["mulai"])
        self._interrupt(move, start)
        self.sebelumnya, self.gangguan_mulai, self.gangguan_sendiri = move.before, start, sendiri
        self.gangguan = {"jenis": move.data["jenis"], "uraian": move.data["uraian"]}

    def _interrupt(self, move: Move, cause: dt.datetime) -> None:
        if move.before == State.BERLANGSUNG:
            self.sisa = move.notes["sisa"] = jam.seconds_left(self, cause)

    def trouble_over(self, move: Move) -> None:
        move.notes["mulai_gangguan"], move.notes["sendiri"] = self.gangguan_mulai, self.gangguan_sendiri
        self._close_trouble()
        self._return(move, self.sebelumnya)

    def _close_trouble(self) -> None:
        self.gangguan, self.gangguan_mulai, self.gangguan_lapor = {}, None, None
        self.gangguan_sendiri = False

    def postpone(self, move: Move) -> None:
        """It remembers where it was before it was disturbed, else where it is; seconds count from PN-5."""
        at = move.ask.at if move.ask is not None else move.now
        usul = facts(self).asking
        self._interrupt(move, at)
        if move.before != State.TERGANGGU:
            self.sebelumnya = move.before
        self.sebab_tunda, self.ditunda_pada = usul.sebab if usul is not None else "", at
        self._close_trouble()

    def go_on(self, move: Move, state: str) -> None:
        """A partial result does not count any more (CB-271)."""
        self.sebab_tunda, self.ditunda_pada, self.hasil_sebagian = "", None, False
        self._return(move, state)

    def _return(self, move: Move, state: str) -> None:
        self.kembali_ke, self.sebelumnya = state, ""
        if state == State.BERLANGSUNG:
            self.lanjut_pada = move.now

    def end(self, *, partial: bool) -> None:
        self.hasil_sebagian = partial
        self._close_trouble()


class PesertaV1(PlaceActs, DeskActs, RoomActs, Peserta):
    constraint_reasons: ClassVar[Mapping[str, Reason]] = CONSTRAINTS
    note_labels: ClassVar[Mapping[str, str]] = {
        "sesi_tujuan": "Sesi tujuan",
        "waktu_datang_lama": "Waktu datang semula",
    }
    kembali_ke: str = ""
    #: The sesi to which the act under way moves him (PS-20).
    tujuan: SesiV1 | None = None
    #: What whoever places many has asked for all of them: whether he has another place, whether this sesi has room.
    bertempat: bool | None = None
    muat: bool | None = None

    class Meta:
        proxy = True

    def note(self, name: str, said: Any) -> None:
        self.catatan = {**self.catatan, name: said}

    def leave(self, move: Move, **why: str) -> None:
        """Out, with a way back (PS-19): who was absent and comes late goes back to where he was before both."""
        if move.before != PesertaState.TIDAK_HADIR:
            self.sebelumnya = move.before
        if why:
            self.note("keluar", {**why, "pada": plain(move.now)})

    def give_pin(self) -> None:
        """A new one, which nobody has been given before; the constraint behind it says so."""
        while True:
            self.pin = "".join(secrets.choice("0123456789") for _ in range(PIN))
            if not Peserta.objects.filter(pin=self.pin).exists():
                return
