"""The three days of "Putuskan peminjaman", from the declaration in the flow to the dispatcher."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db.models.functions import Now

from cases.core.doing import claims
from cases.core.models import CaseTask
from cases.core.reading.selectors import subject_of
from tests.support.world import acts_of, fresh, live_sound, open_task, open_tasks, told
from workflows.models import LedgerEntry
from workflows.timers import fire_all


def timer_of(obj):
    return CaseTask.objects.get(case=obj.pk, flow_task_type="TIMER")


def make_due(obj):
    """Three days pass. An armed timer is due; one that is closed stays closed."""
    CaseTask.objects.filter(pk=timer_of(obj).pk).update(scheduled=Now())


def fire():
    return fire_all(CaseTask, lambda task: subject_of(task.case))


def test_the_turn_comes_with_its_timer(loans):
    obj = loans.open()
    timer = timer_of(obj)
    assert (timer.status, timer.lane) == ("SCHEDULED", "utama")
    opened = LedgerEntry.objects.get(stream=obj.pk, seq=1).at
    assert abs(timer.scheduled - opened - dt.timedelta(days=3)) < dt.timedelta(minutes=1)
    assert fire() == 0


def test_a_due_timer_does_its_act_and_closes_the_turn(loans):
    obj = loans.open()
    make_due(obj)
    assert fire() == 1
    after = fresh(obj)
    assert (after.state, open_tasks(after), acts_of(after)) == ("gugur", {}, ["ajukan", "kedaluwarsa"])
    assert timer_of(obj).status == "DONE"
    assert CaseTask.objects.get(case=obj.pk, flow_task_type="HUMAN").status == "CANCELED"
    entry = LedgerEntry.objects.get(stream=obj.pk, act="kedaluwarsa")
    assert (entry.actor_id, entry.role) == (None, "sistem")
    assert told(obj)[-1][0] == "Permohonan peminjaman ruang gugur karena tidak diputus"
    live_sound(after)
    assert fire() == 0


def test_a_claimed_turn_expires_all_the_same(loans):
    obj = loans.open()
    claims.claim(loans.people.komisioner, open_task(obj, "putuskan").pk)
    assert open_tasks(obj) == {"utama": ("putuskan", "komisioner")}
    make_due(obj)
    assert (fire(), fresh(obj).state) == (1, "gugur")


@pytest.mark.parametrize(
    ("act", "who", "data", "state"),
    [
        ("setujui", "admin", {}, "disetujui"),  # the turn's own act: it is finished
        ("tarik", "jaksel", {"alasan": "Batal."}, "gugur"),  # from outside: it is cancelled
    ],
)
def test_a_closed_turn_takes_its_timer_along(loans, act, who, data, state):
    obj = loans.do(loans.open(), act, who, **data)
    assert timer_of(obj).status == "CANCELED"
    make_due(obj)
    assert (fire(), fresh(obj).state) == (0, state)
    live_sound(fresh(obj))


def test_the_command_of_make_run_fires_it(loans):
    obj, early = loans.open(), loans.open(by="bogor")
    make_due(obj)
    call_command("run_timers", once=True)
    assert (fresh(obj).state, fresh(early).state) == ("gugur", "diajukan")
