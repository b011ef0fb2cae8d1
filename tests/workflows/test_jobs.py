"""Jobs: tied to the act, done once, again after a failure until an end, by any number of workers."""

import datetime as dt
import threading
from contextlib import suppress

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from cases.core.models import Notification
from tests.support.jobs import attempts, data_of, deliver_all, due_now, put_back, registering, rows
from tests.support.world import World, refused
from workflows import failures
from workflows.jobs import LONGEST_KEY, SOON, NeverSucceeds, defer, forget_done, natural_key, together
from workflows.leaving import move_left_over
from workflows.models import AccessLog, Done, Failure, OutboxMessage
from workflows.working import drain_one

FAILED = ("failed",)


def test_done_in_order_and_once(db, handler):
    seen = []
    handler(lambda order: seen.append(order.data["n"]))
    for n in range(3):
        defer("uji", n, n=n)
    assert deliver_all() == 3
    assert deliver_all() == 0
    assert seen == [0, 1, 2]
    assert rows(status=("todo", "doing", "failed")) == []
    assert sorted(Done.objects.values_list("key", flat=True)) == ["uji:0", "uji:1", "uji:2"]


def test_belongs_to_the_act(committed_db, handler):
    handler(lambda order: None)
    with pytest.raises(RuntimeError, match="inside the act's transaction"):
        defer("uji", 1)
    with transaction.atomic():
        defer("uji", 1)
        transaction.set_rollback(True)
    assert rows() == []


class TestTogether:
    def test_one_statement_in_their_order(self, db, handler, django_assert_num_queries):
        handler(lambda order: None)
        with django_assert_num_queries(1), together():
            for n in range(3):
                defer("uji", n, n=n)
        assert [row.args["data"]["n"] for row in rows()] == [0, 1, 2]

    def test_none_writes_nothing(self, db, django_assert_num_queries):
        with django_assert_num_queries(0), together():
            pass

    def test_what_fails_inside_defers_nothing_and_leaves_nothing_behind(self, db, handler):
        handler(lambda order: None)
        with suppress(ZeroDivisionError), together():
            defer("uji", 1)
            raise ZeroDivisionError
        assert rows() == []
        defer("uji", 2, n=2)
        assert [row.args["data"]["n"] for row in rows()] == [2]

    def test_one_within_another_is_written_at_its_own_end(self, db, handler):
        handler(lambda order: None)
        with together():
            defer("uji", 1, n=1)
            with together():
                defer("uji", 2, n=2)
            assert [row.args["data"]["n"] for row in rows()] == [2]
        assert [row.args["data"]["n"] for row in rows()] == [2, 1]


def test_a_refused_act_tells_nobody(world):
    obj = world.at("telaah")
    with refused("E-PERM"):
        world.do(obj, "setujui", "asisten2")


def test_a_name_nobody_registered_is_a_fault_of_the_caller(db):
    with pytest.raises(LookupError, match="no handler for the job lain"):
        defer("lain", 1)


def test_the_same_key_again_is_done_once(db, handler):
    """Deferred twice, or run twice because its worker died before it could say that it was done."""
    seen = []
    handler(lambda order: seen.append(order.data["n"]))
    for n in (1, 2):
        defer("uji", "kunci", n=n)
    taken = rows()
    deliver_all()
    put_back(taken)
    deliver_all()
    assert seen == [1]
    assert rows() == []


def test_failing_waits_longer_each_time_and_ends(db, handler, quiet):
    orders = []

    def fail(order):
        orders.append((order.attempt, order.last))
        Notification.objects.all().delete()
        raise ValueError("NIP 198001012005011001")

    handler(fail)
    defer("uji", 1)
    for n, wait in enumerate(SOON, start=1):
        due_now()
        assert drain_one() is True
        (row,) = rows("uji")
        assert (row.attempts, row.status) == (n, "todo")
        left = row.scheduled_at - timezone.now()
        assert dt.timedelta(seconds=wait - 2) <= left <= dt.timedelta(seconds=wait + 1)
        failure = Failure.objects.get()
        assert (failure.attempts, failure.parked_at) == (n, None)
        assert drain_one() is False, "not before it is due again"
    due_now()
    assert deliver_all() == 1
    assert rows() == []
    assert attempts("uji", status=FAILED) == [len(SOON) + 1]
    failure.refresh_from_db()
    assert (failure.attempts, failure.parked_at is not None) == (len(SOON) + 1, True)
    assert failure.error == "Kesalahan program; rinciannya ada di log pekerja."
    assert failure.technical.startswith("ValueError test_jobs.py:")
    assert "1980" not in failure.error + failure.technical, "a text of an error may hold personal data"
    assert orders == [(n, n == len(SOON) + 1) for n in range(1, len(SOON) + 2)]


def test_who_says_that_it_never_succeeds_is_not_asked_again(db, handler, quiet):
    class Over(NeverSucceeds):
        message = "Alamatnya tidak ada."

    def fail(order):
        raise Over

    handler(fail)
    defer("uji", 1)
    deliver_all()
    assert attempts("uji", status=FAILED) == [1]
    assert failures.parked().get().error == "Alamatnya tidak ada."


def test_one_that_succeeds_later_is_no_failure_any_more(db, handler, quiet):
    def once(order):
        if order.attempt == 1:
            raise TimeoutError

    handler(once)
    defer("uji", 1)
    deliver_all()
    assert Failure.objects.get().error == "Layanan di luar sistem tidak menjawab."
    due_now()
    deliver_all()
    failure = Failure.objects.get()
    assert (failure.outcome, failure.ended_at is not None, failure.parked_at) == ("berhasil", True, None)


def test_one_that_fails_holds_nobody_up_and_undoes_its_own_work(db, handler, quiet):
    def sometimes(order):
        defer("uji_lain", order.data["n"], of=order.data["n"])
        if order.data["n"] == 0:
            raise ValueError

    handler(sometimes)
    done = []
    handler(lambda order: done.append(order.data), "uji_lain")
    for n in range(2):
        defer("uji", n, n=n)
    assert deliver_all() == 3
    assert done == [{"of": 1}]
    assert data_of("uji") == [{"n": 0}]


def test_what_is_outside_is_not_repeated_once_it_is_known(db, handler, quiet):
    sent = []
    handler(lambda order: sent.append(order.key), outside=True)
    defer("uji", 1)
    taken = rows()
    deliver_all()
    put_back(taken)
    deliver_all()
    assert sent == ["uji:1"]


def test_a_job_of_a_newer_release_waits_for_its_worker(db, handler, monkeypatch, quiet):
    handler(lambda order: None)
    defer("uji", 1)
    with monkeypatch.context() as older:
        registering(older)
        from workflows import jobs

        del jobs.registered["uji"]
        deliver_all()
    assert attempts("uji") == [1]
    assert Failure.objects.get().error == "Jenis pekerjaan ini tidak dikenal oleh versi yang berjalan."
    due_now()
    deliver_all()
    assert rows() == []


def test_a_long_key_keeps_its_beginning(db):
    assert natural_key("notice", 1, "teks") == "notice:1:teks"
    one, other = natural_key("notice", "x" * 300, 1), natural_key("notice", "x" * 300, 2)
    assert (len(one) <= LONGEST_KEY, one == other, one[:10]) == (True, False, "notice:xxx")


def test_one_handler_for_a_name(handler):
    def first(order):
        """Nothing."""

    assert handler(first) is first
    assert handler(first) is first
    with pytest.raises(ValueError, match="two handlers"):
        handler(lambda order: None)


def test_keys_are_forgotten_after_a_year(db):
    Done.objects.create(key="lama", at=timezone.now() - dt.timedelta(days=401))
    Done.objects.create(key="baru")
    assert forget_done() == 1
    assert list(Done.objects.values_list("key", flat=True)) == ["baru"]


class TestLeftOver:
    """What processes of the release before put into the outbox, at the migration and after it."""

    def test_it_becomes_jobs_and_is_done(self, world):
        obj = world.at("telaah")
        deliver_all()
        before = Notification.objects.count()
        body = {
            "case": str(obj.pk),
            "text": "Dari antrean lama",
            "audiences": ["petugas"],
            "users": [],
            "petugas": None,
            "besides": None,
            "at": "2026-11-20T01:00:00+00:00",
            "dedupe": "lama",
        }
        OutboxMessage.objects.create(topic="notice", body=body)
        OutboxMessage.objects.create(topic="notice", body=body, delivered_at=timezone.now())
        assert move_left_over() == 1
        assert move_left_over() == 0
        (row,) = rows("notice")
        assert (row.queue_name, row.args["boundary"], row.args["data"]) == ("notices", str(obj.pk), body)
        due_now()
        deliver_all()
        assert Notification.objects.count() == before + 1
        assert not OutboxMessage.objects.filter(delivered_at=None).exists()

    def test_one_that_waited_for_its_next_attempt_still_waits(self, db):
        later = timezone.now() + dt.timedelta(hours=1)
        OutboxMessage.objects.create(topic="lock", body={"attachments": ["x"]}, due_at=later, attempts=4)
        move_left_over()
        (row,) = rows("lock")
        assert (row.queue_name, row.scheduled_at) == ("files", later)
        assert deliver_all() == 0


@pytest.mark.req("SJ-129", "SJ-130")
def test_notices_and_mail_of_an_act(world):
    """Each while it is the turn of those who are told."""
    obj = world.open()
    deliver_all()
    obj = world.do(obj, "pilih_petugas", "komisioner", petugas=str(world.people.asisten1.pk))
    deliver_all()
    obj = world.do(obj, "perbaikan", "asisten1", alasan="<p>Lengkapi kompetensi teknis.</p>")
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
    taken = rows("notice")
    deliver_all()
    before = Notification.objects.count()
    put_back(taken)
    deliver_all()
    assert Notification.objects.count() == before


def test_two_workers_share_and_neither_repeats(committed_db, handler):
    """More jobs than one could have taken alone in the time the other needs for one."""
    seen, both = [], threading.Barrier(2, timeout=10)

    def slow(order):
        if len(seen) < 2:
            seen.append(order.data["n"])
            both.wait()  # each holds one job: neither may have waited for the other's lock
        else:
            seen.append(order.data["n"])

    handler(slow)
    with transaction.atomic():
        for n in range(20):
            defer("uji", n, n=n)
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


def test_a_refusal_inside_a_job_stays_in_the_access_log(world, handler, quiet):
    """The job's work is undone and tried again; the attempt that was refused is known."""
    obj = world.at("telaah")

    def press(order):
        Notification.objects.all().delete()
        world.do(obj, "setujui", "asisten2")

    handler(press)
    logged = AccessLog.objects.count()
    defer("uji", 1)
    deliver_all()
    row = AccessLog.objects.order_by("-at", "-pk").first()
    assert AccessLog.objects.count() == logged + 1
    assert (row.action, row.outcome, row.object_id) == ("setujui", "E-PERM", obj.pk)
    assert (row.actor, attempts("uji")) == (world.people.asisten2, [1])


def test_a_refusal_the_job_answers_itself_is_logged_once(world, handler):
    obj = world.at("telaah")

    def press(order):
        with refused("E-PERM"):
            world.do(obj, "setujui", "asisten2")

    handler(press)
    logged = AccessLog.objects.count()
    defer("uji", 1)
    deliver_all()
    assert AccessLog.objects.count() == logged + 1
    assert rows("uji") == []
