"""Pengelolaan: one entry of the menu, a page of what a person may open, and where one stands below it."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

PAGE = "/pengelolaan/"
READ = ["Petugas", "Penugasan", "Institusi", "Unit", "Ketidakhadiran", "Daftar dan parameter"]
SHOWN = {
    "admin": [*READ, "Pekerjaan gagal"],
    "komisioner": [*READ, "Pekerjaan gagal"],
    "asisten1": READ,
    "auditor": READ,
}


def menu_of(page: Any) -> dict[str, dict[str, Any]]:
    return {item["label"]: item for item in page.context["menu"]}


@pytest.fixture
def client_of(people: Any, client: Any) -> Any:
    def log_in(who: str) -> Any:
        client.force_login(getattr(people, who), backend="cases.organisations.auth.backends.AccountBackend")
        return client

    return log_in


@pytest.mark.req("SJ-12")
@pytest.mark.parametrize("who", SHOWN)
def test_what_a_person_may_open_each_with_a_sentence(client_of: Any, who: str) -> None:
    client = client_of(who)
    page = client.get(PAGE)
    assert [item["label"] for item in page.context["pages"]] == SHOWN[who]
    assert all(str(item["says"]).endswith(".") for item in page.context["pages"])
    for item in page.context["pages"]:
        assert client.get(item["url"]).status_code == 200, item
    assert sum(label == "Pengelolaan" for label in menu_of(page)) == 1
    assert not set(SHOWN[who]) & set(menu_of(page)), "they stand in the group alone"


def test_an_institution_has_none_of_it(client_of: Any) -> None:
    client = client_of("jaksel")
    assert "Pengelolaan" not in menu_of(client.get("/"))
    assert client.get(PAGE).status_code == 403


@pytest.mark.parametrize("number", range(6))
def test_the_page_that_is_open_is_marked_and_stands_below_the_group(client_of: Any, number: int) -> None:
    client = client_of("admin")
    here = client.get(PAGE).context["pages"][number]
    page = client.get(here["url"])
    group = menu_of(page)["Pengelolaan"]
    assert group["active"]
    assert [child["label"] for child in group["children"] if child["active"]] == [here["label"]]
    assert [item["label"] for item in page.context["menu"] if item["active"]] == ["Pengelolaan"]
    trail = page.text.partition("Jejak halaman")[2].partition("</nav>")[0]
    assert f'<a class="govuk-breadcrumbs__link" href="{PAGE}">Pengelolaan</a>' in trail
    assert trail.index("Tugas saya") < trail.index("Pengelolaan")


def test_the_group_itself_stands_below_nothing(client_of: Any) -> None:
    page = client_of("admin").get(PAGE)
    trail = page.text.partition("Jejak halaman")[2].partition("</nav>")[0]
    assert trail.count("Pengelolaan") == 1
    assert menu_of(page)["Pengelolaan"]["active"]
    assert not any(child["active"] for child in menu_of(page)["Pengelolaan"]["children"])
    assert (
        "Pengelolaan" not in client_of("admin").get(reverse("kasus:log")).text.partition("Jejak halaman")[2]
    )
