"""Riwayat: time line, versions side by side, the case as it was, the proof (SJ-128)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases.core.events import Event
from cases.core.files import files_of
from cases.core.history import accesses, proof, timeline
from cases.core.listing import midnight
from cases.core.models import Revision
from cases.core.readable import readable
from cases.core.revisions import difference
from cases.core.saying import machines, outcome_said
from cases.organisations.badan import role_label
from cases.organisations.permissions import sees_all
from workflows.errors import Refused
from workflows.forms import TanggalField
from workflows.models import LedgerEntry

from .answers import comparison
from .case import CasePage
from .case_parts import file_row
from .page import address, page
from .showing import tone_of

#: More lines than these are folded away: a whole plan is read in its version.
FACTS_IN_SIGHT = 6


@page()
def history(request: HttpRequest, pk: Any) -> HttpResponse:
    case_page = CasePage(request, pk)
    case = case_page.case
    day, fault = _day(request.GET.get("per", ""))
    until = midnight(day + dt.timedelta(days=1)) if day else None
    cursor = request.GET.get("cursor", "")
    try:
        rows = timeline(request.user, case, cursor=cursor, until=until)
    except Refused:
        cursor, rows = "", timeline(request.user, case, until=until)
    events = [*rows.rows, *_around(request, case, rows, cursor, until)]
    events.sort(key=lambda event: event.at, reverse=True)
    files = {str(f.pk): file_row(f) for f in files_of(case_page.subject, request.user)}
    revisions = list(Revision.objects.filter(case=case).select_related("by").order_by("part", "number"))
    diffs = {r.entry: comparison(r.diff) for r in revisions}
    return case_page.render(
        "core/case_history.html",
        "riwayat",
        entries=[entry_row(event, files, diffs) for event in events],
        proof=proof(case),
        revisions=revisions,
        compared=_compared(request, revisions),
        as_of=_as_of(case_page, revisions, day, until) if until else None,
        per=request.GET.get("per", ""),
        per_fault=fault,
        url_next=address(request, cursor=rows.next) if rows.next else "",
        url_previous=address(request, cursor=rows.previous) if rows.previous else "",
        sees_refusals=sees_all(request.user),
    )


def _around(
    request: HttpRequest, case: Any, rows: Any, cursor: str, until: dt.datetime | None
) -> list[Event]:
    """Refused attempts and downloads of the time this page of the ledger covers; KASN and auditors only."""
    newest = rows.rows[0].at if rows.rows and cursor else None
    oldest = rows.rows[-1].at if rows.rows and rows.next else None
    return [
        event
        for event in accesses(request.user, case)
        if (newest is None or event.at <= newest)
        and (oldest is None or event.at > oldest)
        and (until is None or event.at < until)
    ]


def entry_row(event: Event, files: dict[str, Any], diffs: dict[Any, Any]) -> dict[str, Any]:
    """A row of timeline.html."""
    machine = machines().get(event.object_type)
    known = set(machine.states.values) if machine is not None else set()

    def label(state: str) -> str:
        return machine.label_of(state) if machine is not None and state in known else ""

    refused = event.outcome != "ok"
    return {
        "seq": event.seq,
        "act_label": event.label,
        "about": event.about,
        "follows": event.follows,
        "from_label": label(event.source),
        "to_label": label(event.target),
        "to_tone": tone_of(machine, event.target)
        if machine is not None and event.target in known
        else "neutral",
        "actor": "" if event.internal else str(event.actor) if event.actor else "Sistem",
        "role": role_label(event.role, event.at.date())
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


def _day(text: str) -> tuple[dt.date | None, str]:
    """("per tanggal", sentence when it is no date)."""
    if not text:
        return None, ""
    try:
        return TanggalField().clean(text), ""
    except Exception:
        return None, "Tanggal harus DD/MM/YYYY."


def _compared(request: HttpRequest, revisions: Iterable[Revision]) -> dict[str, Any] | None:
    """Two versions of a part side by side: ?versi=<id>&dengan=<id>; without `dengan` the one before."""
    by_id = {str(r.pk): r for r in revisions}
    newer = by_id.get(request.GET.get("versi", ""))
    if newer is None:
        return None
    same = [r for r in by_id.values() if r.part == newer.part]
    older = by_id.get(request.GET.get("dengan", ""))
    if older is None or older.part != newer.part:
        older = next((r for r in reversed(same) if r.number < newer.number), None)
    before = older.data if older else {}
    labels = _labels(newer, same)
    changed = {row["field"] for row in difference(before, newer.data, labels)}
    return {
        "newer": newer,
        "older": older,
        "newer_label": str(newer.number),
        "older_label": str(older.number) if older else "",
        "rows": [
            {
                "label": label,
                "before": readable(before.get(name)),
                "after": readable(newer.data.get(name)),
                "changed": older is not None and name in changed,
            }
            for name, label in labels.items()
        ],
    }


def _labels(revision: Revision, same: Iterable[Revision]) -> dict[str, str]:
    """Field labels of a part: those its differences carry, else the field's name."""
    known = {row["field"]: row["label"] for r in same for row in r.diff}
    declared = getattr(machines()[revision.case.type].model(revision.case.machine_version), "LABELS", {})
    first = [
        name for name in (*declared, *known) if name in revision.data
    ]  # the database keeps no order of keys
    return {
        name: declared.get(name) or known.get(name) or name.replace("_", " ").capitalize()
        for name in dict.fromkeys([*first, *revision.data])
    }


def _as_of(case_page: CasePage, revisions: list[Revision], day: Any, until: dt.datetime) -> dict[str, Any]:
    """The case as it was at the end of a day: its state then, and the versions submitted by then."""
    own = LedgerEntry.objects.filter(stream=case_page.case.pk, object_id=case_page.case.pk, at__lt=until)
    last = own.order_by("-seq").first()
    newest = {r.part: r for r in revisions if r.at < until}
    return {
        "day": day,
        "state": case_page.kind.machine.label_of(last.target) if last else "",
        "versions": [
            {"revision": r, "url": f"{reverse('kasus:riwayat', args=[case_page.case.pk])}?versi={r.pk}"}
            for r in newest.values()
        ],
    }
