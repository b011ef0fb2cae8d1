"""What tests in a browser share: logging in, and a look at a page on a phone and on a desk."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.looks.screen import AXE, LOOK
from tests.support.world import PASSWORD

#: Set to a folder to look at the pages.
SHOTS = os.environ.get("ALUR_SHOTS", "")
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}


def log_in(page: Any, address: str, who: str) -> None:
    """Log in, whoever was logged in before, and go to the address."""
    page.context.clear_cookies()
    page.goto(address)
    fill_login(page, who)


def fill_login(page: Any, who: str) -> None:
    """On the page of the login that stands open."""
    page.get_by_label("Username").fill(who)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.get_by_role("button", name="Log Out").wait_for()


def look(page: Any, name: str, *sizes: Mapping[str, int]) -> None:
    """Nothing is wider than the screen, at these sizes (else both); with ALUR_SHOTS there are pictures of it."""
    for size in sizes or (PHONE, WIDE):
        width = size["width"]
        page.set_viewport_size(size)
        assert widest(page) <= width, (name, width)
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)


def faults_of(page: Any) -> list[str]:
    """What axe has against the page that stands open."""
    page.evaluate(AXE.read_text())
    return list(page.evaluate(LOOK))


def widest(page: Any) -> int:
    """How many pixels wide the page is that has been loaded: while one takes another's place there is none to ask."""
    # a function and no expression: that one the policy of the pages lets nobody evaluate
    loaded = "() => document.readyState === 'complete' && document.documentElement.scrollWidth"
    return int(page.wait_for_function(loaded).json_value())
