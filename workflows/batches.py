"""The rows of a ledger entry that moved many objects: written, verified, and each proven against the root.

The entry stands in the chain as any other; its body keeps under `rows` how many there are, the Merkle root over their
leaves and the node over each 1,024 (workflows.merkle). The leaf of a row is taken over the canonical JSON of
{digest, from, n, object, to, version}; digest is the HMAC of its readable values, so that an erased row still proves
what it proved. docs/decisions/024.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet

from . import merkle
from .canonical import keyed, keyed_flat, plain
from .context import Move
from .copying import copy_in
from .models import LedgerEntry, LedgerPayload, LedgerRow
from .wording import texts_of_objects

#: Under these names rows and entries keep the name of the object, and the texts of values that are keys or codes.
OBJECT, TEXTS = "_objek", "_teks"
#: Rows of one entry, at most: a press that moves more writes several.
MOST = 64 * merkle.BLOCK
#: What an entry names where its rows do not agree.
VARIOUS = "*"
_leaf_bytes = json.JSONEncoder(
    sort_keys=True, separators=(",", ":")
).encode  # ASCII only: the same as RFC 8785


class Written(NamedTuple):
    """A row on its way into the table, in the order of its columns."""

    entry_id: Any
    n: int
    object_id: Any
    source: str
    target: str
    version: int
    digest: bytes | None
    leaf: bytes
    values: str | None


def rows_of(move: Move) -> list[Written]:
    """The rows of a set-wise act that was done, not yet written."""
    return [_row(move.entry.pk, n, one) for n, one in enumerate(move.rows)]


def _row(entry_id: Any, n: int, move: Move) -> Written:
    values, obj = _kept(move), move.obj
    digest, kept = None, None
    if values:
        salt = secrets.token_hex(16)
        digest, kept = keyed_flat(values, salt), json.dumps({"salt": salt, "v": values})
    leaf = _leaf(n, obj.pk, move.before, move.after, move.version, digest)
    return Written(entry_id, n, obj.pk, move.before, move.after, move.version, digest, leaf, kept)


def _kept(move: Move) -> dict[str, Any]:
    """What a row keeps of its object: its name, and what it brought."""
    values: dict[str, Any] = {}
    if move.own or move.notes:
        given = {n: v for n, v in {**move.own, **move.notes}.items() if v not in (None, "", [], ())}
        values = {n: plain(value) for n, value in given.items()}
        texts = {**texts_of_objects(given), **{n: text for n, text in move.texts.items() if n in given}}
        if texts:
            values[TEXTS] = plain(texts)
    if called := move.obj.called():
        values[OBJECT] = called
    return values


def _leaf(n: int, object_id: Any, source: str, target: str, version: int, digest: bytes | None) -> bytes:
    body = {
        "digest": None if digest is None else digest.hex(),
        "from": source,
        "n": n,
        "object": str(object_id),
        "to": target,
        "version": version,
    }
    return merkle.leaf(_leaf_bytes(body).encode())


def leaf_of(row: LedgerRow) -> bytes:
    """The leaf that a row must have, by what it says."""
    digest = None if row.digest is None else bytes(row.digest)
    return _leaf(row.n, row.object_id, row.source, row.target, row.version, digest)


def summary(rows: Sequence[Written]) -> dict[str, Any]:
    """What the body of the entry says of its rows."""
    nodes = merkle.nodes([row.leaf for row in rows])
    told = {"count": len(rows), "root": merkle.root(nodes).hex(), "nodes": [node.hex() for node in nodes]}
    return {"rows": told}


def alike(rows: Sequence[Written], name: str) -> str:
    """The state that all rows have left or reached, or that they differ."""
    found = {str(getattr(row, name)) for row in rows}
    return found.pop() if len(found) == 1 else VARIOUS


def write(batches: Iterable[Sequence[Written]]) -> None:
    """All rows of a press, in one statement."""
    found = [row for rows in batches for row in rows]
    if found:
        copy_in(LedgerRow, Written._fields, found)


def erase_row(entry_id: Any, object_id: Any) -> bool:
    """Null the readable values of one object's row and their salt; entry, root and proofs stay valid."""
    return bool(LedgerRow.objects.filter(entry=entry_id, object_id=object_id).update(values=None))


# --- verifying -----------------------------------------------------------------------------------------------------


def told_by(entry: LedgerEntry) -> Mapping[str, Any] | None:
    """What an entry says of its rows; None where it is of one object."""
    found: Mapping[str, Any] | None = entry.body.get("rows")
    return found


def count_of(entry: LedgerEntry) -> int:
    """How many objects it moved; 0 for an entry of one object."""
    told = told_by(entry)
    return 0 if told is None else int(told["count"])


def fault_of_nodes(entry: LedgerEntry) -> str:
    """Why count, nodes and root of an entry do not fit each other; "" if they do, or it has no rows. Reads nothing."""
    told = told_by(entry)
    if told is None:
        return ""
    nodes = [bytes.fromhex(node) for node in told["nodes"]]
    if len(nodes) != -(-int(told["count"]) // merkle.BLOCK) or not nodes:
        return "jumlah baris tidak cocok dengan simpulnya"
    return "" if merkle.root(nodes).hex() == told["root"] else "simpul baris tidak cocok dengan akarnya"


def fault_of_rows(entry: LedgerEntry) -> str:
    """Why the rows of an entry are not those it was written with; "" if they are. Reads all of them, in pieces."""
    if told_by(entry) is None:
        return ""
    rows = LedgerRow.objects.filter(entry=entry.pk).order_by("n")
    return _fault(entry, rows.iterator(chunk_size=2 * merkle.BLOCK))


def faults_of_rows(entries: Sequence[LedgerEntry]) -> Iterator[str]:
    """The same of several entries whose rows fit into memory; one statement, none where no entry has rows."""
    rows: dict[Any, list[LedgerRow]] = {entry.pk: [] for entry in entries if told_by(entry) is not None}
    if rows:
        for row in LedgerRow.objects.filter(entry__in=list(rows)).order_by("entry", "n"):
            rows[row.entry_id].append(row)
    for entry in entries:
        yield _fault(entry, rows[entry.pk]) if entry.pk in rows else ""


def _fault(entry: LedgerEntry, rows: Iterable[LedgerRow]) -> str:
    leaves = []
    for n, row in enumerate(rows):
        if row.n != n:
            return f"baris {n} hilang"
        if why := fault_of_row(row):
            return f"baris {n}: {why}"
        leaves.append(bytes(row.leaf))
    told = entry.body["rows"]
    if len(leaves) != told["count"]:
        return f"{len(leaves)} baris, seharusnya {told['count']}"
    if [node.hex() for node in merkle.nodes(leaves)] != told["nodes"]:
        return "baris tidak cocok dengan akarnya"
    return ""


def fault_of_row(row: LedgerRow) -> str:
    """Why a row does not hold by itself, "" if it does."""
    if leaf_of(row) != bytes(row.leaf):
        return "isi tidak cocok dengan sidiknya"
    if row.values is None:
        return ""
    kept = bytes(row.digest or b"").hex()
    said, salt = row.values["v"], row.values["salt"]
    if keyed_flat(said, salt).hex() != kept and not hmac.compare_digest(keyed(said, salt), kept):
        return "nilai tidak cocok dengan sidiknya"
    return ""


# --- the history of one object -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Proof:
    """That a row belongs to its entry: n of count, the path from its leaf, and the root that stands in the chain."""

    leaf: bytes
    n: int
    count: int
    path: Sequence[bytes]
    root: bytes

    @property
    def holds(self) -> bool:
        return merkle.proves(self.leaf, self.n, self.count, self.path, self.root)


def rows_about(object_id: Any) -> QuerySet[LedgerRow]:
    """The rows of one object with their entries, oldest first. An object stands in one stream for all its life."""
    rows = LedgerRow.objects.filter(object_id=object_id)
    rows = rows.select_related("entry", "entry__payload", "entry__actor", "entry__on_behalf_of")
    return rows.order_by("entry__seq")


def proof_of(row: LedgerRow) -> Proof:
    """Reads the leaves of its block: 1,024 at most, however many the entry moved."""
    told = row.entry.body["rows"]
    start = row.n - row.n % merkle.BLOCK
    block = LedgerRow.objects.filter(entry=row.entry_id, n__gte=start, n__lt=start + merkle.BLOCK)
    leaves = [bytes(leaf) for leaf in block.order_by("n").values_list("leaf", flat=True)]
    nodes = [bytes.fromhex(node) for node in told["nodes"]]
    way = merkle.way_of(leaves, nodes, row.n)
    return Proof(leaf_of(row), row.n, told["count"], way, bytes.fromhex(told["root"]))


def history_of(object_id: Any) -> list[LedgerEntry | LedgerRow]:
    """Everything that was done to one object, oldest first: entries of its own, and its rows in entries of many."""
    own = LedgerEntry.objects.filter(object_id=object_id).select_related("payload", "actor", "on_behalf_of")
    found: list[LedgerEntry | LedgerRow] = [*own, *rows_about(object_id)]
    return sorted(found, key=lambda one: one.seq if isinstance(one, LedgerEntry) else one.entry.seq)


def as_entry(row: LedgerRow) -> LedgerEntry:
    """The row as if it were an entry of its own, to be read like one, never written or verified: what all shared and
    what was of this object alone. Read with its entry and the payload of that."""
    found = copy(row.entry)
    found.object_id, found.source, found.target = row.object_id, row.source, row.target
    found.body = {name: said for name, said in row.entry.body.items() if name != "rows"}
    found.body["object_version"] = row.version
    shared = getattr(row.entry, "payload", None)
    values = None
    if row.values is not None or row.digest is None:
        own = {name: {"v": value} for name, value in (row.values or {"v": {}})["v"].items()}
        values = {**((shared.values if shared else None) or {}), **own}
    found.payload = LedgerPayload(entry=found, values=values)
    return found


def of_many() -> Q:
    """Entries of many objects: their object is the batch itself."""
    return Q(object_id=F("id"))
