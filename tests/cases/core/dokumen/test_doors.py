"""A signed document through page and API: whose inbox it is in, who finds it where, and who does not."""

import pytest
from django.test import Client
from django.utils import timezone

from cases.core.reading.words import waktu
from documents.models import Attachment
from tests.api.conftest import Api
from tests.cases.core.test_archive import index, opened
from tests.support.browsing import Page
from tests.support.world import fresh
from workflows.models import AccessLog

pytestmark = pytest.mark.req("SJ-135")


@pytest.fixture
def browse(desk):
    def of(name):
        client = Client()
        client.force_login(desk.person(name), backend="cases.organisations.auth.backends.AccountBackend")
        return client

    return of


@pytest.fixture
def call(desk):
    def of(name, method, path, body=None):
        return Api(name).call(method, path, body)

    return of


def test_the_reviewers_way(desk, browse):
    letter = desk.approval()
    asisten = browse("asisten1")
    assert "Tanda tangani dokumen" in asisten.get("/").content.decode()
    page = asisten.get(f"/kasus/{letter.pk}/t/tanda_tangani/").content.decode()
    assert letter.berkas.original_name in page
    assert letter.berkas.sha256 in page
    answer = asisten.post(f"/kasus/{letter.pk}/t/tanda_tangani/", {"sidik": letter.berkas.sha256})
    assert answer.status_code == 302
    said = asisten.get(answer.url).content.decode()
    assert ("sudah dicatat untuk" in said, "Sidik berkas (SHA-256):" in said) == (True, False)
    answer = asisten.post(f"/kasus/{letter.pk}/t/kirim/", {})
    assert answer.status_code == 302
    assert fresh(letter).state == "terkirim"
    whole = asisten.get(f"/kasus/{letter.pk}/").content.decode()
    assert letter.signers[0].peran in whole
    assert fresh(letter).signers[0].sertifikat["nomor"] in whole
    assert "tidak mempunyai kekuatan hukum" in whole


def test_the_case_leads_to_its_letters(desk, browse):
    letter = desk.approval()
    path = f"/kasus/{letter.induk_id}/"
    assert f"/kasus/{letter.pk}/" in browse("asisten1").get(path).content.decode()
    assert f"/kasus/{letter.pk}/" not in browse("jaksel").get(path).content.decode()
    desk.do(desk.sign(letter, "asisten1"), "kirim", "asisten1")
    assert f"/kasus/{letter.pk}/" in browse("jaksel").get(path).content.decode()


COLUMNS = ("Jenis", "Nomor surat", "Kasus", "Institusi")


@pytest.mark.kills(*(f"column:dokumen.{label}" for label in COLUMNS))
def test_the_list_names_kind_number_case_and_institution(desk, browse):
    letter = desk.approval()
    client = browse("asisten1")
    (found,) = Page(client.get("/dokumen/")).tables
    case, parent = letter.case, letter.induk
    day = timezone.localtime(case.opened_at).strftime("%d/%m/%Y")
    said = (
        letter.nomor_surat,
        f"{parent.number} {parent.title}",
        "Kota Administrasi Jakarta Selatan",
        "Menunggu tanda tangan",
    )
    assert found.heads == (*COLUMNS, "Status", "Aksi")
    assert [row[:-1] for row in found.rows] == [(f"Surat persetujuan {case.number} · {day}", *said)]
    lines = Page(client.get("/dokumen/ekspor.csv")).body.removeprefix("\ufeff").splitlines()
    assert lines == [
        ";".join(("Nomor", *COLUMNS, "Status", "Petugas", "Dibuat")),
        ";".join((case.number, "Surat persetujuan", *said, "Asisten 1", day)),
    ]


@pytest.mark.kills("column:arsip.penanda tangan")
def test_the_archive_of_a_letter_names_who_signed_it(desk, browse):
    letter = desk.sign(desk.approval(), "asisten1")
    lines = index(opened(browse("asisten1").get(f"/kasus/{letter.pk}/dokumen/semua.zip")))
    (signer,) = letter.signers
    signed = f"Asisten 1 ({waktu(signer.signed_at)})"
    assert {line["versi"]: line["penanda tangan"] for line in lines} == {"1": "", "2": signed}


LISTS = ("/dokumen/", "/dokumen/ekspor.csv", "/", "/tugas/antrean/", "/tugas/menunggu/", "/log/")
PLACES = (
    "/kasus/{pk}/",
    "/kasus/{pk}/dokumen/",
    "/kasus/{pk}/riwayat/",
    "/kasus/{pk}/t/tanda_tangani/",
    "/dokumen/{file}/unduh/",
)


@pytest.mark.parametrize(("who", "sent"), [("jaksel", False), ("bogor", False), ("bogor", True)])
def test_whom_it_does_not_concern_finds_it_nowhere(desk, browse, call, who, sent):
    letter = desk.approval()
    if sent:
        letter = desk.do(desk.sign(letter, "asisten1"), "kirim", "asisten1")
    client = browse(who)
    for place in PLACES:
        before = AccessLog.objects.filter(outcome="E-HIDE").count()
        assert client.get(place.format(pk=letter.pk, file=letter.berkas_id)).status_code == 404, place
        assert AccessLog.objects.filter(outcome="E-HIDE").count() == before + 1, place
    number = letter.case.number
    for listing in (*LISTS, f"/dokumen/?q={number}"):
        answer = client.get(listing)
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content
        # what was searched for is shown again in the search field
        assert str(letter.pk) not in text.decode(), listing
        assert letter.isi["perihal"] not in text.decode(), listing
    assert call(who, "GET", f"/cases/{letter.pk}")[0] == 404
    assert call(who, "GET", f"/documents/{letter.berkas_id}/download")[0] == 404
    for box in ("mine", "queue", "waiting", "archive"):
        assert str(letter.pk) not in str(call(who, "GET", f"/tasks?box={box}")), box
    status, body = call(who, "GET", "/cases?type=dokumen")
    assert (status, body["items"]) == (200, [])
    status, body = call(who, "POST", f"/cases/{letter.pk}/transitions/tanda_tangani", {"data": {}})
    assert (status, body["code"]) == (404, "E-HIDE")


def test_the_institution_reads_what_was_sent_and_not_how_it_came_about(desk, browse, call):
    letter = desk.do(desk.approval(), "tolak_tanda_tangan", "asisten1", alasan="Terlalu longgar bagi mereka.")
    data = {
        "perihal": "Persetujuan",
        "nomor_surat": "B-2",
        "tanggal": "2026-11-21",
        "isi": "<p>Disetujui.</p>",
    }
    letter = desk.do(letter, "susun_ulang", "asisten1", **data)
    desk.work()
    letter = desk.sign(desk.do(fresh(letter), "ajukan", "asisten1"), "asisten1")
    letter = desk.do(letter, "kirim", "asisten1")
    status, body = call("jaksel", "GET", f"/cases/{letter.pk}/documents")
    assert (status, [row["id"] for row in body["items"]]) == (200, [str(letter.berkas_id)])
    first = Attachment.objects.get(boundary=letter.pk, version=1)
    assert call("jaksel", "GET", f"/documents/{first.pk}/download")[0] == 404
    assert call("asisten1", "GET", f"/documents/{first.pk}/download")[0] == 200
    for place in (f"/kasus/{letter.pk}/riwayat/", f"/kasus/{letter.pk}/"):
        assert "Terlalu longgar" not in browse("jaksel").get(place).content.decode()
    assert "Terlalu longgar" in browse("asisten1").get(f"/kasus/{letter.pk}/riwayat/").content.decode()
    assert "Terlalu longgar" not in str(call("jaksel", "GET", f"/cases/{letter.pk}/history"))


def test_a_joint_paper_shows_its_institution_the_draft_it_signs(desk, call):
    paper = desk.paper("ba_uji")
    _status, body = call("jaksel", "GET", f"/cases/{paper.pk}/documents")
    assert [row["id"] for row in body["items"]] == [str(paper.berkas_id)]
    refused = desk.do(paper, "tolak_tanda_tangan", "jaksel", alasan="Angka salah.")
    assert call("jaksel", "GET", f"/cases/{refused.pk}/documents")[0] == 404


def test_the_clients_way(desk, call):
    letter = desk.approval()
    status, body = call("asisten1", "GET", f"/cases/{letter.induk_id}")
    assert [row["id"] for row in body["dokumen_resmi"]] == [str(letter.pk)]
    status, body = call("asisten1", "GET", f"/cases/{letter.pk}")
    (offer,) = [o for o in body["available"] if o["name"] == "tanda_tangani"]
    path = f"/cases/{letter.pk}/transitions"
    status, body = call("asisten1", "POST", f"{path}/tanda_tangani", {"data": {"sidik": "0" * 64}})
    assert (status, body["code"]) == (409, "E-STALE")
    status, body = call("asisten1", "POST", f"{path}/tanda_tangani", {"data": offer["initial"]})
    assert status == 200, body
    status, body = call("asisten1", "POST", f"{path}/kirim")
    assert status == 200, body
    status, body = call("jaksel", "GET", f"/cases/{letter.pk}")
    assert (status, body["state"]) == (200, "terkirim")
    assert body["data"]["penandatangan"][0]["sertifikat"]["demo"] is True


def test_nobody_opens_a_document_by_hand(desk, browse, call):
    assert browse("jaksel").get("/dokumen/baru/buat/").status_code == 404
    status, body = call("jaksel", "POST", "/cases", {"type": "dokumen", "data": {}})
    assert (status, body["code"]) == (403, "E-PERM")
    assert "Tambah Dokumen" not in browse("jaksel").get("/dokumen/").content.decode()
