"""Failed attempts: counted and locked by django-axes, and written to the access log (SJ-09)."""

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest

from cases.organisations.models import User
from workflows.access import log_access
from workflows.errors import E_PERM
from workflows.text import unkeepable

WRONG_PAIR = "Username atau password salah."
WRONG_CODE = "Kode verifikasi salah atau sudah dipakai."
LOCKED = "Terlalu banyak percobaan masuk yang gagal. Coba lagi dalam 15 menit."


def is_locked(request: HttpRequest, username: str) -> bool:
    return not AxesProxyHandler.is_allowed(request, {"username": username})


def count_failure(request: HttpRequest, username: str) -> None:
    """Count a wrong code like a wrong password, so that neither can be guessed at leisure."""
    user_login_failed.send(sender=__name__, credentials={"username": username}, request=request)


def log_failure(request: HttpRequest, username: str, alasan: str, action: str = "login_gagal") -> None:
    """Name the account tried only if there is one: people type passwords into the field for the username."""
    detail: dict[str, Any] = {"alasan": "terkunci" if getattr(request, "axes_locked_out", False) else alasan}
    if not unkeepable(username) and User.objects.filter(username=username).exists():
        detail["username"] = username
    log_access(actor=None, action=action, outcome=E_PERM, detail=detail)
