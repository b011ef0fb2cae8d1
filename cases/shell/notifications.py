"""Pemberitahuan: what happened in the cases of this person; opening a case marks its own read (SJ-129)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from cases.core.declared.registry import case_type
from cases.core.doing.notices import notifications_of
from cases.core.models import Notification
from cases.core.reading.events import Event
from cases.core.reading.history import told
from cases.core.reading.listing import uuid_or_none
from cases.core.reading.paging import paginate
from cases.organisations.requests import AccountRequest

from .page import crumbs, first_page, neighbours, page

#: Decided values that a notice repeats, and signs of each.
_FACTS, _LONGEST = 3, 160


@page("GET", "HEAD", "POST")
def notifications(request: AccountRequest) -> HttpResponse:
    """The list; POST marks all as read."""
    own = notifications_of(request.user)
    if request.method == "POST":
        own.filter(read_at__isnull=True).update(read_at=timezone.now())
        return redirect("kasus:notifikasi")
    rows = own.select_related("case", "case__institution")
    keys = ("-created_at", "-id")
    found = first_page(request, lambda cursor: paginate(rows, keys=keys, cursor=cursor))
    lines = told(request.user, filter(None, map(_entry_of, found.rows)))
    context = {
        "rows": [
            {
                "text": n.text,
                **_about(n),
                **_said(lines.get(_entry_of(n))),
                "at": n.created_at,
                "unread": n.read_at is None,
            }
            for n in found.rows
        ],
        **neighbours(request, found),
        "breadcrumbs": crumbs(here="Pemberitahuan"),
    }
    return render(request, "core/notifications.html", context)


def _entry_of(notice: Notification) -> Any:
    """Id of the ledger entry it tells of: `dedupe` begins with what a notice is about."""
    return uuid_or_none(notice.dedupe.partition(":")[0])


def _said(event: Event | None) -> dict[str, Any]:
    """Whom the act was about, and what was decided, as far as it fits."""
    if event is None:
        return {"about": "", "said": ()}
    facts = [replace(fact, value=Truncator(fact.value).chars(_LONGEST)) for fact in event.facts[:_FACTS]]
    return {"about": event.about, "said": facts}


def _about(notice: Notification) -> dict[str, str]:
    """Where it leads and, for one about a case, which case that is."""
    case = notice.case
    if case is None:
        return {"url": notice.url, "facts": ""}
    facts = f"{case.title} · {case.institution.nama} · {case_type(case.type).label} {case.number}"
    return {"url": reverse("kasus:kasus", args=[case.pk]), "facts": facts}
