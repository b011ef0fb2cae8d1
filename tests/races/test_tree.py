"""What is asked of other cases, by two workers at once and while it settles: done once, no deadlock (decision 023)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from tests.support.jobs import rows
from tests.support.races import DONE, run
from tests.treetype.conftest import Wood
from workflows import jobs
from workflows.asks import JOB
from workflows.ledger import verify_stream
from workflows.models import Ask, LedgerEntry
from workflows.settling import settle

BRANCHES = 6


@pytest.fixture
def wood(committed_db: None) -> Wood:
    return Wood()


def deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def test_two_workers_and_the_round_answer_each_ask_once(wood: Wood) -> None:
    tree = wood.plant()
    branches = [wood.grow(tree) for _ in range(BRANCHES)]
    wood.do(tree, "pangkas", "komisioner")
    waiting, before = [row.args for row in rows(JOB)], deadlocks()

    def work(order: list[Any]) -> None:
        for args in order:
            jobs.carry_out(args["job"], jobs.Order(args["key"], args["data"], args["boundary"]))

    def settling() -> None:
        for branch in branches:
            settle("dahan", branch.pk)
        settle("pohon", tree.pk)

    race = run([tree], lambda _: work(waiting), lambda _: work(waiting[::-1]), lambda _: settling())
    assert set(race.answers[0]) <= {DONE, "E-BUSY"}
    wood.settle()
    assert deadlocks() == before
    assert {wood.fresh(branch).state for branch in branches} == {"gugur"}
    assert LedgerEntry.objects.filter(act="luruh").count() == BRANCHES
    assert set(Ask.objects.filter(act="luruh").values_list("answer", flat=True)) == {"dilakukan"}
    assert wood.fresh(tree).state == "gundul"
    assert LedgerEntry.objects.filter(stream=tree.pk, act="menggundul").count() == 1
    assert [verify_stream(obj.pk) for obj in (tree, *branches)] == [None] * (BRANCHES + 1)


def test_two_people_say_yes_in_the_same_instant(wood: Wood) -> None:
    branch = wood.grow(wood.plant())
    wood.do(branch, "berbuah", "komisioner")
    race = run(
        [branch], *(lambda obj, who=who: wood.do(obj, "petik", who) for who in ("komisioner", "asisten1"))
    )
    assert race.answers == [(DONE, DONE)]
    assert wood.fresh(branch).buah == 0
    acts = LedgerEntry.objects.filter(stream=branch.pk, act__endswith="petik").order_by("seq")
    assert list(acts.values_list("act", flat=True)) == ["setuju:petik", "petik"]
