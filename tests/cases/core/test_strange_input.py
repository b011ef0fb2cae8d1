"""What strangers send: said twice over, of other scripts, at the ends of the calendar, with other forms' fields."""

from __future__ import annotations

import re
from typing import Any

import pytest

from cases.shell.exports import cell
from tests.api.conftest import Api
from tests.cases.jpt.steps import Steps


@pytest.fixture
def steps(world: Any) -> Steps:
    return Steps(world.people)


@pytest.mark.req("SJ-53")
class TestSaidTwice:
    @pytest.mark.parametrize("address", ["/nomenklatur/", "/log/", "/pejabat/", "/tugas/saya/"])
    def test_a_filter_on_a_page_is_named_and_nothing_is_listed(self, world, browse, address):
        world.at("telaah")
        person = browse("komisioner")
        name = re.findall(r'name="(q|status|aksi|level)"', person.get(address).body)[0]
        page = person.get(f"{address}?{name}=a&{name}=b")
        assert (page.status, "disebut lebih dari sekali; pilih satu." in page.text) == (422, True)
        assert "disebut lebih dari sekali" not in person.get(f"{address}?{name}=a&{name}=a").text

    def test_an_export_of_it_is_refused(self, world, browse):
        world.at("telaah")
        assert browse("komisioner").get("/nomenklatur/ekspor.csv?q=a&q=b").status == 422

    @pytest.mark.parametrize(
        ("query", "status"),
        [("q=a&q=b", 422), ("q=a&q=a", 200), ("state=baru&state=perbaikan", 200), ("limit=1&limit=2", 422)],
    )
    def test_a_filter_of_the_api_is_refused(self, world, query, status):
        answer, body = Api("auditor").get(f"/cases?{query}")
        assert answer == status
        if status == 422:
            assert body["errors"] == {
                query[: query.index("=")]: [
                    {"code": "E-FMT", "message": "Saringan ini disebut lebih dari sekali; pilih satu."}
                ]
            }


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("limit=0", "E-RNG"),
        ("limit=-1", "E-RNG"),
        ("limit=201", "E-RNG"),
        ("limit=99999999999999999999", "E-RNG"),
        ("limit=1e3", "E-FMT"),
        (f"q={'x' * 201}", "E-RNG"),
    ],
)
@pytest.mark.parametrize("path", ["/cases", "/tasks", "/pejabat"])
def test_a_bound_of_the_api_is_told_and_nothing_is_cut_short(world, path, query, code):
    status, body = Api("auditor").get(f"{path}?{query}")
    assert (status, body["code"], list(body["errors"])) == (422, code, [query[: query.index("=")]])
    assert Api("auditor").get(f"{path}?limit=200&q={'x' * 200}")[0] == 200


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+62 811", "'+62 811"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("-", "-"),
        ("a=b", "a=b"),
    ],
)
def test_no_cell_begins_a_formula(text, written):
    assert cell(text) == written


@pytest.mark.req("SJ-86")
@pytest.mark.parametrize(
    "typed", ["1e3", "٣", "１２", "1,234.5", "1.234,5", "0x10", "1_000", "∞", "1\u00a0000", "--1"]
)
def test_what_is_no_whole_number(steps, browse, typed):
    seleksi, person = steps.approved(), browse("jaksel")
    page = person.send(f"/kasus/{seleksi.pk}/t/input_jumlah_pelamar/", jumlah_pelamar=typed)
    assert (page.status, page.codes) == (422, {"E-FMT"})
    assert f'value="{typed}"' in page.body.replace("\u00a0", "\u00a0")


@pytest.mark.req("SJ-141")
@pytest.mark.parametrize(
    "typed", ["31/04/2026", "29/02/2027", "00/01/2026", "01/13/2026", "01/01/0001", "31/12/9999"]
)
def test_what_is_no_day(world, browse, typed):
    page = browse("asisten1").send("/jpt/temuan/", tanggal=typed, uraian="x")
    assert page.status == 422
    assert re.search(r"Tanggal harus DD/MM/YYYY\.|Tahun harus 1900 sampai dengan 2100\.", page.text)
    assert f'value="{typed}"' in page.body


def test_a_word_without_end_and_ten_thousand_line_ends(world, browse):
    case, person = world.at("telaah"), browse("asisten1")
    path = f"/kasus/{case.pk}/t/perbaikan/"
    word = person.send(path, alasan="x" * 20_000)
    assert (word.status, "Paling banyak 10.000 karakter (sekarang 20.000)." in word.text) == (422, True)
    assert person.send(path, alasan="a" + "\r\n" * 10_000 + "b").status == 302


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("asisten1", "/jpt/pengawasan/temuan/"),
        ("komisioner", "/jpt/pengawasan/sampel/"),
        ("jaksel", "/draf/"),
        ("admin", "/pengelolaan/pengangkatan/"),
        ("jaksel", "/nomenklatur/"),
        ("jaksel", "/pejabat/"),
        ("auditor", "/log/"),
    ],
)
@pytest.mark.parametrize("cursor", ["x", "W3RydWUsW251bGxdXQ", "1e3", "٣", "\x00", "WzEsMl0"])
def test_a_cursor_that_is_none_opens_the_first_page_with_a_sentence(world, browse, who, address, cursor):
    page = browse(who).get(address, cursor=cursor)
    assert (page.status, "Daftar ditampilkan dari awal." in page.text) == (200, True)


@pytest.mark.parametrize(("method", "path"), [("put", "/"), ("post", "/nomenklatur/"), ("delete", "/draf/")])
def test_a_method_that_a_page_does_not_take_is_told(world, browse, method, path):
    answer = getattr(browse("jaksel").client, method)(path)
    assert answer.status_code == 405
    assert "Alamat ini tidak menerima metode yang dipakai." in answer.content.decode()
    assert answer["Allow"]


def test_fields_of_another_form_are_left_out(world, browse):
    """A page's form has its buttons and token beside its fields: what is none of them reaches nobody."""
    case, person = world.at("telaah"), browse("asisten1")
    path = f"/kasus/{case.pk}/t/perbaikan/"
    answer = person.send(path, alasan="Lengkapi.", petugas="1", state="disetujui", skor="10")
    assert answer.status == 302
    assert type(case).fetch(case.pk).state == "perbaikan"
