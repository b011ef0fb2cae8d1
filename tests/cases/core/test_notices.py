"""Telling people: the badge and the e-mail copy (SJ-129, SJ-130)."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail

from cases.core.declared.registry import case_type
from cases.core.doing.creation import begin
from cases.core.doing.notices import tell
from cases.core.models import Notification
from tests.support.jobs import attempts, deliver_all, due_now, put_back, rows
from workflows.gate import perform


@pytest.fixture
def opened(people: Any, nomenklatur_data: dict[str, Any]) -> Any:
    new = begin(case_type("nomenklatur"), people.jaksel.institution)
    return perform(new, "tambah_nomenklatur", actor=people.jaksel, data=nomenklatur_data).obj


@pytest.mark.req("SJ-129")
def test_supervisors_are_told_of_a_new_case_and_the_author_is_not(opened: Any, people: Any) -> None:
    assert Notification.objects.count() == 0, "nothing is told before the worker delivers"
    deliver_all()
    told = set(Notification.objects.values_list("user__username", flat=True))
    assert told == {"admin", "komisioner"}


@pytest.mark.req("SJ-129")
def test_a_repeated_delivery_tells_once(opened: Any) -> None:
    taken = rows("notice")
    deliver_all()
    before = Notification.objects.count()
    put_back(taken)
    deliver_all()
    assert Notification.objects.count() == before


@pytest.mark.req("SJ-129", "SJ-137")
def test_both_petugas_learn_of_a_reassignment(opened: Any, people: Any) -> None:
    obj = perform(opened, "pilih_petugas", actor=people.admin, data={"petugas": str(people.asisten1.pk)}).obj
    deliver_all()
    data = {"petugas": str(people.asisten2.pk), "alasan": "cuti"}
    perform(obj, "ganti_petugas", actor=people.admin, data=data)
    deliver_all()
    texts = {
        n.user.username: n.text for n in Notification.objects.order_by("created_at").select_related("user")
    }
    assert texts["asisten1"] == "Anda tidak lagi menangani kasus ini"
    assert texts["asisten2"] == "Anda ditunjuk menelaah nomenklatur"


@pytest.mark.req("SJ-130")
def test_the_email_names_the_case_and_no_content(opened: Any, people: Any, settings: Any) -> None:
    settings.ALUR_BASE_URL = "https://alur.example"
    deliver_all()
    sent = {message.to[0]: message for message in mail.outbox}
    assert set(sent) == {"admin@example.com", "komisioner@example.com"}
    message = sent["admin@example.com"]
    assert f"https://alur.example/kasus/{opened.case.pk}/" in message.body
    assert opened.case.number in message.subject
    for personal in (opened.jabatan, opened.unit_kerja, "Jakarta Selatan"):
        assert personal not in message.subject + message.body


@pytest.mark.req("SJ-130")
def test_a_mail_server_that_fails_blocks_nothing(
    people: Any, nomenklatur_data: dict[str, Any], settings: Any
) -> None:
    settings.EMAIL_BACKEND = "tests.cases.core.test_notices.Broken"
    new = begin(case_type("nomenklatur"), people.jaksel.institution)
    obj = perform(new, "tambah_nomenklatur", actor=people.jaksel, data=nomenklatur_data).obj
    deliver_all()
    assert obj.state == "baru"
    assert Notification.objects.count() == 2
    assert attempts("email") == [1, 1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    due_now("email")
    deliver_all()
    assert len(mail.outbox) == 2


class Broken:
    """A mail backend whose server is down."""

    def __init__(self, **options: Any) -> None:
        pass

    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError("no mail server")


def test_an_unknown_audience_is_refused_when_the_acts_are_declared() -> None:
    with pytest.raises(ValueError, match="pimpinan"):
        tell("x", "pimpinan")
