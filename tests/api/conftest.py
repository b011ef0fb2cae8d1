"""A client of the API as a program would write one: JSON over HTTP, nothing of the project imported."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tests.cases.conftest import nomenklatur_data  # noqa: F401  shared data
from tests.support.people import demo_people

PASSWORD = "rahasia-sekali-12"


class Api:
    """Calls as one person. Every call returns (status, body)."""

    def __init__(self, username: str = "") -> None:
        self.client = Client()
        self.token = ""
        if username:
            status, body = self.post("/auth/token", {"username": username, "password": PASSWORD})
            assert status == 200, body
            self.token = body["token"]

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        sent: dict[str, Any] = {f"HTTP_{k.upper()}": v for k, v in headers.items()}
        if self.token:
            sent["HTTP_AUTHORIZATION"] = f"Bearer {self.token}"
        data = body if isinstance(body, str) else json.dumps(body if body is not None else {})
        answer = self.client.generic(
            method, f"/api/v1{path}", data if method != "GET" else "", content_type="application/json", **sent
        )
        is_json = answer["Content-Type"].startswith("application/json")
        return answer.status_code, json.loads(answer.content) if is_json else answer.content

    def get(self, path: str, **headers: str) -> tuple[int, Any]:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        return self.call("POST", path, body, **headers)

    def act(self, case: Any, name: str, data: Any = None, **headers: str) -> tuple[int, Any]:
        case_id = case["id"] if isinstance(case, dict) else case
        return self.post(f"/cases/{case_id}/transitions/{name}", {"data": data or {}}, **headers)


@pytest.fixture
def accounts(db: None) -> SimpleNamespace:
    return SimpleNamespace(**demo_people(PASSWORD))


@pytest.fixture
def api(accounts: SimpleNamespace) -> Any:
    """api("jaksel") is a client of that person."""
    return Api


@pytest.fixture
def case(api: Any, nomenklatur_data: dict[str, Any]) -> dict[str, Any]:  # noqa: F811
    """A nomenklatur in `baru`, opened by jaksel."""
    status, body = api("jaksel").post("/cases", {"type": "nomenklatur", "data": nomenklatur_data})
    assert status == 201, body
    return body
