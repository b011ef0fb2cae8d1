"""Salin ke rencana baru: a rejected plan is replaced by a new one that begins with its values (SJ-80)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from uuid_utils.compat import uuid7

from cases.core.doing.creation import create
from cases.organisations.permissions import acts_for
from cases.organisations.requests import AccountRequest
from cases.organisations.selectors import choices_of
from cases.shell.page import crumbs, find_subject, list_crumb, page, require
from workflows.errors import E_STATE, Refused
from workflows.ledger import plain

from .case_type import JPT
from .forms.plan import DrafForm
from .states import State

TITLE = "Salin ke rencana baru"


@page("GET", "HEAD", "POST")
def copy_plan(request: AccountRequest, pk: Any) -> HttpResponse:
    """A draft with the values of a rejected plan, which stays as it is. A second press leads to the same draft."""
    old: Any = find_subject(request, pk, "salin_rencana")
    require(request, acts_for(request.user, old.case.institution_id), "petugas institusi pemilik data")
    if old.state != State.DITOLAK:
        raise Refused(E_STATE, "Hanya rencana yang ditolak yang disalin ke rencana baru.")
    key = request.POST.get("idempotency_key", "")[:100] or str(uuid7())
    refused = None
    if request.method == "POST":
        try:
            [new] = create(request.user, "jpt", "simpan_draf", values_of(old), idempotency_key=key)
        except Refused as caught:
            refused = caught
        else:
            messages.success(request, f"Rencana {old.case.number} disalin ke draf {new.case.number}.")
            return redirect("kasus:tindakan", pk=new.pk, name="tambah_seleksi")
    context = {
        "title": TITLE,
        "old": old,
        "refused": refused,
        "idempotency_key": key,
        "cancel_url": reverse("kasus:kasus", args=[old.pk]),
        "breadcrumbs": crumbs(
            list_crumb(JPT), (old.case.number, reverse("kasus:kasus", args=[old.pk])), here=TITLE
        ),
    }
    return render(request, "jpt/salin.html", context, status=422 if refused else 200)


def values_of(old: Any) -> dict[str, Any]:
    """What the form of a draft takes from a plan: everything but files, and choices that have ended since."""
    values = {name: value for name, value in DrafForm.initial_for(old).items() if value not in (None, "")}
    for name, daftar in (("cara_pengisian", "cara_pengisian"), ("alasan", "alasan_seleksi")):
        if name in values and not choices_of(daftar).filter(pk=values[name]).exists():
            del values[name]
    copied: dict[str, Any] = plain(values)
    return copied
