"""Daftar Institusi and its forms on pages and over the API; what others see of a change."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.core.doing.indexing import index_some
from cases.core.models import Case
from cases.organisations.models import Institution, User
from tests.api.conftest import Api
from tests.cases.pengelolaan.institusi.conftest import ACCOUNT, LETTER

LIST = "/pengelolaan/institusi/"


def names(page: Any) -> list[str]:
    return re.findall(r'<td class="govuk-table__cell" role="cell"><div><strong>([^<]+)</strong>', page.body)


@pytest.mark.req("SJ-18")
def test_the_list_has_the_columns_of_the_figure(browse):
    page = browse("asisten1").get(LIST, jenis="Kota", q="bogor")
    heads = re.findall(r'role="columnheader">([^<]+)</th>', page.body)
    assert heads == ["Nama Institusi", "Jenis", "Email", "Status", "Aksi"]
    assert names(page) == ["Kota Bogor"]
    assert "Tambah Institusi" not in page.body
    assert "+ Tambah Institusi" in browse("admin").get(LIST).body


@pytest.mark.req("SJ-18")
@pytest.mark.parametrize("who", ["jaksel", "bogor"])
def test_institutions_do_not_come_here(browse, who):
    assert browse(who).get(LIST).codes == {"E-PERM"}
    assert browse(who).get(f"{LIST}ekspor.csv").status == 403
    assert LIST not in browse(who).get("/nomenklatur/").body


@pytest.mark.req("SJ-18")
def test_filters(world, browse, press):
    press("Kota Bekasi", "tutup")
    press("Kota Depok", "ganti_nama", nama="Kota Depok Raya")
    admin = browse("admin")
    assert names(admin.get(LIST, status="ditutup")) == [
        "Kementerian Badan Usaha Milik Negara",
        "Kota Bekasi",
    ]
    assert names(admin.get(LIST, q="kota depok")) == ["Kota Depok Raya"]
    assert names(admin.get(LIST, akun="ada")) == ["Kota Administrasi Jakarta Selatan", "Kota Bogor"]
    assert "Kementerian Kebudayaan" in names(admin.get(LIST, sumber="diperiksa", jenis="Kementerian"))
    assert "Kementerian Agama" not in names(admin.get(LIST, sumber="diperiksa", jenis="Kementerian"))
    assert (
        "Pilihan tidak ada" in admin.get(LIST, status="hilang").text
        or admin.get(LIST, status="hilang").errors
    )
    csv = admin.get(f"{LIST}ekspor.csv", q="kota depok").body
    assert "Kota Depok Raya;Kota;" in csv
    assert admin.get(f"{LIST}ekspor.csv", status="hilang").status == 422


def test_pages_lead_through_all_of_them(browse):
    admin, seen, url = browse("admin"), [], LIST
    while url:
        page = admin.get(url)
        seen += names(page)
        found = re.search(r'href="([^"]+)" rel="next"', page.body)
        url = found[1].replace("&amp;", "&") if found else ""
    assert len(seen) == len(set(seen)) == Institution.objects.count()


@pytest.mark.req("SJ-17")
def test_an_institution_is_added_on_the_page(browse):
    admin = browse("admin")
    url = f"{LIST}baru/"
    asked = admin.get(url)
    wrong = admin.post(
        url, {**asked.hidden(), **ACCOUNT, "nama": "PT Uji", "jenis": "BUMN", "konfirmasi": "lain"}
    )
    assert wrong.status == 422
    assert "Konfirmasi tidak sama" in wrong.text
    assert ACCOUNT["password"] not in wrong.body, "never echoed back"
    done = admin.post(url, {**asked.hidden(), **ACCOUNT, "nama": "PT Uji", "jenis": "BUMN"})
    assert done.status == 302
    page = admin.get(done.url)
    assert "Tambah institusi sudah dicatat: PT Uji, kode BUMN-" in page.text
    assert "Siti Aminah" in page.text
    again = admin.post(url, {**asked.hidden(), **ACCOUNT, "nama": "PT Uji", "jenis": "BUMN"})
    assert Institution.objects.filter(nama="PT Uji").count() == 1, again.status


@pytest.mark.req("SJ-21")
def test_what_hangs_on_it_is_seen_before_the_press(world, browse):
    case = world.at("telaah")
    url = f"{LIST}{case.case.institution_id}/t/"
    for act, button in (("gabung", "Gabungkan ke institusi lain"), ("tutup", "Tutup institusi")):
        page = browse("admin").get(f"{url}{act}/")
        assert case.case.number in page.text
        assert "Petugas Jakarta Selatan (jaksel), Mengurus kasus" in page.text
        assert button in page.text


@pytest.mark.req("SJ-71")
def test_nothing_tells_of_a_draft(world, browse, press):
    case = world.at("telaah")
    Case.objects.filter(pk=case.pk).update(private=True)
    page = browse("admin").get(f"{LIST}{case.case.institution_id}/t/gabung/")
    assert case.case.number not in page.text
    assert re.search(r"<dt>Kasus terbuka</dt><dd>0</dd>", page.body)
    press(case.case.institution, "gabung", ke=str(world.people.bogor.institution_id))
    told = browse("admin").get(f"{LIST}{case.case.institution_id}/").text
    assert "Kasus yang pindah" not in told


@pytest.mark.req("SJ-128")
def test_receipts_history_and_log_name_the_institution_of_then(world, browse, press):
    case = world.at("perbaikan")
    was = case.case.institution.nama
    press(case.case.institution, "gabung", ke=str(world.people.bogor.institution_id))
    auditor, bogor = browse("auditor"), browse("bogor")
    assert (
        f"<td>{was}" in auditor.get(f"/kasus/{case.pk}/tanda-terima/1/").body
        or was in auditor.get(f"/kasus/{case.pk}/tanda-terima/1/").text
    )
    summary = bogor.get(f"/kasus/{case.pk}/").text
    assert "Kota Bogor" in summary
    assert was in summary
    [log] = auditor.get("/log/", aksi="tambah_nomenklatur").tables
    lines = " ".join(cell for row in log.rows for cell in row)
    assert was in lines
    assert "Kota Bogor" not in lines


@pytest.mark.req("SJ-20")
def test_who_only_reads_is_shown_nothing_to_press(world, browse, press, client):
    case = world.at("perbaikan")
    press(case.case.institution, "beri_akun", **ACCOUNT, hak="lihat")
    User.objects.filter(username="siti.aminah").update(wajib_ganti_password=False)
    world.people.siti = User.objects.get(username="siti.aminah")
    reader, doer = browse("siti"), browse("jaksel")
    for url in ("/nomenklatur/", "/pejabat/", f"/kasus/{case.pk}/"):
        assert "Tambah" in doer.get(url).text
        assert "Tambah" not in reader.get(url).text, url
    assert reader.get("/nomenklatur/baru/tambah_nomenklatur/").codes == {"E-PERM"}
    assert case.case.number in reader.get("/nomenklatur/").text


def test_statements_do_not_grow_with_what_is_shown(world, browse, press):
    admin = browse("admin")

    def statements(url: str) -> int:
        admin.get(url)
        with CaptureQueriesContext(
            connection,
        ) as counted:
            admin.get(url)
        return len(counted)

    jaksel = world.people.jaksel.institution
    few, one = statements(f"{LIST}?q=jakarta+selatan"), statements(f"{LIST}{jaksel.pk}/")
    assert statements(LIST) == few
    for number in range(3):
        press(jaksel, "beri_akun", **{**ACCOUNT, "username": f"orang{number}"}, hak="kelola")
        world.open(unit_kerja=f"Dinas {number}")
    press("Kota Bekasi", "gabung", ke=str(jaksel.pk))
    press(jaksel, "ganti_nama", nama="Kota Selatan")
    assert statements(f"{LIST}{jaksel.pk}/") == one
    assert max(few, one) <= 25


class TestApi:
    def test_nobody_else(self, world):
        for who in ("jaksel", "bogor"):
            api = Api(who)
            assert api.get("/institusi")[0] == 404
            assert api.get(f"/institusi/{world.people.bogor.institution_id}")[0] == 404

    @pytest.mark.req("SJ-17", "SJ-18", "SJ-21")
    def test_admin_adds_renames_and_reads(self, world):
        api = Api("admin")
        status, made = api.post("/institusi", {"data": {"nama": "PT Uji", "jenis": "BUMN", **ACCOUNT}})
        assert (status, made["nama"], made["version"]) == (201, "PT Uji", 1)
        url = f"/institusi/{made['id']}"
        change = {"data": {"nama": "PT Uji Jaya", **LETTER}}
        assert api.post(f"{url}/transitions/ganti_nama", change, if_match='"9"')[0] == 409
        status, renamed = api.post(f"{url}/transitions/ganti_nama", change, if_match='"1"')
        assert (status, renamed["nama"]) == (200, "PT Uji Jaya")
        _, found = api.get("/institusi?q=PT%20Uji")
        assert [(row["nama"], row["berakun"]) for row in found["items"]] == [("PT Uji Jaya", True)]
        _, one = api.get(url)
        assert [row["nama"] for row in one["nama_lama"]] == ["PT Uji"]
        assert [row["hak"] for row in one["akun"]] == ["kelola"]
        _, history = api.get(f"{url}/history")
        assert [row["tindakan"] for row in history["items"]] == ["ganti_nama", "tambah"]
        assert ACCOUNT["password"] not in str(history)

    def test_bad_filters_are_named(self, world):
        status, answer = Api("admin").get("/institusi?status=hilang&provinsi=99")
        assert (status, sorted(answer["errors"])) == (422, ["provinsi", "status"])

    def test_old_names_over_the_api_of_cases(self, world, press):
        case = world.at("telaah")
        was = case.case.institution.nama
        press(case.case.institution, "gabung", ke=str(world.people.bogor.institution_id))
        index_some()  # as the timers do within seconds
        _, found = Api("asisten1").get(f"/cases?q={was.replace(' ', '%20')}")
        assert [row["id"] for row in found["items"]] == [str(case.pk)]
        _, found = Api("asisten1").get(f"/tasks?box=waiting&q={was.replace(' ', '%20')}")
        assert {row["case"]["id"] for row in found["items"]} <= {str(case.pk)}


@pytest.mark.req("SJ-21")
def test_a_page_left_open_is_told_what_happened_meanwhile(browse, press):
    """Another Admin closed it: what was typed stays, and it is not said that there is no such institution."""
    bogor = Institution.objects.get(nama="Kota Bogor")
    url = f"{LIST}{bogor.pk}/t/ganti_nama/"
    admin = browse("admin")
    fields = admin.get(url).hidden() | {**LETTER, "nama": "Kota Bogor Raya"}
    press("Kota Bogor", "tutup", konfirmasi="on")
    page = admin.post(url, fields)
    assert (page.status, page.codes) == (409, {"E-STATE"})
    assert "Ganti nama tidak dapat dilakukan pada status Ditutup." in page.text
    assert "Kota Bogor Raya" in page.text
    assert admin.get(f"{LIST}{bogor.pk}/t/tidak_ada/").status == 404


def test_one_form_has_one_draft_and_a_refusal_its_labels(browse):
    """Whoever does not confirm is led back to what was typed, which stands under the words of the form."""
    bogor = Institution.objects.get(nama="Kota Bogor")
    other = Institution.objects.get(nama="Kota Depok")
    url = f"{LIST}{bogor.pk}/t/ganti_nama/"
    admin = browse("admin")
    for name in ("", ""):
        admin.send(url, **{**LETTER, "nama": name, "alasan": "Perda baru."})
    page = admin.get(url)
    assert "Perda baru." in page.text
    assert "Draf lain" not in page.text
    assert "Perda baru." not in admin.get(f"{LIST}{other.pk}/t/ganti_nama/").text
