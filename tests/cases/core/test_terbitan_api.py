"""Prints over the API, and what nonsense in an order leads to on API and page."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from cases.terbitan.models import Terbitan
from cases.terbitan.requests import request_print
from tests.api.conftest import Api
from tests.support.jobs import deliver_all
from tests.support.world import refused

from .printing import made


@pytest.mark.req("SJ-55")
def test_over_the_api(world, s3):
    case = world.at("telaah")
    call = Api("jaksel")
    status, body = call.post("/prints", {"jenis": "daftar", "parameter": {"type": "nomenklatur"}})
    assert (status, body["state"], body["sha256"]) == (202, "disiapkan", "")
    status, waiting = call.get(f"/prints/{body['id']}")
    assert (status, waiting["url"]) == (200, None)
    made(Terbitan.objects.get(pk=body["id"]))
    status, ready = call.get(f"/prints/{body['id']}")
    assert (status, ready["state"], ready["rows"]) == (200, "siap", 1)
    assert httpx.get(ready["url"]).content.startswith(b"%PDF-")
    assert Api("bogor").get(f"/prints/{body['id']}")[0] == 404
    assert call.post("/prints", {"jenis": "tidak_ada"})[0] == 422
    assert call.post("/prints", {})[0] == 422
    receipt = {"jenis": "tanda_terima", "case": str(case.pk), "parameter": {"seq": 1}}
    assert call.post("/prints", receipt)[0] == 202
    assert Api("bogor").post("/prints", receipt)[0] == 404


# --- nonsense ---------------------------------------------------------------------------------------------

NO_NUMBERS: list[Any] = [
    None,
    "",
    0,
    -1,
    "-1",
    1.0,
    1.5,
    True,
    float("inf"),
    float("nan"),
    10**30,
    "9" * 5000,
    "1\x00",
    "²",
    "\ud800",
    [1],
    {"a": {"b": 1}},
]
VALUES: list[Any] = [
    "a\x00b",
    "\ud800",
    "x" * 100_000,
    float("inf"),
    float("nan"),
    10**4000,
    True,
    None,
    [["x"], {"a": [1]}, "\x00"],
    {"a": {"b": ["c"]}},
    ["1"] * 2000,
]


@pytest.mark.parametrize("seq", NO_NUMBERS, ids=lambda seq: repr(seq)[:20])
def test_what_is_no_number_of_an_entry(world, seq):
    case = world.at("telaah")
    ordered = {"jenis": "tanda_terima", "case": str(case.pk), "parameter": {"seq": seq}}
    status, body = Api("jaksel").post("/prints", ordered)
    # what JSON itself does not know, or a number without end, is refused with the whole body
    at = "body" if repr(seq) in ("inf", "nan", repr(10**30)) else "seq"
    assert (status, body["code"], list(body["errors"])) == (422, "E-FMT", [at])


@pytest.mark.parametrize(("seq", "status"), [(1, 202), ("1", 202), (10**17, 404), ("999", 404)])
def test_what_is_one(world, seq, status):
    ordered = {"jenis": "tanda_terima", "case": str(world.at("telaah").pk), "parameter": {"seq": seq}}
    assert Api("jaksel").post("/prints", ordered)[0] == status


@pytest.mark.parametrize("value", VALUES, ids=lambda value: repr(value)[:20])
def test_nonsense_in_the_parameter_is_refused_and_prints_nothing(world, s3, value):
    world.at("telaah")
    call = Api("jaksel")
    for key in ("daftar", "daftar_pejabat"):
        for name in ("q", "dari", "institution", "state", "petugas", "", "\ud800\x00"):
            parameter = {name: value} | ({"type": "nomenklatur"} if key == "daftar" else {})
            taken = value is None
            status = call.post("/prints", {"jenis": key, "parameter": parameter})[0]
            assert status == (202 if taken else 422), (key, name)
            deliver_all()
    assert call.post("/prints", {"jenis": "daftar", "parameter": {"type": value}})[0] == 422
    if not isinstance(value, bool):
        assert call.post("/prints", {"jenis": value})[0] == 422
    assert call.post("/prints", {"jenis": "daftar", "parameter": value})[0] == 422
    assert not Terbitan.objects.filter(siap_pada=None).exists()


@pytest.mark.parametrize("case", ["abc", "1", "\x00", "x" * 5000, "a b"])
def test_a_case_that_is_no_id(world, browse, case):
    page = browse("jaksel").post("/terbitan/", {"jenis": "tanda_terima", "case": case, "seq": 1})
    assert page.status == 422
    with refused("E-REF", field="case"):
        request_print(world.people.jaksel, "tanda_terima", {"seq": 1}, case)
    ordered = {"jenis": "tanda_terima", "case": case, "parameter": {"seq": 1}}
    assert Api("jaksel").post("/prints", ordered)[0] == 422


@pytest.mark.parametrize("value", ["a\x00b", "x" * 100_000, ["1", "\x00"]])
def test_nonsense_on_the_page(world, browse, s3, value):
    browser = browse("jaksel")
    for name in ("q", "dari", "institution"):
        sent = {"jenis": "daftar", "type": "nomenklatur", name: value}
        assert browser.post("/terbitan/", sent).status == 422
        deliver_all()
    assert browser.post("/terbitan/", {"jenis": "daftar", "type": value}).status == 422
    assert browser.post("/terbitan/", {"jenis": value}).status == 422
    sent = {"jenis": "tanda_terima", "case": str(world.at("telaah").pk), "seq": value}
    assert browser.post("/terbitan/", sent).status == 422
    assert not Terbitan.objects.filter(siap_pada=None).exists()
