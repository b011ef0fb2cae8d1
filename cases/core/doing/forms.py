"""Forms of acts that every case type has."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.organisations.badan import in_words
from documents.fields import DocumentsField
from workflows.context import Move
from workflows.forms import ActForm, RichTextField
from workflows.guards import guard

from .choosing import PetugasField, reviewers_of


class AlasanForm(ActForm):
    """A reason, 1–1,000 characters."""

    alasan = forms.CharField(label="Alasan", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))


class AlasanFormattedForm(ActForm):
    alasan = RichTextField(label="Alasan")


class PetugasForm(ActForm):
    """Choice of an active petugas KASN whose roles reach the institution (SJ-39); anybody else is not in the list
    (E-REF)."""

    petugas = PetugasField(
        queryset=None,
        label=in_words("Petugas {badan}"),
        empty_label=in_words("-- Pilih Petugas {badan} --"),
    )

    def prepare(self) -> None:
        field: Any = self.fields["petugas"]
        field.queryset = reviewers_of(self.subject)


class GantiPetugasForm(PetugasForm):
    """Another petugas, with the reason (SJ-137)."""

    alasan = forms.CharField(label="Alasan", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class PesanForm(ActForm):
    """A message of the dialogue (SJ-76, SJ-77)."""

    pesan = RichTextField(label="Pesan", max_length=10_000)
    lampiran_dialog = DocumentsField(kind="lampiran_dialog", label="Lampiran", required=False)


@guard(code="E-RNG", legal="SJ-137", field="petugas")
def petugas_berbeda(move: Move) -> str | None:
    """The new petugas is another one."""
    same = move.data["petugas"].pk == move.root.case.assignee_id
    return "Petugas baru harus orang lain dari petugas sekarang." if same else None
