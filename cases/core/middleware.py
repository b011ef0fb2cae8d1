"""Tell the engine through which door a request came in, and answer refusals of pages as pages."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from workflows.context import Door, set_door
from workflows.errors import HTTP_STATUS, Refused


class DoorMiddleware:
    """Sets the door of the request; a `Refused` that a page did not answer itself becomes its error page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = "api" if request.path.startswith("/api/") else "page"
        set_door(Door(name, request.META.get("REMOTE_ADDR", "")))
        try:
            return self.get_response(request)
        finally:
            set_door(Door())

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused) or request.path.startswith("/api/"):
            return None
        status = HTTP_STATUS.get(exception.code, 409)
        return render(request, "core/refused.html", {"refused": exception}, status=status)
