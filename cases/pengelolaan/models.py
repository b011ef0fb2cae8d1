"""A list that kasn_admin maintains (SJ-35, SJ-47, SJ-64, SJ-65): its machine, and the entries its acts make.

A list is a register: a boundary of its own with lock, version and ledger. Its entries are rows of
cases.organisations (`Choice`, `Kompetensi`, `Parameter`, `SupervisingBody`, `CalendarVersion`), begun and ended with a
date or followed by a version, never changed.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Max, Q

from cases.organisations.models import CalendarVersion, Choice, Holiday, Kompetensi, SupervisingBody
from cases.organisations.parameters import set_parameter
from cases.organisations.predicates import kasn_admin
from cases.organisations.registers import Register
from workflows.context import Move
from workflows.machine import NOTHING, Machine, Remembered, act
from workflows.predicates import sistem

from . import guards
from .forms import AkhiriForm, BadanForm, KalenderForm, KompetensiForm, ParameterForm, PilihanForm
from .ketidakhadiran.models import Ketidakhadiran  # noqa: F401  its table
from .states import LABELS, Jenis
from .unit import UnitActs

LEGAL = guards.LEGAL


def add_choice(move: Move) -> None:
    obj: Any = move.obj
    last = Choice.objects.filter(daftar=obj.kode).aggregate(last=Max("urutan"))["last"]
    Choice.objects.create(daftar=obj.kode, nama=move.data["nama"], urutan=(last or 0) + 1, **_since(move))


def add_kompetensi(move: Move) -> None:
    last = Kompetensi.objects.aggregate(last=Max("no"))["last"]
    names = ("nama", "kode", "definisi")
    Kompetensi.objects.create(no=(last or 0) + 1, **{name: move.data[name] for name in names}, **_since(move))


def end_entry(move: Move) -> None:
    entry = move.data["butir"]
    move.notes["nama"] = str(entry)
    type(entry).objects.filter(pk=entry.pk, valid_to__isnull=True).update(
        valid_to=move.data["berlaku_sampai"]
    )


def set_value(move: Move) -> None:
    data = move.data
    set_parameter(
        data["kunci"],
        data["nilai"],
        valid_from=data["berlaku_mulai"],
        valid_to=data["berlaku_sampai"],
        legal_basis=data["dasar_hukum"],
        alasan=data["alasan"],
    )


def set_body(move: Move) -> None:
    data, start = move.data, move.data["berlaku_mulai"]
    still = SupervisingBody.objects.filter(Q(valid_to=None) | Q(valid_to__gte=start))
    still.update(valid_to=start - dt.timedelta(days=1))
    SupervisingBody.objects.create(nama=data["nama"], singkatan=data["singkatan"], **_since(move))


def set_calendar(move: Move) -> None:
    data = move.data
    last = CalendarVersion.objects.filter(tahun=data["tahun"]).aggregate(last=Max("versi"))["last"]
    version = CalendarVersion.objects.create(
        tahun=data["tahun"],
        versi=(last or 0) + 1,
        nomor_keputusan=data["dasar_hukum"],
        sumber=f"Ditetapkan {move.actor}",
        counts_cuti_bersama=data["hitung_cuti_bersama"],
    )
    names = ("tanggal", "nama", "cuti_bersama")
    Holiday.objects.bulk_create(
        Holiday(version=version, **{name: row[name] for name in names}) for row in data["hari"]
    )
    move.notes["versi"] = version.versi


def _since(move: Move) -> dict[str, Any]:
    return {"valid_from": move.data["berlaku_mulai"], "legal_basis": move.data["dasar_hukum"]}


class DaftarActs:
    @act(
        "DF-1",
        "Buka daftar",
        source=NOTHING,
        target=Remembered("<jenis>", "jenis", Jenis.values),
        who=sistem,
        legal=LEGAL,
    )
    def buka(self: Any, move: Move) -> None:
        """Once, when the list is first asked for."""

    @act(
        "DF-2",
        "Tambah pilihan",
        source=Jenis.PILIHAN,
        who=kasn_admin,
        form=PilihanForm,
        guards=(guards.tidak_berlaku_surut, guards.nama_belum_ada),
        effects=(add_choice,),
        legal="SJ-47, SJ-64, SJ-65",
    )
    def tambah_pilihan(self: Any, move: Move) -> None:
        """The entry is a row of Choice."""

    @act(
        "DF-3",
        "Akhiri pilihan",
        source=Jenis.PILIHAN,
        who=kasn_admin,
        form=AkhiriForm,
        guards=(guards.tidak_diakhiri_surut,),
        effects=(end_entry,),
        legal="SJ-47, SJ-64, SJ-65",
    )
    def akhiri_pilihan(self: Any, move: Move) -> None:
        """Cases that chose the entry keep it."""

    @act(
        "DF-4",
        "Tambah kompetensi",
        source=Jenis.KOMPETENSI,
        who=kasn_admin,
        form=KompetensiForm,
        guards=(guards.tidak_berlaku_surut, guards.kode_belum_ada, guards.kompetensi_belum_ada),
        effects=(add_kompetensi,),
        legal="Peraturan KASN 7/2016 Lamp. D (Gambar 13); SJ-35",
    )
    def tambah_kompetensi(self: Any, move: Move) -> None:
        """The entry is a row of Kompetensi."""

    @act(
        "DF-5",
        "Akhiri kompetensi",
        source=Jenis.KOMPETENSI,
        who=kasn_admin,
        form=AkhiriForm,
        guards=(guards.tidak_diakhiri_surut,),
        effects=(end_entry,),
        legal="Peraturan KASN 7/2016 Lamp. D (Gambar 13); SJ-35",
    )
    def akhiri_kompetensi(self: Any, move: Move) -> None:
        """Nomenklatur that chose it keep name, code and definition."""

    @act(
        "DF-6",
        "Tetapkan nilai",
        source=Jenis.PARAMETER,
        who=kasn_admin,
        form=ParameterForm,
        guards=(guards.tidak_berlaku_surut,),
        effects=(set_value,),
        legal="SJ-68, SJ-81, SJ-136",
    )
    def tetapkan_nilai(self: Any, move: Move) -> None:
        """A further row of Parameter; the ones before it stay."""

    @act(
        "DF-7",
        "Tetapkan badan pengawas",
        source=Jenis.BADAN,
        who=kasn_admin,
        form=BadanForm,
        guards=(guards.tidak_berlaku_surut, guards.badan_sesudah_yang_terakhir),
        effects=(set_body,),
        legal="SJ-07",
    )
    def tetapkan_badan(self: Any, move: Move) -> None:
        """From its day on pages, letters and roles name the new body; what was before keeps the old name."""

    @act(
        "DF-8",
        "Tetapkan kalender kerja",
        source=Jenis.KALENDER,
        who=kasn_admin,
        form=KalenderForm,
        guards=(guards.tahun_belum_lewat,),
        effects=(set_calendar,),
        legal="SJ-136",
    )
    def tetapkan_kalender(self: Any, move: Move) -> None:
        """A further version of the year; deadlines computed before keep the version they were computed with."""


class Daftar(UnitActs, DaftarActs, Register):
    """One list. Its state is its kind, which says what acts there are."""

    class Meta:
        verbose_name = "daftar"
        constraints = [models.CheckConstraint(condition=Q(state__in=Jenis.values), name="daftar_state")]

    @property
    def kode(self) -> str:
        return self.buku.kode

    def called(self) -> str:
        """What log and history call it."""
        return self.label

    @property
    def label(self) -> str:
        return LABELS[self.kode]

    @property
    def jenis(self) -> str:
        """Where `buka` leads."""
        return str(Jenis.of(self.kode).value)


MACHINE = Machine(
    key="daftar",
    label="Daftar",
    states=Jenis,
    versions={1: Daftar},
    initial=frozenset(Jenis),
    terminal=frozenset(Jenis),
    level=10,
)
from .akun.models import Akun  # noqa: E402, F401  the app's other registers
from .institusi.models import Institusi  # noqa: E402, F401
