"""Forms of a nomenklatur; field names are the catalogue's identifiers (SJ-34, SJ-35)."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.core.doing.corrections import AnswersPoints, open_points, points_field
from cases.core.doing.forms import AlasanFormattedForm
from cases.dokumen.printability import prints
from cases.organisations.selectors import kompetensi_of
from workflows.choices import ListChoiceField
from workflows.errors import E_DUP
from workflows.forms import ActForm, RichTextField
from workflows.rows import RowsField, identified

from .states import Level


def _kompetensi(*held: Any) -> ListChoiceField:
    return ListChoiceField(
        queryset=kompetensi_of(*held), label="Kompetensi", empty_label="-- Pilih Kompetensi --"
    )


class KompetensiRow(forms.Form):
    read_only = ("kode", "nama")  # copied from the catalogue, whatever a client sends back

    kompetensi = _kompetensi()
    indikator = forms.CharField(label="Level/indikator", max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = data.get("kompetensi")
        if chosen is not None:
            # entries of the catalogue are ended, never changed: a version reads the same for ever
            data |= {"kompetensi": str(chosen.pk), "kode": chosen.kode, "nama": chosen.nama}
        return data


def _definitions() -> list[tuple[str, str]]:
    return [(str(k), k.definisi) for k in kompetensi_of()]


class NomenklaturForm(ActForm):
    """Tambah Nomenklatur (SJ-34). steps: the page asks for it part by part."""

    steps: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("Jabatan", ("unit_kerja", "jabatan", "level", "tugas_pokok_fungsi")),
        ("Standar Kompetensi Manajerial", ("kompetensi_manajerial",)),
        ("Kompetensi teknis dan sosial-kultural", ("kompetensi_teknis", "kompetensi_sosiokultural")),
    )

    asked_later = frozenset({"kompetensi_manajerial", "kompetensi_teknis", "kompetensi_sosiokultural"})
    thing = ("unit_kerja", "jabatan")

    unit_kerja = forms.CharField(label="Unit Kerja", max_length=200, validators=[prints])
    jabatan = forms.CharField(label="Jabatan", max_length=200, validators=[prints])
    level = forms.ChoiceField(label="Level", choices=[("", "-- Pilih Level --"), *Level.choices])
    tugas_pokok_fungsi = forms.CharField(
        label="Tugas Pokok dan Fungsi",
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    kompetensi_manajerial = RowsField(
        KompetensiRow,
        label="Standar Kompetensi Manajerial",
        help_text="Boleh menyusul, tetapi wajib ada sebelum disetujui.",
        guide=_definitions,
    )
    kompetensi_teknis = forms.CharField(
        label="Kompetensi Teknis/Bidang",
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Boleh menyusul, tetapi wajib ada sebelum disetujui.",
    )
    kompetensi_sosiokultural = forms.CharField(
        label="Kompetensi Sosial-Kultural",
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Boleh menyusul, tetapi wajib ada sebelum disetujui.",
    )

    def prepare(self) -> None:
        held = [row["kompetensi"] for row in (self.subject.kompetensi_manajerial if self.subject else ())]
        if held:
            rows: Any = self.fields["kompetensi_manajerial"]
            rows.use(type("KompetensiRow", (KompetensiRow,), {"kompetensi": _kompetensi(*held)}))

    def clean_kompetensi_manajerial(self) -> list[dict[str, Any]]:
        """A competence is demanded once, with one level."""
        rows: list[dict[str, Any]] = self.cleaned_data["kompetensi_manajerial"]
        first: dict[str, int] = {}
        faults = []
        for number, row in enumerate(rows, start=1):
            before = first.setdefault(row["kompetensi"], number)
            if before != number:
                message = f"Baris {number}, Kompetensi: {row['nama']} sudah dipilih pada baris {before}."
                faults.append(forms.ValidationError(message, code=E_DUP))
        if faults:
            raise forms.ValidationError(faults)
        return rows

    @classmethod
    def initial_for(cls, subject: Any) -> dict[str, Any]:
        if subject is None or not subject.state:
            return {}
        return {**subject.snapshot(), "kompetensi_manajerial": identified(subject.kompetensi_manajerial)}


class PerbaikanForm(AlasanFormattedForm):
    """What the institution is to correct, with points about single fields (SJ-41)."""

    alasan = RichTextField(label="Alasan Untuk Perbaikan")
    poin = points_field(NomenklaturForm)

    @classmethod
    def initial_for(cls, subject: Any) -> dict[str, Any]:
        return open_points(subject, "nomenklatur")


class KirimPerbaikanForm(AnswersPoints, NomenklaturForm):
    """Correction by the institution, with an optional reply (SJ-42); on one page, beside what was asked."""

    steps = ()
    correction_part = "nomenklatur"
    fieldsets = (*NomenklaturForm.steps, ("Tanggapan kepada petugas", ("tanggapan_poin", "tanggapan")))

    tanggapan = forms.CharField(
        label="Tanggapan", max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class UnggahanForm(ActForm):
    """A confirmed row of Upload Data Pejabat whose post is unknown (SJ-58)."""

    unit_kerja = forms.CharField(max_length=200)
    jabatan = forms.CharField(max_length=200)
    level = forms.ChoiceField(choices=Level.choices, required=False)
