"""A recording from the browser: interrupted, taken up again after a reload, sent with the act (CB-117)."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from documents.large import check_next
from documents.models import Attachment, LargeUpload
from tests.support.in_browser import PHONE, log_in, look
from tests.support.sending import PART, digest, video
from tests.support.world import fresh

from .conftest import Loans

SIZE = 2 * PART + 1_500_000
VIDEO = video(SIZE)
#: Any page but that of an act.
DONE = re.compile(r"^(?!.*/t/)")

pytestmark = pytest.mark.req("SJ-143")


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "rekaman ruang.mp4"
    path.write_bytes(VIDEO)
    return path


@pytest.fixture
def loan(page: Any, committed_db: Any, s3: Any, settings: Any, live_server: Any) -> Iterator[Any]:
    settings.DOCUMENTS_PART_BYTES = PART
    rule = {
        "AllowedOrigins": [live_server.url],
        "AllowedMethods": ["PUT"],
        "AllowedHeaders": ["x-amz-checksum-sha256"],
    }
    s3.client.put_bucket_cors(Bucket=s3.bucket, CORSConfiguration={"CORSRules": [rule]})
    loans = Loans()
    yield loans.do(loans.approved(), "serahkan_kunci", "komisioner")
    connections.close_all()  # those of Playwright's loop, which nobody sees once it has ended


def open_act(page: Any, live_server: Any, loan: Any) -> None:
    log_in(page, f"{live_server.url}/", "jaksel")
    page.goto(f"{live_server.url}/kasus/{loan.pk}/t/selesaikan/")


def checked(page: Any) -> None:
    """Wait until all is sent, then be the worker."""
    page.get_by_text("Berkas sedang diperiksa").first.wait_for()
    deadline = time.monotonic() + 10
    while not check_next():
        assert time.monotonic() < deadline
        page.wait_for_timeout(100)


def test_resumed_after_a_reload_and_sent_with_the_act(page, live_server, loan, recording, s3, faults):
    puts: list[str] = []

    def store(route: Any) -> None:
        number = route.request.url.split("partNumber=")[1].split("&")[0]
        if route.request.method == "PUT":
            puts.append(number)
            if broken and number != "1":
                route.abort("connectionreset")
                return
        route.continue_()

    broken = True
    page.route(f"{s3.endpoint}/**", store)
    open_act(page, live_server, loan)
    chooser = page.get_by_label("Rekaman ruang")
    assert chooser.is_visible()
    assert not page.get_by_text("memerlukan JavaScript").is_visible()
    chooser.set_input_files(recording)
    page.get_by_text("Koneksi terputus. Dicoba lagi").wait_for()
    for _ in range(50):
        large = LargeUpload.objects.get()
        if "1" in large.digests and "1" in puts and page.locator("progress").evaluate("p => p.value") > 0.3:
            break
        page.wait_for_timeout(100)
    page.wait_for_timeout(500)  # part 1 is answered
    look(page, "terputus")

    # the form does not go without it
    page.get_by_role("button", name="Selesai", exact=True).click()
    page.get_by_text("Berkas ini belum selesai dikirim").wait_for()
    assert fresh(loan).state == "disetujui"
    look(page, "tertahan")

    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.get_by_text("Pilih berkas yang sama untuk melanjutkan").wait_for()
    look(page, "ditawarkan")
    broken = False
    puts.clear()
    chooser.set_input_files(recording)
    checked(page)
    look(page, "diperiksa")
    ticked = page.get_by_role("checkbox", name="rekaman ruang.mp4")
    ticked.wait_for()
    look(page, "diterima")
    assert sorted(puts) == ["2", "3"]
    assert LargeUpload.objects.get().pk == large.pk
    assert ticked.is_checked()
    assert page.evaluate("Object.keys(localStorage)") == []
    page.get_by_role("button", name="Selesai", exact=True).click()
    page.wait_for_url(DONE)
    attachment = Attachment.objects.get(kind="rekaman_ruang")
    assert (attachment.sha256, attachment.size) == (digest(VIDEO), SIZE)
    assert fresh(loan).state == "selesai"


def test_given_up(page, live_server, loan, recording, s3, faults):
    page.route(f"{s3.endpoint}/**", lambda route: route.abort("connectionreset"))
    open_act(page, live_server, loan)
    page.get_by_label("Rekaman ruang").set_input_files(recording)
    page.get_by_text("Koneksi terputus. Dicoba lagi").wait_for()
    with page.expect_response("**/batal/"):
        page.get_by_role("button", name="Batalkan rekaman ruang.mp4").click()
    assert page.locator("progress").count() == 0
    assert (LargeUpload.objects.count(), page.evaluate("Object.keys(localStorage)")) == (0, [])
    page.get_by_role("button", name="Selesai", exact=True).click()  # nothing holds the form any more
    page.wait_for_url(DONE)
    assert fresh(loan).state == "selesai"


def test_refused_by_the_server_and_by_the_check(page, live_server, loan, tmp_path, s3, faults):
    broken, other = tmp_path / "rusak.mp4", tmp_path / "catatan.txt"
    broken.write_bytes(b"bukan rekaman" * 1000)
    other.write_bytes(b"catatan")
    open_act(page, live_server, loan)
    chooser = page.get_by_label("Rekaman ruang")
    chooser.set_input_files(other)
    page.get_by_text("jenis berkas ini tidak diterima").first.wait_for()
    page.get_by_role("button", name="Batalkan catatan.txt").click()
    chooser.set_input_files(broken)
    checked(page)
    page.get_by_text("Berkas “rusak.mp4” ditolak").first.wait_for()
    look(page, "ditolak")
    page.get_by_role("button", name="Selesai", exact=True).click()
    page.get_by_text("Berkas ini belum selesai dikirim").wait_for()
    assert fresh(loan).state == "disetujui"


def test_without_scripts_the_page_says_what_to_do(page, live_server, loan):
    plain = page.context.browser.new_context(
        java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    without = plain.new_page()
    open_act(without, live_server, loan)
    assert without.get_by_text("memerlukan JavaScript").is_visible()
    assert without.locator("input[type=file]").count() == 1
    assert not without.locator("input[type=file]").is_visible()
    look(without, "tanpa-javascript", PHONE)
    without.get_by_role("button", name="Selesai", exact=True).click()
    without.wait_for_url(DONE)
    plain.close()
