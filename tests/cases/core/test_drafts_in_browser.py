"""Nothing typed is lost, in a browser: leaving, going back, reloading, two tabs, a session that ended (SJ-71)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connections

from cases.core.models import Draft
from tests.support.in_browser import fill_login, log_in, look
from tests.support.world import World, acts_of

STATUS = "[data-draft-status]"


@pytest.fixture
def world(committed_db: Any) -> World:
    return World()


@pytest.fixture
def site(page: Any, live_server: Any, world: World, faults: list[str]) -> Iterator[str]:
    """The address of the site."""
    yield live_server.url
    connections.close_all()


def kept(page: Any) -> None:
    page.locator(STATUS, has_text=re.compile(r"Draf tersimpan pukul \d\d\.\d\d WIB")).wait_for()


REASON = ".alur-editor__text"  # the editor in the place of the field "alasan"


@pytest.fixture
def form(page: Any, site: str, world: World) -> str:
    """An open form of an act on a case."""
    log_in(page, f"{site}/", "asisten1")
    address = f"{site}/kasus/{world.at('telaah').pk}/t/perbaikan/"
    page.goto(address)
    return address


def test_saved_a_little_after_the_last_key_and_there_after_a_reload(page, form):
    page.locator(REASON).fill("Mohon dilengkapi.")
    kept(page)
    look(page, "isian")
    page.reload()
    assert page.locator(REASON).inner_text() == "Mohon dilengkapi."


@pytest.mark.parametrize("way", ["link", "breadcrumb", "logout", "back"])
def test_left_before_it_was_saved(page, site, form, way):
    page.goto(f"{site}/tugas/saya/")
    page.goto(form)
    page.locator(REASON).fill("Belum sempat tersimpan.")
    if way == "link":
        page.get_by_role("button", name="Batal").click()
    elif way == "breadcrumb":
        page.locator(".govuk-breadcrumbs__link, .alur-breadcrumbs a").first.click()
    elif way == "logout":
        page.get_by_role("button", name="Log Out", exact=True).click()
        page.get_by_label("Username").wait_for()
        fill_login(page, "asisten1")
    else:
        page.go_back()
    page.wait_for_load_state()
    page.wait_for_url(lambda url: not url.startswith(form))
    page.goto(form)
    page.locator(REASON, has_text=re.compile("^Belum sempat tersimpan.$")).wait_for()


def test_left_and_the_save_at_leaving_came_too_late(page, site, form):
    """Whether the save that a page sends when it goes away arrives before the next page is asked for is luck."""
    page.goto(f"{site}/tugas/saya/")
    page.goto(form)
    page.locator(REASON).fill("Tertinggal di tab.")
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError(0)); }")
    page.go_back()
    page.wait_for_url(lambda url: not url.startswith(form))
    assert not Draft.objects.exists()
    page.goto(form)
    page.locator(REASON, has_text="Tertinggal di tab.").wait_for()
    assert Draft.objects.count() == 1


def test_the_session_ends_while_somebody_types(page, form):
    Session.objects.all().delete()
    page.locator(REASON).fill("Dua jam kerja.")
    page.locator(STATUS, has_text="Sesi Anda berakhir; isian tetap tersimpan.").wait_for()
    page.get_by_role("button", name="Perbaikan", exact=True).click()
    fill_login(page, "asisten1")
    assert page.url.startswith(form)
    assert page.locator(REASON).inner_text() == "Dua jam kerja."
    page.get_by_role("button", name="Perbaikan", exact=True).click()
    page.wait_for_url(re.compile("^(?!.*/t/)"))
    assert not Draft.objects.exists()


def test_logged_in_again_in_another_tab(page, site, form):
    """The login renews the token of the browser; the form that was open has the old one."""
    page.locator(REASON).fill("Dari tab lama.")
    kept(page)
    Session.objects.all().delete()
    other = page.context.new_page()
    log_in(other, f"{site}/", "asisten1")
    page.locator(REASON).fill("Dari tab lama, lebih panjang.")
    page.get_by_role("button", name="Perbaikan", exact=True).click()
    page.get_by_text("Isian Anda tersimpan; periksa, lalu kirim lagi.").wait_for()
    assert page.locator(REASON).inner_text() == "Dari tab lama, lebih panjang."


def test_two_tabs(page, form):
    other = page.context.new_page()
    other.goto(form)
    page.locator(REASON).fill("Tab satu.")
    kept(page)
    other.locator(REASON).fill("Tab dua.")
    other.locator(STATUS, has_text="disimpan dari halaman lain").wait_for()
    other.locator(REASON).fill("Tab dua, diteruskan.")
    other.wait_for_timeout(2500)
    texts = {draft.data["alasan"]["alasan"][0] for draft in Draft.objects.all()}
    assert texts == {"<p>Tab satu.</p>", "<p>Tab dua, diteruskan.</p>"}
    other.reload()
    assert other.locator(REASON).inner_text() == "Tab dua, diteruskan."


def test_a_save_that_fails_says_so_and_keeps_the_text_on_the_page(page, form, faults):
    page.route("**/draf/simpan/", lambda route: route.fulfill(status=500, body="rusak"))
    page.locator(REASON).fill("Tetap di sini.")
    page.locator(STATUS, has_text="Draf belum tersimpan. Isian tetap di halaman ini.").wait_for()
    assert page.locator(REASON).inner_text() == "Tetap di sini."
    faults.clear()  # the failure that was asked for


def test_a_long_form_back_and_forth(page, site, world):
    log_in(page, f"{site}/", "jaksel")
    page.goto(f"{site}/nomenklatur/baru/tambah_nomenklatur/")
    page.get_by_label("Unit Kerja").fill("Dinas Baru")
    page.get_by_role("button", name="Kompetensi teknis dan sosial-kultural").click()  # the list of steps
    page.get_by_label("Kompetensi Teknis/Bidang").fill("Urusan baru.")
    page.get_by_role("button", name="Langkah sebelumnya").click()
    page.get_by_role("button", name="Jabatan", exact=True).click()
    assert page.get_by_label("Unit Kerja").input_value() == "Dinas Baru"
    page.get_by_label("Jabatan", exact=False).last.fill("Kepala Dinas Baru")
    page.go_back()
    page.wait_for_load_state(
        "networkidle"
    )  # it may show itself anew, with what the page left behind (`sendLeft`)
    page.go_forward()
    with page.expect_navigation():  # a busy machine: the next address would cut the form off
        page.get_by_role("button", name="Simpan dan tutup").click()
    page.goto(f"{site}/draf/")
    assert "Dinas Baru" in page.locator("main").inner_text()
    look(page, "draf-saya")
    page.get_by_role("link", name=re.compile("^Lanjutkan")).click()
    page.wait_for_url("**/tambah_nomenklatur/?*")
    page.goto(re.sub(r"\?", "?langkah=3&", page.url))
    assert page.get_by_label("Kompetensi Teknis/Bidang").input_value() == "Urusan baru."


def test_enter_saves_and_goes_on(page, site, world):
    log_in(page, f"{site}/", "jaksel")
    page.goto(f"{site}/nomenklatur/baru/tambah_nomenklatur/?langkah=1")
    page.get_by_label("Unit Kerja").fill("Dinas Baru")
    page.get_by_label("Jabatan").last.fill("Kepala")
    page.get_by_label("Level").select_option("Pratama")
    page.get_by_label("Unit Kerja").press("Enter")
    page.wait_for_url(re.compile("langkah=2"))


def test_two_creations_side_by_side(page, site, world):
    log_in(page, f"{site}/", "jaksel")
    for unit in ("Dinas A", "Dinas B"):
        page.goto(f"{site}/nomenklatur/baru/tambah_nomenklatur/")
        assert page.get_by_label("Unit Kerja").input_value() == ""
        page.get_by_label("Unit Kerja").fill(unit)
        kept(page)
    assert Draft.objects.count() == 2
    page.reload()
    assert page.get_by_label("Unit Kerja").input_value() == "Dinas B"


def test_back_after_sending(page, form, world):
    page.locator(REASON).fill("Sekali saja.")
    page.get_by_role("button", name="Perbaikan", exact=True).click()
    page.wait_for_url(re.compile("^(?!.*/t/)"))
    page.go_back()
    page.wait_for_load_state()
    assert "Belum diisi" not in page.locator("main").inner_text()
    case = re.findall(r"/kasus/([^/]+)/", form)[0]
    from cases.core.models import Case
    from cases.core.reading.selectors import subject_of

    assert acts_of(subject_of(Case.objects.get(pk=case))).count("perbaikan") == 1
