"""A date-and-time field from the form to the history, in a place whose clock is not Jakarta's."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases.core.models import Case
from cases.organisations.accounts import add_user
from cases.organisations.models import Institution
from cases.organisations.roles import Role
from tests.api.conftest import Api
from tests.documents.material import PDF
from tests.support.in_browser import log_in, look
from tests.support.world import fresh

from .conftest import PASSWORD, Loans

ADDRESS = "/pinjam_ruang/baru/ajukan/"
MOMENT = dt.datetime(2026, 8, 16, 23, 30, tzinfo=dt.UTC)
SAID = "17 Agustus 2026 pukul 07.30 WITA"

pytestmark = pytest.mark.req("SJ-139")


def with_makassar(loans):
    loans.people.makassar = add_user(
        username="makassar",
        password=PASSWORD,
        nama="Petugas Kota Makassar",
        email="makassar@example.com",
        role=Role.PETUGAS_INSTITUSI,
        institution=Institution.objects.get(nama="Kota Makassar"),
        wajib_ganti_password=False,
    )
    return loans


@pytest.fixture
def loans(db, s3):
    return with_makassar(Loans())


def browse(loans, name):
    client = Client()
    client.force_login(loans.person(name), backend="cases.organisations.auth.backends.AccountBackend")
    return client


def values(**changes):
    return {
        "ruang": "aula",
        "tanggal": "17/08/2026",
        "siap_pada": "2026-08-17T07:30",
        "keperluan": "Rapat panitia",
        "jumlah_peserta": "20",
        "surat_peminjaman": SimpleUploadedFile("surat.pdf", PDF),
        **changes,
    }


def test_the_page_names_the_clock_and_keeps_what_was_typed(loans):
    client = browse(loans, "makassar")
    page = client.get(ADDRESS)
    assert "Jam WITA." in page.text
    assert 'type="datetime-local"' in page.text
    key = page.context["idempotency_key"]
    wrong = client.post(ADDRESS, values(siap_pada="besok pagi", idempotency_key=key))
    assert (wrong.status_code, 'value="besok pagi"' in wrong.text) == (422, True)
    assert "Waktu harus DD/MM/YYYY HH:MM." in wrong.text
    client.post(ADDRESS, values(idempotency_key=key), follow=True)
    assert Case.objects.get().pinjamruang.siap_pada == MOMENT


def test_history_receipt_and_case_page_say_it_on_the_clock_of_the_place(loans):
    """To a reader in Jakarta as well."""
    obj = loans.open(by="makassar")
    for name in ("makassar", "komisioner"):
        client = browse(loans, name)
        for path in (f"/kasus/{obj.pk}/", f"/kasus/{obj.pk}/riwayat/"):
            text = client.get(path).text
            assert SAID in text, (name, path)
            assert "06.30" not in text
    assert SAID in browse(loans, "makassar").get(f"/kasus/{obj.pk}/tanda-terima/1/").text


def test_over_the_api_with_and_without_a_zone(loans):
    makassar = Api("makassar")
    schema = next(
        row["schema"]
        for row in makassar.get("/case-types/pinjam_ruang")[1]["transitions"]
        if row["name"] == "ajukan"
    )
    assert schema["properties"]["siap_pada"]["format"] == "date-time"
    for written in ("2026-08-17T07:30", "2026-08-17T07:30:00+08:00", MOMENT.isoformat()):
        data = loans.data(by="makassar", siap_pada=written)
        status, body = makassar.post("/cases", {"type": "pinjam_ruang", "data": data})
        assert (status, body["data"]["siap_pada"]) == (201, "2026-08-17T07:30:00+08:00")
    data = loans.data(by="makassar", siap_pada="2026-08-17")
    status, body = makassar.post("/cases", {"type": "pinjam_ruang", "data": data})
    assert (status, body["errors"]["siap_pada"][0]["code"]) == (422, "E-FMT")


@pytest.mark.browser
def test_the_browsers_own_input_and_the_draft(page, committed_db, s3, live_server, faults, tmp_path):
    """Typed into the browser's own control, found again in the draft, sent."""
    with_makassar(Loans())
    letter = tmp_path / "surat.pdf"
    letter.write_bytes(PDF)
    log_in(page, f"{live_server.url}/", "makassar")
    page.goto(f"{live_server.url}{ADDRESS}")
    page.get_by_label("Ruang", exact=False).first.select_option("aula")
    control = page.get_by_label("Ruang siap pada")
    assert control.get_attribute("type") == "datetime-local"
    assert (
        "Jam WITA." in page.locator(f"#{control.get_attribute('aria-describedby').split()[0]}").text_content()
    )
    control.fill("2026-08-17T07:30")
    page.get_by_label("Keperluan").fill("Rapat panitia")
    page.locator("[data-draft-status]", has_text="Draf tersimpan pukul").wait_for()
    look(page, "waktu")
    page.goto(f"{live_server.url}/draf/")
    page.get_by_role("link", name="Lanjutkan").first.click()
    assert page.get_by_label("Ruang siap pada").input_value() == "2026-08-17T07:30"
    page.get_by_label("Tanggal").fill("17/08/2026")
    page.get_by_label("Jumlah peserta").fill("20")
    page.get_by_label("Surat permohonan").set_input_files(letter)
    page.get_by_role("button", name="Ajukan").click()
    page.get_by_text(SAID).first.wait_for()
    assert fresh(Case.objects.get().pinjamruang).siap_pada == MOMENT
