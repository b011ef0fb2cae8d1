"""Jobs that did not end: their attempts are bounded, and a person answers for what is left."""

import pytest
from django.db import connection

from tests.support.jobs import attempts, deliver_all, due_now, rows
from workflows import failures, working
from workflows.errors import Refused
from workflows.jobs import SOON, defer
from workflows.models import AccessLog, Failure
from workflows.working import end_attempt, rescue

FAILED = ("failed",)


class TestDeadWorkers:
    """A kill counts as an attempt, and attempts end."""

    @pytest.fixture
    def taken(self, db, handler):
        """One job that a worker has begun and never ended; gives its id."""
        handler(lambda order: None)
        defer("uji", 1)
        with connection.cursor() as cursor:
            cursor.execute("SELECT worker_id FROM procrastinate_register_worker_v1()")
            (worker,) = cursor.fetchone()
            cursor.execute("SELECT id FROM procrastinate_fetch_job_v2(NULL, %s)", [worker])
            return cursor.fetchone()[0], worker

    def again(self, worker):
        due_now()
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM procrastinate_fetch_job_v2(NULL, %s)", [worker])

    def silent(self, seconds):
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_workers SET last_heartbeat = now() - %s * interval '1 second'",
                [seconds],
            )

    def test_a_living_one_keeps_its_job(self, taken):
        self.silent(20)
        assert rescue() == 0
        assert [row.status for row in rows()] == ["doing"]

    def test_a_silent_one_loses_it(self, taken):
        self.silent(40)
        assert rescue() == 1
        assert [(row.status, row.attempts) for row in rows()] == [("todo", 1)]
        assert Failure.objects.get().error == failures.KILLED

    def test_and_so_does_one_whose_row_is_gone(self, taken):
        with connection.cursor() as cursor:
            cursor.execute("SELECT procrastinate_unregister_worker_v1(%s)", [taken[1]])
        assert rescue() == 1

    def test_one_that_is_long_over_its_limit_too(self, taken, monkeypatch):
        """Its worker lives and has forgotten it: the database was away when its end was to be written."""
        monkeypatch.setattr(working, "OVERDUE", -61)
        assert rescue() == 1
        assert attempts("uji") == [1]

    def test_a_bounded_number_of_times(self, taken):
        number, worker = taken
        for _ in SOON:
            assert end_attempt(number, worker, failures.TOO_LONG)
            self.again(worker)
        assert end_attempt(number, worker, failures.TOO_LONG)
        assert end_attempt(number, worker, failures.TOO_LONG) is False, "it is over"
        assert attempts("uji", status=FAILED) == [len(SOON) + 1]
        assert failures.parked().get().error == failures.TOO_LONG

    def test_somebody_was_quicker(self, taken):
        number, worker = taken
        assert end_attempt(number, worker, failures.KILLED)
        assert end_attempt(number, worker, failures.KILLED) is False
        assert attempts("uji") == [1]


class TestAnswers:
    """A supervisor lets it be tried again, or gives it up; both with a reason, both in the access log."""

    @pytest.fixture
    def failed(self, world, handler, quiet):
        self.works, self.seen = False, []

        def sometimes(order):
            if not self.works:
                raise ConnectionError
            self.seen.append((order.key, order.attempt, order.data))

        handler(sometimes, waits=())
        obj = world.at("telaah")
        defer("uji", 7, boundary=obj.pk, isi="a")
        deliver_all()
        self.person, self.case = world.people.komisioner, obj.pk
        return failures.parked().get()

    def test_again_from_the_first_attempt(self, failed):
        self.works = True
        failures.retry(self.person, failed.pk, " Server surat sudah pulih. ")
        deliver_all()
        assert self.seen == [("uji:7", 1, {"isi": "a"})]
        failed.refresh_from_db()
        assert (failed.outcome, failed.ended_by, failed.reason) == (
            "diulang",
            self.person,
            "Server surat sudah pulih.",
        )
        assert (rows("uji", status=("todo", "doing", "failed")), failures.parked().count()) == ([], 0)
        row = AccessLog.objects.latest("at")
        assert (row.action, row.outcome, row.object_id) == ("ulangi_pekerjaan", "ok", self.case)
        assert row.detail == {"nama": "uji", "kunci": "uji:7", "alasan": "Server surat sudah pulih."}

    def test_that_fails_again_comes_back(self, failed):
        failures.retry(self.person, failed.pk, "Coba.")
        deliver_all()
        again = failures.parked().get()
        assert (again.pk != failed.pk, again.attempts) == (True, 1)

    def test_given_up(self, failed):
        failures.set_aside(self.person, failed.pk, "Kasus uji.")
        self.works = True
        assert deliver_all() == 0
        failed.refresh_from_db()
        assert (failed.outcome, failures.parked().count()) == ("disisihkan", 0)
        assert rows("uji", status=("todo", "doing", "failed")) == []
        assert AccessLog.objects.latest("at").action == "sisihkan_pekerjaan"

    @pytest.mark.parametrize("reason", ["", "  \n"])
    def test_not_without_a_reason(self, failed, reason):
        for answer in (failures.retry, failures.set_aside):
            with pytest.raises(Refused) as caught:
                answer(self.person, failed.pk, reason)
            assert (caught.value.code, list(caught.value.errors)) == ("E-REQ", ["alasan"])
        assert failures.parked().count() == 1

    def test_once(self, failed):
        failures.set_aside(self.person, failed.pk, "Kasus uji.")
        with pytest.raises(Refused) as caught:
            failures.retry(self.person, failed.pk, "Coba.")
        assert caught.value.code == "E-STATE"
