"""Pages of the accounts (SJ-12 … SJ-16): petugas of the body and auditors read, Admin acts, institutions stay out."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases.organisations.permissions import administers
from cases.organisations.requests import AccountRequest
from cases.pengelolaan.act_page import act_page
from cases.shell.bodies import takes_files
from cases.shell.entered import Values
from cases.shell.form_page import form_page
from cases.shell.keeping import Keeping
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
from workflows.machine import row_for
from workflows.offers import not_offered, offer_of

from . import reading
from .filters import PetugasFilter
from .forms import TambahPetugasForm
from .models import Akun

TITLE, NEW = "Daftar Petugas", "Tambah Petugas"
#: Acts before which the open work is shown, with what becomes of it.
WITH_WORK = {
    "nonaktifkan": "Kasus di bawah ini beralih kepada pengganti yang Anda pilih, masing-masing dengan catatan Ganti "
    "petugas. Tugas yang diambil dari antrean kembali ke antreannya. Yang tidak dapat dialihkan masuk antrean "
    "penyelia, dan penyelia diberi tahu.",
    "akhiri_penugasan": "Kasus di bawah ini yang sesudahnya tidak menjadi hak orang ini beralih kepada pengganti. "
    "Tugas antrean yang bukan bagian peran lainnya kembali ke antreannya.",
    "pindah_institusi": "Tugas di bawah ini kembali ke antrean institusi lama.",
    "ubah_role": "Auditor tidak menangani kasus: bila role barunya Auditor, kasus di bawah ini beralih kepada "
    "pengganti. Tugas antrean yang bukan bagian role baru kembali ke antreannya.",
}


@page()
def accounts(request: AccountRequest) -> HttpResponse:
    """Nama · Role · Jabatan · Email · Status · Aksi (SJ-16)."""
    require_overseer(request)
    form = PetugasFilter(request)
    filters = form.values()
    found = first_page(request, lambda cursor: reading.page_of(filters, cursor=cursor), form=form)
    context = {
        "title": TITLE,
        **list_frame(request, form, found, reading.people(filters)),
        "rows": found.rows,
        "may_act": administers(request.user),
        "own_id": str(request.user.pk),  # nobody shuts the own account or hands it a password
        "breadcrumbs": crumbs(here=TITLE),
    }
    return render(request, "pengelolaan/akun/daftar.html", context, status=form.status)


@page()
def account(request: AccountRequest, pk: Any) -> HttpResponse:
    """Lihat: one account, what may be done with it, what it still has to do, and its history."""
    require_overseer(request)
    record = reading.account_of(request.user, pk)
    changes = first_page(request, lambda cursor: reading.history_of(record, cursor=cursor), name="riwayat")
    detail = reading.detail_of(record, request.user)
    context = {
        "title": record.user.nama,
        "orang": detail,
        "acts": _acts(record, request.user),
        "may_act": administers(request.user),
        "own_id": str(request.user.pk),
        "photo_url": reverse("kasus:halaman", args=[detail["foto"], 1]) if detail["foto"] else "",
        "changes": changes.rows,
        "older": address(request, riwayat=changes.next) if changes.next else "",
        "newer": address(request, riwayat=changes.previous) if changes.previous else "",
        "breadcrumbs": crumbs((TITLE, reverse("pengelolaan:petugas")), here=record.user.nama),
    }
    return render(request, "pengelolaan/akun/satu.html", context)


def _acts(record: Akun, actor: Any) -> list[dict[str, Any]]:
    return [
        {**offer, "url": reverse("pengelolaan:petugas-tindakan", args=[record.pk, offer["name"]])}
        for offer in reading.offers_of(record, actor)
    ]


@takes_files
@page("GET", "HEAD", "POST")
def new(request: AccountRequest) -> HttpResponse:
    """TAMBAH PETUGAS (Gambar 4)."""
    require_admin(request)
    trail = crumbs((TITLE, reverse("pengelolaan:petugas")), here=NEW)
    keeping = Keeping(request, TambahPetugasForm, case_type="akun", act="tambah_petugas", title=NEW)

    def press(values: Values) -> tuple[str, str]:
        made: Any = perform(Akun.new(), "tambah_petugas", actor=request.user, data=values).obj
        told = (
            f"Akun {made.user.username} untuk {made.user.nama} dibuat. Serahkan username dan password kepada yang "
            "bersangkutan; password wajib diganti saat pertama masuk."
        )
        return reverse("pengelolaan:petugas-satu", args=[made.pk]), told

    return form_page(
        request,
        keeping,
        press,
        template="pengelolaan/akun/form.html",
        back=reverse("pengelolaan:petugas"),
        trail=trail,
    )


@takes_files
@page("GET", "HEAD", "POST")
def change(request: AccountRequest, pk: Any, name: str) -> HttpResponse:
    """The form of one act: it says what follows, asks why, and does it once."""
    require_admin(request)
    record = reading.account_of(request.user, pk, name)
    person = record.user
    row = row_for(type(record), name, record.state)
    if row is None or row.form is None or row.who is None or not row.who.may(record, request.user):
        raise not_offered(record, name)
    if request.method != "POST":
        _assert_open(record, name, request.user)
    back = reverse("pengelolaan:petugas-satu", args=[record.pk])
    title = f"{row.label} — {record.called()}"  # two people may share a name

    def shown() -> dict[str, Any]:
        found = {"explains": str(row.explains), "destructive": row.danger}
        if row.danger:
            found["submit_label"] = row.label
        if name in WITH_WORK:
            found |= {"consequence": WITH_WORK[name], "pekerjaan": reading.work_of(person, request.user)}
        return found

    return act_page(
        request,
        record,
        name,
        row,
        template="pengelolaan/akun/form.html",
        back=back,
        said=lambda done: f"{row.label} sudah dicatat untuk {person.nama} (catatan nomor {done.entry.seq}).",
        title=title,
        of_record=True,
        trail=crumbs((TITLE, reverse("pengelolaan:petugas")), (person.nama, back), here=row.label),
        initial={**row.form.initial_for(record), **_named(request)},
        shown=shown,
    )


def _named(request: AccountRequest) -> dict[str, str]:
    """What the link said it is about: an appointment of a table."""
    return {name: request.GET[name] for name in ("penugasan",) if name in request.GET}


def _assert_open(record: Akun, name: str, actor: Any) -> None:
    """Nobody fills a form of which the refusal is known before. A press is answered by the gate."""
    refused = offer_of(record, actor, name).refusal
    if refused is not None:
        raise refused
