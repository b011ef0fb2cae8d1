"""A document read on a page: its pages as pictures, behind the same check and in the same log as a download."""

from __future__ import annotations

from functools import wraps
from typing import Any
from urllib.parse import urlencode

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin

from cases.core.reading.files import LOOK, get_file_for, look_at
from cases.organisations.requests import AccountRequest
from documents.errors import DocumentError, StorageUnavailable
from documents.models import Attachment
from documents.preview import MOST_PAGES, Busy, Unshowable, contents_of, picture_of
from workflows.errors import HTTP_STATUS, Refused

from .case_parts import file_row
from .lapsed import pressed_on
from .page import page

#: Seconds in which the pictures belong to the reading that the page wrote into the log.
ONE_READING = 60 * 60
_SALT = "cases.shell.preview"


def _in_a_frame(view: Any) -> Any:
    """In its frame a page whose login has ended says so: the login itself is shown in no frame."""

    @wraps(view)
    def answer(request: HttpRequest, **values: Any) -> HttpResponse:
        if request.user.is_authenticated or request.headers.get("Sec-Fetch-Dest") != "iframe":
            return view(request, **values)  # type: ignore[no-any-return]
        login = redirect_to_login(pressed_on(request) or "/").url
        return render(request, "core/preview_ended.html", {"login_url": login}, status=401)

    return answer


@csp_replace({"frame-ancestors": [SELF]})
@xframe_options_sameorigin
@_in_a_frame
@page()
def look(request: AccountRequest, pk: Any) -> HttpResponse:
    """The pages of one document, for a frame beside a form; a sentence where they cannot be shown."""
    found = get_file_for(request.user, pk, LOOK)
    file = file_row(found)
    if file["url"] and (around := pressed_on(request)):
        file["url"] += f"?{urlencode({'kembali': around})}"  # the page around the frame
    context: dict[str, Any] = {"file": file, "pages": [], "more": 0, "why": ""}
    status = 200
    try:
        look_at(request.user, found)
        contents = contents_of(found)
        context["pages"] = _pages(request, found, contents.sizes)
        context["total"] = contents.pages
        context["more"] = contents.pages - len(contents.sizes)
    except Refused as refused:
        context["why"] = refused.reasons[0].message
        status = HTTP_STATUS[refused.code]
    except DocumentError as error:
        context["why"] = error.message
    context["most"] = MOST_PAGES
    return render(request, "core/preview.html", context, status=status)


@csp_replace({"default-src": [NONE], "frame-ancestors": [NONE]})
@page()
def picture(request: AccountRequest, pk: Any, number: int) -> HttpResponse:
    """One page as a picture. Asked for by itself, without the page that shows it, it is a reading of its own."""
    found = get_file_for(request.user, pk, LOOK)
    if not _belongs(request, found):
        look_at(request.user, found)
    try:
        content = picture_of(found, number)
    except IndexError:
        raise Http404 from None
    except (Busy, StorageUnavailable) as error:
        return HttpResponse(
            error.message, status=503, content_type="text/plain; charset=utf-8", headers=_LATER
        )
    except Unshowable as error:
        return HttpResponse(error.message, status=409, content_type="text/plain; charset=utf-8")
    headers = {"Content-Disposition": f'inline; filename="halaman-{number}.webp"'}
    return HttpResponse(content, content_type="image/webp", headers=headers)


_LATER = {"Retry-After": "10"}


def _pages(request: HttpRequest, found: Attachment, sizes: Any) -> list[dict[str, Any]]:
    ticket = signing.dumps([str(request.user.pk), str(found.pk)], salt=_SALT)
    return [
        {
            "number": number,
            "url": f"{reverse('kasus:halaman', args=[found.pk, number])}?bacaan={ticket}",
            "width": width,
            "height": height,
        }
        for number, (width, height) in enumerate(sizes, start=1)
    ]


def _belongs(request: HttpRequest, found: Attachment) -> bool:
    """To a reading of this person that stands in the log."""
    try:
        told = signing.loads(request.GET.get("bacaan", ""), salt=_SALT, max_age=ONE_READING)
    except signing.BadSignature:
        return False
    return bool(told == [str(request.user.pk), str(found.pk)]) and found.is_readable
