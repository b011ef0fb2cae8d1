"""Deciding where one can see: form, data and documents beside each other, on a desk and on a phone."""

from __future__ import annotations

import io
from typing import Any

import pytest

from cases.core.doing.sample_document import sample_pdf
from documents.receiving import receive
from tests.cases.core.dokumen.conftest import Desk
from tests.cases.jpt.steps import Steps
from tests.support.in_browser import PHONE, WIDE, log_in, look
from tests.support.world import World

pytestmark = pytest.mark.browser


class RealFiles(Steps):
    """Steps whose files are in the store."""

    def file(self, who: Any, name: str = "surat.pdf") -> str:
        return str(receive(io.BytesIO(sample_pdf(f"Isi {name}")), name, uploader=self.user(who)).pk)


@pytest.fixture
def steps(committed_db: Any, s3: Any) -> RealFiles:
    return RealFiles(World().people)


@pytest.fixture
def enter(page: Any, live_server: Any) -> Any:
    def go(path: str) -> Any:
        log_in(page, f"{live_server.url}{path}", "asisten1")
        page.locator("#keputusan").wait_for()
        return page

    return go


def top(page: Any, selector: str) -> float:
    """Pixels from the top of the document."""
    box = page.locator(selector).first.bounding_box()
    return float(box["y"] + page.evaluate("window.scrollY"))


def pages_seen(page: Any) -> int:
    """Pictures of pages that have arrived in the frame."""
    frame = page.frame_locator("iframe[name=penampil]")
    frame.locator("img").first.wait_for()
    page.wait_for_function(
        "() => [...document.querySelector('iframe[name=penampil]').contentDocument.images]"
        ".some(i => i.complete && i.naturalWidth > 600)"
    )
    return int(frame.locator("img").count())


def form_is_reached(page: Any) -> None:
    """The first field is on the first screen of a desk and stays there; on a phone it comes within two screens."""
    field = "#keputusan .govuk-form-group, #keputusan button[type=submit]"
    page.set_viewport_size(WIDE)
    page.evaluate("window.scrollTo(0, 0)")
    assert top(page, field) < WIDE["height"]
    page.evaluate("window.scrollTo(0, document.body.scrollHeight / 2)")
    page.wait_for_timeout(100)
    at = page.locator("#keputusan").bounding_box()["y"]
    assert 0 <= at < 100 or page.evaluate("document.body.scrollHeight") < 2 * WIDE["height"]
    page.set_viewport_size(PHONE)
    page.evaluate("window.scrollTo(0, 0)")
    assert top(page, field) < 2 * PHONE["height"]
    page.set_viewport_size(WIDE)


def test_a_plan_is_reviewed_beside_its_documents(steps, enter, faults):
    member = {
        "nama": "Ketua Pansel",
        "keterangan": "Sekda",
        "berkas": [steps.file("jaksel", "sk-pansel.pdf")],
    }
    seleksi = steps.reviewed(panitia=[member])
    page = enter(f"/kasus/{seleksi.pk}/t/setujui/")
    form_is_reached(page)
    page.get_by_label("Catatan persetujuan").first.wait_for()
    page.locator(".alur-papers").scroll_into_view_if_needed()
    assert pages_seen(page) == 1
    page.get_by_role("link", name="Lihat surat.pdf di bawah").click()
    page.frame_locator("iframe[name=penampil]").get_by_role("heading", name="surat.pdf").wait_for()
    assert page.url.endswith("/t/setujui/")  # the form and what was typed stay where they are
    look(page, "setujui")


@pytest.mark.req("SJ-116")
def test_lulus_with_the_candidates_in_sight(steps, enter, faults):
    seleksi = steps.reported()
    page = enter(f"/kasus/{seleksi.pk}/t/lulus/")
    form_is_reached(page)
    rows = page.locator(".alur-result tbody tr")
    assert rows.count() == 4
    assert [row.split("\t")[0] for row in rows.all_inner_texts()] == ["1", "2", "3", "4"]
    assert page.locator("#keputusan .alur-required").count() >= 2
    look(page, "lulus")
    page.get_by_role("button", name="Lulus", exact=True).click()
    page.locator(".alur-note--danger").wait_for()
    assert page.locator("[data-field=rekomendasi].govuk-form-group--error").count() == 1
    assert page.locator("[data-field=rekomendasi_pelaporan].govuk-form-group--error").count() == 1
    assert "Kode E-" not in page.locator("main").inner_text()
    look(page, "lulus-ditolak")


@pytest.mark.req("CB-239")
def test_a_letter_is_read_before_it_is_signed(committed_db, s3, enter, faults):
    letter = Desk().approval()
    page = enter(f"/kasus/{letter.pk}/t/tanda_tangani/")
    form_is_reached(page)
    assert pages_seen(page) == 1
    assert page.locator("input[name=sidik]").get_attribute("type") == "hidden"
    assert page.locator("input[name=sidik]").input_value() == letter.berkas.sha256
    look(page, "tanda-tangani")
