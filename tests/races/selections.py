"""Many selections in one prepared place, for races: rows of the whole tree copied set-wise in SQL.

The story is told once through the gate; each copy has a nomenklatur, candidates, documents, process, tasks and
rights of its own. Ids of a copy are computed from the original's, so that a track needs no query. Chains begin at
the copy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import md5
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from uuid_utils.compat import uuid7

from cases.core.models import (
    Case,
    CaseProcess,
    CaseTask,
    CaseUserPermission,
    Revision,
)
from cases.core.reading.selectors import subject_of
from cases.jpt.models import Jpt, Kandidat, Permohonan
from cases.nomenklatur.models import Nomenklatur
from cases.organisations.models import CaseRole
from documents.models import Attachment, Upload
from tests.support.races import DONE, Attempt, Race
from tests.support.world import live_sound, replay, user
from workflows.gate import perform
from workflows.ledger import verify_stream
from workflows.models import GENESIS, LedgerEntry

#: Model -> the column that says to which case its rows belong.
TREE: dict[type[models.Model], str] = {
    Case: "id",
    Revision: "case_id",
    Nomenklatur: "case_id",
    Jpt: "case_id",
    Kandidat: "seleksi_id",
    Permohonan: "seleksi_id",
    Attachment: "boundary",
    CaseProcess: "case_id",
    CaseTask: "case_id",
    CaseRole: "case",
    CaseUserPermission: "content_object_id",
}
#: Ids that are no foreign keys.
OTHER_IDS = {Attachment: {"boundary", "owner_id", "document"}, CaseRole: {"case"}}
#: Unique or fresh in each copy. n: number of the copy.
OWN = {
    Case: {"number": "r.number || '-' || n", "head": "%(genesis)s", "seq": "0"},
    Nomenklatur: {"post_key": "md5(r.post_key || n)"},
}
#: Distance between the process of an original and that of its copies.
APART = 10_000_000


@dataclass(frozen=True)
class Track:
    """One copy: ids of its cases, and of its candidates in the order they were entered."""

    nomenklatur: UUID
    seleksi: UUID
    kandidat: tuple[UUID, ...]


def clone(seleksi: Any, count: int) -> list[Track]:
    """`count` copies of a selection with its nomenklatur."""
    with transaction.atomic(), connection.cursor() as cursor:
        for model, of_case in TREE.items():
            values = {
                f.column: value for f in model._meta.local_concrete_fields if (value := _value(model, f))
            }
            columns = ", ".join(f'"{column}"' for column in values)
            cursor.execute(
                f"INSERT INTO {model._meta.db_table} ({columns}) SELECT {', '.join(values.values())}"
                f" FROM {model._meta.db_table} r, generate_series(1, %(count)s) n"
                f' WHERE r."{of_case}" IN (%(post)s, %(case)s)',
                {"post": seleksi.nomenklatur_id, "case": seleksi.pk, "genesis": GENESIS, "count": count},
            )
    names = [k.pk for k in seleksi.kandidat.order_by("dimasukkan_pada", "id")]
    return [
        Track(twin(seleksi.nomenklatur_id, n), twin(seleksi.pk, n), tuple(twin(pk, n) for pk in names))
        for n in range(1, count + 1)
    ]


def twin(pk: Any, number: int) -> UUID:
    """The id in copy `number` of what has this id in the original."""
    return UUID(md5(f"{pk}{number}".encode()).hexdigest())


def _value(model: type[models.Model], field: Any) -> str:
    """SQL of a column of the copy, "" for one that the database fills in."""
    column = f'r."{field.column}"'
    if field.column in OWN.get(model, {}):
        return OWN[model][field.column]
    in_tree = field.related_model in TREE and field.related_model is not CaseTask
    if not (field.primary_key or in_tree or field.column in OTHER_IDS.get(model, ())):
        return column
    if "uuid" in field.db_type(connection):
        return f"md5({column}::text || n)::uuid"
    return f"{column} + n * {APART}" if model is CaseProcess or in_tree else ""


def uploads(who: str, count: int) -> list[str]:
    """Ids of received files of this person. What receiving does is proven in tests/documents."""
    person = user(who)
    rows = [
        Upload(
            original_name="surat.pdf",
            size=1000,
            sha256=uuid7().hex * 2,
            detected_type="application/pdf",
            storage_key=str(uuid7()),
            uploader=person,
        )
        for _ in range(count)
    ]
    return [str(row.pk) for row in Upload.objects.bulk_create(rows)]


def case(pk: Any) -> Any:
    return subject_of(Case.objects.get(pk=pk))


def press(
    act: str,
    who: str,
    *,
    of: Callable[[Track], Any] = lambda track: case(track.seleksi),
    seen: int | None = None,
    key: str = "",
    data: Mapping[str, Any] | Callable[[Track], Mapping[str, Any]] | None = None,
) -> Attempt:
    """An attempt by one person. of: the object of a track; seen: the version given as If-Match."""
    person = user(who)

    def attempt(track: Track) -> None:
        sent = data(track) if callable(data) else data or {}
        perform(
            of(track),
            act,
            actor=person,
            data=sent,
            version=seen,
            idempotency_key=key and f"{key}-{track.seleksi}",
        )

    return attempt


def kandidat(place: int) -> Callable[[Track], Any]:
    """The candidate of a track who was entered at this place."""
    return lambda track: Kandidat.fetch(track.kandidat[place])


def acts(track: Track) -> list[str]:
    """Acts of the selection's stream since it was copied."""
    return list(
        LedgerEntry.objects.filter(stream=track.seleksi).order_by("seq").values_list("act", flat=True)
    )


def sound(tracks: list[Track], race: Race, *, consequences: int = 0, every: int = 20) -> None:
    """One entry per committed act and `consequences` (cascades, conditions) per track; chains whole; of every
    `every`th track lanes, mirrors and the replay of all its objects."""
    kept = dict.fromkeys((track.seleksi for track in tracks), 0)
    for pk in LedgerEntry.objects.filter(stream__in=kept).values_list("stream", flat=True):
        kept[pk] += 1
    assert list(kept.values()) == [answers.count(DONE) + consequences for answers in race.answers]
    for row in Case.objects.filter(pk__in=kept):
        assert verify_stream(row.pk, head=bytes(row.head), length=row.seq) is None
    for track in tracks[::every]:
        live_sound(case(track.seleksi))
        for candidate in Kandidat.objects.filter(seleksi=track.seleksi):
            first = LedgerEntry.objects.filter(object_id=candidate.pk).order_by("seq").first()
            if first is not None:
                assert replay(candidate, start=first.source) == candidate.state
