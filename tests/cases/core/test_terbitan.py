"""Prints on demand: asked for by a person, made by the worker, fetched by that person only."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from typing import Any

import httpx
import pikepdf
import pytest
from django.utils import timezone

from cases.core.models import Absence, Case, Notification
from cases.organisations.appointing import appoint, end
from cases.organisations.models import CaseRole, User
from cases.terbitan import making, requests, tabel
from cases.terbitan.jenis import Cetakan, register
from cases.terbitan.models import Terbitan
from cases.terbitan.requests import get_print_for, request_print
from documents.errors import FileRefused, StorageUnavailable
from documents.models import ScanState, Upload
from documents.sweeping import sweep
from tests.api.conftest import Api
from tests.support.jobs import due_now, put_back, rows
from tests.support.pdf import assert_archivable, attached_to, check_with_qpdf, words_of
from tests.support.world import refused
from workflows import failures
from workflows.ledger import database_now
from workflows.models import AccessLog, LedgerEntry

from .printing import made, order_on, pdf_of

EVERY = ("todo", "doing", "failed")

# --- the list as PDF --------------------------------------------------------------------------------------


@pytest.mark.req("SJ-55")
@pytest.mark.parametrize("who", ["jaksel", "asisten2", "auditor"])
def test_the_pdf_holds_what_the_csv_holds(world, browse, s3, who):
    for unit in ("Dinas Sosial", "Dinas Kesehatan", "Badan Pendapatan"):
        post = world.data(unit_kerja=unit, jabatan=f"Kepala {unit}")
        world.do(world.begin(), "tambah_nomenklatur", "jaksel", **post)
    browser = browse(who)
    page = browser.get("/nomenklatur/", q="Dinas")
    assert "Export Pdf" in page.text
    answer = browser.post("/terbitan/", order_on(page))
    ordered = Terbitan.objects.get()
    assert (answer.status, answer.url) == (302, f"/terbitan/{ordered.pk}/")
    assert ordered.parameter == {"type": "nomenklatur", "saringan": "q=Dinas"}

    pdf = pdf_of(made(ordered))
    assert_archivable(pdf, ordered.kode)
    assert check_with_qpdf(pdf) == ""
    lines = csv.reader(
        io.StringIO(browser.get("/nomenklatur/ekspor.csv", q="Dinas").body.lstrip("\ufeff")), delimiter=";"
    )
    header, *rows = lines
    data = attached_to(pdf)["data.json"]
    assert (data["kolom"], data["baris"]) == (header, rows)
    assert len(rows) == ordered.baris == 2
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        boxes = {tuple(round(float(n)) for n in sheet.mediabox) for sheet in opened.pages}
    assert boxes == {(0, 0, 842, 595)}  # A4, landscape
    text = words_of(pdf)
    assert "Cari: Dinas" in text
    assert "2 (dua) baris" in text
    assert world.person(who).nama in text
    assert f"/verifikasi/{ordered.kode}/" in text
    assert "Halaman 1 dari 1" in text


@pytest.mark.req("SJ-55", "SJ-19")
def test_a_filter_for_another_institution_gives_nothing(world, s3):
    own = world.at("telaah")
    other = world.begin(institution=world.people.bogor.institution)
    world.do(other, "tambah_nomenklatur", "bogor", **world.data(unit_kerja="Dinas Rahasia"))
    foreign = {"type": "nomenklatur", "institution": str(world.people.bogor.institution_id)}
    data = attached_to(pdf_of(made(request_print(world.people.jaksel, "daftar", foreign))))["data.json"]
    assert (own.case.pk is not None, data["baris"]) == (True, [])
    seen = attached_to(pdf_of(made(request_print(world.people.auditor, "daftar", foreign))))["data.json"]
    assert [row[0] for row in seen["baris"]] == [Case.objects.get(pk=other.pk).number]


@pytest.mark.req("SJ-55")
def test_faulty_filters_and_unknown_types_are_refused(world, s3):
    world.at("telaah")
    faulty = {
        "dari": ("31/02/2026", "E-FMT"),
        "state": ("tidak_ada", "E-REF"),
        "aneh": ([None, "y"], "E-FMT"),
    }
    for name, (value, code) in faulty.items():
        with refused(code, field=name):
            request_print(world.people.jaksel, "daftar", {"type": "nomenklatur", name: value})
    ordered = made(request_print(world.people.jaksel, "daftar", {"type": "nomenklatur", "cursor": "x"}))
    assert ordered.baris == 1
    for parameter in ({}, {"type": "tidak_ada"}, {"type": ["nomenklatur"]}):
        with refused("E-REF", field="type"):
            request_print(world.people.jaksel, "daftar", parameter)
    with refused("E-REF", field="jenis"):
        request_print(world.people.jaksel, "tidak_ada")


@pytest.mark.req("SJ-55")
def test_the_register_of_officials(world, browse, s3):
    page = browse("jaksel").get("/pejabat/", level="Pratama")
    browse("jaksel").post("/terbitan/", order_on(page))
    ordered = made(Terbitan.objects.get())
    assert (ordered.jenis, ordered.baris) == ("daftar_pejabat", 0)
    text = words_of(pdf_of(ordered))
    assert "DAFTAR PEJABAT" in text
    assert "Level: Pratama" in text
    assert "Tidak ada data yang cocok dengan saringan." in text


@pytest.mark.req("SJ-55")
def test_a_long_list_tells_when_it_is_ready(world, browse, s3, monkeypatch):
    world.at("telaah")
    other = made(request_print(world.people.jaksel, "daftar_pejabat"))
    monkeypatch.setattr(making, "TOLD_FROM", 0)
    ordered = made(request_print(world.people.jaksel, "daftar", {"type": "nomenklatur"}))
    told = Notification.objects.filter(case=None)
    assert [(n.user, n.url) for n in told] == [(world.people.jaksel, f"/terbitan/{ordered.pk}/")]
    page = browse("jaksel").get("/notifikasi/")
    assert f'href="/terbitan/{ordered.pk}/"' in page.body
    assert f'href="/terbitan/{other.pk}/"' not in page.body
    assert "siap diunduh" in page.text
    assert "siap diunduh" not in browse("bogor").get("/notifikasi/").text
    (item,) = Api("jaksel").get("/notifications")[1]["items"]
    assert (item["case"], item["url"]) == (None, f"/terbitan/{ordered.pk}/")
    browse("jaksel").get(f"/terbitan/{ordered.pk}/")
    assert told.get().read_at is not None


@pytest.mark.req("SJ-55")
def test_too_many_rows_end_in_a_sentence(world, browse, s3, monkeypatch):
    world.at("telaah")
    monkeypatch.setattr(tabel, "MOST_ROWS", 0)
    ordered = made(request_print(world.people.jaksel, "daftar", {"type": "nomenklatur"}))
    assert (ordered.upload, ordered.siap_pada) == (None, None)
    assert "Persempit saringan" in browse("jaksel").get(f"/terbitan/{ordered.pk}/").text
    assert rows("terbitan", status=EVERY) == []


# --- receipts ---------------------------------------------------------------------------------------------


@pytest.mark.req("SJ-128")
def test_receipt(world, browse, s3):
    case = world.at("telaah")
    browser = browse("jaksel")
    page = browser.get(f"/kasus/{case.pk}/tanda-terima/1/")
    browser.post("/terbitan/", order_on(page))
    ordered = made(Terbitan.objects.get())
    assert (ordered.jenis, ordered.case_id, ordered.parameter) == ("tanda_terima", case.pk, {"seq": 1})
    pdf = pdf_of(ordered)
    assert_archivable(pdf, ordered.kode)
    text = words_of(pdf)
    digest = bytes(LedgerEntry.objects.get(stream=case.pk, seq=1).hash).hex()
    said = ("Tindakan", "Nomor catatan", "WIB", "Tidak ada dokumen.", digest[:32], digest[32:])
    for part in (case.case.number, "Petugas Jakarta Selatan", *said):
        assert part in text


@pytest.mark.req("SJ-128")
def test_the_printed_receipt_has_the_rows_of_its_page(world, browse, s3):
    """Whom it was about, what was decided, the number of the entry: what the page says, poppler reads."""
    case = world.at("perbaikan")
    data = world.data(kompetensi_teknis="Baru sama sekali.", tanggapan="Sudah diperbaiki.")
    case = world.do(case, "kirim_perbaikan", "jaksel", **data)
    page = browse("jaksel").get(f"/kasus/{case.pk}/tanda-terima/{case.case.seq}/")
    rows = page.response.context["rows"]
    labels = [row["label"] for row in rows]

    def words(text):
        return set(re.findall(r"\w+", str(text)))

    assert {
        "Institusi",
        "Tindakan",
        "Oleh",
        "Status sesudahnya",
        "Nomor catatan",
        "Kompetensi Teknis/Bidang",
    } <= set(labels)
    ordered = made(request_print(world.people.jaksel, "tanda_terima", {"seq": case.case.seq}, case.pk))
    text = words_of(pdf_of(ordered))
    for row in rows:
        assert words(row["label"]) | words(row["value"]) <= words(text), row
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", text)


@pytest.mark.req("SJ-19")
def test_receipts_of_others(world, s3):
    case = world.at("telaah")
    with refused("E-HIDE"):
        request_print(world.people.bogor, "tanda_terima", {"seq": 1}, case.pk)
    with refused("E-HIDE"):
        request_print(world.people.jaksel, "tanda_terima", {"seq": 999}, case.pk)
    with refused("E-FMT", field="seq"):
        request_print(world.people.jaksel, "tanda_terima", {"seq": "satu"}, case.pk)
    with refused("E-REQ", field="case"):
        request_print(world.people.jaksel, "tanda_terima", {"seq": 1})
    with refused("E-REF", field="jenis"):
        request_print(world.people.jaksel, "rekapitulasi", {}, case.pk)
    assert not Terbitan.objects.exists()


# --- whose it is ------------------------------------------------------------------------------------------


@pytest.mark.req("SJ-19")
def test_only_who_asked_may_fetch_it(world, browse, s3):
    case = world.at("telaah")
    ordered = made(request_print(world.people.jaksel, "tanda_terima", {"seq": 1}, case.pk))
    path = f"/terbitan/{ordered.pk}/"
    assert browse("jaksel").get(path).status == 200
    answer = browse("jaksel").get(f"{path}unduh/")
    assert (answer.status, answer.url.startswith(s3.endpoint)) == (302, True)
    assert httpx.get(answer.url).content == pdf_of(ordered)
    for who in ("jaksel2", "bogor", "asisten1", "admin", "auditor"):
        assert browse(who).get(path).status == 404
        assert browse(who).get(f"{path}unduh/").status == 404
    lines = AccessLog.objects.filter(object_id=ordered.pk).values_list("actor__username", "action", "outcome")
    assert set(lines) >= {
        ("jaksel", "unduh", "ok"),
        ("bogor", "unduh", "E-HIDE"),
        ("jaksel2", "buka_cetakan", "E-HIDE"),
    }


@pytest.mark.req("SJ-19")
def test_who_sees_the_case_no_more_fetches_nothing(world, s3):
    case, person = world.at("telaah"), world.people.jaksel
    of_case = made(request_print(person, "tanda_terima", {"seq": 1}, case.pk))
    of_list = made(request_print(person, "daftar", {"type": "nomenklatur"}))
    own = person.institution
    assert {get_print_for(person, p.pk) for p in (of_case, of_list)} == {of_case, of_list}
    type(person).objects.filter(pk=person.pk).update(institution=world.people.bogor.institution)
    moved = type(person).objects.get(pk=person.pk)
    for ordered in (of_case, of_list):
        with refused("E-HIDE"):
            get_print_for(moved, ordered.pk)
    type(person).objects.filter(pk=person.pk).update(institution=own)


@pytest.mark.req("SJ-19")
def test_rights_lost_before_it_is_made(world, s3):
    """The worker reads with the rights of that moment."""
    case, person = world.at("telaah"), world.people.jaksel
    ordered = request_print(person, "tanda_terima", {"seq": 1}, case.pk)
    Case.objects.filter(pk=case.pk).update(internal=True)
    assert made(ordered).gagal
    assert ordered.upload is None


# --- how it is made ---------------------------------------------------------------------------------------


def test_nothing_is_made_in_the_request(world, browse, s3):
    ordered = request_print(world.people.jaksel, "daftar_pejabat")
    assert (ordered.open, Upload.objects.count()) == (True, 0)
    page = browse("jaksel").get(f"/terbitan/{ordered.pk}/")
    assert ("data-waiting" in page.body, "js/waiting.js" in page.body) == (True, True)
    assert "sedang disiapkan" in page.text
    assert "Muat ulang" in page.text
    made(ordered)
    page = browse("jaksel").get(f"/terbitan/{ordered.pk}/")
    assert ("data-waiting" in page.body, "js/waiting.js" in page.body) == (False, False)
    assert "Unduh PDF" in page.text


def test_the_file_is_ours_and_counted(world, s3):
    ordered = made(request_print(world.people.jaksel, "daftar_pejabat"))
    upload = ordered.upload
    assert (ordered.sha256, ordered.ukuran) == (upload.sha256, upload.size)
    assert (upload.scan_state, upload.detected_type) == (ScanState.OWN, "application/pdf")
    assert upload.uploader == world.people.jaksel


def test_the_same_again_while_it_is_made_is_one(world, s3):
    first = request_print(world.people.jaksel, "daftar_pejabat", {"q": "a"})
    assert request_print(world.people.jaksel, "daftar_pejabat", {"q": "a"}) == first
    assert request_print(world.people.jaksel, "daftar_pejabat", {"q": "b"}) != first
    assert request_print(world.people.bogor, "daftar_pejabat", {"q": "a"}) != first
    made(first)
    assert request_print(world.people.jaksel, "daftar_pejabat", {"q": "a"}) != first
    assert Terbitan.objects.count() == 4


def test_a_second_delivery_changes_nothing(world, s3):
    ordered = request_print(world.people.jaksel, "daftar_pejabat")
    taken = rows("terbitan")
    made(ordered)
    before = (ordered.sha256, ordered.upload_id, ordered.siap_pada)
    put_back(taken)
    made(ordered)
    assert (ordered.sha256, ordered.upload_id, ordered.siap_pada) == before
    assert Upload.objects.count() == 1


def test_too_many_at_once(world, s3, monkeypatch):
    monkeypatch.setattr(requests, "MOST_OPEN", 2)
    for word in ("a", "b"):
        request_print(world.people.jaksel, "daftar_pejabat", {"q": word})
    with refused("E-GUARD"):
        request_print(world.people.jaksel, "daftar_pejabat", {"q": "c"})
    assert request_print(world.people.bogor, "daftar_pejabat", {"q": "c"}).open


def test_while_the_store_is_down_it_is_tried_again(world, browse, s3, monkeypatch):
    def down(*args: Any, **options: Any) -> None:
        raise StorageUnavailable

    ordered = request_print(world.people.jaksel, "daftar_pejabat")
    with monkeypatch.context() as patch:
        patch.setattr(making, "receive", down)
        assert made(ordered).open
        page = browse("jaksel").get(f"/terbitan/{ordered.pk}/")
        assert "mencoba lagi dengan sendirinya" in page.text
    due_now("terbitan")
    assert made(ordered).siap_pada is not None


def test_what_killed_its_worker_each_time_is_said_to_have_stopped(world, browse, s3):
    """Nobody but the worker could write that it failed, and the worker was killed."""
    ordered = request_print(world.people.jaksel, "daftar_pejabat")
    failures.note(
        "job",
        1,
        name="terbitan",
        queue="files",
        key=requests.job_key(ordered),
        attempts=15,
        error="x",
        parked=True,
    )
    text = browse("jaksel").get(f"/terbitan/{ordered.pk}/").text
    assert "tidak dicoba lagi sampai pengelola sistem memutuskannya" in text
    assert "mencoba lagi dengan sendirinya" not in text


def fails(error: Exception) -> Any:
    def fail(*args: Any, **options: Any) -> None:
        raise error

    return fail


def attempt(ordered: Terbitan, times: int) -> Terbitan:
    for _ in range(times):
        due_now("terbitan")
        made(ordered)
    return ordered


def test_a_file_that_is_refused_ends_in_its_sentence(world, s3, monkeypatch):
    monkeypatch.setattr(making, "receive", fails(FileRefused("Berkas terlalu besar.")))
    assert made(request_print(world.people.jaksel, "daftar_pejabat")).gagal == "Berkas terlalu besar."


def test_a_fault_of_ours_is_given_up_after_some_attempts(world, browse, s3, monkeypatch, caplog):
    """And no longer counts among those that are being made."""
    monkeypatch.setattr(requests, "MOST_OPEN", 1)
    ordered = request_print(world.people.jaksel, "daftar_pejabat", {"q": "a"})
    with monkeypatch.context() as patch:
        patch.setattr(making, "render", fails(ValueError("rusak")))
        assert attempt(ordered, making.MOST_ATTEMPTS - 1).open
        with refused("E-GUARD"):
            request_print(world.people.jaksel, "daftar_pejabat", {"q": "b"})
        caplog.clear()
        assert attempt(ordered, 1).gagal == making.GIVEN_UP
    assert "ValueError: rusak" in caplog.text
    assert rows("terbitan", status=EVERY) == []
    assert making.GIVEN_UP in browse("jaksel").get(f"/terbitan/{ordered.pk}/").text
    assert made(request_print(world.people.jaksel, "daftar_pejabat", {"q": "b"})).siap_pada is not None


def test_what_the_database_refuses_is_given_up_too(world, s3, monkeypatch):
    """The failed statement is undone, so that the sentence can be written."""
    ordered = request_print(world.people.jaksel, "daftar_pejabat")
    monkeypatch.setattr(making, "content", lambda ordered: Terbitan.objects.create(kode=ordered.kode))
    assert attempt(ordered, making.MOST_ATTEMPTS).gagal == making.GIVEN_UP


def test_a_store_that_is_down_for_long_gives_nothing_up(world, s3, monkeypatch):
    ordered = request_print(world.people.jaksel, "daftar_pejabat")
    with monkeypatch.context() as patch:
        patch.setattr(making, "receive", fails(StorageUnavailable()))
        assert attempt(ordered, making.MOST_ATTEMPTS + 1).open
    assert attempt(ordered, 1).siap_pada is not None


def test_a_fault_in_the_layout_ends_in_a_sentence(world, browse, s3, monkeypatch):
    from cases.terbitan import jenis

    monkeypatch.setattr(jenis._known, "_known", dict(jenis._known._known))
    register(
        Cetakan(
            key="rusak",
            label="Rusak",
            layout="tidak_ada",
            check=lambda actor, case, parameter: {},
            title=lambda parameter, case: "Rusak",
            build=lambda actor, case, parameter: {},
            of_case=False,
        )
    )
    ordered = made(request_print(world.people.jaksel, "rusak"))
    assert ordered.gagal.startswith("Dokumen tidak dapat dibuat")
    assert ordered.gagal in browse("jaksel").get(f"/terbitan/{ordered.pk}/").text


def test_the_file_is_swept_and_its_digest_stays(world, browse, s3):
    ordered = made(request_print(world.people.jaksel, "daftar_pejabat"))
    digest = ordered.sha256
    assert sweep(dt.timedelta(0)).uploads == 0
    Upload.objects.filter(pk=ordered.upload_id).update(keep_until=None)
    assert sweep(dt.timedelta(0)).uploads == 1
    ordered.refresh_from_db()
    assert (ordered.upload, ordered.sha256, len(ordered.kode)) == (None, digest, 20)
    page = browse("jaksel").get(f"/terbitan/{ordered.pk}/")
    assert "sudah dihapus" in page.text
    assert digest in page.text
    assert browse("jaksel").get(f"/terbitan/{ordered.pk}/unduh/").url == f"/terbitan/{ordered.pk}/"


def test_a_file_is_named_after_what_it_is_and_the_readers_clock(world):
    case = Case(number="JPT-2026-000007")
    asked = dt.datetime(2026, 11, 30, 23, 17, tzinfo=dt.UTC)
    rekapitulasi = Terbitan(
        jenis="rekapitulasi", case=case, pemohon=world.person("auditor"), diminta_pada=asked
    )
    assert rekapitulasi.file_name == "rekapitulasi-JPT-2026-000007-20261201-0617.pdf"
    assert Terbitan(jenis="daftar", pemohon=world.person("auditor"), diminta_pada=asked).file_name == (
        "daftar-20261201-0617.pdf"
    )


# --- what was read by a right that has ended --------------------------------------------------------------


@pytest.mark.req("SJ-19", "SJ-55")
def test_a_list_read_for_another_institution_goes_with_the_right(world):
    """An appointment there, and an absence of somebody who reads more: the list is not fetched after their end."""
    jaksel, now = world.people.jaksel, timezone.now()
    appoint(jaksel, "pembaca_institusi", institution=world.people.bogor.institution)
    both = person(jaksel)
    list_of = {"type": "nomenklatur", "saringan": ""}
    ordered = request_print(both, "daftar", list_of)
    assert get_print_for(both, ordered.pk) == ordered
    end(CaseRole.objects.filter(person=jaksel, role="pembaca_institusi"), at=database_now())
    with refused("E-HIDE"):
        get_print_for(person(jaksel), ordered.pk)
    own = request_print(person(jaksel), "daftar", list_of)
    assert get_print_for(person(jaksel), own.pk) == own

    here = world.people.asisten2
    everywhere = request_print(person(here), "daftar", list_of)
    end(CaseRole.objects.filter(person=here), at=database_now())
    with refused("E-HIDE"):
        get_print_for(person(here), everywhere.pk)
    appoint(here, "kasn_asisten", area_id="32")
    Absence.objects.create(
        person=world.people.asisten1,
        substitute=here,
        since=now - dt.timedelta(days=1),
        until=now + dt.timedelta(days=1),
        reason="Cuti",
        recorded_at=now,
        recorded_by=world.people.admin,
    )
    ordered = request_print(person(here), "daftar", list_of)
    assert get_print_for(person(here), ordered.pk) == ordered
    Absence.objects.update(ended_at=now)
    with refused("E-HIDE"):
        get_print_for(person(here), ordered.pk)


def person(one):
    """As a request finds them."""
    return User.objects.select_related("institution").get(pk=one.pk)
