"""The work list from the first click to the last, as those who live in it: on a desk and on a phone."""

from typing import Any

import pytest

from cases.core.models import Case
from tests.support.in_browser import PHONE, WIDE, log_in, look
from tests.support.world import World

pytestmark = [pytest.mark.browser, pytest.mark.req("SJ-136")]


@pytest.fixture(params=[WIDE, PHONE], ids=["desk", "phone"])
def seen(request: Any, page: Any) -> Any:
    """seen("name"): nothing is wider than the screen of this walk; with ALUR_SHOTS there is a picture."""
    page.set_viewport_size(request.param)
    return lambda name: look(page, f"kerja-{name}", request.param)


def tick(page: Any, *names: str) -> None:
    for name in names:
        page.get_by_role("checkbox", name=f"Tandai baris {name}").check()


def press(page: Any, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


def rows(page: Any) -> list[str]:
    return [text.split("— ")[-1] for text in page.locator(".alur-tasks__link").all_inner_texts()]


def to_box(page: Any, label: str) -> None:
    page.get_by_role("navigation", name="Kotak tugas").get_by_role("link", name=label).click()
    page.get_by_role("heading", name=label).wait_for()


@pytest.fixture
def queue(committed_db: Any, page: Any, live_server: Any) -> World:
    """A komisioner in the queue of supervisors: three cases; a fourth is with its petugas."""
    world = World()
    for name in "BCA":
        world.open(unit_kerja=f"Dinas {name}", by="bogor" if name == "C" else "jaksel")
    world.at("telaah", unit_kerja="Dinas D")
    log_in(page, f"{live_server.url}/", "komisioner")
    to_box(page, "Antrean tim")
    return world


def test_a_supervisor_from_case_to_case(queue: World, page: Any, seen: Any) -> None:
    assert page.get_by_text("Belum dibaca").count() == 3
    seen("penyelia-antrean")
    page.get_by_role("link", name="Tugas", exact=True).click()
    page.wait_for_url("**urut=judul**")
    assert rows(page) == ["Dinas A", "Dinas B", "Dinas C"]
    page.get_by_text("Saring daftar").click()
    page.get_by_label("Kecuali institusi").fill("bogor")
    seen("penyelia-saringan")
    press(page, "Terapkan")
    page.wait_for_url("**kecuali_institution=bogor**")
    assert ("urut=judul" in page.url, rows(page)) == (True, ["Dinas A", "Dinas B"])
    seen("penyelia-disaring")

    # from case to case, by keyboard, and what is left after an act
    page.get_by_role("link", name="Pilih petugas — Kepala Dinas Sosial — Dinas A").click()
    following = page.get_by_role("link", name="Berikutnya Pilih petugas — Kepala Dinas Sosial — Dinas B")
    following.wait_for()
    seen("penyelia-kasus")
    following.focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Dinas B").wait_for()
    assert page.get_by_text("Ini yang terakhir di Antrean tim dengan saringan ini.").is_visible()
    seen("penyelia-kasus-terakhir")
    page.get_by_role("link", name="Sebelumnya ").click()
    page.get_by_role("heading", name="Dinas A").wait_for()
    page.locator(".alur-next").get_by_role("button", name="Pilih petugas").click()
    page.get_by_label("Petugas").select_option(value=str(queue.people.asisten2.pk))
    press(page, "Pilih petugas yang menangani")
    page.get_by_text("sudah dicatat").wait_for()
    seen("penyelia-sesudah")
    page.get_by_role("link", name="Berikutnya ").click()
    page.get_by_role("heading", name="Dinas B").wait_for()
    page.get_by_role("link", name="Antrean tim", exact=True).first.click()
    page.get_by_role("heading", name="Antrean tim").wait_for()
    assert rows(page) == ["Dinas B"]
    page.get_by_role("link", name="Kecuali institusi: bogor").click()
    page.wait_for_url("**urut=judul")
    assert rows(page) == ["Dinas B", "Dinas C"]


def test_a_supervisor_and_selected_rows(queue: World, page: Any, seen: Any) -> None:
    page.get_by_role("checkbox", name="Pilih semua").check()
    press(page, "Ambil tugas")
    page.get_by_text("Ambil tugas: ").wait_for()
    seen("penyelia-diambil")
    to_box(page, "Tugas saya")
    page.get_by_role("button", name="Lepas ke antrean").wait_for()
    assert sorted(rows(page)) == ["Dinas A", "Dinas B", "Dinas C"]
    tick(page, "Kepala Dinas Sosial — Dinas A", "Kepala Dinas Sosial — Dinas B")
    press(page, "Lepas ke antrean")
    page.get_by_text("Lepas ke antrean: ").wait_for()
    tick(page, "Kepala Dinas Sosial — Dinas C")
    press(page, "Alihkan")
    page.get_by_label("Kepada").select_option(index=0)
    page.get_by_role("heading", name="Alihkan 1 tugas").wait_for()
    seen("penyelia-alihkan")
    press(page, "Alihkan")
    page.get_by_text("Alihkan: ").wait_for()
    to_box(page, "Menunggu pihak lain")
    page.get_by_role("button", name="Ambil alih").wait_for()
    seen("penyelia-menunggu")
    page.get_by_role("checkbox", name="Pilih semua").check()
    press(page, "Ambil alih")
    page.get_by_role("heading", name="Ambil alih").wait_for()
    seen("penyelia-hasil")
    assert page.get_by_text("melekat pada petugas yang ditunjuk").count() == 1  # the review
    assert page.get_by_text("Berhasil.", exact=True).count() == 1


def test_a_petugas(committed_db: Any, page: Any, live_server: Any, seen: Any) -> None:
    world = World()
    for name in "AB":
        world.at("telaah", unit_kerja=f"Dinas {name}")
    log_in(page, f"{live_server.url}/", "asisten1")
    assert page.get_by_text("Belum dibaca").count() == 2
    seen("petugas")
    page.get_by_role("link", name="Dinas A").click()
    page.get_by_role("heading", name="Langkah berikutnya").wait_for()
    seen("petugas-kasus")
    page.locator(".alur-next").get_by_role("button", name="Setujui", exact=True).click()
    page.get_by_role("heading", name="Setujui").wait_for()
    seen("petugas-telaah")
    press(page, "Setujui")
    if page.get_by_role("button", name="Ya, Setujui").count():
        press(page, "Ya, Setujui")
    page.get_by_text("sudah dicatat").wait_for()
    seen("petugas-sesudah")
    page.get_by_role("link", name="Berikutnya ").click()
    page.get_by_role("heading", name="Dinas B").wait_for()
    page.get_by_role("link", name="Alur", exact=False).first.click()
    to_box(page, "Selesai")
    assert rows(page) == ["Dinas A"]
    seen("petugas-selesai")


def test_an_institution(committed_db: Any, page: Any, live_server: Any, seen: Any) -> None:
    world = World()
    for name in "AB":
        world.at("perbaikan", unit_kerja=f"Dinas {name}")
    log_in(page, f"{live_server.url}/", "jaksel")
    seen("institusi")
    tick(page, "Kepala Dinas Sosial — Dinas A", "Kepala Dinas Sosial — Dinas B")
    press(page, "Ambil tugas")
    page.get_by_text("Ambil tugas: ").wait_for()
    to_box(page, "Tugas saya")
    page.get_by_role("link", name="Tugas", exact=True).click()
    page.get_by_role("link", name="Dinas A").click()
    page.get_by_role("heading", name="Langkah berikutnya").wait_for()
    seen("institusi-kasus")
    page.locator(".alur-next").get_by_role("button", name="Perbaiki nomenklatur").click()
    page.get_by_role("heading", name="Perbaiki nomenklatur").wait_for()
    seen("institusi-perbaikan")
    assert Case.objects.count() == 2
