"""One name of the supervising body at a time, from the data and valid on the day (ARCHITECTURE §7).

Whatever people read names it through here: labels and sentences as `in_words("Petugas {badan}")`, which is read when
it is shown, roles as `role_label`.
"""

from __future__ import annotations

from contextvars import ContextVar
from datetime import date
from typing import Any

from django.core.signals import request_finished, request_started
from django.db.models import QuerySet
from django.utils.functional import lazy

from .models import SupervisingBody
from .roles import ROLES, Role
from .zones import today_wib

#: The bodies of one request, read when they are first asked for; None outside of a request, where each time reads them.
_of_request: ContextVar[QuerySet[SupervisingBody] | None] = ContextVar("supervising_bodies", default=None)


def _begin(**_: Any) -> None:
    _of_request.set(SupervisingBody.objects.order_by("-valid_from"))


def _end(**_: Any) -> None:
    _of_request.set(None)


request_started.connect(_begin, dispatch_uid="badan")
request_finished.connect(_end, dispatch_uid="badan")


def bodies() -> QuerySet[SupervisingBody]:
    """Every body there was, the latest first."""
    kept = _of_request.get()
    return SupervisingBody.objects.order_by("-valid_from") if kept is None else kept


def supervising_body(on: date) -> SupervisingBody | None:
    """The body that supervised on a day, or None before there was one."""
    return next(
        (b for b in bodies() if b.valid_from <= on and (b.valid_to is None or b.valid_to >= on)), None
    )


def short_name(on: date | None = None) -> str:
    """Its short name, as in "Petugas KASN"; on: today when not given."""
    body = supervising_body(on or today_wib())
    return str(body) if body is not None else "badan pengawas"


def _named(pattern: str) -> str:
    return pattern.format(badan=short_name())


in_words: Any = lazy(_named, str)


def role_label(role: str, on: date | None = None) -> str:
    """What a role is called; the Admin with the body it belonged to on that day. "" for what is no role."""
    if role not in Role.values:
        kind = ROLES.get(role)
        return "" if kind is None else kind.label
    known = Role(role)
    return f"Admin {short_name(on)}" if known == Role.KASN_ADMIN else str(known.label)
