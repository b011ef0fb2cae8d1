"""Decision, second question, receipt, history and log about a candidate, in a browser on a phone and on a desk."""

from __future__ import annotations

import pytest

from tests.cases.jpt.steps import Steps
from tests.support.in_browser import log_in, look
from tests.support.world import World


@pytest.mark.req("SJ-101", "SJ-128")
def test_whom_and_what_stands_on_every_page(committed_db, live_server, page, faults):
    steps = Steps(World().people)
    seleksi = steps.counted()
    best = steps.scored(steps.candidate(seleksi, "Siti Aminah", "198001012005012001"), ("8", "7", "7,5", "9"))
    other = steps.candidate(seleksi, "Budi", "198001012005011002")
    case, named = f"/kasus/{seleksi.pk}/", "Siti Aminah (NIP 198001012005012001)"
    log_in(page, f"{live_server.url}{case}kandidat/{best.pk}/t/terima/", "jaksel")
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
    log_in(page, f"{live_server.url}/log/", "auditor")
    page.get_by_text(f"Terima: {named}").first.wait_for()
    look(page, "log")
