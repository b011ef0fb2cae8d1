"""Whose box shows a task, and whose does not: internal papers, internal lanes, drafts, other institutions."""

import datetime as dt

import pytest

from cases.core.models import Case, CaseTask
from cases.core.reading import inbox
from cases.core.reading.sight import cases_visible_to, sees_case
from tests.support.world import open_task


def boxes(person, **filters):
    return {
        box: [row.pk for row in inbox.tasks_for(person, box, filters=filters).rows]
        for box in ("mine", "queue", "waiting")
    }


NOTHING = {"mine": [], "queue": [], "waiting": []}


@pytest.mark.kills("slip:inbox.internal", "slip:selectors.internal", "slip:selectors.one_internal")
def test_an_internal_paper_is_in_no_box_or_list_of_the_institution(world):
    """As long as it is KASN's own; the same case without the mark is."""
    case = world.at("perbaikan").case
    task = open_task(case, "perbaiki")
    assert boxes(world.people.jaksel)["queue"] == [task.pk]
    assert (cases_visible_to(world.people.jaksel).count(), sees_case(world.people.jaksel, case)) == (1, True)
    Case.objects.filter(pk=case.pk).update(internal=True)
    case.refresh_from_db()
    assert boxes(world.people.jaksel) == NOTHING
    assert (cases_visible_to(world.people.jaksel).count(), sees_case(world.people.jaksel, case)) == (0, False)
    assert (cases_visible_to(world.people.asisten1).count(), sees_case(world.people.asisten1, case)) == (
        1,
        True,
    )


@pytest.mark.req("SJ-19")
@pytest.mark.kills("slip:selectors.institution")
def test_another_institution_sees_nothing_of_it(world):
    case = world.open().case
    assert list(cases_visible_to(world.people.jaksel)) == [case]
    assert list(cases_visible_to(world.people.bogor)) == []


@pytest.mark.req("SJ-71")
@pytest.mark.kills("slip:inbox.drafts", "slip:selectors.private")
def test_a_draft_is_the_institutions_own(world):
    case = world.at("perbaikan").case
    Case.objects.filter(pk=case.pk).update(private=True)
    for name in ("asisten1", "komisioner", "auditor"):
        assert (boxes(world.person(name)), list(cases_visible_to(world.person(name)))) == (NOTHING, [])
    assert list(cases_visible_to(world.people.jaksel)) == [case]


@pytest.mark.req("SJ-108")
@pytest.mark.kills("slip:inbox.lanes")
def test_a_turn_of_an_internal_lane_is_kasns_own(world, monkeypatch):
    case = world.at("telaah").case
    jaksel, komisioner = world.people.jaksel, world.people.komisioner
    CaseTask.objects.filter(case=case, flow_task_type="HUMAN").update(lane="rahasia")
    assert len(boxes(jaksel)["waiting"]) == 1
    object.__setattr__(world.type, "internal_lanes", frozenset({"rahasia"}))
    try:
        assert (boxes(jaksel), len(boxes(komisioner)["waiting"])) == (NOTHING, 1)
    finally:
        object.__setattr__(world.type, "internal_lanes", frozenset())


@pytest.mark.req("SJ-136")
@pytest.mark.kills("slip:inbox.waiting")
def test_a_petugas_waits_for_the_cases_appointed_for_only(world):
    world.at("perbaikan")  # asisten1 is appointed
    assert (len(boxes(world.people.asisten1)["waiting"]), boxes(world.people.asisten2)) == (1, NOTHING)


@pytest.mark.kills("slip:inbox.late")
def test_late_only(world):
    task = open_task(world.at("telaah"), "telaah")
    assert boxes(world.people.asisten1)["mine"] == [task.pk]
    assert boxes(world.people.asisten1, jatuh_tempo="terlambat") == NOTHING
    CaseTask.objects.filter(pk=task.pk).update(due_at=task.created - dt.timedelta(minutes=1))
    assert boxes(world.people.asisten1, jatuh_tempo="terlambat")["mine"] == [task.pk]
