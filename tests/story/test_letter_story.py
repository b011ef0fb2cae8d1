"""A letter of approval from the reviewer's decision to a stranger who checks it, in the browser (issue 3)."""

import shutil
import subprocess

import pytest

from cases.core.reading.selectors import subject_of
from cases.dokumen.files import content_of
from cases.dokumen.models import Dokumen
from documents.rendering import attached_data
from tests.cases.jpt.steps import Steps
from tests.story.browser import Person, overflow
from tests.story.conftest import PASSWORD
from tests.support.jobs import deliver_all
from tests.support.world import user

pytestmark = [pytest.mark.browser, pytest.mark.req("CB-239", "SJ-79")]


class Readers:
    """user names as attributes, read afresh"""

    def __getattr__(self, name):
        return user(name)


@pytest.fixture
def seleksi(people, s3):
    return Steps(Readers()).reviewed()


@pytest.fixture
def person(page, live_server, people):
    opened = []

    def of(name=""):
        found = Person(page.context.browser, live_server.url)
        opened.append(found)
        if name:
            found.log_in(name, PASSWORD)
        return found

    yield of
    for one in opened:
        assert one.faults == []
        one.context.close()


def download(somebody, link):
    with somebody.page.expect_download() as started:
        link.click()
    with open(started.value.path(), "rb") as file:
        return file.read()


def check_file(somebody, content):
    somebody.go("/verifikasi/")
    somebody.page.get_by_label("Berkas", exact=True).set_input_files(
        {"name": "surat.pdf", "mimeType": "application/pdf", "buffer": content}
    )
    somebody.page.get_by_role("button", name="Periksa berkas").click()
    somebody.page.locator(".v-verdict").wait_for()
    assert overflow(somebody) == 0
    return somebody.page.locator("main").inner_text()


def test_from_the_decision_to_the_stranger(seleksi, person):
    asisten = person("asisten1")
    asisten.go(f"/kasus/{seleksi.pk}/t/setujui/")
    asisten.page.get_by_label("Catatan persetujuan").fill("Rencana sesuai ketentuan.")
    asisten.page.get_by_label("No. surat").fill("123/KASN/2026")
    asisten.page.get_by_role("button", name="Setujui", exact=True).click()
    asisten.page.get_by_text("Setujui sudah dicatat untuk").wait_for()
    deliver_all()

    asisten.go("/")
    asisten.page.get_by_role("link", name="Tanda tangani dokumen").first.click()
    asisten.page.wait_for_load_state()
    if "/t/" not in asisten.path:
        asisten.page.locator('[data-act="tanda_tangani"]').click()
        asisten.page.wait_for_load_state()
    letter = asisten.path.split("/t/")[0]
    frame = asisten.page.frame_locator("iframe[name=penampil]")
    frame.get_by_role("img").first.wait_for()
    seen = download(asisten, asisten.page.get_by_role("link", name=".pdf").first)
    assert attached_data(seen)["konsep"] is True
    asisten.page.get_by_role("button", name="Tanda tangani", exact=True).click()
    asisten.page.get_by_text("Tanda tangani sudah dicatat untuk").wait_for()

    jaksel, bogor, stranger = person("jaksel"), person("bogor"), person()
    jaksel.go(letter)
    assert jaksel.status == 404
    asisten.page.locator('[data-act="kirim"]').click()
    asisten.page.get_by_role("button", name="Kirim", exact=True).click()
    asisten.page.get_by_text("Kirim sudah dicatat untuk").wait_for()
    jaksel.go(letter)
    assert jaksel.status == 200
    signed = download(jaksel, jaksel.page.get_by_role("link", name=".pdf").first)
    assert attached_data(signed)["isi"] == attached_data(seen)["isi"]
    assert attached_data(signed)["konsep"] is False
    bogor.go(letter)
    assert bogor.status == 404

    said = check_file(stranger, signed)
    assert "Surat persetujuan" in said
    assert "Asisten 1" in said
    assert "asli" in said.lower()
    assert "Dinas Sosial" not in said
    forged = bytearray(signed)
    forged[len(seen) // 2] ^= 1
    said = check_file(stranger, bytes(forged))
    assert "asli" not in said.lower() or "tidak asli" in said.lower() or "berubah" in said.lower()
    assert "Dinas Sosial" not in said


def test_the_printed_address_leads_to_the_letter(seleksi, person, tmp_path, live_server, settings):
    """What the QR code says is printed beside it; another program reads it from the page."""
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext on this machine")
    settings.ALUR_BASE_URL = live_server.url
    steps = Steps(Readers())
    steps.do(seleksi, "asisten1", "setujui", catatan_persetujuan="<p>Ya.</p>", no_surat="7/KASN/2026")
    deliver_all()
    letter = subject_of(Dokumen.objects.get().case)
    letter = steps.do(letter, "asisten1", "tanda_tangani", sidik=letter.berkas.sha256)
    file = tmp_path / "surat.pdf"
    file.write_bytes(content_of(letter.berkas))
    text = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, check=True, text=True).stdout
    address = f"{live_server.url}/verifikasi/{letter.kode}/"
    assert address.removeprefix("http://") in text.replace("\n", "")
    stranger = person()
    stranger.go(address)
    assert stranger.status == 404  # signed, not sent: nobody outside learns of it
    steps.do(letter, "asisten1", "kirim")
    stranger.go(address)
    assert stranger.status == 200
    said = stranger.page.locator("main").inner_text()
    assert "Asisten 1" in said
