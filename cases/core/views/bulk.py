"""One act on several cases: chosen in a list or on the board, answered row by row (SJ-39, SJ-137)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.core.bulk import perform_each
from cases.core.forms import GantiPetugasForm, PetugasForm
from cases.core.listing import uuid_or_none
from cases.core.models import Case
from cases.core.selectors import cases_visible_to
from cases.organisations.badan import in_words
from cases.organisations.permissions import is_supervisor
from workflows.errors import Refused
from workflows.forms import ActForm

from .entered import bound, receive
from .page import crumbs, page, require, safe_back

#: Acts that may be done on several cases at once, with their button.
BULK_ACTS = {"pilih_petugas": "Pilih petugas", "ganti_petugas": "Ganti petugas"}
_FORMS: dict[str, type[ActForm]] = {"pilih_petugas": PetugasForm, "ganti_petugas": GantiPetugasForm}


@page("POST")
def bulk(request: HttpRequest) -> HttpResponse:
    """First press: the chosen cases and the form. Second press (`kirim`): the results."""
    require(request, is_supervisor(request.user), str(in_words("Admin {badan} dan Komisioner")))
    act = request.POST.get("tindakan", "")
    if act not in BULK_ACTS:
        return redirect("kasus:tugas")
    ids = [pk for pk in map(uuid_or_none, request.POST.getlist("kasus")) if pk is not None]
    chosen = list(cases_visible_to(request.user).filter(pk__in=ids).select_related("institution", "assignee"))
    form = _FORMS[act](actor=request.user)
    if request.POST.get("kirim") and chosen:
        values, _ = receive(request, _FORMS[act])
        form = bound(_FORMS[act], values, subject=None, actor=request.user)
        if form.is_valid():
            return _results(request, act, chosen, values)
    context = {
        "act": act,
        "title": BULK_ACTS[act],
        "form": form,
        "cases": chosen,
        "back_url": safe_back(request),
        "breadcrumbs": crumbs(here=BULK_ACTS[act]),
    }
    return render(request, "core/bulk.html", context, status=422 if form.is_bound and form.errors else 200)


def _results(request: HttpRequest, act: str, chosen: list[Case], values: dict[str, Any]) -> HttpResponse:
    by_id = {case.pk: case for case in chosen}
    results = [
        result_row(by_id[pk], outcome) for pk, outcome in perform_each(request.user, act, list(by_id), values)
    ]
    return results_page(request, BULK_ACTS[act], results, safe_back(request))


def result_row(case: Case, outcome: Any) -> dict[str, Any]:
    refused = outcome if isinstance(outcome, Refused) else None
    reasons = [reason.message for reason in refused.reasons] if refused is not None else []
    return {
        "label": case.title,
        "number": case.number,
        "institution": case.institution.nama,
        "url": reverse("kasus:kasus", args=[case.pk]),
        "ok": refused is None,
        "code": refused.code if refused is not None else "",
        "text": " ".join(reasons) or (str(refused.message) if refused is not None else "Berhasil."),
    }


def results_page(
    request: HttpRequest, title: str, results: list[dict[str, Any]], back_url: str
) -> HttpResponse:
    done = sum(1 for row in results if row["ok"])
    context = {
        "title": title,
        "results": results,
        "done": done,
        "refused_count": len(results) - done,
        "back_url": back_url,
        "breadcrumbs": crumbs(here=title),
    }
    return render(request, "core/bulk_result.html", context)
