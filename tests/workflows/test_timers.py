"""Deadlines are acts of SYSTEM through the gate: once, with what is due, again after a failure."""

import datetime as dt
import logging

import pytest
from django.db import connection
from django.db.models.functions import Now

from cases.core.models import CaseTask
from cases.core.reading.selectors import subject_of
from tests.support import version3
from tests.support.world import acts_of, fresh, live_sound, open_tasks, refused
from workflows import failures, timers
from workflows.gate import perform
from workflows.models import Failure, LedgerEntry
from workflows.timers import fire_all, fire_next

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def later_versions():
    with version3.installed():
        yield


def fire():
    return fire_all(CaseTask, lambda task: subject_of(task.case))


def timers_of(obj):
    return list(CaseTask.objects.filter(case=obj.pk, flow_task_type="TIMER").order_by("pk"))


def make_due(obj):
    CaseTask.objects.filter(case=obj.pk, flow_task_type="TIMER", status="SCHEDULED").update(scheduled=Now())


def test_a_turn_arms_its_timer(world):
    obj = world.at("telaah", version=3)
    [timer] = timers_of(obj)
    assert (timer.status, timer.flow_task.act, timer.lane) == ("SCHEDULED", "ingatkan", "utama")
    assert timer.scheduled - LedgerEntry.objects.get(stream=obj.pk, seq=2).at == DAY
    live_sound(obj)


def test_the_versions_without_a_deadline_have_none(world):
    for version in (1, 2):
        assert timers_of(world.at("telaah", version=version, jabatan=f"Jabatan {version}")) == []


def test_nothing_fires_before_it_is_due(world):
    obj = world.at("telaah", version=3)
    assert fire() == 0
    assert acts_of(obj) == ["tambah_nomenklatur", "pilih_petugas"]


def test_a_reminder_is_an_act_of_the_system_and_leaves_the_turn(world):
    obj = world.at("telaah", version=3)
    task = CaseTask.objects.get(case=obj.pk, status="ASSIGNED")
    make_due(obj)
    assert fire() == 1
    entry = LedgerEntry.objects.get(stream=obj.pk, act="ingatkan")
    assert (entry.actor_id, entry.role, entry.body["actor"]) == (None, "sistem", "SYSTEM")
    after = CaseTask.objects.get(pk=task.pk)
    assert (after.status, after.owner, after.due_at) == ("ASSIGNED", task.owner, task.due_at)
    live_sound(obj)


def test_a_timer_that_was_answered_fires_once(world):
    obj = world.at("telaah", version=3)
    make_due(obj)
    assert fire() == 1
    make_due(obj)
    assert fire() == 0
    assert [t.status for t in timers_of(obj)] == ["DONE"]
    assert acts_of(obj).count("ingatkan") == 1


def test_a_deadline_that_ends_its_turn_opens_the_next(world):
    obj = world.at("telaah", version=4)
    make_due(obj)
    assert fire() == 1
    obj = fresh(obj)
    assert (obj.state, open_tasks(obj)) == ("perbaikan", {"utama": ("perbaiki", None)})
    assert [t.status for t in timers_of(obj)] == ["DONE"]
    live_sound(obj)


@pytest.mark.parametrize(
    ("act", "who", "data"),
    [
        ("setujui", "asisten1", {}),
        ("perbaikan", "asisten1", {"alasan": "x"}),
        ("tarik", "jaksel", {"alasan": "x"}),
    ],
)
@pytest.mark.parametrize("version", [3, 4])
def test_a_turn_that_closes_disarms_its_timer(world, version, act, who, data):
    obj = world.do(world.at("telaah", version=version), act, who, **data)
    assert [t.status for t in timers_of(obj)] == ["CANCELED"]
    make_due(obj)
    assert fire() == 0
    live_sound(obj)


def test_the_turn_that_comes_again_has_a_timer_of_its_own(world):
    obj = world.at("perbaikan", version=4)
    obj = world.do(obj, "kirim_perbaikan", "jaksel", **world.data(tanggapan="Sudah."))
    assert [t.status for t in timers_of(obj)] == ["CANCELED", "SCHEDULED"]


def test_another_petugas_keeps_the_deadline(world):
    obj = world.at("telaah", version=4)
    [before] = timers_of(obj)
    data = {"petugas": str(world.people.asisten2.pk), "alasan": "Cuti."}
    obj = world.do(obj, "ganti_petugas", "admin", **data)
    [after] = timers_of(obj)
    assert (after.pk, after.status, after.scheduled) == (before.pk, "SCHEDULED", before.scheduled)


def test_a_person_cannot_do_the_timers_act(world):
    obj = world.at("telaah", version=3)
    with refused("E-PERM"):
        perform(obj, "ingatkan", actor=world.people.asisten1)


def test_a_timer_of_another_act_is_not_accepted(world):
    obj = world.at("telaah", version=3)
    [timer] = timers_of(obj)
    with refused("E-STALE"):
        perform(obj, "setujui", actor=world.people.asisten1, task=timer.pk)


def test_what_fails_is_tried_again_and_holds_nobody_up(world, monkeypatch, caplog):
    broken, sound = world.at("telaah", version=3), world.at("telaah", version=3, jabatan="Sekretaris")
    for obj in (broken, sound):
        make_due(obj)

    original = version3.defer

    def failing(name, *key, **data):
        if data["case"] == broken.pk:
            raise ZeroDivisionError
        return original(name, *key, **data)

    monkeypatch.setattr(version3, "defer", failing)
    with caplog.at_level(logging.CRITICAL, logger="workflows.timers"):
        assert fire() == 2
    assert acts_of(sound)[-1] == "ingatkan"
    assert acts_of(broken)[-1] == "pilih_petugas"
    failure = Failure.objects.get()
    assert (failure.source, failure.boundary, failure.attempts) == ("timer", broken.pk, 1)
    assert failure.technical.startswith("ZeroDivisionError")
    [timer] = timers_of(broken)
    assert timer.status == "SCHEDULED"
    assert timer.data == {}, "no local variables in the task"
    assert dt.timedelta(0) < timer.scheduled - dt.datetime.now(dt.UTC) <= dt.timedelta(seconds=timers.RETRY)
    monkeypatch.setattr(version3, "defer", original)
    make_due(broken)
    assert fire() == 1
    assert acts_of(broken)[-1] == "ingatkan"


def test_one_that_is_refused_stays_due(world, monkeypatch, caplog):
    obj = world.at("telaah", version=4)
    monkeypatch.setattr(version3.NomenklaturV3, "sees", lambda self, actor: False)
    make_due(obj)
    with caplog.at_level(logging.CRITICAL, logger="workflows.timers"):
        assert fire() == 1
    assert [t.status for t in timers_of(obj)] == ["SCHEDULED"]


def attempt(obj, times=1):
    for _ in range(times):
        make_due(obj)
        assert fire() == 1


def test_one_that_is_refused_waits_longer_each_time_and_then_for_a_person(world, monkeypatch, caplog):
    caplog.set_level(logging.CRITICAL, logger="workflows.timers")
    obj = world.at("telaah", version=4)
    with monkeypatch.context() as patch:
        patch.setattr(version3.NomenklaturV3, "sees", lambda self, actor: False)
        waited = []
        for _ in timers.WAITS:
            attempt(obj)
            [timer] = timers_of(obj)
            waited.append(round((timer.scheduled - dt.datetime.now(dt.UTC)).total_seconds(), -1))
        assert waited == sorted(waited)
        assert abs(waited[-1] - timers.WAITS[-1]) < 60
        assert not failures.parked().exists()
        attempt(obj)
    parked = failures.parked().get()
    assert (parked.boundary, parked.attempts) == (obj.pk, len(timers.WAITS) + 1)
    make_due(obj)
    assert fire() == 0, "nobody tries it any more"
    failures.retry(world.people.komisioner, parked.pk, "Hak baca sudah diperbaiki.")
    assert fire() == 1
    assert acts_of(obj)[-1] == "kembalikan"
    assert not Failure.objects.filter(ended_at=None).exists()


def test_one_set_aside_never_comes_again(world, monkeypatch, caplog):
    caplog.set_level(logging.CRITICAL, logger="workflows.timers")
    obj = world.at("telaah", version=4)
    monkeypatch.setattr(timers, "WAITS", (60,))
    with monkeypatch.context() as patch:
        patch.setattr(version3.NomenklaturV3, "sees", lambda self, actor: False)
        attempt(obj, 2)
    failures.set_aside(world.people.komisioner, failures.parked().get().pk, "Telaah diselesaikan langsung.")
    make_due(obj)
    assert fire() == 0


def test_a_node_that_was_renamed_holds_nobody_up(world, caplog):
    """Its row cannot even be loaded; the others fire, and this one is told where supervisors look."""
    caplog.set_level(logging.CRITICAL, logger="workflows.timers")
    renamed, sound = world.at("telaah", version=3), world.at("telaah", version=3, jabatan="Sekretaris")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE core_casetask SET flow_task = replace(flow_task, 'telaah', 'telaah_lama') "
            "WHERE case_id = %s AND flow_task_type = 'TIMER'",
            [renamed.pk],
        )
    for obj in (renamed, sound):
        make_due(obj)
    assert fire() == 2
    assert acts_of(sound)[-1] == "ingatkan"
    failure = Failure.objects.get(ended_at=None)
    assert (failure.boundary, failure.attempts, "telaah_lama" in failure.key) == (renamed.pk, 1, True)


def test_nothing_due(world):
    assert fire_next(CaseTask, lambda task: pytest.fail("nothing to fire")) is False
