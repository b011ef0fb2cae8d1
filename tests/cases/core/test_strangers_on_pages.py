"""Requests as strangers make them: without the token of the page, to other sites, under other names, in other dress."""

from __future__ import annotations

import gzip
import json
import re

import pytest
from django.test import Client
from django.urls import get_resolver

from cases.organisations.tokens import issue
from cases.shell.page import own_address
from tests.support.world import PASSWORD, World

SOMEBODY = "01990000-0000-7000-8000-000000000000"
FILLED = {
    "uuid": SOMEBODY, "int": "1", "slug": "nomenklatur", "str": "abc", "path": "abc", "": "abc",
}  # fmt: skip


@pytest.fixture
def world(db):
    return World()


def inside(user, **how):
    client = Client(**how)
    client.force_login(user, backend="cases.organisations.auth.backends.AccountBackend")
    return client


def addresses(patterns=None, before=""):
    """Every address of a page, its variables filled with something of their kind; without the API."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(one.pattern).lstrip("^")
        if hasattr(one, "url_patterns"):
            yield from addresses(one.url_patterns, route)
        elif not route.startswith("api/"):
            yield "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda found: FILLED[found[1] or ""], route)


def test_no_page_takes_a_post_without_its_token(world):
    """Whatever it does with one, and whether it takes one at all."""
    client = inside(world.people.jaksel, enforce_csrf_checks=True)
    answers = {address: client.post(address, {"alasan": "x"}).status_code for address in addresses()}
    assert len(answers) > 60
    assert {address: status for address, status in answers.items() if status != 403} == {}


ELSEWHERE = (
    "https://jahat.invalid/", "//jahat.invalid/", "///jahat.invalid/", "/\\jahat.invalid/", "\\\\jahat.invalid",
    "/\t/jahat.invalid/", "\t//jahat.invalid/", "/\n/jahat.invalid", " //jahat.invalid", "http:jahat.invalid",
    "javascript:alert(1)", "//jahat.invalid\\@contoh.go.id/", "https:/jahat.invalid", "jahat.invalid",
    "\x00//jahat.invalid",
    "//%6aahat.invalid/", "/\\/jahat.invalid",
)  # fmt: skip


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_no_page_leads_to_another_site(world, wanted):
    assert own_address(wanted) == "/"
    client = Client()
    page = {"username": "jaksel", "password": PASSWORD, "next": wanted}
    assert client.post("/akun/masuk/", page)["Location"] == "/"


@pytest.mark.parametrize(
    "wanted", ["/tugas/saya/", "/kasus/x/?a=//jahat.invalid", "/@jahat.invalid", "/%2F%2Fjahat.invalid"]
)
def test_addresses_of_this_site_are_gone_back_to(wanted):
    assert own_address(wanted) == wanted


def test_another_name_of_the_site_is_none(world):
    for host in ("jahat.invalid", "testserver.jahat.invalid", "testserver@jahat.invalid", "testserver:80:80"):
        assert Client(HTTP_HOST=host).get("/akun/masuk/").status_code == 400, host
    page = Client(headers={"X-Forwarded-Host": "jahat.invalid", "X-Original-URL": "/admin/"}).get(
        "/akun/masuk/"
    )
    assert (page.status_code, "jahat.invalid" in page.content.decode()) == (200, False)


def test_a_session_begun_by_somebody_else_is_not_kept(world):
    client = Client()
    client.cookies["sessionid"] = "a" * 32
    client.post("/akun/masuk/", {"username": "jaksel", "password": "salah"})
    before = client.cookies["sessionid"].value
    client.post("/akun/masuk/", {"username": "jaksel", "password": PASSWORD})
    after = client.cookies["sessionid"].value
    assert after not in ("a" * 32, before)


def test_a_body_in_another_dress_is_refused_in_json(world):
    """Packed, in another type, cut off, or of many parts: an answer of the API, and nothing happens."""
    token = issue("jaksel", PASSWORD, None, "127.0.0.1")[0]
    headers = {"Authorization": f"Bearer {token}"}
    body = json.dumps({"type": "nomenklatur", "act": "tambah_nomenklatur", "data": {}}).encode()
    dressed = [
        Client().post("/api/v1/cases", gzip.compress(body), content_type="application/json",
                      headers={**headers, "Content-Encoding": "gzip"}),
        Client().post("/api/v1/cases", body, content_type="text/plain", headers=headers),
        Client().post("/api/v1/cases", body[:20], content_type="application/json", headers=headers),
        Client().post("/api/v1/cases", body, content_type="multipart/form-data; boundary=", headers=headers),
        Client().post("/api/v1/uploads", b"--x\r\n" * 10_000, content_type="multipart/form-data; boundary=x",
                      headers=headers),
    ]  # fmt: skip
    assert [answer["Content-Type"].split(";")[0] for answer in dressed] == ["application/json"] * 5
    assert {answer.status_code // 100 for answer in dressed} == {4}
