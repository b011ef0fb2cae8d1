"""One press on many objects against one act on one: time, statements, and how long the case is locked."""

from __future__ import annotations

import resource
import statistics
import time
from pathlib import Path
from typing import Any

#: Objects of one press, and how many acts on one their time may be worth (ARCHITECTURE §9).
SIZES = {1_380: 40, 20_000: 200}
ROUNDS = 5


def many_at_once() -> None:
    from tests.manytype.conftest import School

    school = School()
    for number, most in SIZES.items():
        _one_size(school, number, most)


def _one_size(school: Any, number: int, most: int) -> None:
    from cases.core.reading import history
    from tests.manytype.models import MuridV1
    from workflows.ledger import verify_stream
    from workflows.many import perform_many

    komisioner = school.person("komisioner")
    found: dict[str, list[tuple[float, float, int, float]]] = {}
    for _ in range(ROUNDS if number < 5_000 else 3):
        told = school.open(20)
        one = statistics.median(_press(lambda p=p: school.do(p, "hadir"))[0] for p in _able(school, told))
        told = school.open()
        presses = {
            "made": lambda told=told: school.do(told, "daftarkan", jumlah=number),
            "moved by a person": lambda told=told: perform_many(
                school.fresh(told), "hadir", MuridV1.objects.all(), actor=komisioner
            ),
            "moved by what one person pressed": lambda told=told: school.do(
                told, "mulai_pelajaran", kode="A"
            ),
            "ended": lambda told=told: school.do(told, "bubarkan"),
        }
        for name, press in presses.items():
            took, locked, statements = _press(press)
            found.setdefault(name, []).append((took / one, took, statements, locked))
            if name == "made":
                _able(school, told)
    for name, runs in found.items():
        ratio, took, statements, locked = sorted(runs)[len(runs) // 2]
        print(
            f"{number} {name}: {ratio:.0f} × one act (owed {most} ×; {runs[0][0]:.0f} … {runs[-1][0]:.0f}), "
            f"{took:.2f} s of the processor, {locked:.2f} s on the wall under the lock, {statements} statements"
        )
    pupil: Any = MuridV1.fetch(MuridV1.objects.filter(kelas=told.pk).values_list("pk", flat=True).first())
    pages: dict[str, Any] = {
        "history": lambda: history.timeline(komisioner, school.fresh(told).case),
        "own history of one, with its proofs": lambda: [
            line.proof for line in history.history_of(komisioner, pupil)
        ],
    }
    for name, read in pages.items():
        print(f"{number} {name}: {_press(read)[0] * 1000:.0f} ms")
    took, _, _ = _press(lambda: verify_stream(told.pk))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{number} verified whole: {4 * number / took:.0f} rows/s; memory {memory:.0f} MB\n")


def _able(school: Any, told: Any) -> list[Any]:
    """Nobody is ill and everybody has a book and a seat."""
    from django.db.models import F, Window
    from django.db.models.functions import RowNumber

    from tests.manytype.models import MuridV1

    rows = MuridV1.objects.filter(kelas=told.pk)
    missing = rows.filter(kursi=None).annotate(place=Window(RowNumber(), order_by=F("pk").asc()))
    for pk, place in missing.values_list("pk", "place"):
        MuridV1.objects.filter(pk=pk).update(kursi=1_000_000 + place)
    rows.update(buku=True, sakit=False)
    return school.pupils(told) if rows.count() <= 20 else []


def _press(press: Any) -> tuple[float, float, int]:
    """(seconds of the processor, of this process and of the database together; seconds on the wall from the moment its
    locks are taken; statements)."""
    from django.db import connection

    from workflows import batches, locks, setwise

    statements, taken = 0, [0.0]
    real, copying = locks.take, batches.copy_in

    def count(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        nonlocal statements
        statements += 1
        return execute(sql, params, many, context)

    def copy_in(*given: Any) -> None:
        nonlocal statements
        statements += 1
        copying(*given)

    def take(wanted: Any) -> Any:
        found = real(wanted)
        taken[0] = time.perf_counter()
        return found

    connection.ensure_connection()
    stat = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")

    def used() -> float:
        return time.process_time() + int(stat.read_text().split()[0]) / 1e9

    locks.take, batches.copy_in, setwise.copy_in = take, copy_in, copy_in
    began = used()
    try:
        with connection.execute_wrapper(count):
            press()
    finally:
        locks.take, batches.copy_in, setwise.copy_in = real, copying, copying
    over = time.perf_counter()
    return used() - began, over - (taken[0] or over), statements
