"""What a door must answer when one guard, fact or predicate is all that stands in the way.

Each would be done, or told wrongly, without the one it is marked with: `make mutate` looks for that.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.cases.jpt.steps import Steps
from tests.support.world import traces

from .doors import DOORS

IDENTITY = {"nama": "Nama Baru", "nip": "777", "instansi": "Kota Uji", "alasan": "Salah tulis"}


@pytest.fixture
def steps(people: Any) -> Steps:
    return Steps(people)


@pytest.fixture
def api(people: Any) -> Any:
    door = DOORS["api"]()
    for person in (people.jaksel, people.asisten1):
        door.enter(person)
    return door


def press(api, obj, who, act, data):
    """The answer, after which everything must be as it was if it is a refusal."""
    before = traces()
    answer = api.act(who, obj, act, data, None)
    if answer.codes:
        assert traces() == before
    return answer.status, answer.codes


def offered(api, seleksi, who):
    _, body = api.clients[who.username].get(f"/cases/{seleksi.pk}")
    return {offer["name"] for offer in body["available"]}


@pytest.mark.req("SJ-125", "X28")
@pytest.mark.kills("fact:jpt.!permohonan")
def test_no_second_request_is_offered(steps, api):
    seleksi, jaksel = steps.counted(), steps.people.jaksel
    assert {"mohon_tunda", "mohon_batal"} <= offered(api, seleksi, jaksel)
    asked = steps.request(seleksi, "tunda")
    assert not {"mohon_tunda", "mohon_batal"} & offered(api, seleksi, jaksel)
    letter = {"alasan": "Lagi", "surat_permohonan": [steps.file("jaksel")]}
    assert press(api, asked, jaksel, "mohon_batal", letter) == (409, {"E-STATE"})
    assert press(api, asked, jaksel, "tarik_permohonan", {}) == (200, set())
    assert press(api, asked, jaksel, "mohon_batal", letter) == (200, set())


@pytest.mark.req("SJ-86", "X9")
@pytest.mark.kills("fact:jpt.!skor")
def test_the_number_stands_from_the_first_skor(steps, api):
    seleksi, jaksel = steps.counted(), steps.people.jaksel
    kandidat = steps.at_stage(steps.candidate(seleksi, "Ani"), "kompetensi_manajerial")
    number = {"jumlah_pelamar": 9, "alasan": "Salah hitung"}
    assert press(api, seleksi, jaksel, "ubah_jumlah_pelamar", number) == (200, set())
    assert press(api, kandidat, jaksel, "simpan_skor", {"skor": "6"}) == (200, set())
    assert press(api, seleksi, jaksel, "ubah_jumlah_pelamar", number) == (409, {"E-STATE"})


@pytest.mark.req("SJ-89", "KD-17")
@pytest.mark.kills("fact:kandidat.skor")
def test_an_identity_is_corrected_only_after_a_skor(steps, api):
    kandidat = steps.at_stage(steps.candidate(steps.counted(), "Ani"), "kompetensi_manajerial")
    jaksel = steps.people.jaksel
    assert press(api, kandidat, jaksel, "koreksi_identitas", IDENTITY) == (409, {"E-STATE"})
    assert press(api, kandidat, jaksel, "simpan_skor", {"skor": "6"}) == (200, set())
    assert press(api, kandidat, jaksel, "koreksi_identitas", IDENTITY) == (200, set())


@pytest.mark.req("SJ-100", "SJ-125", "X18")
@pytest.mark.kills("guard:kandidat.seleksi_penilaian")
def test_no_correction_while_paused(steps, api):
    seleksi, jaksel = steps.counted(), steps.people.jaksel
    kandidat = steps.at_stage(steps.candidate(seleksi, "Ani"), "kompetensi_manajerial")
    kandidat = steps.do(kandidat, "jaksel", "simpan_skor", skor="6")
    paused = steps.paused(steps.fresh(seleksi))
    assert press(api, kandidat, jaksel, "koreksi_identitas", IDENTITY) == (409, {"E-STATE"})
    steps.do(steps.request(paused, "lanjut"), "asisten1", "lanjutkan", alasan="Selesai")
    assert press(api, kandidat, jaksel, "koreksi_identitas", IDENTITY) == (200, set())


@pytest.mark.req("SJ-87")
@pytest.mark.kills("guard:jpt.nip_unik")
def test_every_fault_of_a_name_is_told_at_once(steps, api):
    """The constraint behind the guard would only be met once the other fault is mended."""
    seleksi = steps.counted(1)
    steps.candidate(seleksi, "Ani", "123")
    again = {"nama": "Budi", "nip": "123", "instansi": "Kota Uji"}
    answer = api.act(steps.people.jaksel, seleksi, "tambah_pelamar", again, None)
    assert (answer.status, answer.codes, answer.fields) == (422, {"E-DUP"}, {"nip", "nama"})


@pytest.mark.req("SJ-107")
@pytest.mark.kills("predicate:jpt.petugas_kasn")
def test_the_institution_does_not_monitor_itself(steps, api):
    seleksi = steps.counted()
    for who, expected in (("jaksel", (403, {"E-PERM"})), ("asisten1", (200, set()))):
        answer = press(api, seleksi, steps.user(who), "tambah_monitoring", steps.monitoring(who))
        assert answer == expected
