"""What only a browser shows: going back after a refusal, figures on one line, fields that show what stands in them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cases.jpt.steps import Steps
from tests.support.in_browser import log_in
from tests.support.world import World

pytestmark = pytest.mark.browser
#: Names and figures as long as real ones.
WIDE = {
    "Dra. Siti Aminah Kusumawardhani, M.Si.": ("9,12", "8,25", "8,75", "8,33"),
    "Dr. Ir. Rina Wijayanti, M.T.": ("6,25", "9,25", "9,12", "9,12"),
    "Maria Goreti, S.Sos., M.A.P.": ("9,12", "6,25", "8,12", "7,12"),
}
#: Cells whose figure or words are cut in two: a text without blanks that takes more than one line.
_BROKEN = """() => [...document.querySelectorAll("main td.alur-number")].flatMap((cell) => {
  const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) for (const word of walker.currentNode.data.matchAll(/\\S+/g)) {
    const range = document.createRange();
    range.setStart(walker.currentNode, word.index);
    range.setEnd(walker.currentNode, word.index + word[0].length);
    if (new Set([...range.getClientRects()].map((one) => Math.round(one.top))).size > 1) found.push(word[0]);
  }
  return found;
})"""


@pytest.fixture
def steps(committed_db: Any) -> Steps:
    return Steps(World().people)


def test_back_after_a_refusal_and_after_sending(steps, live_server, page):
    """Chromium shows "expired" (ERR_CACHE_MISS) for a page that answered a form and may not be stored."""
    seleksi = steps.approved()
    log_in(page, f"{live_server.url}/kasus/{seleksi.pk}/", "jaksel")
    page.goto(f"{live_server.url}/kasus/{seleksi.pk}/t/input_jumlah_pelamar/")
    for typed, shown in (("-5", "Paling kecil 0."), ("x", "Isi harus berupa angka")):
        page.get_by_label("Jumlah pelamar").fill(typed)
        page.get_by_role("button", name="Input Jumlah Pelamar").click()
        page.get_by_text(shown).first.wait_for()
    page.reload()
    assert page.get_by_label("Jumlah pelamar").input_value() == "x", "what was typed is there after a reload"
    page.get_by_label("Jumlah pelamar").fill("15")
    page.get_by_role("button", name="Input Jumlah Pelamar").click()
    page.wait_for_url("**/tanda-terima/**")
    page.go_back()
    assert page.locator("h1").inner_text() != ""
    assert steps.fresh(seleksi).jumlah_pelamar == 15


@pytest.mark.parametrize("width", [1280, 360])
def test_no_figure_is_cut_in_two(steps, live_server, page, width):
    seleksi = steps.counted()
    for number, (nama, skor) in enumerate(WIDE.items()):
        nip, where = f"19750312199803200{number}", "Kementerian Pendayagunaan Aparatur Negara"
        steps.do(seleksi, "jaksel", "tambah_pelamar", nama=nama, nip=nip, instansi=where)
        steps.scored(steps.kandidat(seleksi, nama), skor)
    for kandidat in steps.fresh(seleksi).facts.kandidat:
        steps.do(kandidat, "jaksel", "terima")
    steps.do(steps.fresh(seleksi), "jaksel", "pelaporan", **steps.report())
    page.set_viewport_size({"width": width, "height": 800})
    log_in(page, f"{live_server.url}/kasus/{seleksi.pk}/proses/", "asisten1")
    assert page.evaluate(_BROKEN) == []
    for path in ("", "t/lulus/", "t/perbaiki/"):
        page.goto(f"{live_server.url}/kasus/{seleksi.pk}/{path}")
        assert page.evaluate(_BROKEN) == []


@pytest.mark.parametrize("width", [1280, 360])
def test_a_nip_is_seen_whole_where_it_is_entered(steps, live_server, page, width):
    seleksi = steps.counted()
    page.set_viewport_size({"width": width, "height": 800})
    log_in(page, f"{live_server.url}/jpt/{seleksi.pk}/pelamar/", "jaksel")
    field = page.locator("[name=pelamar-9-nip]")
    field.fill("198001012005012001")
    assert field.evaluate("field => field.scrollWidth <= field.clientWidth")
    assert page.evaluate(_BROKEN) == []
