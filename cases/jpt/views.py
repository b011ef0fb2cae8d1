"""Pages the shell cannot give: Buat sampel, Catat temuan. Those of Proses Seleksi are in process_views."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases.core.bodies import takes_files
from cases.core.views.entered import add_refusal, bound, receive
from cases.core.views.keeping import Keeping, send_once, told_before
from cases.core.views.page import crumbs, page, require
from cases.organisations.badan import in_words
from cases.organisations.permissions import is_kasn
from cases.organisations.roles import Role
from workflows.errors import FIELD_CODES, HTTP_STATUS, Refused
from workflows.forms import ActForm
from workflows.legal import shown

from .findings import TemuanForm, record
from .sampling import SampelForm, make_sample


@page("GET", "POST", "HEAD")
def sample(request: HttpRequest) -> HttpResponse:
    """Buat sampel (SJ-108): Komisioner only."""
    require(request, request.user.role == Role.KASN_KOMISIONER, "Komisioner")  # type: ignore[union-attr]

    def done(made: Any) -> str:
        drawn = f"{len(made.terpilih)} seleksi mendapat tugas Monitoring"
        return f"Sampel dengan angka awal undian {made.seed} dibuat: {drawn}."

    return _form_page(request, "buat_sampel", SampelForm, make_sample, "Buat sampel", "SJ-108", done)


@takes_files
@page("GET", "POST", "HEAD")
def finding(request: HttpRequest) -> HttpResponse:
    """Catat temuan (SJ-141): petugas KASN."""
    require(request, is_kasn(request.user), str(in_words("petugas {badan}")))  # type: ignore[arg-type]
    return _form_page(
        request,
        "catat_temuan",
        TemuanForm,
        record,
        "Catat temuan",
        "SJ-141",
        lambda _: "Temuan sudah dicatat.",
    )


def _form_page(
    request: HttpRequest,
    act: str,
    form_class: type[ActForm],
    do: Callable[[Any, Any], Any],
    title: str,
    legal_basis: str,
    done: Callable[[Any], str],
) -> HttpResponse:
    list_url = reverse("kasus:daftar", args=["jpt"])
    trail = crumbs(("Daftar Seleksi", list_url), here=title)
    keeping = Keeping(request, form_class, case_type="jpt", act=act, title=title)
    if (told := told_before(request, keeping, breadcrumbs=trail)) is not None:
        return told
    form: Any = form_class(actor=request.user, initial=request.GET.dict() | keeping.values())
    status = 200
    if request.method == "POST":
        values, uploads = receive(request, form_class)
        form = bound(form_class, values, subject=None, actor=request.user, uploads=uploads)
        try:
            return send_once(request, keeping, lambda: (list_url, done(do(request.user, values))))
        except Refused as refused:
            keeping.keep(values)
            if refused.code not in FIELD_CODES:
                raise
            add_refusal(form, refused)
            status = HTTP_STATUS[refused.code]
    context = {
        "form": form,
        **keeping.context(),
        "title": title,
        "legal_basis": shown(legal_basis),
        "submit_label": title,
        "cancel_url": list_url,
        "breadcrumbs": trail,
    }
    return render(request, "jpt/form.html", context, status=status)
