"""What a change of a list asks: the entry, from when, on what legal basis and why."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.organisations.models import Choice, Kompetensi
from cases.organisations.parameters import REGISTRY
from workflows.errors import E_REQ, E_RNG
from workflows.forms import ActForm, TanggalField

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

    butir = forms.ModelChoiceField(queryset=None, label="Butir", empty_label="-- Pilih Butir --")
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
