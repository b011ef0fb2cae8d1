"""The work of a reviewer and of an institution by keyboard alone: every stop is seen, the way is short."""

from __future__ import annotations

from typing import Any

import pytest

from cases.core.corrections import points_of
from cases.core.models import Correction
from tests.support.world import PASSWORD, World, fresh

pytestmark = [pytest.mark.browser, pytest.mark.slow]
#: Stops of the longest way on one page.
MOST = 120
STOP = """() => {
  const one = document.activeElement;
  const box = one.getBoundingClientRect();
  const style = getComputedStyle(one);
  const by = document.getElementById((one.getAttribute("aria-labelledby") || "").split(" ")[0]);
  const named = by?.innerText || one.labels?.[0]?.innerText || "";
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
            stop = self.page.evaluate(STOP)
            passed.append(stop["name"])
            if stop["tag"] == "BODY":
                continue
            if not (stop["drawn"] and stop["inside"]):
                self.unseen.append((self.page.url.split("/", 3)[3], stop["tag"], stop["name"]))
            if stop["name"].startswith(name) and tag in ("", stop["tag"]):
                return
        pytest.fail(f"{name} is not reached: {passed}")

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
