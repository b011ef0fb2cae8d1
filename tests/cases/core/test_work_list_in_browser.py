"""Refused filters and a task to take over, as they look on a phone and on a desk."""

from typing import Any

import pytest

from cases.core.doing import claims
from tests.support.in_browser import log_in, look
from tests.support.world import World, open_task

pytestmark = pytest.mark.browser


@pytest.mark.req("SJ-53", "SJ-136")
def test_a_refused_filter_and_a_task_to_take_over(committed_db: Any, page: Any, live_server: Any) -> None:
    world = World()
    case = world.at("perbaikan")
    claims.claim(world.people.jaksel, open_task(case, "perbaiki").pk)
    log_in(page, f"{live_server.url}/tugas/menunggu/?state=bukan&institution=Tidak+Ada&asing=x", "komisioner")
    assert page.get_by_role("alert").locator("li").count() == 3
    look(page, "saringan-ditolak")
    page.goto(f"{live_server.url}/tugas/menunggu/")
    page.get_by_role("link", name="Batas", exact=True).focus()
    page.keyboard.press("Enter")
    page.locator('th[aria-sort="ascending"]').wait_for()
    look(page, "urut")
    page.get_by_role("link", name="Batas", exact=True).click()
    page.locator('th[aria-sort="descending"]').wait_for()
    log_in(page, f"{live_server.url}/log/", "auditor")
    page.get_by_text("Saring daftar").click()
    look(page, "log")
    log_in(page, f"{live_server.url}/kasus/{case.case.pk}/t/kirim_perbaikan/", "jaksel2")
    look(page, "ambil-alih")
    page.get_by_role("button", name="Ambil alih").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Ambil alih: ").wait_for()
    look(page, "diambil-alih")
