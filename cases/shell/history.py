"""Riwayat: time line, versions side by side, the case as it was, the proof (SJ-128)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases.core.declared.manifest import CaseType
from cases.core.declared.registry import case_type
from cases.core.doing.subjects import CaseDetail
from cases.core.models import Case, Revision
from cases.core.reading.events import Event
from cases.core.reading.files import files_kept, files_of
from cases.core.reading.history import accesses, proof, timeline
from cases.core.reading.paging import Page
from cases.core.reading.past import Past, past_of
from cases.core.reading.saying import machines, outcome_said, state_said
from cases.core.reading.sight import reads_as_body
from cases.core.reading.versions import Line, Reader, compare, reader_of
from cases.organisations.badan import role_label
from cases.organisations.requests import AccountRequest
from cases.organisations.zones import day_at, midnight, zone_of
from documents.models import Attachment
from workflows import parsing
from workflows.errors import Refused

from .case import CasePage
from .case_parts import file_groups, file_row
from .page import address, find_case, first_page, page
from .showing import state_tag, tone_of, tracker_of

#: More lines than these are folded away: a whole plan is read in its version.
FACTS_IN_SIGHT = 6
_NOTHING_TO_DO: dict[str, Any] = {
    "actions": [], "letters": [], "links": [], "waits": [], "mine": [], "closed_sentence": "",
}  # fmt: skip


@page()
def history(request: AccountRequest, pk: Any) -> HttpResponse:
    case = find_case(request, pk)
    case_page = CasePage(request, case, files_kept(case))
    day, fault = day_asked(request.GET.get("per", ""))
    until = end_of(day, case) if day else None
    rows = first_page(request, lambda cursor: timeline(request.user, case, cursor=cursor, before=until))
    cursor = request.GET.get("cursor", "") if rows.previous else ""
    around = _around(request, case, rows, cursor, until)
    events = [*rows.rows, *around.rows]
    events.sort(key=lambda event: event.at, reverse=True)
    attachments = files_of(case_page.subject, request.user)
    files = {str(f.pk): file_row(f) for f in attachments}
    revisions, readers, diffs = versions_of(case_page.subject, attachments)
    past = _past_of(request, case_page.subject, until) if until else None
    return case_page.render(
        "core/case_history.html",
        "riwayat",
        entries=[entry_row(event, files, diffs) for event in events],
        proof=proof(case, rows.rows),
        revisions=revisions,
        versions=_versions(readers, revisions),
        compared=compare(
            case, revisions, attachments, request.GET.get("versi", ""), request.GET.get("dengan", "")
        ),
        past=past,
        past_day=day,
        past_children=_past_children(request, past) if past is not None else [],
        past_files=file_groups(past.files) if past is not None else [],
        **(_head_of(case_page.kind, past) if past is not None else {}),
        per=request.GET.get("per", ""),
        per_fault=fault,
        url_next=address(request, cursor=rows.next) if rows.next else "",
        url_previous=address(request, cursor=rows.previous) if rows.previous else "",
        sees_refusals=reads_as_body(request.user),
        more_accesses=bool(around.next),
        export_url=_export_url(case, request.GET.get("per", "") if day else ""),
    )


def _export_url(case: Any, per: str) -> str:
    url = reverse("kasus:riwayat-ekspor", args=[case.pk])
    return f"{url}?{urlencode({'per': per})}" if per else url


def versions_of(
    subject: CaseDetail, attachments: Iterable[Attachment]
) -> tuple[list[Revision], dict[str, Reader], dict[Any, list[Line]]]:
    """The versions of a case, the reader of each part, and what the entry of each changed."""
    kind, case = case_type(subject.case.type), subject.case
    revisions = list(Revision.objects.filter(case=case).select_related("by").order_by("part", "number"))
    readers = {part: reader_of(kind, part, attachments) for part in {r.part for r in revisions}}
    return revisions, readers, {r.entry: readers[r.part].changes(r.diff) for r in revisions}


def _past_of(request: HttpRequest, subject: Any, until: dt.datetime) -> Past:
    try:
        return past_of(subject, request.user, until, request.GET.dict())
    except Refused:  # a cursor that is none leads to the first page, as in every list
        return past_of(subject, request.user, until)


def _past_children(request: HttpRequest, past: Past) -> list[dict[str, Any]]:
    """Tables of past.html with the addresses of their other pages."""
    here = "#per-tanggal"
    return [
        {
            "label": found.label,
            "count": found.count,
            "rows": found.rows,
            "url_next": address(request, **{found.key: found.next}) + here if found.next else "",
            "url_previous": address(request, **{found.key: found.previous}) + here if found.previous else "",
        }
        for found in past.children
    ]


def _versions(readers: Mapping[str, Reader], revisions: Iterable[Revision]) -> list[dict[str, Any]]:
    """[{label, revisions newest first}] by part."""
    found: dict[str, list[Revision]] = {}
    for revision in revisions:
        found.setdefault(revision.part, []).insert(0, revision)
    return [{"label": readers[part].label, "revisions": rows} for part, rows in found.items()]


def _head_of(kind: CaseType, past: Past) -> dict[str, Any]:
    """Head and tracker of the page as they were: nothing of today stands above what was."""
    if not past.state:
        return {"stages": [], "state_label": "Belum ada", "tone": "neutral", **_NOTHING_TO_DO}
    stages = tracker_of(kind, past.state, past.visited)
    return {"stages": stages, **state_tag(kind, past.state), **_NOTHING_TO_DO}


def _around(request: HttpRequest, case: Any, rows: Page, cursor: str, until: dt.datetime | None) -> Page:
    """Refused attempts and downloads of the time this page of the ledger covers; KASN and auditors only."""
    newest = rows.rows[0].at if rows.rows and cursor else None
    oldest = rows.rows[-1].at if rows.rows and rows.next else None
    return accesses(request.user, case, after=oldest, until=newest, before=until)


def entry_row(event: Event, files: dict[str, Any], diffs: dict[Any, Any]) -> dict[str, Any]:
    """A row of timeline.html."""
    machine = machines().get(event.object_type)
    known = set(machine.states.values) if machine is not None else set()
    refused = event.outcome != "ok"
    return {
        "seq": event.seq,
        "act_label": event.label,
        "about": event.about,
        "follows": event.follows,
        "from_label": state_said(event.object_type, event.source),
        "to_label": state_said(event.object_type, event.target),
        "to_tone": tone_of(machine, event.target)
        if machine is not None and event.target in known
        else "neutral",
        "actor": "" if event.internal else str(event.actor) if event.actor else "Sistem",
        "role": role_label(event.role, day_at(event.at, None))
        or ("otomatis" if event.role == "sistem" else event.role),
        "on_behalf_of": str(event.on_behalf_of) if event.on_behalf_of else "",
        "time": event.at,
        "facts": event.facts,
        "folded": len(event.facts) > FACTS_IN_SIGHT,
        "reasons": event.reasons,
        "files": [files[d["id"]] for d in event.documents if d["id"] in files],
        "file_names": [] if event.documents else event.files,
        "hash": event.digest,
        "refused": refused,
        "code": event.outcome if refused else "",
        "outcome": outcome_said(event.outcome) if refused else "",
        "changes": diffs.get(event.entry.pk) if event.entry is not None else None,
    }


def end_of(day: dt.date, case: Case) -> dt.datetime:
    """When a day is over where the institution is."""
    return midnight(day + dt.timedelta(days=1), zone_of(case.institution))


def day_asked(text: str) -> tuple[dt.date | None, str]:
    """("per tanggal", sentence when it is no date)."""
    if not text:
        return None, ""
    try:
        return parsing.day(text), ""
    except ValueError as fault:
        return None, str(fault)
