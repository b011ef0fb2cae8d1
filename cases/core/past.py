"""A case as it was at a moment: read from its ledger, its versions and its files, never from what they became."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from documents.models import Attachment
from workflows.actors import Actor
from workflows.machine import any_row
from workflows.models import LedgerEntry

from .files import files_of
from .models import Assignment, CaseDetail, CaseTask, Correction, Message, Revision
from .registry import CaseType, case_type
from .saying import act_label, called_in, decided
from .sight import hidden_lanes
from .versions import Line, reader_of

#: Children shown, and entries read for them; the time line holds the rest.
MOST_CHILDREN, MOST_ENTRIES = 200, 4000


@dataclass(frozen=True)
class PastPart:
    """The version of a part that stood then."""

    label: str
    revision: Revision
    lines: Sequence[Line]


@dataclass(frozen=True)
class PastChild:
    """A child as it was: its name, its state, and what had been recorded of it, oldest first."""

    name: str
    state: str
    records: Sequence[str]


@dataclass(frozen=True)
class Past:
    """state: "" when the case was not there yet; visited: the states before it, oldest first."""

    state: str
    visited: Sequence[str]
    petugas: str
    turns: Sequence[str]
    parts: Sequence[PastPart]
    children: Sequence[tuple[str, Sequence[PastChild]]]
    files: Sequence[Attachment]
    corrections: Sequence[Correction]
    messages: int


def past_of(subject: CaseDetail, actor: Actor, until: dt.datetime) -> Past:
    """The case as it was just before `until`; the caller got it through a selector. A constant number of queries."""
    case, kind = subject.case, case_type(subject.case.type)
    entries = LedgerEntry.objects.filter(stream=case.pk, at__lt=until).order_by("seq")
    own = entries.filter(object_id=case.pk).exclude(target="")
    states = list(own.values_list("target", flat=True))
    keys = [child.machine.key for child in kind.children.values()]
    of_children = (
        entries.filter(object_type__in=keys).select_related("payload")[:MOST_ENTRIES] if keys else ()
    )
    then = Q(since__lt=until) & (Q(until__isnull=True) | Q(until__gte=until))
    held = Assignment.objects.filter(then, case=case).select_related("petugas").order_by("-since").first()
    files = [file for file in files_of(subject, actor) if file.uploaded_at < until]
    return Past(
        state=states[-1] if states else "",
        visited=states[:-1],
        petugas=str(held.petugas) if held is not None else "",
        turns=_turns(subject, actor, kind, until),
        parts=_parts(subject, kind, files, until),
        children=_children(kind, [e for e in of_children if kind.entry_visible(e, subject, actor)]),
        files=_standing(files, until),
        corrections=list(
            Correction.objects.filter(case=case, requested_at__lt=until)
            .select_related("requested_by")
            .order_by("requested_at")
        ),
        messages=Message.objects.filter(case=case, sent_at__lt=until).count(),
    )


def _turns(subject: CaseDetail, actor: Actor, kind: CaseType, until: dt.datetime) -> list[str]:
    open_then = Q(created__lt=until) & (Q(finished__isnull=True) | Q(finished__gte=until))
    rows = CaseTask.objects.filter(open_then, case=subject.case, flow_task_type="HUMAN").exclude(label="")
    return list(
        rows.exclude(lane__in=hidden_lanes(actor, kind)).order_by("created").values_list("label", flat=True)
    )


def _parts(
    subject: CaseDetail, kind: CaseType, files: Sequence[Attachment], until: dt.datetime
) -> list[PastPart]:
    rows = (
        Revision.objects.filter(case=subject.case, at__lt=until)
        .select_related("by")
        .order_by("part", "number")
    )
    newest: dict[str, Revision] = {}
    for row in rows:
        if row.dropped_at is None or row.dropped_at >= until:
            newest[row.part] = row
    found = []
    for part, revision in newest.items():
        reader = reader_of(kind, part, files)
        found.append(PastPart(reader.label, revision, reader.lines(None, revision.data)))
    return found


def _children(kind: CaseType, entries: Sequence[LedgerEntry]) -> list[tuple[str, list[PastChild]]]:
    found = []
    for child in kind.children.values():
        own: dict[Any, list[LedgerEntry]] = {}
        for entry in entries:
            if entry.object_type == child.machine.key:
                own.setdefault(entry.object_id, []).append(entry)
        rows = [
            _child(child.machine, records)
            for records in own.values()
            if not _removed(child.machine, records[-1])
        ]
        found.append((child.label, rows[:MOST_CHILDREN]))
    return [(label, rows) for label, rows in found if rows]


def _child(machine: Any, records: Sequence[LedgerEntry]) -> PastChild:
    name = next((said for entry in reversed(records) if (said := called_in(entry))), "")
    lines = []
    for entry in records:
        facts = "; ".join(f"{fact.label}: {fact.value}" for fact in decided(entry) if not fact.long)
        label = act_label(entry.object_type, entry.act, entry.source, entry.body.get("machine_version"))
        lines.append(f"{label} – {facts}" if facts else label)
    return PastChild(name, machine.label_of(records[-1].target), lines)


def _removed(machine: Any, entry: LedgerEntry) -> bool:
    row = any_row(machine.model(machine.latest), entry.act)
    return row is not None and row.removes


def _standing(files: Sequence[Attachment], until: dt.datetime) -> list[Attachment]:
    """The newest version of each document of then, unless it had been withdrawn."""
    newest: dict[Any, Attachment] = {}
    for file in sorted(files, key=lambda one: one.version):
        if file.withdrawn_at is None or file.withdrawn_at >= until:
            newest[file.document] = file
    return sorted(newest.values(), key=lambda one: one.kind_label)
