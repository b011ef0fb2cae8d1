"""The work of each person by keyboard alone, done to its end: every stop is seen, the way is short."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from cases.core.doing.corrections import points_of
from cases.core.models import Correction
from cases.jpt.models import Sampel
from cases.organisations.models import Holiday
from tests.cases.core.dokumen.conftest import Desk
from tests.cases.jpt.steps import Steps
from tests.support.world import PASSWORD, World, fresh

pytestmark = [pytest.mark.browser, pytest.mark.slow]
#: Stops of the longest way on one page.
MOST = 120
STOP = """() => {
  const one = document.activeElement;
  const box = one.getBoundingClientRect();
  const style = getComputedStyle(one);
  const by = document.getElementById((one.getAttribute("aria-labelledby") || "").split(" ")[0]);
  const named = by?.innerText || one.labels?.[0]?.innerText || one.querySelector("img")?.alt || "";
  const drawn = [style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0, style.boxShadow !== "none",
    style.backgroundColor === "rgb(255, 221, 0)"].some(Boolean);
  return {
    name: (one.getAttribute("aria-label") || named || one.innerText || one.value || "").trim().split("\\n")[0].trim(),
    tag: one.tagName,
    drawn,
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""


class Keyboard:
    """A person without a mouse."""

    def __init__(self, page: Any) -> None:
        self.page, self.unseen = page, []

    def go(self, name: str, tag: str = "") -> None:
        """Tab from stop to stop until the one of this name is reached. Every stop on the way is seen."""
        passed = []
        for _ in range(MOST):
            self.page.keyboard.press("Tab")
            stop = self.stop()
            passed.append(stop["name"])
            if stop["tag"] == "BODY":
                continue
            if not (stop["drawn"] and stop["inside"]):
                self.unseen.append((self.page.url.split("/", 3)[3], stop["tag"], stop["name"]))
            if stop["name"].startswith(name) and tag in ("", stop["tag"]):
                return
        pytest.fail(f"{name} is not reached: {passed}")

    def stop(self) -> dict[str, Any]:
        """Where the focus is, in a document shown in the page too."""
        stop: dict[str, Any] = self.page.evaluate(STOP)
        if stop["tag"] == "IFRAME":
            stop = {**self.page.frames[-1].evaluate(STOP), "inside": stop["inside"]}
        return stop

    def tick(self, name: str) -> None:
        self.go(name, "INPUT")
        self.page.keyboard.press("Space")

    def choose(self, name: str, option: str) -> None:
        """An option of a list, by its first letters as people type them."""
        self.go(name, "SELECT")
        self.page.keyboard.type(option)
        chosen = self.page.evaluate("document.activeElement.selectedOptions[0].text")
        assert chosen.startswith(option), chosen

    def press(self, name: str, tag: str = "") -> None:
        self.go(name, tag)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def type(self, name: str, text: str, tag: str = "") -> None:
        self.go(name, tag)
        self.page.keyboard.type(text)

    def log_in(self, site: str, who: str) -> None:
        self.page.goto(f"{site}/akun/masuk/")
        self.type("Username", who)
        self.type("Password", PASSWORD)
        self.press("Masuk", "BUTTON")


@pytest.fixture
def keyboard(page: Any) -> Keyboard:
    return Keyboard(page)


@pytest.mark.req("SJ-41", "SJ-42", "SJ-44")
def test_asked_answered_and_approved(committed_db: Any, live_server: Any, keyboard: Keyboard) -> None:
    world = World()
    case = world.at("telaah")

    keyboard.log_in(live_server.url, "asisten1")
    keyboard.press("Telaah nomenklatur", "A")
    keyboard.press("Perbaikan", "A")
    keyboard.type("Alasan", "Satu hal.")
    keyboard.type("Yang perlu diperbaiki", "Sebutkan urusan.")
    keyboard.press("Perbaikan", "BUTTON")
    (point,) = points_of(Correction.objects.get(case=case.case))
    assert (fresh(case).state, point.text) == ("perbaikan", "Sebutkan urusan.")
    keyboard.press("Log Out", "BUTTON")

    keyboard.log_in(live_server.url, "jaksel")
    keyboard.press("Perbaiki nomenklatur", "A")  # in the inbox, then on the case
    keyboard.press("Perbaiki nomenklatur", "A")
    keyboard.type("Tanggapan atas poin 1", "Sudah disebutkan.")
    keyboard.press("Simpan", "BUTTON")
    assert fresh(case).state == "baru"
    assert keyboard.unseen == []


@pytest.mark.req("SJ-137")
def test_the_work_of_a_petugas_is_given_to_another(
    committed_db: Any, live_server: Any, keyboard: Keyboard
) -> None:
    world = World()
    case = world.at("telaah")
    keyboard.log_in(live_server.url, "komisioner")
    keyboard.press("Papan penyelia", "A")
    keyboard.press("Asisten 1", "A")
    keyboard.tick(f"Pilih {case.title()}")
    keyboard.press("Ganti petugas", "BUTTON")
    keyboard.choose("Petugas", "Asisten 2")
    keyboard.type("Alasan", "Cuti.")
    keyboard.press("Ganti petugas", "BUTTON")
    assert fresh(case).case.assignee == world.people.asisten2
    assert keyboard.unseen == []


def test_a_case_is_read_as_it_was_and_the_log_is_filtered(
    committed_db: Any, live_server: Any, keyboard: Keyboard
) -> None:
    case = World().at("disetujui")
    page = keyboard.page
    keyboard.log_in(live_server.url, "auditor")
    keyboard.press("Nomenklatur", "A")
    keyboard.press("Lihat", "A")
    keyboard.press("Riwayat", "A")
    keyboard.type("Per tanggal", f"{timezone.localdate():%d/%m/%Y}")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.get_by_role("heading", name="Keadaan pada akhir").is_visible()
    keyboard.press("Daftar Log Aktivitas", "A")
    keyboard.go("Saring daftar", "SUMMARY")
    page.keyboard.press("Enter")
    keyboard.type("Dari", f"{timezone.localdate():%d/%m/%Y}")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.get_by_role("link", name=case.case.number).count() > 0
    assert keyboard.unseen == []


def test_a_register_is_added_to(committed_db: Any, live_server: Any, keyboard: Keyboard) -> None:
    World()
    keyboard.log_in(live_server.url, "admin")
    keyboard.press("Pengelolaan", "A")
    keyboard.press("Daftar dan parameter", "A")
    keyboard.press("Kalender kerja", "A")
    keyboard.press("+ Tetapkan kalender kerja", "A")
    year = timezone.localdate().year + 5
    keyboard.type("Tahun", str(year))
    keyboard.type("Tanggal", f"01/01/{year}")
    keyboard.type("Hari libur", "Tahun Baru")
    keyboard.go("+ Tambah", "BUTTON")
    keyboard.page.keyboard.press("Enter")
    keyboard.page.keyboard.type(f"02/01/{year}")
    keyboard.page.keyboard.press("Shift+Tab")
    keyboard.page.keyboard.press("Enter")
    keyboard.type("Dasar hukum", "SKB.")
    keyboard.type("Alasan perubahan", "Tahun baru.")
    keyboard.press("Simpan", "BUTTON")
    (day,) = Holiday.objects.filter(tanggal__year=year)
    assert (day.tanggal, day.nama) == (dt.date(year, 1, 1), "Tahun Baru")
    assert keyboard.unseen == []


@pytest.mark.req("SJ-95")
def test_scores_are_given_down_their_column(committed_db: Any, live_server: Any, keyboard: Keyboard) -> None:
    steps = Steps(World().people)
    seleksi = steps.counted()
    stage = "kompetensi_manajerial"
    for name in ("Ani", "Budi"):
        steps.at_stage(steps.candidate(seleksi, name), stage)
    page = keyboard.page
    keyboard.log_in(live_server.url, "jaksel")
    keyboard.press("Lengkapi proses seleksi", "A")
    keyboard.press("Proses", "A")
    keyboard.go("Skor Kompetensi manajerial, Budi", "INPUT")
    page.keyboard.type("8")
    page.keyboard.press("Enter")  # to the next one
    page.keyboard.type("7,5")
    page.keyboard.press("Enter")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    found = [str(steps.kandidat(seleksi, name).skor_kompetensi_manajerial) for name in ("Budi", "Ani")]
    assert found == ["8.00", "7.50"]
    assert keyboard.unseen == []


@pytest.mark.req("SJ-108")
def test_a_sample_is_drawn(committed_db: Any, live_server: Any, keyboard: Keyboard) -> None:
    people = World().people
    seleksi = Steps(people).counted()
    keyboard.log_in(live_server.url, "komisioner")
    keyboard.press("Pengawasan", "A")
    keyboard.press("Daftar Sampel Monitoring", "A")
    keyboard.press("+ Buat sampel", "A")
    keyboard.choose("Ukuran dalam", "Persen")
    keyboard.type("Ukuran *", "100")
    keyboard.choose("Petugas", "Asisten 2")
    keyboard.press("Buat sampel", "BUTTON")
    (sample,) = Sampel.objects.all()
    assert (sample.terpilih, sample.petugas) == ([str(seleksi.pk)], people.asisten2)
    assert keyboard.unseen == []


def test_a_letter_is_read_and_signed(
    committed_db: Any, s3: Any, live_server: Any, keyboard: Keyboard
) -> None:
    letter = Desk().approval()
    keyboard.log_in(live_server.url, "asisten1")
    keyboard.press("Tanda tangani dokumen", "A")
    keyboard.press("Tanda tangani", "A")
    keyboard.go("Tanda tangani", "BUTTON")
    keyboard.go("Halaman 1", "A")  # in the frame beside it
    for _ in range(MOST):
        keyboard.page.keyboard.press("Shift+Tab")
        if keyboard.stop()["name"] == "Tanda tangani":
            break
    with keyboard.page.expect_navigation():
        keyboard.page.keyboard.press("Enter")
    assert fresh(letter).state == "ditandatangani"
    assert keyboard.unseen == []
