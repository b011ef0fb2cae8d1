"""One role for several people: what is sent is what was looked at, and the results are about people."""

from __future__ import annotations

from typing import Any

import pytest

from cases.organisations.models import CaseRole, User
from tests.support.world import World

pytestmark = pytest.mark.req("SJ-13", "SJ-16")

PAGE = "/pengelolaan/penugasan/beri/"
CHANGED = "berubah sesudah diperiksa"


@pytest.fixture
def sent(world: World) -> dict[str, Any]:
    """The form for two people, filled."""
    return {
        "orang": [str(world.people.asisten1.pk), str(world.people.asisten2.pk)],
        "peran": "kasn_komisioner",
        "pada": "wilayah",
        "wilayah": "32",
        "alasan": "Plt.",
    }


def given() -> int:
    return CaseRole.objects.filter(role="kasn_komisioner").exclude(area=None).count()


def looked(browser: Any, sent: dict[str, Any]) -> dict[str, Any]:
    page = browser.post(PAGE, {**sent, "periksa": "1"})
    assert "2 dari 2 dapat diberikan" in page.text
    assert given() == 0
    return {**sent, "diperiksa": page.hidden()["diperiksa"], "kirim": "1"}


def test_the_results_are_about_people(browse: Any, sent: dict[str, Any]) -> None:
    page = browse("admin").press(PAGE, {**sent, "kirim": "1"})
    assert "2 berhasil" in page.text
    assert page.tables[0].heads[0] == "Orang"
    assert page.tables[0].caption == "Hasil per orang"


def test_what_was_looked_at_is_done(browse: Any, sent: dict[str, Any]) -> None:
    admin = browse("admin")
    assert "2 berhasil" in admin.press(PAGE, looked(admin, sent)).text
    assert given() == 2


def test_what_changed_after_the_look_is_looked_at_again(browse: Any, sent: dict[str, Any]) -> None:
    admin = browse("admin")
    ready = {**looked(admin, sent), "wilayah": "33"}
    again = admin.post(PAGE, ready)
    assert (again.status, given()) == (200, 0)
    assert CHANGED in again.text
    assert "2 berhasil" in admin.press(PAGE, {**ready, "diperiksa": again.hidden()["diperiksa"]}).text
    assert set(CaseRole.objects.exclude(area=None).values_list("area", flat=True)) == {"33"}


def test_somebody_who_was_shut_meanwhile_is_not_left_out_in_silence(
    world: World, browse: Any, sent: dict[str, Any]
) -> None:
    admin = browse("admin")
    ready = looked(admin, sent)
    User.objects.filter(pk=world.people.asisten2.pk).update(is_active=False)
    again = admin.post(PAGE, ready)
    assert "1 dari 1 dapat diberikan" in again.text
    assert CHANGED in again.text
    assert given() == 0
