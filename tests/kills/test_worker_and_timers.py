"""SIGKILL between commit and delivery, in the worker, in the dispatcher: nothing lost, nothing twice."""

import pytest
from django.db import connection
from django.db.models.functions import Now

from cases.core.doing.notice_mail import KINDS, SEGERA, choose
from cases.core.models import CaseTask, Notification
from cases.organisations.models import User
from tests.support import killed, version3
from tests.support.jobs import rows, take_up
from tests.support.killed import KILLED, kill_at
from tests.support.world import World, acts_of, live_sound
from workflows import failures, timers
from workflows.models import Done, Failure, LedgerEntry

WORKER = {
    "the message is taken": "cases.core.doing.notices:Case.objects.get",
    "its work is done": "cases.core.doing.notices:Notification.objects.bulk_create",
    "its mail is under way": "cases.organisations.mailing:EmailMessage.send",
    "it is done": "workflows.working:carry_out",
}


@pytest.fixture
def world(committed_db):
    """Everybody wants every e-mail at once: one for each notice."""
    found = World()
    for person in User.objects.all():
        choose(person, dict.fromkeys(KINDS, SEGERA))
    return found


def undelivered():
    return len(rows(status=("todo", "doing", "failed")))


def work_on():
    """Another worker, after the dead one was missed."""
    connection.close()
    take_up()
    assert kill_at("", killed.worker) == 0


@pytest.mark.req("SJ-129")
@pytest.mark.parametrize("passing", [1, 2, 3])
@pytest.mark.parametrize("where", WORKER)
def test_the_worker(world, where, passing):
    world.at("perbaikan")
    assert kill_at(WORKER[where], killed.worker, passing=passing) == KILLED
    assert [n for n in (row.attempts for row in rows(status=("todo", "doing", "failed"))) if n] == []
    work_on()
    told = sorted(Notification.objects.values_list("user__username", "text"))
    assert told == [
        ("admin", "Nomenklatur baru menunggu petugas"),
        ("asisten1", "Anda ditunjuk menelaah nomenklatur"),
        ("jaksel", "Nomenklatur perlu diperbaiki"),
        ("jaksel2", "Nomenklatur perlu diperbaiki"),
        ("komisioner", "Nomenklatur baru menunggu petugas"),
    ]
    assert undelivered() == 0
    assert Done.objects.filter(key__startswith="email:").count() == 5
    (failure,) = Failure.objects.all()
    assert (failure.attempts, failure.error, failure.outcome) == (1, failures.KILLED, "berhasil")


@pytest.mark.req("SJ-129")
def test_the_worker_again_and_again(world):
    """Twelve kills in a row, each one message further."""
    for n in range(3):
        world.at("perbaikan", jabatan=f"Jabatan {n}")
    for passing in range(1, 13):
        kill_at("workflows.working:carry_out", killed.worker, passing=passing)
        take_up()
    work_on()
    assert (Notification.objects.count(), undelivered()) == (15, 0)


def test_between_commit_and_delivery(world):
    """The act is there and its notices wait for whoever comes next."""
    obj = world.at("telaah")
    waiting = undelivered()
    assert kill_at("", killed.press, str(obj.pk), "setujui", "asisten1", {}) == 0
    assert undelivered() == waiting + 1
    assert kill_at("cases.core.doing.notices:Case.objects.get", killed.worker, before=True) == KILLED
    assert undelivered() == waiting + 1
    work_on()
    assert undelivered() == 0
    assert Notification.objects.filter(text="Nomenklatur disetujui").count() == 2


DISPATCHER = {
    "the timer is claimed": "workflows.timers:perform",
    "the act is done": "workflows.ledger:record",
    "all but the commit": "cases.core.doing.subjects:CaseDetail.settle",
}


@pytest.mark.parametrize("version", [3, 4])
@pytest.mark.parametrize("where", DISPATCHER)
def test_the_timer_dispatcher(world, where, version):
    with version3.installed():
        obj = world.at("telaah", version=version)
        make_due()
        before = where == "the timer is claimed"
        assert kill_at(DISPATCHER[where], killed.dispatcher, before=before) == KILLED
        connection.close()
        assert acts_of(obj)[-1] == "pilih_petugas"
        live_sound(obj)
        [timer] = CaseTask.objects.filter(flow_task_type="TIMER")
        assert timer.status == "SCHEDULED", "it is due again by itself"
        late = LedgerEntry.objects.latest("at").at
        assert 0 <= (timer.scheduled - late).total_seconds() <= timers.RETRY + 30
        make_due()
        for _ in range(2):
            assert kill_at("", killed.dispatcher) == 0
        expected = {3: "ingatkan", 4: "kembalikan"}[version]
        assert acts_of(obj)[2:] == [expected]
        live_sound(obj)


def test_a_timer_is_fired_once_by_two_dispatchers(world):
    with version3.installed():
        objs = [world.at("telaah", version=3, jabatan=f"Jabatan {n}") for n in range(4)]
        make_due()
        context = killed._context
        both = [context.Process(target=killed.dispatcher) for _ in range(2)]
        for process in both:
            process.start()
        for process in both:
            process.join(60)
        assert [process.exitcode for process in both] == [0, 0]
        assert [acts_of(obj)[2:] for obj in objs] == [["ingatkan"]] * 4


def make_due():
    CaseTask.objects.filter(flow_task_type="TIMER", status="SCHEDULED").update(scheduled=Now())
