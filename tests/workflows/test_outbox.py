"""The outbox: tied to the act, delivered once, again after a failure, by any number of workers."""

import datetime as dt
import logging
import threading

import pytest
from django.core import mail
from django.db import connection, transaction
from django.db.models.functions import Now

from cases.core.models import Notification
from tests.support.world import World, refused
from workflows import outbox
from workflows.models import AccessLog, OutboxMessage
from workflows.outbox import BACK_OFF, deliver_all, deliver_next, enqueue, handles


@pytest.fixture
def handler(monkeypatch):
    """handler(function) makes it the one of topic "uji"."""
    monkeypatch.setattr(outbox, "_handlers", dict(outbox._handlers))
    return handles("uji")


def test_delivers_in_order_and_once(db, handler):
    seen = []
    handler(lambda message: seen.append(message.body["n"]))
    for n in range(3):
        enqueue("uji", n=n)
    assert deliver_all() == 3
    assert deliver_all() == 0
    assert seen == [0, 1, 2]
    assert OutboxMessage.objects.filter(delivered_at__isnull=True).count() == 0


def test_belongs_to_the_act(committed_db):
    with pytest.raises(RuntimeError, match="inside the act's transaction"):
        enqueue("uji")
    with transaction.atomic():
        enqueue("uji")
        transaction.set_rollback(True)
    assert OutboxMessage.objects.count() == 0


def test_a_refused_act_tells_nobody(world):
    obj = world.at("telaah")
    with refused("E-PERM"):
        world.do(obj, "setujui", "asisten2")


def test_failing_waits_longer_each_time_and_keeps_the_reason(db, handler, caplog):
    caplog.set_level(logging.CRITICAL, logger="workflows.outbox")

    def fail(message):
        Notification.objects.all().delete()
        raise ValueError("tidak bisa")

    handler(fail)
    message = enqueue("uji")
    for n, wait in enumerate([*BACK_OFF, BACK_OFF[-1]], start=1):
        OutboxMessage.objects.update(due_at=Now())
        assert deliver_next() is True
        message.refresh_from_db()
        assert (message.attempts, message.delivered_at) == (n, None)
        assert message.last_error == "ValueError: tidak bisa"
        left = message.due_at - dt.datetime.now(dt.UTC)
        assert dt.timedelta(seconds=wait - 1) <= left + dt.timedelta(seconds=1)
        assert left <= dt.timedelta(seconds=wait)
        assert deliver_next() is False, "not before it is due again"


def test_one_that_fails_holds_nobody_up_and_undoes_its_own_work(db, handler, caplog):
    caplog.set_level(logging.CRITICAL, logger="workflows.outbox")

    def sometimes(message):
        enqueue("uji_lain", of=message.body["n"])
        if message.body["n"] == 0:
            raise ValueError

    handler(sometimes)
    handles("uji_lain")(lambda message: None)
    for n in range(2):
        enqueue("uji", n=n)
    assert deliver_all() == 3
    assert [m.body for m in OutboxMessage.objects.filter(topic="uji_lain")] == [{"of": 1}]
    assert OutboxMessage.objects.get(delivered_at__isnull=True).body == {"n": 0}


def test_a_topic_nobody_handles_is_kept(db, caplog):
    caplog.set_level(logging.CRITICAL, logger="workflows.outbox")
    message = enqueue("tanpa_penerima")
    assert deliver_all() == 1
    message.refresh_from_db()
    assert (message.delivered_at, message.last_error) == (None, "KeyError: 'tanpa_penerima'")


def test_one_handler_per_topic(handler):
    first = handler(lambda message: None)
    assert handler(first) is first
    with pytest.raises(ValueError, match="two handlers"):
        handler(lambda message: None)


@pytest.mark.req("SJ-129", "SJ-130")
def test_notices_and_mail_of_an_act(world):
    obj = world.at("perbaikan")
    deliver_all()
    texts = sorted(Notification.objects.values_list("user__username", "text"))
    assert texts == [
        ("admin", "Nomenklatur baru menunggu petugas"),
        ("asisten1", "Anda ditunjuk menelaah nomenklatur"),
        ("jaksel", "Nomenklatur perlu diperbaiki"),
        ("jaksel2", "Nomenklatur perlu diperbaiki"),
        ("komisioner", "Nomenklatur baru menunggu petugas"),
    ]
    assert len(mail.outbox) == 5
    for sent in mail.outbox:
        assert obj.case.number in sent.subject
        assert "Dinas Sosial" not in sent.subject + sent.body
    assert len({sent.extra_headers["Message-ID"] for sent in mail.outbox}) == 5


@pytest.mark.req("SJ-129")
def test_a_repeated_delivery_tells_nobody_twice(world):
    world.at("perbaikan")
    deliver_all()
    before = Notification.objects.count()
    OutboxMessage.objects.filter(topic="notice").update(delivered_at=None)
    deliver_all()
    assert Notification.objects.count() == before


def test_two_workers_share_and_neither_repeats(committed_db, handler):
    """More messages than one could have taken alone in the time the other needs for one."""
    seen, both = [], threading.Barrier(2, timeout=10)

    def slow(message):
        if len(seen) < 2:
            seen.append(message.body["n"])
            both.wait()  # each holds one message: neither may have waited for the other's lock
        else:
            seen.append(message.body["n"])

    handler(slow)
    with transaction.atomic():
        for n in range(20):
            enqueue("uji", n=n)
    taken = []

    def work():
        try:
            taken.append(deliver_all())
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(seen) == list(range(20))
    assert sum(taken) == 20
    assert min(taken) >= 1


def test_notices_survive_the_people_they_tell(committed_db):
    world = World()
    obj = world.open()
    assert deliver_all() == 1 + 2
    assert obj.case.notifications.count() == 2


def test_a_refusal_inside_a_job_stays_in_the_access_log(world, handler, caplog):
    """The job's work is undone and tried again; the attempt that was refused is known."""
    caplog.set_level(logging.CRITICAL, logger="workflows.outbox")
    obj = world.at("telaah")

    def press(message):
        Notification.objects.all().delete()
        world.do(obj, "setujui", "asisten2")

    handler(press)
    logged = AccessLog.objects.count()
    enqueue("uji")
    deliver_all()
    row = AccessLog.objects.order_by("-at", "-pk").first()
    assert AccessLog.objects.count() == logged + 1
    assert (row.action, row.outcome, row.object_id) == ("setujui", "E-PERM", obj.pk)
    assert (row.actor, OutboxMessage.objects.get(topic="uji").attempts) == (world.people.asisten2, 1)


def test_a_refusal_the_job_answers_itself_is_logged_once(world, handler):
    obj = world.at("telaah")

    def press(message):
        with refused("E-PERM"):
            world.do(obj, "setujui", "asisten2")

    handler(press)
    logged = AccessLog.objects.count()
    enqueue("uji")
    deliver_all()
    assert AccessLog.objects.count() == logged + 1
    assert OutboxMessage.objects.get(topic="uji").delivered_at is not None
