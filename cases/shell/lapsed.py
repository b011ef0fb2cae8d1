"""What is pressed after the session ended, or with the token of an earlier one: the text is kept all the same, and
the login leads back to where it was pressed.

The seal of a form (cases.core.doing.drafts) names the person it was made for; only that person's private draft is
written, whoever is logged in now, and nobody reads anything without logging in as that person. What has no seal, rows
ticked in a list, is carried on in the address of that list (`TICKED`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from cases.core.doing import drafts
from cases.core.models import Draft
from cases.core.reading.filters import TICKED
from cases.organisations.zones import zone_for
from workflows.errors import HTTP_STATUS, Refused

KEY = "idempotency_key"
#: Set by static/js/drafts.js; the answer is JSON.
AUTOSAVE = "draf_otomatis"
_AGAIN = "Anda sudah masuk kembali pada halaman lain. Isian Anda tersimpan; periksa, lalu kirim lagi."
_ENDED = "Sesi Anda berakhir; isian tetap tersimpan. Masuk kembali untuk mengirimnya."
# said at the login, and once more where it leads
_NOT_SENT = (
    "Sesi Anda sudah berakhir ketika tombol ditekan: belum ada yang terkirim. Isian Anda tersimpan; kirim lagi "
    "setelah masuk."
)
_NOT_DONE = (
    "Sesi Anda sudah berakhir ketika tombol ditekan: belum ada yang dilakukan. Tekan lagi setelah masuk."
)
_NO_FILE = "Sesi Anda sudah berakhir: belum ada yang diunduh. Unduh lagi setelah masuk."
_NOT_KEPT = " Berkas yang baru dipilih tidak ikut tersimpan: pilih lagi."
_ROWS = ("kasus", "task", "orang")  # names of the boxes of lists
_LONGEST = 6000  # of an address as another one holds it; a server's line has room for 8190


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


Again = Callable[[HttpRequest], str]


def ended(request: HttpRequest, again: Again | None = None) -> HttpResponse | None:
    """Answer to what is pressed without a session: the login, and from there the form with its text, else the page it
    was pressed on with the rows ticked. None where nobody knows which page that is.

    again: the address that shows what was posted, "" for what has none; only for what has no seal.
    """
    try:
        kept = keep_posted(request)
    except Refused:
        kept = None
    if kept is not None:
        messages.warning(request, _NOT_SENT + _about_files(request))
        return redirect_to_login(_address(*kept))
    address = (again(request) if again is not None else "") or _ticked(request, pressed_on(request))
    if not address:
        return None
    messages.warning(request, _NOT_DONE + _about_files(request) if request.method == "POST" else _NO_FILE)
    return redirect_to_login(address)


def pressed_on(request: HttpRequest) -> str:
    """The page of this site on which something was pressed: as it says itself, else as the browser does; or ""."""
    said = _posted(request, "kembali") or request.GET.get("kembali", "")
    if known := site_address(said):
        return known
    before = urlsplit(request.headers.get("Referer", ""))
    here = before.netloc == request.get_host() and before.path != resolve_url(settings.LOGIN_URL)
    return site_address(f"{before.path}?{before.query}" if before.query else before.path) if here else ""


def site_address(wanted: str) -> str:
    """An address of this site as it was wanted, "" for any other."""
    known = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
    return wanted if known else ""


def _ticked(request: HttpRequest, address: str) -> str:
    """The address of a list with the rows that were ticked on it, as many as an address holds."""
    if not address or request.method != "POST":
        return address
    path, _, text = address.partition("?")
    query = QueryDict(text, mutable=True)
    query.pop(TICKED, None)
    rows = [(TICKED, row) for name in _ROWS for row in request.POST.getlist(name)]
    while rows:
        found = "&".join(filter(None, (query.urlencode(), urlencode(rows))))
        if len(quote(f"{path}?{found}")) <= _LONGEST:
            return f"{path}?{found}"
        rows.pop()
    return f"{path}?{query.urlencode()}" if query else path


def _about_files(request: HttpRequest) -> str:
    """Files are passed over where a session ended (cases.shell.bodies), and with a token of an earlier one."""
    return _NOT_KEPT if getattr(request, "files_dropped", False) or request.FILES else ""


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
        messages.warning(request, _AGAIN + _about_files(request))
        return redirect(_address(*kept))
    messages.warning(request, _NOT_SENT + _about_files(request))
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
    if told:  # on the clock of whoever typed it all the same
        timezone.activate(zone_for(saved.draft.user))
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
