"""The tab Dokumen and Tarik berkas in a browser, on a phone and on a desk (SJ-140)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cases.jpt.steps import Steps
from tests.support.in_browser import log_in, look
from tests.support.world import World


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


@pytest.mark.req("SJ-140")
def test_versions_are_shown_and_a_file_is_withdrawn(seleksi, live_server, page, faults):
    log_in(page, f"{live_server.url}/kasus/{seleksi.pk}/dokumen/", "jaksel")
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
