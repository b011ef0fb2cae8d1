"""The third type in the shell: list, case page, act pages and diagrams, without a view of its own."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases.core.models import Case
from cases.core.reading.history import timeline
from tests.documents.material import PDF
from tests.support.world import fresh


@pytest.fixture
def browse(loans):
    def as_person(name):
        client = Client()
        client.force_login(loans.person(name), backend="cases.organisations.auth.backends.AccountBackend")
        return client

    return as_person


def test_the_institution_asks_for_a_room(loans, browse):
    client = browse("jaksel")
    address = "/pinjam_ruang/baru/ajukan/"
    page = client.get(address)
    assert (page.status_code, "Surat permohonan" in page.text) == (200, True)
    values = {
        "ruang": "aula",
        "tanggal": "17/08/2026",
        "siap_pada": "2026-08-17T07:30",
        "keperluan": "Rapat panitia",
        "jumlah_peserta": "20",
    }
    key = page.context["idempotency_key"]
    incomplete = client.post(address, {**values, "keperluan": "", "idempotency_key": key})
    assert (incomplete.status_code, Case.objects.count()) == (422, 0)
    sent = {**values, "surat_peminjaman": SimpleUploadedFile("surat.pdf", PDF), "idempotency_key": key}
    done = client.post(address, sent, follow=True)
    case = Case.objects.get()
    assert (done.status_code, case.state, case.title) == (200, "diajukan", "Aula — Rapat panitia")


def test_it_is_listed_and_shown(loans, browse):
    obj = loans.open()
    listed = browse("komisioner").get("/pinjam_ruang/")
    assert (listed.status_code, obj.case.number in listed.text) == (200, True)
    assert obj.case.number not in browse("bogor").get("/pinjam_ruang/").text
    shown = browse("jaksel").get(f"/kasus/{obj.pk}/")
    assert (shown.status_code, "Rapat panitia" in shown.text) == (200, True)
    assert browse("bogor").get(f"/kasus/{obj.pk}/").status_code == 404


def test_an_act_is_pressed(loans, browse):
    obj, client = loans.open(), browse("komisioner")
    address = f"/kasus/{obj.pk}/t/setujui/"
    key = client.get(address).context["idempotency_key"]
    assert client.post(address, {"versi": "0", "idempotency_key": f"{key}x"}).status_code == 409
    assert client.post(address, {"versi": "1", "idempotency_key": key}, follow=True).status_code == 200
    assert fresh(obj).state == "disetujui"


def test_its_diagrams_light_what_is_open(loans, browse):
    obj, client = loans.approved(), browse("jaksel")
    machine = client.get(f"/kasus/{obj.pk}/diagram.svg").text
    assert "sedang di sini: Disetujui</title>" in machine
    flow = client.get(f"/kasus/{obj.pk}/diagram-alur.svg").text
    assert "sedang di sini: Laporkan selesai, Serahkan kunci</title>" in flow


def test_history_log_and_receipt_say_what_was_asked_for_without_a_word_of_the_type(loans, browse):
    obj = loans.approved()
    for path in (f"/kasus/{obj.pk}/riwayat/", f"/kasus/{obj.pk}/tanda-terima/1/", "/log/"):
        text = browse("jaksel").get(path).text
        assert "Aula" in text
        assert "Ajukan" in text
    first = timeline(loans.person("jaksel"), fresh(obj).case).rows[-1]
    assert (first.label, {fact.label: fact.value for fact in first.facts}["Ruang"]) == ("Ajukan", "Aula")
    assert "Aula" not in browse("bogor").get("/log/").text
