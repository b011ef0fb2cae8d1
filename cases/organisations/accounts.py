"""Creating institutions and accounts so that rights are right from the first moment."""

from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from guardian.shortcuts import assign_perm

from .appointing import appoint
from .models import ApiToken, Institution, User
from .roles import KELOLA_KASUS, LIHAT_KASUS, Role

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
    """A user, appointed on the institution if there is one (SJ-06, SJ-13, SJ-20)."""
    user = User.objects.create_user(username, password, **fields)
    if user.institution is not None:
        appoint(user, Role.PETUGAS_INSTITUSI.value, institution=user.institution)
    return user


class PasswordChanged(Exception):
    """The password is no longer the one that was shown as proof."""


@transaction.atomic
def hand_over_password(user: User, password: str) -> None:
    """Set a first or a forgotten password; its owner must replace it at once (SJ-15). Ends all API tokens."""
    lock_account(user)
    set_password(user, password, must_change=True)


@transaction.atomic
def replace_password(user: User, old: str, new: str) -> None:
    """The owner's own change (SJ-15). Ends all API tokens. Raises PasswordChanged when `old` is no longer it."""
    still_proves(user, old)
    set_password(user, new, must_change=False)


@transaction.atomic
def end_logins(user: User) -> None:
    """Every session of the account ends, and every API token; its password and second factor stay.

    Whoever does it in a session of the account goes on there by `update_session_auth_hash`.
    """
    user.login_generation = lock_account(user).login_generation + 1
    user.save(update_fields=["login_generation"])
    ApiToken.objects.filter(user=user).delete()


def lock_account(user: User) -> User:
    """The account as it is now, locked until the end of the transaction: a change of the password, of the second
    factor and the issue of what they prove (a token) follow each other."""
    return (
        User.objects.select_for_update(no_key=True, of=("self",))
        .select_related("institution")
        .get(pk=user.pk)
    )


def still_proves(user: User, password: str) -> User:
    """The locked account, if `password` opened it and still does. Raises PasswordChanged."""
    locked = lock_account(user)
    # a hash renewed by another login is another text of the same password
    if locked.password != user.password and not locked.check_password(password):
        raise PasswordChanged
    return locked


def set_password(user: User, password: str, *, must_change: bool) -> None:
    """Of a locked account; sessions end with the old password, API tokens here."""
    user.set_password(password)
    user.wajib_ganti_password = must_change
    user.save(update_fields=["password", "wajib_ganti_password"])
    ApiToken.objects.filter(user=user).delete()
