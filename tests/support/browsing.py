"""A browser without a screen: pages as people send and read them, forms filled from what the page holds."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.test import Client

_INPUT = re.compile(r"<input\b[^>]*>", re.S)
_CODE = re.compile(r'data-code="([A-Z-]+)"')


def read(markup: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup))).strip()


def _table(markup: str) -> Table:
    caption = re.search(r"<caption\b.*?</caption>", markup, re.S)
    head, _, body = markup.partition("</thead>")
    rows = re.findall(r"<tr\b.*?</tr>", body, re.S)
    return Table(
        read(re.sub(r"<span\b.*?</span>", "", caption[0])) if caption else "",
        tuple(read(cell) for cell in re.findall(r"<th\b.*?</th>", head, re.S)),
        tuple(tuple(read(cell) for cell in re.findall(r"<td\b.*?</td>", row, re.S)) for row in rows),
    )


@dataclass(frozen=True)
class Table:
    """A table as people read it: caption, heads of its columns, cells of its rows; a cell's text in one line."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Page:
    """One answer. text: the body as people read it; codes: of every error shown."""

    def __init__(self, response: Any) -> None:
        self.response = response
        self.status: int = response.status_code
        self.url: str = response.headers.get("Location", "")
        self.body = b"".join(response).decode() if response.streaming else response.content.decode()

    @property
    def text(self) -> str:
        return read(self.body)

    @property
    def tables(self) -> list[Table]:
        return [_table(found) for found in re.findall(r"<table\b.*?</table>", self.body, re.S)]

    @property
    def codes(self) -> set[str]:
        return set(_CODE.findall(self.body))

    @property
    def acts(self) -> list[str]:
        """Names of the acts offered as buttons, in their order."""
        return re.findall(r'href="[^"]*" role="button" draggable="false" data-act="(\w+)"', self.body)

    def hidden(self) -> dict[str, str]:
        """Hidden inputs of the form of the act (else of the last form), without the token of the session."""
        forms = re.findall(r"<form\b.*?</form>", self.body, re.S) or [""]
        acts = (
            form for form in forms if 'name="idempotency_key"' in form and 'class="alur-order"' not in form
        )
        own = next(acts, forms[-1])
        found = {}
        for tag in _INPUT.findall(own):
            if 'type="hidden"' in tag and (name := re.search(r'name="([^"]+)"', tag)):
                value = re.search(r'value="([^"]*)"', tag)
                found[name[1]] = html.unescape(value[1]) if value else ""
        found.pop("csrfmiddlewaretoken", None)
        return found


class Browser:
    def __init__(self, client: Client) -> None:
        self.client = client

    def get(self, path: str, **query: Any) -> Page:
        return Page(self.client.get(path, query))

    def post(self, path: str, data: Mapping[str, Any] | None = None) -> Page:
        return Page(self.client.post(path, dict(data or {})))

    def press(self, path: str, data: Mapping[str, Any] | None = None) -> Page:
        """Post, and go where the answer leads."""
        answer = self.post(path, data)
        return self.get(answer.url) if answer.status == 302 else answer

    def send(self, path: str, **data: Any) -> Page:
        """Open the page of an act and send its form."""
        return self.post(path, {**self.get(path).hidden(), **data})
