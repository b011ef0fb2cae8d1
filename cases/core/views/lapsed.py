"""A form posted after its session ended, or with the token of an earlier one: its text is kept all the same.

The seal of the form (cases.core.drafts) names the person it was made for; only that person's private draft is
written, whoever is logged in now, and nobody reads anything without logging in as that person.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect, render
from django.utils import timezone

from cases.core import drafts
from cases.core.models import Draft
from workflows.errors import HTTP_STATUS, Refused

KEY = "idempotency_key"
#: Set by static/js/drafts.js; the answer is JSON.
AUTOSAVE = "draf_otomatis"
_AGAIN = "Anda sudah masuk kembali pada halaman lain. Isian Anda tersimpan; periksa, lalu kirim lagi."
_ENDED = "Sesi Anda berakhir; isian tetap tersimpan. Masuk kembali untuk mengirimnya."


def revision_of(request: HttpRequest) -> int | None:
    """The revision a page began with; None for what is no page of ours."""
    text = request.POST.get("draf_revisi")
    if text is None:
        return None
    return int(text) if len(text) < 10 and text.isascii() and text.isdigit() else 0


def keep_posted(request: HttpRequest) -> tuple[drafts.Place, drafts.Saved | None] | None:
    """Keep what a page posted; None when the request carries no seal. Raises Refused as `drafts.save`."""
    place = drafts.opened(_posted(request, "draf")) if request.method == "POST" else None
    if place is None:
        return None
    data = drafts.by_field(request.POST.lists(), place.names)
    return place, drafts.save(place, request.POST.get(KEY, ""), revision_of(request), data)


def login_with_text(request: HttpRequest) -> HttpResponse | None:
    """Answer to a form posted without a session: the login, from which it goes on with the text. None: no such form."""
    try:
        kept = keep_posted(request)
    except Refused:
        return None
    return redirect_to_login(_address(*kept)) if kept is not None else None


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A login elsewhere in the browser renews the token of every page that is open (CSRF_FAILURE_VIEW)."""
    user: Any = request.user
    if _posted(request, AUTOSAVE):
        return autosaved(request)
    try:
        kept = keep_posted(request)
    except Refused:
        kept = None
    if kept is None or (user.is_authenticated and str(user.pk) != kept[0].user):
        return render(request, "403_csrf.html", {"kept": kept is not None}, status=403)
    if user.is_authenticated:
        messages.warning(request, _AGAIN)
        return redirect(_address(*kept))
    return redirect_to_login(_address(*kept))


def autosaved(request: HttpRequest) -> HttpResponse:
    """What static/js/drafts.js asks for while people type: the sentence to show, and the draft it goes on with."""
    try:
        kept = keep_posted(request)
    except Refused as refused:
        return JsonResponse({"told": refused.message}, status=HTTP_STATUS.get(refused.code, 409))
    if kept is None:
        return JsonResponse({"told": "Halaman ini terlalu lama terbuka."}, status=422)
    place, saved = kept
    user: Any = request.user
    told = "" if user.is_authenticated and str(user.pk) == place.user else _ENDED
    if saved is None:
        return JsonResponse({"told": told})
    if saved.beside is not None:
        told = told_beside(saved)
    return JsonResponse(
        {
            "told": told,
            "saved": saved_sentence(saved.draft),
            "id": str(saved.draft.pk),
            "revision": saved.draft.revision,
        }
    )


def saved_sentence(draft: Draft) -> str:
    at = timezone.localtime(draft.saved_at)
    return f"Draf tersimpan pukul {at:%H.%M} {at.tzname()}."


def told_beside(saved: drafts.Saved) -> str:
    at = timezone.localtime((saved.beside or saved.draft).saved_at)
    return (
        f"Formulir ini juga disimpan dari halaman lain pukul {at:%H.%M} {at.tzname()}. Tidak ada yang tertimpa: "
        "isian halaman ini tersimpan sebagai draf tersendiri."
    )


def _posted(request: HttpRequest, name: str) -> str:
    """A value of a body that may be no form at all: the check of the token comes before anybody has read it."""
    try:
        return str(request.POST.get(name, ""))
    except (ValueError, OSError, MultiPartParserError, SuspiciousOperation):
        return ""


def _address(place: drafts.Place, saved: drafts.Saved | None) -> str:
    return f"{place.url}?draf={saved.draft.pk}" if saved is not None else place.url
