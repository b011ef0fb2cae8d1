"""Accounts made for tests are those that the product makes."""

from __future__ import annotations

from typing import Any

from cases.organisations.accounts import add_user
from cases.organisations.demo import create_demo_accounts
from cases.organisations.granted import institutions_of
from cases.organisations.holding import held_by
from cases.organisations.models import CaseRole, Institution, User
from cases.organisations.roles import Role
from tests.support.people import demo_people
from tests.support.undone import undone
from tests.support.world import PASSWORD, traces

WHERE = "Kota Administrasi Jakarta Selatan"
COLLEAGUE: dict[str, Any] = {
    "username": "jaksel2",
    "nama": "Rekan",
    "email": "uji@example.com",
    "role": Role.PETUGAS_INSTITUSI,
}
GONE: dict[str, Any] = {**COLLEAGUE, "username": "mantan", "role": Role.KASN_ASISTEN, "is_active": False}
#: What no two accounts have in common.
OWN = ("id", "password", "created")


def as_it_stands() -> Any:
    """Every account with its appointments, groups and rights, and how many rows each table has."""
    accounts = []
    for person in User.objects.order_by("username"):
        assert person.check_password(PASSWORD)
        row = User.objects.filter(pk=person.pk).values().get()
        roles = CaseRole.objects.filter(person=person).values()
        accounts.append((
            {name: value for name, value in row.items() if name not in OWN},
            [{k: v for k, v in role.items() if k not in ("id", "person_id", "since")} for role in roles],
            [role["since"] is not None for role in roles],
            sorted(person.groups.values_list("name", flat=True)),
            institutions_of(person),
            held_by(person),
        ))  # fmt: skip
    return accounts, {name: len(rows) for name, rows in traces().items()}


def test_they_are_those_of_the_product(db: None) -> None:
    with undone():
        create_demo_accounts(PASSWORD)
        add_user(password=PASSWORD, institution=Institution.objects.get(nama=WHERE), **COLLEAGUE)
        add_user(password=PASSWORD, **GONE)
        made = as_it_stands()
    people = demo_people(PASSWORD, {**COLLEAGUE, "institution": WHERE}, GONE)
    assert as_it_stands() == made
    assert people == {person.username: person for person in User.objects.all()}
    assert people["jaksel"].institution.nama == WHERE


def test_beside_other_accounts_they_are_the_products_own(db: None) -> None:
    theirs = add_user(password=PASSWORD, **{**COLLEAGUE, "username": "admin", "role": Role.KASN_ASISTEN})
    people = demo_people(PASSWORD, {**COLLEAGUE, "institution": WHERE})
    assert "admin" not in people
    assert people["jaksel2"].institution.nama == WHERE
    assert User.objects.get(username="admin") == theirs
