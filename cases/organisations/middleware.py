from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from workflows.access import log_access
from workflows.errors import E_PERM

from .accounts import MUST_CHANGE_PASSWORD

_OPEN_PAGES = frozenset({"akun:ganti-password", "akun:keluar"})


class PasswordChangeMiddleware:
    """Every page but Ganti Password and Keluar waits until the password handed over is replaced (SJ-15).

    The API answers 403 E-PERM. Static files are served further out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        user = request.user
        if not user.is_authenticated or not user.wajib_ganti_password:
            return None
        if request.resolver_match and request.resolver_match.view_name in _OPEN_PAGES:
            return None
        if request.path.startswith("/api/"):
            detail = {"path": request.path}
            log_access(actor=user, action="wajib_ganti_password", outcome=E_PERM, detail=detail)
            return JsonResponse({"code": E_PERM, "message": MUST_CHANGE_PASSWORD}, status=403)
        return redirect("akun:ganti-password")
