"""Every order of acts, jobs, clocks and time over the rows of docs/spec/machines, as a graph of snapshots.

The rows are read through `rows()`: from the code where a machine is declared there, else from the files; nothing of a
row stands here a second time. What is found: states from which no end can be reached, what must never be
(`world.wrong`), automatic rows and jobs that turn for ever, and jobs whose order decides where they lead.
"""

from __future__ import annotations

import csv
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.apps import apps

from cases.cat.law import event as law_of_event
from cases.cat.law.seen import People
from workflows import machines
from workflows.machine import declared

from . import effects, predicates, views
from .world import Ask, World, ended, settled, wrong

MACHINES = Path(__file__).resolve().parents[2] / "docs/spec/machines"
#: An ask that waits for these instead of answering "no longer applies" (cat.md); in the code, `Guard.waits`.
WAITS_FOR = frozenset({"permintaan_terjawab", "tanpa_permintaan_menunggu", "tujuan_tersedia"})
#: … and for its location, where that waits for something itself.
WAITING_PART = "lokasi_tujuan_menerima"
#: Machines of which one that is closed is forgotten (world.settled).
CLOSING = frozenset({"penundaan", "pembatalan", "disabilitas"})
NAMES = ("event", "lokasi", "sesi", "penundaan", "pembatalan", "disabilitas")


@dataclass(frozen=True)
class Row:
    machine: str
    ref: str
    act: str
    kind: str
    sources: frozenset[str]
    target: str
    causes: frozenset[str]
    words: tuple[str, ...]
    #: of the words, those that an ask waits for
    waits: frozenset[str]
    checks: tuple[tuple[str, predicates.Check], ...] = ()


def rows(
    machine: str, folder: Path | None = None, check: Any = predicates.check, dropped: Mapping[str, str] = {}
) -> list[Row]:
    """The rows of a machine: of the code where it is registered, else of the tables.

    folder: other tables, and they alone; check: (machine, word) -> the function behind a fact or guard, None where it
    may hold; dropped: {ref: guards left out}.
    """
    code = None if folder is not None else registered(machine)
    found = in_tables(machine, folder or MACHINES) if code is None else in_code(machine, code)
    known = []
    for row in found:
        out = dropped.get(row.ref, "").split()
        if not set(out) <= set(row.words):
            raise LookupError(f"{row.ref} has no {out}")
        words = [word for word in row.words if word not in out]
        checks = tuple((word, do) for word in words if (do := check(machine, word)) is not None)
        known.append(replace(row, checks=checks, waits=row.waits - set(out)))
    return known


def registered(machine: str) -> type[Any] | None:
    """The model that declares the rows of a machine, once its room is there."""
    if not apps.ready:
        return None
    try:
        known = machines.named(machine)
    except KeyError:
        return None
    return known.model(known.latest)


def in_tables(machine: str, folder: Path) -> list[Row]:
    with (folder / f"{machine}.csv").open(encoding="utf-8", newline="") as file:
        return [
            Row(
                machine,
                r["ref"],
                r["act"],
                r["kind"],
                frozenset(r["from"].split()),
                r["to"],
                frozenset(a.partition(":")[2] for a in r["actors"].split("|")) - {""},
                words := tuple((r["fact"] + " " + r["guards"]).split()),
                frozenset(words) & (WAITS_FOR | {WAITING_PART}) if r["kind"] == "ask" else frozenset(),
            )
            for r in csv.DictReader(file)
        ]


def in_code(machine: str, model: type[Any]) -> list[Row]:
    return [
        Row(
            machine,
            one.row.ref,
            one.name,
            one.row.kind,
            frozenset(source or "-" for source in one.sources),
            one.target,
            frozenset(one.row.causes),
            tuple(dict.fromkeys((*one.row.facts, *(guard.name for guard in one.row.guards)))),
            frozenset(guard.name for guard in one.row.guards if guard.waits and one.row.kind == "ask"),
        )
        for one in declared(model)
    ]


def holds(row: Row, w: World, i: int, ask: Ask | None) -> bool:
    return all(check(w, i, ask) for _, check in row.checks)


def targets(row: Row, w: World, i: int) -> list[str]:
    """The states the row leads to; several where the abstraction does not know the date."""
    if row.target == "=":
        return [w.state(row.machine, i)]
    if not row.target.startswith("<"):
        return [row.target]
    if row.target == "<lanjut_acara>":
        return [after_postponement(w)]
    memory: str = w.node(row.machine, i).memory  # type: ignore[attr-defined]
    if row.target == "<lanjut_lokasi>":
        if memory in {"dibuka", "operasional"}:
            return [memory, "disegel"]
        return [memory if memory in {"ditetapkan", "koordinasi", "disegel"} else "survei"]
    if row.target == "<lanjut_sesi>" and memory == "registrasi":
        return ["terjadwal"]
    return [memory]


def after_postponement(w: World) -> str:
    e, view = w.event, views.of(w, "event", 0, None)
    if law_of_event.ada_lokasi_dibuka(view):
        return "pelaksanaan"
    if not (e.announced and e.database and e.disability):
        return "jadwal_ditetapkan"
    return "siap" if law_of_event.semua_lokasi_siap(view) else "persiapan_lokasi"


@dataclass
class Walk:
    """off: rows nobody does in this walk; on: of effects.OFF those that are done in it; folder: whose tables; dropped:
    guards taken out of rows."""

    off: frozenset[str] = frozenset()
    on: frozenset[str] = frozenset()
    folder: Path | None = None
    dropped: Mapping[str, str] = field(default_factory=dict)
    #: phases of time that are visited (world.World.time)
    times: tuple[int, ...] = (0, 1, 2, 3, 4, 5)
    #: persons act only when every job is done: for sizes at which every interleaving is too much
    eager: bool = False
    #: what is proposed to be postponed or cancelled, and why it is postponed
    scopes: frozenset[str] = frozenset({"sesi", "lokasi", "event"})
    causes: frozenset[str] = frozenset({"sarana", "gangguan"})
    #: what else is done in one order (effects.IN_ORDER)
    order: Mapping[str, Any] = field(default_factory=dict)
    limit: int = 5_000_000
    acts: dict[tuple[str, str], list[Row]] = field(default_factory=lambda: defaultdict(list))
    asked: dict[tuple[str, str, str], list[Row]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self.order = effects.IN_ORDER | dict(self.order)
        for name in NAMES:
            for row in rows(name, self.folder, dropped=self.dropped):
                if row.ref in self.off | (effects.OFF - self.on):
                    continue
                if row.kind == "ask":
                    for cause in row.causes:
                        self.asked[cause, name, row.act].append(row)
                elif row.kind != "cascade":
                    for source in row.sources:
                        self.acts[name, source].append(row)

    #: steps that happen, but on which no way to an end may count
    uncounted: frozenset[str] = frozenset()
    ended = staticmethod(ended)
    wrong = staticmethod(wrong)

    def do(self, row: Row, w: World, i: int, ask: Ask | None = None) -> Iterator[World]:
        """The worlds after the row, where it may be done."""
        once = effects.ONCE.get(row.ref)
        if once in w.used:
            return
        if row.ref in self.order and not self.order[row.ref](w, i):
            return
        if "-" in row.sources and row.machine in {"penundaan", "pembatalan"}:
            for new, n in effects.creations(row.ref, w, ask, self.scopes, self.causes):
                if holds(row, new, n, ask):
                    yield settled(new)
            return
        choices = effects.CHOICES.get(row.ref)
        for choice in [ask] if choices is None else choices(w, i):
            if holds(row, w, i, choice):
                yield from self.done(row, w, i, choice, once)

    def done(self, row: Row, w: World, i: int, ask: Ask | None, once: str | None) -> Iterator[World]:
        after = effects.FOUND.get(row.ref)
        for target in targets(row, w, i):
            creates = "-" in row.sources and row.machine in {"lokasi", "sesi"}
            new = w if creates else w.put(row.machine, i, state=target)
            if once:
                new = new.use(once)
            closes = row.machine in CLOSING or len(w.postponements) > 1
            for done in after(new, i, ask, w) if after else [new]:
                yield settled(done) if closes else done

    def waits(self, row: Row, w: World, ask: Ask) -> bool:
        """w: with the ask answered: it does not wait for itself. What it waits for is asked before all else."""
        for word, check in row.checks:
            if word not in row.waits:
                continue
            if word == WAITING_PART:
                if views.of(w, "sesi", ask.index, ask).place.waits:
                    return True
            elif not check(w, ask.index, ask):
                return True
        return False

    def jobs(self, w: World) -> Iterator[tuple[str, World]]:
        """One step of a job: an ask is answered, an automatic row happens."""
        for ask in w.asks:
            done = w._replace(asks=w.asks - {ask})
            fitting = [
                row
                for row in self.asked[ask.cause, ask.machine, ask.act]
                if ask.act == "usulkan_otomatis" or w.state(ask.machine, ask.index) in row.sources
            ]
            if ask.act == "usulkan_otomatis" and effects.full(w, ask):
                continue
            if any(self.waits(row, done, ask) for row in fitting):
                continue
            did = False
            for row in fitting:
                for new in self.do(row, done, ask.index, ask):
                    did = True
                    yield f"{row.ref}({ask.cause})", new
            if not did:
                yield f"{ask.act}({ask.cause}) no longer applies", done
        for machine, i, state in nodes(w):
            for row in self.acts[machine, state]:
                if row.kind == "auto":
                    for new in self.do(row, w, i):
                        yield row.ref, new

    def people(self, w: World) -> Iterator[tuple[str, World]]:
        """What persons, time and clocks may do."""
        for machine, i, state in nodes(w):
            for row in self.acts[machine, state]:
                if row.kind in {"act", "clock"}:
                    for new in self.do(row, w, i):
                        yield f"{row.ref}@{i}", new
        yield from outside(w, self.times)


def nodes(w: World) -> Iterator[tuple[str, int, str]]:
    yield "event", 0, w.state("event")
    for n, place in w.standing():
        yield "lokasi", n, place.state
        yield "disabilitas", n, w.state("disabilitas", n)
    for n, s in w.live():
        yield "sesi", n, s.state
    if w.standing():
        for machine, slots in (("penundaan", w.postponements), ("pembatalan", w.cancellations)):
            for n, one in enumerate(slots):
                if one is not None:
                    yield machine, n, one.state
            if None in slots:
                yield machine, slots.index(None), "-"


def outside(w: World, times: tuple[int, ...]) -> Iterator[tuple[str, World]]:
    """What is no row of these machines: time, last signatures (DK-6), the desk as one step each."""
    later = next((t for t in times if t > w.time), None)
    if later is not None and w.standing():
        yield "time", w._replace(time=later)
    for n, place in w.standing():
        if place.trouble == 1:
            yield f"three hours of {n}", w.put("lokasi", n, trouble=2)
    for machine, found in (("penundaan", w.proposed()), ("pembatalan", w.cancelling())):
        for n, one in found:
            if one.state == "dikoordinasikan" and not one.document:
                asked = w.put(machine, n, document=True).asking(Ask("DK-6", machine, "ba_ditandatangani", n))
                yield f"DK-6 of {machine} {n}", settled(asked)
    for n, s in w.live():
        if s.trouble == 1:
            yield f"three hours@{n}", w.put("sesi", n, trouble=2)
        if s.state == "selesai":
            yield f"DK-6@{n}", w.asking(Ask("DK-6", "sesi", "tanda_tangani_hasil", n))
        waiting, working, done = s.people
        if waiting and s.state in {"registrasi", "registrasi_ditutup", "pengarahan", "berlangsung"}:
            yield f"desk: out@{n}", w.put("sesi", n, people=People(waiting - 1, working, done))
        if s.state == "berlangsung" and waiting:
            yield f"PS-8b@{n}", w.put("sesi", n, people=People(waiting - 1, working + 1, done))
        if s.state == "berlangsung" and working:
            yield f"PS-9a@{n}", w.put("sesi", n, people=People(waiting, working - 1, done + 1))


@dataclass
class Found:
    """What a walk found. Counts, and a way to every fault: the labels that lead there."""

    states: int
    steps: int
    faults: dict[str, list[str]]
    reached: set[str]


class Graph:
    """The states of a walk in the order they were found, the steps between them, and a way to each."""

    def __init__(self, walk: Any, first: Any) -> None:
        self.walk, self.worlds, self.parent = walk, [first], [(-1, "")]
        self.seen = {first: 0}
        self.src, self.dst, self.is_job = array("I"), array("I"), array("B")
        self.faults: dict[str, list[str]] = {}
        self.reached: set[str] = set()
        at = 0
        while at < len(self.worlds):
            w = self.worlds[at]
            sentence = walk.wrong(w)
            if sentence:  # what follows from it is no news
                self.faults.setdefault(sentence, self.way(at))
            else:
                jobs = list(walk.jobs(w))
                self.add(at, jobs, 1)
                if not (jobs and walk.eager):
                    self.add(at, walk.people(w), 0)
            at += 1

    def add(self, at: int, steps: Iterable[tuple[str, World]], job: int) -> None:
        for label, new in steps:
            self.reached.add(label.partition("@")[0].partition("(")[0])
            if new == self.worlds[at]:
                continue
            n = self.seen.get(new)
            if n is None:
                n = self.seen[new] = len(self.worlds)
                self.worlds.append(new)
                self.parent.append((at, label))
                if n > self.walk.limit:
                    raise RuntimeError(f"more than {self.walk.limit} states")
            self.src.append(at)
            self.dst.append(n)
            self.is_job.append(2 if label in self.walk.uncounted else job)

    def way(self, n: int) -> list[str]:
        labels = []
        while n > 0:
            n, label = self.parent[n]
            labels.append(label)
        return labels[::-1]

    def stuck(self) -> list[int]:
        """States from which no end can be reached."""
        count = len(self.worlds)
        order, begins = by_key(self.dst, count)
        good = bytearray(self.walk.ended(w) or bool(self.walk.wrong(w)) for w in self.worlds)
        todo = [n for n in range(count) if good[n]]
        while todo:
            n = todo.pop()
            for e in order[begins[n] : begins[n + 1]]:
                if not good[self.src[e]] and self.is_job[e] != 2:
                    good[self.src[e]] = 1
                    todo.append(self.src[e])
        return [n for n in range(count) if not good[n]]


def explore(walk: Any, first: Any) -> Found:
    """walk: gives `jobs`, `people`, `ended`, `wrong`, `uncounted`, `eager` and `limit` (Walk, desk.Desk)."""
    graph = Graph(walk, first)
    faults = graph.faults
    stuck = graph.stuck()
    if stuck:
        faults[f"no way to an end, {len(stuck)} states: {graph.worlds[stuck[0]]}"] = graph.way(stuck[0])
    faults |= confluence(graph)
    return Found(len(graph.worlds), len(graph.src), faults, graph.reached)


def by_key(keys: array[int], count: int) -> tuple[array[int], array[int]]:
    """Edges sorted by key, and where each key begins."""
    begins = array("I", bytes(4 * (count + 2)))
    for k in keys:
        begins[k + 1] += 1
    for n in range(count):
        begins[n + 1] += begins[n]
    place, order = array("I", begins), array("I", bytes(4 * len(keys)))
    for e, k in enumerate(keys):
        order[place[k]] = e
        place[k] += 1
    return order, begins


def confluence(graph: Graph) -> dict[str, list[str]]:
    """Jobs alone come to rest, and at one place whatever their order."""
    worlds, src, dst, is_job, way = graph.worlds, graph.src, graph.dst, graph.is_job, graph.way
    after: dict[int, list[int]] = defaultdict(list)
    before: dict[int, list[int]] = defaultdict(list)
    for e in range(len(src)):
        if is_job[e] == 1:
            after[src[e]].append(dst[e])
            before[dst[e]].append(src[e])
    left = {n: len(set(after[n])) for n in list(after)}
    rest: dict[int, int] = {}
    todo = [n for n in before if n not in left]
    faults: dict[str, list[str]] = {}
    for n in todo:
        rest[n] = n
    while todo:
        n = todo.pop()
        for m in set(before[n]):
            left[m] -= 1
            if left[m] == 0:
                ends = {rest[k] for k in after[m]}
                rest[m] = min(ends)
                if len(ends) > 1:
                    a, b = sorted(ends)[:2]
                    faults.setdefault(
                        f"the order of jobs decides: from {worlds[m]}\n   to {worlds[a]}\n   or {worlds[b]}",
                        way(m),
                    )
                todo.append(m)
    turning = [n for n, k in left.items() if k > 0]
    if turning:
        faults[f"jobs turn for ever, {len(turning)} states: {worlds[turning[0]]}"] = way(turning[0])
    return faults
