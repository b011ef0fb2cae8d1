"""Pages the shell cannot give: the score grid, Buat sampel, Catat temuan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.core.views.case import show_process
from cases.core.views.entered import add_refusal, bound, receive
from cases.core.views.page import crumbs, find_subject, page, require
from cases.organisations.permissions import acts_for, is_kasn
from cases.organisations.roles import Role
from workflows.errors import E_HIDE, E_PERM, E_STATE, FIELD_CODES, HTTP_STATUS, Refused
from workflows.forms import ActForm
from workflows.gate import perform

from .findings import TemuanForm, record
from .sampling import SampelForm, make_sample
from .states import SCORED
from .summary import grid


@page("POST")
def save_scores(request: HttpRequest, pk: Any) -> HttpResponse:
    """Save what was entered in the grid, each candidate by an act of its own (SJ-95).

    What is saved stays saved; what was refused is shown at its cell with its reason, nothing typed is lost.
    """
    subject: Any = find_subject(request, pk, "simpan_skor")
    require(request, acts_for(request.user, subject.case.institution_id), "petugas institusi pemilik data")
    saved, refused = 0, {}
    for kandidat in subject.facts.kandidat:
        for tahap in SCORED:
            name = f"skor-{kandidat.pk}-{tahap.value}"
            value = request.POST.get(name, "").strip()
            if not value or kandidat.skor_of(tahap) is not None:
                continue  # saved before: a correction is an act of its own, with a reason
            try:
                _save(request, kandidat, tahap, value)
                saved += 1
            except Refused as error:
                if error.code in (E_PERM, E_HIDE):
                    raise
                refused[name] = {"value": value, "error": error.message, "code": error.code}
    if saved:
        messages.success(request, f"{saved} skor sudah disimpan.")
    if not refused:
        return redirect("kasus:proses", pk=pk)
    fresh: Any = find_subject(request, pk)
    answer: HttpResponse = show_process(request, pk, **grid(fresh, request.user, refused))
    answer.status_code = 422
    return answer


def _save(request: HttpRequest, kandidat: Any, tahap: Any, value: str) -> None:
    if kandidat.state != tahap:
        raise Refused(E_STATE, f"Kandidat berada pada tahap {kandidat.state_label}.")
    version = request.POST.get(f"versi-{kandidat.pk}", "")
    perform(
        kandidat,
        "simpan_skor",
        actor=request.user,
        data={"skor": value},
        version=int(version) if version.isdigit() else None,
    )


@page("GET", "POST", "HEAD")
def sample(request: HttpRequest) -> HttpResponse:
    """Buat sampel (SJ-108): Komisioner only."""
    require(request, request.user.role == Role.KASN_KOMISIONER, "Komisioner")  # type: ignore[union-attr]

    def done(made: Any) -> str:
        return (
            f"Sampel dengan seed {made.seed} dibuat: {len(made.terpilih)} seleksi mendapat tugas Monitoring."
        )

    return _form_page(request, SampelForm, make_sample, "Buat sampel", "SJ-108", done)


@page("GET", "POST", "HEAD")
def finding(request: HttpRequest) -> HttpResponse:
    """Catat temuan (SJ-141): petugas KASN."""
    require(request, is_kasn(request.user), "petugas KASN")  # type: ignore[arg-type]
    return _form_page(
        request, TemuanForm, record, "Catat temuan", "SJ-141", lambda _: "Temuan sudah dicatat."
    )


def _form_page(
    request: HttpRequest,
    form_class: type[ActForm],
    do: Callable[[Any, Any], Any],
    title: str,
    legal_basis: str,
    done: Callable[[Any], str],
) -> HttpResponse:
    form: Any = form_class(actor=request.user, initial=request.GET.dict())
    status = 200
    if request.method == "POST":
        values, uploads = receive(request, form_class)
        form = bound(form_class, values, subject=None, actor=request.user, uploads=uploads)
        try:
            messages.success(request, done(do(request.user, values)))
            return redirect("kasus:daftar", type_key="jpt")
        except Refused as refused:
            if refused.code not in FIELD_CODES:
                raise
            add_refusal(form, refused)
            status = HTTP_STATUS[refused.code]
    url = reverse("kasus:daftar", args=["jpt"])
    context = {
        "form": form,
        "title": title,
        "legal_basis": legal_basis,
        "submit_label": title,
        "cancel_url": url,
        "breadcrumbs": crumbs(("Daftar Seleksi", url), here=title),
    }
    return render(request, "jpt/form.html", context, status=status)
