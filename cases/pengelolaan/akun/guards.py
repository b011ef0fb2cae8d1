"""Whether something may be done with an account so: guards of docs/spec/machines/akun.csv."""

from __future__ import annotations

from typing import Any

from cases.organisations.auth import second_factor
from cases.organisations.auth.lock import locked_until
from cases.organisations.holding import holders
from cases.organisations.models import User
from cases.organisations.roles import Power, Role, roles_with
from workflows.actors import SYSTEM
from workflows.context import Move
from workflows.errors import E_DUP, E_GUARD, E_REQ, E_RNG
from workflows.guards import guard

from .appointments import not_over
from .work import appointments, to_be_chosen

LEGAL = "SJ-13, SJ-15, SJ-16"


LAST_ADMIN = "Ini Admin aktif yang terakhir tanpa hari terakhir; tunjuk Admin lain terlebih dahulu."


def admin_without(person: User) -> bool:
    """Whether somebody else stays Admin: one whose last day is set is none some day, without anybody's press."""
    return holders(Power.ADMINISTER, lasting=True).exclude(pk=person.pk).exists()


def person_of(move: Move) -> User:
    obj: Any = move.obj
    return obj.user  # type: ignore[no-any-return]


@guard(code=E_DUP, legal="SJ-13", field="username")
def username_belum_ada(move: Move) -> str | None:
    return "Username sudah dipakai." if User.objects.named(move.data["username"]).exists() else None


@guard(code=E_GUARD, legal=LEGAL)
def bukan_diri_sendiri(move: Move) -> str | None:
    """Nobody shuts or weakens the own account from a session: that is asked with the password, or done by another."""
    if move.principal.pk != person_of(move).pk:
        return None
    return "Tindakan ini tidak dapat dilakukan pada akun sendiri; mintalah Admin lain."


@guard(code=E_GUARD, legal="SJ-16", needs_data=True)
def masih_ada_admin(move: Move) -> str | None:
    """Asked under the lock of the book of all accounts: of two who shut each other, the second is refused."""
    person, admins = person_of(move), roles_with(Power.ADMINISTER)
    if not not_over(person).filter(role__in=admins).exists() or move.data.get("role") in admins:
        return None
    return None if admin_without(person) else LAST_ADMIN


@guard(code=E_GUARD, legal="SJ-16, SJ-137", needs_data=True)
def pekerjaan_beralih(move: Move) -> str | None:
    """Cases in the hands of somebody who may not act any more need another petugas.

    Whom the operator of a machine shuts has none: he appoints nobody, and the supervisors get the cases.
    """
    role = move.data.get("role")
    shut_by_system = move.actor is SYSTEM and role is None
    if shut_by_system or role in roles_with(Power.REVIEW):
        return None
    cases = appointments(person_of(move))
    return to_be_chosen(cases, move.data.get("pengganti"), "akun ini masih petugas untuk")


@guard(code=E_RNG, legal="SJ-13", field="role")
def role_berbeda(move: Move) -> str | None:
    return "Role ini sudah dimiliki." if move.data["role"] == person_of(move).role else None


@guard(code=E_GUARD, legal="SJ-09")
def sedang_terkunci(move: Move) -> str | None:
    return None if locked_until(person_of(move).username) else "Akun ini tidak sedang terkunci."


@guard(code=E_GUARD, legal="SJ-09")
def memakai_dua_langkah(move: Move) -> str | None:
    return (
        None if second_factor.is_enabled(person_of(move)) else "Verifikasi dua langkah akun ini tidak aktif."
    )


@guard(code=E_REQ, legal="SJ-13", field="jabatan")
def jabatan_diisi(move: Move) -> str | None:
    """Of a petugas of the supervising body, chosen or added."""
    person = getattr(move.obj, "user", None) if not move.obj._state.adding else None
    if person is not None and person.role == Role.PETUGAS_INSTITUSI:
        return None
    given = move.data.get("jabatan") or move.data.get("jabatan_baru")
    return None if given else "Field Wajib Diisi"
