"""Lists, exports, filters and forms in the right zone; CSV and XLSX as Indonesian spreadsheets read them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from decimal import Decimal
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from cases.core.models import Case
from cases.jpt.forms.report import PelantikanForm
from cases.jpt.models import Kandidat
from cases.organisations.zones import WIB, day_at, midnight, reading, today_at, zone_for, zone_of
from cases.shell.exports import cell, workbook

WIT = ZoneInfo("Asia/Jayapura")
#: 30 November 03.06 WIB, still the 29th in UTC.
NIGHT = dt.datetime(2026, 11, 29, 20, 6, tzinfo=dt.UTC)
#: 30 November 01.30 WIT, still the 29th in WIB.
EAST = dt.datetime(2026, 11, 29, 16, 30, tzinfo=dt.UTC)


def in_the_east(person):
    person.institution.zona_waktu = "Asia/Jayapura"
    person.institution.save(update_fields=["zona_waktu"])
    return person


@pytest.mark.req("SJ-139")
def test_the_zone_of_a_place_and_of_a_reader(world):
    jaksel = in_the_east(world.people.jaksel)
    assert (zone_of(jaksel.institution), zone_for(jaksel), zone_for(world.people.komisioner)) == (
        WIT,
        WIT,
        WIB,
    )
    assert (day_at(EAST, jaksel.institution), day_at(EAST, None)) == (
        dt.date(2026, 11, 30),
        dt.date(2026, 11, 29),
    )
    with reading(jaksel):
        assert midnight(dt.date(2026, 11, 30)) == dt.datetime(2026, 11, 29, 15, tzinfo=dt.UTC)
    assert timezone.get_current_timezone() == WIB


@pytest.mark.req("SJ-139")
def test_today_of_a_form_is_today_at_the_place(world):
    case = world.open().case
    with time_machine.travel(EAST, tick=False):
        assert today_at(case.institution) == dt.date(2026, 11, 29)
        in_the_east(world.people.jaksel)
        case.institution.refresh_from_db()
        assert today_at(case.institution) == dt.date(2026, 11, 30)


@pytest.mark.req("SJ-120", "SJ-139")
@pytest.mark.parametrize(("east", "taken"), [(False, False), (True, True)])
def test_the_day_of_an_inauguration_is_judged_at_the_place(world, east, taken):
    if east:
        in_the_east(world.people.jaksel)
    best = SimpleNamespace(tiga_besar=[])
    subject = SimpleNamespace(case=world.open().case, kandidat=Kandidat.objects, facts=best)
    with time_machine.travel(EAST, tick=False):
        form = PelantikanForm({"tanggal": "30/11/2026"}, subject=subject, actor=world.people.jaksel)
        assert ("tanggal" not in form.errors) is taken


@pytest.mark.parametrize(
    ("who", "moment", "day", "before"),
    [("jaksel", EAST, "30/11/2026", "29/11/2026"), ("komisioner", NIGHT, "30/11/2026", "29/11/2026")],
)
@pytest.mark.req("SJ-53", "SJ-54", "SJ-139")
def test_list_filter_and_export_say_the_same_day(world, browse, who, moment, day, before):
    case = world.open().case
    if who == "jaksel":
        in_the_east(world.people.jaksel)
    Case.objects.filter(pk=case.pk).update(opened_at=moment)
    found = browse(who).get("/nomenklatur/", dari=day, sampai=day)
    assert day in found.text
    assert case.number in found.text
    assert case.number not in browse(who).get("/nomenklatur/", dari=before, sampai=before).text
    (row,) = read_csv(browse(who).get("/nomenklatur/ekspor.csv", dari=day))
    assert (row["Nomor"], row["Dibuat"]) == (case.number, day)


def read_csv(answer):
    return list(csv.DictReader(io.StringIO(answer.body.removeprefix("\ufeff")), delimiter=";"))


@pytest.mark.req("SJ-54")
@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("7.50"), "7,5"),
        (Decimal(-3), "-3"),
        (12000, "12000"),
        ("=1+1", "'=1+1"),
        ("-", "-"),  # what stands for no NIP; alone it begins no formula
        ("-1+1", "'-1+1"),
        ("198001012005011001", "198001012005011001"),
        (dt.date(2026, 2, 1), "01/02/2026"),
        (EAST, "30/11/2026"),
        (None, ""),
    ],
)
def test_a_cell(value, text):
    assert cell(value, WIT) == text


@pytest.mark.req("SJ-54")
def test_a_workbook_keeps_types():
    row = ["198001012005011001", "=1+1", Decimal("7.25"), dt.date(2026, 2, 1), EAST, None, "https://a.id"]
    with workbook(["NIP", "Rumus", "Nilai", "Hari", "Saat", "Kosong", "Alamat"], [row], WIT) as file:
        sheet = zipfile.ZipFile(file).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    texts = re.findall(r'<c r="(..)" s="\d" t="inlineStr"><is><t>([^<]*)</t>', sheet)
    assert [pair for pair in texts if pair[0][1] == "2"] == [
        ("A2", "198001012005011001"),
        ("B2", "=1+1"),
        ("G2", "https://a.id"),
    ]
    assert "<v>7.25</v>" in sheet
    serial = (dt.date(2026, 2, 1) - dt.date(1899, 12, 30)).days
    assert f"<v>{serial}</v>" in sheet
    assert f"<v>{(dt.date(2026, 11, 30) - dt.date(1899, 12, 30)).days}</v>" in sheet


@pytest.mark.req("SJ-54")
def test_excel_beside_csv(world, browse):
    case = world.open().case
    page = browse("jaksel").get("/nomenklatur/")
    assert "ekspor.csv?bentuk=xlsx" in page.body
    answer = browse("jaksel").client.get("/nomenklatur/ekspor.csv", {"bentuk": "xlsx"})
    assert ".xlsx" in answer["Content-Disposition"]
    sheet = zipfile.ZipFile(io.BytesIO(b"".join(answer))).read("xl/worksheets/sheet1.xml").decode()
    assert case.number in sheet
    other = browse("bogor").get("/nomenklatur/ekspor.csv")
    assert case.number not in other.text


@pytest.mark.req("SJ-53")
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"dari": "31/02/2026"}, "Tanggal harus DD/MM/YYYY."),
        ({"dari": "31/12/9999"}, "Tahun harus 1900 sampai dengan 2100."),
        ({"state": "selesai_sekali"}, "Pilihan tidak ada dalam daftar."),
        ({"asing": "x"}, "Saringan “asing” tidak dikenal."),
        ({"q": "a\x00"}, "Isi memuat karakter yang tidak dapat disimpan (U+0000)."),
    ],
)
@pytest.mark.parametrize("path", ["/nomenklatur/", "/pejabat/", "/log/"])
def test_a_filter_that_is_none_is_named_and_not_exported(world, browse, path, query, sentence):
    if path != "/nomenklatur/" and set(query) & {"state", "q"}:
        return
    case = world.open().case
    page = browse("komisioner").get(path, **query)
    assert (page.status, sentence in page.text) == (422, True)
    if path == "/nomenklatur/":
        assert (
            case.number not in page.text
        )  # a list that was asked for wrongly is not shown as if it were right
        refused = browse("komisioner").get("/nomenklatur/ekspor.csv", **query)
        assert refused.status == 422
        assert sentence in refused.text


#: 5 · null · {"a": 1} · [true, [null, null]] · [false, [[], {}]] · 1e999 · the year 9999 · texts · booleans
CURSORS = [
    *("NQ", "bnVsbA", "eyJhIjogMX0", "W3RydWUsIFtudWxsLCBudWxsXV0", "W2ZhbHNlLCBbW10sIHt9XV0", "x"),
    *("W2ZhbHNlLCBbMWU5OTksIDFdXQ", "WyJhIiwgImIiXQ", "W2ZhbHNlLCBbdHJ1ZSwgdHJ1ZV1d"),
    "W2ZhbHNlLCBbIjk5OTktMTItMzFUMjM6NTk6NTktMTI6MDAiLCAieCJdXQ",
]


@pytest.mark.parametrize("cursor", [*CURSORS, "A" * 5000])
def test_a_cursor_of_any_kind_opens_the_first_page_with_a_sentence(world, browse, cursor):
    case = world.open().case
    page = browse("jaksel").get("/nomenklatur/", cursor=cursor)
    assert (page.status, case.number in page.text) == (200, True)
    assert "Penanda halaman tidak dikenal. Daftar ditampilkan dari awal." in page.text
