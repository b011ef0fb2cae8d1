"""From case to case: a case opened out of a box leads to the one behind it in that box and to the one before it.

The address a row leads to names the box as it was shown (filters and order) and the place of the row in it (`dari`); a
cookie of that case's pages keeps it through tabs, forms and receipts. The neighbours are read by the box's own query
when the page is shown: after an act too, when the row itself is gone, and only what the person sees now.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from cases.core.models import Case, CaseTask
from cases.core.reading import inbox
from cases.core.reading.task_filter import TaskFilter
from workflows.errors import Refused

#: address -> (box of the selector, label)
BOXES = {
    "saya": ("mine", "Tugas saya"),
    "antrean": ("queue", "Antrean tim"),
    "menunggu": ("waiting", "Menunggu pihak lain"),
    "selesai": ("archive", "Selesai"),
}
FROM, _PLACE = "dari", "cursor"
_LONGEST = 3000  # characters of what a cookie keeps
_SHIFT = 12 * 60 * 60  # seconds, as long as a session


@dataclass(frozen=True)
class Trail:
    """A box as a person read it. name: of its address; filters: as validated; query: the same as they were written;
    place: of the row that was opened."""

    name: str
    filters: dict[str, Any]
    query: str
    place: str = ""

    @property
    def url(self) -> str:
        """Of the box, from its beginning."""
        address = reverse("kasus:kotak", args=[self.name])
        return f"{address}?{self.query}" if self.query else address

    @property
    def address(self) -> str:
        """Of the box behind the row: what `dari` says."""
        return f"{self.url}{'&' if self.query else '?'}{urlencode({_PLACE: self.place})}"

    def row_urls(self) -> Callable[[CaseTask], str]:
        """For the rows of a page: of the case of a row, with its place."""
        place_of = inbox.placing(BOXES[self.name][0], str(self.filters.get("urut") or ""))
        before = f"{self.url}{'&' if self.query else '?'}"

        def address(task: CaseTask) -> str:
            here = f"{before}{urlencode({_PLACE: place_of(task)})}"
            return f"{reverse('kasus:kasus', args=[task.case_id])}?{urlencode({FROM: here})}"

        return address


def shown(name: str, form: TaskFilter) -> Trail:
    """The box that a page shows."""
    asked = form.request.GET
    kept = [(field, asked[field]) for field in form.values() if field in asked]
    return Trail(name, form.values(), urlencode(kept))


def trail_of(request: HttpRequest, case: Case) -> Trail | None:
    """The box out of which the case was opened; None for none, and for an address that names none."""
    asked = request.GET.get(FROM, "")
    if not asked:
        whose, _, asked = request.COOKIES.get(_cookie(case), "").partition(" ")
        if whose != str(request.user.pk):
            return None
    return _read(request, asked)


def _read(request: HttpRequest, address: str) -> Trail | None:
    try:
        parts = urlsplit(address)
        query = QueryDict(parts.query)
    except ValueError:
        return None
    name = next((name for name in BOXES if parts.path == reverse("kasus:kotak", args=[name])), "")
    if not name or not query.get(_PLACE):
        return None
    asker: Any = SimpleNamespace(GET=query, user=request.user, path=parts.path)
    form = TaskFilter(asker, api=True)  # with nothing to choose from, which a page alone needs
    if not form.is_valid():
        return None
    trail = shown(name, form)
    return Trail(name, trail.filters, trail.query, query[_PLACE])


def keep(response: HttpResponse, request: HttpRequest, case: Case, trail: Trail | None) -> HttpResponse:
    """The pages of the case know where it was opened, until it is opened from elsewhere."""
    if trail is not None and request.GET.get(FROM) and len(trail.address) <= _LONGEST:
        response.set_cookie(
            _cookie(case),
            f"{request.user.pk} {trail.address}",
            max_age=_SHIFT,
            path=reverse("kasus:kasus", args=[case.pk]),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def _cookie(case: Case) -> str:
    return f"kotak_{case.pk.hex}"


def onward(request: HttpRequest, case: Case, trail: Trail | None) -> dict[str, Any] | None:
    """For core/onward.html: the rows before and behind this one. Two statements; None without a box."""
    if trail is None:
        return None
    box, label = BOXES[trail.name]
    try:
        before, behind = inbox.beside(request.user, box, trail.filters, trail.place, case)
    except Refused:  # the place is none, or the box is not read in this order any more
        return None
    narrowed = set(trail.filters) - {"urut"}
    where = f"{label} dengan saringan ini" if narrowed else label
    end = f"Ini yang terakhir di {where}." if before else f"Tidak ada tugas lain di {where}."
    return {
        "label": label,
        "url": trail.url,
        "previous": _row(trail, before),
        "next": _row(trail, behind),
        "end": "" if behind else end,
    }


def _row(trail: Trail, task: CaseTask | None) -> dict[str, str] | None:
    if task is None:
        return None
    case = task.case
    return {
        "url": trail.row_urls()(task),
        "text": f"{task.label} — {case.title}",
        "about": f"{case.institution.nama} · {case.number}",
    }
