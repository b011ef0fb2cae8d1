"""What is answered when nobody answered: every failure is a sentence, on pages as HTML, in the API as JSON.

Nothing here asks the database: it may be what has failed.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views import defaults

from workflows.errors import E_BUSY, E_FAIL, E_FMT, E_HIDE, E_PERM, E_RNG, RETRY_AFTER

#: Status -> code and sentence of an answer of the API that came from somewhere else than the API itself.
_SAID: dict[int, tuple[str, str]] = {
    400: (E_FMT, "Permintaan tidak dapat dibaca."),
    401: (E_PERM, "Token tidak ada, tidak dikenal, atau sudah kedaluwarsa."),
    403: (E_PERM, "Anda tidak berhak."),
    404: (E_HIDE, "Data tidak ditemukan."),
    405: (E_FMT, "Alamat ini tidak menerima metode yang dipakai."),
    411: (E_FMT, "Panjang kiriman harus disebut (Content-Length)."),
    413: (E_RNG, "Kiriman terlalu besar."),
    415: (E_FMT, "Isi permintaan harus JSON."),
    429: ("E-STATE", "Terlalu banyak permintaan. Coba lagi sebentar lagi."),
    503: (E_BUSY, "Layanan sedang sibuk. Coba lagi beberapa saat lagi."),
}
_FAULT = (
    "Terjadi gangguan pada sistem. Apakah permintaan Anda sudah tercatat belum diketahui: periksa dahulu."
)
_DOWN = "Basis data sedang tidak dapat dihubungi atau terlalu sibuk. Coba lagi beberapa saat lagi."
_FULL = "Tempat penyimpanan sementara sedang penuh, berkas belum diterima. Coba lagi beberapa saat lagi."


def is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def failure(request: HttpRequest, status: int, code: str, sentence: str) -> HttpResponse:
    """The answer of either door."""
    if is_api(request):
        response: HttpResponse = JsonResponse(
            {"code": code, "message": sentence, "reasons": [], "errors": {}}, status=status
        )
    else:
        page = {
            "sentence": sentence,
            "again": status == 503,
            "large": status in (411, 413),
            "refused": status == 405,
        }
        response = HttpResponse(render_to_string("failure.html", page), status=status)
    if status == 503:
        response["Retry-After"] = str(RETRY_AFTER)
    return response


class AnswersMiddleware:
    """The outermost of ours: an answer of the API is JSON whoever gave it, and none is kept by a cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if is_api(request):
            response = _as_json(request, response)
            if response.status_code == 401:
                response.headers.setdefault("WWW-Authenticate", 'Bearer realm="Alur"')
        elif response.status_code == 405 and not response.content:  # Django leaves it blank
            told = failure(request, 405, *_SAID[405])
            told["Allow"] = response["Allow"]
            response = told
        if not response.has_header("Cache-Control"):  # static files have theirs
            response["Cache-Control"] = "no-store, private"
        return response


def _as_json(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    status = response.status_code
    if status < 300 or response.headers.get("Content-Type", "").startswith("application/json"):
        return response
    if response.headers.get("Location", "").startswith("https://"):  # to the encrypted address
        return response
    if status < 400:  # the API leads nowhere else: the address as it was sent is none of its own
        status = 404
    code, sentence = _SAID.get(status, (E_FAIL, _FAULT) if status >= 500 else (E_FMT, _SAID[400][1]))
    told = failure(request, status, code, sentence)
    for name in ("Allow", "Retry-After"):
        if response.has_header(name):
            told[name] = response[name]
    return told


# --- handlers of Django (project/urls.py) --------------------------------------------------------------------------


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        said = (
            str(exception)
            if type(exception) is not RequestDataTooBig
            else "Isian yang dikirim terlalu besar."
        )
        return failure(request, 413, E_RNG, f"{said} Tidak ada yang tersimpan.")
    if isinstance(exception, TooManyFieldsSent | TooManyFilesSent):
        many = "berkas" if isinstance(exception, TooManyFilesSent) else "isian"
        return failure(
            request, 413, E_RNG, f"Kiriman memuat terlalu banyak {many}. Tidak ada yang tersimpan."
        )
    if is_api(request):
        return failure(request, 400, *_SAID[400])
    return defaults.bad_request(request, exception)  # type: ignore[arg-type]


def server_error(request: HttpRequest) -> HttpResponse:
    """503 where trying again is the remedy, 500 for a fault of ours; Django has logged it already."""
    error = sys.exc_info()[1]
    if _has(error, OperationalError | InterfaceError):
        return failure(request, 503, E_BUSY, _DOWN)
    if (full := _has(error, OSError)) is not None and full.errno in (errno.ENOSPC, errno.EDQUOT):
        return failure(request, 503, E_BUSY, _FULL)
    if is_api(request):
        return failure(request, 500, E_FAIL, _FAULT)
    return defaults.server_error(request)


def _has(error: BaseException | None, kind: Any) -> Any:
    """The error itself or one that it came from."""
    for _ in range(5):
        if error is None or isinstance(error, kind):
            return error
        error = error.__cause__ or error.__context__
    return None
