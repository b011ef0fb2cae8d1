"""One act on several candidates over the API: one transaction, each row for itself."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from cases.core.doing.bulk import LIMIT
from tests.cases.jpt.steps import Steps
from workflows.models import LedgerEntry

STAGE = "kompetensi_manajerial"


@pytest.fixture
def steps(accounts: Any) -> Steps:
    return Steps(accounts)


def names(body: Any) -> list[Any]:
    return [(row["ok"], row.get("state") or row["code"]) for row in body["items"]]


@pytest.mark.req("SJ-90", "SJ-98")
def test_several_move_on_in_one_call(api: Any, steps: Steps) -> None:
    seleksi = steps.counted()
    ani, budi, cici = (steps.candidate(seleksi, nama) for nama in ("Ani", "Budi", "Cici"))
    steps.do(cici, "jaksel", "tidak_lanjut", alasan="Mundur")
    address = f"/cases/{seleksi.pk}/kandidat/transitions/mengikuti_{STAGE}"
    items = [{"id": str(k.pk)} for k in (ani, budi, cici)]
    jaksel = api("jaksel")
    status, body = jaksel.post(address, {"items": items}, idempotency_key="tekan-1")
    assert (status, body["done"], body["refused"]) == (200, 2, 1)
    assert names(body) == [(True, STAGE), (True, STAGE), (False, "E-STATE")]
    again = jaksel.post(address, {"items": items}, idempotency_key="tekan-1")[1]
    assert [row.get("repeated") for row in again["items"]] == [True, True, None]
    assert [row.get("seq") for row in again["items"]] == [row.get("seq") for row in body["items"]]
    moved = LedgerEntry.objects.filter(stream=seleksi.pk, act=f"mengikuti_{STAGE}")
    assert moved.count() == 2
    assert steps.fresh(seleksi).state == "proses_penilaian"


@pytest.mark.req("SJ-95", "SJ-138")
def test_scores_of_a_stage_in_one_call(api: Any, steps: Steps) -> None:
    """What each row brings is its own; a version that is not the present one is refused for that row alone."""
    seleksi = steps.counted()
    found = [steps.at_stage(steps.candidate(seleksi, nama), STAGE) for nama in ("Ani", "Budi", "Cici")]
    rows = [
        {"id": str(kandidat.pk), "data": {"skor": skor}, "version": version}
        for kandidat, skor, version in zip(found, ("7,5", "11", "8"), (2, 2, 1), strict=True)
    ]
    status, body = api("jaksel").post(
        f"/cases/{seleksi.pk}/kandidat/transitions/simpan_skor", {"items": rows}
    )
    assert (status, names(body)) == (200, [(True, STAGE), (False, "E-RNG"), (False, "E-STALE")])
    assert body["items"][1]["errors"] == {"skor": [{"code": "E-RNG", "message": "Skor harus 1-10."}]}
    assert [steps.fresh(k).skor_kompetensi_manajerial for k in found] == [Decimal("7.5"), None, None]


@pytest.mark.req("SJ-99", "SJ-105")
def test_what_is_shared_and_who_may(api: Any, steps: Steps) -> None:
    seleksi = steps.counted()
    ani, budi = (steps.candidate(seleksi, nama) for nama in ("Ani", "Budi"))
    address = f"/cases/{seleksi.pk}/kandidat/transitions/tidak_lanjut"
    body = {"items": [{"id": str(ani.pk)}, {"id": str(budi.pk)}], "data": {"alasan": "Mengundurkan diri"}}
    for who, status, code in (("asisten1", 403, "E-PERM"), ("bogor", 404, "E-HIDE")):
        answer = api(who).post(address, body)
        assert (answer[0], answer[1]["code"]) == (status, code)
    assert steps.fresh(ani).state == "lulus_administrasi"
    assert names(api("jaksel").post(address, body)[1]) == [(True, "tidak_lanjut")] * 2
    assert steps.fresh(budi).alasan_keputusan == "Mengundurkan diri"


@pytest.mark.req("SJ-19")
def test_a_candidate_of_another_case_is_not_found(api: Any, steps: Steps) -> None:
    ours, other = steps.counted(), steps.counted(nomenklatur=steps.nomenklatur(unit="Dinas Lain"))
    there = steps.candidate(other, "Dodi")
    address = f"/cases/{ours.pk}/kandidat/transitions/mengikuti_{STAGE}"
    status, body = api("jaksel").post(address, {"items": [{"id": str(there.pk)}]})
    assert (status, names(body)) == (200, [(False, "E-HIDE")])
    assert steps.fresh(there).state == "lulus_administrasi"


def test_bounds(api: Any, steps: Steps) -> None:
    seleksi = steps.counted()
    address = f"/cases/{seleksi.pk}/kandidat/transitions/mengikuti_{STAGE}"
    one = {"id": str(seleksi.pk)}
    for items in ([], [one] * (LIMIT + 1)):
        assert api("jaksel").post(address, {"items": items})[0] == 422
    assert api("jaksel").post(address.replace("kandidat", "peserta"), {"items": [one]})[0] == 404
