"""Pages of the register of institutions: KASN and auditors read, Admin changes, institutions do not come here."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases.organisations.models import Institution
from cases.organisations.permissions import administers
from cases.organisations.requests import AccountRequest
from cases.pengelolaan.act_page import act_page
from cases.shell.entered import Values
from cases.shell.exports import list_response
from cases.shell.form_page import form_page
from cases.shell.keeping import Keeping
from cases.shell.lists import print_fields
from cases.shell.page import (
    address,
    crumbs,
    first_page,
    list_frame,
    page,
    require_admin,
    require_overseer,
)
from workflows.gate import perform
from workflows.machine import row_for, rows_in
from workflows.offers import not_offered

from .filters import InstitusiFilter
from .forms import TambahForm
from .listing import HEADER, export_rows, get_for, institutions, page_of, row_of, state_of
from .models import MACHINE, Institusi
from .reading import detail_of, first_of, hanging_on, history_of, people_of, said

TITLE, NEW = "Daftar Institusi", "Tambah Institusi"
#: Acts before which a person sees what hangs on the institution, with what becomes of it.
WITH_WHAT_HANGS = {
    "gabung": "Semua di bawah ini mengikuti ke institusi tujuan dalam satu langkah. Institusi ini tetap terbaca "
    "sebagai riwayat; akunnya menjadi akun institusi tujuan dengan hak yang sama.",
    "tutup": "Akun institusi ini tidak dapat masuk lagi. Kasusnya tetap terbaca oleh pengawas dan auditor.",
}


@page()
def institutions_list(request: AccountRequest) -> HttpResponse:
    """NAMA INSTITUSI · JENIS · EMAIL · AKSI (Gambar 6)."""
    require_overseer(request)
    form = InstitusiFilter(request)
    filters = form.values()
    found = first_page(request, lambda cursor: page_of(filters, cursor=cursor), form=form)
    query = request.GET.urlencode()
    admin = administers(request.user)
    context = {
        "title": TITLE,
        **list_frame(request, form, found, institutions(filters)),
        "rows": [_shown(one, admin) for one in found.rows],
        "export_url": reverse("pengelolaan:institusi-ekspor") + (f"?{query}" if query else ""),
        "print": {"jenis": "daftar_institusi", "fields": print_fields(request)},
        "may_add": admin,
        "breadcrumbs": crumbs(here=TITLE),
    }
    return render(request, "pengelolaan/institusi/list.html", context, status=form.status)


def _shown(one: Institution, admin: bool) -> dict[str, Any]:
    """A row with what can be done about it: looking, and a first login where there is none."""
    state = state_of(one)
    giving = admin and one.is_active and not row_of(one)["berakun"]
    return {
        **row_of(one),
        "tone": MACHINE.tones[state],
        "url": reverse("pengelolaan:satu-institusi", args=[one.pk]),
        "beri_akun": reverse("pengelolaan:institusi-ubah", args=[one.pk, "beri_akun"]) if giving else "",
    }


@page(file=True)
def export(request: AccountRequest) -> StreamingHttpResponse:
    """The list as filtered."""
    require_overseer(request)
    filters = InstitusiFilter(request).strict()
    return list_response(request, "institusi", HEADER, export_rows(filters), filters)


@page()
def one(request: AccountRequest, pk: Any) -> HttpResponse:
    """One institution: data, former names, people, what hangs on it, history."""
    require_overseer(request)
    record = Institusi.opened(get_for(request.user, pk))
    institution = record.institution
    changes = first_page(request, lambda cursor: history_of(institution, cursor=cursor), name="riwayat")
    context = {
        "title": institution.nama,
        **detail_of(record),
        "tone": MACHINE.tones[state_of(institution)],
        "orang": people_of(institution),
        "acts": _acts(record, request.user),
        "changes": changes.rows,
        "older": address(request, riwayat=changes.next) if changes.next else "",
        "newer": address(request, riwayat=changes.previous) if changes.previous else "",
        "breadcrumbs": crumbs((TITLE, reverse("pengelolaan:institusi")), here=institution.nama),
    }
    return render(request, "pengelolaan/institusi/detail.html", context)


def _acts(record: Institusi, actor: Any) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "label": row.label,
            "danger": row.danger,
            "url": reverse("pengelolaan:institusi-ubah", args=[record.pk, name]),
        }
        for name, row in rows_in(type(record), record.state)
        if row.who is not None and row.who.could(actor)
    ]


@page("GET", "HEAD", "POST")
def new(request: AccountRequest) -> HttpResponse:
    """TAMBAH INSTITUSI (Gambar 5)."""
    require_admin(request)
    trail = crumbs((TITLE, reverse("pengelolaan:institusi")), here=NEW)
    keeping = Keeping(request, TambahForm, case_type="institusi", act="tambah", title=NEW)

    def press(values: Values) -> tuple[str, str]:
        made: Any = perform(Institusi(), "tambah", actor=request.user, data=values).obj
        told = f"Tambah institusi sudah dicatat: {made.institution.nama}, kode {made.institution.kode}."
        return reverse("pengelolaan:satu-institusi", args=[made.pk]), told

    return form_page(
        request,
        keeping,
        press,
        template="pengelolaan/institusi/form.html",
        back=reverse("pengelolaan:institusi"),
        trail=trail,
        shown=lambda: {"new": True},
    )


@page("GET", "HEAD", "POST")
def change(request: AccountRequest, pk: Any, name: str) -> HttpResponse:
    """The form of one act."""
    require_admin(request)
    record = Institusi.opened(get_for(request.user, pk))
    row = row_for(type(record), name, record.state)
    if row is None or row.form is None:
        raise not_offered(record, name)
    institution = record.institution
    url = reverse("pengelolaan:satu-institusi", args=[record.pk])
    trail = crumbs((TITLE, reverse("pengelolaan:institusi")), (institution.nama, url), here=row.label)
    title = f"{row.label} — {institution.nama}"

    def shown() -> dict[str, Any]:
        found = {"intro": str(row.explains), "destructive": row.danger}
        if row.danger:
            found["submit_label"] = row.label
        if name in WITH_WHAT_HANGS:
            found |= {
                "consequence": WITH_WHAT_HANGS[name],
                "terkait": hanging_on(institution),
                "pertama": [{"teks": text, "url": url} for text, url in first_of(institution)],
                "orang": [person for person in people_of(institution) if person["aktif"]],
            }
        return found

    return act_page(
        request,
        record,
        name,
        row,
        template="pengelolaan/institusi/form.html",
        back=url,
        said=lambda done: f"{row.label} sudah dicatat untuk {institution.nama}: {said(done.entry)}.",
        title=title,
        of_record=True,
        trail=trail,
        initial=row.form.initial_for(record) | request.GET.dict(),
        shown=shown,
    )
