"""People and browsers of the tests of the lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cases.pengelolaan.models import Daftar
from tests.support.browsing import Browser
from tests.support.world import World
from workflows.gate import perform


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def browse(world: World) -> Callable[[str], Browser]:
    """browse("admin") is a logged-in browser of that person."""

    def of(name: str) -> Browser:
        client = Client()
        client.force_login(world.person(name), backend="cases.organisations.auth.backends.AccountBackend")
        return Browser(client)

    return of


@pytest.fixture
def change(world: World) -> Callable[..., Any]:
    """change("pengangkatan", "tambah_pilihan", nama="…") does it as Admin, from today."""

    def do(kode: str, act: str, /, *, who: str = "admin", idempotency_key: str = "", **data: Any) -> Any:
        common = {"dasar_hukum": "Surat Edaran 1", "alasan": "Uji."}
        return perform(
            Daftar.opened(kode),
            act,
            actor=world.person(who),
            data={**common, **data},
            idempotency_key=idempotency_key,
        )

    return do
