"""A titik lokasi and a preparation as people see them: what one needs at a glance, by page and by API."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.support.in_browser import log_in, look
from workflows.ledger import database_now

from . import planted as tree
from .conftest import PASSWORD, Exam
from .place import Scene, kept_survey


def visit(scene: Scene, name: str) -> Client:
    client = Client()
    client.force_login(scene.exam.person(name), backend="cases.organisations.auth.backends.AccountBackend")
    return client


def used(exam: Any) -> Scene:
    """A room in use at Jayapura, disturbed for an hour."""
    scene = Scene(exam, "operasional", zona="Asia/Jayapura", survei=kept_survey(), unit="")
    scene.day(
        segel={"nomor_segel": "S-1", "segel_utuh": "ya"}, butir={"1": {"jawaban": "ya", "keterangan": ""}}
    )
    start = database_now() - dt.timedelta(hours=1)
    scene.put(gangguan={"jenis": "internet", "uraian": "Jaringan putus."}, gangguan_mulai=start)
    scene.sesi("terganggu")
    return scene


def test_the_page_says_what_one_needs(exam: Any) -> None:
    scene = used(exam)
    client = visit(scene, "tpc1")
    body = client.get(f"/kasus/{scene.place.pk}/").content.decode()
    for text in ("Jalan Merdeka 1", "WIT (Asia/Jayapura)", "Gangguan terbuka", "Sesi 1", "Terganggu", "22 dari 22",
                 "Berita acara penyelenggaraan", "Jaringan putus."):  # fmt: skip
        assert text in body, text
    assert client.get(f"/kasus/{scene.place.pk}/bagian/").status_code == 200
    assert client.get("/lokasi/").status_code == 200
    answer = client.get(
        f"/api/v1/cases/{scene.place.pk}", headers={"authorization": f"Bearer {token(client)}"}
    )
    data = answer.json()["data"]
    assert data["tempat"]["zona"] == "Asia/Jayapura"
    assert data["gangguan"]["mulai"].endswith("+09:00")
    assert data["sesi"][0]["mulai"].endswith("+09:00")


def token(client: Client, who: str = "tpc1") -> str:
    body = {"username": who, "password": PASSWORD}
    return str(client.post("/api/v1/auth/token", body, content_type="application/json").json()["token"])


@pytest.mark.parametrize("who", ["bogor", "tpc2"])
def test_who_has_nothing_to_do_with_it_sees_nothing(exam: Any, who: str) -> None:
    scene = Scene(exam, "siap")
    others = Scene(exam, "siap")
    exam.people.tpc2.appointments.all().delete()
    for one in (scene, others):
        assert visit(one, who).get(f"/kasus/{one.place.pk}/").status_code == 404


def test_statements_do_not_grow_with_sesi_and_days(exam: Any) -> None:
    scene = used(exam)
    client = visit(scene, "tpc1")
    client.get(f"/kasus/{scene.place.pk}/")

    def counted() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(f"/kasus/{scene.place.pk}/").status_code == 200
        return len(found)

    before = counted()
    for nomor in (2, 3, 4):
        scene.sesi(nomor=nomor)
    scene.put(harian={**scene.place.harian, "2026-01-02": {"butir": {}}, "2026-01-03": {"butir": {}}})
    for kind in ("ba_penyelenggaraan", "daftar_periksa_harian"):
        scene.signed(kind, "2026-01-02")
    assert counted() == before


def test_a_preparation_shows_its_people(exam: Any) -> None:
    scene = Scene(exam, "koordinasi")
    obj = tree.planted("disabilitas", "didata", institution=exam.institution, parent=scene.place,
                       lokasi=tree.plain(scene.place), peserta=[], kebutuhan={"fasilitas": "Ruang dasar"})  # fmt: skip
    assert "Ruang dasar" not in visit(scene, "tpc1").get(f"/kasus/{obj.pk}/").content.decode()
    assert visit(scene, "jaksel").get(f"/kasus/{obj.pk}/").status_code == 200


@pytest.mark.browser
def test_it_is_looked_at(committed_db: Any, s3: Any, page: Any, live_server: Any) -> None:
    scene = used(Exam())
    log_in(page, f"{live_server.url}/kasus/{scene.place.pk}/", "tpc1")
    look(page, "lokasi")
    page.goto(f"{live_server.url}/kasus/{scene.place.pk}/bagian/")
    look(page, "lokasi-bagian")
    surveyed = Scene(scene.exam, "koordinasi")
    page.goto(f"{live_server.url}/kasus/{surveyed.place.pk}/t/isi_survei/")
    look(page, "lokasi-survei")
