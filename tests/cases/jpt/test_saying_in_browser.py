"""Decision, second question, receipt, history and log about a candidate, in a browser on a phone and on a desk."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.cases.jpt.steps import Steps
from tests.support.world import PASSWORD, World

#: Set to a folder to look at the pages.
SHOTS = os.environ.get("ALUR_SHOTS", "")


def look(page: Any, name: str) -> None:
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
        if SHOTS:
            page.screenshot(path=str(Path(SHOTS) / f"{name}-{width}.png"), full_page=True)


def log_in(page: Any, server: Any, who: str, path: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{server.url}{path}")
    page.get_by_label("Username").fill(who)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.locator("h1").wait_for()


@pytest.mark.req("SJ-101", "SJ-128")
def test_whom_and_what_stands_on_every_page(committed_db, live_server, page):
    steps = Steps(World().people)
    seleksi = steps.counted()
    best = steps.scored(steps.candidate(seleksi, "Siti Aminah", "198001012005012001"), ("8", "7", "7,5", "9"))
    other = steps.candidate(seleksi, "Budi", "198001012005011002")
    case, named = f"/kasus/{seleksi.pk}/", "Siti Aminah (NIP 198001012005012001)"
    log_in(page, live_server, "jaksel", f"{case}kandidat/{best.pk}/t/terima/")
    assert page.locator("h1").inner_text() == f"Terima: {named}"
    look(page, "terima")
    page.goto(f"{live_server.url}{case}kandidat/{best.pk}/t/koreksi_skor/")
    look(page, "koreksi-skor")
    page.goto(f"{live_server.url}{case}kandidat/{other.pk}/t/hapus/")
    page.get_by_label("Alasan").fill("Salah orang")
    page.locator("main form .alur-buttons button").first.click()
    page.get_by_text("apakah Anda yakin").first.wait_for()
    look(page, "hapus-yakin")
    page.locator("main form .alur-buttons button").first.click()
    page.get_by_text("Hapus sudah dicatat untuk Budi").wait_for()
    look(page, "setelah-hapus")
    page.goto(f"{live_server.url}{case}kandidat/{best.pk}/t/terima/")
    page.locator("main form .alur-buttons button").first.click()
    page.get_by_text(f"Terima sudah dicatat untuk {named}").wait_for()
    page.goto(f"{live_server.url}{case}riwayat/")
    assert page.locator(".alur-timeline__act", has_text=f"Terima: {named}").count() == 1
    look(page, "riwayat")
    page.goto(f"{live_server.url}{case}tanda-terima/1/")
    look(page, "tanda-terima")
    log_in(page, live_server, "auditor", "/log/")
    page.get_by_text(f"Terima: {named}").first.wait_for()
    look(page, "log")
