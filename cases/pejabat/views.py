"""Daftar Pejabat and Tambah Pejabat."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases.organisations.permissions import looks_after_cases, sees_all
from cases.organisations.requests import AccountRequest
from cases.shell.bodies import takes_files
from cases.shell.entered import Values
from cases.shell.exports import list_response
from cases.shell.form_page import form_page
from cases.shell.keeping import Keeping
from cases.shell.lists import print_fields
from cases.shell.page import crumbs, first_page, list_frame, page

from .filters import PejabatFilter
from .forms import PejabatForm
from .listing import HEADER, export_rows, officials, page_of, row_of
from .models import Pejabat
from .register import ACT, add, assert_may_add

TITLE, NEW = "Daftar Pejabat", "Tambah Pejabat"


@page()
def officials_list(request: AccountRequest) -> HttpResponse:
    form = PejabatFilter(request)
    filters = form.values()
    found = first_page(request, lambda cursor: page_of(request.user, filters, cursor=cursor), form=form)
    query = request.GET.urlencode()
    context = {
        "title": TITLE,
        **list_frame(request, form, found, officials(request.user, filters)),
        "rows": [row_of(official) for official in found.rows],
        "export_url": reverse("pejabat:ekspor") + (f"?{query}" if query else ""),
        "print": {"jenis": "daftar_pejabat", "fields": print_fields(request)},
        "may_add": looks_after_cases(request.user),
        "all_institutions": sees_all(request.user),
        "breadcrumbs": crumbs(here=TITLE),
    }
    return render(request, "pejabat/list.html", context, status=form.status)


@page(file=True)
def export(request: AccountRequest) -> StreamingHttpResponse:
    """The list as filtered (SJ-54)."""
    filters = PejabatFilter(request).strict()
    return list_response(request, "pejabat", HEADER, export_rows(request.user, filters), filters)


@takes_files
@page("GET", "POST", "HEAD")
def new(request: AccountRequest) -> HttpResponse:
    """Tambah Pejabat (SJ-47), from the menu or from an approved nomenklatur."""
    assert_may_add(request.user)
    keeping = Keeping(request, PejabatForm, case_type="pejabat", act=ACT, title=NEW)

    def press(values: Values) -> tuple[str, str]:
        made = add(request.user, values)
        told = f"Tambah pejabat sudah dicatat untuk {made.nama}: {_post_and_period(made)}."
        return reverse("pejabat:daftar"), told

    return form_page(
        request,
        keeping,
        press,
        template="pejabat/form.html",
        back=reverse("pejabat:daftar"),
        trail=crumbs((TITLE, reverse("pejabat:daftar")), here=NEW),
        initial=PejabatForm.initial_from(request.GET, request.user),
    )


def _post_and_period(made: Pejabat) -> str:
    post, period = made.nomenklatur, f"{made.mulai:%d/%m/%Y}–{made.akhir:%d/%m/%Y}"
    return f"{post.jabatan} pada {post.unit_kerja}, {period}, SK {made.sk}"
