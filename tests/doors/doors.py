"""The two doors to the gate, page and API, behind one face: an act is tried, the answer is what a person gets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.test import Client

from cases.core.declared.registry import case_type
from cases.jpt.models import Kandidat
from cases.pejabat.forms import PejabatForm
from tests.api.conftest import Api
from tests.support.browsing import Browser, Page
from workflows.machine import any_row

BACKEND = "cases.organisations.auth.backends.AccountBackend"
#: Where the sentence of a refusal stands in a page.
_SAID = re.compile(
    r'<p class="(?:alur-refusal__message|alur-note__title)">(.+?)</p>'
    r'|<p class="govuk-error-message"[^>]*>.*?</span>(.+?)</p>'
    r"|<a href=\"[^\"]*\" data-code[^>]*>(.+?)</a>",
    re.S,
)


@dataclass
class Answer:
    """What came back. sentences: why not, in words; fields: form fields with an error (API only)."""

    status: int
    codes: set[str]
    sentences: list[str]
    guards: set[str] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)


class ApiDoor:
    name: ClassVar[str] = "api"

    def __init__(self) -> None:
        self.clients: dict[str, Api] = {}

    def enter(self, user: Any) -> None:
        """Log in before anything is counted."""
        if user.username not in self.clients:
            self.clients[user.username] = Api(user.username)

    def act(self, user: Any, obj: Any, act: str, data: Mapping[str, Any], version: int | None) -> Answer:
        family = "kandidat" if isinstance(obj, Kandidat) else "cases"
        headers = {} if version is None else {"If-Match": str(version)}
        return self._post(user, f"/{family}/{obj.pk}/transitions/{act}", {"data": plain(data)}, **headers)

    def create(self, user: Any, type_key: str, act: str, data: Mapping[str, Any]) -> Answer:
        return self._post(user, "/cases", {"type": type_key, "act": act, "data": plain(data)})

    def add_official(self, user: Any, data: Mapping[str, Any]) -> Answer:
        return self._post(user, "/pejabat", {"data": plain(data)})

    def _post(self, user: Any, path: str, body: Any, **headers: str) -> Answer:
        sent = {name.replace("-", "_"): value for name, value in headers.items()}
        return self.answer(*self.clients[user.username].post(path, body, **sent))

    def read(self, user: Any, path: str) -> Answer:
        return self.answer(*self.clients[user.username].get(path))

    @staticmethod
    def answer(status: int, body: Any) -> Answer:
        if status < 400:
            return Answer(status, set(), [])
        return Answer(
            status,
            {body["code"]},
            [body["message"]],
            {reason["guard"] for reason in body["reasons"]},
            set(body["errors"]),
        )


class PageDoor:
    name: ClassVar[str] = "page"

    def __init__(self) -> None:
        self.browsers: dict[str, Browser] = {}

    def enter(self, user: Any) -> None:
        if user.username not in self.browsers:
            client = Client()
            client.force_login(user, backend=BACKEND)
            self.browsers[user.username] = Browser(client)

    def act(self, user: Any, obj: Any, act: str, data: Mapping[str, Any], version: int | None) -> Answer:
        case = obj.root().pk
        middle = f"kandidat/{obj.pk}/" if isinstance(obj, Kandidat) else ""
        row = any_row(type(obj), act)
        steps = getattr(row.form, "steps", ()) if row is not None else ()
        return self._send(user, f"/kasus/{case}/{middle}t/{act}/", steps, data, version)

    def create(self, user: Any, type_key: str, act: str, data: Mapping[str, Any]) -> Answer:
        row = any_row(case_type(type_key).machine.model(case_type(type_key).machine.latest), act)
        return self._send(user, f"/{type_key}/baru/{act}/", getattr(row.form, "steps", ()), data, None)

    def add_official(self, user: Any, data: Mapping[str, Any]) -> Answer:
        assert set(data) <= set(PejabatForm.base_fields)
        return self.answer(self.browsers[user.username].send("/pejabat/tambah/", **posted(data)))

    def read(self, user: Any, path: str) -> Answer:
        return self.answer(self.browsers[user.username].get(path))

    def _send(self, user: Any, path: str, steps: Any, data: Mapping[str, Any], version: int | None) -> Answer:
        """What a person does: open the page, fill the form, send it; a page that refuses to open is posted to
        all the same, and must say the same."""
        browser, values = self.browsers[user.username], posted(data)
        if version is not None:  # a page that was opened before
            return self.answer(browser.post(path, {"versi": str(version), **values}))
        opened = browser.get(path)
        if opened.status >= 400:
            forged = self.answer(browser.post(path, values))
            shown = self.answer(opened)
            assert (forged.status, forged.codes) == (shown.status, shown.codes)
            return shown
        if steps:
            for number in range(1, len(steps) + 1):
                step = browser.get(f"{path}?langkah={number}")
                browser.post(f"{path}?langkah={number}", {**step.hidden(), **values, "nanti": "1"})
            last = browser.get(f"{path}?langkah=periksa")
            return self.answer(browser.post(f"{path}?langkah=periksa", last.hidden()))
        answer = browser.post(path, {**opened.hidden(), **values})
        if answer.status == 200:  # the question before a dangerous act
            answer = browser.post(path, {**answer.hidden(), "yakin": "1"})
        return self.answer(answer)

    @staticmethod
    def answer(page: Page) -> Answer:
        said = [
            re.sub(r"<[^>]+>", "", next(filter(None, found))).strip() for found in _SAID.findall(page.body)
        ]
        return Answer(page.status, page.codes, said)


DOORS = {door.name: door for door in (PageDoor, ApiDoor)}


def plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """Values as a program writes them in JSON."""
    return {
        name: value if isinstance(value, list | bool | int | str) else str(value)
        for name, value in data.items()
    }


def posted(data: Mapping[str, Any]) -> dict[str, Any]:
    """Values as a page posts them: rows as `name-0-field`, ticks as "on" or not at all."""
    return dict(_flat(data))


def _flat(data: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in data.items():
        key = f"{prefix}{name}"
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            for number, row in enumerate(value):
                yield from _flat(row, f"{key}-{number}-")
        elif isinstance(value, bool):
            yield from [(key, "on")] if value else []
        elif value is not None:
            yield key, value
