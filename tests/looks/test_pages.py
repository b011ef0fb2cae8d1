"""Every page of every role, at the width of a desk and of a phone: axe, no sideways scroll, a silent console.

The pages are those of the access matrix, so a new route without a row there fails, and what they link to. A page
is looked at again where it is made of other parts.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.looks.screen import WIDTHS, Screen
from tests.looks.sheets import ROLES, Sheet, plain

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_fit_for_everybody(
    sheets: dict[str, list[Sheet]], screen: Screen, seen: dict[str, set[str]], role: str
) -> None:
    faults = []
    for sheet in sheets[role]:
        known = seen.setdefault(sheet.place(), set())
        if sheet.parts() <= known:
            continue
        known |= sheet.parts()
        for width in WIDTHS:
            told = screen.look(sheet, width)
            picture(screen, role, sheet, width)
            faults += [f"{role} {sheet.status} {plain(sheet.path)} at {width}: {one}" for one in told]
    assert not faults, "\n".join(faults)


def picture(screen: Screen, role: str, sheet: Sheet, width: int) -> None:
    """For people to look at, in the folder that ALUR_SHOTS names."""
    if folder := os.environ.get("ALUR_SHOTS"):
        name = re.sub(r"\W+", "-", f"{plain(sheet.path)}-{sheet.status}-{role}-{width}")
        screen.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.fixture(scope="module")
def seen() -> dict[str, set[str]]:
    """Page -> the parts of it that were looked at already, by whomever."""
    return {}
