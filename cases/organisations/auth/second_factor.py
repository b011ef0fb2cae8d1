"""Time-based codes and recovery codes on django-otp (optional per account).

A code is good for its 30 seconds and one step before or after, for phones whose clock drifts, and once only.
"""

import base64

import segno
from django.db import transaction
from django_otp import match_token
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from cases.organisations.accounts import lock_account
from cases.organisations.models import User

RECOVERY_CODES = 10
_APP, _RECOVERY = "Aplikasi autentikator", "Kode pemulihan"


def is_enabled(user: User) -> bool:
    """Whether login asks this user for a code."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def verify(user: User, code: str) -> Device | None:
    """The device that accepts the code, a recovery code included; None for a wrong, used or throttled one."""
    code = code.strip().replace(" ", "")
    return match_token(user, code) if 0 < len(code) <= 16 and code.isascii() and code.isprintable() else None


def pending_device(user: User) -> TOTPDevice:
    """The device being set up; its key stays the same until it is confirmed."""
    device, _ = TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": _APP})
    return device


@transaction.atomic
def confirm(user: User, code: str) -> TOTPDevice | None:
    """Switch the second factor on if the code proves that the app holds the key; None if it does not."""
    lock_account(user)
    device = pending_device(user)
    code = code.strip().replace(" ", "")
    if is_enabled(user) or not (code.isascii() and code.isdigit() and device.verify_token(code)):
        return None
    device.confirmed = True
    device.save()
    renew_recovery_codes(user)
    return device


@transaction.atomic
def disable(user: User) -> None:
    lock_account(user)
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


@transaction.atomic
def renew_recovery_codes(user: User) -> None:
    """Replace all recovery codes by new ones, each good for one login."""
    lock_account(user)
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
