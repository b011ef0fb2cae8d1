"""From the number of applicants to the three best in a browser, counted in clicks and in bytes."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from django.db import connections

from cases.organisations.demo import create_demo_accounts
from tests.cases.jpt.steps import STAGES, Steps
from tests.story.browser import Person, overflow
from tests.story.conftest import PASSWORD


class Clerk:
    """A petugas institusi at work; every press of a button or a tick is counted, keys are not."""

    def __init__(self, person: Person) -> None:
        self.person, self.page, self.clicks = person, person.page, 0
        self.sizes: dict[str, int] = {}
        self.page.on("response", self._weigh)

    def _weigh(self, response: Any) -> None:
        if response.request.is_navigation_request() and response.status == 200:
            size = len(gzip.compress(response.body(), 6))
            path = self.person.path.rpartition("/kasus/")[2]
            self.sizes[path] = max(size, self.sizes.get(path, 0))

    def click(self, what: Any) -> None:
        self.clicks += 1
        what.click()

    def press(self, what: Any) -> None:
        """A click that leads to another page."""
        self.clicks += 1
        with self.page.expect_navigation():
            what.click()
        assert self.person.status == 200, self.person.text

    def button(self, name: str, within: Any = None) -> Any:
        return (within or self.page).get_by_role("button", name=name, exact=True)

    def part(self, tahap: str) -> Any:
        return self.page.locator(f"#tahap-{tahap}")


@pytest.fixture
def selection(page: Any, committed_db: Any, live_server: Any, s3: Any) -> Clerk:
    connections.close_all()
    accounts = create_demo_accounts(PASSWORD)
    from types import SimpleNamespace

    seleksi = Steps(SimpleNamespace(**accounts)).approved()
    person = Person(page.context.browser, live_server.url)
    # forty acts in one press, on a machine that does other things too
    person.context.set_default_timeout(60_000)
    person.log_in("jaksel", PASSWORD)
    person.go(f"/kasus/{seleksi.pk}/")
    return Clerk(person)


@pytest.mark.browser
@pytest.mark.req("SJ-86", "SJ-87", "SJ-90", "SJ-94", "SJ-98", "SJ-101", "SJ-106")
@pytest.mark.parametrize("number", [12, pytest.param(40, marks=pytest.mark.slow)])
def test_from_the_number_to_the_three_best(selection: Clerk, number: int) -> None:
    clerk = selection
    count(clerk, number)
    enter(clerk, number)
    for stage in STAGES:
        score(clerk, stage, number)
    decide(clerk, number)
    assert clerk.page.locator("header .alur-tag").first.inner_text() == "Tiga Besar"
    found = clerk.page.get_by_role("table", name="Daftar pelamar yang masuk 3 besar").locator(
        "tbody tr strong"
    )
    assert found.all_inner_texts()[::2] == ["Kandidat 01", "Kandidat 02", "Kandidat 03"]
    assert clerk.clicks <= 60, clerk.clicks
    assert max(clerk.sizes.values()) <= 100_000, clerk.sizes
    assert clerk.person.faults == []
    print(number, clerk.clicks, clerk.sizes)
    clerk.person.context.close()


def count(clerk: Clerk, number: int) -> None:
    clerk.press(clerk.person.offered("input_jumlah_pelamar"))
    clerk.page.get_by_label("Jumlah pelamar").fill(str(number))
    clerk.press(clerk.button("Input Jumlah Pelamar"))
    clerk.press(clerk.button("Buka kasus"))


def enter(clerk: Clerk, number: int) -> None:
    """A list copied from a spreadsheet into the lines of the page, which grow with it."""
    clerk.press(clerk.page.get_by_role("link", name="Proses", exact=True))
    clerk.press(clerk.button("+ Tambah beberapa pelamar"))
    lines = "\n".join(
        f"Kandidat {n:02}\t{1980010120050110 * 100 + n}\tKota Uji" for n in range(1, number + 1)
    )
    clerk.page.get_by_label("Nama, baris 1", exact=True).evaluate(
        """(input, text) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", text);
          input.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }""",
        lines,
    )
    clerk.press(clerk.button("Simpan"))
    assert clerk.person.path.endswith("/proses/"), clerk.person.text


def score(clerk: Clerk, stage: str, number: int) -> None:
    """All move on, their scores typed down the column, saved once."""
    before = (["lulus_administrasi", *STAGES])[list(STAGES).index(stage)]
    part = clerk.part(before)
    clerk.click(part.get_by_label("Pilih semua", exact=True))
    clerk.press(part.locator(".alur-selection").get_by_role("button", name="→ Mengikuti"))
    part = clerk.part(stage)
    part.locator("[data-skor]").last.focus()  # the newest stand first
    for n in range(1, number + 1):
        clerk.page.keyboard.type(f"{10 - n / 10:.1f}".replace(".", ",") if n < 90 else "1")
        clerk.page.keyboard.press("ArrowUp")
    assert overflow(clerk.person) == 0
    clerk.press(clerk.button("Simpan skor", part))


def decide(clerk: Clerk, number: int) -> None:
    part = clerk.part("rekam_jejak")
    clerk.press(part.get_by_role("button", name="Input Deskripsi"))
    areas = clerk.page.locator("main .alur-editor__text")
    areas.nth(number - 1).wait_for()  # an editor for each, once its script has come
    for area in areas.all():
        area.fill("Tidak ada catatan.")
    clerk.press(clerk.button("Simpan"))
    for n in range(1, 4):
        clerk.click(part.get_by_label(f"Pilih Kandidat {n:02} "))
    clerk.press(part.locator(".alur-selection").get_by_role("button", name="Terima"))
    clerk.press(clerk.button("Terima"))
    clerk.click(part.get_by_label("Pilih semua", exact=True))
    clerk.press(part.locator(".alur-selection").get_by_role("button", name="Tolak"))
    clerk.press(clerk.button("Tolak"))
