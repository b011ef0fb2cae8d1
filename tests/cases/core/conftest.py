"""People, cases and browsers of the tests of the shell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.support.browsing import Browser
from tests.support.world import World


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def browse(world: World) -> Callable[[str], Browser]:
    """browse("jaksel") is a logged-in browser of that person."""

    def of(name: str) -> Browser:
        client = Client()
        client.force_login(world.person(name), backend="cases.organisations.auth.backends.AccountBackend")
        return Browser(client)

    return of


@pytest.fixture
def addresses(world: World) -> dict[str, Any]:
    """Every page of one case, by name."""
    case = world.at("perbaikan").case
    base = f"/kasus/{case.pk}/"
    tabs = ("", "dokumen/", "percakapan/", "riwayat/", "diagram/", "diagram.svg", "diagram-alur.svg")
    pages = {name or "ringkasan/": f"{base}{name}" for name in tabs}
    return {
        "case": case,
        "pages": {**pages, "act": f"{base}t/kirim_perbaikan/", "receipt": f"{base}tanda-terima/1/"},
    }
