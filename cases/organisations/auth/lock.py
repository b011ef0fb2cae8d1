"""Who is locked after failures, and who is not because of others (SJ-09).

Three counts, each over 15 minutes, all kept by django-axes:

- 5 failures of one name from one address lock that pair, so that nobody shuts an account from elsewhere;
- `ADDRESS_LIMIT` failures of one address over all names lock the address, so that one password is not tried on every
  account;
- a browser from which somebody has logged in before is known to that account by a signed cookie, and has a count of its
  own: what strangers behind the same address (a whole office, a telephone network) get wrong does not lock it out.

The last is OWASP's "device cookie". Whoever steals one gets five guesses like everybody else, and nothing more.
"""

from __future__ import annotations

import secrets
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.core import signing
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

#: Failures of one address in 15 minutes, over all names, known browsers not counted.
ADDRESS_LIMIT = 50
#: A browser is known for so long after the last login from it, in seconds; and to so many accounts.
KNOWN_SECONDS = 180 * 24 * 60 * 60
KNOWN_ACCOUNTS = 8
_SALT = "cases.organisations.auth.lock"


class Handler(AxesDatabaseHandler):  # type: ignore[misc]
    """django-axes, which counts by name and address, and the count of an address over all names."""

    def is_locked(self, request: Any, credentials: dict[str, Any] | None = None) -> bool:
        if super().is_locked(request, credentials):
            return True
        return not is_known(request, (credentials or {}).get("username")) and address_is_locked(request)


def counted_name(request: Any, credentials: dict[str, Any] | None = None) -> str | None:
    """The name under which django-axes counts an attempt: of a known browser its own (AXES_USERNAME_CALLABLE)."""
    username = (credentials or {}).get("username")
    mark = _known(request).get(_digest(username)) if username else None
    # no name of an account holds an @, so that nobody can type one of these
    return f"{username}@{mark}" if mark else username


def is_known(request: HttpRequest, username: str | None) -> bool:
    return bool(username) and _digest(str(username)) in _known(request)


def has_logged_in(request: HttpRequest) -> bool:
    """Whether somebody, whoever it was, has logged in from this browser."""
    return bool(_known(request))


def address_is_locked(request: Any) -> bool:
    attempts = AccessAttempt.objects.filter(attempt_time__gte=get_cool_off_threshold(request))
    found = attempts.filter(**_of_address(request.axes_ip_address)).exclude(username__contains="@")
    return (found.aggregate(n=Sum("failures_since_start"))["n"] or 0) >= ADDRESS_LIMIT


def remember_browser(request: HttpRequest, response: HttpResponse, username: str) -> None:
    """After a login: this browser is known to this account."""
    known = _known(request)
    mark = known.pop(_digest(username), "") or secrets.token_hex(8)
    known = {**dict(list(known.items())[1 - KNOWN_ACCOUNTS :]), _digest(username): mark}
    response.set_cookie(
        settings.ALUR_KNOWN_COOKIE,
        signing.dumps(known, salt=_SALT),
        max_age=KNOWN_SECONDS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def _known(request: HttpRequest) -> dict[str, str]:
    """Digest of an account's name -> mark of this browser for it."""
    value = request.COOKIES.get(settings.ALUR_KNOWN_COOKIE, "")
    try:
        found = signing.loads(value, salt=_SALT, max_age=KNOWN_SECONDS) if len(value) < 2000 else {}
    except signing.BadSignature:
        found = {}
    return found if isinstance(found, dict) else {}


def _digest(username: str) -> str:
    """Computers are shared: the cookie does not say who has used this one."""
    return salted_hmac(_SALT, username, algorithm="sha256").hexdigest()[:20]


def _of_address(address: str | None) -> dict[str, Any]:
    """Of IPv6 the network of one subscriber (/64) is one address."""
    found = ip_address(address) if address else None
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        network = ip_network((found, 64), strict=False)
        return {"ip_address__range": (str(network[0]), str(network[-1]))}
    return {"ip_address": address}
