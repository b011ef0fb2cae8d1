"""Tarik berkas (SJ-140): the institution withdraws a file of its own, with a reason; the file itself stays.

No act of the catalogue, like a claim: the state stays, the ledger of the case gets an entry. Which files in which
state says the case type (`CaseType.withdrawable`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.db import transaction

from cases.core.declared.registry import case_type
from cases.core.models import Case
from cases.core.reading.files import get_file_for
from cases.core.reading.selectors import subject_of
from cases.organisations.permissions import acts_for
from documents.binding import digests, withdraw
from documents.models import Attachment
from workflows.access import log_access
from workflows.actors import Actor
from workflows.errors import E_PERM, E_STATE, LOGGED_CODES, Refused, hidden, stale
from workflows.ledger import append, database_now, kept
from workflows.locks import own, said_busy
from workflows.machine import open_gate

from .forms import AlasanForm
from .notices import announce
from .subjects import CaseDetail

ACT = "tarik_berkas"


def refusal_of(attachment: Attachment, subject: CaseDetail, actor: Actor) -> Refused | None:
    """Why this person may not withdraw the file now, None if they may; in the order of the gate. No query."""
    if attachment.withdrawn:
        return Refused(E_STATE, f"Berkas “{attachment.original_name}” sudah ditarik sebelumnya.")
    if not case_type(subject.case.type).withdrawable(attachment, subject):
        return Refused(E_STATE, f"Berkas ini tidak dapat ditarik pada status {subject.state_label}.")
    institution = subject.case.institution_id
    if not acts_for(actor, institution):
        return Refused(E_PERM, "Berkas hanya ditarik oleh petugas institusi pemilik data.")
    if attachment.uploader.institution_id != institution:
        return Refused(E_PERM, "Berkas ini dikirim oleh pengawas; institusi tidak dapat menariknya.")
    return None


def open_withdrawal(actor: Actor, pk: Any) -> tuple[Attachment, CaseDetail]:
    """The file and its case for the form. Raises Refused as the withdrawal itself would, logged."""
    found = get_file_for(actor, pk, ACT)
    subject = subject_of(Case.objects.select_related("institution").get(pk=found.boundary))
    refused = refusal_of(found, subject, actor)
    if refused is not None:
        raise _logged(refused, found, actor)
    return found, subject


def withdraw_file(actor: Actor, pk: Any, raw: Mapping[str, Any], *, version: int | None = None) -> Attachment:
    """Withdraw one version, for good; the version before it stands again.

    raw: values of AlasanForm; version: that of the case as the caller saw it (If-Match). Raises Refused: E-HIDE,
    E-BUSY, E-STALE, E-STATE, E-PERM, E-REQ, in this order.
    """
    found = get_file_for(actor, pk, ACT)
    try:
        with said_busy(), transaction.atomic():
            return _under_lock(found, actor, raw, version)
    except Refused as caught:
        refused = caught
    raise _logged(refused, found, actor)


def _under_lock(found: Attachment, actor: Actor, raw: Mapping[str, Any], version: int | None) -> Attachment:
    kind = case_type(Case.objects.values_list("type", flat=True).get(pk=found.boundary))
    case = cast(Case, own(kind.machine, found.boundary))
    subject = subject_of(case)
    attachment = Attachment.objects.select_related("uploader").get(pk=found.pk)
    if not subject.sees(actor):
        raise hidden()
    if version is not None and version != subject.version:
        raise stale()
    if (refused := refusal_of(attachment, subject, actor)) is not None:
        raise refused
    form = AlasanForm(raw, subject=subject, actor=actor)
    if not form.is_valid():
        raise form.refusal()
    withdraw(attachment, by=actor, reason=form.cleaned_data["alasan"])
    _record(attachment, subject, case, actor)
    return attachment


def _record(attachment: Attachment, subject: CaseDetail, case: Case, actor: Actor) -> None:
    now = database_now()
    subject.refresh_files()
    with open_gate():
        subject.version += 1
        subject.save()
    entry = append(
        case,
        object_type=subject.machine.key,
        object_id=subject.pk,
        act=ACT,
        source=subject.state,
        target=subject.state,
        actor=actor,
        at=now,
        values={"alasan": kept(attachment.withdraw_reason)},
        documents=digests([attachment]),
        extra={"object_version": subject.version, "machine_version": case.machine_version},
    )
    route = subject.open_route()
    if route is not None:
        route.reconcile(subject, actor, at=now)
    case.version, case.updated_at = subject.version, now
    case.save(update_fields=["head", "seq", "version", "updated_at"])
    announce(case, "Berkas ditarik institusi", "petugas", besides=actor.pk, at=now, dedupe=entry.pk)


def _logged(refused: Refused, found: Attachment, actor: Actor) -> Refused:
    if refused.code in LOGGED_CODES:
        log_access(
            actor=actor,
            action=ACT,
            outcome=refused.code,
            object_type="dokumen",
            object_id=found.boundary,
            detail={"dokumen": str(found.pk), "jenis": found.kind},
        )
    return refused
