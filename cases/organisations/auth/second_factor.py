"""Time-based codes and recovery codes on django-otp (optional per account).

A code is good for its 30 seconds and one step before or after, and once only; how far the clock of a phone was off at
the last login is remembered, and the next one is measured from there.
"""

import base64
import math

import segno
from django.db import transaction
from django.utils import timezone
from django_otp.models import Device, ThrottlingMixin
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from cases.organisations.accounts import end_logins, lock_account, still_proves
from cases.organisations.models import User

from .telling import tell

RECOVERY_CODES = 10
APP_DIGITS = 6
_APP, _RECOVERY = "Aplikasi autentikator", "Kode pemulihan"


def is_enabled(user: User) -> bool:
    """Whether login asks this user for a code."""
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


class TooSoon(Exception):
    """django-otp slows guessing down: the code was not looked at. `seconds` until one is."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def verify(user: User, code: str) -> Device | None:
    """The device that accepts the code, a recovery code included; None for a wrong or a used one.

    A code is shown only to the device that gives such codes: of the app six digits. Asking each of them in turn, as
    django-otp's `match_token` does, counts every recovery code as a failure of the app. Raises TooSoon.
    """
    code = code.strip().replace(" ", "").lower()
    if not (0 < len(code) <= 16 and code.isascii() and code.isprintable()):
        return None
    kind = TOTPDevice if len(code) == APP_DIGITS and code.isdigit() else StaticDevice
    with transaction.atomic():
        devices = kind.objects.devices_for_user(user, confirmed=True).select_for_update()
        for device in devices.order_by("pk"):
            _allowed_now(device)
            if device.verify_token(code):
                return device
    return None


def _allowed_now(device: ThrottlingMixin) -> None:
    allowed, why = device.verify_is_allowed()
    if not allowed:
        left = (why["locked_until"] - timezone.now()).total_seconds() if why and "locked_until" in why else 1
        raise TooSoon(max(1, math.ceil(left)))


def new_device(user: User) -> TOTPDevice:
    """A device to be set up, with a key that nobody has seen yet; what was being set up before is forgotten."""
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()
    return pending_device(user)


def pending_device(user: User) -> TOTPDevice:
    """The device being set up; its key stays the same until it is confirmed."""
    device, _ = TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": _APP})
    return device


@transaction.atomic
def confirm(user: User, code: str) -> TOTPDevice | None:
    """Switch the second factor on if the code proves that the app holds the key; None if it does not.

    Every other log-in and the API tokens end: they began without it. Raises TooSoon.
    """
    lock_account(user)
    device = pending_device(user)
    code = code.strip().replace(" ", "")
    _allowed_now(device)
    if is_enabled(user) or not (code.isascii() and code.isdigit() and device.verify_token(code)):
        return None
    device.confirmed = True
    device.save()
    _renew(user)
    end_logins(user)
    tell(user, "Verifikasi dua langkah aktif", "Verifikasi dua langkah akun ini baru saja diaktifkan.")
    return device


@transaction.atomic
def disable(user: User, password: str) -> None:
    """Switch it off; every other log-in and the API tokens end. Raises PasswordChanged."""
    still_proves(user, password)
    remove(user)
    tell(user, "Verifikasi dua langkah nonaktif", "Verifikasi dua langkah akun ini baru saja dinonaktifkan.")


@transaction.atomic
def remove(user: User) -> bool:
    """Take the second factor away, by whoever may; whether there was one. Log-ins and API tokens end."""
    lock_account(user)
    removed, _ = TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    end_logins(user)
    return bool(removed)


@transaction.atomic
def renew_recovery_codes(user: User, password: str) -> None:
    """Replace all recovery codes by new ones, each good for one login. Raises PasswordChanged."""
    still_proves(user, password)
    _renew(user)


def _renew(user: User) -> None:
    device, _ = StaticDevice.objects.get_or_create(user=user, defaults={"name": _RECOVERY})
    device.token_set.all().delete()
    StaticToken.objects.bulk_create(
        StaticToken(device=device, token=StaticToken.random_token()) for _ in range(RECOVERY_CODES)
    )


def recovery_codes(user: User) -> list[str]:
    """The codes not used yet."""
    tokens = StaticToken.objects.filter(device__user=user).order_by("id")
    return list(tokens.values_list("token", flat=True))


def key_for_typing(device: TOTPDevice) -> str:
    """The key in Base32, in groups of four."""
    text = base64.b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def qr_svg(device: TOTPDevice) -> str:
    """The key's address as inline SVG without any style, as the content security policy demands."""
    code = segno.make(device.config_url, error="m")
    return code.svg_inline(scale=5, border=4, svgclass=None, lineclass=None)
