"""The ledger: one hash chain per boundary, readable without us.

The hash of an entry is SHA-256 over the canonical JSON (RFC 8785) of its body; the body names the hash before it.
Values entered by people stand in the body only as HMAC-SHA256 under a random salt per value. Value and salt live
in the payload: erasing a payload (UU 27/2022) leaves every chain valid and the digest meaningless.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from . import batches
from .actors import SYSTEM, Actor
from .batches import OBJECT, TEXTS
from .canonical import canonical, digest, is_digest, is_keyed, keyed, plain
from .context import Move, current_door
from .forms import secrets_of
from .models import GENESIS, Boundary, LedgerEntry, LedgerPayload
from .showing import once
from .wording import texts_of_objects

__all__ = [
    "ADDRESS",
    "FORMAT",
    "OBJECT",
    "TECHNICAL",
    "TEXTS",
    "Broken",
    "DatabaseNow",
    "append",
    "begin",
    "canonical",
    "compose",
    "database_now",
    "digest",
    "erase_payload",
    "fault_of",
    "kept",
    "keyed",
    "page_now",
    "plain",
    "record",
    "verify_stream",
]

#: Format of `body`. An entry is verified by the rules of its own format.
FORMAT = 1
#: Beside what was entered an entry keeps under this name the address it came from, and those of `batches`: the name of
#: its object, and the texts of values that are keys or codes. They follow the same rules: hashed, and erased with the
#: rest.
ADDRESS = "_ip"
TECHNICAL = frozenset({ADDRESS, OBJECT, TEXTS})


def begin(move: Move) -> LedgerEntry:
    """The entry of an act that has just been done, not yet written: what effects create refers to its id."""
    move.after = "x" if move.row.removes else move.obj.state
    move.version = move.obj.version
    entry = LedgerEntry(object_id=move.obj.pk)
    if move.rows:  # of many objects: what it is about are its rows
        entry.object_id = entry.pk
    return entry


def record(moves: Sequence[Move]) -> None:
    """Append the entries of the acts of one press, in the order in which they were done, and advance the head of their
    boundary (saved by the gate). Two statements, however many acts followed.

    After their effects, so that what they noted is kept. One statement more where one of them moved many objects.
    """
    rows = {id(move): batches.rows_of(move) for move in moves if move.rows}
    written = [_composed(move, rows.get(id(move), ())) for move in moves]
    LedgerEntry.objects.bulk_create(entry for entry, _ in written)
    LedgerPayload.objects.bulk_create(payload for _, payload in written if payload is not None)
    batches.write(rows.values())


def _composed(move: Move, rows: Sequence[batches.Written]) -> tuple[LedgerEntry, LedgerPayload | None]:
    personal = move.row.form.personal if move.row.form else {}
    secret = secrets_of(move.row.form)
    given = {
        name: value
        for name, value in {**move.data, **move.notes}.items()
        if name not in secret and value not in (None, "", [], ())
    }
    values = {name: kept(value, personal.get(name, "")) for name, value in given.items()}
    if not rows and (called := move.obj.called()):
        values[OBJECT] = kept(called, move.obj.called_class)
    texts = {**texts_of_objects(given), **{n: text for n, text in move.texts.items() if n in given}}
    if texts:
        values[TEXTS] = kept(texts, "identitas" if any(personal.get(name) for name in texts) else "")
    return compose(
        move.boundary,
        object_type=move.obj.machine.key,
        object_id=move.entry.object_id,  # an object that the act removed has no key any more
        act=move.name,
        ref=move.row.ref,
        source=batches.alike(rows, "source") if rows else move.before,
        target=batches.alike(rows, "target") if rows else move.after,
        actor=move.actor,
        on_behalf_of=move.on_behalf_of,
        capacity=move.capacity,
        at=move.now,
        values=values,
        documents=move.documents,
        extra={
            **(batches.summary(rows) if rows else {"object_version": move.version}),
            "machine_version": move.obj.machine_version(),
            **_led_by(move),
        },
        entry=move.entry,
    )


def _led_by(move: Move) -> dict[str, Any]:
    """Of an act that was asked for, or that took two people: the entry that asked, the first yes."""
    if move.ask is not None:
        return {"asked_by": {"entry": str(move.ask.cause_id), "ref": move.ask.ref}}
    if (first := move.consent) is not None:
        return {"with": {"entry": str(first.entry_id), "person": str(first.person_id), "role": first.side}}
    return {}


def kept(value: Any, personal: str = "") -> dict[str, Any]:
    """A value as a payload keeps it. personal: its class of personal data."""
    return {"v": plain(value), "salt": secrets.token_hex(16), "class": personal}


def append(boundary: Boundary, **written: Any) -> LedgerEntry:
    """Write one entry behind the boundary's head, as `compose` makes it. The caller holds the boundary's lock and
    saves it."""
    entry, payload = compose(boundary, **written)
    entry.save(force_insert=True)
    if payload is not None:
        payload.save(force_insert=True)
    return entry


def compose(
    boundary: Boundary,
    *,
    object_type: str,
    object_id: Any,
    act: str,
    ref: str = "",
    source: str = "",
    target: str = "",
    actor: Actor,
    on_behalf_of: Actor = None,
    capacity: str = "",
    at: dt.datetime,
    values: Mapping[str, Mapping[str, Any]] | None = None,
    documents: list[dict[str, Any]] | None = None,
    extra: Mapping[str, Any] | None = None,
    entry: LedgerEntry | None = None,
) -> tuple[LedgerEntry, LedgerPayload | None]:
    """The next entry and its readable values, not yet written; the boundary's head is moved behind it.

    entry: the unwritten one whose id others know already (`begin`).
    """
    door = current_door()
    payload = dict(values or {})
    # in whose capacity: of the one acted for, where a person acts for another
    role = capacity or str((actor if actor is SYSTEM or on_behalf_of is None else on_behalf_of).role)
    if door.ip:
        payload[ADDRESS] = kept(door.ip, "koneksi")
    body = {
        "format": FORMAT,
        "stream": str(boundary.pk),
        "seq": boundary.seq + 1,
        "prev": bytes(boundary.head).hex(),
        "object": {"type": object_type, "id": str(object_id)},
        "act": act,
        "ref": ref,
        "from": source,
        "to": target,
        "actor": str(actor.pk) if actor.pk else "SYSTEM",
        "on_behalf_of": str(on_behalf_of.pk) if on_behalf_of is not None else None,
        "role": role,
        "door": door.name,
        "at": at.astimezone(dt.UTC).isoformat(),
        "data": {name: keyed(payload[name]["v"], payload[name]["salt"]) for name in sorted(payload)},
        "documents": documents or [],
        **(extra or {}),
    }
    boundary.seq += 1
    boundary.head = digest(body)
    entry = entry or LedgerEntry()
    entry.stream, entry.seq = boundary.pk, boundary.seq
    entry.object_type, entry.object_id = object_type, object_id
    entry.act, entry.ref, entry.source, entry.target = act, ref, source, target
    entry.actor_id, entry.role = actor.pk, role
    entry.on_behalf_of_id = on_behalf_of.pk if on_behalf_of is not None else None
    entry.at, entry.body = at, body
    entry.prev, entry.hash = bytes.fromhex(str(body["prev"])), boundary.head
    return entry, LedgerPayload(entry=entry, values=payload) if payload else None


def erase_payload(entry_id: Any) -> bool:
    """Null the readable values of an entry and their salts; the chain stays valid. Cannot be undone."""
    return bool(LedgerPayload.objects.filter(pk=entry_id).update(values=None))


@dataclass(frozen=True)
class Broken:
    """The first entry of a stream that does not hold, and why."""

    stream: str
    seq: int
    why: str


def verify_stream(stream: Any, *, head: bytes | None = None, length: int | None = None) -> Broken | None:
    """Recompute one chain. head and length: what the boundary row claims, when known."""
    prev, expected = GENESIS, 1
    rows = LedgerEntry.objects.filter(stream=stream).order_by("seq").select_related("payload")
    for entry in rows.iterator(chunk_size=500):
        if why := fault_of(entry, prev, expected) or batches.fault_of_rows(entry):
            return Broken(str(stream), expected, why)
        prev, expected = bytes(entry.hash), expected + 1
    if length is not None and length != expected - 1:
        return Broken(str(stream), expected, f"buku berakhir pada {expected - 1}, seharusnya {length}")
    if head is not None and bytes(head) != prev:
        return Broken(str(stream), expected - 1, "kepala rantai tidak sama dengan entri terakhir")
    return None


def fault_of(entry: LedgerEntry, prev: bytes, seq: int) -> str:
    """Why an entry does not hold at this place of its chain, "" if it does. Read with its payload.

    Of an entry of many objects the rows are left to `batches.fault_of_rows`.
    """
    body = entry.body
    if entry.seq != seq:
        return f"entri {seq} hilang"
    if bytes(entry.prev) != prev or body.get("prev") != prev.hex():
        return "tidak tersambung ke entri sebelumnya"
    if not is_digest(body, bytes(entry.hash)):
        return "isi tidak cocok dengan sidiknya"
    columns = {
        "stream": str(entry.stream),
        "seq": entry.seq,
        "act": entry.act,
        "ref": entry.ref,
        "from": entry.source,
        "to": entry.target,
        "actor": str(entry.actor_id) if entry.actor_id else "SYSTEM",
        "on_behalf_of": str(entry.on_behalf_of_id) if entry.on_behalf_of_id else None,
        "role": entry.role,
        "object": {"type": entry.object_type, "id": str(entry.object_id)},
        "at": entry.at.astimezone(dt.UTC).isoformat(),
    }
    for name, column in columns.items():
        if body.get(name) != column:
            return f"kolom {name} tidak cocok dengan isi"
    payload = getattr(entry, "payload", None)
    if payload is None and body["data"]:
        return "nilai yang dapat dibaca hilang"
    for name, value in ((payload.values if payload else None) or {}).items():
        if not is_keyed(value["v"], value["salt"], body["data"].get(name)):
            return f"nilai {name} tidak cocok dengan sidiknya"
    return batches.fault_of_nodes(entry)


class DatabaseNow(models.Func):
    """`database_now` as a column of rows that are read anyhow."""

    function = "clock_timestamp"
    output_field = models.DateTimeField()


def page_now(known: dt.datetime | None = None) -> dt.datetime:
    """`database_now` for what is only shown: one moment for all of a page. known: what it was read as already."""
    return once(("now",), lambda: known or database_now())


def database_now() -> dt.datetime:
    """The authority on time. Not transaction time: entries of one stream follow one another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: dt.datetime = cursor.fetchone()[0]
    return moment
