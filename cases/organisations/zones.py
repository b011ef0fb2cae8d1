"""One rule of zones (docs/text-numbers-time.md).

What happens at a place is told in the zone of the place: a case, its history, its prints, "today" of its forms.
What is national is told in WIB: numbers of a year, letters of the supervising body, parameters. Lists, exports,
inbox, filters and the log are told in the zone of the reader: that of the institution for its people, WIB for all
others; `reading` sets it for a request, a call of the API and a print.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

WIB = ZoneInfo("Asia/Jakarta")


def zone_of(institution: Any) -> ZoneInfo:
    """The zone of the place; WIB where no institution is known."""
    return ZoneInfo(institution.zona_waktu) if institution is not None else WIB


def zone_for(person: Any) -> ZoneInfo:
    """The zone a person reads lists in."""
    return zone_of(getattr(person, "institution", None))


def reading(person: Any) -> AbstractContextManager[None]:
    """Whatever names no place of its own is told in the zone of this reader."""
    return timezone.override(zone_for(person))


def day_at(moment: dt.datetime, institution: Any) -> dt.date:
    """The day a moment falls on at the place."""
    return moment.astimezone(zone_of(institution)).date()


def today_at(institution: Any) -> dt.date:
    return day_at(timezone.now(), institution)


def today_wib() -> dt.date:
    return day_at(timezone.now(), None)


def midnight(day: dt.date, zone: dt.tzinfo | None = None) -> dt.datetime:
    """The beginning of a day in a zone, else for the present reader."""
    return dt.datetime.combine(day, dt.time(), zone or timezone.get_current_timezone())


class ZoneMiddleware:
    """Pages are read in the zone of the person who is logged in; for the API the token's door does it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(WIB):  # also ends whatever the door of the API sets
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if request.user.is_authenticated:
            timezone.activate(zone_for(request.user))
