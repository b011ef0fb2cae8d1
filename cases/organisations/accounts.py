"""Creating institutions and accounts so that rights are right from the first moment."""

from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from guardian.shortcuts import assign_perm

from .models import ApiToken, Institution, User
from .selectors import KELOLA_KASUS, LIHAT_KASUS, forget_grants

MUST_CHANGE_PASSWORD = "Ganti password terlebih dahulu pada halaman Ganti Password."  # noqa: S105
"""What a user is told who still has the password that was handed over (SJ-15)."""


def group_name(kode: str) -> str:
    return f"institusi-{kode}"


@transaction.atomic
def create_institution(*, kode: str, nama: str, jenis: str, **fields: Any) -> Institution:
    """An institution with its group and the group's grants on it (SJ-17, SJ-20).

    Raises ValidationError with the catalogue's codes.
    """
    institution = Institution(kode=kode, nama=nama, jenis=jenis, **fields)
    institution.full_clean(exclude=["group"])
    institution.group = Group.objects.create(name=group_name(kode))
    institution.save()
    for perm in (LIHAT_KASUS, KELOLA_KASUS):
        assign_perm(perm, institution.group, institution)
    return institution


@transaction.atomic
def add_user(*, username: str, password: str | None, **fields: Any) -> User:
    """A user, member of the institution's group if there is one (SJ-06, SJ-13, SJ-20)."""
    user = User.objects.create_user(username, password, **fields)
    if user.institution is not None:
        user.groups.add(user.institution.group)
    forget_grants(user)
    return user


@transaction.atomic
def hand_over_password(user: User, password: str) -> None:
    """Set a first or a forgotten password; its owner must replace it at once (SJ-15). Ends all API tokens."""
    user.set_password(password)
    user.wajib_ganti_password = True
    user.save(update_fields=["password", "wajib_ganti_password"])
    revoke_tokens(user)


def revoke_tokens(user: User) -> None:
    ApiToken.objects.filter(user=user).delete()
