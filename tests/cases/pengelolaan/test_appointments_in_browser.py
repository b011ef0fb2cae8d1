"""Admin appoints two people for a region and ends one again; the petugas sees what is left: in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections

from cases.organisations.models import CaseRole
from tests.support.in_browser import log_in, look
from tests.support.world import World

pytestmark = pytest.mark.req("SJ-13", "SJ-16")


@pytest.fixture
def world(committed_db: Any) -> World:
    return World()


@pytest.fixture
def site(page: Any, live_server: Any, world: World, faults: list[str]) -> Iterator[str]:
    yield live_server.url
    connections.close_all()


def test_from_the_first_click_to_the_last(page: Any, site: str, world: World) -> None:
    world.open()
    world.open(by="bogor", jabatan="Kepala Dinas Bogor")
    log_in(page, f"{site}/", "admin")
    page.get_by_role("link", name="Pengelolaan", exact=True).click()
    page.get_by_role("main").get_by_role("link", name="Petugas", exact=True).click()
    for name in ("Asisten 1", "Asisten 2"):
        page.get_by_label(f"Pilih {name}", exact=True).check()
    page.get_by_role("button", name="Beri penugasan", exact=True).click()
    page.get_by_label("Peran").select_option("kasn_komisioner")
    page.get_by_label("Berlaku pada").select_option("wilayah")
    page.get_by_label("Wilayah", exact=True).select_option("32")
    page.get_by_label("Nomor surat").fill("ST-12/2026")
    look(page, "penugasan-massal")
    page.get_by_role("button", name="Periksa").click()
    page.get_by_text("Alasan").first.wait_for()
    page.get_by_label("Alasan").fill("Pelaksana tugas di Jawa Barat.")
    page.get_by_role("button", name="Periksa").click()
    page.get_by_role("heading", name="2 dari 2 dapat diberikan").wait_for()
    assert not CaseRole.objects.filter(role="kasn_komisioner", area="32").exists(), "nothing is done yet"
    look(page, "penugasan-periksa")
    page.get_by_role("button", name="Beri penugasan kepada 2 orang").click()
    page.get_by_text("2 berhasil").wait_for()
    look(page, "penugasan-hasil")

    page.goto(f"{site}/pengelolaan/penugasan/?q=Jawa+Barat")
    look(page, "penugasan")
    page.get_by_role("link", name="Akhiri Komisioner Asisten 2").click()
    page.get_by_label("Alasan").fill("Selesai.")
    look(page, "penugasan-akhiri")
    page.get_by_role("button", name="Simpan").click()
    page.get_by_text("Akhiri penugasan sudah dicatat untuk Asisten 2").wait_for()
    look(page, "penugasan-orang")

    page.goto(f"{site}/")
    page.get_by_role("button", name="Log Out").first.click()
    log_in(page, f"{site}/", "asisten1")
    page.goto(f"{site}/tugas/antrean/")
    main = page.get_by_role("main")
    main.get_by_text("Kepala Dinas Bogor").first.wait_for()
    assert main.get_by_text("Kepala Dinas Sosial").count() == 0, "of Jakarta he chooses nobody"
    main.get_by_role("link", name="Kepala Dinas Bogor").first.click()
    page.get_by_role("button", name="Pilih petugas yang menangani").click()
    chosen = page.get_by_role("combobox")
    assert "Asisten 2 (0 tugas terbuka)" in chosen.inner_text()
    look(page, "pilih-petugas")
