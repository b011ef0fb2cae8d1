"""Work in the hands of somebody whose account is shut is marked wherever the holder is named."""

import pytest

from cases.core.doing import claims
from cases.organisations.models import User
from tests.api.conftest import Api
from tests.support.world import open_task, refused

pytestmark = pytest.mark.req("SJ-137")
MARK = " (tidak aktif)"


@pytest.fixture
def held(world):
    """asisten1, whose account is shut from outside (nothing follows), holds the review of a nomenklatur."""
    case = world.at("telaah")
    User.objects.filter(pk=world.people.asisten1.pk).update(is_active=False)
    return case


def test_on_the_pages_of_a_supervisor(world, browse, held):
    komisioner, name = browse("komisioner"), world.people.asisten1.nama
    assert f"pada {name}{MARK}" in komisioner.get("/tugas/menunggu/").text
    page = komisioner.get(f"/kasus/{held.pk}/")
    assert f"oleh {name}{MARK} sejak" in page.text  # whose turn it is
    assert page.text.count(f"{name}{MARK}") >= 2  # and the petugas
    asked = komisioner.get(f"/kasus/{held.pk}/t/ganti_petugas/")
    assert f"{name}{MARK}" in asked.text
    assert f'<option value="{world.people.asisten1.pk}"' not in asked.body
    board = komisioner.get("/penyelia/", petugas=world.people.asisten1.pk)
    assert (f"Pekerjaan {name}{MARK}" in board.text, "tidak aktif" in board.tables[0].rows[0][0]) == (
        True,
        True,
    )
    chosen = komisioner.post("/massal/", {"tindakan": "ganti_petugas", "kasus": [str(held.pk)]})
    assert f"{name}{MARK}" in chosen.text
    listed = komisioner.get("/nomenklatur/", petugas=world.people.asisten1.pk)
    assert f"Petugas: {name}{MARK}" in listed.text
    assert f";{name}{MARK};" in komisioner.get("/nomenklatur/ekspor.csv").body


def test_in_the_api(world, held):
    _, body = Api("komisioner").get(f"/cases/{held.pk}")
    assert (body["petugas"]["aktif"], [task["owner"]["aktif"] for task in body["tasks"]]) == (False, [False])
    _, body = Api("komisioner").get("/tasks?box=waiting")
    assert [task["owner"]["aktif"] for task in body["items"]] == [False]


def test_a_colleague_is_told_who_cannot_go_on(world, browse):
    case = world.at("perbaikan")
    task = open_task(case, "perbaiki")
    claims.claim(world.people.jaksel, task.pk)
    User.objects.filter(pk=world.people.jaksel.pk).update(is_active=False)
    name = world.people.jaksel.nama
    with refused("E-GUARD", guard="tugas_dipegang") as found:
        claims.claim(world.people.jaksel2, task.pk)
    assert found.value.reasons[0].message == f"Sudah diambil oleh {name}{MARK}."
    told = browse("jaksel2").get(f"/kasus/{case.pk}/t/kirim_perbaikan/").text
    assert f"{name}{MARK}" in told
    choice = browse("jaksel2").get("/tugas/ubah/", aksi="alihkan", task=task.pk)
    assert f'value="{world.people.jaksel.pk}"' not in choice.body
