"""Commands an operator runs."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections

from cases.core.declared.registry import case_type
from cases.core.doing.creation import begin
from cases.core.models import Notification
from tests.support.world import World
from workflows.gate import perform
from workflows.models import LedgerEntry


def run(*arguments: Any, **options: Any) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def opened(people: Any, data: dict[str, Any], **changes: Any) -> Any:
    new = begin(case_type("nomenklatur"), people.jaksel.institution)
    return perform(new, "tambah_nomenklatur", actor=people.jaksel, data={**data, **changes}).obj


def test_verify_ledger_names_the_first_broken_entry(
    committed_db: Any, people: Any, nomenklatur_data: dict[str, Any]
) -> None:
    sound = opened(people, nomenklatur_data)
    broken = opened(people, nomenklatur_data, jabatan="Sekretaris")
    perform(broken, "pilih_petugas", actor=people.admin, data={"petugas": str(people.asisten1.pk)})
    assert run("verify_ledger").startswith("2 rantai utuh: 3 catatan, ")
    with connections["owner"].cursor() as cursor:  # the owner can lift the triggers; nobody else
        cursor.execute("ALTER TABLE workflows_ledgerentry DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE workflows_ledgerentry SET act = 'setujui' WHERE stream = %s AND seq = 2", [broken.case.pk]
        )
        cursor.execute("ALTER TABLE workflows_ledgerentry ENABLE TRIGGER USER")
    with pytest.raises(CommandError, match=rf"{broken.case.number} rusak pada entri 2: kolom act"):
        run("verify_ledger")
    assert run("verify_ledger", sound.case.number).startswith("1 rantai utuh: 1 catatan, ")
    with pytest.raises(CommandError, match="tidak dikenal"):
        run("verify_ledger", "NM-1999-000001")


def test_the_worker_delivers_and_the_timers_have_nothing_to_do(committed_db: None) -> None:
    World().open()
    run("run_worker", once=True)
    assert Notification.objects.count() == 2
    before = LedgerEntry.objects.count()
    run("run_timers", once=True)
    assert LedgerEntry.objects.count() == before


def test_production_has_no_demo(db: None, settings: Any) -> None:
    del settings.DEMO_PASSWORD
    with pytest.raises(CommandError, match="DEMO_PASSWORD"):
        run("load_demo")
