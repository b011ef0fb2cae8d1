"""Pages of the optional second factor: overview, set-up, recovery codes, switching off."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods
from django_otp import login as otp_login

from workflows.access import log_access
from workflows.errors import E_RNG

from . import second_factor
from .attempts import WRONG_CODE
from .backends import AccountRequest
from .forms import CodeForm, ConfirmPasswordForm, posted

_SHOW_CODES = "tampilkan_kode_pemulihan"


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
@sensitive_post_parameters("kode")
@never_cache
@require_http_methods(["GET", "POST"])
def aktifkan(request: AccountRequest) -> HttpResponse:
    if second_factor.is_enabled(request.user):
        return redirect("akun:dua-faktor")
    form = CodeForm(posted(request))
    form.fields["kode"].help_text = "6 angka yang ditampilkan aplikasi sekarang."
    if form.is_valid():
        device = second_factor.confirm(request.user, form.cleaned_data["kode"])
        if device is not None:
            otp_login(request, device)
            request.session[_SHOW_CODES] = True
            log_access(actor=request.user, action="faktor_kedua", outcome="ok", detail={"aktif": True})
            messages.success(request, "Verifikasi dua langkah sudah aktif.")
            return redirect("akun:dua-faktor")
        log_access(actor=request.user, action="faktor_kedua", outcome=E_RNG)
        form.add_error("kode", WRONG_CODE)
    device = second_factor.pending_device(request.user)
    context = {
        "form": form,
        # made by segno from our own address, no text of others in it
        "qr": mark_safe(second_factor.qr_svg(device)),  # noqa: S308
        "kunci": second_factor.key_for_typing(device),
    }
    return render(request, "organisations/dua_faktor_aktifkan.html", context)


@login_required
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def kode_pemulihan(request: AccountRequest) -> HttpResponse:
    if not second_factor.is_enabled(request.user):
        return redirect("akun:dua-faktor")
    form = ConfirmPasswordForm(posted(request), actor=request.user)
    if form.is_valid():
        second_factor.renew_recovery_codes(request.user)
        request.session[_SHOW_CODES] = True
        log_access(actor=request.user, action="kode_pemulihan", outcome="ok")
        return redirect("akun:dua-faktor")
    context = {
        "form": form,
        "judul": "Buat kode pemulihan baru",
        "akibat": "Kode pemulihan lama tidak berlaku lagi.",
    }
    return render(request, "organisations/konfirmasi_password.html", context)


@login_required
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def nonaktifkan(request: AccountRequest) -> HttpResponse:
    if not second_factor.is_enabled(request.user):
        return redirect("akun:dua-faktor")
    form = ConfirmPasswordForm(posted(request), actor=request.user)
    if form.is_valid():
        second_factor.disable(request.user)
        log_access(actor=request.user, action="faktor_kedua", outcome="ok", detail={"aktif": False})
        messages.success(request, "Verifikasi dua langkah sudah dinonaktifkan.")
        return redirect("akun:dua-faktor")
    context = {
        "form": form,
        "judul": "Nonaktifkan verifikasi dua langkah",
        "akibat": "Sesudah ini akun dilindungi oleh password saja.",
        "berbahaya": True,
    }
    return render(request, "organisations/konfirmasi_password.html", context)
