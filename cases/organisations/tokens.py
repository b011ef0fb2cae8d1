"""Bearer tokens of the API: issued for a password and, where the account has one, a second factor."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from workflows.access import log_access
from workflows.errors import E_PERM, E_REQ, Refused
from workflows.text import normalised, one_line, unkeepable

from .accounts import MUST_CHANGE_PASSWORD, PasswordChanged, still_proves
from .auth import second_factor
from .auth.attempts import LOCKED, WRONG_CODE, WRONG_PAIR, count_failure, log_failure, too_soon
from .models import ApiToken, User
from .models.users import USERNAME_PATTERN

LIFETIME = timedelta(hours=12)
SCOPES = ("baca", "tulis")
CODE_NEEDED = "Kode verifikasi diperlukan: kirim juga otp."
_LAST_USED_STEP = timedelta(minutes=1)


class NotAuthenticated(Refused):
    """The caller did not prove who he is: HTTP 401."""


def issue(
    username: str,
    password: str,
    otp: str | None,
    ip: str,
    *,
    name: str = "API",
    scopes: Sequence[str] = SCOPES,
) -> tuple[str, datetime]:
    """A new token and the moment it expires (UTC); the token itself is shown this once.

    otp: the code of the second factor, needed where one is enabled. ip: the client's address; failures are
    counted together with those of the login page (SJ-09).
    Raises NotAuthenticated (wrong pair, inactive, code missing or wrong) and Refused E-PERM (locked, or the
    password handed over has not been replaced yet).
    """
    request = _request_from(ip)
    username = one_line(normalised(username))
    # A name no account can have proves nothing and must not reach the database (it may hold a NUL).
    if not re.fullmatch(USERNAME_PATTERN, username) or unkeepable(password):
        raise NotAuthenticated(E_PERM, WRONG_PAIR)
    user = authenticate(request, username=username, password=password)
    if not isinstance(user, User):
        log_failure(request, username, "password", action="token")
        if request.axes_locked_out:  # type: ignore[attr-defined]
            raise Refused(E_PERM, LOCKED)
        raise NotAuthenticated(E_PERM, WRONG_PAIR)
    proved = second_factor.is_enabled(user)
    if proved:
        _check_code(request, user, otp)
    if user.wajib_ganti_password:
        log_access(actor=user, action="token", outcome=E_PERM, detail={"alasan": "wajib_ganti_password"})
        raise Refused(E_PERM, MUST_CHANGE_PASSWORD)
    raw = secrets.token_urlsafe(32)
    now = timezone.now()
    with transaction.atomic():
        # what was proved above may have changed since: a token of the old password must not outlive it
        if (refused := _no_longer(user, password, second_factor_proved=proved)) is None:
            ApiToken.objects.filter(user=user, expires__lte=now).delete()
            token = ApiToken.objects.create(
                user=user, digest=_digest(raw), name=name[:100], scopes=list(scopes), expires=now + LIFETIME
            )
    if refused is not None:
        log_failure(request, username, "berubah", action="token")
        raise refused
    log_access(actor=user, action="token", outcome="ok", detail={"token": str(token.pk)})
    return raw, token.expires


def authenticate_token(raw: str) -> User | None:
    """The user a token stands for, with `user.api_scopes` set; None if it is unknown or no longer good."""
    token = ApiToken.objects.select_related("user__institution").filter(digest=_digest(raw)).first()
    now = timezone.now()
    if token is None or token.expires <= now:
        return None
    user = token.user
    if not user.may_log_in or user.wajib_ganti_password:
        return None
    if token.last_used is None or now - token.last_used > _LAST_USED_STEP:  # no write on every call
        ApiToken.objects.filter(pk=token.pk).update(last_used=now)
    user.api_scopes = frozenset(token.scopes)
    return user


def _no_longer(user: User, password: str, *, second_factor_proved: bool) -> Refused | None:
    """Why the account, locked now, gives no token any more; None if it still does."""
    try:
        locked = still_proves(user, password)
    except (PasswordChanged, User.DoesNotExist):
        return NotAuthenticated(E_PERM, WRONG_PAIR)
    if not locked.may_log_in:
        return NotAuthenticated(E_PERM, WRONG_PAIR)
    if locked.wajib_ganti_password:
        return Refused(E_PERM, MUST_CHANGE_PASSWORD)
    if not second_factor_proved and second_factor.is_enabled(locked):
        return NotAuthenticated(E_REQ, CODE_NEEDED)
    return None


def _check_code(request: HttpRequest, user: User, otp: str | None) -> None:
    if not otp:
        log_access(
            actor=None, action="token", outcome=E_REQ, detail={"alasan": "kode", "username": user.username}
        )
        raise NotAuthenticated(E_REQ, CODE_NEEDED)
    try:
        device = second_factor.verify(user, otp)
    except second_factor.TooSoon as wait:
        raise NotAuthenticated(E_PERM, too_soon(wait.seconds)) from wait
    if device is None:
        count_failure(request, user.username)
        log_failure(request, user.username, "kode", action="token")
        raise NotAuthenticated(E_PERM, WRONG_CODE)


def _digest(raw: str) -> bytes:
    return hashlib.sha256(raw.encode()).digest()


def _request_from(ip: str) -> HttpRequest:
    """What django-axes wants to know about a caller, without the body of the real request."""
    request = HttpRequest()
    request.method = "POST"
    request.path = request.path_info = "/api/v1/auth/token"
    request.META["REMOTE_ADDR"] = ip
    return request
