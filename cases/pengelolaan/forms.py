"""What a change of a list asks: the entry, from when, on what legal basis and why."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.dokumen.printability import prints
from cases.organisations.models import CalendarVersion, Choice, Kompetensi
from cases.organisations.parameters import REGISTRY
from workflows.errors import E_DUP, E_REQ, E_RNG
from workflows.forms import ActForm, BulatField, TanggalField
from workflows.parsing import count
from workflows.rows import RowsField

from .states import KOMPETENSI_KODE


class Perubahan(ActForm):
    """Legal basis and reason of every change; both stand in the history of the list."""

    dasar_hukum = forms.CharField(
        label="Dasar hukum",
        max_length=300,
        help_text="Peraturan, keputusan, atau surat yang mendasari perubahan ini.",
    )
    alasan = forms.CharField(
        label="Alasan perubahan", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class Berlaku(Perubahan):
    berlaku_mulai = TanggalField(label="Berlaku mulai")


class PilihanForm(Berlaku):
    """A new entry of a drop-down."""

    field_order = ("nama", "berlaku_mulai", "dasar_hukum", "alasan")

    nama = forms.CharField(label="Nama", max_length=150)


class KompetensiForm(Berlaku):
    """A new managerial competency, as the form of a nomenklatur shows it (SJ-35)."""

    field_order = ("nama", "kode", "definisi", "berlaku_mulai", "dasar_hukum", "alasan")

    nama = forms.CharField(label="Nama kompetensi", max_length=150)
    kode = forms.CharField(label="Kode", max_length=20, help_text="Singkatan, misalnya FB.")
    definisi = forms.CharField(label="Definisi", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class AkhiriForm(Perubahan):
    """Ends one entry. Cases that chose it keep it."""

    field_order = ("butir", "berlaku_sampai", "dasar_hukum", "alasan")

    butir: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None, label="Butir", empty_label="-- Pilih Butir --"
    )
    berlaku_sampai = TanggalField(label="Hari terakhir berlaku")

    def prepare(self) -> None:
        kode = self.subject.buku.kode if self.subject is not None else ""
        field: Any = self.fields["butir"]
        if kode == KOMPETENSI_KODE:
            field.queryset = Kompetensi.objects.filter(valid_to__isnull=True).order_by("no")
        else:
            field.queryset = Choice.objects.filter(daftar=kode, valid_to__isnull=True).order_by(
                "urutan", "nama"
            )


class BadanForm(Berlaku):
    """Who supervises from a day on; the body before it ends on the day before."""

    field_order = ("nama", "singkatan", "berlaku_mulai", "dasar_hukum", "alasan")

    nama = forms.CharField(label="Nama badan", max_length=200, validators=[prints])
    singkatan = forms.CharField(
        label="Nama singkat",
        max_length=20,
        validators=[prints],
        help_text="Misalnya KASN, dalam “Petugas KASN”.",
    )


class HariRow(forms.Form):
    """A day off."""

    tanggal = TanggalField(label="Tanggal")
    nama = forms.CharField(label="Hari libur", max_length=150)
    cuti_bersama = forms.BooleanField(label="Cuti bersama", required=False)


class KalenderForm(Perubahan):
    """The days off of one year, whole: a decree that amends another is a version of its own."""

    field_order = ("tahun", "hari", "hitung_cuti_bersama", "dasar_hukum", "alasan")

    tahun = BulatField(label="Tahun", min_value=2016, max_value=2100)
    hari = RowsField(HariRow, label="Hari libur dan cuti bersama", minimum=1)
    hitung_cuti_bersama = forms.BooleanField(
        label="Cuti bersama tidak dihitung sebagai hari kerja", required=False, initial=True
    )
    dasar_hukum = forms.CharField(
        label="Dasar hukum", max_length=200, help_text="Nomor Keputusan Bersama yang menetapkan hari libur."
    )

    def prepare(self) -> None:
        year = count(self.initial.get("tahun"), most=2100)
        newest = CalendarVersion.objects.filter(tahun=year).order_by("-versi").first() if year else None
        if newest is not None and not self.is_bound and "hari" not in self.initial:
            days = newest.holidays.values("tanggal", "nama", "cuti_bersama")
            self.initial["hari"] = [day | {"tanggal": f"{day['tanggal']:%d/%m/%Y}"} for day in days]
            self.initial["hitung_cuti_bersama"] = newest.counts_cuti_bersama

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        days = [row["tanggal"] for row in data.get("hari", ())]
        if "tahun" in data and any(day.year != data["tahun"] for day in days):
            self.refuse("hari", E_RNG, f"Setiap tanggal harus pada tahun {data['tahun']}.")
        elif twice := sorted({day for day in days if days.count(day) > 1}):
            named = ", ".join(f"{day:%d/%m/%Y}" for day in twice[:5])
            self.refuse("hari", E_DUP, f"Tanggal yang ditulis lebih dari sekali: {named}.")
        return data


class ParameterForm(Berlaku):
    """A new dated value of a number or switch; what held before stays with its days."""

    field_order = ("kunci", "nilai", "berlaku_mulai", "berlaku_sampai", "dasar_hukum", "alasan")

    kunci = forms.ChoiceField(
        label="Parameter",
        choices=[("", "-- Pilih Parameter --"), *((d.key, d.label) for d in REGISTRY.values())],
    )
    nilai = forms.CharField(
        label="Nilai",
        max_length=20,
        required=False,
        help_text="Bilangan bulat, atau “ya” atau “tidak”. Sasaran layanan boleh kosong: tidak ada sasaran.",
    )
    berlaku_sampai = TanggalField(
        label="Berlaku sampai", required=False, help_text="Kosong: sampai ada nilai yang lebih baru."
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("berlaku_mulai"), data.get("berlaku_sampai")
        if start and end and end < start:
            self.refuse("berlaku_sampai", E_RNG, "Tanggal akhir tidak boleh sebelum tanggal mulai.")
        definition = REGISTRY.get(data.get("kunci", ""))
        if definition is None or "nilai" not in data:
            return data
        try:
            data["nilai"] = definition.read(data["nilai"])
        except ValueError:
            code = E_RNG if data["nilai"] else E_REQ
            self.refuse("nilai", code, f"Isi {definition.expected}.")
        return data
