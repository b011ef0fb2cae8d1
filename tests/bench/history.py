"""The history of one case with a hundred and with many entries, and how fast all chains are verified."""

from __future__ import annotations

import resource
import time
from typing import Any

FEW = 100


def histories(many: int) -> None:
    """many: entries of the long chain (100,000 by default, 1,000,000 as the issue owes it)."""
    from django.core.management import call_command
    from django.test import Client

    from cases.core.models import Case
    from cases.organisations.models import Buku, User
    from tests.support.chains import lengthen
    from tests.support.world import PASSWORD, World
    from workflows.chains import Round
    from workflows.models import LedgerCheck

    world = World() if not User.objects.filter(username="jaksel2").exists() else _again()
    long, short = (world.at("telaah", jabatan=name) for name in ("Riwayat panjang", "Riwayat pendek"))
    for obj, length in ((short, FEW), (long, many)):
        lengthen(obj, length, by=User.objects.get(username="asisten1"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time(), time.perf_counter()
    done = Round((Case, Buku), LedgerCheck.By.COMMAND).run()
    used, elapsed = time.process_time() - start[0], time.perf_counter() - start[1]
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert not done.broken
    print(
        f"\nround over {done.chains} chains with {done.entries} entries: {done.entries / elapsed:.0f} entries/s"
        f" ({done.entries / used:.0f} per second of the processor), memory grew by {grown:.0f} MB"
    )
    client, api = Client(), Client()
    client.force_login(
        User.objects.get(username="auditor"), backend="cases.organisations.auth.backends.AccountBackend"
    )
    credentials = {"username": "auditor", "password": PASSWORD}
    token = api.post("/api/v1/auth/token", credentials, content_type="application/json").json()["token"]
    bearer = {"Authorization": f"Bearer {token}"}
    looks: dict[str, Any] = {
        "Riwayat": lambda obj: client.get(f"/kasus/{obj.pk}/riwayat/"),
        "GET /history": lambda obj: api.get(f"/api/v1/cases/{obj.pk}/history", headers=bearer),
        "page of the case": lambda obj: client.get(f"/kasus/{obj.pk}/"),
    }
    call_command("verify_ledger", short.case.number)
    for name, look in looks.items():
        for obj in (long, short):
            assert look(obj).status_code == 200
        ratios = sorted(_time(look, long) / _time(look, short) for _ in range(15))
        print(
            f"{name}, {many} entries / {FEW}: {ratios[7]:.2f} × ({ratios[0]:.2f}–{ratios[-1]:.2f});"
            f" {min(_time(look, long) for _ in range(5)) * 1000:.0f} ms"
        )


def _time(look: Any, obj: Any) -> float:
    start = time.process_time()
    look(obj)
    return time.process_time() - start


def _again() -> Any:
    """The world of an earlier part of the same run."""
    from types import SimpleNamespace

    from cases.core.declared.registry import case_type
    from cases.organisations.models import Kompetensi, User
    from tests.support.world import World

    world = World.__new__(World)
    world.people = SimpleNamespace(**{user.username: user for user in User.objects.all()})
    world.type = case_type("nomenklatur")
    world._kompetensi = [
        {"kompetensi": str(k.pk), "indikator": "4"} for k in Kompetensi.objects.order_by("no")
    ]
    return world
