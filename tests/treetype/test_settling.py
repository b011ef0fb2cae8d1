"""Conditions that read other cases follow by a job, whatever the order; conditions in the tree; who sees what."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from django.db import connection

from cases.core.doing.rounds import settle_waiting
from cases.core.models import CaseAncestor
from cases.core.reading.sight import cases_visible_to
from tests.support.jobs import rows
from workflows import jobs
from workflows.models import LedgerEntry
from workflows.settling import settle


def lose_jobs() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE status = 'todo'")


def states(wood: Any, tree: Any) -> str:
    return str(wood.fresh(tree).state)


def test_the_tree_follows_its_branches_by_a_job(wood: Any) -> None:
    tree = wood.plant()
    first, second = wood.grow(tree), wood.grow(tree)
    wood.do(first, "siram", "komisioner", layu_pada="")
    wood.do(tree, "pangkas", "komisioner")
    assert states(wood, tree) == "tumbuh"
    wood.settle()
    assert [wood.fresh(one).state for one in (first, second)] == ["gugur", "gugur"]
    assert states(wood, tree) == "gundul"
    entry = LedgerEntry.objects.get(stream=tree.pk, act="menggundul")
    assert (entry.ref, entry.actor_id) == ("PH-4", None)
    wood.grow(tree)
    assert states(wood, tree) == "tumbuh"


def test_settling_twice_does_nothing_the_second_time(wood: Any) -> None:
    tree = wood.plant()
    wood.grow(tree)
    wood.do(tree, "pangkas", "komisioner")
    wood.settle()
    before = LedgerEntry.objects.filter(stream=tree.pk).count()
    assert settle("pohon", tree.pk) == []
    assert LedgerEntry.objects.filter(stream=tree.pk).count() == before


def test_a_press_does_not_ask_conditions_that_read_other_cases(wood: Any) -> None:
    tree = wood.plant()
    wood.do(tree, "pangkas", "komisioner")  # no branch: the condition does not hold
    assert states(wood, tree) == "tumbuh"


def test_all_above_a_case_are_noted_once(wood: Any) -> None:
    tree = wood.plant()
    branch = wood.grow(tree)
    rows = CaseAncestor.objects.filter(case=branch.pk).values_list("ancestor", "depth")
    assert list(rows) == [(tree.pk, 1)]


def test_the_other_institution_sees_neither_the_tree_nor_what_stands_below(wood: Any) -> None:
    tree = wood.plant("jaksel")
    branch = wood.grow(tree)
    mine = set(cases_visible_to(wood.person("jaksel")).values_list("pk", flat=True))
    theirs = set(cases_visible_to(wood.person("bogor")).values_list("pk", flat=True))
    assert {tree.pk, branch.pk} <= mine
    assert not {tree.pk, branch.pk} & theirs


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_end_is_the_same_whatever_the_order_of_jobs(wood: Any, order: tuple[int, ...]) -> None:

    tree = wood.plant()
    for _ in range(3):
        wood.grow(tree)
    wood.do(tree, "pangkas", "komisioner")
    waiting = rows("minta")
    assert len(waiting) == 3
    for place in order:
        args = waiting[place].args
        jobs.carry_out(args["job"], jobs.Order(args["key"], args["data"], args["boundary"]))
    wood.settle()
    assert states(wood, tree) == "gundul"


def test_what_a_lost_job_left_is_settled_by_the_round(wood: Any) -> None:
    tree = wood.plant()
    branch = wood.grow(tree)
    wood.do(tree, "pangkas", "komisioner")
    lose_jobs()
    assert settle_waiting() == 2
    assert wood.fresh(branch).state == "gugur"
    lose_jobs()
    settle_waiting()
    assert states(wood, tree) == "gundul"


def test_the_round_asks_nothing_of_cases_that_wait_for_nobody(wood: Any) -> None:
    tree = wood.plant()
    wood.do(tree, "tebang", "komisioner")
    assert settle_waiting() == 0
