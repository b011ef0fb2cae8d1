"""What static/js/files.js and static/js/large.js ask for: a file that was chosen is sent before its form, a large one
by the calls of the API."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from pydantic import ValidationError

from cases.core.doing import large_uploads
from cases.core.doing.large_uploads import NewLarge, WantedParts, find
from cases.core.reading.refusals import refusal
from cases.organisations.requests import AccountRequest
from documents.errors import StorageUnavailable
from workflows.errors import E_FMT, E_REQ, HTTP_STATUS, FieldError, Refused
from workflows.forms import REQUIRED

from .bodies import takes_files
from .page import page

ENDED = "Sesi Anda berakhir; berkas ini belum tersimpan. Masuk kembali, lalu pilih berkas yang sama lagi."


def answers(*methods: str) -> Callable[[Callable[..., Any]], Callable[..., HttpResponseBase]]:
    """A page whose answers, refusals among them, are JSON. The view returns the body, or (status, body)."""

    def wrap(view: Callable[..., Any]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def inner(request: AccountRequest, **values: Any) -> HttpResponse:
            try:
                found = view(request, **values)
            except ValidationError:
                found = 422, refusal(Refused(E_FMT, "Permintaan tidak dapat dibaca."))
            except Refused as refused:
                found = HTTP_STATUS.get(refused.code, 409), refusal(refused)
            except StorageUnavailable as error:
                found = 503, refusal(Refused(error.code, error.message))
            status, body = found if isinstance(found, tuple) else (200, found)
            return JsonResponse(body, status=status)

        guarded = page(*methods)(inner)

        @wraps(view)
        def answer(request: HttpRequest, **values: Any) -> HttpResponseBase:
            if not request.user.is_authenticated and "application/json" in request.headers.get("Accept", ""):
                return JsonResponse({"message": ENDED}, status=401)  # the login is no answer to a script
            return guarded(request, **values)

        return answer

    return wrap


@takes_files
@answers("POST")
def chosen(request: HttpRequest) -> Any:
    """One file, for a field of the kind `jenis`."""
    file = request.FILES.get("berkas")
    if file is None:
        error = FieldError(E_REQ, REQUIRED)
        raise Refused(E_REQ, error.message, errors={"berkas": [error]})
    return 201, large_uploads.receive_chosen(request.user, file, request.POST.get("jenis", ""))


@answers("POST")
def begin(request: HttpRequest) -> Any:
    return 201, large_uploads.begin(request.user, NewLarge.model_validate_json(request.body))


@answers("GET")
def status(request: HttpRequest, pk: Any) -> Any:
    return large_uploads.whole(find(request.user, pk))


@answers("POST")
def parts(request: HttpRequest, pk: Any) -> Any:
    found = find(request.user, pk, "unggah_besar_bagian")
    return large_uploads.sign(request.user, found, WantedParts.model_validate_json(request.body))


@answers("POST")
def finish(request: HttpRequest, pk: Any) -> Any:
    return 202, large_uploads.finish(request.user, find(request.user, pk, "unggah_besar_selesai"))


@answers("POST")
def give_up(request: HttpRequest, pk: Any) -> Any:
    return large_uploads.give_up(request.user, find(request.user, pk, "unggah_besar_batal"))
