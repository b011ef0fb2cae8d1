"""Points of a perbaikan in a browser: asked by part, answered beside the form, seen as settled or not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cases.core.doing.corrections import points_of
from cases.core.models import Correction
from tests.cases.core.test_review_in_browser import RealFiles
from tests.support.in_browser import PHONE, SHOTS, WIDE, log_in, widest
from tests.support.world import World

pytestmark = [pytest.mark.browser, pytest.mark.req("SJ-76", "SJ-78")]
ASKED = (
    ("jadwal", "Pengumuman paling singkat 15 hari."),
    ("panitia", "Tambah seorang anggota dari luar."),
    ("", "Cantumkan dasar kekosongan jabatan."),
)
ANSWERS = ("Diperpanjang sampai 20 Desember.", "Anggota luar tidak tersedia.", "Sudah dicantumkan.")


@pytest.fixture
def steps(committed_db: Any, s3: Any) -> RealFiles:
    return RealFiles(World().people)


@pytest.fixture
def go(page: Any, live_server: Any) -> Any:
    def of(who: str, path: str) -> Any:
        log_in(page, f"{live_server.url}{path}", who)

    return of


def shot(page: Any, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS, f"{name}.png")), full_page=True)


def write(page: Any, name: str, text: str) -> None:
    """Into the editor of a formatted text."""
    page.locator(".alur-editor").first.wait_for()
    page.get_by_role("textbox", name=name).click()
    page.keyboard.type(text)


def press(page: Any) -> None:
    """The main button of the form."""
    page.locator("main form button.govuk-button[type=submit]:not(.govuk-button--secondary)").last.click()


def fits(page: Any) -> bool:
    """Nothing makes the page scroll sideways."""
    return widest(page) <= int(page.viewport_size["width"])


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["1280", "360"])
def test_three_points_asked_answered_and_settled(
    steps: Any, page: Any, go: Any, faults: list[str], size: Any
) -> None:
    page.set_viewport_size(size)
    width = size["width"]
    seleksi = steps.reviewed()
    go("asisten1", f"/kasus/{seleksi.pk}/t/perbaikan/")
    for number, (part, text) in enumerate(ASKED):
        if not page.locator(f"[name=poin-{number}-isi]").count():
            page.get_by_role("button", name="+ Tambah", exact=True).first.click()
        page.locator(f"[name=poin-{number}-bagian]").select_option(part)
        page.locator(f"[name=poin-{number}-isi]").fill(text)
    write(page, "Pesan", "Tiga hal.")
    shot(page, f"poin-minta-{width}")
    assert fits(page)
    with page.expect_navigation():
        press(page)
    shot(page, f"poin-diminta-{width}")
    page.get_by_text("Perbaikan sudah dicatat").first.wait_for(timeout=5000)
    request = Correction.objects.get(case=seleksi.pk)
    assert [(p.field, p.text) for p in points_of(request)] == list(ASKED)

    go("jaksel", f"/kasus/{seleksi.pk}/t/kirim_perbaikan/")
    answered = 0
    for _ in range(12):
        heading = page.locator("h1").inner_text()
        if heading == "Periksa jawaban Anda":
            break
        for _, text in ASKED:
            assert page.get_by_text(text).first.is_visible(), f"not beside {heading}"
        end = page.locator("[name=jadwal-0-akhir]")
        if end.count():
            end.fill("20/12/2026")
        for number, text in enumerate(ANSWERS):
            answer = page.locator(f"[name=tanggapan_poin-{number}-tanggapan]")
            if answer.count():
                answer.fill(text)
                answered += 1
        if answered:
            shot(page, f"poin-jawab-{width}")
        assert fits(page)
        with page.expect_navigation():
            page.get_by_role("button", name="Simpan dan lanjutkan").click()
    assert answered == 3
    shot(page, f"poin-periksa-{width}")
    with page.expect_navigation():
        press(page)
    shot(page, f"poin-terkirim-{width}")

    go("asisten1", f"/kasus/{seleksi.pk}/")
    shot(page, f"poin-selesai-{width}")
    assert fits(page)
    for text in (*(text for _, text in ASKED), *ANSWERS):
        assert page.get_by_text(text).first.is_visible()
    points = points_of(Correction.objects.select_related("revision").get(case=seleksi.pk))
    assert [(p.answer, p.changed, p.settled) for p in points] == [
        (ANSWERS[0], True, True),
        (ANSWERS[1], False, False),
        (ANSWERS[2], None, True),
    ]
