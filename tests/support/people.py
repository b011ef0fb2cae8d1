"""The demo's people for one test: the rows that `create_demo_accounts` makes, in five statements instead of seventy.

2,800 tests begin with them, and none of those is about how an account is made. test_people.py compares the two.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from cases.organisations.accounts import add_user
from cases.organisations.demo import DOMAIN, PEOPLE, create_demo_accounts
from cases.organisations.models import CaseRole, Institution, User


def demo_people(password: str, *others: dict[str, Any]) -> dict[str, User]:
    """By username. others: more accounts, as `accounts.add_user` takes them, institutions by their name.

    Where there are accounts already it is done as the product does it.
    """
    if User.objects.exists():
        found = create_demo_accounts(password)
        for one in others:
            found[one["username"]] = add_user(password=password, **_placed(one, _institutions([one])))
        return found
    rows: list[dict[str, Any]] = [
        {
            "username": one.username,
            "nama": one.nama,
            "email": f"{one.username}@{DOMAIN}",
            "role": one.role,
            "jabatan": one.jabatan,
            "nip": one.nip,
            "institution": one.where,
            "wajib_ganti_password": False,
        }
        for one in PEOPLE
    ]
    rows += others
    known = _institutions(rows)
    people = [User(password=make_password(password), **_placed(row, known)) for row in rows]
    with transaction.atomic():
        User.objects.bulk_create(people)
        CaseRole.objects.bulk_create(
            CaseRole(role=one.role, person=one, institution=one.institution) for one in people
        )
        member = User.groups.through
        member.objects.bulk_create(
            member(user_id=one.pk, group_id=one.institution.group_id) for one in people if one.institution
        )
    return {one.username: one for one in people}


def _institutions(rows: list[dict[str, Any]]) -> dict[str, Institution]:
    names = {row["institution"] for row in rows if row.get("institution")}
    return {one.nama: one for one in Institution.objects.filter(nama__in=names)}


def _placed(row: dict[str, Any], known: dict[str, Institution]) -> dict[str, Any]:
    return {**row, "institution": known[row["institution"]] if row.get("institution") else None}
