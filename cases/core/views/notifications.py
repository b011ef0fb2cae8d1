"""Pemberitahuan: what happened in the cases of this person; opening a case marks its own read (SJ-129)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from cases.core.models import Notification
from cases.core.notices import notifications_of
from cases.core.paging import paginate
from cases.core.registry import case_type
from workflows.errors import Refused

from .page import address, crumbs, page


@page("GET", "HEAD", "POST")
def notifications(request: HttpRequest) -> HttpResponse:
    """The list; POST marks all as read."""
    own = notifications_of(request.user)
    if request.method == "POST":
        own.filter(read_at__isnull=True).update(read_at=timezone.now())
        return redirect("kasus:notifikasi")
    rows = own.select_related("case", "case__institution")
    keys = ("-created_at", "-id")
    try:
        found = paginate(rows, keys=keys, cursor=request.GET.get("cursor", ""))
    except Refused:
        found = paginate(rows, keys=keys)
    context = {
        "rows": [
            {
                "text": n.text,
                **_about(n),
                "at": n.created_at,
                "unread": n.read_at is None,
            }
            for n in found.rows
        ],
        "url_next": address(request, cursor=found.next) if found.next else "",
        "url_previous": address(request, cursor=found.previous) if found.previous else "",
        "breadcrumbs": crumbs(here="Pemberitahuan"),
    }
    return render(request, "core/notifications.html", context)


def _about(notice: Notification) -> dict[str, str]:
    """Where it leads and, for one about a case, which case that is."""
    case = notice.case
    if case is None:
        return {"url": notice.url, "facts": ""}
    facts = f"{case.title} · {case.institution.nama} · {case_type(case.type).label} {case.number}"
    return {"url": reverse("kasus:kasus", args=[case.pk]), "facts": facts}
