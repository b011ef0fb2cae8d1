"""Failed attempts: counted and locked by django-axes, and written to the access log (SJ-09)."""

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest

from cases.organisations.models import User
from workflows.access import log_access
from workflows.errors import E_PERM, E_RNG

WRONG_PAIR = "Username atau password salah."
WRONG_CODE = "Kode verifikasi salah atau sudah dipakai."
LOCKED = "Terlalu banyak percobaan masuk yang gagal. Coba lagi dalam 15 menit."


def is_locked(request: HttpRequest, username: str) -> bool:
    return not AxesProxyHandler.is_allowed(request, {"username": username})


def count_failure(request: HttpRequest, username: str) -> None:
    """Count a wrong code like a wrong password, so that neither can be guessed at leisure."""
    user_login_failed.send(sender=__name__, credentials={"username": username}, request=request)


def forget_failures(request: HttpRequest, username: str) -> None:
    """After a password that was right, as after a login: the next wrong one is the first."""
    AxesProxyHandler.get_implementation().reset_user_attempts(request, {"username": username})


def proves(request: Any, form: Any, action: str) -> bool:
    """Whether a form that asks for the password, in a session that is open, is valid.

    A wrong password counts like one at the login, so that nobody tries passwords on a page left open, and is
    logged. To be asked after `is_locked`. form: has `wrong_password`.
    """
    user = request.user
    if form.is_valid():
        forget_failures(request, user.username)
        return True
    if form.is_bound:
        detail: dict[str, Any] = {"isian": sorted(form.errors)}
        if form.wrong_password:
            count_failure(request, user.username)
            detail["alasan"] = "terkunci" if getattr(request, "axes_locked_out", False) else "password"
        log_access(actor=user, action=action, outcome=E_RNG, detail=detail)
    return False


def too_soon(seconds: int) -> str:
    return f"Beberapa kode salah sebelum ini. Tunggu {seconds} detik, lalu kirim kode yang baru."


def log_failure(request: HttpRequest, username: str, alasan: str, action: str = "login_gagal") -> None:
    """Name the account tried only if there is one: people type passwords into the field for the username."""
    detail: dict[str, Any] = {"alasan": "terkunci" if getattr(request, "axes_locked_out", False) else alasan}
    if (found := User.objects.named(username).first()) is not None:
        detail["username"] = found.username
    log_access(actor=None, action=action, outcome=E_PERM, detail=detail)
