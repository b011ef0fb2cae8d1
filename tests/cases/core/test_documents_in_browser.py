"""The tab Dokumen and Tarik berkas in a browser, on a phone and on a desk (SJ-140)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.cases.jpt.steps import Steps
from tests.support.world import PASSWORD, World

#: Set to a folder to look at the pages.
SHOTS = os.environ.get("ALUR_SHOTS", "")


@pytest.fixture
def seleksi(committed_db: Any) -> Any:
    """A plan sent again with another letter."""
    steps = Steps(World().people)
    member = {
        "nama": "Ketua Pansel",
        "keterangan": "",
        "berkas": [steps.file("jaksel", "sk-pansel-2026.pdf")],
    }
    found = steps.reviewed(panitia=[member])
    steps.do(found, "asisten1", "perbaikan", pesan="<p>Perbaiki surat.</p>")
    plan = steps.plan(panitia=[member | {"berkas": []}], pesan="<p>Sudah.</p>")
    return steps.do(found, "jaksel", "kirim_perbaikan", **plan)


@pytest.fixture
def faults(page: Any) -> list[str]:
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    return found


def look(page: Any, name: str) -> None:
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if SHOTS:
            page.screenshot(path=str(Path(SHOTS) / f"{name}-{width}.png"), full_page=True)


@pytest.mark.req("SJ-140")
def test_versions_are_shown_and_a_file_is_withdrawn(seleksi, live_server, page, faults):
    page.goto(f"{live_server.url}/kasus/{seleksi.pk}/dokumen/")
    page.get_by_label("Username").fill("jaksel")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.get_by_text("Versi sebelumnya (1)").click()
    page.get_by_text("versi 1, digantikan").wait_for()
    page.get_by_text("Dokumen pada langkah berikutnya").click()
    look(page, "tab-dokumen")
    page.get_by_role("link", name="Tarik berkas sk-pansel-2026.pdf").click()
    look(page, "tarik-berkas")
    page.get_by_label("Alasan").fill("Berkas keliru")
    page.get_by_role("button", name="Tarik berkas").click()
    page.get_by_text("Berkas keliru").wait_for()
    look(page, "tab-dokumen-ditarik")
    assert faults == []
