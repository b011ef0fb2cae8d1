"""Units of the supervising body as one of the lists: founded, renamed, given provinces and ended, each with a date.

A unit keeps its code for ever, because roles are held on it; what is changed begins today or later (decision 011).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db import connection
from django.db.models import Q

from cases.organisations.models import Unit, UnitNamaLama, UnitWilayah, Wilayah
from cases.organisations.predicates import kasn_admin
from cases.organisations.zones import day_at
from workflows.context import Move
from workflows.errors import E_DUP, E_REF, E_REQ, E_RNG
from workflows.forms import TanggalField
from workflows.guards import guard
from workflows.machine import act

from .forms import Berlaku, Perubahan
from .guards import tidak_berlaku_surut
from .states import Jenis

LEGAL = "CB-01"
PREFIX = {"deputi": "DEPUTI", "pusat": "PUSAT", "kanreg": "KANREG", "upt": "UPT"}
#: Of which kind the unit above is.
ABOVE = {"deputi": "badan", "pusat": "badan", "kanreg": "badan", "upt": "kanreg"}


def _unit(label: str, empty: str) -> Any:
    return forms.ModelChoiceField(
        queryset=Unit.objects.filter(sampai=None).order_by("kode"), label=label, empty_label=empty
    )


class TambahUnitForm(Berlaku):
    """A new unit; an UPT belongs to a regional office (CB-01)."""

    field_order = ("nama", "jenis", "induk", "kedudukan", "berlaku_mulai", "dasar_hukum", "alasan")

    nama = forms.CharField(label="Nama", max_length=200)
    jenis = forms.ChoiceField(
        label="Jenis",
        choices=[("", "-- Pilih Jenis --"), *((k, str(Unit.Jenis(k).label)) for k in PREFIX)],
    )
    induk = _unit("Unit induk", "-- Pilih Unit --")
    kedudukan = forms.CharField(
        label="Kedudukan", max_length=100, required=False, help_text="Kota tempatnya."
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        above, kind = data.get("induk"), data.get("jenis")
        if above is not None and kind in ABOVE and above.jenis != ABOVE[kind]:
            wanted = str(Unit.Jenis(ABOVE[kind]).label)
            self.refuse("induk", E_RNG, f"Unit induk harus {wanted}.")
        return data


class GantiNamaUnitForm(Perubahan):
    """The new name holds from today; the old one stays with its last day."""

    field_order = ("unit", "nama", "dasar_hukum", "alasan")

    unit = _unit("Unit", "-- Pilih Unit --")
    nama = forms.CharField(label="Nama baru", max_length=200)


class WilayahUnitForm(Berlaku):
    """The provinces a regional office serves from a day on; each leaves the office it was served by."""

    field_order = ("unit", "provinsi", "berlaku_mulai", "dasar_hukum", "alasan")

    unit = _unit("Kantor regional", "-- Pilih Kantor Regional --")
    provinsi = forms.ModelMultipleChoiceField(
        queryset=Wilayah.objects.filter(jenis=Wilayah.Jenis.PROVINSI).order_by("kode"),
        label="Provinsi yang dilayani",
        widget=forms.CheckboxSelectMultiple,
    )

    def prepare(self) -> None:
        field: Any = self.fields["unit"]
        field.queryset = Unit.objects.filter(sampai=None, jenis=Unit.Jenis.KANREG).order_by("kode")


class AkhiriUnitForm(Perubahan):
    """Ends a unit that serves nothing and has nothing below it."""

    field_order = ("butir", "berlaku_sampai", "dasar_hukum", "alasan")

    butir = _unit("Unit", "-- Pilih Unit --")
    berlaku_sampai = TanggalField(label="Hari terakhir berlaku")


@guard(code=E_DUP, legal=LEGAL, field="nama")
def nama_unit_belum_ada(move: Move) -> str | None:
    same = Unit.objects.filter(nama__iexact=move.data["nama"], sampai=None)
    return "Nama ini sudah nama sebuah unit." if same.exists() else None


@guard(code=E_RNG, legal=LEGAL, field="berlaku_sampai")
def unit_tidak_diakhiri_surut(move: Move) -> str | None:
    last, unit = move.data["berlaku_sampai"], move.data["butir"]
    if last < day_at(move.now, None):
        return "Hari terakhir berlaku tidak boleh sebelum hari ini."
    return "Hari terakhir tidak boleh sebelum hari pertama." if unit.sejak and last < unit.sejak else None


@guard(code=E_REF, legal=LEGAL, field="butir")
def tanpa_bagian_dan_wilayah(move: Move) -> str | None:
    """Nobody may be left without an office, and no UPT without one above it."""
    unit = move.data["butir"]
    below = unit.bagian.filter(sampai=None).count()
    served = unit.wilayah.filter(sampai=None).count()
    if unit.jenis == Unit.Jenis.BADAN:
        return "Badan tidak diakhiri di sini."
    if below or served:
        return f"Masih ada {below} unit di bawahnya dan {served} provinsi yang dilayaninya; alihkan dahulu."
    return None


@guard(code=E_RNG, legal=LEGAL, field="berlaku_mulai")
def sesudah_yang_sudah_diatur(move: Move) -> str | None:
    """A province whose office was set from a later day is not set from an earlier one."""
    start = move.data["berlaku_mulai"]
    wanted = Q(provinsi__in=move.data["provinsi"]) | Q(unit=move.data["unit"])
    later = UnitWilayah.objects.filter(wanted, sampai=None, sejak__gte=start).select_related("provinsi")
    found = later.order_by("provinsi").first()
    if found is None:
        return None
    return f"{found.provinsi} sudah diatur mulai {found.sejak:%d/%m/%Y}; pilih hari sesudahnya."


@guard(code=E_REQ, legal=LEGAL, field="provinsi")
def tidak_ada_provinsi_yang_tertinggal(move: Move) -> str | None:
    """Taken from this office without another one named: the province would be served by nobody."""
    left = move.data["unit"].wilayah.filter(sampai=None).exclude(provinsi__in=move.data["provinsi"])
    names = ", ".join(str(row.provinsi) for row in left.select_related("provinsi").order_by("provinsi"))
    if not names:
        return None
    return f"{names} akan tidak dilayani; berikan dahulu kepada kantor regional lain."


def found_unit(move: Move) -> None:
    data = move.data
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('organisations_kode')")
        kode = f"{PREFIX[data['jenis']]}-{cursor.fetchone()[0]}"
    Unit.objects.create(
        kode=kode,
        nama=data["nama"],
        jenis=data["jenis"],
        induk=data["induk"],
        kedudukan=data["kedudukan"],
        sejak=data["berlaku_mulai"],
        sumber=data["dasar_hukum"],
    )
    move.notes["kode"] = kode


def rename_unit(move: Move) -> None:
    unit, today = move.data["unit"], day_at(move.now, None)
    move.notes["nama_lama"] = unit.nama
    UnitNamaLama.objects.create(unit=unit, nama=unit.nama, sampai=today - dt.timedelta(days=1))
    Unit.objects.filter(pk=unit.pk).update(
        nama=move.data["nama"], sumber=move.data["dasar_hukum"], diragukan=False
    )


def set_provinces(move: Move) -> None:
    unit, start = move.data["unit"], move.data["berlaku_mulai"]
    served = UnitWilayah.objects.filter(provinsi__in=move.data["provinsi"], sampai=None)
    stays = set(served.filter(unit=unit, diragukan=False).values_list("provinsi", flat=True))
    served.exclude(provinsi__in=stays).update(sampai=start - dt.timedelta(days=1))
    UnitWilayah.objects.bulk_create(
        UnitWilayah(unit=unit, provinsi=province, sejak=start, sumber=move.data["dasar_hukum"])
        for province in move.data["provinsi"]
        if province.pk not in stays
    )


def end_unit(move: Move) -> None:
    move.notes["nama"] = move.data["butir"].nama
    Unit.objects.filter(pk=move.data["butir"].pk, sampai=None).update(sampai=move.data["berlaku_sampai"])


class UnitActs:
    """DF-9 … DF-12, on the list of units."""

    @act(
        "DF-9",
        "Tambah unit",
        source=Jenis.UNIT,
        who=kasn_admin,
        form=TambahUnitForm,
        guards=(tidak_berlaku_surut, nama_unit_belum_ada),
        effects=(found_unit,),
        legal=LEGAL,
    )
    def tambah_unit(self: Any, move: Move) -> None:
        """The entry is a row of Unit."""

    @act(
        "DF-10",
        "Ganti nama unit",
        source=Jenis.UNIT,
        who=kasn_admin,
        form=GantiNamaUnitForm,
        guards=(nama_unit_belum_ada,),
        effects=(rename_unit,),
        legal=LEGAL,
    )
    def ganti_nama_unit(self: Any, move: Move) -> None:
        """Its code stays; the old name is kept."""

    @act(
        "DF-11",
        "Atur wilayah kerja",
        source=Jenis.UNIT,
        who=kasn_admin,
        form=WilayahUnitForm,
        guards=(tidak_berlaku_surut, sesudah_yang_sudah_diatur, tidak_ada_provinsi_yang_tertinggal),
        effects=(set_provinces,),
        legal=LEGAL,
    )
    def atur_wilayah_unit(self: Any, move: Move) -> None:
        """Rows of UnitWilayah end and begin."""

    @act(
        "DF-12",
        "Akhiri unit",
        source=Jenis.UNIT,
        who=kasn_admin,
        form=AkhiriUnitForm,
        guards=(unit_tidak_diakhiri_surut, tanpa_bagian_dan_wilayah),
        effects=(end_unit,),
        legal=LEGAL,
    )
    def akhiri_unit(self: Any, move: Move) -> None:
        """What was held on it stays told."""


def shown_unit(unit: Unit, state: str) -> dict[str, Any]:
    """One unit for page and API. unit: with `wilayah` and `nama_lama` prefetched."""
    served = [row for row in unit.wilayah.all() if row.sampai is None]
    told = [str(unit.Jenis(unit.jenis).label)]
    if unit.induk is not None:
        told.append(f"di bawah {unit.induk}")
    if unit.kedudukan:
        told.append(f"berkedudukan di {unit.kedudukan}")
    if served:
        told.append(
            "melayani " + ", ".join(f"{row.provinsi}{' (?)' if row.diragukan else ''}" for row in served)
        )
    if before := [f"{row.nama} (sampai {row.sampai:%d/%m/%Y})" for row in unit.nama_lama.all()]:
        told.append("dahulu " + ", ".join(before))
    return {
        "id": unit.kode,
        "kode": unit.kode,
        "nama": unit.nama,
        "jenis_unit": unit.jenis,
        "induk": unit.induk_id,
        "provinsi": [
            {
                "kode": row.provinsi_id,
                "nama": str(row.provinsi),
                "sejak": row.sejak,
                "sampai": row.sampai,
                "sumber": row.sumber,
                "diragukan": row.diragukan,
            }
            for row in unit.wilayah.all()
        ],
        "definisi": "; ".join(told),
        "berlaku_mulai": unit.sejak,
        "berlaku_sampai": unit.sampai,
        "dasar_hukum": unit.sumber,
        "diragukan": unit.diragukan,
        "keadaan": state,
    }
