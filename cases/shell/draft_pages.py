"""Draf saya: what a person has typed and not sent yet; and the call that saves while they type."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cases.core.doing import drafts
from cases.core.models import Draft
from cases.core.reading.paging import paginate
from cases.organisations.requests import AccountRequest

from .lapsed import autosaved
from .page import crumbs, first_page, neighbours, page

PER_PAGE = 20


@page("GET", "HEAD", "POST")
def drafts_list(request: AccountRequest) -> HttpResponse:
    """The list, newest first; POST `buang` discards one."""
    if request.method == "POST":
        if (found := drafts.find(request.user, request.POST.get("buang", ""))) is not None:
            drafts.drop(request.user, found.pk)
            messages.success(request, f"Draf “{found.title}” dibuang.")
        return redirect("kasus:draf")
    rows = drafts.drafts_of(request.user).defer("data")
    keys = ("-saved_at", "-id")
    found_page = first_page(request, lambda cursor: paginate(rows, keys=keys, cursor=cursor, limit=PER_PAGE))
    context = {
        "rows": [_row(draft) for draft in drafts.name_things(found_page.rows, request.user)],
        **neighbours(request, found_page),
        "breadcrumbs": crumbs(here="Draf saya"),
    }
    return render(request, "core/drafts.html", context)


def _row(draft: Draft) -> dict[str, Any]:
    return {
        "id": draft.pk,
        "title": draft.title,
        "about": draft.about,
        "saved_at": draft.saved_at,
        "copy": draft.copy,
        "url": f"{draft.url}?draf={draft.pk}",
    }


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def autosave(request: HttpRequest) -> HttpResponse:
    """For static/js/drafts.js. Needs no session: what is posted names its person by a seal."""
    return autosaved(request) if request.method == "POST" else redirect("kasus:draf")
