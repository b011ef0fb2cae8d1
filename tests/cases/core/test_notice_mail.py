"""E-mail of notices as each person wants it, one digest a day, and addresses that are dead."""

from __future__ import annotations

import datetime as dt
import smtplib
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from cases.core.doing import notice_mail, notices
from cases.core.models import Absence, Notification
from cases.organisations.mailing import is_dead
from cases.organisations.models import DeadAddress, MailChoice, User
from tests.api.conftest import Api
from tests.support.jobs import attempts, deliver_all, due_now, rows
from tests.support.world import fresh
from workflows.models import AccessLog, Failure

PAGE = "/notifikasi/e-mail/"
DAILY = {"giliran": "segera", "pesan": "segera", "perkembangan": "harian"}


def wanted(browse, who, **ways):
    answer = browse(who).post(PAGE, DAILY | ways)
    assert answer.status == 302, answer.text


def to(person):
    return [message.subject for message in mail.outbox if message.to == [person.email]]


def digests():
    due_now("ringkasan")
    return deliver_all()


@pytest.mark.req("SJ-130")
def test_without_a_choice_news_waits_for_the_digest_and_a_turn_does_not(world, browse):
    assert notice_mail.choices_of(world.people.jaksel) == DAILY
    assert set(notice_mail.DEFAULTS) == set(notice_mail.KINDS)
    world.do(world.at("telaah"), "setujui", "asisten1")
    deliver_all()
    assert to(world.people.jaksel) == []
    world.do(world.at("telaah", jabatan="Sekretaris"), "perbaikan", "asisten1", alasan="<p>Lengkapi.</p>")
    deliver_all()
    assert [subject.split(" — ")[0] for subject in to(world.people.jaksel)] == [
        "[Alur] Nomenklatur perlu diperbaiki"
    ]
    digests()
    assert to(world.people.jaksel)[1:] == ["[Alur] Ringkasan: 1 pemberitahuan"]


@pytest.mark.req("SJ-130")
def test_a_choice_that_was_made_stays(world, browse):
    wanted(browse, "jaksel", perkembangan="segera")
    world.do(world.at("telaah"), "setujui", "asisten1")
    deliver_all()
    assert len(to(world.people.jaksel)) == 1


@pytest.mark.req("SJ-130")
def test_one_notice_is_a_turn_for_some_and_news_for_others(world, browse):
    """A new case is told to the supervisors, who appoint, and here to a petugas who does not."""
    obj = world.open()
    people = [world.people.komisioner.pk, world.people.admin.pk, world.people.asisten2.pk]
    notices.announce(obj.case, "Rencana baru", users=people, dedupe="uji")
    deliver_all()
    told = {name: to(world.person(name)) for name in ("komisioner", "admin", "asisten2")}
    assert [bool([s for s in told[name] if "Rencana baru" in s]) for name in told] == [True, True, False]
    digests()
    assert to(world.people.asisten2) == ["[Alur] Ringkasan: 1 pemberitahuan"]


@pytest.mark.req("SJ-130")
def test_whoever_holds_the_task_and_stands_in_is_awaited(world, browse):
    obj = world.at("telaah")
    everybody = [user.pk for user in User.objects.all()]
    assert notice_mail.awaited(obj.case, everybody) == {world.people.asisten1.pk}
    now = timezone.now()
    Absence.objects.create(
        person=world.people.asisten1,
        substitute=world.people.asisten2,
        since=now - dt.timedelta(hours=1),
        until=now + dt.timedelta(hours=1),
        reason="Cuti",
        recorded_at=now,
        recorded_by=world.people.admin,
    )
    assert notice_mail.awaited(obj.case, everybody) == {world.people.asisten1.pk, world.people.asisten2.pk}
    obj = world.do(fresh(obj), "perbaikan", "asisten1", alasan="<p>Lengkapi.</p>")
    mine = {world.people.jaksel.pk, world.people.jaksel2.pk}
    assert notice_mail.awaited(obj.case, everybody) == mine
    assert notice_mail.awaited(obj.case, [world.people.jaksel.pk]) == {world.people.jaksel.pk}
    ended = world.at("disetujui", jabatan="Sekretaris")
    assert notice_mail.awaited(ended.case, everybody) == set()


@pytest.mark.req("SJ-130")
def test_a_day_of_decisions_is_one_mail(world, browse):
    wanted(browse, "jaksel")
    numbers = [
        world.do(world.at("telaah", jabatan=f"Jabatan {n}"), "setujui", "asisten1").case.number
        for n in range(5)
    ]
    deliver_all()
    assert to(world.people.jaksel) == []
    assert Notification.objects.filter(user=world.people.jaksel).count() == 5, "told in Alur all the same"
    mine = [row for row in rows("ringkasan") if row.args["data"]["user"] == str(world.people.jaksel.pk)]
    assert len(mine) == 1, "one job for the day, however many notices"
    digests()
    assert to(world.people.jaksel) == ["[Alur] Ringkasan: 5 pemberitahuan"]
    [digest] = [m for m in mail.outbox if m.to == [world.people.jaksel.email]]
    assert all(number in digest.body for number in numbers)
    assert "Dinas Sosial" not in digest.body
    digests()
    assert len(to(world.people.jaksel)) == 1, "and not again"
    assert not Notification.objects.filter(digest=True).exists()


def test_what_was_read_or_is_no_longer_seen_is_not_in_it(world, browse):
    wanted(browse, "jaksel")
    world.do(world.at("telaah"), "setujui", "asisten1")
    deliver_all()
    browse("jaksel").post("/notifikasi/")
    digests()
    assert to(world.people.jaksel) == []


def test_a_turn_comes_at_once_although_the_rest_is_daily(world, browse):
    wanted(browse, "jaksel")
    world.do(world.at("telaah"), "perbaikan", "asisten1", alasan="<p>Lengkapi.</p>")
    deliver_all()
    assert to(world.people.jaksel)[0].startswith("[Alur] Nomenklatur perlu diperbaiki")


def test_none_at_all(world, browse):
    wanted(browse, "jaksel", giliran="tidak", perkembangan="tidak")
    world.do(world.at("telaah"), "perbaikan", "asisten1", alasan="<p>Lengkapi.</p>")
    deliver_all()
    digests()
    assert to(world.people.jaksel) == []
    assert Notification.objects.filter(user=world.people.jaksel).exists()


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-30T06:54:00+07:00", "2026-11-30T07:00:00+07:00"),
        ("2026-11-30T06:56:00+07:00", "2026-12-01T07:00:00+07:00"),
        ("2026-11-30T19:00:00+07:00", "2026-12-01T07:00:00+07:00"),
    ],
)
def test_seven_in_the_morning_where_the_person_is(world, monkeypatch, now, due):
    monkeypatch.setattr(notice_mail, "database_now", lambda: dt.datetime.fromisoformat(now))
    assert notice_mail.next_digest(world.people.jaksel) == dt.datetime.fromisoformat(due)


class TestThePage:
    def test_shows_what_is_chosen(self, world, browse):
        wanted(browse, "jaksel", pesan="tidak")
        page = browse("jaksel").get(PAGE)
        assert page.status == 200
        assert page.body.count(" checked") == 3
        assert page.body.count("(bawaan)") == 3
        assert "Ringkasan harian (bawaan)" in page.body
        assert notice_mail.choices_of(world.people.jaksel) == DAILY | {"pesan": "tidak"}
        assert notice_mail.choices_of(world.people.jaksel2)["pesan"] == "segera"

    def test_refuses_what_is_no_way(self, world, browse):
        answer = browse("jaksel").post(PAGE, DAILY | {"pesan": "mingguan"})
        assert answer.status == 422
        assert not MailChoice.objects.exists()

    def test_and_so_does_the_api(self, world):
        api = Api("jaksel")
        assert api.post("/notifications/mail", DAILY) == (200, DAILY)
        assert api.get("/notifications/mail") == (200, DAILY)
        assert api.post("/notifications/mail", DAILY | {"pesan": "mingguan"})[0] == 422
        assert api.post("/notifications/mail", {"pesan": "segera"})[0] == 422
        assert api.post("/notifications/mail", DAILY | {"lain": "segera"})[0] == 422


class TestDeadAddresses:
    @pytest.fixture
    def refusing(self, world, settings, caplog):
        settings.EMAIL_BACKEND = "tests.cases.core.test_notice_mail.Refusing"
        Refusing.code, Refusing.asked = 550, []
        return Refusing

    def test_one_that_is_refused_for_good_ends(self, world, refusing, browse):
        world.people.admin.email = "Mati@example.com"
        world.people.admin.save()
        world.open()
        deliver_all()
        assert is_dead("mati@EXAMPLE.com")
        assert rows("email") == []
        assert not Failure.objects.exists()
        asked = len(refusing.asked)
        world.open(jabatan="Sekretaris")
        deliver_all()
        assert len([to for to in refusing.asked[asked:] if "Mati" in to]) == 0, "no more mails to it"
        page = browse("admin").get("/pekerjaan/alamat/")
        assert "mati@example.com" in page.text
        assert "550 5.1.1 tidak ada" in page.text
        assert "(admin)" in page.text

    def test_one_that_is_refused_for_now_is_tried_again(self, world, refusing):
        refusing.code = 450
        world.open()
        deliver_all()
        assert not DeadAddress.objects.exists()
        assert attempts("email") == [1, 1]

    def test_it_may_be_used_again_with_a_reason(self, world, browse):
        call_command("mail_bounced", "Jaksel@example.com", said="5.1.1 kotak surat tidak ada")
        found = DeadAddress.objects.get()
        person, path = browse("admin"), f"/pekerjaan/alamat/{found.pk}/"
        page = person.get(path)
        for reason, code in REASONS:
            answer = person.post(path, page.hidden() | {"alasan": reason})
            assert (answer.status, answer.codes) == (422, {code})
        assert is_dead("jaksel@example.com")
        assert person.post(path, page.hidden() | {"alasan": "Kotak suratnya dibuat lagi."}).status == 302
        assert not is_dead("jaksel@example.com")
        row = AccessLog.objects.get(action="pakai_lagi_alamat")
        assert row.detail == {"nama": "jaksel@example.com", "alasan": "Kotak suratnya dibuat lagi."}
        assert browse("admin").get(path).status == 404

    def test_over_the_api(self, world):
        call_command("mail_bounced", "a@example.com")
        api = Api("admin")
        [item] = api.get("/jobs/addresses")[1]["items"]
        assert (item["alamat"], item["akun"]) == ("a@example.com", [])
        path = f"/jobs/addresses/{item['id']}/use-again"
        assert api.post(path, {})[0] == 422
        for reason, code in REASONS:
            assert api.post(path, {"alasan": reason})[1]["code"] == code
        assert is_dead("a@example.com")
        assert api.post(path, {"alasan": "x"}) == (200, {"id": item["id"]})
        assert api.post(path, {"alasan": "x"})[1]["code"] == "E-STATE"
        assert Api("asisten1").get("/jobs/addresses")[0] == 403


#: What is no reason, and why not.
REASONS = [("", "E-REQ"), (" \u200b\n", "E-REQ"), ("x" * 501, "E-RNG"), ("a\x00b", "E-FMT")]


class Refusing:
    """A mail server that knows none of the recipients."""

    code = 550
    asked: list[str] = []

    def __init__(self, **options: Any) -> None:
        pass

    def send_messages(self, messages: list[Any]) -> int:
        for message in messages:
            Refusing.asked += message.to
            raise smtplib.SMTPRecipientsRefused({message.to[0]: (Refusing.code, b"5.1.1 tidak ada")})
        return 0
