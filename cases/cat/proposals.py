"""Which postponements and cancellations stand over a node, and what is on its way to it: what guards of all rooms ask.

Read live, under the locks of whoever asks: PN-1, PN-5, PB-1 and PB-5 hold the node of their scope (cat.md).
Each function is one statement, whatever the tree holds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from cases.cat.law.seen import OPEN, STOPPING, Proposal
from cases.core.models import Case, CaseAncestor
from cases.dokumen import signed
from cases.dokumen.models import Dokumen
from workflows import machines
from workflows.context import Move
from workflows.ledger import plain
from workflows.machine import Machine
from workflows.models import Ask

KINDS = ("penundaan", "pembatalan")
#: Not yet ended.
LIVE = OPEN | {"berlaku"}
#: The document of each, which PN-5 and PB-5 read (Lamp. 5, 6).
BERITA_ACARA = {"penundaan": "ba_penundaan", "pembatalan": "ba_pembatalan"}


def over(case: Case) -> list[Proposal]:
    """Live ones whose scope is this case or one above it. A cancellation has no `cause`."""
    return _proposals(_scoped(case.pk))


def inside(case: Case) -> list[Proposal]:
    """Live ones whose scope stands below this case."""
    return _proposals(Q(parent__in=_below(case.pk)))


def around(case: Case) -> list[Proposal]:
    """Both: over this case or below it."""
    return _proposals(_scoped(case.pk) | Q(parent__in=_below(case.pk)))


def naming(key: Any, start: dt.datetime | None = None) -> list[Proposal]:
    """Live postponements that name the disturbance of this node. start: of that one and no earlier one (None: any)."""
    rows = _shown(_live(_scoped(key), "penundaan")).filter(usulpenundaan__gangguan__has_key=str(key))
    named = [row for row in rows if start is None or named_in(row.usulpenundaan.gangguan, key) == start]
    return [_as_law(row) for row in named]


def named_in(gangguan: Mapping[str, str], key: Any) -> dt.datetime | None:
    """The start of the disturbance of this node, in what a postponement names; None where it names none."""
    text = gangguan.get(str(key))
    return None if text is None else dt.datetime.fromisoformat(text)


def names(gangguan: Mapping[Any, dt.datetime]) -> dict[str, str]:
    """As a postponement keeps what it names."""
    return {str(key): plain(start) for key, start in gangguan.items()}


def watching(case: Case) -> list[tuple[Machine, Any]]:
    """For `Subject.watchers` of an event, lokasi or sesi: whose conditions read what it is, over it and below it."""
    rows = _live(_scoped(case.pk) | Q(parent__in=_below(case.pk))).values_list("type", "pk")
    return [(machines.named(kind), pk) for kind, pk in rows]


class Watched:
    """Mixed into the versions of a machine whose state proposals read: what it does wakes them (`Subject.watchers`)."""

    case: Case

    def watchers(self, done: Sequence[Move]) -> Iterable[tuple[Machine, Any]]:
        yield from super().watchers(done)  # type: ignore[misc]
        yield from watching(self.case)


def is_signed(case_id: Any, kind: str) -> bool:
    """Whether the berita acara of a proposal of this kind is signed by all, read live."""
    return signed.is_signed(case_id, BERITA_ACARA[kind])


def event_of(node: Case) -> Any:
    """The key of the event that a node stands under; itself of an event."""
    above = CaseAncestor.objects.filter(case=node.pk).order_by("-depth").values_list("ancestor", flat=True)
    return node.pk if node.type == "event" else above.first()


# --- what is on its way ---------------------------------------------------------------------------------------------

_RECEIVERS = """
SELECT boundary, ref FROM workflows_ask
WHERE answered_at IS NULL AND boundary = ANY(%(keys)s)
UNION
SELECT (receiver #>> '{}')::uuid, ref
FROM workflows_ask, jsonb_path_query(data, '$.pindah.*') AS receiver
WHERE answered_at IS NULL AND data ? 'pindah'
  AND asker IN (SELECT ancestor_id FROM core_caseancestor WHERE case_id = ANY(%(keys)s))
  AND receiver #>> '{}' = ANY(%(texts)s)
"""


def asked(keys: Iterable[Any]) -> dict[UUID, frozenset[str]]:
    """Refs of the causes that ask something of each of these cases which is not answered, or that name it as the sesi
    which receives people of another (K-21); none for a case that waits for nothing."""
    wanted = list(keys)
    with connection.cursor() as cursor:
        cursor.execute(_RECEIVERS, {"keys": wanted, "texts": [str(key) for key in wanted]})
        rows = cursor.fetchall()
    found: dict[UUID, set[str]] = {}
    for key, ref in rows:
        found.setdefault(key, set()).add(ref)
    return {key: frozenset(refs) for key, refs in found.items()}


def asked_of(key: Any) -> frozenset[str]:
    """The same of one case."""
    return asked([key]).get(key, frozenset())


def waits(key: Any, refs: Collection[str] = STOPPING) -> bool:
    """Whether acts of persons on a case wait (`tanpa_permintaan_menunggu`). refs: the causes that count."""
    return not asked_of(key).isdisjoint(refs)


_SCOPE = """
WITH scope AS (SELECT %(key)s::uuid AS id
               UNION ALL SELECT case_id FROM core_caseancestor WHERE ancestor_id = %(key)s)
SELECT EXISTS (
  SELECT 1 FROM workflows_ask
  WHERE answered_at IS NULL AND ref = ANY(%(refs)s)
    AND (boundary IN (SELECT id FROM scope) OR under IN (SELECT id FROM scope))
  UNION ALL
  SELECT 1 FROM workflows_ask, jsonb_path_query(data, '$.pindah.*') AS receiver
  WHERE answered_at IS NULL AND ref = ANY(%(refs)s) AND data ? 'pindah'
    AND asker IN (SELECT ancestor_id FROM core_caseancestor WHERE case_id IN (SELECT id FROM scope))
    AND receiver #>> '{}' IN (SELECT id::text FROM scope))
"""


def scope_waits(key: Any, refs: Collection[str] = STOPPING) -> bool:
    """Whether something asked of this case or of one below it is unanswered, is to come into being there, or names a
    sesi there as the one which receives people (K-21): what ends that sesi would let the ask wait for ever."""
    with connection.cursor() as cursor:
        cursor.execute(_SCOPE, {"key": key, "refs": sorted(refs)})
        return bool(cursor.fetchone()[0])


# --- as the law sees them -------------------------------------------------------------------------------------------


def _scoped(key: Any) -> Q:
    """Cases that stand directly under this one or under one above it."""
    return Q(parent=key) | Q(parent__in=CaseAncestor.objects.filter(case=key).values("ancestor"))


def _below(key: Any) -> QuerySet[CaseAncestor, Any]:
    return CaseAncestor.objects.filter(ancestor=key).values("case")


def _live(where: Q, *kinds: str) -> QuerySet[Case]:
    return Case.objects.filter(where, type__in=kinds or KINDS, state__in=sorted(LIVE)).order_by("id")


def _shown(rows: QuerySet[Case]) -> QuerySet[Case]:
    """With what the law asks of each: what stands above its scope, what it has frozen, whether it is ripe."""
    frozen = Ask.objects.filter(cause=OuterRef("beku")).values("object_id")
    above = CaseAncestor.objects.filter(case=OuterRef("parent")).values("ancestor")
    papers = Dokumen.objects.filter(
        induk=OuterRef("pk"), jenis__in=sorted(BERITA_ACARA.values()), state__in=signed.SIGNED
    )
    return (
        rows.select_related("usulpenundaan", "usulpembatalan")
        .annotate(beku=Coalesce("usulpenundaan__beku", "usulpembatalan__beku"))
        .annotate(frozen=ArraySubquery(frozen), over=ArraySubquery(above), signed=Exists(papers))
    )


def _proposals(where: Q) -> list[Proposal]:
    return [_as_law(row) for row in _shown(_live(where))]


def _as_law(row: Any) -> Proposal:
    obj = row.usulpenundaan if row.type == "penundaan" else row.usulpembatalan
    return Proposal(
        key=row.pk,
        state=obj.state,
        scope=row.parent_id,
        over=tuple(row.over),
        cause=obj.sebab if row.type == "penundaan" else "",
        ripe=obj.disetujui and row.signed,
        frozen=frozenset(row.frozen),
    )
