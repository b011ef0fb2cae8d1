"""People and browsers of the tests of the lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cases.organisations.appointing import appoint, end
from cases.organisations.models import CaseRole, User
from cases.pengelolaan.akun.models import Akun
from cases.pengelolaan.models import Daftar
from tests.support.appointed import person
from tests.support.browsing import Browser
from tests.support.world import World
from workflows.gate import perform
from workflows.ledger import database_now


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


@pytest.fixture
def told(world):
    """told("asisten2", "beri_penugasan", ...) by the Admin, through the gate."""

    for one in vars(world.people).values():  # a refused press is to change nothing, not even open an entry
        Akun.opened(User.objects.get(pk=one.pk))

    def press(name, act, by="admin", **data):
        record = Akun.opened(User.objects.get(pk=world.person(name).pk))
        return perform(record, act, actor=person(world, by), data={"alasan": "Surat tugas.", **data})

    return press


@pytest.fixture
def only(world):
    """only("asisten2", "kasn_asisten", area_id="32"): the person holds this and nothing else."""

    def limit(name, role, **where):
        one = world.person(name)
        end(CaseRole.objects.filter(person=one), at=database_now())
        appoint(one, role, **where)
        return person(world, name)

    return limit


@pytest.fixture
def two(world):
    """A case of Jakarta Selatan and one of Bogor, both before somebody is appointed."""
    return world.open(), world.open(by="bogor", jabatan="Kepala Dinas Bogor")
