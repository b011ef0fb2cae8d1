"""Sampling and findings over the API (SJ-108, SJ-141)."""

from __future__ import annotations

from typing import Any

import pytest

from cases.jpt.models import Sampel, Temuan


@pytest.mark.req("SJ-108")
def test_a_sample_is_drawn_by_the_komisioner_alone(api: Any, accounts: Any) -> None:
    values = {"jenis_ukuran": "persen", "ukuran": 50, "seed": "2026-1", "petugas": str(accounts.asisten1.pk)}
    status, body = api("komisioner").post("/sampel", {"data": values})
    assert (status, body["seed"], body["terpilih"]) == (201, "2026-1", [])
    assert api("admin").post("/sampel", {"data": values})[1]["code"] == "E-PERM"
    wrong = api("komisioner").post("/sampel", {"data": {**values, "ukuran": 101}})
    assert (wrong[0], wrong[1]["code"], list(wrong[1]["errors"])) == (422, "E-RNG", ["ukuran"])
    assert Sampel.objects.count() == 1


@pytest.mark.req("SJ-141")
def test_a_finding_is_recorded_by_petugas_kasn(api: Any, accounts: Any) -> None:
    values = {
        "kode": Temuan.Kode.values[0],
        "institusi": str(accounts.jaksel.institution_id),
        "tanggal": "2026-01-05",
        "uraian": "<p>Pengisian tanpa seleksi.</p>",
    }
    status, body = api("asisten2").post("/temuan", {"data": values})
    assert (status, body["institusi"]) == (201, values["institusi"])
    assert api("jaksel").post("/temuan", {"data": values})[1]["code"] == "E-PERM"
    assert api("auditor").post("/temuan", {"data": values})[1]["code"] == "E-PERM"
    assert api("asisten2").post("/temuan", {"data": {**values, "kode": "x"}})[1]["code"] == "E-REF"
    assert Temuan.objects.count() == 1
