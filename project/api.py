"""The API: routers of the installed apps under one document, refusals as JSON (docs/api.md)."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.module_loading import module_has_submodule
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from cases.api import router
from cases.api.bodies import BoundedParser, said
from cases.api.security import Token
from cases.core.reading.refusals import refusal
from cases.organisations.tokens import NotAuthenticated
from documents.errors import StorageUnavailable
from workflows.errors import HTTP_STATUS, FieldError, Refused, hidden

api = NinjaAPI(
    title="Alur", version="1", auth=Token(), docs_url=None, urls_namespace="api", parser=BoundedParser()
)


def _routers() -> None:
    """Every installed app with a module `api` brings its router; those of all cases, the widest, come last."""
    for config in reversed(list(apps.get_app_configs())):
        if config.name.startswith("cases.") and module_has_submodule(config.module, "api"):
            api.add_router("", import_module(f"{config.name}.api").router)
    api.add_router("", router)


def _answer(request: HttpRequest, refused: Refused, status: int) -> HttpResponse:
    return api.create_response(request, refusal(refused), status=status)


@api.exception_handler(Refused)
def on_refused(request: HttpRequest, exc: Refused) -> HttpResponse:
    status = 401 if isinstance(exc, NotAuthenticated) else HTTP_STATUS.get(exc.code, 409)
    return _answer(request, exc, status)


@api.exception_handler(AuthenticationError)
def on_unauthenticated(request: HttpRequest, exc: AuthenticationError) -> HttpResponse:
    return _answer(request, Refused("E-PERM", "Token tidak ada, tidak dikenal, atau sudah kedaluwarsa."), 401)


@api.exception_handler(ValidationError)
def on_invalid(request: HttpRequest, exc: ValidationError) -> HttpResponse:
    """The body, path or query is not of the documented shape: E-FMT with the place."""
    errors: dict[str, list[FieldError]] = {}
    for fault in exc.errors:
        path: list[Any] = [p for p in fault["loc"] if p not in ("body", "query", "path", "filters", "wanted")]
        errors.setdefault(".".join(map(str, path)) or "body", []).append(said(str(fault["type"])))
    first = next(iter(errors.values()))[0].code if errors else "E-FMT"
    return _answer(
        request, Refused(first, "Permintaan tidak sesuai bentuk yang didokumentasikan.", errors=errors), 422
    )


@api.exception_handler(StorageUnavailable)
def on_storage(request: HttpRequest, exc: StorageUnavailable) -> HttpResponse:
    return _answer(request, Refused("E-FILE", exc.message), 503)


@api.exception_handler(MultiPartParserError)
def on_unread_form(request: HttpRequest, exc: MultiPartParserError) -> HttpResponse:
    """A form in parts that cannot be taken apart, as with a file name longer than any."""
    errors = {"file": [FieldError("E-FMT", "Kiriman multipart tidak dapat dibaca.")]}
    return _answer(request, Refused("E-FMT", "Kiriman multipart tidak dapat dibaca.", errors=errors), 422)


@api.exception_handler(Http404)
def on_missing(request: HttpRequest, exc: Http404) -> HttpResponse:
    return _answer(request, hidden(), 404)


@api.exception_handler(HttpError)
def on_http(request: HttpRequest, exc: HttpError) -> HttpResponse:
    if isinstance(exc.__cause__, Refused):  # the reader of bodies (BoundedParser) has said why
        return on_refused(request, exc.__cause__)
    status = 422 if exc.status_code == 400 else exc.status_code
    return _answer(request, Refused("E-FMT", "Permintaan tidak dapat dibaca."), status)


_routers()
