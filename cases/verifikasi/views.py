"""The public page: a code from the QR, or a file; no login, nothing disclosed beyond the verdict."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from cases.shell.bodies import reads_itself
from documents.kinds import readable_size
from workflows.context import current_door

from . import incoming, limit
from .judging import BELUM_DIPERIKSA, TIDAK_DIKENAL, Answer, by_code, by_file, tidy

TOO_LARGE = f"Berkas terlalu besar; paling besar {readable_size(incoming.MAX_BYTES)}."
NO_FILE = "Pilih berkas yang akan diperiksa."
NO_CODE = "Isi kode yang akan diperiksa."


@reads_itself
@csrf_exempt  # only until the upload handler is in place: `_ask` checks the token
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form. POST `file`: counted before anything of it is read, hashed as it comes in, gone with the answer."""
    if request.method == "POST":
        if (refused := _counted(request)) is not None:
            return refused
        if incoming.hopeless(request):
            return _page(request, "verifikasi/form.html", 413, error=TOO_LARGE)
        incoming.expect(request)
    answer: HttpResponse = _ask(request)
    return answer


@csrf_protect
def _ask(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        code = tidy(request.GET.get("kode", ""))
        if code:
            return redirect("verifikasi:kode", kode=code)
        return _page(request, "verifikasi/form.html", code_error=NO_CODE if "kode" in request.GET else "")
    file = incoming.taken(request)
    if file is None:
        return _page(request, "verifikasi/form.html", 422, error=NO_FILE)
    if not file.whole:
        return _page(request, "verifikasi/form.html", 413, error=TOO_LARGE)
    answer = by_file(file)
    status = 503 if answer.verdict is BELUM_DIPERIKSA else 200
    return _page(request, "verifikasi/answer.html", status, answer=answer)


@never_cache
@require_safe
def show(request: HttpRequest, kode: str) -> HttpResponse:
    """What the QR code leads to. 404 for a code we do not know, or may not know of."""
    if (refused := _counted(request)) is not None:
        return refused
    answer = by_code(tidy(kode))
    return _page(
        request,
        "verifikasi/answer.html",
        404 if answer.verdict is TIDAK_DIKENAL else 200,
        answer=answer,
        asked_code=tidy(kode) if answer.verdict is TIDAK_DIKENAL else "",
    )


def _counted(request: HttpRequest) -> HttpResponse | None:
    try:
        limit.count(current_door().ip)
    except limit.TooMany as many:
        refused = _page(request, "verifikasi/form.html", 429, error=many.message)
        refused["Retry-After"] = str(many.seconds)
        return refused
    return None


def _page(
    request: HttpRequest, template: str, status: int = 200, answer: Answer | None = None, **context: Any
) -> HttpResponse:
    page = render(
        request, template, {"answer": answer, "max_bytes": incoming.MAX_BYTES, **context}, status=status
    )
    page["X-Robots-Tag"] = "noindex"
    return page
