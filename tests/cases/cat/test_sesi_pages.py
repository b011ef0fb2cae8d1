"""A sesi on its page and by the API: what it says first, whom it shows, and what each form asks."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.cat.models import PesertaV1
from cases.cat.sesi.case_type import SESI
from cases.cat.sesi.presenting import present, present_person
from cases.core.declared.registry import case_types
from workflows.offers import available

from . import planted as tree
from .day import Day

#: A page says what the case belongs to.
pytestmark = pytest.mark.skipif(
    not any(one.key == "lokasi" for one in case_types()), reason="the room above it is not installed"
)


@pytest.fixture
def day(exam: Any) -> Day:
    return Day(exam)


def visit(day: Day, name: str) -> Client:
    client = Client()
    client.force_login(day.exam.person(name), backend="cases.organisations.auth.backends.AccountBackend")
    return client


def page(day: Day, name: str, url: str, status: int = 200) -> str:
    answer = visit(day, name).get(url)
    assert answer.status_code == status, (url, answer.status_code)
    return html.unescape(answer.content.decode())


def test_the_summary_says_when_on_the_clock_of_the_place(day: Day) -> None:
    day.open()
    sesi = day.fresh()
    body = page(day, "tpc1", f"/kasus/{sesi.pk}/")
    local = sesi.mulai.astimezone(sesi.zone())
    assert f"pukul {local:%H.%M}" in body
    assert "PIN ditutup" in body
    assert "Terdaftar" in body
    assert "Registrasi" in body


def test_it_says_what_blocks_the_next_step(day: Day) -> None:
    day.open()
    day.come(1, seconds=90)
    day.close()
    body = page(day, "tpc1", f"/kasus/{day.sesi.pk}/")
    assert "1 peserta datang sebelum PIN ditutup dan belum diputus" in body
    assert "1 peserta belum ditandai tidak hadir" in body


def test_an_open_disturbance_leads_the_page(day: Day) -> None:
    day.open()
    start = day.now.isoformat()
    day.do("catat_gangguan", jenis="internet", uraian="Putus", mulai=start)
    body = page(day, "jaksel", f"/kasus/{day.sesi.pk}/")
    assert "Gangguan terbuka" in body
    assert "Jaringan internet sejak" in body


def test_the_people_stand_on_a_tab_with_their_acts(day: Day) -> None:
    day.open()
    body = page(day, "jaksel", f"/kasus/{day.sesi.pk}/proses/")
    assert "Peserta 1" in body
    assert "Catat kedatangan" in body
    assert "Catat kedatangan" not in page(day, "tpc1", f"/kasus/{day.sesi.pk}/proses/")


def test_another_institution_sees_nothing(day: Day) -> None:
    for tab in ("", "proses/", "riwayat/"):
        page(day, "bogor", f"/kasus/{day.sesi.pk}/{tab}", 404)


@pytest.mark.parametrize(
    ("state", "facts"),
    [
        ("terjadwal", {}),
        ("registrasi", {}),
        ("registrasi_ditutup", {}),
        ("pengarahan", {}),
        ("berlangsung", {}),
        ("terganggu", {"sebelumnya": "registrasi", "gangguan_sendiri": True}),
        ("ditunda", {"sebelumnya": "terjadwal", "sebab_tunda": "sarana"}),
        ("ditunda", {"sebelumnya": "berlangsung", "sebab_tunda": "gangguan", "sisa": 3600}),
        ("hasil_ditandatangani", {}),
    ],
)
def test_every_form_opens(day: Day, state: str, facts: dict[str, Any]) -> None:
    if state == "terganggu":
        facts = {**facts, "gangguan_mulai": day.now}
    tree.put(day.fresh(), state, dimulai_pada=day.now, **facts)
    for who in ("tpc1", "jaksel", "ppss"):
        assert page(day, who, f"/kasus/{day.sesi.pk}/")
        for offer in available(day.fresh(), day.exam.person(who)):
            answer = visit(day, who).get(f"/kasus/{day.sesi.pk}/t/{offer.name}/")
            assert answer.status_code in (200, 302, 409), (offer.name, answer.status_code)


def test_every_form_of_a_participant_opens(day: Day) -> None:
    day.open()
    day.come(1)
    for state in ("terdaftar", "dokumen_sesuai", "wajah_sesuai", "ber_pin", "diperiksa", "hadir"):
        person = tree.put_child(day.person(1), state)
        for who in ("tpc1", "jaksel"):
            for offer in available(person, day.exam.person(who)):
                url = f"/kasus/{day.sesi.pk}/peserta/{person.pk}/t/{offer.name}/"
                answer = visit(day, who).get(url)
                assert answer.status_code in (200, 302, 409), (offer.name, answer.status_code)


def test_statements_do_not_grow_with_the_people(exam: Any, day: Day) -> None:
    def cost(sesi: Any) -> int:
        client = visit(day, "tpc1")
        with CaptureQueriesContext(connection) as statements:
            assert client.get(f"/kasus/{sesi.pk}/").status_code == 200
        return len(statements)

    many = day.schedule([day.register(n) for n in range(10, 18)], nomor=2)
    assert cost(day.sesi) == cost(many)


def test_as_a_client_reads_it(day: Day) -> None:
    found = present(day.fresh(), day.exam.person("tpc1"))
    assert (found["nomor"], found["durasi"], found["zona"]) == (1, 100, day.zona)
    assert found["peserta"] == {"jumlah": 2, "menurut_status": {"terdaftar": 2}}
    day.open()
    day.admit(1)
    person = day.person(1)
    assert present_person(person)["pin"] == person.pin != ""
    day.seat(1)
    assert present_person(day.person(1))["pin"] == "", "shown until it is used"
    assert SESI.children["peserta"].plural == "peserta"


def test_a_press_on_many_costs_no_more_statements(exam: Any) -> None:
    def cost(people: int, first: int) -> int:
        sesi = day.schedule([day.register(first + n) for n in range(people)], nomor=first // 100 + 2)
        for one in PesertaV1.objects.filter(sesi=sesi.pk):
            tree.put_child(
                PesertaV1.fetch(one.pk), "hadir", datang_pada=day.now, kursi=one.nomor_peserta[-5:]
            )
        tree.put(sesi, "pengarahan", pin_ditutup_pada=day.now)
        with CaptureQueriesContext(connection) as statements:
            day.do("mulai_sesi", on=sesi, kode_sesi="A", jumlah_masuk=people)
        assert day.states(sesi) == ["mengerjakan"] * people
        return len(statements)

    day = Day(exam, people=0)
    assert cost(2, 100) == cost(9, 200)
