"""Pages with a million tasks against the same pages with ten thousand, in one run, round by round in turns.

Both databases grow from one, so that people, institutions and the real cases in them are the same rows.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dj_database_url

from project.services.postgres import OWNER
from tests.support.database import ALIASES, Servers

from .country import BIG, SMALL, fill, people_and_models

#: Settings of the server: what a machine of this size would have; the product's own are PostgreSQL's defaults.
PARAMETERS = {
    "shared_buffers": "1GB",
    "random_page_cost": "1.1",
    "max_wal_size": "8GB",
    "max_parallel_workers_per_gather": "0",  # what another process does would not be counted
}
ROUNDS = 11


class Two:
    """The two databases. `folder` of servers: where they are kept, if it outlives the run."""

    def __init__(self, servers: Servers) -> None:
        self.servers = servers
        self.sizes = {"small": SMALL, "big": BIG}

    def create(self) -> None:
        from tests.support.database import WorkerDatabase

        names = self._names()
        if {"bench_small", "bench_big"} <= names:
            self.use("small")
            return
        WorkerDatabase(self.servers, "base").create()
        people_and_models()
        from django.db import connections

        connections.close_all()
        for name, size in self.sizes.items():
            with self.servers.postgres.connect() as connection:
                connection.execute(f"DROP DATABASE IF EXISTS building_{name} WITH (FORCE)")
                connection.execute(f"CREATE DATABASE building_{name} TEMPLATE alur_test_base OWNER {OWNER}")
            self._point("building_" + name)
            fill(size)
            connections.close_all()
            with self.servers.postgres.connect() as connection:
                connection.execute(f"ALTER DATABASE building_{name} RENAME TO bench_{name}")
        self.use("small")

    def _names(self) -> set[str]:
        with self.servers.postgres.connect() as connection:
            return {str(row[0]) for row in connection.execute("SELECT datname FROM pg_database")}

    def use(self, name: str) -> None:
        self._point("bench_" + name)

    def _point(self, name: str) -> None:
        from django.db import connections

        for alias, (role, _variable) in ALIASES.items():
            parsed = dj_database_url.parse(self.servers.postgres.url(role, name))
            connections[alias].close()
            connections[alias].settings_dict.update(
                {key: parsed[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
            )


class Page:
    """A page as one person asks for it. build: address, given what the databases have in common."""

    def __init__(self, name: str, who: str, address: str) -> None:
        self.name, self.who, self.address = name, who, address
        self.cost: dict[str, list[float]] = {}
        self.statements: dict[str, int] = {}

    def ratio(self) -> float:
        return statistics.median(self.cost["big"]) / statistics.median(self.cost["small"])

    def line(self) -> str:
        small, big = (statistics.median(self.cost[name]) * 1000 for name in ("small", "big"))
        fits = self.ratio() <= 1.3 and self.statements["big"] <= 12
        return (
            f"{self.name:34} {self.who:11} {big:7.1f} ms  {small:7.1f} ms  {self.ratio():6.2f} ×"
            f"  {self.statements['big']:3} statements{'' if fits else '   <<'}"
        )


EVERYBODY = ("asisten1", "asisten2", "jaksel", "komisioner", "auditor")


def pages() -> list[Page]:
    from cases.core.models import Case
    from workflows.models import LedgerEntry

    real = Case.objects.filter(type="nomenklatur", title__endswith="Model telaah").get()
    digest = LedgerEntry.objects.filter(stream=real.pk).order_by("seq").values_list("hash", flat=True)[0]
    everywhere = {
        "landing": "/",
        "inbox": "/tugas/saya/",
        "queue": "/tugas/antrean/",
        "waiting": "/tugas/menunggu/",
        "archive": "/tugas/selesai/",
        "late only": "/tugas/saya/?jatuh_tempo=terlambat",
        "waiting, late only": "/tugas/menunggu/?jatuh_tempo=terlambat",
        "list of nomenklatur": "/nomenklatur/",
        "list of selections": "/jpt/",
        "list, one state": "/nomenklatur/?state=perbaikan",
        "log": "/log/",
        "case": f"/kasus/{real.pk}/",
        "search: number": "/nomenklatur/?q=NM-2026-001500",
        "search: part of a number": "/nomenklatur/?q=001500",
        "search: words of a title": "/nomenklatur/?q=sosial+kepala+dinas",
        "search: rare word of a title": "/nomenklatur/?q=kode00050",
        "search: nothing found": "/nomenklatur/?q=tidakada",
        "search: person": "/jpt/?q=Nomor1509",
        "search: NIP": "/jpt/?q=190000000000001509",
        "search: number of a letter": "/jpt/?q=800%2F1509%2F2026",
        "search: hash": f"/nomenklatur/?q={bytes(digest).hex()}",
    }
    found = [Page(name, who, url) for name, url in everywhere.items() for who in EVERYBODY]
    return [*found, Page("board", "komisioner", "/penyelia/")]


def measure(two: Two, chosen: list[Page], rounds: int = ROUNDS) -> None:
    """Costs in seconds of the processor, of this process and of the database's together; the quickest of three."""
    from django.test import Client

    from cases.organisations.models import User

    for number in range(rounds):
        for name in two.sizes:
            two.use(name)
            clients: dict[str, Client] = {}
            for page in chosen:
                if page.who not in clients:
                    clients[page.who] = client = Client()
                    user = User.objects.get(username=page.who)
                    client.force_login(user, backend="cases.organisations.auth.backends.AccountBackend")
                look = _looking(clients[page.who], page)
                if number == 0:
                    look()
                    page.statements[name] = counted(look)
                page.cost.setdefault(name, []).append(min(cost(look) for _ in range(3)))


def _looking(client: Any, page: Page) -> Callable[[], None]:
    def look() -> None:
        answer = client.get(page.address)
        assert answer.status_code == 200, (page.name, page.who, answer.status_code)

    return look


def cost(work: Callable[[], Any]) -> float:
    from django.db import connection

    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    before = _database_seconds(pid), time.process_time()
    work()
    return time.process_time() - before[1] + _database_seconds(pid) - before[0]


def _database_seconds(pid: int) -> float:
    """On the processor, as Linux counts it in nanoseconds."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def counted(work: Callable[[], Any]) -> int:
    from django.db import connection

    number = 0

    def count(execute: Any, *call: Any) -> Any:
        nonlocal number
        number += 1
        return execute(*call)

    with connection.execute_wrapper(count):
        work()
    return number


def at_size(servers: Servers, options: Any) -> None:
    """options: of the command line."""
    from django.db import connections

    servers.postgres.parameters.update(PARAMETERS)
    servers.postgres.start()
    two = Two(servers)
    two.create()
    try:
        if options.only_mix:
            from .mix import sixteen

            sixteen(two, options.minutes)
            return
        chosen = [page for page in pages() if options.page in page.name]
        measure(two, chosen, options.rounds)
        _report(chosen)
        if not options.page:
            from .stock_pages import against_stock

            against_stock(two)
    finally:
        connections.close_all()


def _report(chosen: list[Page]) -> None:
    print(f"\n{'page':34} {'who':11} {'1,000,000':>10}  {'10,000':>10}")
    for page in chosen:
        print(page.line())
    print(f"above 1.3 × or 12 statements: {sum('<<' in page.line() for page in chosen)} of {len(chosen)}")
