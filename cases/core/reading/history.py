"""What happened: the ledger of a case as a time line, and the activity log over all (SJ-127, SJ-128)."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from cases.core.declared.registry import case_type, registers
from cases.core.models import Case
from cases.organisations.zones import midnight
from workflows import batches, chains
from workflows.actors import Actor
from workflows.models import AccessLog, LedgerEntry, LedgerRow

from .events import Event, Known, access_of, event_of, known_of, withheld
from .listing import parse_dates, uuid_or_none
from .log_filter import narrowed
from .paging import LIMIT, MAXIMUM, ForEach, Page, paginate, paginate_together
from .selectors import subject_of, subjects_of
from .sight import acts_not_told, reads_as_body, rows_seen_by, sees_everything


def entries_of(case: Case) -> QuerySet[LedgerEntry]:
    rows = LedgerEntry.objects.filter(stream=case.pk)
    return rows.select_related("actor", "on_behalf_of", "payload")


def moves_of(case: Case) -> QuerySet[LedgerEntry]:
    """Entries with which the state of a case changed, oldest first: few, however many acts there were in each."""
    rows = LedgerEntry.objects.filter(object_id=case.pk).exclude(target="")
    return rows.exclude(source=F("target")).order_by("seq")


def timeline(
    actor: Actor, case: Case, *, cursor: str = "", limit: int = LIMIT, before: dt.datetime | None = None
) -> Page:
    """The ledger of a case, newest first; the caller got the case through a selector."""
    rows = entries_of(case)
    if before is not None:
        rows = rows.filter(at__lt=before)
    page = paginate(rows, keys=("-seq",), cursor=cursor, limit=limit)
    subject, visible = subject_of(case), case_type(case.type).entry_visible
    open_to = {entry.pk for entry in page.rows if visible(entry, subject, actor)}
    known = known_of(actor, [entry for entry in page.rows if entry.pk in open_to])
    events = [event_of(entry, known) if entry.pk in open_to else withheld(entry) for entry in page.rows]
    return Page(events, page.next, page.previous)


@dataclass(frozen=True)
class OwnLine:
    """What was done to one child, as its own line. row: where it was one of many, its row with a proof against the root
    that stands in the chain; None where it has an entry of its own."""

    event: Event
    row: LedgerRow | None = None

    @property
    def proof(self) -> batches.Proof | None:
        return None if self.row is None else batches.proof_of(self.row)


def history_of(actor: Actor, child: Any) -> list[OwnLine]:
    """All that was done to one child, newest first; the caller got it through a selector. A constant number of
    statements, and one more for each proof that is asked for. A child has few acts, whatever its case has."""
    found = batches.history_of(child.pk)
    lines = [(batches.as_entry(one), one) if isinstance(one, LedgerRow) else (one, None) for one in found]
    subject, visible = child.root(), case_type(child.case.type).entry_visible
    open_to = {id(entry) for entry, _ in lines if visible(entry, subject, actor)}
    known = known_of(actor, [entry for entry, _ in lines if id(entry) in open_to])
    return [
        OwnLine(event_of(entry, known) if id(entry) in open_to else withheld(entry), row)
        for entry, row in reversed(lines)
    ]


#: The objects that the entries of a stream name, each found by one step in the index, however many its entries are.
_OBJECTS = """
WITH RECURSIVE named(id) AS (
  (SELECT object_id FROM workflows_ledgerentry WHERE stream = %s ORDER BY object_id LIMIT 1)
  UNION ALL
  SELECT (SELECT e.object_id FROM workflows_ledgerentry e
          WHERE e.stream = %s AND e.object_id > named.id ORDER BY e.object_id LIMIT 1)
  FROM named WHERE named.id IS NOT NULL)
SELECT id FROM named WHERE id IS NOT NULL
UNION ALL
SELECT r.object_id FROM workflows_ledgerentry e JOIN workflows_ledgerrow r ON r.entry_id = e.id
WHERE e.stream = %s AND e.source = '' AND e.object_id = e.id
"""


def accesses(
    actor: Actor,
    case: Case,
    *,
    cursor: str = "",
    after: dt.datetime | None = None,
    until: dt.datetime | None = None,
    before: dt.datetime | None = None,
) -> Page:
    """Refused attempts, downloads and exports around a case and its children, newest first; for KASN and auditors
    only. after, until, before: later than, up to, earlier than."""
    if not reads_as_body(actor):
        return Page([])
    # an attempt on a child names the child: its entries stand in the stream of the case
    inside = RawSQL(_OBJECTS, [case.pk, case.pk, case.pk])  # noqa: S611  no text of anybody
    found = AccessLog.objects.filter(object_id__in=inside).select_related("actor")
    bounds = {"at__gt": after, "at__lte": until, "at__lt": before}
    found = found.filter(**{name: moment for name, moment in bounds.items() if moment is not None})
    page = paginate(found, keys=("-at", "-id"), cursor=cursor, limit=MAXIMUM)
    known = known_of(actor, page.rows)
    return Page([access_of(row, known) for row in page.rows], page.next, page.previous)


def everything(actor: Actor, case: Case, *, before: dt.datetime | None = None) -> Iterator[Event]:
    """All that the time line and the accesses of a case tell this reader, newest first, read page by page."""
    ledger = _all_pages(lambda cursor: timeline(actor, case, cursor=cursor, limit=MAXIMUM, before=before))
    around = _all_pages(lambda cursor: accesses(actor, case, cursor=cursor, before=before))
    return heapq.merge(ledger, around, key=lambda event: event.at, reverse=True)


def _all_pages(read: Callable[[str], Page]) -> Iterator[Event]:
    page = read("")
    yield from page.rows
    while page.next:
        page = read(page.next)
        yield from page.rows


def proof(case: Case, events: Iterable[Event] = ()) -> chains.Proof:
    """What the badge says: length and head of the chain, and how far it was verified. events: that the reader sees."""
    return chains.look(case, [event.entry for event in events if event.entry is not None])


def activity(actor: Actor, filters: Mapping[str, Any], *, cursor: str = "", limit: int = LIMIT) -> Page:
    """The activity log: acts of the ledger and the access log as one list, newest first.

    Institutions see what their own people did (SJ-127). filters: of a `LogFilter`.
    """
    branches = _activity_rows(actor, filters)
    page = paginate_together(branches, keys=("-at", "-id"), cursor=cursor, limit=limit)
    known = known_of(actor, page.rows)
    open_to = _readable(actor, page.rows, known)
    events = [
        access_of(row, known)
        if isinstance(row, AccessLog)
        else event_of(row, known)
        if row.pk in open_to
        else _bare(event_of(row, known), acts_not_told(actor))
        for row in page.rows
    ]
    return Page(events, page.next, page.previous)


def _readable(actor: Actor, rows: Sequence[Any], known: Known) -> set[Any]:
    """Ids of the entries whose content the reader may read: as on the page of their case, nothing of other cases."""
    kept = [row for row in rows if isinstance(row, LedgerEntry)]
    entries = [row for row in kept if row.stream in known.cases]
    if sees_everything(actor):  # and what registers hold, which are the supervising body's own
        return {row.pk for row in kept if row.stream in known.cases or row.object_type in registers()}
    subjects = subjects_of({entry.stream: known.cases[entry.stream] for entry in entries}.values())
    return {
        entry.pk
        for entry in entries
        if case_type(known.cases[entry.stream].type).entry_visible(entry, subjects[entry.stream], actor)
    }


def told(actor: Actor, ids: Iterable[Any]) -> dict[Any, Event]:
    """Entry id -> its line, of those whose content this person may read: what notices are about."""
    entries = list(LedgerEntry.objects.filter(pk__in=ids).select_related("actor", "on_behalf_of", "payload"))
    known = known_of(actor, entries)
    open_to = _readable(actor, entries, known)
    return {entry.pk: event_of(entry, known) for entry in entries if entry.pk in open_to}


def _bare(event: Event, not_told: frozenset[str]) -> Event:
    """That somebody acted, and nothing of what; of an internal act not even which."""
    if event.act in not_told:
        return withheld(event.entry)
    return replace(event, about="", facts=(), files=(), values={}, documents=[])


def _activity_rows(actor: Actor, filters: Mapping[str, Any]) -> list[QuerySet[Any] | ForEach]:
    both, each = rows_seen_by(actor)
    if (person := uuid_or_none(filters.get("petugas"))) is not None:
        both &= Q(actor=person)
        each = each.filter(person=person) if each is not None else None
    start, end, _errors = parse_dates(filters)
    if start is not None:
        both &= Q(at__gte=midnight(start))
    if end is not None:
        both &= Q(at__lt=midnight(end + dt.timedelta(days=1)))
    ledger = LedgerEntry.objects.filter(both)
    access = AccessLog.objects.filter(both)
    if reads_as_body(actor):  # nothing tells KASN of a draft, not even that somebody works on one (SJ-71)
        ledger = ledger.alias(draft=_of_a_draft("stream")).filter(draft=False)
        access = access.alias(draft=_of_a_draft("object_id")).filter(draft=False)
    if act := str(filters.get("aksi") or ""):
        ledger, access = ledger.filter(act=act), access.filter(action=act)
    ledger, access = narrowed(actor, filters, ledger, access)
    if filters.get("hasil") == "ditolak":
        ledger, access = ledger.none(), access.exclude(outcome="ok")
    elif filters.get("hasil") == "ok":
        access = access.filter(outcome="ok")
    about = {LedgerEntry: ("actor", "on_behalf_of", "payload"), AccessLog: ("actor",)}
    if each is None:
        return [rows.select_related(*about[rows.model]) for rows in (ledger, access)]
    return [
        ForEach(each, rows, rows.model.objects.select_related(*about[rows.model]))
        for rows in (ledger, access)
    ]


def _of_a_draft(case: str) -> Coalesce:
    """Asked of each row that is read, by the key of its case: as EXISTS the database may ask it once of all cases."""
    return Coalesce(Subquery(Case.objects.filter(pk=OuterRef(case)).values("private")), False)
