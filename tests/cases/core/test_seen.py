"""What is new to whom: in every box, for each person, and again when a task changes hands."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.core.doing import claims
from cases.core.models import Absence, CaseTask, TaskSeen
from cases.organisations.models import User
from tests.support.world import fresh, open_task

pytestmark = pytest.mark.req("SJ-136")
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def unread(browse):
    """unread("jaksel", "antrean"): for each row of the box whether it is marked as new."""

    def read(who, box):
        page = browse(who).get(f"/tugas/{box}/")
        marks = [row["unseen"] for row in page.response.context["tasks"]]
        assert page.body.count('class="alur-new">Belum dibaca<') == sum(marks)
        return marks

    return read


def person(world, name):
    return User.objects.select_related("institution").get(pk=world.person(name).pk)


def away(world, name, substitute):
    now = timezone.now()
    Absence.objects.create(
        person=world.person(name),
        substitute=world.person(substitute),
        since=now - HOUR,
        until=now + HOUR,
        reason="Cuti",
        recorded_at=now,
        recorded_by=world.people.admin,
    )


@pytest.mark.kills("slip:seen.person")
def test_a_task_is_read_by_whoever_opens_its_case_and_nobody_else(world, browse, unread):
    case = world.at("telaah")
    assert (unread("asisten1", "saya"), unread("komisioner", "menunggu")) == ([True], [True])
    browse("komisioner").get(f"/kasus/{case.pk}/riwayat/")
    assert (unread("asisten1", "saya"), unread("komisioner", "menunggu")) == ([True], [False])
    assert unread("admin", "menunggu") == [True]
    browse("asisten1").get(f"/kasus/{case.pk}/")
    browse("asisten1").get(f"/kasus/{case.pk}/")
    assert unread("asisten1", "saya") == [False]
    assert TaskSeen.objects.count() == 2


@pytest.mark.parametrize(
    ("path", "marks"), [("", [False]), ("t/setujui/", [False]), ("t/tidak_ada/", [True])]
)
def test_the_page_of_an_act_of_its_turn_opens_it_too(world, browse, unread, path, marks):
    case = world.at("telaah")
    browse("asisten1").get(f"/kasus/{case.pk}/{path}")
    assert unread("asisten1", "saya") == marks


def test_who_does_not_see_the_case_leaves_no_mark(world, browse):
    case = world.at("telaah")
    assert browse("bogor").get(f"/kasus/{case.pk}/").status == 404
    assert browse("auditor").get(f"/kasus/{case.pk}/").status == 200  # no box is an auditor's
    assert TaskSeen.objects.count() == 0


def test_the_queue_of_a_team_is_read_by_each_for_himself(world, browse, unread):
    case = world.at("perbaikan")
    browse("jaksel").get(f"/kasus/{case.pk}/")
    assert (unread("jaksel", "antrean"), unread("jaksel2", "antrean")) == ([False], [True])
    claims.claim(world.people.jaksel, open_task(case, "perbaiki").pk)
    assert (unread("jaksel", "saya"), unread("jaksel2", "menunggu")) == ([False], [True])


@pytest.mark.kills("slip:seen.hands", "slip:seen.presser")
def test_new_again_for_who_gets_it_from_a_colleague(world, browse, unread):
    """Handed over out of the queue, from hand to hand, and taken over; who pressed need not look again."""
    task = open_task(world.at("perbaikan"), "perbaiki")
    people = world.people
    for who in ("jaksel", "jaksel2", "komisioner"):
        browse(who).get(f"/kasus/{task.case_id}/")
    claims.reassign(people.jaksel, task.pk, people.jaksel2)
    assert (unread("jaksel", "menunggu"), unread("jaksel2", "saya")) == ([False], [True])
    assert unread("komisioner", "menunggu") == [True]
    browse("jaksel2").get(f"/kasus/{task.case_id}/")
    claims.reassign(people.jaksel2, task.pk, people.jaksel)
    assert (unread("jaksel", "saya"), unread("jaksel2", "menunggu")) == ([True], [False])
    browse("jaksel").get(f"/kasus/{task.case_id}/")
    claims.take_over(people.jaksel2, task.pk)
    assert (unread("jaksel", "menunggu"), unread("jaksel2", "saya")) == ([True], [False])
    browse("jaksel").get(f"/kasus/{task.case_id}/")
    claims.take_over(people.jaksel, task.pk)
    assert (unread("jaksel", "saya"), unread("jaksel2", "menunggu")) == ([False], [True])


def test_another_petugas_finds_it_new(world, browse, unread):
    case = world.at("telaah")
    for who in ("asisten1", "asisten2", "komisioner"):
        browse(who).get(f"/kasus/{case.pk}/")
    before = CaseTask.objects.get(pk=open_task(case, "telaah").pk).assigned
    world.do(case, "ganti_petugas", "komisioner", petugas=str(world.people.asisten2.pk), alasan="Cuti")
    assert (unread("asisten2", "saya"), unread("komisioner", "menunggu")) == ([True], [False])
    assert open_task(fresh(case), "telaah").assigned > before  # held since then, as its page says


def test_a_substitute_has_marks_of_his_own(world, browse, unread):
    case = world.at("telaah")
    browse("asisten1").get(f"/kasus/{case.pk}/")
    away(world, "asisten1", "asisten2")
    assert (unread("asisten1", "saya"), unread("asisten2", "saya")) == ([False], [True])
    browse("asisten2").get(f"/kasus/{case.pk}/")
    assert (unread("asisten1", "saya"), unread("asisten2", "saya")) == ([False], [False])


@pytest.mark.parametrize(
    ("who", "box", "place"), [("asisten1", "saya", "telaah"), ("jaksel", "antrean", "perbaikan")]
)
def test_three_rows_cost_what_one_costs(world, browse, who, box, place):
    def counted():
        with CaptureQueriesContext(connection) as caught:
            page = browse(who).get(f"/tugas/{box}/")
        return len(page.response.context["tasks"]), len([q for q in caught if "core_taskseen" in q["sql"]])

    world.at(place)
    assert counted() == (1, 1)
    for unit in ("Dinas Kesehatan", "Dinas Pendidikan"):
        world.at(place, unit_kerja=unit)
    assert counted() == (3, 1)


def test_opening_a_case_is_one_statement(world, browse):
    case = world.at("telaah")
    for _ in range(2):
        with CaptureQueriesContext(connection) as caught:
            browse("asisten1").get(f"/kasus/{case.pk}/")
        assert len([q for q in caught if "core_taskseen" in q["sql"]]) == 1
