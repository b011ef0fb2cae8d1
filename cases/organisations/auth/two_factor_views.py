"""Pages of the optional second factor: overview, set-up, recovery codes, switching off."""

import time
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods
from django_otp import login as otp_login

from cases.organisations.accounts import PasswordChanged
from cases.organisations.models import User
from cases.organisations.requests import AccountRequest
from workflows.access import log_access
from workflows.errors import E_RNG

from . import second_factor
from .attempts import WRONG_CODE, is_locked, proves, too_soon
from .forms import CodeForm, ConfirmPasswordForm, posted
from .views import locked_response

_SHOW_CODES = "tampilkan_kode_pemulihan"
_PROVED = "password_dibuktikan"
_PROVED_SECONDS = 600


@login_required
@never_cache
@require_GET
def ringkasan(request: AccountRequest) -> HttpResponse:
    """State of the second factor; the recovery codes once, right after they were made."""
    codes = second_factor.recovery_codes(request.user)
    show = bool(request.session.pop(_SHOW_CODES, False))
    context = {
        "aktif": second_factor.is_enabled(request.user),
        "sisa": len(codes),
        "kode_pemulihan": codes if show else None,
    }
    return render(request, "organisations/dua_faktor.html", context)


@login_required
@sensitive_post_parameters("password", "kode")
@never_cache
@require_http_methods(["GET", "POST"])
def aktifkan(request: AccountRequest) -> HttpResponse:
    """First the password, then the key and a code of it. The key is made after the password, so that nobody who looked
    at a page left open knows it before."""
    user = request.user
    if second_factor.is_enabled(user):
        return redirect("akun:dua-faktor")
    if not _proved_lately(request):
        answer = _ask_password(
            request,
            "faktor_kedua",
            judul="Aktifkan verifikasi dua langkah",
            akibat="Sesudah password, halaman berikutnya menampilkan kunci untuk aplikasi autentikator. Sesi masuk "
            "di perangkat lain dan token API berakhir.",
            tombol="Lanjutkan",
        )
        if isinstance(answer, HttpResponse):
            return answer
        second_factor.new_device(user)
        request.session[_PROVED] = {"at": time.time(), "proof": user.get_session_auth_hash()}
        return redirect("akun:dua-faktor-aktifkan")
    form = CodeForm(posted(request))
    form.fields["kode"].help_text = "6 angka yang ditampilkan aplikasi sekarang."
    if form.is_valid() and _confirmed(request, form):
        return redirect("akun:dua-faktor")
    device = second_factor.pending_device(user)
    context = {
        "form": form,
        # made by segno from our own address, no text of others in it
        "qr": mark_safe(second_factor.qr_svg(device)),  # noqa: S308
        "kunci": second_factor.key_for_typing(device),
    }
    return render(request, "organisations/dua_faktor_aktifkan.html", context)


def _confirmed(request: AccountRequest, form: CodeForm) -> bool:
    user = request.user
    try:
        device = second_factor.confirm(user, form.cleaned_data["kode"])
    except second_factor.TooSoon as wait:
        form.add_error("kode", too_soon(wait.seconds))
        return False
    if device is None:
        log_access(actor=user, action="faktor_kedua", outcome=E_RNG)
        form.add_error("kode", WRONG_CODE)
        return False
    _go_on_here(request)
    otp_login(request, device)
    request.session[_SHOW_CODES] = True
    log_access(actor=user, action="faktor_kedua", outcome="ok", detail={"aktif": True})
    messages.success(request, "Verifikasi dua langkah sudah aktif.")
    return True


@login_required
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def kode_pemulihan(request: AccountRequest) -> HttpResponse:
    if not second_factor.is_enabled(request.user):
        return redirect("akun:dua-faktor")
    answer = _ask_password(
        request,
        "kode_pemulihan",
        second_factor.renew_recovery_codes,
        judul="Buat kode pemulihan baru",
        akibat="Kode pemulihan lama tidak berlaku lagi.",
    )
    if isinstance(answer, HttpResponse):
        return answer
    request.session[_SHOW_CODES] = True
    log_access(actor=request.user, action="kode_pemulihan", outcome="ok")
    return redirect("akun:dua-faktor")


@login_required
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def nonaktifkan(request: AccountRequest) -> HttpResponse:
    if not second_factor.is_enabled(request.user):
        return redirect("akun:dua-faktor")
    answer = _ask_password(
        request,
        "faktor_kedua",
        second_factor.disable,
        judul="Nonaktifkan verifikasi dua langkah",
        akibat="Sesudah ini akun dilindungi oleh password saja. Sesi masuk di perangkat lain dan token API berakhir.",
        berbahaya=True,
    )
    if isinstance(answer, HttpResponse):
        return answer
    _go_on_here(request)
    log_access(actor=request.user, action="faktor_kedua", outcome="ok", detail={"aktif": False})
    messages.success(request, "Verifikasi dua langkah sudah dinonaktifkan.")
    return redirect("akun:dua-faktor")


def _ask_password(
    request: AccountRequest,
    action: str,
    then: Callable[[User, str], None] = lambda user, password: None,
    **shown: Any,
) -> HttpResponse | None:
    """The page that asks for the password, until it was right and `then` has been done with it: then None."""
    user = request.user
    if request.method == "POST" and is_locked(request, user.username):
        return locked_response(request)
    form = ConfirmPasswordForm(posted(request), actor=user)
    if proves(request, form, action):
        try:
            then(user, form.cleaned_data["password"])
        except PasswordChanged:
            form.refuse("password", E_RNG, "Password salah.")
        else:
            return None
    return render(request, "organisations/konfirmasi_password.html", {"form": form, **shown})


def _go_on_here(request: AccountRequest) -> None:
    """All log-ins were ended; the one in which it was asked for goes on."""
    request.session.pop(_PROVED, None)
    update_session_auth_hash(request, request.user)


def _proved_lately(request: AccountRequest) -> bool:
    proved = request.session.get(_PROVED) or {}
    known = constant_time_compare(proved.get("proof", ""), request.user.get_session_auth_hash())
    return known and time.time() - proved["at"] <= _PROVED_SECONDS
