"""Catat temuan: a non-compliance recorded outside a monitoring (SJ-141)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import transaction

from cases.core.locking import lock_later
from cases.core.models import Case
from cases.organisations.badan import in_words
from cases.organisations.models import Institution
from cases.organisations.permissions import is_kasn, sees_all
from cases.organisations.zones import today_at
from documents.binding import bind, digests
from documents.errors import DocumentError
from documents.fields import DocumentsField
from documents.models import Attachment
from documents.receiving import as_id
from workflows.access import log_access
from workflows.actors import Actor
from workflows.errors import E_PERM, E_REF, E_RNG, FieldError, Refused
from workflows.forms import ActForm, RichTextField, TanggalField
from workflows.ledger import TEXTS, append, database_now, kept

from .documents import LAMPIRAN_TEMUAN
from .models import Jpt, Temuan

ACT, OWNER = "catat_temuan", "temuan"


class TemuanForm(ActForm):
    """Kind, institution and, where there is one, the selection, which must be that institution's."""

    kode = forms.ChoiceField(
        label="Jenis ketidakpatuhan", choices=[("", "-- Pilih Kode --"), *Temuan.Kode.choices]
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
        found = Jpt.objects.select_related("case").filter(diajukan_pada__isnull=False, **by).first()
        if found is None:
            raise forms.ValidationError("Seleksi ini tidak ditemukan.", code=E_REF)
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        seleksi, institution = data.get("seleksi"), data.get("institusi")
        if seleksi is not None and institution is not None and seleksi.case.institution_id != institution.pk:
            self.refuse("seleksi", E_REF, "Seleksi ini bukan milik institusi yang dipilih.")
        return data


def record(actor: Actor, raw: Mapping[str, Any]) -> Temuan:
    """Keep a finding; with a selection it also stands in the selection's ledger. No case state changes.

    Raises Refused: E-PERM for anybody but petugas KASN (logged), else the errors of TemuanForm.
    """
    if not is_kasn(actor):
        log_access(actor=actor, action=ACT, outcome=E_PERM, object_type="temuan")
        raise Refused(E_PERM, str(in_words("Temuan hanya dicatat oleh petugas {badan}.")))
    form = TemuanForm(raw, actor=actor)
    if not form.is_valid():
        errors = form.coded_errors()
        first = next(iter(errors.values()))[0]
        raise Refused(first.code, first.message, errors=errors)
    with transaction.atomic():
        now = database_now()
        values = dict(form.cleaned_data)
        uploads = values.pop(LAMPIRAN_TEMUAN)
        found = Temuan.objects.create(by=actor, at=now, **values)
        case = None
        if found.seleksi is not None:
            case = Case.objects.select_for_update(no_key=True).get(pk=found.seleksi.pk)
        documents = _bind(found, uploads, case, actor)
        if case is not None:
            _write_down(found, case, documents, actor, now)
    return found


def _bind(found: Temuan, uploads: Any, case: Case | None, actor: Actor) -> list[dict[str, Any]]:
    """Files of a finding belong to its selection; without one to the finding itself. Returns digests."""
    try:
        attachments = bind(
            uploads,
            kind=LAMPIRAN_TEMUAN,
            boundary=case.pk if case is not None else found.pk,
            owner_type=OWNER,
            owner_id=found.pk,
            act=ACT,
            state=case.state if case is not None else "",
            uploader=actor,
        )
    except DocumentError as error:
        faults = {LAMPIRAN_TEMUAN: [FieldError(error.code, error.message)]}
        raise Refused(error.code, error.message, errors=faults) from error
    lock_later(attachments)
    return digests(attachments)


def readable(attachment: Attachment, actor: Actor) -> bool:
    """Files of a finding without a selection: KASN's and the auditor's."""
    return sees_all(actor)


def _write_down(found: Temuan, case: Case, documents: list[dict[str, Any]], actor: Actor, now: Any) -> None:
    append(
        case,
        object_type="jpt",
        object_id=case.pk,
        act=ACT,
        source=case.state,
        target=case.state,
        actor=actor,
        at=now,
        values={
            "kode": kept(found.kode),
            "uraian": kept(found.uraian),
            TEXTS: kept({"kode": found.get_kode_display()}),
        },
        documents=documents,
        extra={"temuan": str(found.pk), "kode": str(found.kode)},
    )
    case.save(update_fields=["head", "seq"])
