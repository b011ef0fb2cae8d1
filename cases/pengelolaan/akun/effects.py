"""What else changes with an account."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cases.organisations.accounts import add_user, end_logins, hand_over_password
from cases.organisations.appointing import appoint, end
from cases.organisations.auth import second_factor
from cases.organisations.auth.lock import unlock
from cases.organisations.auth.telling import tell
from cases.organisations.models import CaseRole, Choice, User
from cases.organisations.zones import day_at
from workflows.context import Move
from workflows.errors import E_DUP, FieldError, Refused
from workflows.forms import code_of

JABATAN = Choice.Daftar.JABATAN_PETUGAS


def _person(move: Move) -> User:
    obj: Any = move.obj
    return obj.user  # type: ignore[no-any-return]


def create_person(move: Move) -> User:
    """The account of TAMBAH PETUGAS; its owner replaces the password at the first login (SJ-15)."""
    data = move.data
    obj: Any = move.obj
    try:
        with transaction.atomic():
            return add_user(
                id=obj.pk,
                username=data["username"],
                password=data["password"],
                nama=data["nama"],
                email=data["email"],
                role=data["role"],
                nip=data["nip"],
                jabatan=jabatan_of(move),
            )
    except IntegrityError as error:  # the register of institutions opens accounts too
        message = "Username sudah dipakai."
        raise Refused(E_DUP, message, errors={"username": [FieldError(E_DUP, message)]}) from error
    except ValidationError as error:
        found = {
            name: [FieldError(code_of(one), " ".join(one.messages)) for one in errors]
            for name, errors in error.error_dict.items()
        }
        first = next(iter(found.values()))[0]
        raise Refused(first.code, first.message, errors=found) from error


def jabatan_of(move: Move) -> str:
    """The jabatan chosen, or the one typed, which from today on stands in the list (SJ-14)."""
    typed = move.data.get("jabatan_baru")
    if not typed:
        chosen = move.data.get("jabatan")
        return chosen.nama if chosen is not None else ""
    rows = Choice.objects.filter(daftar=JABATAN)
    if not rows.choosable().filter(nama__iexact=typed).exists():
        last = rows.order_by("-urutan").values_list("urutan", flat=True).first()
        Choice.objects.create(
            daftar=JABATAN,
            nama=typed,
            urutan=(last or 0) + 1,
            valid_from=day_at(move.now, None),
            legal_basis="Ditambahkan bersama akun petugas (SJ-14)",
        )
    return str(typed)


def change_data(move: Move) -> None:
    """Ubah. A new address is told to the old one: whoever holds the address holds a forgotten password."""
    person, data = _person(move), move.data
    if data["email"] != person.email:
        tell(person, "Alamat email akun diubah", "Alamat email akun ini baru saja diganti.", to=person.email)
    person.nama, person.email, person.nip = data["nama"], data["email"], data["nip"]
    if "jabatan" in data:
        person.jabatan = jabatan_of(move)
    person.full_clean()
    person.save(update_fields=["nama", "email", "nip", "jabatan"])


def change_role(move: Move) -> None:
    person = _person(move)
    move.notes["role_lama"] = person.role
    rows = CaseRole.objects.filter(person=person, role=person.role, case=None)
    end(rows, at=move.now, by=move.person, reason=move.reason)
    person.role = move.data["role"]
    person.save(update_fields=["role"])
    everywhere = {"role": person.role, "area": None, "unit": None, "institution": None, "case": None}
    if not CaseRole.objects.filter(**everywhere, person=person, until=None).exists():
        appoint(person, person.role, since=move.now, by=move.person, reason=move.reason)


def hand_over(move: Move) -> None:
    person = _person(move)
    hand_over_password(person, move.data["password"])
    unlock(person.username)
    tell(person, "Password diatur ulang", "Password akun ini baru saja diatur ulang oleh Admin.")


def deactivate(move: Move) -> None:
    person = _person(move)
    person.is_active = False
    person.save(update_fields=["is_active"])
    end_logins(person)  # or they would be there again when the account is


def activate(move: Move) -> None:
    person = _person(move)
    person.is_active = True
    person.save(update_fields=["is_active"])


def open_lock(move: Move) -> None:
    unlock(_person(move).username)


def reset_second_factor(move: Move) -> None:
    person = _person(move)
    second_factor.remove(person)
    tell(
        person,
        "Verifikasi dua langkah diatur ulang",
        "Verifikasi dua langkah akun ini baru saja dilepas oleh Admin. Aktifkan lagi setelah masuk.",
    )


def end_sessions(move: Move) -> None:
    end_logins(_person(move))
