"""Failed jobs on a page and over the API: seen by supervisors, tried again or set aside with a reason."""

import logging

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.conftest import Api
from tests.cases.core.conftest import browse, world  # noqa: F401  fixtures
from tests.support.jobs import deliver_all, registering, rows
from workflows import failures
from workflows.jobs import NeverSucceeds, defer
from workflows.models import AccessLog, Failure

LIST = "/pekerjaan/"


@pytest.fixture
def broken(world, monkeypatch, caplog):  # noqa: F811
    """broken(n) leaves n failed jobs about a case; `broken.works` mends what they wait for."""
    caplog.set_level(logging.CRITICAL, logger="workflows.working")
    register = registering(monkeypatch)

    class Broken:
        works = False
        seen: list = []
        case = world.at("telaah").case

        def __call__(self, number=1, name="uji"):
            for n in range(number):
                defer(name, n, boundary=self.case.pk, n=n)
            deliver_all()
            return list(failures.parked())

    made = Broken()
    made.seen = []

    def work(order):
        if not made.works:
            raise NeverSucceeds("rusak")
        made.seen.append(order.data["n"])

    register(work)
    register(work, "uji_lain")
    return made


def answer_of(failure, name):
    return f"{LIST}{failure.pk}/{name}/"


def test_it_says_what_about_whom_when_how_often_and_why(broken, browse):  # noqa: F811
    broken()
    page = browse("komisioner").get(LIST)
    [table] = page.tables
    [row] = table.rows
    assert row[0] == "Uji Antrean Tindakan sistem"
    assert row[1].startswith(broken.case.number)
    assert "Kesalahan program" in row[2]
    assert "NeverSucceeds test_failed_jobs.py" in row[2]
    assert row[3] == "1 kali"
    assert "Menunggu keputusan (1)" in page.text
    landing = browse("komisioner").get("/")
    assert "1 pekerjaan berhenti dan menunggu keputusan Anda" in landing.text


def test_the_landing_page_is_silent_where_nothing_failed(world, browse):  # noqa: F811
    assert "menunggu keputusan Anda" not in browse("komisioner").get("/").text


def test_tried_again_with_a_reason(broken, browse):  # noqa: F811
    [failure] = broken()
    person = browse("komisioner")
    page = person.get(answer_of(failure, "ulangi"))
    broken.works = True
    answer = person.post(answer_of(failure, "ulangi"), page.hidden() | {"alasan": "Server surat pulih."})
    assert (answer.status, answer.url) == (302, LIST)
    assert "1 pekerjaan dicoba lagi." in person.get(LIST).text
    deliver_all()
    assert broken.seen == [0]
    done = person.get(f"{LIST}selesai/")
    assert "Komisioner" in done.text
    assert "Server surat pulih." in done.text
    log = person.get("/log/")
    assert "Ulangi pekerjaan gagal" in log.text
    assert "Server surat pulih." in log.text


def test_set_aside_with_a_reason(broken, browse):  # noqa: F811
    [failure] = broken()
    person = browse("admin")
    page = person.get(answer_of(failure, "sisihkan"))
    answer = person.post(answer_of(failure, "sisihkan"), page.hidden() | {"alasan": "Kasus uji."})
    assert answer.status == 302
    left = [row.args["job"] for row in rows(status=("todo", "doing", "failed"))]
    assert set(left) <= {"ringkasan"}  # the digest of the day
    assert Failure.objects.get().outcome == "disisihkan"
    assert AccessLog.objects.filter(action="sisihkan_pekerjaan", object_id=broken.case.pk).count() == 1


@pytest.mark.parametrize("name", ["ulangi", "sisihkan"])
def test_not_without_a_reason(broken, browse, name):  # noqa: F811
    [failure] = broken()
    person = browse("admin")
    page = person.get(answer_of(failure, name))
    answer = person.post(answer_of(failure, name), page.hidden() | {"alasan": " "})
    assert (answer.status, answer.codes) == (422, {"E-REQ"})
    assert failures.parked().count() == 1


def test_pressed_twice_it_is_done_once(broken, browse):  # noqa: F811
    [failure] = broken()
    person = browse("admin")
    form = person.get(answer_of(failure, "ulangi")).hidden() | {"alasan": "Coba."}
    assert [person.post(answer_of(failure, "ulangi"), form).status for _ in range(2)] == [302, 302]
    assert len(rows("uji")) == 1


def test_all_that_failed_alike_at_once(broken, browse):  # noqa: F811
    """A store that was away for a weekend leaves hundreds."""
    broken(3, "uji_lain")
    failure = next(one for one in broken(5) if one.name == "uji")
    person = browse("admin")
    page = person.get(answer_of(failure, "ulangi"))
    assert "4 pekerjaan" in page.text
    person.post(answer_of(failure, "ulangi"), page.hidden() | {"alasan": "Pulih.", "sejenis": "on"})
    assert (len(rows("uji")), len(rows("uji_lain"))) == (5, 0)
    assert AccessLog.objects.filter(action="ulangi_pekerjaan").count() == 5


@pytest.mark.parametrize("who", ["asisten1", "auditor", "jaksel"])
def test_only_supervisors(broken, browse, who):  # noqa: F811
    [failure] = broken()
    for path in (LIST, f"{LIST}selesai/", answer_of(failure, "ulangi")):
        assert browse(who).get(path).status == 403
    assert "menunggu keputusan" not in browse(who).get("/").text
    api = Api(who)
    assert api.get("/jobs/failed")[0] == 403
    assert api.post(f"/jobs/failed/{failure.pk}/ulangi", {"alasan": "x"})[0] == 403
    assert failures.parked().count() == 1


def test_as_many_statements_for_three_as_for_thirty(broken, browse):  # noqa: F811
    person, counts = browse("komisioner"), []
    for _ in range(2):
        broken(15)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            person.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_page_by_page(broken, browse):  # noqa: F811
    broken(3)
    api = Api("komisioner")
    status, first = api.get("/jobs/failed?limit=2")
    assert (status, len(first["items"]), first["waiting"], first["more"]) == (200, 2, 3, False)
    _, second = api.get(f"/jobs/failed?limit=2&cursor={first['next']}")
    assert len({item["id"] for item in first["items"] + second["items"]}) == 3
    assert second["next"] is None
    assert api.get("/jobs/failed?cursor=x")[1]["code"] == "E-FMT"
    assert api.get("/jobs/failed?lain=x")[0] == 422


class TestApi:
    def test_the_same_answers(self, broken):
        [failure] = broken()
        api = Api("admin")
        [item] = api.get("/jobs/failed")[1]["items"]
        assert (item["id"], item["label"], item["nomor"], item["percobaan"]) == (
            failure.pk,
            "Uji",
            broken.case.number,
            1,
        )
        broken.works = True
        key = {"Idempotency_Key": "ulang-1"}
        path = f"/jobs/failed/{failure.pk}/ulangi"
        assert api.post(path, {"alasan": "Pulih."}, **key) == (200, {"answered": 1})
        assert api.post(path, {"alasan": "Pulih."}, **key) == (200, {"answered": 1, "repeated": True})
        deliver_all()
        assert broken.seen == [0]
        [done] = api.get("/jobs/answered")[1]["items"]
        assert (done["hasil"], done["oleh"], done["alasan"]) == ("Diulang", str(failures_by()), "Pulih.")

    def test_refusals(self, broken):
        [failure] = broken()
        api = Api("admin")
        path = f"/jobs/failed/{failure.pk}"
        assert api.post(f"{path}/ulangi", {})[1]["errors"].keys() == {"alasan"}
        assert api.post(f"{path}/hapus", {"alasan": "x"})[0] == 404
        assert api.post("/jobs/failed/999999/ulangi", {"alasan": "x"})[0] == 404
        assert api.post(f"{path}/sisihkan", {"alasan": "x"})[0] == 200
        status, body = api.post(f"{path}/ulangi", {"alasan": "x"})
        assert (status, body["code"]) == (409, "E-STATE")


def failures_by():
    return Failure.objects.get(outcome="diulang").ended_by
