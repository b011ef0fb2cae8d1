"""Parts of a case, what they belong to, and an act of two people, as they look on a phone and on a desk."""

from typing import Any

import pytest

from tests.support.in_browser import log_in, look

from .conftest import Wood

pytestmark = pytest.mark.browser


def test_parts_and_an_act_of_two_people(committed_db: Any, page: Any, live_server: Any) -> None:
    wood = Wood()
    bare, tree = wood.plant(), wood.plant()
    branch = wood.grow(tree)
    wood.open_below(branch, "sarang", "komisioner", burung="Pipit")
    wood.do(branch, "berbuah", "komisioner")
    log_in(page, f"{live_server.url}/kasus/{bare.pk}/bagian/", "jaksel")
    look(page, "bagian-kosong")
    page.goto(f"{live_server.url}/kasus/{tree.pk}/bagian/")
    look(page, "bagian")
    log_in(page, f"{live_server.url}/kasus/{branch.pk}/", "asisten1")
    look(page, "bagian-dari")
    page.get_by_role("button", name="Petik bersama").click()
    look(page, "dua-orang")
    page.get_by_label("Jumlah").fill("3")
    page.get_by_role("button", name="Petik bersama").click()
    page.get_by_text("Persetujuan pertama: Petik bersama sudah dicatat").wait_for()
    look(page, "menunggu-yang-lain")
    log_in(page, f"{live_server.url}/kasus/{branch.pk}/t/petik/", "komisioner")
    assert page.get_by_label("Jumlah").input_value() == "3"
    look(page, "sudah-disetujui")
    page.get_by_role("button", name="Petik bersama").click()
    page.get_by_text("Petik bersama sudah dicatat").wait_for()
