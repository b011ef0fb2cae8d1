"""What happened: the ledger of a case as a time line, and the activity log over all (SJ-127, SJ-128)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from cases.organisations.permissions import sees_all
from cases.organisations.selectors import institutions_of
from workflows.actors import Actor
from workflows.ledger import verify_stream
from workflows.machine import declared
from workflows.models import AccessLog, LedgerEntry

from .listing import midnight, parse_dates, uuid_or_none
from .models import Case
from .paging import LIMIT, Page, paginate, paginate_together
from .registry import case_type, case_types
from .selectors import subject_of

#: Values that are not shown in a time line: they have their own place on the page, or are technical.
_HIDDEN_VALUES = frozenset({"_ip"})
#: Ledger acts that are not acts of a machine.
_OTHER_LABELS = {
    "ambil_tugas": "Ambil tugas",
    "lepas_tugas": "Lepas tugas",
    "alihkan_tugas": "Alihkan tugas",
    "tarik_berkas": "Tarik berkas",
    "login": "Log in",
    "login_gagal": "Log in gagal",
    "logout": "Log out",
    "ganti_password": "Ganti password",
    "token": "Token API",
    "unduh": "Unduh dokumen",
    "lihat_dokumen": "Lihat dokumen",
    "ekspor": "Ekspor",
}


@dataclass(frozen=True)
class Event:
    """One line of a time line: a ledger entry (seq, hash) or an access (outcome other than "ok" = refused).

    internal: the reader may not read it; only its place in the chain is known.
    """

    at: dt.datetime
    act: str
    label: str
    actor: Any
    on_behalf_of: Any
    role: str
    source: str
    target: str
    outcome: str = "ok"
    seq: int | None = None
    ref: str = ""
    object_type: str = ""
    object_id: Any = None
    digest: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    documents: list[dict[str, Any]] = field(default_factory=list)
    entry: Any = None
    ip: str = ""
    internal: bool = False


def act_labels() -> dict[str, str]:
    """Act name -> button label, over all machines (the newest version wins)."""
    labels = dict(_OTHER_LABELS)
    for known in case_types():
        labels |= known.other_acts
        for machine in (known.machine, *(child.machine for child in known.children.values())):
            for model in machine.versions.values():
                labels |= {found.name: found.row.label for found in declared(model)}
    return labels


def entries_of(case: Case) -> QuerySet[LedgerEntry]:
    rows = LedgerEntry.objects.filter(stream=case.pk)
    return rows.select_related("actor", "on_behalf_of", "payload")


def timeline(
    actor: Actor, case: Case, *, cursor: str = "", limit: int = LIMIT, until: dt.datetime | None = None
) -> Page:
    """The ledger of a case, newest first; the caller got the case through a selector."""
    rows = entries_of(case)
    if until is not None:
        rows = rows.filter(at__lte=until)
    page = paginate(rows, keys=("-seq",), cursor=cursor, limit=limit)
    labels = act_labels()
    subject, visible = subject_of(case), case_type(case.type).entry_visible
    events = [
        event_of(entry, labels) if visible(entry, subject, actor) else withheld(entry) for entry in page.rows
    ]
    return Page(events, page.next, page.previous)


def withheld(entry: LedgerEntry) -> Event:
    """A line the reader may not read: it stands in its place, so that nothing seems missing, and says nothing."""
    return Event(
        at=entry.at,
        act="",
        label="Catatan internal pengawas",
        actor=None,
        on_behalf_of=None,
        role="",
        source="",
        target="",
        seq=entry.seq,
        digest=bytes(entry.hash).hex(),
        entry=entry,
        internal=True,
    )


def event_of(entry: LedgerEntry, labels: Mapping[str, str]) -> Event:
    payload = getattr(entry, "payload", None)
    values = {
        k: v["v"] for k, v in ((payload.values if payload else None) or {}).items() if k not in _HIDDEN_VALUES
    }
    return Event(
        at=entry.at,
        act=entry.act,
        label=labels.get(entry.act, entry.act),
        actor=entry.actor,
        on_behalf_of=entry.on_behalf_of,
        role=entry.role,
        source=entry.source,
        target=entry.target,
        seq=entry.seq,
        ref=entry.ref,
        object_type=entry.object_type,
        object_id=entry.object_id,
        digest=bytes(entry.hash).hex(),
        values=values,
        documents=entry.body.get("documents", []),
        entry=entry,
        ip=((payload.values if payload else None) or {}).get("_ip", {}).get("v", ""),
    )


def accesses(actor: Actor, case: Case, limit: int = 200) -> list[AccessLog]:
    """Refused attempts, downloads and exports around a case and its children; for KASN and auditors only."""
    if not sees_all(actor):
        return []
    # an attempt on a child names the child: its entries stand in the stream of the case
    inside = LedgerEntry.objects.filter(stream=case.pk).values("object_id")
    rows = AccessLog.objects.filter(object_id__in=inside).select_related("actor")
    return list(rows.order_by("-at", "-id")[:limit])


def proof(case: Case) -> dict[str, Any]:
    """What the badge says: length and head of the chain, and whether it holds now."""
    broken = verify_stream(case.pk, head=bytes(case.head), length=case.seq)
    return {"utuh": broken is None, "seq": case.seq, "head": bytes(case.head).hex(), "rusak": broken}


def activity(actor: Actor, filters: Mapping[str, Any], *, cursor: str = "", limit: int = LIMIT) -> Page:
    """The activity log: acts of the ledger and the access log as one list, newest first.

    Institutions see what their own people did (SJ-127). filters: q (act), petugas (user id), hasil
    (ok|ditolak), dari, sampai.
    """
    branches = _activity_rows(actor, filters)
    page = paginate_together(branches, keys=("-at", "-id"), cursor=cursor, limit=limit)
    labels = act_labels()
    return Page([activity_event(row, labels) for row in page.rows], page.next, page.previous)


def activity_event(row: LedgerEntry | AccessLog, labels: Mapping[str, str]) -> Event:
    """One line of the activity log, from either table."""
    if isinstance(row, LedgerEntry):
        return event_of(row, labels)
    return Event(
        at=row.at,
        act=row.action,
        label=labels.get(row.action, row.action),
        actor=row.actor,
        on_behalf_of=None,
        role=row.role,
        source=str(row.detail.get("state", "")),
        target="",
        outcome=row.outcome,
        object_type=row.object_type,
        object_id=row.object_id,
        values=row.detail,
        ip=row.ip or "",
    )


def _activity_rows(actor: Actor, filters: Mapping[str, Any]) -> tuple[QuerySet[Any], QuerySet[Any]]:
    both = Q()
    drafts = Case.objects.filter(private=True).values("pk")
    if not sees_all(actor):
        both &= Q(actor__institution__in=institutions_of(actor))
    if (person := uuid_or_none(filters.get("petugas"))) is not None:
        both &= Q(actor=person)
    start, end, _errors = parse_dates(filters)
    if start is not None:
        both &= Q(at__gte=midnight(start))
    if end is not None:
        both &= Q(at__lt=midnight(end + dt.timedelta(days=1)))
    ledger = LedgerEntry.objects.filter(both)
    access = AccessLog.objects.filter(both)
    if sees_all(actor):  # nothing tells KASN of a draft, not even that somebody works on one (SJ-71)
        ledger = ledger.exclude(stream__in=drafts)
        access = access.exclude(object_id__in=drafts, object_id__isnull=False)
    if q := str(filters.get("q") or "").strip():
        ledger, access = ledger.filter(act=q), access.filter(action=q)
    if filters.get("hasil") == "ditolak":
        ledger, access = ledger.none(), access.exclude(outcome="ok")
    elif filters.get("hasil") == "ok":
        access = access.filter(outcome="ok")
    return ledger.select_related("actor", "on_behalf_of", "payload"), access.select_related("actor")
