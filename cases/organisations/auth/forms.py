"""Forms of login and account; fields named as in the catalogue, errors with its codes."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict

from workflows.errors import E_RNG
from workflows.forms import ActForm, equip

from .attempts import WRONG_PAIR, log_failure
from .passwords import check_password_choice, rule

_CURRENT = {"autocomplete": "current-password"}
_NEW = {"autocomplete": "new-password"}


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent; None on GET. (An empty POST is still one.)"""
    return request.POST if request.method == "POST" else None


class PasswordField(forms.CharField):
    """A password as typed: never normalised, trimmed, echoed back or kept in a draft."""

    secret = True

    def __init__(self, *, attrs: dict[str, str], **kwargs: Any) -> None:
        super().__init__(strip=False, max_length=4096, widget=forms.PasswordInput(attrs=attrs), **kwargs)


class LoginForm(AuthenticationForm):
    """One message for an unknown name, a wrong password and an inactive account (SJ-09)."""

    request: HttpRequest
    error_messages = {"invalid_login": WRONG_PAIR, "inactive": WRONG_PAIR}

    def __init__(self, request: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = "Username"
        self.fields["password"].label = "Password"
        self.fields["password"].secret = True  # type: ignore[attr-defined]  # as typed
        equip(self, None)

    def get_invalid_login_error(self) -> ValidationError:
        log_failure(self.request, self.cleaned_data["username"], "password")
        return super().get_invalid_login_error()


class CodeForm(ActForm):
    kode = forms.CharField(
        label="Kode verifikasi",
        max_length=16,
        help_text="6 angka dari aplikasi autentikator, atau satu kode pemulihan.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )


class ConfirmPasswordForm(ActForm):
    """Guards what weakens an account against a page left open."""

    #: The password was looked at and is another.
    wrong_password = False

    password = PasswordField(label="Password", attrs=_CURRENT)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.actor.check_password(password):
            self.wrong_password = True
            raise ValidationError("Password salah.", code=E_RNG)
        return password


class NewPasswordForm(ActForm):
    """A new password, twice. `actor` is whose it becomes; `secret` of the fields keeps them out of drafts."""

    password_baru = PasswordField(label="Password baru", attrs=_NEW)
    konfirmasi = PasswordField(label="Konfirmasi password baru", attrs=_NEW)

    def prepare(self) -> None:
        self.fields["password_baru"].help_text = rule()

    def clean_password_baru(self) -> str:
        new: str = self.cleaned_data["password_baru"]
        check_password_choice(new, self.actor)
        return new

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        new, again = cleaned.get("password_baru"), cleaned.get("konfirmasi")
        if new is not None and again is not None and new != again:
            self.refuse("konfirmasi", E_RNG, "Konfirmasi tidak sama dengan password baru.")
        return cleaned


class ChangePasswordForm(NewPasswordForm):
    """SJ-15; the same form for page and API. `actor` is the user whose password changes."""

    field_order = ("password_lama", "password_baru", "konfirmasi")
    wrong_password = False

    password_lama = PasswordField(label="Password lama", attrs=_CURRENT)

    def prepare(self) -> None:
        self.fields["password_baru"].help_text = f"{rule()} Berbeda dari password lama."

    def clean_password_lama(self) -> str:
        old: str = self.cleaned_data["password_lama"]
        if not self.actor.check_password(old):
            self.wrong_password = True
            raise ValidationError("Password lama salah.", code=E_RNG)
        return old

    def clean_password_baru(self) -> str:
        new = super().clean_password_baru()
        if self.actor.check_password(new):
            raise ValidationError("Password baru harus berbeda dari password lama.", code=E_RNG)
        return new


class ForgottenForm(ActForm):
    """Who has forgotten a password: the account is named by its name or by its address."""

    akun = forms.CharField(
        label="Username atau email",
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
    )
