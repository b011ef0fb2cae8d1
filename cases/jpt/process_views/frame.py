"""What the pages of Proses Seleksi share: whose they are, what they are called, their draft and their frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from uuid_utils.compat import uuid7

from cases.core.declared.registry import case_type
from cases.core.doing import drafts
from cases.jpt.models import Kandidat
from cases.organisations.permissions import acts_for
from cases.organisations.requests import AccountRequest
from cases.shell.keeping import Keeping
from cases.shell.page import crumbs, find_subject, list_crumb, require
from workflows.forms import ActForm
from workflows.legal import shown
from workflows.machine import any_row

#: So many names stand in a message as they are.
NAMED = 5


def own_selection(request: AccountRequest, pk: Any, action: str) -> Any:
    """The selection, for its institution. Raises Refused."""
    subject = find_subject(request, pk, action)
    if subject.machine.key != "jpt":
        raise Http404
    require(request, acts_for(request.user, subject.case.institution_id), "petugas institusi pemilik data")
    return subject


def version_shown(request: HttpRequest, kandidat: Any) -> int | None:
    """The version of the candidate that the page showed."""
    posted = request.POST.get(f"versi-{kandidat.pk}", "")
    return int(posted) if posted.isascii() and posted.isdigit() and len(posted) < 10 else None


def said(act: str, rows: Sequence[Any]) -> str:
    """What was done, with whom: everybody by name, so that a press on many can be checked."""
    names = [kandidat.called() for kandidat in rows]
    if act == "simpan_skor":
        return with_names(f"{len(rows)} skor sudah disimpan", names)
    if len(rows) == 1:
        return with_names(label_of(act), names)
    return with_names(f"{label_of(act)} untuk {len(rows)} kandidat", names)


def with_names(what: str, names: Sequence[str]) -> str:
    """A sentence and its names; many of them are folded away, so that the page below stays in sight."""
    listed = ", ".join(names)
    if len(names) <= NAMED:
        return f"{what}: {listed}."
    return format_html(
        '{}. <details class="alur-message__more"><summary>Lihat nama</summary>{}.</details>', what, listed
    )


def label_of(act: str) -> str:
    row = any_row(Kandidat, act)
    return row.label if row is not None else act


def basis_of(act: str) -> str:
    row = any_row(Kandidat, act)
    return shown(row.legal_basis) if row is not None else ""


def keeping_of(
    request: HttpRequest, subject: Any, act: str, title: str, name: str, form: type[ActForm] | None = None
) -> Keeping:
    """The private draft of a page for several candidates; name: what the names of its fields begin with, beside
    those of `form`."""
    about = f"{subject.case.number} · {subject.case.title}"
    return Keeping(
        request,
        form,
        case_type="jpt",
        act=f"{act}_bersama",
        object_id=subject.pk,
        title=title,
        about=about,
        extra=[name],
    )


def typed_before(request: HttpRequest, keeping: Keeping) -> Mapping[str, Any]:
    """What the page shows again: what was posted now, else what the draft holds."""
    if request.method == "POST":
        return request.POST
    return drafts.posted(keeping.draft) if keeping.draft is not None else {}


def form_page(
    request: HttpRequest, subject: Any, template: str, form: Any, context: Mapping[str, Any], status: int
) -> HttpResponse:
    case, kind = subject.case, case_type("jpt")
    proses = reverse("kasus:proses", args=[case.pk])
    shared = {
        "case": case,
        "kind": kind,
        "form": form,
        "cancel_url": proses,
        "idempotency_key": str(uuid7()),
        "breadcrumbs": crumbs(
            list_crumb(kind),
            (case.number, reverse("kasus:kasus", args=[case.pk])),
            ("Proses", proses),
            here=context["title"],
        ),
    }
    return render(request, template, {**shared, **context}, status=status)
