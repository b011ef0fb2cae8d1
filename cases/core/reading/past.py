"""A case as it was at a moment: read from its ledger, its versions and its files, never from what they became."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, LPad

from cases.core.declared.manifest import CaseType, ChildType
from cases.core.declared.registry import case_type
from cases.core.models import CaseTask, Correction, Message, Revision
from documents.models import Attachment
from workflows import batches
from workflows.actors import Actor
from workflows.machine import declared
from workflows.models import LedgerEntry, LedgerRow

from .files import files_of
from .history import moves_of
from .owners import institution_name_at
from .paging import paginate_together
from .rights import petugas_of
from .saying import act_label, called_in, decided
from .sight import hidden_lanes
from .versions import Line, reader_of

#: Children on a page; their entries are read for those alone.
MOST_CHILDREN = 50


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
class PastChildren:
    """A page of the children of one kind in the order in which they came. key: name of its cursor in an address."""

    key: str
    label: str
    count: int
    rows: Sequence[PastChild]
    next: str = ""
    previous: str = ""


@dataclass(frozen=True)
class Past:
    """state: "" when the case was not there yet; visited: the states before it, oldest first; institution: whose it
    was, under the name of then."""

    state: str
    institution: str
    visited: Sequence[str]
    petugas: str
    turns: Sequence[str]
    parts: Sequence[PastPart]
    children: Sequence[PastChildren]
    files: Sequence[Attachment]
    corrections: Sequence[Correction]
    messages: int


def past_of(subject: Any, actor: Actor, until: dt.datetime, cursors: Mapping[str, str] | None = None) -> Past:
    """The case as it was just before `until`; the caller got it through a selector. A constant number of queries.

    cursors: by the key of PastChildren, for a further page of them.
    """
    case, kind = subject.case, case_type(subject.case.type)
    entries = LedgerEntry.objects.filter(stream=case.pk, at__lt=until).order_by("seq")
    states = list(moves_of(case).filter(at__lt=until).values_list("target", flat=True))
    children = [
        _children(child, entries, lambda entry: kind.entry_visible(entry, subject, actor), cursors or {})
        for child in kind.children.values()
    ]
    then = Q(since__lt=until) & (Q(until__isnull=True) | Q(until__gte=until))
    held = petugas_of(case.pk).filter(then).first()
    files = [file for file in files_of(subject, actor) if file.uploaded_at < until]
    return Past(
        state=states[-1] if states else "",
        institution=institution_name_at(case, until - dt.timedelta(microseconds=1)),
        visited=states[:-1],
        petugas=str(held.person) if held is not None else "",
        turns=_turns(subject, actor, kind, until),
        parts=_parts(subject, kind, files, until),
        children=[found for found in children if found.rows],
        files=_standing(files, until),
        corrections=list(
            Correction.objects.filter(case=case, requested_at__lt=until)
            .select_related("requested_by")
            .order_by("requested_at")
        ),
        messages=Message.objects.filter(case=case, sent_at__lt=until).count(),
    )


def _turns(subject: Any, actor: Actor, kind: CaseType, until: dt.datetime) -> list[str]:
    open_then = Q(created__lt=until) & (Q(finished__isnull=True) | Q(finished__gte=until))
    rows = CaseTask.objects.filter(open_then, case=subject.case, flow_task_type="HUMAN").exclude(label="")
    return list(
        rows.exclude(lane__in=hidden_lanes(actor, kind)).order_by("created").values_list("label", flat=True)
    )


def _parts(subject: Any, kind: CaseType, files: Sequence[Attachment], until: dt.datetime) -> list[PastPart]:
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


def _children(
    child: ChildType,
    entries: QuerySet[LedgerEntry],
    visible: Callable[[LedgerEntry], bool],
    cursors: Mapping[str, str],
) -> PastChildren:
    """A constant number of queries: how many there were, which stand on the page, and what had been recorded of those;
    children that one act made together stand among the others, in its order."""
    machine = child.machine
    own = entries.filter(object_type=machine.key)
    rows = LedgerRow.objects.filter(entry__in=own.filter(batches.of_many()))
    removing = {one.name for model in machine.versions.values() for one in declared(model) if one.row.removes}
    gone = own.filter(act__in=removing, source__gt="").values("object_id")
    alone = own.filter(source="").exclude(batches.of_many()).exclude(object_id__in=gone)
    together = rows.filter(source="").exclude(object_id__in=gone)
    key = f"dulu-{machine.key}"
    page = paginate_together(
        [alone.annotate(place=_place(F("seq"))), together.annotate(place=_place(F("entry__seq"), F("n")))],
        keys=("place",),
        cursor=cursors.get(key, ""),
        limit=MOST_CHILDREN,
    )
    records: dict[Any, list[LedgerEntry]] = {one.object_id: [] for one in page.rows}
    said = [*own.filter(object_id__in=list(records)).select_related("payload")]
    shared = rows.filter(object_id__in=list(records)).select_related("entry", "entry__payload")
    for entry in sorted([*said, *map(batches.as_entry, shared)], key=lambda entry: entry.seq):
        if visible(entry):
            records[entry.object_id].append(entry)
    found = [_child(machine, told) for told in records.values() if told]
    count = alone.count() + together.count()
    return PastChildren(key, child.label, count, found, page.next, page.previous)


def _place(seq: F, n: F | None = None) -> Concat:
    """Where a child came, as text that sorts."""
    parts = [LPad(Cast(part, CharField()), 12, Value("0")) for part in (seq, n or Value(0))]
    return Concat(*parts, output_field=CharField())


def _child(machine: Any, records: Sequence[LedgerEntry]) -> PastChild:
    name = next((said for entry in reversed(records) if (said := called_in(entry))), "")
    lines = []
    for entry in records:
        facts = "; ".join(f"{fact.label}: {fact.value}" for fact in decided(entry) if not fact.long)
        label = act_label(entry.object_type, entry.act, entry.source, entry.body.get("machine_version"))
        lines.append(f"{label} – {facts}" if facts else label)
    return PastChild(name, machine.label_of(records[-1].target), lines)


def _standing(files: Sequence[Attachment], until: dt.datetime) -> list[Attachment]:
    """The newest version of each document of then, unless it had been withdrawn."""
    newest: dict[Any, Attachment] = {}
    for file in sorted(files, key=lambda one: one.version):
        if file.withdrawn_at is None or file.withdrawn_at >= until:
            newest[file.document] = file
    return sorted(newest.values(), key=lambda one: one.kind_label)
