"""What pages say to people who hold a role on a part of the country alone, or none any more, or only read."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from cases.organisations.access import Hak, give
from cases.organisations.appointing import appoint, end
from cases.organisations.models import CaseRole
from tests.support.world import World
from workflows.ledger import database_now

pytestmark = pytest.mark.req("SJ-12", "SJ-16", "SJ-19")

REGISTERS = [
    reverse(f"pengelolaan:{name}")
    for name in ("penugasan", "petugas", "institusi", "ketidakhadiran", "semua")
]
PART = "peran Anda berlaku pada sebagian wilayah, unit, atau institusi"
NOTHING = "Tidak ada penugasan Anda yang berlaku saat ini."


def ended(world: World, name: str) -> Any:
    person = world.person(name)
    end(CaseRole.objects.filter(person=person), at=database_now())
    return person


@pytest.mark.parametrize("role", ["kasn_komisioner", "auditor"])
@pytest.mark.parametrize("address", REGISTERS)
def test_of_one_region_a_register_says_why_not_and_whom_to_ask(
    world: World, browse: Any, role: str, address: str
) -> None:
    appoint(ended(world, "asisten2"), role, area_id="32")
    page = browse("asisten2").get(address)
    assert page.status == 403
    assert PART in page.text
    assert "hubungi Admin" in page.text
    assert "milik petugas" not in page.text, "he is one"


def test_the_menu_leads_to_what_one_region_may_open(world: World, browse: Any) -> None:
    appoint(ended(world, "asisten2"), "kasn_komisioner", area_id="32")
    page = browse("asisten2").get("/pengelolaan/")
    assert page.status == 200
    assert "Pekerjaan gagal" in page.text
    assert REGISTERS[0] not in page.body


def test_nobody_without_an_entry_opens_the_group(world: World, browse: Any) -> None:
    appoint(ended(world, "asisten2"), "auditor", area_id="32")
    assert browse("asisten2").get("/pengelolaan/").status == 403
    assert browse("jaksel").get("/pengelolaan/").status == 403


def test_of_an_institution_too(world: World, browse: Any) -> None:
    ended(world, "jaksel2")
    assert NOTHING in browse("jaksel2").get("/").text


def test_whose_last_role_ended_is_told_so(world: World, browse: Any) -> None:
    ended(world, "asisten2")
    landing = browse("asisten2").get("/")
    assert landing.status == 200
    assert NOTHING in landing.text
    assert "hubungi Admin" in landing.text
    refusal = browse("asisten2").get(REGISTERS[0])
    assert refusal.status == 403
    assert NOTHING in refusal.text
    assert NOTHING not in browse("asisten1").get("/").text
    assert NOTHING not in browse("jaksel").get("/").text


@pytest.mark.req("SJ-20")
def test_who_only_reads_is_shown_nothing_to_press_in_a_box(world: World, browse: Any) -> None:
    world.at("telaah")
    give(world.people.jaksel2, world.people.jaksel2.institution, Hak.LIHAT)
    assert "Ambil alih" in browse("jaksel").get("/tugas/menunggu/").text
    page = browse("jaksel2").get("/tugas/menunggu/")
    assert "Telaah nomenklatur" in page.text
    assert "Ambil alih" not in page.text
    assert 'name="task"' not in page.body


def test_nobody_is_offered_to_end_an_own_role(world: World, browse: Any) -> None:
    page = browse("admin").get("/pengelolaan/penugasan/")
    assert f"/{world.people.asisten1.pk}/t/akhiri_penugasan/" in page.body
    assert f"/{world.people.admin.pk}/t/akhiri_penugasan/" not in page.body
