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

import datetime as dt
import secrets
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.core import signing
from django.db.models import Max, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from cases.organisations.models.users import canonical

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
    username = canonical((credentials or {}).get("username") or "") or None
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


def unlock(username: str) -> int:
    """Forget what was got wrong with this name, from wherever; returns how many counts there were.

    An address that is locked over all names stays so.
    """
    name = canonical(username)
    counts = AccessAttempt.objects.filter(Q(username=name) | Q(username__startswith=f"{name}@"))
    return int(counts.delete()[0])


def locked_until(username: str) -> dt.datetime | None:
    """When the last lock of this name ends that some address or browser has; None where there is none.

    Counts of one name and address are taken together over all browsers, as django-axes does.
    """
    name = canonical(username)
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    counts = (
        AccessAttempt.objects.filter(Q(username=name) | Q(username__startswith=f"{name}@"))
        .filter(attempt_time__gte=since)
        .values("username", "ip_address")
        .annotate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
        .filter(failures__gte=settings.AXES_FAILURE_LIMIT)
    )
    last = max((row["last"] for row in counts), default=None)
    return last + settings.AXES_COOLOFF_TIME if last is not None else None


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
    return salted_hmac(_SALT, canonical(username), algorithm="sha256").hexdigest()[:20]


def subscriber(address: str | None) -> IPv6Network | None:
    """Of IPv6 the network of one subscriber (/64), which counts as one address; None for any other address."""
    found = ip_address(address) if address else None
    if not isinstance(found, IPv6Address) or found.ipv4_mapped is not None:
        return None
    return IPv6Network((found, 64), strict=False)


def _of_address(address: str | None) -> dict[str, Any]:
    network = subscriber(address)
    if network is not None:
        return {"ip_address__range": (str(network[0]), str(network[-1]))}
    return {"ip_address": address}
