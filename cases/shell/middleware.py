"""From where and through which door a request came in; refusals of pages are answered as pages."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from workflows.context import Door, set_door
from workflows.errors import E_BUSY, E_GUARD, E_STALE, HTTP_STATUS, RETRY_AFTER, Refused

from .kept_text import kept_of
from .lapsed import KEY


class ProxyMiddleware:
    """Puts the client's address where everything looks for it, when known proxies stand in front.

    Of X-Forwarded-For only the entries that our own proxies appended count (settings.ALUR_PROXIES of them); what
    a client wrote there itself stands further left.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        proxies = settings.ALUR_PROXIES
        told = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
        if proxies and len(told) >= proxies:
            with suppress(ValueError):  # not an address: that of the proxy stays
                request.META["REMOTE_ADDR"] = str(ip_address(without_port(told[-proxies])))
        return self.get_response(request)


def without_port(told: str) -> str:
    """An address as some proxies write it: 192.0.2.7:4711, [2001:db8::7]:4711, [2001:db8::7]."""
    if told.startswith("["):
        address, closed, port = told[1:].partition("]")
        return address if closed and (not port or _is_port(port)) else told
    address, colon, port = told.partition(":")
    return address if colon and _is_port(colon + port) else told


def _is_port(text: str) -> bool:
    return len(text) <= 6 and text[:1] == ":" and text[1:].isascii() and text[1:].isdigit()


class DoorMiddleware:
    """Sets the door of the request; a `Refused` that a page did not answer itself becomes its error page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = "api" if request.path.startswith("/api/") else "page"
        set_door(Door(name, request.META.get("REMOTE_ADDR", "")))
        try:
            response = self.get_response(request)
        finally:
            set_door(Door())
        if response.status_code == 503:
            response.headers.setdefault("Retry-After", str(RETRY_AFTER))
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused) or request.path.startswith("/api/"):
            return None
        status = HTTP_STATUS.get(exception.code, 409)
        kept = kept_of(request, exception)
        context = {"refused": exception, **kept, **_way_back(request, exception, kept)}
        return render(request, "core/refused.html", context, status=status)


#: Refused as things stand, not for good: who reads why may mend what was entered and send it again.
_AGAIN = frozenset({E_GUARD, E_STALE, E_BUSY})


def _way_back(request: HttpRequest, refused: Refused, kept: dict[str, Any]) -> dict[str, str]:
    """Back to the form, with what was entered, where another entry could be taken."""
    if request.method != "POST" or refused.code not in _AGAIN or not kept:
        return {}
    return {"back_url": f"{request.path}?draf={request.POST.get(KEY, '')}", "back_label": "Kembali ke isian"}
