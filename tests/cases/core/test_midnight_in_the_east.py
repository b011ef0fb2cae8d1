"""Midnight in Papua: 23.59 WIT is 21.59 WIB, and for two hours of every day it is another day in Jakarta (SJ-139)."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.utils import timezone

from cases.core.declared.turns import review_due
from cases.core.models import Case, CaseTask, Message
from cases.core.reading.words import relatif, saat, stempel, tanggal, tanggal_pendek, waktu
from cases.organisations.models import SupervisingBody
from cases.organisations.parameters import set_parameter
from cases.organisations.working_calendar import add_working_days
from cases.organisations.zones import reading
from cases.pengelolaan.reading import AKAN, BERLAKU, state_of
from cases.shell.case_parts import thread_of
from tests.cases.core.test_zones_and_exports import in_the_east
from tests.support.browsing import Browser
from tests.support.world import PASSWORD

pytestmark = pytest.mark.req("SJ-139")
#: 30 November 23.59 WIT: the same day in Jakarta (21.59) and in UTC.
BEFORE = dt.datetime(2026, 11, 30, 14, 59, tzinfo=dt.UTC)
#: 1 December 00.01 WIT: 30 November 22.01 WIB.
AFTER = BEFORE + dt.timedelta(minutes=2)
#: 1 December 00.30 WIB: still 30 November in UTC.
IN_JAKARTA = dt.datetime(2026, 11, 30, 17, 30, tzinfo=dt.UTC)


@pytest.fixture
def papua(world: Any) -> Any:
    return in_the_east(world.people.jaksel)


@pytest.mark.parametrize(
    ("at", "day", "long", "clock"),
    [
        (BEFORE, "30/11/2026", "Senin, 30 November 2026", "30 November 2026 pukul 23.59 WIT"),
        (AFTER, "01/12/2026", "Selasa, 1 Desember 2026", "1 Desember 2026 pukul 00.01 WIT"),
    ],
)
def test_pages_say_the_day_of_the_place_and_its_zone(world, papua, browse, at, day, long, clock):
    with time_machine.travel(at, tick=False):
        case = world.at("perbaikan").case
        Case.objects.filter(pk=case.pk).update(opened_at=at)
        for who in ("jaksel", "asisten1"):
            text = browse(who).get(f"/kasus/{case.pk}/").text
            assert f"beberapa saat lalu {clock}" in text, who
            assert f"Tanggal daftar {long}" in text, who
        assert f"{case.number} · {day}" in browse("jaksel").get("/nomenklatur/").text
        assert (
            f"{case.number} · 30/11/2026" in browse("asisten1").get("/nomenklatur/").text
        )  # the reader's day
        assert clock in browse("jaksel").get("/").text


def test_a_deadline_counts_the_days_it_shows(world, papua, browse):
    """2 December 00.30 WIT is a day and a bit off on 30 November 23.59 there; in Jakarta it is the first."""
    case = world.at("telaah").case
    due = dt.datetime(2026, 12, 1, 15, 30, tzinfo=dt.UTC)
    CaseTask.objects.filter(case=case, flow_task_type="HUMAN").update(due_at=due)
    with time_machine.travel(BEFORE, tick=False):
        said = f"{waktu(due, 'WIT')} ({relatif(due, 'WIT')})"
        assert said == "2 Desember 2026 pukul 00.30 WIT (2 hari lagi)"
        assert said in browse("komisioner").get(f"/kasus/{case.pk}/").text


def test_a_draft_is_saved_on_the_clock_of_whoever_types(world, papua, browse):
    case = world.at("perbaikan").case
    browser: Browser = browse("jaksel")
    with time_machine.travel(BEFORE, tick=False):
        form = browser.get(f"/kasus/{case.pk}/t/kirim_perbaikan/").hidden()
        sent = {**form, "draf_otomatis": "1", "tanggapan": "Sudah."}
        assert (
            browser.post("/draf/simpan/", sent).response.json()["saved"] == "Draf tersimpan pukul 23.59 WIT."
        )
        Session.objects.all().delete()
        told = browser.post("/draf/simpan/", sent).response.json()
    assert told["saved"] == "Draf tersimpan pukul 23.59 WIT."
    assert "Sesi Anda berakhir" in told["told"]


def test_what_is_national_begins_at_midnight_in_jakarta(world, papua):
    """Whoever asks, from whatever zone."""
    december = dt.date(2026, 12, 1)
    set_parameter("SASARAN_TELAAH_HARI_KERJA", 1, valid_from=dt.date(2020, 1, 1), legal_basis="x")
    set_parameter("SASARAN_TELAAH_HARI_KERJA", 9, valid_from=december, legal_basis="x")
    for at, days, state in ((AFTER, 1, AKAN), (IN_JAKARTA, 9, BERLAKU)):
        with time_machine.travel(at, tick=False), reading(papua):
            assert review_due(None, at) == add_working_days(at, days)
            assert state_of(december, None) == state


def test_a_role_belongs_to_the_body_of_that_day_in_jakarta(world, rf):
    SupervisingBody.objects.create(
        nama="Badan Uji", singkatan="BU", valid_from=dt.date(2026, 12, 1), legal_basis="x"
    )
    case = world.at("telaah").case
    request = rf.get("/")
    request.user = world.people.admin
    for at, role in ((AFTER, "Admin BKN"), (IN_JAKARTA, "Admin BU")):
        Message.objects.all().delete()
        Message.objects.create(case=case, author=world.people.admin, text="Halo.", sent_at=at)
        assert thread_of(request, case, [])["thread"][0]["side_label"] == role


def test_an_archive_is_written_on_the_clock_of_the_place(world, papua, browse, s3):
    """It is written while it is sent, when the zone of the request is gone."""
    case = world.at("telaah").case
    with time_machine.travel(BEFORE, tick=True):
        answer = browse("jaksel").client.get(f"/kasus/{case.pk}/dokumen/semua.zip")
        index = zipfile.ZipFile(io.BytesIO(b"".join(answer))).read("indeks.html").decode()
    assert "Dibuat 30 November 2026 pukul 23.59 WIT" in index


def test_a_login_in_the_night(world, papua, client):
    """The first page after it is read on the reader's clock already."""
    case = world.at("perbaikan").case
    with time_machine.travel(AFTER, tick=False):
        CaseTask.objects.filter(case=case).update(created=AFTER)
        sent = client.post("/akun/masuk/", {"username": "jaksel", "password": PASSWORD}, follow=True)
    assert "1 Desember 2026 pukul 00.01 WIT" in sent.content.decode()


@pytest.mark.parametrize("reader", ["Asia/Jakarta", "UTC", "Asia/Jayapura"])
def test_day_and_time_of_a_moment_are_of_one_zone(reader):
    with timezone.override(reader):
        assert waktu(AFTER, "WIT") == "1 Desember 2026 pukul 00.01 WIT"
        assert saat(AFTER, "WIT") == "Selasa, 1 Desember 2026, 00.01 WIT"
        assert stempel(AFTER, "WIT") == "2026-12-01 00:01:00 WIT"
        assert (tanggal(AFTER, "WIT"), tanggal_pendek(AFTER, "WIT")) == ("1 Desember 2026", "01/12/2026")
