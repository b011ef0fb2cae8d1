"""Forms of the preparation for people with disabilities (CB-161, CB-162)."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from cases.organisations.models import Unit
from workflows.errors import E_DUP, E_RNG
from workflows.forms import ActForm, BulatField
from workflows.rows import RowsField, identified

#: Recipients that are no unit with a code.
UKT, INSTANSI = "ukt", "instansi"


class PesertaRow(forms.Form):
    nomor_peserta = forms.CharField(label="Nomor peserta", max_length=30)
    kebutuhan = forms.CharField(
        label="Kebutuhan", max_length=300, required=False, help_text="Misalnya kursi roda atau pendamping."
    )


class BeritahukanForm(ActForm):
    """Who comes, by number; name, post and place are known of them. What somebody needs only those read who prepare."""

    personal: ClassVar[dict[str, str]] = {"peserta": "identitas"}

    jumlah = BulatField(label="Jumlah peserta", min_value=1, max_value=10_000)
    peserta = RowsField(PesertaRow, label="Peserta", minimum=1, maximum=1000)

    @classmethod
    def initial_for(cls, subject: Any) -> dict[str, Any]:
        rows = getattr(subject, "peserta", None) or []
        return {"jumlah": len(rows), "peserta": identified(rows)} if rows else {}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        rows = data.get("peserta")
        if not rows:
            return data
        if data.get("jumlah") is not None and data["jumlah"] != len(rows):
            self.refuse("jumlah", E_RNG, f"Jumlah harus sama dengan banyaknya baris ({len(rows)}).")
        numbers = [row["nomor_peserta"] for row in rows]
        if len(set(numbers)) < len(numbers):
            self.refuse("peserta", E_DUP, "Nomor peserta disebut dua kali.")
        return data


class PerbaikiDataForm(BeritahukanForm):
    alasan = forms.CharField(label="Alasan", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class DataForm(ActForm):
    fasilitas = forms.CharField(
        label="Fasilitas yang disiapkan", max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    petugas = forms.CharField(
        label="Petugas pendamping", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class SampaikanForm(ActForm):
    """Who prepares it: a unit of BKN, or the institution at a lokasi mandiri."""

    penerima = forms.ChoiceField(label="Penerima", choices=[("", "-- Pilih penerima --")], required=False)

    def prepare(self) -> None:
        field: Any = self.fields["penerima"]
        if self.subject is not None and self.subject.lokasi_id is not None and self.subject.lokasi.mandiri:
            field.choices = [*field.choices, (INSTANSI, "Instansi (Pansel)")]
            return
        kinds = (Unit.Jenis.KANREG, Unit.Jenis.UPT)
        units = Unit.objects.filter(jenis__in=kinds).order_by("jenis", "nama").values_list("kode", "nama")
        field.choices = [*field.choices, *units, (UKT, "Unit kerja teknis yang ditunjuk")]
