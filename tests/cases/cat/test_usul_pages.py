"""Whose turn it is with a proposal, and what its page and its JSON say."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.cat import proposals
from cases.core.models import Case, CaseTask

from . import planted as tree
from .conftest import PASSWORD
from .usul import Tree, hours_ago

TOLD = {"saluran": "Laman", "waktu": "2026-11-01T09:00+07:00", "isi": "Ujian ditunda."}
PAID = {"bentuk": "Uang transpor", "jumlah_penerima": 20, "tanggal": "2026-11-02"}


@pytest.fixture
def wood(exam: Any) -> Tree:
    return Tree(exam)


def turns(usul: Any) -> set[tuple[str, str]]:
    rows = CaseTask.objects.filter(case=usul.pk, flow_task_type="HUMAN", status__in=["NEW", "ASSIGNED"])
    return set(rows.values_list("label", "pool"))


def visit(wood: Tree, name: str) -> Client:
    client = Client()
    client.force_login(wood.exam.person(name), backend="cases.organisations.auth.backends.AccountBackend")
    return client


def page(wood: Tree, name: str, usul: Any, path: str = "") -> str:
    answer = visit(wood, name).get(f"/kasus/{usul.pk}/{path}")
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


# --- turns ----------------------------------------------------------------------------------------------------------


def test_both_confirm_at_the_same_time(wood: Tree) -> None:
    pn = wood.propose("penundaan", wood.place)
    assert turns(pn) == {("Konfirmasi koordinasi", "psi"), ("Konfirmasi koordinasi", "kanreg")}
    wood.bkn(pn)
    assert turns(pn) == {("Konfirmasi koordinasi", "psi")}
    wood.pansel(pn)
    assert turns(pn) == {("Catat koordinasi selesai", "tpc")}
    wood.coordinate(pn)
    assert turns(pn) == {("Putuskan penundaan", "deputi")}
    wood.approve(pn)
    assert turns(pn) == set(), "the berita acara is signed at its own page"


def test_whose_confirmation_it_is_the_place_says(exam: Any) -> None:
    wood = Tree(exam, abroad=True)
    pb = wood.propose("pembatalan", wood.place)
    assert turns(pb) == {("Konfirmasi koordinasi", "ppss")}


def test_news_compensation_and_activities_at_the_same_time_and_after_the_end(wood: Tree) -> None:
    tree.put(wood.place, tipe_lokasi="mandiri")
    pn = wood.effective(wood.propose("penundaan", wood.sessions[0]))
    owed = {("Umumkan penundaan", "psi"), ("Catat kompensasi peserta", "psi")}
    assert turns(pn) == owed | {("Catat tindak lanjut", "tpc")}
    wood.resume(wood.sessions[0])
    wood.settle()
    assert wood.states(pn) == ["berakhir"]
    assert turns(pn) == owed, "the Pansel still owes"
    wood.do(pn, "umumkan", "pansel_jaksel", **TOLD)
    assert turns(pn) == {("Catat kompensasi peserta", "psi")}
    wood.do(pn, "catat_kompensasi", "pansel_jaksel", **PAID)
    assert turns(pn) == set()
    assert not CaseTask.objects.filter(case=pn.pk, status__in=["NEW", "ASSIGNED"]).exists()


def test_activities_are_owed_until_all_are_done_and_the_cause_has_ended(wood: Tree) -> None:
    pn = wood.effective(wood.propose("penundaan", wood.place))
    ids = [row["id"] for row in pn.tindak_lanjut]
    done = {"selesai_pada": "2026-11-02T10:00+07:00", "oleh": "Budi"}
    wood.do(pn, "catat_tindak_lanjut", "tpc1", kegiatan=ids, **done)
    assert ("Catat tindak lanjut", "tpc") in turns(pn)
    wood.do(pn, "catat_tindak_lanjut", "tpc1", sebab_berakhir="2026-11-02T11:00+07:00")
    assert ("Catat tindak lanjut", "tpc") not in turns(pn)


def test_a_refused_one_is_nobodys_turn(wood: Tree) -> None:
    pb = wood.coordinated(wood.propose("pembatalan", wood.place))
    assert turns(pb) == {("Putuskan pembatalan", "deputi")}
    wood.do(pb, "tolak", "deputi", alasan="Tidak.")
    assert turns(pb) == set()


# --- pages ----------------------------------------------------------------------------------------------------------


def test_it_is_proposed_from_the_page_of_its_scope(wood: Tree) -> None:
    client = visit(wood, "tpc1")
    for kind, label in (("penundaan", "Usulkan penundaan"), ("pembatalan", "Usulkan pembatalan")):
        url = f"/kasus/{wood.place.pk}/bagian/{kind}/baru/usulkan/"
        assert label in page(wood, "tpc1", wood.place, "bagian/")
        assert url not in page(wood, "pansel_jaksel", wood.place, "bagian/")
        assert client.get(url).status_code == 200
        assert client.post(url, {"uraian": ""}).status_code == 422
        sent = (
            {"sebab": "sarana", "uraian": "Genset."}
            if kind == "penundaan"
            else {"indikasi": "ya", "uraian": "…"}
        )
        assert client.post(url, sent).status_code == 302
        assert Case.objects.get(type=kind).parent_id == wood.place.pk


def test_the_page_says_what_is_missing(wood: Tree) -> None:
    pn = wood.propose("penundaan", wood.place)
    body = page(wood, "pansel_jaksel", pn)
    for text in ("Titik lokasi", "Sarana tidak berfungsi", "Genset rusak.", "menunggu Pansel",
                 "menunggu Kepala Kantor Regional BKN", "menunggu deputi"):  # fmt: skip
        assert text in body
    wood.coordinated(pn)
    body = page(wood, "deputi", pn)
    assert "Sri Rahayu" in body
    assert "menunggu tanda tangan" in body
    assert "1. Memperbaiki jaringan" in body


def test_the_page_of_a_disturbance_says_when_three_hours_are_over(wood: Tree) -> None:
    place = tree.put(wood.place, "operasional", gangguan_mulai=hours_ago(1))
    pn = wood.propose("penundaan", place, sebab="gangguan")
    body = page(wood, "tpc1", pn)
    assert "Mencapai 3 jam" in body
    assert wood.place.case.title in body


def test_the_page_says_what_it_took_effect_on_and_what_each_has_answered(wood: Tree) -> None:
    pn = wood.coordinated(wood.propose("penundaan", wood.place))
    wood.sign(pn)
    wood.approve(pn)
    from workflows.settling import settle

    settle("penundaan", pn.pk)
    assert "3 bagian ditetapkan saat berlaku; 3 belum menjawab" in page(wood, "tpc1", pn)
    wood.settle()
    body = page(wood, "tpc1", pn)
    assert "semua sudah menjawab" in body
    assert body.count("dilakukan") >= 3


def test_strangers_see_nothing(wood: Tree) -> None:
    pn = wood.propose("penundaan", wood.place)
    assert visit(wood, "bogor").get(f"/kasus/{pn.pk}/").status_code == 404
    assert visit(wood, "pelapor").get(f"/kasus/{pn.pk}/").status_code == 404


def test_statements_of_the_page_do_not_grow_with_the_scope(wood: Tree) -> None:
    def cost(place: Any) -> int:
        pb = wood.effective(wood.propose("pembatalan", place))
        client = visit(wood, "tpc1")
        client.get(f"/kasus/{pb.pk}/")
        with CaptureQueriesContext(connection) as statements:
            assert client.get(f"/kasus/{pb.pk}/").status_code == 200
        return len(statements)

    few, many = wood.another("siap"), wood.another("siap")
    tree.sesi(few)
    for number in range(1, 12):
        tree.sesi(many, nomor=number)
    assert cost(few) == cost(many)


def test_a_client_reads_and_opens_them(wood: Tree) -> None:
    client = Client()
    token = client.post(
        "/api/v1/auth/token",
        json.dumps({"username": "tpc1", "password": PASSWORD}),
        content_type="application/json",
    ).json()["token"]
    headers = {"authorization": f"Bearer {token}"}
    answer = client.post(
        f"/api/v1/cases/{wood.place.pk}/penundaan",
        json.dumps({"data": {"sebab": "sarana", "uraian": "Genset rusak."}}),
        content_type="application/json",
        headers=headers,
    )
    assert answer.status_code == 201, answer.content
    data = client.get(f"/api/v1/cases/{answer.json()['id']}", headers=headers).json()["data"]
    assert data["cakupan"] == {"jenis": "lokasi", "id": str(wood.place.pk), "judul": wood.place.case.title}
    assert (data["sebab"], data["pihak_bkn"], data["berita_acara"], data["beku"]) == (
        "sarana",
        "kkr",
        False,
        None,
    )
    wide = client.post(
        f"/api/v1/cases/{wood.place.pk}/penundaan",
        json.dumps({"data": {"sebab": "sarana", "uraian": "Lagi."}}),
        content_type="application/json",
        headers=headers,
    )
    assert (wide.status_code, wide.json()["code"]) == (422, "E-DUP")
    other = client.post(
        "/api/v1/cases",
        json.dumps({"type": "penundaan", "data": {}}),
        content_type="application/json",
        headers=headers,
    )
    assert other.status_code == 422
    assert proposals.over(wood.place.case)[0].state == "konsep"
