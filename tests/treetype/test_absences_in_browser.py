"""Somebody of a team on a case goes away: from the menu to who stands in for him, and what that one finds."""

import datetime as dt
from typing import Any

import pytest

from cases.core.models import Absence
from cases.organisations.roles import Role
from cases.organisations.zones import today_wib
from tests.support.in_browser import faults_of, log_in, look

from .conftest import Wood

pytestmark = [pytest.mark.browser, pytest.mark.req("SJ-137")]


def test_from_the_menu_to_the_task_of_who_is_away(
    committed_db: Any, s3: Any, page: Any, live_server: Any
) -> None:
    wood = Wood()
    branch = wood.grow(wood.plant())
    nest = wood.open_below(branch, "sarang", "komisioner", burung="Pipit")
    wood.person_of("kebun", role="juru_kebun", case=branch.pk)
    wood.person_of("wakil", role=Role.PEGAWAI)
    log_in(page, f"{live_server.url}/", "kebun")
    page.get_by_role("link", name="Pengelolaan", exact=True).click()
    look(page, "pengelolaan-peran")
    page.get_by_role("main").get_by_role("link", name="Ketidakhadiran").click()
    look(page, "ketidakhadiran-kosong")
    page.get_by_role("button", name="Catat ketidakhadiran").click()
    assert page.get_by_label("Yang tidak hadir").locator("option").all_inner_texts() == ["Orang kebun"]
    first = today_wib()
    page.get_by_label("Hari pertama").fill(f"{first:%d/%m/%Y}")
    page.get_by_label("Hari terakhir").fill(f"{first + dt.timedelta(days=3):%d/%m/%Y}")
    page.get_by_label("Pengganti").select_option(label="Orang wakil")
    page.get_by_label("Alasan").fill("Cuti tahunan.")
    look(page, "ketidakhadiran-catat")
    assert faults_of(page) == []
    page.get_by_role("button", name="Catat ketidakhadiran").click()
    page.get_by_text("sudah dicatat, digantikan Orang wakil").wait_for()
    look(page, "ketidakhadiran")
    assert Absence.objects.get().person.username == "kebun"
    log_in(page, f"{live_server.url}/kasus/{nest.pk}/", "wakil")
    look(page, "atas-nama-peran")
    page.get_by_role("button", name="Bongkar atas nama Orang kebun").click()
    look(page, "atas-nama-peran-isian")
