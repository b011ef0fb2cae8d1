"""Lupa password, and the page behind the link of its e-mail (SJ-15)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN, PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cases.organisations.models import User
from workflows.text import normalised, one_line

from . import forgotten
from .forms import ForgottenForm, NewPasswordForm, posted


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def lupa_password(request: HttpRequest) -> HttpResponse:
    """Asks for an e-mail. One answer, whoever is named; 429 for who asks too often from one address."""
    form = ForgottenForm(posted(request))
    if form.is_valid():
        typed = one_line(normalised(form.cleaned_data["akun"]))
        if not forgotten.ask(typed, request.META.get("REMOTE_ADDR", "")):
            context = {"judul": "Terlalu banyak permintaan", "pesan": forgotten.TOO_MANY}
            return render(request, "organisations/terkunci.html", context, status=429)
        return redirect("akun:lupa-password-terkirim")
    return render(request, "organisations/lupa_password.html", {"form": form})


@login_not_required
@never_cache
@require_http_methods(["GET"])
def terkirim(request: HttpRequest) -> HttpResponse:
    return render(request, "organisations/lupa_password_terkirim.html")


@method_decorator(login_not_required, name="dispatch")
@method_decorator(require_http_methods(["GET", "HEAD", "POST"]), name="dispatch")
@method_decorator(sensitive_post_parameters("password_baru", "konfirmasi"), name="dispatch")
class AturUlangView(PasswordResetConfirmView):
    """The page behind the link. The token waits in the session, so that no address of a page shows it."""

    template_name = "organisations/atur_ulang.html"
    form_class = NewPasswordForm  # type: ignore[assignment]
    token_generator = forgotten.token
    reset_url_token = "baru"  # noqa: S105 -- a word of the address
    success_url = reverse_lazy("akun:masuk")

    def get_user(self, uidb64: str) -> User | None:
        user = super().get_user(uidb64)
        return user if isinstance(user, User) and user.may_log_in else None

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        return {"data": kwargs.get("data"), "actor": kwargs["user"]}

    def form_valid(self, form: Any) -> HttpResponse:
        given = self.request.session.pop(INTERNAL_RESET_SESSION_TOKEN, "")
        new = form.cleaned_data["password_baru"]
        if self.user is None or not forgotten.replace_forgotten(self.user, given, new):
            self.validlink = False
            return self.render_to_response(self.get_context_data())
        messages.success(self.request, "Password sudah diganti. Masuk dengan password baru.")
        return redirect(self.get_success_url())

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        kwargs.setdefault("status", 200 if self.validlink else 410)
        return super().render_to_response(context, **kwargs)
