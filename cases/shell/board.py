"""Papan penyelia: people × work, late first; from there to the rows and to another petugas (SJ-137)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from cases.core.reading import inbox
from cases.core.reading.listing import uuid_or_none
from cases.core.reading.rights import running
from cases.organisations.badan import in_words, role_label
from cases.organisations.permissions import supervises
from cases.organisations.requests import AccountRequest

from .inbox import task_rows
from .page import address, crumbs, first_page, page, require

_NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)


@page()
def board(request: AccountRequest) -> HttpResponse:
    require(request, supervises(request.user), str(in_words("Admin {badan} dan Komisioner")))
    people = inbox.board(request.user)
    people.sort(key=lambda row: (-row["terlambat"], row["tertua"] or _NEVER, row["orang"].nama))
    chosen = uuid_or_none(request.GET.get("petugas"))
    away = {row.person_id: row for row in running().select_related("substitute")}
    person = next((row["orang"] for row in people if row["orang"].pk == chosen), None)
    context: dict[str, Any] = {
        "people": [
            {
                "name": row["orang"].nama,
                "role": role_label(row["orang"].role),
                "away": away.get(row["orang"].pk),
                "inactive": not row["orang"].is_active,
                "open": row["terbuka"],
                "late": row["terlambat"],
                "oldest": row["tertua"],
                "url": f"{request.path}?petugas={row['orang'].pk}#pekerjaan",
                "active": row["orang"].pk == chosen,
            }
            for row in people
        ],
        "most": max((row["terbuka"] for row in people), default=0) or 1,
        "person": person,
        "now": timezone.now(),
        "here": request.get_full_path(),
        "queue_url": reverse("kasus:kotak", args=["antrean"]),
        "breadcrumbs": crumbs(here="Papan penyelia"),
    }
    if person is not None:
        found = first_page(request, lambda cursor: inbox.held_by(request.user, person, cursor=cursor))
        context["rows"] = task_rows(request.user, list(found.rows), "held")
        context["url_next"] = address(request, cursor=found.next) if found.next else ""
        context["url_previous"] = address(request, cursor=found.previous) if found.previous else ""
    return render(request, "core/board.html", context)
