"""Catat temuan: a non-compliance recorded outside a monitoring (SJ-141)."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.organisations.models import Institution
from cases.organisations.permissions import sees_all
from cases.organisations.zones import today_at
from documents.fields import DocumentsField
from documents.models import Attachment
from documents.receiving import as_id
from workflows.actors import Actor
from workflows.context import Move
from workflows.errors import E_REF, E_RNG
from workflows.forms import ActForm, RichTextField, TanggalField

from .documents import LAMPIRAN_TEMUAN
from .models.records import Temuan
from .models.seleksi import Jpt

#: Owner of the files of findings without a selection that were recorded before findings had a register.
OWNER = "temuan"


class TemuanForm(ActForm):
    """Kind, institution and, where there is one, the selection, which must be that institution's."""

    kode = forms.ChoiceField(
        label="Jenis ketidakpatuhan", choices=[("", "-- Pilih Jenis --"), *Temuan.Kode.choices]
    )
    institusi = forms.ModelChoiceField(
        queryset=Institution.objects.order_by("nama"), label="Institusi", empty_label="-- Pilih Institusi --"
    )
    tanggal = TanggalField(label="Tanggal")
    uraian = RichTextField(label="Uraian")
    seleksi = forms.CharField(
        label="Nomor seleksi",
        max_length=40,
        required=False,
        help_text="Misalnya JPT-2026-000123; boleh kosong.",
    )
    lampiran_temuan = DocumentsField(kind=LAMPIRAN_TEMUAN, label="Lampiran")

    def clean_tanggal(self) -> Any:
        day = self.cleaned_data["tanggal"]
        if day > today_at(self.cleaned_data.get("institusi")):
            raise forms.ValidationError("Tanggal tidak boleh di masa depan.", code=E_RNG)
        return day

    def clean_seleksi(self) -> Jpt | None:
        """By number or id; a draft is not there for KASN (SJ-71)."""
        named = self.cleaned_data["seleksi"].strip()
        if not named:
            return None
        by = {"pk": as_id(named)} if as_id(named) else {"case__number": named.upper()}
        found: Jpt | None = (
            Jpt.objects.select_related("case").filter(diajukan_pada__isnull=False, **by).first()
        )
        if found is None:
            raise forms.ValidationError("Seleksi ini tidak ditemukan.", code=E_REF)
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        seleksi, institution = data.get("seleksi"), data.get("institusi")
        if seleksi is not None and institution is not None and seleksi.case.institution_id != institution.pk:
            self.refuse("seleksi", E_REF, "Seleksi ini bukan milik institusi yang dipilih.")
        return data


def keep_finding(move: Move) -> None:
    """Effect of PG-2."""
    names = ("kode", "institusi", "tanggal", "uraian", "seleksi")
    Temuan.objects.create(
        attachments=move.data[LAMPIRAN_TEMUAN],
        entri=move.entry.pk,
        by=move.person,
        at=move.now,
        **{name: move.data[name] for name in names},
    )


def readable(attachment: Attachment, actor: Actor) -> bool:
    """Files of findings are KASN's and the auditor's."""
    return sees_all(actor)
