"""A list as PDF in a browser: the button, the page that waits by itself, the file; with and without scripts."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connections

from cases.organisations.demo import create_demo_accounts
from tests.story.browser import Person, overflow
from tests.story.conftest import PASSWORD
from tests.support.jobs import deliver_all
from tests.support.pdf import assert_archivable


@pytest.fixture
def people(page: Any, committed_db: Any) -> list[str]:
    # Playwright's loop gives this thread other connections than it had outside: those of a test before were cut
    connections.close_all()
    return list(create_demo_accounts(PASSWORD))


@pytest.mark.browser
@pytest.mark.req("SJ-55")
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_export_pdf(page: Any, people: list[str], live_server: Any, s3: Any, scripts: bool) -> None:
    person = Person(page.context.browser, live_server.url, scripts=scripts)
    person.log_in("jaksel", PASSWORD)
    person.go("/pejabat/")
    person.page.get_by_role("button", name="Export Pdf").click()
    person.page.get_by_text("sedang disiapkan").wait_for()
    deliver_all()
    if not scripts:
        person.page.get_by_role("link", name="Muat ulang").click()
    link = person.page.get_by_role("button", name="Unduh PDF")
    link.wait_for(timeout=10_000)
    assert overflow(person) == 0
    with person.page.expect_download() as caught:
        link.click()
    assert caught.value.suggested_filename.startswith("daftar_pejabat-")
    with open(caught.value.path(), "rb") as file:
        assert_archivable(file.read())
    assert person.faults == []
    person.context.close()
