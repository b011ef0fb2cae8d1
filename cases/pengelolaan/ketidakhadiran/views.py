"""Pages of the calendar of absences: read by the supervising body, written by its supervisors; whoever holds a type's
role has his own lines there."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases.core.reading.filters import NoFilter
from cases.organisations.requests import AccountRequest
from cases.pengelolaan.act_page import act_page
from cases.shell.page import crumbs, first_page, neighbours, page, require, require_overseer
from workflows.errors import hidden
from workflows.ledger import TEXTS
from workflows.machine import rows_in

from .permissions import writes_about_all
from .reading import AKAN, BERJALAN, concerns, page_of, register_for

TITLE = "Kalender ketidakhadiran"
ENDS = "akhiri_ketidakhadiran"


@page()
def calendar(request: AccountRequest) -> HttpResponse:
    if not concerns(request.user):
        require_overseer(request)
    register = register_for(request.user)
    form = NoFilter(request)
    found = first_page(request, lambda cursor: page_of(request.user, cursor=cursor), form=form)
    acts = {
        name: {"label": row.label, "url": reverse("pengelolaan:ketidakhadiran-ubah", args=[name])}
        for name, row in rows_in(type(register), register.state)
        if row.who is not None and row.who.could(request.user)
    }
    ending = acts.pop(ENDS, None)
    whose = None if writes_about_all(request.user) else str(request.user.pk)
    for row in found.rows:
        if ending is not None and row["keadaan"] in (AKAN, BERJALAN) and whose in (None, row["orang_id"]):
            row["akhiri"] = f"{ending['url']}?ketidakhadiran={row['id']}"
    context = {
        "title": TITLE,
        "form": form,
        "rows": found.rows,
        "running": BERJALAN,
        "acts": list(acts.values()),
        **neighbours(request, found),
        "breadcrumbs": crumbs(here=TITLE),
    }
    return render(request, "pengelolaan/absences.html", context, status=form.status)


@page("GET", "HEAD", "POST")
def change(request: AccountRequest, name: str) -> HttpResponse:
    """The form of one act."""
    register = register_for(request.user)
    row = dict(rows_in(type(register), register.state)).get(name)
    if row is None or row.form is None or row.who is None:
        raise hidden()
    require(request, row.who.could(request.user), row.who.unmet)
    url = reverse("pengelolaan:ketidakhadiran")
    trail = crumbs((TITLE, url), here=row.label)
    return act_page(
        request,
        register,
        name,
        row,
        back=url,
        said=lambda done: f"{_said(done.entry)}.",
        trail=trail,
        initial=request.GET.dict(),
        shown=lambda: {"submit_label": row.label},
    )


def _said(entry: Any) -> str:
    """What was recorded about whom, as the form said it."""
    kept = {name: item["v"] for name, item in entry.payload.values.items()}
    texts = kept.get(TEXTS, {})
    if entry.act == ENDS:
        return f"Ketidakhadiran {texts.get('ketidakhadiran')} sudah diakhiri"
    first, last = (f"{dt.date.fromisoformat(kept[name]):%d/%m/%Y}" for name in ("mulai", "sampai"))
    substitute = f"digantikan {texts['pengganti']}" if texts.get("pengganti") else "tanpa pengganti"
    return f"Ketidakhadiran {texts.get('orang')} {first} sampai {last} sudah dicatat, {substitute}"
