"""Pages as people are answered: those of the access matrix, what they link to, and their forms sent empty."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.test import Client

from tests.access.page_rows import PAGES
from tests.access.realm import OWN, Realm
from tests.access.rows import targets
from tests.support.browsing import Page

#: bogor sees no case of others: its lists are nearly empty.
ROLES = ("nobody", "bogor", OWN[0], "asisten1", "komisioner", "auditor")
#: Lists in which nothing is found, and filters that are none.
ASKED = (
    "/jpt/?q=tidak-ada",
    "/nomenklatur/?q=tidak-ada",
    "/pejabat/?q=tidak-ada",
    "/log/?dari=x",
    "/tidak-ada/",
)
_MADE_OF = ("class", "type", "role", "data-label")


@dataclass(frozen=True)
class Sheet:
    """One answer that is a page."""

    path: str
    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return self.body.decode()

    def place(self) -> str:
        """What page it is; a refusal looks the same everywhere."""
        return plain(self.path) if self.status in {200, 422} else "refused"

    def parts(self) -> set[str]:
        """Of what it is made: two pages of the same parts differ by what is written in them only."""
        found = re.findall(r"<[a-z]\w*\b[^>]*>", self.text.partition("<body")[2])
        return {
            part.split()[0].strip("<>") + "".join(re.findall(rf'\s(?:{"|".join(_MADE_OF)})="[^"]*"', part))
            for part in found
        }


def plain(path: str) -> str:
    """An address without what it is of."""
    path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+|(?<=/verifikasi/)[A-Z0-9]+", "0", path.partition("#")[0])
    return re.sub(r"=[^&]*", "", path)


def every_page(realm: Realm, role: str) -> Iterator[Sheet]:
    """Every address once, a form also as it comes back when it is sent empty."""
    asked: set[str] = set()
    links: list[str] = list(ASKED)
    for method, path, _, target in targets(PAGES, realm):
        sheet = ask(realm, role, method, f"/{path}", _fresh(target.data))
        if sheet is None:
            continue
        yield sheet
        if method == "GET":
            asked.add(plain(sheet.path))
            links += _links(sheet)
    for path in links:
        if plain(path) in asked:
            continue
        asked.add(plain(path))
        sheet = ask(realm, role, "GET", path)
        if sheet is None:
            continue
        yield sheet
        if re.search(r"/(t|baru)/\w+/$", path):
            refused = ask(realm, role, "POST", path, _hidden(sheet))
            if refused is not None:
                yield refused


def ask(realm: Realm, role: str, method: str, path: str, data: Any = None) -> Sheet | None:
    """A page as this person gets it, and undone again; None for what is no page."""
    client = Client()
    for key, value in realm.visitors[role].cookies.items():
        client.cookies[key] = value
    mark = transaction.savepoint()
    response: Any = getattr(client, method.lower())(path, data or {})
    body = b"".join(response) if response.streaming else response.content
    transaction.savepoint_rollback(mark)
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    if not is_page or response.status_code in {302, 405}:
        return None
    return Sheet(path, response.status_code, body, dict(response.headers))


def _links(sheet: Sheet) -> list[str]:
    main = sheet.text.partition("<main")[2]
    found = [html.unescape(one) for one in re.findall(r'href="(/[^"]*|\?[^"]*)"', main)]
    here = sheet.path.partition("?")[0]
    return [here + one if one.startswith("?") else one for one in found]


def _hidden(sheet: Sheet) -> dict[str, str]:
    page = Page.__new__(Page)
    page.body = sheet.text
    return page.hidden()


def _fresh(data: Any) -> Any:
    if hasattr(data, "seek"):
        data.seek(0)
    return data
