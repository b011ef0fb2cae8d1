"""Pages and API of the lists."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from cases.organisations.models import Choice
from cases.organisations.parameters import parameter
from cases.pengelolaan.models import Daftar
from tests.api.conftest import Api
from workflows.models import AccessLog

LISTS = [
    "Standar Kompetensi Manajerial",
    "Cara Pengisian JPT",
    "Alasan",
    "Pengangkatan",
    "Rencana Pengisian",
    "Jabatan petugas",
    "Sasaran layanan dan parameter",
    "Badan pengawas",
    "Kalender kerja",
    "Unit kerja dan kantor regional",
]


def form(**changes):
    day = f"{timezone.localdate():%d/%m/%Y}"
    return {
        "nama": "Alih Tugas",
        "berlaku_mulai": day,
        "dasar_hukum": "Surat Edaran 1",
        "alasan": "Uji.",
        **changes,
    }


def test_who_finds_the_lists_in_the_menu(browse):
    for who in ("admin", "komisioner", "asisten1", "auditor"):
        assert 'href="/pengelolaan/"' in browse(who).get("/nomenklatur/").body
    assert "/pengelolaan/" not in browse("jaksel").get("/nomenklatur/").body


def test_all_lists_with_what_holds_today(browse):
    page = browse("auditor").get("/pengelolaan/daftar/")
    assert re.findall(r'<li><a class="govuk-link" href="/pengelolaan/\w+/">([^<]+)</a>', page.body) == LISTS
    assert "Sasaran telaah dalam hari kerja tidak ditetapkan" in page.text


def test_kasn_admin_adds_and_ends_and_the_history_says_why(browse):
    admin = browse("admin")
    url = "/pengelolaan/pengangkatan/"
    assert "+ Tambah pilihan" in admin.get(url).text
    done = admin.send(f"{url}t/tambah_pilihan/", **form())
    assert (done.status, done.url) == (302, url)
    page = admin.get(url)
    day = f"{timezone.localdate():%d/%m/%Y}"
    assert f"Tambah pilihan sudah dicatat pada Pengangkatan: Alih Tugas · mulai {day}." in page.text
    entry = Choice.objects.get(daftar="pengangkatan", nama="Alih Tugas")
    ending = f"{url}t/akhiri_pilihan/?butir={entry.pk}"
    assert ending in page.body
    asked = admin.get(ending)
    assert f'<option value="{entry.pk}" selected>' in asked.body
    ended = {"butir": str(entry.pk), "berlaku_sampai": form()["berlaku_mulai"], "alasan": "Dihapus."}
    admin.post(f"{url}t/akhiri_pilihan/", {**asked.hidden(), **form(**ended)})
    entry.refresh_from_db()
    assert entry.valid_to == timezone.localdate()
    text = browse("auditor").get(url).text
    assert "Admin" in text
    assert "Dihapus." in text
    assert "Surat Edaran 1" in text


def test_auditors_read_and_get_no_buttons(browse):
    page = browse("auditor").get("/pengelolaan/pengangkatan/")
    assert (page.status, "Tambah pilihan</a>" in page.body, ">Akhiri<" in page.body) == (200, False, False)
    assert browse("auditor").get("/pengelolaan/pengangkatan/t/tambah_pilihan/").codes == {"E-PERM"}
    assert browse("jaksel").get("/pengelolaan/pengangkatan/").codes == {"E-PERM"}
    assert browse("admin").get("/pengelolaan/lain/").status == 404
    assert browse("admin").get("/pengelolaan/pengangkatan/t/tetapkan_nilai/").status == 404


def test_what_is_wrong_stands_at_the_field_and_nothing_typed_is_lost(browse):
    admin = browse("admin")
    page = admin.send("/pengelolaan/pengangkatan/t/tambah_pilihan/", **form(nama="Promosi", alasan="Tetap"))
    assert (page.status, page.codes) == (422, {"E-DUP"})
    assert "Tetap" in page.body
    page = admin.send("/pengelolaan/pengangkatan/t/tambah_pilihan/", **form(dasar_hukum=""))
    assert (page.status, page.codes) == (422, {"E-REQ"})


def test_a_second_press_of_one_form_adds_once(browse):
    admin = browse("admin")
    url = "/pengelolaan/pengangkatan/t/tambah_pilihan/"
    sent = {**admin.get(url).hidden(), **form()}
    assert [admin.post(url, sent).status for _ in range(2)] == [302, 302]
    assert Choice.objects.filter(nama="Alih Tugas").count() == 1
    other = admin.post(url, {**sent, "nama": "Lain"})
    assert (other.status, Choice.objects.filter(nama="Lain").count()) == (422, 0)
    assert "Lain" in other.body


def test_a_target_is_set_on_a_page(browse):
    url = "/pengelolaan/parameter/t/tetapkan_nilai/"
    values = form(kunci="SASARAN_TELAAH_HARI_KERJA", nilai="5")
    assert browse("admin").send(url, **values).status == 302
    assert parameter("SASARAN_TELAAH_HARI_KERJA") == 5
    assert "Sasaran telaah dalam hari kerja 5" in browse("auditor").get("/pengelolaan/daftar/").text


@pytest.mark.req("SJ-35")
def test_definitions_stand_where_competencies_are_chosen(browse, world):
    page = browse("jaksel").get("/nomenklatur/baru/tambah_nomenklatur/?langkah=2")
    definition = "Kemampuan menggunakan berbagai sudut pandang dalam menghadapi tuntutan perubahan."
    assert definition in page.text
    assert definition in browse("jaksel").get(f"/kasus/{world.at('perbaikan').pk}/t/kirim_perbaikan/").text
    seen = browse("asisten1").get(f"/kasus/{world.at('telaah', jabatan='Lain').pk}/").text
    assert definition in seen


class TestApi:
    def test_auditors_read(self, world):
        status, body = Api("auditor").get("/daftar")
        assert (status, [item["nama"] for item in body["items"]]) == (200, LISTS)
        assert {row["kunci"]: row["nilai"] for row in body["parameter"]}["PANJANG_PASSWORD_MINIMAL"] == 12
        status, body = Api("auditor").get("/daftar/kompetensi")
        assert [(row["no"], row["kode"], row["keadaan"]) for row in body["items"]] == [
            (1, "FB", "Berlaku"),
            (2, "inov", "Berlaku"),
            (3, "BA", "Berlaku"),
        ]
        assert Api("auditor").get("/daftar/lain")[0] == 404

    def test_pages_of_a_list_by_cursor(self, world):
        first = Api("auditor").get("/daftar/pengangkatan?limit=3")[1]
        second = Api("auditor").get(f"/daftar/pengangkatan?limit=3&cursor={first['next']}")[1]
        seen = [row["nama"] for row in (*first["items"], *second["items"])]
        assert seen == ["Seleksi Terbuka", "Mutasi/Rotasi", "Promosi", "Lainnya"]
        assert second["next"] is None

    def test_kasn_admin_changes_with_key_and_version(self, world):
        api = Api("admin")
        version = api.get("/daftar/pengangkatan")[1]["version"]
        body = {"data": form()}
        path = "/daftar/pengangkatan/transitions/tambah_pilihan"
        headers = {"if_match": str(version), "idempotency_key": "k1"}
        first, again = api.post(path, body, **headers), api.post(path, body, **headers)
        assert [(s, b["version"], b["repeated"]) for s, b in (first, again)] == [
            (200, version + 1, False),
            (200, version + 1, True),
        ]
        stale = api.post(path, {"data": form(nama="Lain")}, if_match=str(version))
        assert (stale[0], stale[1]["code"]) == (409, "E-STALE")
        history = api.get("/daftar/pengangkatan/history")[1]["items"]
        assert [(h["tindakan"], h["oleh"]) for h in history][:1] == [("tambah_pilihan", "Admin")]

    def test_nobody_else(self, world):
        Daftar.opened("pengangkatan")
        path = "/daftar/pengangkatan/transitions/tambah_pilihan"
        logged = AccessLog.objects.count()
        assert [Api(who).post(path, {"data": form()})[0] for who in ("komisioner", "auditor", "jaksel")] == [
            403,
            403,
            404,
        ]
        assert Api("jaksel").get("/daftar")[0] == 404
        assert AccessLog.objects.filter(outcome="E-PERM").count() == 2
        assert AccessLog.objects.count() > logged
