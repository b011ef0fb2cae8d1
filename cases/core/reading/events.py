"""Lines of history and log: a ledger entry or an access, with whom it was about and what it decided, in words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from cases.core.declared.registry import case_types, child_types, described
from cases.core.models import Case
from cases.organisations.models import User
from documents.models import Attachment
from workflows.actors import Actor
from workflows.at_once import at_once
from workflows.batches import count_of
from workflows.ledger import ADDRESS, OBJECT
from workflows.models import AccessLog, LedgerEntry, LedgerRow

from .readable import readable
from .saying import ERASED, Fact, act_label, called_in, decided, follows, is_erased, values_of
from .sight import cases_visible_to, files_named_to, reads_as_body, sees_everything

Row = LedgerEntry | AccessLog
_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Event:
    """One line of a time line: a ledger entry (seq, hash) or an access (outcome other than "ok" = refused).

    about: the child it is about, "" for the case itself; follows: a consequence of another act; facts: what was
    decided; reasons: why it was refused; files: names of the files it concerns; internal: the reader may not read
    it, only its place in the chain is known.
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
    about: str = ""
    follows: bool = False
    facts: Sequence[Fact] = ()
    reasons: Sequence[str] = ()
    files: Sequence[str] = ()
    case: Case | None = None
    digest: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    documents: list[dict[str, Any]] = field(default_factory=list)
    entry: Any = None
    ip: str = ""
    internal: bool = False


@dataclass(frozen=True)
class Known:
    """What the lines of one page name by key, as far as the reader may see it; read for all of them together.

    children: of those whose line keeps no name, [(since when, name)] of the entries that keep one, oldest first;
    rows: what a child is called today, of those whose entries keep none before the line.
    """

    reader: Actor
    cases: Mapping[Any, Case]
    children: Mapping[Any, Sequence[tuple[dt.datetime, str]]]
    rows: Mapping[Any, str]
    people: Mapping[str, str]
    files: Mapping[str, str]

    def called_at(self, child: Any, at: dt.datetime) -> str:
        """What a child was called then; a name that is only known from later says so."""
        kept = [name for since, name in self.children.get(child, ()) if since <= at]
        if kept:
            return kept[-1]
        return f"{self.rows[child]} (nama sekarang)" if child in self.rows else ""


def known_of(reader: Actor, rows: Sequence[Row]) -> Known:
    """Two queries: the cases, then people, files and names of children."""
    visible = cases_visible_to(reader)
    entries = [row for row in rows if isinstance(row, LedgerEntry)]
    accesses = [row for row in rows if isinstance(row, AccessLog)]
    streams = {entry.stream for entry in entries} | {row.object_id for row in accesses if row.object_id}
    cases = visible.filter(pk__in=streams).select_related("institution").in_bulk() if streams else {}
    people = {pk for entry in entries for pk in _people(entry)}
    files = {d["id"] for entry in entries for d in entry.body.get("documents", ())}
    files |= {row.detail["dokumen"] for row in accesses if _KEY.fullmatch(str(row.detail.get("dokumen")))}
    unnamed = _unnamed(entries, accesses)
    named, called = User.objects.filter(pk__in=people), _file_names(reader, visible, files)
    before, today = _former_names(cases, unnamed), _names_today(visible, unnamed) if unnamed else []
    among = _names_among_many(cases, unnamed)
    at_once(named, called, before, among, *today)
    names: dict[Any, list[tuple[dt.datetime, str]]] = {}
    for child, at, name in sorted([*before, *among], key=lambda one: one[1]):
        if name:
            names.setdefault(child, []).append((at, name))
    return Known(
        reader,
        cases,
        names,
        {row.pk: row.called() for rows in today for row in rows},
        {str(who.pk): str(who) for who in named},
        {str(pk): name for pk, name in called},
    )


def event_of(entry: LedgerEntry, known: Known) -> Event:
    version = entry.body.get("machine_version")
    about, facts = _about(entry, known), decided(entry)
    if is_erased(entry) and not count_of(entry):
        named = _of_child(entry.object_type) or described(entry.object_type) is not None
        about, facts = "(nama sudah dihapus)" if named else "", [Fact("Isian", ERASED)]
    payload = getattr(entry, "payload", None)
    return Event(
        at=entry.at,
        act=entry.act,
        label=act_label(entry.object_type, entry.act, entry.source, version),
        actor=entry.actor,
        on_behalf_of=entry.on_behalf_of,
        role=entry.role,
        source=entry.source,
        target=entry.target,
        seq=entry.seq,
        ref=entry.ref,
        object_type=entry.object_type,
        object_id=entry.object_id,
        about=about,
        follows=follows(entry),
        facts=[*facts, *_handed_over(entry, known)],
        files=[known.files[d["id"]] for d in entry.body.get("documents", ()) if d["id"] in known.files],
        case=known.cases.get(entry.stream),
        digest=bytes(entry.hash).hex(),
        values=values_of(entry),
        documents=entry.body.get("documents", []),
        entry=entry,
        ip=((payload.values if payload else None) or {}).get(ADDRESS, {}).get("v", ""),
    )


def _about(entry: LedgerEntry, known: Known) -> str:
    """The child, by its name of then; of an act on many how many there were."""
    if count := count_of(entry):
        kind = next(child for _, child in child_types() if child.machine.key == entry.object_type)
        return f"{count:,} {kind.machine.label.lower()}".replace(",", ".")
    return called_in(entry) or known.called_at(entry.object_id, entry.at)


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


def access_of(row: AccessLog, known: Known) -> Event:
    """A refused attempt, a download, a log-in. Of a case that the reader does not see nothing more is told."""
    case, detail = known.cases.get(row.object_id), row.detail
    hidden = row.object_id is not None and case is None and not sees_everything(known.reader)
    machine = case.type if case is not None and row.object_type == "kasus" else row.object_type
    return Event(
        at=row.at,
        act=row.action,
        label=act_label(machine, row.action, str(detail.get("state", ""))),
        actor=row.actor,
        on_behalf_of=None,
        role=row.role,
        source=str(detail.get("state", "")),
        target="",
        outcome=row.outcome,
        object_type=row.object_type,
        object_id=row.object_id,
        about="" if hidden else known.called_at(_object_of(row), row.at),
        facts=[] if hidden else _facts_of(row),
        reasons=[] if hidden else _reasons(detail),
        files=[] if hidden else _files(detail, known),
        case=case,
        values=detail,
        ip=row.ip or "",
    )


# --- what stands behind the keys -------------------------------------------------------------------------


def _unnamed(entries: Iterable[LedgerEntry], accesses: Iterable[AccessLog]) -> set[Any]:
    """Children whose line keeps no name: older entries, and accesses, which never keep one."""
    wanted = {
        e.object_id
        for e in entries
        if not called_in(e) and not is_erased(e) and not count_of(e) and _of_child(e.object_type)
    }
    return (wanted | {_object_of(row) for row in accesses if _of_child(row.object_type)}) - {None}


def _former_names(cases: Iterable[Any], wanted: set[Any]) -> QuerySet[Any, Any]:
    """(child, moment, what it was called then) of these children, the oldest first."""
    name = KeyTextTransform("v", KeyTransform(OBJECT, "payload__values"))
    rows = LedgerEntry.objects.filter(stream__in=list(cases), object_id__in=wanted).annotate(called=name)
    return rows.order_by("seq").values_list("object_id", "at", "called")


def _names_among_many(cases: Iterable[Any], wanted: set[Any]) -> QuerySet[Any, Any]:
    """The same of acts on many."""
    name = KeyTextTransform(OBJECT, KeyTransform("v", "values"))
    rows = LedgerRow.objects.filter(entry__stream__in=list(cases), object_id__in=wanted).annotate(called=name)
    return rows.order_by("entry__seq").values_list("object_id", "entry__at", "called")


def _names_today(visible: Any, wanted: set[Any]) -> list[QuerySet[Any, Any]]:
    """The children as they are, a queryset for each kind of child."""
    found = []
    for _, child in child_types():
        model: Any = child.machine.model(child.machine.latest)
        found.append(model.objects.filter(pk__in=wanted, **{f"{model.parent_field}__case__in": visible}))
    return found


def _file_names(reader: Actor, visible: Any, ids: Iterable[Any]) -> QuerySet[Any, Any]:
    rows = files_named_to(reader, Attachment.objects.filter(pk__in=ids, boundary__in=visible.values("pk")))
    return rows.values_list("pk", "original_name")


def _of_child(object_type: str) -> bool:
    return any(child.machine.key == object_type for _, child in child_types())


def _object_of(row: AccessLog) -> Any:
    """The object itself: attempts on a child are filed under its case."""
    named = str(row.detail.get("object") or "")
    return UUID(named) if _KEY.fullmatch(named) else row.object_id


def _people(entry: LedgerEntry) -> list[str]:
    return [pk for pk in entry.body.get("holder") or () if pk]


def _handed_over(entry: LedgerEntry, known: Known) -> list[Fact]:
    """A task claimed, released or handed over: which, from whom, to whom. Internal lanes stay KASN's (SJ-108)."""
    holder = entry.body.get("holder")
    if not holder:
        return []
    kind = next((kind for kind in case_types() if kind.key == entry.object_type), None)
    flow: Any = (
        kind.machine.flows.get(entry.body.get("machine_version") or kind.machine.latest) if kind else None
    )
    turn = flow._nodes_by_name.get(entry.body.get("task")) if flow is not None else None
    lane = getattr(getattr(turn, "lane", None), "name", "")
    if kind is not None and lane in kind.internal_lanes and not reads_as_body(known.reader):
        return []
    before, after = (known.people.get(str(pk), "") if pk else "" for pk in holder)
    pairs = (("Tugas", getattr(turn, "label", "")), ("Dari", before), ("Kepada", after))
    return [Fact(label, value) for label, value in pairs if value]


def _facts_of(row: AccessLog) -> list[Fact]:
    detail = row.detail
    found = []
    if row.action == "ekspor":
        kinds = {kind.key: kind.list_title for kind in case_types()}
        found.append(Fact("Isi", kinds.get(row.object_type) or _words(row.object_type)))
    if row.object_type == "pekerjaan":
        pairs = (("Pekerjaan", detail.get("nama")), ("Alasan", detail.get("alasan")))
        found += [Fact(label, str(value)) for label, value in pairs if value]
    if filters := readable(detail.get("saringan") or None):
        found.append(Fact("Saringan", filters))
    path = str(detail.get("path") or "")
    if row.action == "buka_halaman" and path and not _KEY.search(path):
        found.append(Fact("Halaman", path))
    return found


def _reasons(detail: Mapping[str, Any]) -> list[str]:
    """The sentences that were shown; of rows before they were kept the names of the guards."""
    sentences = detail.get("kalimat") or [_words(name) for name in detail.get("reasons") or ()]
    return [str(sentence) for sentence in sentences]


def _files(detail: Mapping[str, Any], known: Known) -> list[str]:
    name = detail.get("nama") or known.files.get(str(detail.get("dokumen") or ""))
    return [str(name)] if name else []


def _words(name: str) -> str:
    return re.sub(r"[_\-.]+", " ", name).strip().capitalize()
