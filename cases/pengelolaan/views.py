"""Pages of the lists: what holds, what held, who changed it; changes by kasn_admin alone."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases.core.declared.menu import entries_of
from cases.organisations.badan import in_words
from cases.organisations.requests import AccountRequest
from cases.shell.page import (
    address,
    crumbs,
    first_page,
    neighbours,
    page,
    require_admin,
    require_overseer,
)
from workflows.errors import hidden
from workflows.machine import rows_in

from .act_page import act_page
from .models import Daftar
from .reading import BERAKHIR, BERLAKU, history_of, list_of, page_of, said, values_today
from .states import BADAN_KODE, KALENDER_KODE, KOMPETENSI_KODE, LABELS, PARAMETER_KODE, UNIT_KODE

GROUP, TITLE = "Pengelolaan", "Daftar dan parameter"
#: What is to be known about a list, above it.
NOTES = {
    KOMPETENSI_KODE: in_words(
        "Peraturan mencetak nama, kode, dan definisi tiga kompetensi pertama, dan daftarnya berlanjut (Gambar 13). "
        "Kompetensi selanjutnya dimasukkan di sini oleh Admin {badan} beserta definisi dan dasar hukumnya; sejak "
        "tanggal berlakunya dapat dipilih dalam nomenklatur."
    ),
    BADAN_KODE: (
        "Nama yang tertulis pada halaman, surat, dan peran adalah nama pada hari itu. Riwayat dan surat yang sudah ada "
        "tetap menyebut badan pada masanya."
    ),
    UNIT_KODE: (
        "Peran dipegang pada unit dan wilayahnya. Kode unit tetap, juga bila namanya berganti. Yang bertanda “(?)” dan "
        "“Sumber belum diperiksa” belum dibandingkan dengan peraturan yang mengaturnya."
    ),
    KALENDER_KODE: (
        "Tenggat dalam hari kerja dihitung menurut versi terbaru tahunnya. Tenggat yang sudah dihitung tetap."
    ),
}


@page()
def group(request: AccountRequest) -> HttpResponse:
    """What this person may open of it, each with a sentence."""
    found = [
        {"label": one.label, "url": reverse(one.url_name, args=one.args), "says": one.says}
        for one in entries_of("pengelolaan:pengelolaan", request.user)
    ]
    if not found:
        require_overseer(request)
    return render(
        request,
        "pengelolaan/group.html",
        {"title": GROUP, "pages": found, "breadcrumbs": crumbs(here=GROUP)},
    )


@page()
def all_lists(request: AccountRequest) -> HttpResponse:
    require_overseer(request)
    lists = [
        {"label": label, "url": reverse("pengelolaan:daftar", args=[kode])} for kode, label in LABELS.items()
    ]
    return render(
        request,
        "pengelolaan/lists.html",
        {"title": TITLE, "lists": lists, "values": values_today(), "breadcrumbs": crumbs(here=TITLE)},
    )


@page()
def one_list(request: AccountRequest, kode: str) -> HttpResponse:
    require_overseer(request)
    daftar = list_of(request.user, kode)
    rows = first_page(request, lambda cursor: page_of(kode, cursor=cursor))
    changes = first_page(request, lambda cursor: history_of(daftar, cursor=cursor), name="riwayat")
    acts = _acts(daftar, request.user)
    ending = next((a for a in acts if a["name"].startswith("akhiri")), None)
    for row in rows.rows:
        if ending is not None and row["berlaku_sampai"] is None:
            row["akhiri"] = f"{ending['url']}?butir={row['id']}"
        if kode == KALENDER_KODE and acts and row["keadaan"] != BERAKHIR:
            row["perbarui"] = f"{acts[0]['url']}?tahun={row['tahun']}"
    context = {
        "title": daftar.label,
        "kode": kode,
        "note": NOTES.get(kode, ""),
        "rows": rows.rows,
        "is_parameter": kode == PARAMETER_KODE,
        "in_force": BERLAKU,
        **neighbours(request, rows),
        "changes": changes.rows,
        "older": address(request, riwayat=changes.next) if changes.next else "",
        "newer": address(request, riwayat=changes.previous) if changes.previous else "",
        "acts": [a for a in acts if a is not ending],
        "breadcrumbs": crumbs((TITLE, reverse("pengelolaan:semua")), here=daftar.label),
    }
    return render(request, "pengelolaan/list.html", context)


def _acts(daftar: Daftar, actor: Any) -> list[dict[str, str]]:
    return [
        {"name": name, "label": row.label, "url": reverse("pengelolaan:ubah", args=[daftar.kode, name])}
        for name, row in rows_in(type(daftar), daftar.state)
        if row.who is not None and row.who.could(actor)
    ]


@page("GET", "HEAD", "POST")
def change(request: AccountRequest, kode: str, name: str) -> HttpResponse:
    """The form of one change."""
    require_admin(request)
    daftar = list_of(request.user, kode)
    row = dict(rows_in(type(daftar), daftar.state)).get(name)
    if row is None or row.form is None:
        raise hidden()
    url = reverse("pengelolaan:daftar", args=[kode])
    trail = crumbs((TITLE, reverse("pengelolaan:semua")), (daftar.label, url), here=row.label)
    title = f"{row.label} — {daftar.label}"
    return act_page(
        request,
        daftar,
        name,
        row,
        back=url,
        said=lambda done: f"{row.label} sudah dicatat pada {daftar.label}: {said(done.entry)}.",
        trail=trail,
        title=title,
        kept_as=f"{name}.{kode}",
        initial=request.GET.dict(),
    )
