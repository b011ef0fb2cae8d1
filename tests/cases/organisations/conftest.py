from collections.abc import Callable
from typing import Any

import pytest

from cases.organisations.accounts import add_user
from cases.organisations.models import Institution, User
from cases.organisations.roles import Role

PASSWORD = "sandi-untuk-uji-2026"


@pytest.fixture
def bogor(db: None) -> Institution:
    return Institution.objects.get(kode="32.71")


@pytest.fixture
def jaksel(db: None) -> Institution:
    return Institution.objects.get(kode="31.74")


@pytest.fixture
def make_user(db: None) -> Callable[..., User]:
    """An account with PASSWORD and no forced change; `institution` decides the role unless one is given."""

    def make(username: str = "pemakai", **fields: Any) -> User:
        role = Role.PETUGAS_INSTITUSI if fields.get("institution") else Role.KASN_ASISTEN
        defaults = {
            "password": PASSWORD,
            "nama": username.title(),
            "email": f"{username}@example.com",
            "role": role,
            "wajib_ganti_password": False,
        }
        return add_user(username=username, **{**defaults, **fields})

    return make
