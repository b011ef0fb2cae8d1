"""Failures are answers: JSON in the API whatever failed, and pages that promise no more than is known."""

from __future__ import annotations

import gzip

import pytest
from django.db import OperationalError, connection
from django.test import Client

from cases.shell import inbox as inbox_views
from tests.api.conftest import Api, accounts  # noqa: F401  a fixture

KEYS = {"code", "message", "reasons", "errors"}


@pytest.fixture
def person(accounts):  # noqa: F811
    return Api("jaksel")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/tidak-ada", 404, "E-HIDE"),
        ("GET", "", 404, "E-HIDE"),
        ("GET", "/cases/", 404, "E-HIDE"),
        ("POST", "/cases/", 404, "E-HIDE"),
        ("GET", "/cases/bukan-uuid", 404, "E-HIDE"),
        ("POST", "/cases/bukan-uuid/transitions/setujui", 404, "E-HIDE"),
        ("GET", "/tasks/abc/claim", 404, "E-HIDE"),
        ("POST", "/tasks/99999999999999999999999/claim", 404, "E-HIDE"),
        ("DELETE", "/cases", 405, "E-FMT"),
        ("PUT", "/pejabat", 405, "E-FMT"),
        ("GET", "/uploads", 405, "E-FMT"),
        ("GET", "/case-types/x", 404, "E-HIDE"),
        ("GET", "/pejabat/00000000-0000-0000-0000-000000000000", 404, "E-HIDE"),
    ],
)
def test_every_refusal_of_the_api_is_json(person, method, path, status, code):
    found, body = person.call(method, path)
    assert (found, set(body), body["code"]) == (status, KEYS, code)
    assert body["message"].endswith(".")


def test_405_names_what_is_allowed(person):
    headers = {"Authorization": f"Bearer {person.token}"}
    allowed = Client().delete("/api/v1/cases", headers=headers)["Allow"]
    assert set(allowed.split(", ")) == {"GET", "POST"}


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "Bearer salah", "Basic eDp5"])
def test_401_says_how_to_authenticate(token):
    answer = Client().get("/api/v1/cases", headers={"Authorization": token} if token else {})
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="Alur"')
    assert set(answer.json()) == KEYS


@pytest.fixture
def broken(monkeypatch):
    """A fault of ours in a page and a call."""

    def fail(*args, **kwargs):
        raise ZeroDivisionError("cacat")

    monkeypatch.setattr("cases.core.reading.inbox.tasks_for", fail)
    monkeypatch.setattr(inbox_views.inbox, "tasks_for", fail)


def test_a_fault_is_json_in_the_api_and_promises_nothing_on_a_page(person, accounts, broken):  # noqa: F811
    client = Client(raise_request_exception=False)
    answer = client.get("/api/v1/tasks", headers={"Authorization": f"Bearer {person.token}"})
    assert (answer.status_code, answer.json()["code"], set(answer.json())) == (500, "E-FAIL", KEYS)
    assert "cacat" not in answer.content.decode()
    client.force_login(accounts.jaksel, backend="cases.organisations.auth.backends.AccountBackend")
    page = client.get("/")
    assert page.status_code == 500
    assert "belum diketahui" in page.content.decode()
    assert "tidak ada yang berubah" not in page.content.decode()


def test_without_a_database_both_doors_say_503(person, accounts, monkeypatch):  # noqa: F811
    client = Client(raise_request_exception=False)
    client.force_login(accounts.jaksel, backend="cases.organisations.auth.backends.AccountBackend")

    def gone(*args, **kwargs):
        raise OperationalError("server closed the connection unexpectedly")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", gone)
        _without_database(client, person.token)


def _without_database(client, token):
    answers = [
        client.get("/api/v1/cases", headers={"Authorization": f"Bearer {token}"}),
        client.post(
            "/api/v1/auth/token", {"username": "jaksel", "password": "x"}, content_type="application/json"
        ),
        client.get("/api/v1/cases"),
    ]
    assert [a.status_code for a in answers[:2]] == [503, 503]
    assert [(a.json()["code"], a["Retry-After"]) for a in answers[:2]] == [("E-BUSY", "5")] * 2
    for address in ("/", "/jpt/", "/notifikasi/"):
        page = client.get(address)
        assert (page.status_code, page["Retry-After"]) == (503, "5")
        assert "Basis data sedang tidak dapat dihubungi" in page.content.decode()


def test_answers_are_not_kept_by_a_cache(person, accounts):  # noqa: F811
    headers = {"Authorization": f"Bearer {person.token}"}
    for path in ("/cases", "/tasks", "/case-types", "/tidak-ada", "/openapi.json"):
        assert "no-store" in Client().get(f"/api/v1{path}", headers=headers)["Cache-Control"], path
    client = Client()
    assert "no-store" in client.get("/akun/masuk/")["Cache-Control"]
    client.force_login(accounts.jaksel, backend="cases.organisations.auth.backends.AccountBackend")
    for path in ("/", "/jpt/", "/tidak-ada/", "/jpt/ekspor.csv"):
        assert "no-store" in client.get(path)["Cache-Control"], path
    static = client.get("/static/css/alur.css")
    assert b"".join(static)
    static.close()
    assert "no-store" not in static["Cache-Control"]


def test_pages_are_compressed_with_a_random_length_and_streams_are_not(person, accounts):  # noqa: F811
    client = Client(headers={"Accept-Encoding": "gzip"})
    client.force_login(accounts.jaksel, backend="cases.organisations.auth.backends.AccountBackend")
    pages = [client.get("/") for _ in range(12)]
    assert {page["Content-Encoding"] for page in pages} == {"gzip"}
    whole = gzip.decompress(pages[0].content)
    assert b"<!DOCTYPE html>" in whole
    assert len(pages[0].content) < len(whole) / 2
    assert len({len(page.content) for page in pages}) > 3  # Heal The Breach
    exported = client.get("/jpt/ekspor.csv")
    assert exported.streaming
    assert not exported.has_header("Content-Encoding")
    headers = {"Authorization": f"Bearer {person.token}", "Accept-Encoding": "gzip"}
    assert client.get("/api/v1/case-types/jpt", headers=headers)["Content-Encoding"] == "gzip"
    token = client.post(
        "/api/v1/auth/token",
        {"username": "jaksel", "password": "x"},
        content_type="application/json",
        headers=headers,
    )
    assert not token.has_header("Content-Encoding")
