"""The tab Dokumen: every kind with its versions and what is still asked for; download; Tarik berkas (SJ-140)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from cases.core.declared.registry import case_type
from cases.core.doing.forms import AlasanForm
from cases.core.doing.withdrawal import (
    TRIED,
    file_of_case,
    may_withdraw,
    refused_now,
    withdraw_file,
    withdrawing,
)
from cases.core.reading.archive import respond
from cases.core.reading.files import files_kept, files_of, get_file_for, open_file
from cases.core.reading.needs import Need, needs_of
from cases.core.reading.saying import machines
from cases.organisations.requests import AccountRequest
from documents.kinds import kinds
from documents.models import Attachment, ScanState
from workflows.errors import E_PERM
from workflows.gate import told
from workflows.machine import act_said

from .case import CasePage
from .case_parts import case_crumbs, file_row
from .entered import Values
from .form_page import form_page
from .keeping import Keeping
from .page import find_case, log_refused, page


@page()
def documents(request: AccountRequest, pk: Any) -> HttpResponse:
    case = find_case(request, pk)
    case_page = CasePage(request, case, files_kept(case))
    subject, actor = case_page.subject, request.user
    needs = needs_of(subject, actor)
    mine = withdrawing(subject, actor)
    files = sorted(files_of(subject, actor), key=lambda f: (f.kind_label, f.kind))
    groups = [
        {
            "label": kinds[kind].label,
            "needs": sentences([need for need in needs if need.kind == kind]),
            "documents": [_document(list(d), subject, mine) for _, d in groupby(rows, lambda f: f.document)],
        }
        for kind, rows in groupby(files, key=lambda f: f.kind)
    ]
    given = {f.kind for f in files if f.can_stand}
    waiting = dict.fromkeys(need.kind for need in needs if need.kind not in given)
    return case_page.render(
        "core/case_documents.html",
        "dokumen",
        groups=groups,
        archive_url=reverse("kasus:arsip", args=[pk]) if groups else "",
        waiting=[
            {
                "label": kinds[kind].label,
                "needs": sentences([need for need in needs if need.kind == kind]),
                "types": kinds[kind].describe(),
            }
            for kind in waiting
        ],
    )


@page(file=True)
def download(request: AccountRequest, pk: Any) -> HttpResponse:
    """A short-lived address of the object store, after the access check (SJ-140)."""
    return redirect(open_file(request.user, get_file_for(request.user, pk)))


@page(file=True)
def archive(request: AccountRequest, pk: Any) -> StreamingHttpResponse:
    """All files of the case that this person may read, as one ZIP with an index."""
    return respond(CasePage(request, find_case(request, pk)).subject, request.user)


@page("GET", "HEAD", "POST")
def withdraw(request: AccountRequest, pk: Any) -> HttpResponse:
    """Tarik berkas: asks for the reason."""
    keeping = Keeping(request, AlasanForm, case_type="dokumen", act=TRIED, object_id=pk, title="Tarik berkas")

    def press(values: Values) -> tuple[str, str]:
        done = withdraw_file(request.user, pk, values)
        return reverse("kasus:dokumen", args=[done.boundary]), f"Berkas “{done.original_name}” ditarik."

    def shown() -> dict[str, Any]:
        found, subject = file_of_case(request.user, pk)
        refused = refused_now(found, subject, request.user)
        if refused is not None:
            if refused.code == E_PERM:  # to look at what no longer applies is no attempt
                about = {"dokumen": str(pk), "jenis": found.kind, **told(refused)}
                kind, case_id = subject.machine.key, found.boundary
                log_refused(request, E_PERM, action=TRIED, object_type=kind, object_id=case_id, **about)
            raise refused
        case = subject.case
        request.case_type_key = case.type  # as `find_subject` does
        return {
            "file_list": [{**file_row(found), "kind_label": found.kind_label}],
            "case": case,
            "tz": case.institution.zona_waktu,
            "earlier": _stands_again(found),
            "submit_label": "Tarik berkas",
            "cancel_url": reverse("kasus:dokumen", args=[case.pk]),
            "breadcrumbs": case_crumbs(case_type(case.type), case, "Tarik berkas"),
        }

    return form_page(request, keeping, press, template="core/withdraw.html", shown=shown)


def _stands_again(found: Attachment) -> Attachment | None:
    """The version that counts again once this one is withdrawn."""
    versions = Attachment.objects.filter(document=found.document, withdrawn_at=None).order_by("-version")
    newest = [version for version in versions if version.can_stand][:2]
    return newest[1] if len(newest) == 2 and newest[0].pk == found.pk else None


def sentences(needs: Sequence[Need]) -> list[str]:
    """["Wajib pada Pelaporan, Kirim perbaikan laporan: paling sedikit 1 berkas.", "Boleh pada …"]."""
    acts: dict[tuple[int, int | None], list[str]] = {}
    for need in needs:
        label = act_said(need.act.name, need.act.row.label)
        labels = acts.setdefault((need.minimum, need.maximum), [])
        if label not in labels:
            labels.append(label)
    return [
        _sentence(*number, labels) for number, labels in sorted(acts.items(), key=lambda item: -item[0][0])
    ]


def _sentence(minimum: int, maximum: int | None, acts: Sequence[str]) -> str:
    where = f"{'Wajib' if minimum else 'Boleh'} pada {', '.join(acts)}"
    if maximum == 1:
        return f"{where}: satu berkas."
    return f"{where}: paling sedikit {minimum} berkas." if minimum else f"{where}."


def _document(versions: Sequence[Attachment], subject: Any, mine: bool) -> dict[str, Any]:
    """One document: the version that stands and those that no longer can; those it replaced below them."""
    standing = next((v for v in versions if v.can_stand), None)
    rows = [_version(v, v is standing, subject, mine) for v in versions]
    shown = [r for r, v in zip(rows, versions, strict=True) if r["stands"] or not v.can_stand]
    return {"shown": shown, "replaced": [row for row in rows if row not in shown]}


def _version(found: Attachment, stands: bool, subject: Any, mine: bool) -> dict[str, Any]:
    withdrawable = mine and may_withdraw(found, subject)
    return {
        **file_row(found),
        "stands": stands,
        "withdrawn": found.withdraw_reason if found.withdrawn else "",
        "withdrawn_at": found.withdrawn_at,
        "scan": ScanState(found.scan_state).label.lower(),
        "state": _state_of(found, subject),
        "on_behalf_of": found.on_behalf_of,
        "retention": f"{found.retention} tahun setelah kasus berakhir" if found.retention else "selamanya",
        "locked_until": found.locked_until,
        "withdraw_url": reverse("kasus:tarik-berkas", args=[found.pk]) if withdrawable else "",
    }


def _state_of(found: Attachment, subject: Any) -> str:
    """When it was attached, in words: the state of its owner, or of the case where that has no machine."""
    if not found.state_at_upload:
        return "saat dibuat"
    machine = machines().get(found.owner_type, subject.machine)
    return f"pada status {machine.label_of(found.state_at_upload)}"
