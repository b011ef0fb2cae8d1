"""Verifying chains at any length (docs/decisions/016-checking-chains.md).

Who looks at a history has it verified: a short chain whole, of a long one what is shown and what came since it was
last looked at, so that a look costs the same at 100 and at 100,000 entries. Whether the older ones still are what they
were, `Round` answers: it verifies every chain from its first entry, in bounded memory, and leaves what it found where
the next look reads it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now

from .batches import count_of, fault_of_rows, faults_of_rows
from .errors import Refused
from .ledger import Broken, database_now, fault_of
from .locks import said_busy
from .models import GENESIS, Boundary, LedgerCheck, LedgerEntry

#: Entries that one look verifies, at most; a chain that is no longer is verified whole at every look.
AT_ONCE = 100
#: Rows of entries of many objects that one look verifies beside, at most, or one such entry.
ROWS_AT_ONCE = 4096
#: Entries that a round holds in memory.
CHUNK = 2000


@dataclass(frozen=True)
class Proof:
    """What is known of a chain.

    broken: the first entry known not to hold; seq, head: length and end of the chain; upto: up to which entry it was
    followed from the first one, at this look (`whole`) or by looks and rounds before it.
    whole_seq, whole_at, whole_by: the last round over all of it; whole_at is None where none was.
    """

    seq: int
    head: bytes
    upto: int
    whole: bool = False
    broken: Broken | None = None
    whole_seq: int = 0
    whole_at: dt.datetime | None = None
    whole_by: str = ""

    @property
    def intact(self) -> bool | None:
        """None while part of a long chain has not been looked at yet."""
        if self.broken is not None:
            return False
        return True if self.upto == self.seq else None


def look(boundary: Boundary, shown: Sequence[LedgerEntry] = ()) -> Proof:
    """Verify a chain as far as one look does. shown: entries that the reader sees, with their payloads."""
    check = LedgerCheck.objects.filter(pk=boundary.pk).first() or LedgerCheck(stream=boundary.pk)
    seq, head = boundary.seq, bytes(boundary.head)
    if check.seq > seq:  # the row in hand is old, or the chain was cut off
        rows = type(boundary)._default_manager.filter(pk=boundary.pk)
        seq, end = rows.values_list("seq", "head").get()
        head = bytes(end)
    broken = _of_round(check) or _among(shown)
    if broken is None and check.seq > seq:
        why = f"buku berakhir pada {seq}, padahal pernah diperiksa sampai {check.seq}"
        broken = Broken(str(boundary.pk), seq + 1, why)
    found = _Looked(0 if seq <= AT_ONCE else check.seq, bytes(check.head))
    if broken is None:
        broken = found.follow(boundary.pk, seq, check)
    upto = found.seq
    if broken is None and upto == seq and found.head != head:
        broken = Broken(str(boundary.pk), seq, "kepala rantai tidak sama dengan entri terakhir")
    if broken is None and found.is_long and upto > check.seq:
        _keep(LedgerCheck(stream=boundary.pk, seq=upto, head=found.head, at=Now()))
    return Proof(
        seq=seq,
        head=head,
        upto=upto,
        whole=not found.is_long and upto == seq,
        broken=broken,
        whole_seq=check.whole_seq,
        whole_at=check.whole_at,
        whole_by=check.get_whole_by_display(),
    )


@dataclass
class _Looked:
    """A chain as one look follows it. seq, head: the entry up to which it holds; begun: where the look began."""

    seq: int
    head: bytes
    is_long: bool = False

    def __post_init__(self) -> None:
        self.is_long = self.seq > 0
        self.head = self.head if self.is_long else GENESIS

    def follow(self, stream: Any, end: int, check: LedgerCheck) -> Broken | None:
        """The next entries. Rows of those that moved many are verified once, by the look that first passes them: a
        chain with more rows than one look reads is a long one, however few its entries."""
        rows = LedgerEntry.objects.filter(stream=stream, seq__gt=self.seq, seq__lte=end)
        read = list(rows.select_related("payload").order_by("seq")[:AT_ONCE])
        found = self._bounded(read, check)
        known = 0 if not self.is_long else check.seq
        whys = faults_of_rows([entry for entry in found if entry.seq > known])
        for entry in found:
            why = fault_of(entry, self.head, self.seq + 1) or (next(whys) if entry.seq > known else "")
            if why:
                return Broken(str(stream), self.seq + 1, why)
            self.seq, self.head = entry.seq, bytes(entry.hash)
        if self.seq < end and len(read) < AT_ONCE and len(found) == len(read):
            return Broken(str(stream), self.seq + 1, f"buku berakhir pada {self.seq}, seharusnya {end}")
        self.is_long = self.is_long or self.seq < end or len(found) < len(read)
        return None

    def _bounded(self, read: list[LedgerEntry], check: LedgerCheck) -> list[LedgerEntry]:
        """As many of the entries as have no more rows than one look reads, at least one; those verified before count
        nothing."""
        self.is_long = self.is_long or sum(map(count_of, read)) > ROWS_AT_ONCE
        left, found = ROWS_AT_ONCE, list[LedgerEntry]()
        for entry in read:
            count = 0 if self.is_long and entry.seq <= check.seq else count_of(entry)
            if count > left and any(one.seq > check.seq for one in found):
                break
            left -= count
            found.append(entry)
        return found


def _among(shown: Sequence[LedgerEntry]) -> Broken | None:
    """What a reader sees is verified though it was before: each by itself, and neighbours against each other."""
    by_seq = {entry.seq: entry for entry in shown}
    for seq, entry in sorted(by_seq.items()):
        before = by_seq.get(seq - 1)
        prev = bytes(before.hash if before is not None else entry.prev)
        if why := fault_of(entry, GENESIS if seq == 1 else prev, seq):
            return Broken(str(entry.stream), seq, why)
    return None


def _of_round(check: LedgerCheck) -> Broken | None:
    if check.broken_seq is None:
        return None
    return Broken(str(check.stream), check.broken_seq, check.broken_why)


def _keep(check: LedgerCheck) -> None:
    """Somebody else at it keeps the same; nobody waits for that."""
    with suppress(Refused), said_busy():
        LedgerCheck.objects.bulk_create(
            [check], update_conflicts=True, unique_fields=["stream"], update_fields=["seq", "head", "at"]
        )


# --- all of all chains ---------------------------------------------------------------------------------------------


@dataclass
class _Chain:
    """One chain on its way through a round. seq, head: the last entry that holds; read: the last one read."""

    stream: Any
    seq: int = 0
    head: bytes = GENESIS
    read: int = 0
    rows: int = 0
    why: str = ""

    def follow(self, entry: LedgerEntry) -> None:
        self.read = entry.seq
        self.why = self.why or fault_of(entry, self.head, self.seq + 1) or fault_of_rows(entry)
        if not self.why:
            self.seq, self.head = entry.seq, bytes(entry.hash)
            self.rows += count_of(entry)

    @property
    def is_long(self) -> bool:
        return self.seq > AT_ONCE or self.rows > ROWS_AT_ONCE

    @property
    def broken(self) -> Broken:
        return Broken(str(self.stream), self.seq + 1, self.why)


@dataclass
class Round:
    """Every chain verified from its first entry.

    boundaries: the models whose rows own chains; by: of LedgerCheck.By; only: ids of chains, None for all.
    Iterating does it chunk by chunk, `CHUNK` entries each, without a transaction between them; acts may go on. Then
    chains and entries say how many there were, broken what does not hold.
    """

    boundaries: Sequence[type[Boundary]]
    by: str
    only: Sequence[Any] | None = None
    chains: int = 0
    entries: int = 0
    broken: list[Broken] = field(default_factory=list)

    def __iter__(self) -> Iterator[None]:
        chain: _Chain | None = None
        while chunk := self._chunk(chain):
            over: list[_Chain] = []
            for entry in chunk:
                if chain is None or entry.stream != chain.stream:
                    over += [chain] if chain is not None else []
                    chain = _Chain(entry.stream)
                chain.follow(entry)
            self.entries += len(chunk)
            self._judge(over)
            yield
        self._judge([chain] if chain is not None else [])
        self._without_entries()

    def run(self) -> Round:
        for _ in self:
            pass
        return self

    def _rows(self) -> QuerySet[LedgerEntry]:
        rows = LedgerEntry.objects.select_related("payload").order_by("stream", "seq")
        return rows if self.only is None else rows.filter(stream__in=self.only)

    def _chunk(self, chain: _Chain | None) -> list[LedgerEntry]:
        """The next entries: of the chain that was begun, then of those behind it."""
        if chain is None:
            return list(self._rows()[:CHUNK])
        found = list(self._rows().filter(stream=chain.stream, seq__gt=chain.read)[:CHUNK])
        return found + list(self._rows().filter(stream__gt=chain.stream)[: CHUNK - len(found)])

    def _judge(self, over: list[_Chain]) -> None:
        """Chains read to their end against what their boundaries say, which is read now: never older than the chain."""
        if not over:
            return
        owners = self._owners([chain.stream for chain in over])
        for chain in over:
            self.chains += 1
            owner = owners.get(chain.stream)
            if owner is None:
                chain.why = chain.why or "kasus atau bukunya tidak ada"
            elif not chain.why:
                self._end(chain, *owner)
            if chain.why:
                self.broken.append(chain.broken)
        self._keep(over)

    def _owners(self, streams: Sequence[Any]) -> dict[Any, tuple[int, bytes]]:
        return {
            pk: (seq, bytes(head))
            for model in self.boundaries
            for pk, seq, head in model._default_manager.filter(pk__in=streams).values_list(
                "pk", "seq", "head"
            )
        }

    def _end(self, chain: _Chain, seq: int, head: bytes) -> None:
        rows = LedgerEntry.objects.filter(stream=chain.stream, seq__gt=chain.seq, seq__lte=seq)
        if chain.seq < seq:  # somebody acted since the entries were read
            for entry in rows.select_related("payload").order_by("seq").iterator(chunk_size=CHUNK):
                chain.follow(entry)
        if chain.why:
            return
        if chain.seq != seq:
            chain.why = f"buku berakhir pada {chain.seq}, seharusnya {seq}"
        elif chain.head != head:
            chain.seq, chain.why = seq - 1, "kepala rantai tidak sama dengan entri terakhir"

    def _keep(self, over: list[_Chain]) -> None:
        """What the next look says. Of a short chain only that it is broken: a look verifies it whole."""
        now = database_now()
        rows = [
            LedgerCheck(
                stream=chain.stream,
                seq=chain.seq,
                head=chain.head,
                at=now,
                whole_seq=chain.seq,
                whole_at=now,
                whole_by=self.by,
                broken_seq=chain.broken.seq if chain.why else None,
                broken_why=chain.why,
            )
            for chain in over
            if chain.why or chain.is_long
        ]
        fields = [f.name for f in LedgerCheck._meta.fields if not f.primary_key]
        LedgerCheck.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["stream"], update_fields=fields
        )
        healed = [chain.stream for chain in over if not chain.why and not chain.is_long]
        LedgerCheck.objects.filter(stream__in=healed, broken_seq__isnull=False).delete()

    def _without_entries(self) -> None:
        """Boundaries that have acted and whose chains are gone altogether."""
        entries = LedgerEntry.objects.filter(stream=OuterRef("pk"))
        for model in self.boundaries:
            rows = model._default_manager.filter(~Exists(entries), seq__gt=0).order_by("pk")
            rows = rows if self.only is None else rows.filter(pk__in=self.only)
            for pk, seq in rows.values_list("pk", "seq")[:AT_ONCE]:
                self.broken.append(Broken(str(pk), 1, f"buku berakhir pada 0, seharusnya {seq}"))
