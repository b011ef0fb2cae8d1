"""Daftar Log Aktivitas: acts and accesses as one list; institutions see their own people only (SJ-127)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases.core.reading.events import Event
from cases.core.reading.history import activity
from cases.core.reading.log_filter import LogFilter
from cases.core.reading.owners import Owners
from cases.core.reading.saying import outcome_said, state_said
from cases.core.reading.words import stempel
from cases.organisations.badan import role_label
from cases.organisations.requests import AccountRequest
from cases.organisations.zones import day_at, zone_for

from .exports import list_response
from .page import crumbs, first_page, list_frame, page

_HEADER = (
    "Waktu",
    "Pengguna",
    "Peran",
    "Atas nama",
    "Institusi",
    "Aksi",
    "Tentang",
    "Rincian",
    "Objek",
    "Status asal",
    "Status baru",
    "Alamat IP",
    "Hasil",
)
_EXPORT_PAGES = 250


@page()
def log(request: AccountRequest) -> HttpResponse:
    form = LogFilter(request)
    filters = form.values()
    found = first_page(request, lambda cursor: activity(request.user, filters, cursor=cursor), form=form)
    context = {
        **list_frame(request, form, found),
        "rows": rows_of(found.rows),
        "export_url": _export_url(request),
        "breadcrumbs": crumbs(here="Daftar Log Aktivitas"),
    }
    return render(request, "core/log.html", context, status=form.status)


@page(file=True)
def export(request: AccountRequest) -> StreamingHttpResponse:
    filters = LogFilter(request).strict()
    return list_response(request, "log-aktivitas", _HEADER, _lines(request.user, filters), filters)


def _lines(actor: Any, filters: dict[str, Any]) -> Iterator[list[Any]]:
    cursor, zone = "", zone_for(actor)
    for _ in range(_EXPORT_PAGES):
        found = activity(actor, filters, cursor=cursor, limit=200)
        for row in rows_of(found.rows):
            time = stempel(row["at"], zone)
            who = [row["actor"], row["role"], row["on_behalf_of"], row["institution"]]
            yield [
                time,
                *who,
                row["label"],
                row["about"],
                "; ".join(f"{label}: {text}" for label, text in row["details"]),
                row["object"],
                row["source"],
                row["target"],
                row["ip"],
                row["outcome"],
            ]
        if not found.next:
            return
        cursor = found.next


def rows_of(events: Iterable[Event]) -> list[dict[str, Any]]:
    """One line each; the case it concerns only where the reader may see it, under the institution of then."""
    found = list(events)
    owners = Owners({event.case.pk: event.case for event in found if event.case is not None}.values())
    return [_row(event, owners) for event in found]


def _row(event: Event, owners: Owners) -> dict[str, Any]:
    case = event.case
    refused = event.outcome != "ok"
    return {
        "at": event.at,
        "actor": str(event.actor) if event.actor else ("Sistem" if event.role == "sistem" else "–"),
        "role": role_label(event.role, day_at(event.at, None))
        or ("Sistem" if event.role == "sistem" else event.role),
        "on_behalf_of": str(event.on_behalf_of) if event.on_behalf_of else "",
        "institution": owners.name(case, event.at) if case is not None else "",
        "label": event.label,
        "about": event.about,
        "follows": event.follows,
        "details": details_of(event),
        "object": f"{case.number} {case.title}" if case is not None else "",
        "url": reverse("kasus:kasus", args=[case.pk]) if case is not None else "",
        "source": state_said(event.object_type, event.source),
        "target": state_said(event.object_type, event.target) if not refused else "",
        "ip": event.ip,
        "refused": refused,
        "outcome": outcome_said(event.outcome),
        "code": event.outcome if refused else "",
    }


def details_of(event: Event) -> list[tuple[str, str]]:
    """(label, text) of what was decided, of the files, and of why it was refused."""
    found = [(fact.label, fact.value) for fact in event.facts]
    if event.files:
        found.append(("Berkas", ", ".join(event.files)))
    return found + [("Alasan penolakan", reason) for reason in event.reasons]


def _export_url(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("cursor", None)
    url = reverse("kasus:log-ekspor")
    return f"{url}?{query.urlencode()}" if query else url
