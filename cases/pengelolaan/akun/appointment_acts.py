"""Acts on an account that give and end roles (SJ-13, SJ-16, SJ-20; docs/decisions/020-appointments.md)."""

from __future__ import annotations

from typing import Any

from cases.organisations import access
from cases.organisations.accounts import end_logins, lock_account
from cases.organisations.appointing import appoint, end
from cases.organisations.ending import hold
from cases.organisations.models import CaseRole
from cases.organisations.predicates import kasn_admin
from cases.organisations.roles import Role
from workflows.context import Move
from workflows.machine import act
from workflows.predicates import Predicate, sistem
from workflows.readiness import refusal_of

from . import appointment_guards, guards
from .appointment_forms import (
    AkhiriPenugasanForm,
    BeriPenugasanForm,
    PindahInstitusiForm,
    period_of,
    where_of,
)
from .states import Keadaan
from .work import follow_later

ENDED = "Institusi itu baru saja ditutup atau digabung; pilih institusi lain."
#: A narrowing, no actor: who is moved belongs to an institution.
of_an_institution = Predicate(
    "petugas_institusi_saja",
    may=lambda obj, actor: obj.user.role == Role.PETUGAS_INSTITUSI,
    could=lambda actor: True,
    sentence="akun institusi",
    is_actor=False,
)


def give(move: Move) -> None:
    obj: Any = move.obj
    since, until = period_of(move.data, move.now)
    where = where_of(move.data)
    if "institution" in where:  # the book of institutions gives and ends there too: it waits, or was first
        hold(where["institution"], said=ENDED)
        lock_account(obj.user)
        if (held := appointment_guards.belum_dipegang.reason(move)) is not None:
            raise refusal_of([held])
    appoint(
        obj.user,
        move.data["peran"],
        since=since,
        until=until,
        by=move.person,
        letter=move.data.get("nomor_surat") or "",
        reason=move.reason,
        **where,
    )


def take(move: Move) -> None:
    rows = CaseRole.objects.filter(pk=move.data["penugasan"].pk)
    end(rows, at=move.now, by=move.person, reason=move.reason)


def relocate(move: Move) -> None:
    """Rights there end and begin here in this transaction; what was taken from the old queues goes back to them."""
    obj: Any = move.obj
    new = move.data["ke"]
    hold(new, said=ENDED)
    person: Any = lock_account(obj.user)
    obj.user = person  # a merger of the old institution may have taken the person along
    old, person.institution = person.institution, new
    move.notes["institusi_lama"], move.notes["institusi_baru"] = old.nama, new.nama
    person.save(update_fields=["institution"])
    access.take(person, old, at=move.now, by=move.person, reason=move.reason)
    access.give(person, new, move.data["hak"], at=move.now, by=move.person, reason=move.reason)
    end_logins(person)  # a page of the old institution must not be sent on behalf of the new one


class AppointmentActs:
    @act(
        "AK-11",
        "Beri penugasan",
        source=Keadaan.AKTIF,
        who=kasn_admin | sistem,
        form=BeriPenugasanForm,
        guards=(
            guards.bukan_diri_sendiri,
            appointment_guards.peran_sesuai_sisi,
            appointment_guards.belum_dipegang,
        ),
        effects=(give,),
        legal=appointment_guards.LEGAL,
        explains="Hak berlaku sejak hari pertama sampai akhir hari terakhir, juga pada sesi yang sedang terbuka.",
    )
    def beri_penugasan(self: Any, move: Move) -> None:
        """The appointment is a row of its own."""

    @act(
        "AK-12",
        "Akhiri penugasan",
        source=Keadaan.AKTIF,
        who=kasn_admin | sistem,
        form=AkhiriPenugasanForm,
        guards=(
            guards.bukan_diri_sendiri,
            appointment_guards.masih_ada_admin_lain,
            appointment_guards.kasus_beralih,
        ),
        effects=(take, follow_later),
        legal=appointment_guards.LEGAL,
        explains="Hak berakhir seketika. Riwayat tetap menyebut masa penugasannya.",
    )
    def akhiri_penugasan(self: Any, move: Move) -> None:
        """What has ended stays as history."""

    @act(
        "AK-13",
        "Pindahkan ke institusi lain",
        source=Keadaan.AKTIF,
        who=(kasn_admin | sistem) & of_an_institution,
        form=PindahInstitusiForm,
        effects=(relocate, follow_later),
        legal="SJ-13, SJ-20",
        explains="Hak pada institusi lama berakhir dan hak pada institusi baru mulai seketika; sesi masuk dan token "
        "API berakhir. Tugas yang sedang dipegang kembali ke antrean institusi lama.",
    )
    def pindah_institusi(self: Any, move: Move) -> None:
        """What the person did before stays the old institution's."""
