"""The public page in a browser: dropped or chosen, with and without scripts, on a phone, clean under the CSP."""

from __future__ import annotations

import base64

import pytest

from tests.support.in_browser import look

_DROP = """([content, size]) => {
  const bytes = size ? new Uint8Array(size) : Uint8Array.from(atob(content), (c) => c.charCodeAt(0));
  const dropped = new DataTransfer();
  dropped.items.add(new File([bytes], "surat.pdf", { type: "application/pdf" }));
  document.querySelector("[data-drop]").dispatchEvent(
    new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def letter(committed_db, desk, bytes_of):
    """A letter that was sent, and its bytes. Tests of the browser leave the database to such fixtures."""
    letter = desk.do(desk.sign(desk.approval(), "asisten1"), "kirim", "asisten1")
    return letter, bytes_of(letter)


def test_a_stranger_verifies(letter, live_server, page, faults):
    letter, content = letter
    page.goto(f"{live_server.url}/verifikasi/")
    look(page, "verifikasi-form")
    page.evaluate(_DROP, ["", 26 * 1024 * 1024])
    page.get_by_text("Berkas terlalu besar").wait_for()
    page.evaluate(_DROP, [base64.b64encode(content).decode(), 0])
    page.get_by_role("heading", name="Asli", exact=True).wait_for()
    page.get_by_text("Asisten 1").wait_for()
    look(page, "verifikasi-asli")
    page.get_by_label("Berkas").set_input_files(
        {"name": "surat.pdf", "mimeType": "application/pdf", "buffer": content + b" "}
    )
    page.get_by_role("button", name="Periksa berkas").click()
    page.get_by_role("heading", name="Bukan berkas yang diterbitkan").wait_for()
    look(page, "verifikasi-berubah")
    page.get_by_label("Kode verifikasi").fill(letter.kode.lower())
    page.get_by_role("button", name="Periksa kode").click()
    page.get_by_role("heading", name="Kode ini milik dokumen yang diterbitkan").wait_for()
    look(page, "verifikasi-kode")
    page.goto(f"{live_server.url}/verifikasi/ABCDEFGHJKLMNPQRSTUV/")
    page.get_by_role("heading", name="Tidak dikenal").wait_for()
    look(page, "verifikasi-tidak-dikenal")


def test_without_scripts(letter, live_server, page):
    plain = page.context.browser.new_context(java_script_enabled=False).new_page()
    plain.goto(f"{live_server.url}/verifikasi/")
    plain.get_by_label("Berkas").set_input_files(
        {"name": "surat.pdf", "mimeType": "application/pdf", "buffer": letter[1]}
    )
    plain.get_by_role("button", name="Periksa berkas").click()
    plain.get_by_role("heading", name="Asli", exact=True).wait_for()
    plain.context.close()
