"""*Per tanggal* of a selection with many candidates: statements and milliseconds of the page, against few."""

from __future__ import annotations

import statistics
import time
from types import SimpleNamespace
from typing import Any

FEW, MANY, ROUNDS = 10, 200, 5


def past_pages() -> None:
    from cases.organisations.demo import create_demo_accounts
    from tests.cases.jpt.steps import Steps

    steps = Steps(SimpleNamespace(**create_demo_accounts("rahasia-sekali-12")))
    seleksi = steps.counted(jumlah=MANY)
    few = _measured(steps, seleksi, FEW)
    many = _measured(steps, seleksi, MANY)
    print(
        f"\nPer tanggal with {MANY} candidates: {many[0]} statements, {many[1] * 1000:.0f} ms;"
        f" with {FEW}: {few[0]} statements, {few[1] * 1000:.0f} ms"
    )


def _measured(steps: Any, seleksi: Any, number: int) -> tuple[int, float]:
    """(statements, seconds) of the page with this many candidates, each entered and moved on once."""
    from django.db import connection
    from django.test import Client

    for n in range(seleksi.kandidat.count(), number):
        kandidat = steps.candidate(seleksi, f"Kandidat {n}", f"{1000 + n}")
        steps.do(kandidat, "jaksel", "mengikuti_kompetensi_manajerial")
    client = Client()
    client.force_login(steps.people.auditor, backend="cases.organisations.auth.backends.AccountBackend")

    def look() -> None:
        assert client.get(f"/kasus/{seleksi.pk}/riwayat/?per=31/12/2099").status_code == 200

    statements = 0

    def counted(execute: Any, *call: Any) -> Any:
        nonlocal statements
        statements += 1
        return execute(*call)

    look()
    with connection.execute_wrapper(counted):
        look()
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        look()
        taken.append(time.perf_counter() - start)
    return statements, statistics.median(taken)
