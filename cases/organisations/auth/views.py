"""Masuk, Keluar, Ganti Password (SJ-09, SJ-15)."""

import time
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required, login_required
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_otp import login as otp_login
from django_otp.models import Device

from cases.organisations.accounts import PasswordChanged, replace_password
from cases.organisations.models import User
from cases.organisations.requests import AccountRequest
from workflows.access import log_access
from workflows.errors import E_RNG

from . import second_factor
from .attempts import LOCKED, WRONG_CODE, count_failure, is_locked, log_failure, proves, too_soon
from .backends import AccountBackend
from .forms import ChangePasswordForm, CodeForm, LoginForm, posted
from .lock import remember_browser

_BACKEND = f"{AccountBackend.__module__}.{AccountBackend.__qualname__}"
_WAITING = "menunggu_kode"
_WAITING_SECONDS = 300


class MasukView(LoginView):
    """Username and password; who has a second factor is asked for the code before the session begins."""

    template_name = "organisations/masuk.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def get_redirect_url(self, *args: Any, **kwargs: Any) -> str:
        """A whole address of this site; a bare word would be a page beside the login."""
        wanted = super().get_redirect_url(*args, **kwargs)
        return wanted if wanted.startswith("/") else ""

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> Any:
        """What is said here of a session that ended is said once more where the login leads."""
        response = cast(TemplateResponse, super().render_to_response(context, **kwargs))
        said = messages.get_messages(self.request)
        response.add_post_render_callback(lambda _: setattr(said, "used", False))
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        user: User = form.get_user()
        if second_factor.is_enabled(user):
            self.request.session[_WAITING] = {
                "user": str(user.pk),
                "proof": user.get_session_auth_hash(),
                "since": time.time(),
                "next": self.get_redirect_url(),
            }
            return redirect("akun:kode")
        _begin_session(self.request, user)
        response = redirect(self.get_success_url())
        remember_browser(self.request, response, user.username)
        return response


class KeluarView(LogoutView):
    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Logging out takes a press; an address alone logs nobody out."""
        return redirect("/")

    @method_decorator(login_not_required)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actor = request.user if request.user.is_authenticated else None
        response = super().post(request, *args, **kwargs)
        if actor is not None:
            log_access(actor=actor, action="logout", outcome="ok")
        return response


@login_not_required
@sensitive_post_parameters("kode")
@never_cache
@require_http_methods(["GET", "POST"])
def kode(request: HttpRequest) -> HttpResponse:
    """Second step of login. Wrong codes count towards the same lock as wrong passwords."""
    waiting = request.session.get(_WAITING)
    user = _waiting_user(waiting) if waiting else None
    if waiting is None or user is None:
        request.session.pop(_WAITING, None)
        return redirect("akun:masuk")
    if is_locked(request, user.username):
        return locked_response(request)
    form = CodeForm(posted(request))
    if form.is_valid():
        try:
            device = second_factor.verify(user, form.cleaned_data["kode"])
        except second_factor.TooSoon as wait:
            form.add_error("kode", too_soon(wait.seconds))
            return render(request, "organisations/kode.html", {"form": form})
        if device is not None:
            _begin_session(request, user, device)
            response = redirect(waiting["next"] or "/")
            remember_browser(request, response, user.username)
            return response
        count_failure(request, user.username)
        log_failure(request, user.username, "kode")
        form.add_error("kode", WRONG_CODE)
    return render(request, "organisations/kode.html", {"form": form})


def _waiting_user(waiting: dict[str, Any]) -> User | None:
    if time.time() - waiting["since"] > _WAITING_SECONDS:
        return None
    user = AccountBackend().get_user(waiting["user"])
    # what the first step proved is worth nothing once the password is another
    proof = waiting.get("proof", "")
    return user if user is not None and constant_time_compare(proof, user.get_session_auth_hash()) else None


def _begin_session(request: HttpRequest, user: User, device: Device | None = None) -> None:
    request.session.pop(_WAITING, None)
    login(request, user, backend=_BACKEND)
    if device is not None:
        otp_login(request, device)
    log_access(actor=user, action="login", outcome="ok", detail={"faktor_kedua": device is not None})


def locked_response(
    request: HttpRequest, original_response: HttpResponse | None = None, credentials: Any = None
) -> HttpResponse:
    """The page for too many failures (429); django-axes calls it by the setting AXES_LOCKOUT_CALLABLE."""
    request.session.pop(_WAITING, None)
    return render(request, "organisations/terkunci.html", {"pesan": LOCKED}, status=429)


@login_required
@sensitive_post_parameters("password_lama", "password_baru", "konfirmasi")
@never_cache
@require_http_methods(["GET", "POST"])
def ganti_password(request: AccountRequest) -> HttpResponse:
    user = request.user
    forced = user.wajib_ganti_password
    if request.method == "POST" and is_locked(request, user.username):
        return locked_response(request)
    form = ChangePasswordForm(posted(request), actor=user)
    if _changed(request, form):
        update_session_auth_hash(request, user)
        messages.success(request, "Password sudah diganti.")
        return redirect("/" if forced else reverse("akun:ganti-password"))
    return render(request, "organisations/ganti_password.html", {"form": form, "wajib": forced})


def _changed(request: AccountRequest, form: ChangePasswordForm) -> bool:
    """Change the password if the form is valid; ends all API tokens and other sessions."""
    user: User = request.user
    if not proves(request, form, "ganti_password"):
        return False
    try:
        replace_password(user, form.cleaned_data["password_lama"], form.cleaned_data["password_baru"])
    except PasswordChanged:
        form.add_error("password_lama", ValidationError("Password lama salah.", code=E_RNG))
        log_access(actor=user, action="ganti_password", outcome=E_RNG, detail={"isian": ["password_lama"]})
        return False
    log_access(actor=user, action="ganti_password", outcome="ok")
    return True
