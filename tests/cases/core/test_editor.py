"""The editor of formatted text in a browser: typed, formatted, pasted, by keyboard, and without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest

from cases.core.models import Correction
from tests.support.in_browser import log_in, look
from tests.support.world import World


@pytest.fixture
def case(committed_db: Any) -> Any:
    return World().at("telaah")


def open_form(page: Any, live_server: Any, case: Any) -> Any:
    log_in(page, f"{live_server.url}/kasus/{case.pk}/t/perbaikan/", "asisten1")
    page.locator(".alur-editor").first.wait_for()
    return page.get_by_role("textbox", name="Alasan")


def send(page: Any) -> None:
    page.get_by_role("button", name="Perbaikan", exact=True).click()
    page.wait_for_url("**/kasus/*/")


def kept() -> str:
    return Correction.objects.get().reason


@pytest.mark.req("SJ-41")
def test_what_is_formatted_is_kept(case, live_server, page, faults):
    text = open_form(page, live_server, case)
    text.click()
    page.keyboard.type("Nilai <minimal dari a@b.id & ")
    page.get_by_role("button", name="Tebal").click()
    assert page.get_by_role("button", name="Tebal").get_attribute("aria-pressed") == "true"
    page.keyboard.type("wajib")
    page.get_by_role("button", name="Tebal").click()
    page.keyboard.type(" diulang.")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Daftar bernomor").click()
    page.keyboard.type("Uraian")
    page.keyboard.press("Enter")
    page.keyboard.type("Indikator")
    look(page, "editor")
    send(page)
    assert kept() == (
        "<p>Nilai &lt;minimal dari a@b.id &amp; <b>wajib</b> diulang.</p><ol><li>Uraian</li><li>Indikator</li></ol>"
    )


def test_a_link_is_put_by_its_address_only(case, live_server, page, faults):
    text = open_form(page, live_server, case)
    text.click()
    page.keyboard.type("Pedoman")
    page.keyboard.press("Control+A")
    page.get_by_role("button", name="Tautan", exact=True).click()
    address = page.get_by_label("Alamat tautan")
    address.fill("javascript:alert(1)")
    page.get_by_role("button", name="Pasang tautan").click()
    page.get_by_text("Alamat harus diawali").wait_for()
    address.fill("https://www.bkn.go.id/pedoman")
    page.get_by_role("button", name="Pasang tautan").click()
    send(page)
    assert kept() == '<p><a href="https://www.bkn.go.id/pedoman" rel="noopener noreferrer">Pedoman</a></p>'


_PASTE = """(html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "teks");
  document.activeElement.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_a_paste_from_a_word_processor_keeps_the_known_marks(case, live_server, page, faults):
    text = open_form(page, live_server, case)
    text.click()
    page.evaluate(
        _PASTE,
        '<style>p{color:red}</style><h1 style="color:red">Bab</h1><p class="MsoNormal" onclick="x()"><span '
        'style="font-size:9pt"><b>Satu</b></span> dua<script>alert(1)</script></p><img src=x onerror="alert(1)">',
    )
    page.get_by_role("textbox", name="Alasan").get_by_text("Satu").wait_for()
    send(page)
    assert kept() == "<h3>Bab</h3><p><b>Satu</b> dua</p>"
    faults[:] = [fault for fault in faults if "Content Security Policy" not in fault]  # of the pasted markup


def test_by_keyboard_alone(case, live_server, page, faults):
    text = open_form(page, live_server, case)
    text.focus()
    page.keyboard.type("satu ")
    page.keyboard.press("Control+B")
    page.keyboard.type("dua")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Tebal"
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Miring"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "textbox"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('role')") != "textbox"
    send(page)
    assert kept() == "<p>satu <b>dua</b></p>"


def test_without_a_change_the_text_is_sent_as_it_came(case, live_server, page, faults):
    """After a refusal the same lines stand there and are sent as the server wrote them."""
    text = open_form(page, live_server, case)
    assert text.evaluate("box => document.querySelector('textarea[data-rich]').value") == ""
    page.get_by_role("button", name="Perbaikan", exact=True).click()
    page.get_by_role("textbox", name="Alasan").wait_for()
    assert page.locator(".govuk-error-summary a").first.get_attribute("href") == "#id_alasan"
    page.locator(".govuk-error-summary a").first.click()
    assert page.evaluate("document.activeElement.id") == "id_alasan"
