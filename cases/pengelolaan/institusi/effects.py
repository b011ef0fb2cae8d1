"""What else changes with an institution: its accounts and rights, and all that hangs on it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from cases.organisations import access
from cases.organisations.access import Hak
from cases.organisations.accounts import add_user, create_institution, end_logins
from cases.organisations.attached import Moving, all_attached
from cases.organisations.ending import take
from cases.organisations.kinds import KINDS
from cases.organisations.models import Institution, NamaLama, User
from cases.organisations.roles import Role
from cases.organisations.zones import day_at
from workflows.context import Move
from workflows.errors import E_DUP, E_GUARD, FieldError, Reason, Refused

from .guards import told_twins, twins

PLACE = {"provinsi": "provinsi", "kabupaten": "wilayah", "induk": "induk"}


def next_code(jenis: str) -> str:
    """A code of our own that nobody else gets: BUMN-1001. It carries no meaning and never changes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('organisations_kode')")
        return f"{KINDS[jenis].awalan}-{cursor.fetchone()[0]}"


def _taken(field: str, message: str) -> Refused:
    return Refused(E_DUP, message, errors={field: [FieldError(E_DUP, message)]})


def found(move: Move) -> Institution:
    """The new institution of Tambah institusi, with its group and grants."""
    data = move.data
    place = {field: data[name] for name, field in PLACE.items()}
    where = place["wilayah"] or place["provinsi"]
    try:
        with transaction.atomic():
            return create_institution(
                kode=next_code(data["jenis"]),
                nama=data["nama"],
                jenis=data["jenis"],
                email=data["email"],
                sumber=data["sumber"],
                zona_waktu=where.zona if where is not None else "Asia/Jakarta",
                **place,
            )
    except (IntegrityError, ValidationError) as error:  # somebody loaded or added it a moment ago
        raise _taken("nama", "Nama institusi sudah dipakai untuk jenis ini.") from error


def open_account(move: Move) -> None:
    """The login of Tambah institusi and Beri akun; the password stands nowhere."""
    obj: Any = move.obj
    data, institution = move.data, obj.institution
    try:
        with transaction.atomic():
            person = add_user(
                username=data["username"],
                password=data["password"],
                nama=data["nama_petugas"] or institution.nama[:150],
                email=data["email"],
                role=Role.PETUGAS_INSTITUSI,
                institution=institution,
            )
    except (IntegrityError, ValidationError) as error:
        raise _taken("username", "Username sudah dipakai.") from error
    if data.get("hak", Hak.KELOLA) == Hak.LIHAT:
        access.give(person, institution, Hak.LIHAT, at=move.now, by=move.person)
    if not institution.email:
        Institution.objects.filter(pk=institution.pk).update(email=data["email"])


def change_right(move: Move) -> None:
    """Who only reads from now on keeps no work: it goes back to the institution's queue."""
    obj: Any = move.obj
    if move.data["hak"] == Hak.LIHAT:  # cases are taken before the person, as everywhere
        person = move.data["petugas"]
        freed = sum(kind.left(person, obj.institution, move.actor, move.now) for kind in all_attached())
        if freed:
            move.notes["tugas_kembali_ke_antrean"] = freed
    person = User.objects.select_for_update(no_key=True).get(pk=move.data["petugas"].pk)
    access.give(person, obj.institution, move.data["hak"], at=move.now, by=move.person, reason=move.reason)


def change_data(move: Move) -> None:
    obj: Any = move.obj
    one, data = obj.institution, move.data
    before = {"jenis": one.jenis, "email": one.email, "sumber": one.sumber}
    place = {field: data[name] for name, field in PLACE.items()}
    where = place["wilayah"] or place["provinsi"]
    for name, value in {**place, **{name: data[name] for name in before}}.items():
        setattr(one, name, value)
    one.zona_waktu = where.zona if where is not None else one.zona_waktu
    one.diragukan = False
    one.save()
    move.notes |= {f"{name}_lama": value for name, value in before.items() if value and value != data[name]}


def rename(move: Move) -> None:
    """The trigger of the database keeps the old name with its moment."""
    obj: Any = move.obj
    move.notes["nama_lama"] = obj.institution.nama
    obj.institution.nama = move.data["nama"]
    obj.institution.save(update_fields=["nama"])


def merge(move: Move) -> None:
    """Everything follows in this one transaction; who was on the way with something of it has come first or waits."""
    obj: Any = move.obj
    data = move.data
    old, new = take(obj.institution, data["ke"])
    if kembar := twins(old, new):  # one of them may be new since the guard looked
        message = told_twins(kembar)
        raise Refused(E_GUARD, message, [Reason("tanpa_jabatan_kembar", message, "SJ-34")])
    moving = Moving(old, new, move.actor, move.now, data["nomor_surat"], data["tanggal_surat"])
    for kind in all_attached():
        if number := kind.follow(moving):
            move.notes[f"pindah_{kind.key}"] = number
    if number := access.follow(old, new, at=move.now, by=move.person, reason=move.reason):
        move.notes["pindah_akun"] = number
    _keep_names(moving)
    old.is_active, old.digabung_ke, old.sampai = False, new, day_at(move.now, None)
    old.save(update_fields=["is_active", "digabung_ke", "sampai"])
    obj.institution = old
    move.notes["institusi_lama"], move.notes["institusi_baru"] = old.nama, new.nama


def _keep_names(moving: Moving) -> None:
    """All names under which the old one was ever found lead to the new one."""
    day = day_at(moving.at, None)
    rows = NamaLama.objects.filter(institution=moving.old).values_list("nama", "sampai", "hingga")
    names = [*rows, (moving.old.nama, day, moving.at)]
    NamaLama.objects.bulk_create(
        NamaLama(institution=moving.new, nama=nama, sampai=sampai, hingga=hingga, asal=moving.old)
        for nama, sampai, hingga in names
    )


def close(move: Move) -> None:
    """Its people are logged out, or their sessions and tokens would be there again when it is opened again."""
    obj: Any = move.obj
    (one,) = take(obj.institution)
    one.is_active, one.sampai = False, day_at(move.now, None)
    one.save(update_fields=["is_active", "sampai"])
    obj.institution = one
    for person in User.objects.filter(institution=one, is_active=True).order_by("pk"):
        end_logins(person)


def reopen(move: Move) -> None:
    obj: Any = move.obj
    one = obj.institution
    one.is_active, one.sampai = True, None
    one.save(update_fields=["is_active", "sampai"])
