"""What giving and ending a role asks, and moving somebody to another institution."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from cases.organisations.access import Hak
from cases.organisations.badan import role_label
from cases.organisations.models import CaseRole, Institution, Unit, Wilayah
from cases.organisations.roles import ROLES, On, RoleKind, Sisi
from cases.organisations.zones import WIB, day_at, midnight
from cases.pengelolaan.fields import InstitusiField
from workflows.errors import E_REQ, E_RNG
from workflows.forms import REQUIRED, ModelChoiceField, TanggalField

from .appointments import not_over, place_of, told
from .forms import AlasanForm, PenggantiForm

#: What a role is held on -> the field that names it, and the column.
PLACE = {
    On.AREA: ("wilayah", "area"),
    On.UNIT: ("unit", "unit"),
    On.INSTITUTION: ("institusi", "institution"),
}


def kinds_of(side: Sisi | None) -> list[RoleKind]:
    """The roles that an account of this half may be appointed in; None: of either."""
    return [kind for kind in ROLES if kind.appointed and side in (None, kind.side)]


class _WilayahField(ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj) if obj.provinsi is None else f"{obj}, {obj.provinsi}"


class BeriPenugasanForm(AlasanForm):
    """A role, on what, from which day to which, and the letter that says so."""

    field_order = (
        "peran",
        "pada",
        "wilayah",
        "unit",
        "institusi",
        "mulai",
        "sampai",
        "nomor_surat",
        "alasan",
    )

    peran = forms.ChoiceField(label="Peran")
    pada = forms.ChoiceField(
        label="Berlaku pada",
        choices=[("", "-- Pilih --"), *((on.value, str(on.label)) for on in On if on != On.CASE)],
    )
    wilayah = _WilayahField(
        queryset=Wilayah.objects.none(),
        label="Wilayah",
        required=False,
        empty_label="-- Pilih wilayah --",
        help_text="Provinsi mencakup semua kabupaten dan kotanya.",
    )
    unit = ModelChoiceField(
        queryset=Unit.objects.none(),
        label="Unit",
        required=False,
        empty_label="-- Pilih unit --",
        help_text="Mencakup institusi di provinsi yang dilayani unit itu.",
    )
    institusi = InstitusiField(
        queryset=Institution.objects.none(),
        label="Institusi",
        required=False,
        empty_label="-- Pilih institusi --",
    )
    mulai = TanggalField(label="Hari pertama", required=False, help_text="Kosong: mulai sekarang.")
    sampai = TanggalField(
        label="Hari terakhir", required=False, help_text="Kosong: sampai diakhiri dengan tindakan."
    )
    nomor_surat = forms.CharField(label="Nomor surat", max_length=100, required=False)

    def prepare(self) -> None:
        side = self.subject.user.sisi if self.subject is not None else None
        peran: Any = self.fields["peran"]
        peran.choices = [("", "-- Pilih peran --"), *((k.key, role_label(k.key)) for k in kinds_of(side))]
        fields: dict[str, Any] = self.fields
        fields["wilayah"].queryset = Wilayah.objects.select_related("provinsi").order_by("kode")
        fields["unit"].queryset = Unit.objects.filter(sampai=None).order_by("kode")
        fields["institusi"].queryset = Institution.objects.filter(is_active=True).order_by("nama")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        kind, on = ROLES.get(str(data.get("peran") or "")), data.get("pada")
        if kind is not None and on and On(on) not in kind.on:
            allowed = ", ".join(str(one.label).lower() for one in On if one in kind.on)
            self.refuse("pada", E_RNG, f"{role_label(kind.key)} hanya dapat diberikan pada: {allowed}.")
        for place, (name, _) in PLACE.items():
            if on == place and data.get(name) is None and name not in self.errors:
                self.refuse(name, E_REQ, REQUIRED)
            elif on and on != place and data.get(name) is not None:
                self.refuse(name, E_RNG, "Kosongkan: tidak sesuai dengan “Berlaku pada”.")
        today = day_at(timezone.now(), None)
        first, last = data.get("mulai"), data.get("sampai")
        if first is not None and first < today:
            self.refuse("mulai", E_RNG, "Penugasan tidak dimulai pada hari yang sudah lewat.")
        if last is not None and last < (first or today):
            self.refuse("sampai", E_RNG, "Hari terakhir tidak boleh sebelum hari pertama.")
        return data


def where_of(data: Any) -> dict[str, Any]:
    """The column of `CaseRole` that says on what; nothing for everything."""
    name, column = PLACE.get(data["pada"], ("", ""))
    return {column: data[name]} if column else {}


def period_of(data: Any, now: dt.datetime) -> tuple[dt.datetime, dt.datetime | None]:
    """(since, until) of whole days in Jakarta; today begins now."""
    first, last = data.get("mulai"), data.get("sampai")
    since = midnight(first, WIB) if first is not None else now
    return max(since, now), midnight(last + dt.timedelta(days=1), WIB) if last is not None else None


class _PenugasanField(ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{role_label(obj.role)}, {place_of(obj)}, {told(obj)}"


class AkhiriPenugasanForm(PenggantiForm):
    """Ends one that is running or coming, from this moment on."""

    field_order = ("penugasan", "pengganti", "alasan")

    penugasan = _PenugasanField(
        queryset=CaseRole.objects.none(), label="Penugasan", empty_label="-- Pilih penugasan --"
    )

    def prepare(self) -> None:
        super().prepare()
        penugasan: Any = self.fields["penugasan"]
        if self.subject is not None:
            penugasan.queryset = not_over(self.subject.user)
        if "pengganti" in self.fields:
            self.fields[
                "pengganti"
            ].help_text = "Hanya perlu bila orang ini sesudahnya tidak boleh lagi menangani kasus di atas."


class PindahInstitusiForm(AlasanForm):
    """From one institution to another: the account goes along, its rights and its work do not."""

    field_order = ("ke", "hak", "nomor_surat", "alasan")

    ke = InstitusiField(
        queryset=Institution.objects.none(), label="Institusi tujuan", empty_label="-- Pilih institusi --"
    )
    hak = forms.ChoiceField(
        label="Hak di institusi tujuan",
        choices=[("", "-- Pilih Hak --"), *((h.value, str(h.label)) for h in Hak)],
    )
    nomor_surat = forms.CharField(label="Nomor surat", max_length=100, required=False)

    def prepare(self) -> None:
        ke: Any = self.fields["ke"]
        ke.queryset = Institution.objects.filter(is_active=True).order_by("nama")
        if self.subject is not None:
            ke.queryset = ke.queryset.exclude(pk=self.subject.user.institution_id)
