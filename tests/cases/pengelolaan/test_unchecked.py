"""What the reference data mark as uncertain says so wherever it is shown; nothing that has a source does."""

from __future__ import annotations

import csv
import json
from typing import Any

import pytest
from django.conf import settings

from cases.organisations.models import Institution, SupervisingBody, UnitWilayah
from cases.organisations.reference_data import load_all
from cases.pengelolaan.reading import page_of
from tests.api.conftest import Api

MARK = "belum diperiksa"
FIXTURES = settings.BASE_DIR / "fixtures"


def rows(name: str) -> list[dict[str, str]]:
    with (FIXTURES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    "name", ["instansi_pusat.csv", "unit.csv", "unit_wilayah.csv", "penyelenggara_sekdin.csv"]
)
def test_every_row_names_a_source_or_is_marked(name: str) -> None:
    for row in rows(name):
        assert row["sumber"], row
        assert row["diragukan"] in {"", "ya"}, row
        assert row["diragukan"] or "ingatan" not in row["sumber"], row


def test_supervising_bodies_and_calendars_are_marked_by_their_source(db: None) -> None:
    told = {row["nama"]: row["diragukan"] for row in page_of("badan").rows}
    assert told == {"Komisi Aparatur Sipil Negara": True, "Badan Kepegawaian Negara": True}
    years = {row["tahun"]: row["diragukan"] for row in page_of("kalender").rows}
    assert (years[2026], years[2027]) == (False, True)


@pytest.mark.parametrize("kode", ["badan", "kalender", "unit"])
def test_on_the_page_of_the_list(browse: Any, kode: str) -> None:
    assert "Sumber belum diperiksa" in browse("auditor").get(f"/pengelolaan/{kode}/").text


def test_a_mark_that_came_later_is_added_to_what_nobody_changed(db: None) -> None:
    bodies = json.loads((FIXTURES / "rujukan.json").read_text("utf-8"))["badan_pengawas"]
    marked = bodies[1]["legal_basis"]
    SupervisingBody.objects.filter(singkatan="BKN").update(legal_basis=marked.rpartition("; ")[0])
    SupervisingBody.objects.filter(singkatan="KASN").update(legal_basis="Keputusan lain")
    load_all()
    assert SupervisingBody.objects.get(singkatan="BKN").legal_basis == marked
    assert SupervisingBody.objects.get(singkatan="KASN").legal_basis == "Keputusan lain"


def page_of_institution(browse: Any, kode: str) -> str:
    institution = Institution.objects.get(kode=kode)
    text: str = browse("auditor").get(f"/pengelolaan/institusi/{institution.pk}/").text
    return text


def test_on_the_page_of_an_institution(browse: Any) -> None:
    assert "Sumber belum diperiksa" in page_of_institution(browse, "LNS-01")
    named = page_of_institution(browse, "LPNK-17")
    assert MARK not in named.casefold()
    assert "Nomor 5 Tahun 2024 Pasal 1 angka 11" in named


def test_who_runs_sekolah_kedinasan_and_which_office_serves(browse: Any) -> None:
    assert "Penyelenggara sekolah kedinasan" in page_of_institution(browse, "KEM-16")
    split = page_of_institution(browse, "KEM-15")
    assert f"Pasal 1 angka 11 (sumber {MARK})" in split
    for province, marked in (("32", False), ("33", True)):
        served = UnitWilayah.objects.select_related("unit").get(provinsi=province)
        assert served.diragukan is marked
        text = page_of_institution(browse, province)
        assert (f"{served.unit} (sumber {MARK})" in text) is marked
        assert str(served.unit) in text


def test_over_the_api(browse: Any) -> None:
    browse("auditor")
    pk = Institution.objects.get(kode="33").pk
    status, body = Api("auditor").get(f"/institusi/{pk}")
    assert (status, body["kantor_regional_diperiksa"], body["penyelenggara_sekdin"]) == (200, False, None)
