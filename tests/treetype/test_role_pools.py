"""Pools of whoever holds a role where a case stands, on it or above it; roles on a case given and ended by its acts."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.core.checks import check_case_type
from cases.core.declared.registry import case_type, pool_named
from cases.core.doing import claims
from cases.core.doing.notice_mail import awaited
from cases.core.models import Absence, Case, CaseTask, Notification
from cases.core.models.tasks import FREE
from cases.core.reading import inbox
from cases.organisations.appointing import appoint, end
from cases.organisations.models import CaseRole, User
from tests.support.world import open_task, refused
from workflows.ledger import database_now
from workflows.models import AccessLog, LedgerEntry

from .test_parts import page, visit

KOTA = "32.71"


@pytest.fixture
def branch(wood: Any) -> Any:
    return wood.grow(wood.plant())


@pytest.fixture
def nest(wood: Any, branch: Any) -> Any:
    return wood.open_below(branch, "sarang", "komisioner", burung="Pipit")


@pytest.fixture
def gardener(wood: Any, branch: Any) -> Any:
    """On the branch: on the nest by what stands above it."""
    return wood.person_of("kebun", role="juru_kebun", case=branch.pk)


def again(person: Any) -> Any:
    return User.objects.select_related("institution").get(pk=person.pk)


def task_of(nest: Any) -> CaseTask:
    return open_task(nest, "bongkar")


def box(person: Any, name: str) -> set[Any]:
    return {row.case_id for row in inbox.tasks_for(again(person), name).rows}


class TestWhoBelongs:
    def test_by_the_case_above_by_the_place_by_everything_and_nobody_else(
        self, wood: Any, branch: Any, nest: Any, gardener: Any
    ) -> None:
        other = wood.open_below(wood.grow(wood.plant()), "sarang", "komisioner", burung="Gelatik")
        everywhere = wood.person_of("semua", role="juru_kebun")
        there = wood.person_of("barat", role="juru_kebun", area_id="32")
        assert box(gardener, "queue") == {nest.pk}
        assert box(everywhere, "queue") == {nest.pk, other.pk}
        assert box(there, "queue") == set()
        wood.do(branch, "pindah", "komisioner", wilayah=KOTA)
        young = wood.open_below(branch, "sarang", "komisioner", burung="Kutilang")
        assert box(there, "queue") == {young.pk}
        assert box(gardener, "queue") == {nest.pk, young.pk}
        for person, mine in ((gardener, True), (everywhere, True), (there, False)):
            assert inbox.in_pool(task_of(nest), again(person)) is mine
            assert (again(person) in inbox.pool_members(task_of(nest))) is mine
            assert inbox.counts(again(person))["queue"][0] == len(box(person, "queue"))
        assert {person.username for person in inbox.pool_members(task_of(other))} == {"semua"}

    def test_claimed_given_back_and_taken_over_by_them_alone(
        self, wood: Any, nest: Any, gardener: Any
    ) -> None:
        second = wood.person_of("kebun2", role="juru_kebun", case=nest.pk)
        claims.claim(again(gardener), task_of(nest).pk)
        assert box(gardener, "mine") == {nest.pk}
        with refused("E-PERM"):
            claims.take_over(wood.person("komisioner"), task_of(nest).pk)
        claims.take_over(again(second), task_of(nest).pk)
        assert task_of(nest).owner == second
        with refused("E-GUARD"):
            wood.do(nest, "bongkar", "kebun")
        wood.do(nest, "bongkar", "kebun2")
        assert wood.fresh(nest).state == "dibongkar"

    def test_a_role_on_the_case_above_is_none_once_it_has_ended(
        self, wood: Any, branch: Any, nest: Any, gardener: Any
    ) -> None:
        pk = task_of(nest).pk
        end(CaseRole.objects.filter(person=gardener), at=database_now())
        with refused("E-HIDE"):
            claims.claim(again(gardener), pk)
        assert box(gardener, "queue") == set()
        with refused("E-HIDE"):
            wood.do(nest, "bongkar", "kebun")
        assert AccessLog.objects.filter(actor=gardener, outcome="E-HIDE").count() >= 2

    def test_it_waits_for_its_people_and_who_stands_in_for_them(
        self, wood: Any, branch: Any, nest: Any, gardener: Any
    ) -> None:
        deputy = wood.person_of("wakil", role="juru_kebun", case=wood.plant().pk)
        assert awaited(Case.objects.get(pk=nest.pk), [gardener.pk, deputy.pk]) == {gardener.pk}
        now, day = timezone.now(), dt.timedelta(days=1)
        Absence.objects.create(
            person=gardener,
            substitute=deputy,
            since=now - day,
            until=now + day,
            reason="Cuti",
            recorded_at=now,
            recorded_by=wood.people.admin,
        )
        assert awaited(Case.objects.get(pk=nest.pk), [gardener.pk, deputy.pk]) == {gardener.pk, deputy.pk}
        assert nest.pk in box(deputy, "queue")
        wood.do(nest, "bongkar", "wakil")
        entry = LedgerEntry.objects.get(stream=nest.pk, act="bongkar")
        assert (entry.actor, entry.on_behalf_of, entry.role) == (deputy, gardener, "juru_kebun")


class TestOverseers:
    def test_a_foreman_moves_tasks_where_he_is_one_and_takes_none(
        self, wood: Any, branch: Any, nest: Any, gardener: Any
    ) -> None:
        foreman = wood.person_of("mandor", role="mandor")
        elsewhere = wood.person_of("mandor2", role="mandor", area_id="32")
        pk = task_of(nest).pk
        assert (box(foreman, "queue"), box(foreman, "waiting")) == (set(), {nest.pk})
        with refused("E-PERM"):
            claims.claim(again(foreman), pk)
        with refused("E-HIDE"):
            claims.reassign(again(elsewhere), pk, gardener)
        with refused("E-REF"):
            claims.reassign(again(foreman), pk, foreman)
        claims.reassign(again(foreman), pk, again(gardener))
        assert task_of(nest).owner == gardener
        body = page(visit(wood, "mandor"), "/tugas/menunggu/")
        assert "Alihkan" in body
        assert "Orang kebun" in page(visit(wood, "mandor"), f"/tugas/ubah/?aksi=alihkan&task={pk}&kembali=/")
        with refused("E-PERM", "hak"):
            wood.do(nest, "bongkar", "mandor")

    def test_of_several_waiting_tasks_no_box_shows_one_twice(
        self, wood: Any, branch: Any, nest: Any, gardener: Any
    ) -> None:
        appoint(gardener, "kasn_asisten")
        appoint(gardener, "mandor")
        claims.claim(again(wood.person_of("semua", role="juru_kebun")), task_of(nest).pk)
        for name in ("mandor", "kebun"):
            if name == "mandor":
                wood.person_of("mandor", role="mandor")
            person = again(wood.person(name))
            for kind in inbox.BOXES:
                parts = [set(rows.values_list("pk", flat=True)) for rows in inbox.branches_of(person, kind)]
                whole = set(inbox.box_of(person, kind).values_list("pk", flat=True))
                assert sum(map(len, parts)) == len(whole)
        assert box(gardener, "waiting") == {nest.pk}


class TestByActs:
    def test_given_with_letter_and_end_ended_with_reason_and_the_work_goes_back(
        self, wood: Any, branch: Any, nest: Any
    ) -> None:
        one = wood.person_of("kebun")
        until = timezone.now() + dt.timedelta(days=3)
        given = {"orang": str(one.pk), "alasan": "SK tim", "nomor_surat": "SK-1", "sampai": until.isoformat()}
        with refused("E-HIDE"):
            wood.do(nest, "bongkar", "kebun")
        wood.do(branch, "tunjuk", "komisioner", **given)
        wood.do(branch, "tunjuk", "komisioner", **given)
        (row,) = CaseRole.objects.filter(person=one, role="juru_kebun")
        assert (row.case, row.letter, row.reason, row.by) == (
            branch.pk,
            "SK-1",
            "SK tim",
            wood.people.komisioner,
        )
        assert row.until is not None
        claims.claim(again(one), task_of(nest).pk)
        wood.do(branch, "berhentikan", "komisioner", orang=str(one.pk), alasan="Diganti")
        row.refresh_from_db()
        assert (row.ended_by, row.ended_reason) == (wood.people.komisioner, "Diganti")
        with refused("E-HIDE"):
            wood.do(nest, "bongkar", "kebun")
        wood.settle()
        assert task_of(nest).owner is None
        assert LedgerEntry.objects.filter(stream=nest.pk, act="lepas_tugas").exists()

    def test_several_people_at_once_and_one_who_is_not_of_this_half(self, wood: Any, branch: Any) -> None:
        people = [wood.person_of(name) for name in ("satu", "dua")]
        for one in people:
            wood.do(branch, "tunjuk", "komisioner", orang=str(one.pk), alasan="SK")
        assert CaseRole.objects.filter(case=branch.pk, role="juru_kebun", until=None).count() == 2
        with refused("E-REF"):
            wood.do(branch, "tunjuk", "komisioner", orang=str(wood.people.jaksel.pk), alasan="SK")
        wood.do(branch, "berhentikan", "komisioner", orang=str(people[0].pk), alasan="SK")
        assert (
            CaseRole.objects.filter(case=branch.pk, role="juru_kebun", until=None).get().person == people[1]
        )


def test_a_list_costs_the_same_however_many_turns_it_shows(
    wood: Any, branch: Any, nest: Any, gardener: Any
) -> None:
    def cost() -> int:
        client = visit(wood, "kebun")
        client.get("/sarang/")
        with CaptureQueriesContext(connection) as statements:
            assert "Bongkar sarang" in page(client, "/sarang/")
        return len(statements)

    before = cost()
    for name in ("Gelatik", "Kutilang", "Jalak"):
        wood.open_below(branch, "sarang", "komisioner", burung=name)
    assert cost() == before


def test_the_tasks_of_a_case_are_found_by_one_set_of_keys(wood: Any, nest: Any, gardener: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    pool = pool_named("juru_kebun")
    assert pool is not None
    plan = CaseTask.objects.filter(FREE, pool.tasks_of(again(gardener))).order_by().explain()
    assert "Seq Scan on core_casetask" not in plan, plan
    assert "hashed SubPlan" not in plan.split("core_casetask", 1)[0], plan


def test_a_pool_of_a_role_that_is_none_does_not_start() -> None:
    from dataclasses import replace

    from cases.core.reading.role_pools import RolePool

    known = case_type("sarang")
    wrong = replace(known, pools=(*known.pools, RolePool("x", "tidak_ada", called="x")))
    assert [error.msg for error in check_case_type(wrong)] == [
        "sarang: pool x names tidak_ada, which is no role"
    ]
    assert check_case_type(known) == []


def test_somebody_is_told_by_a_role(wood: Any, nest: Any, gardener: Any) -> None:
    from cases.core.doing.notices import announce, tell

    announce(Case.objects.get(pk=nest.pk), "Sarang baru", "peran:juru_kebun", dedupe="x")
    wood.settle()
    assert [row.user for row in Notification.objects.filter(text="Sarang baru")] == [gardener]
    with pytest.raises(ValueError, match="unknown audience"):
        tell("x", "juru_kebun")
