"""The machine of an account in the register (docs/spec/machines/akun.csv).

All accounts share one book: one lock, one ledger (docs/decisions/017-accounts.md). Two Admins who shut each other
wait for each other, and the second is refused; such presses are rare.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, ClassVar, Self, cast

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from uuid_utils.compat import uuid7

from cases.core.doing import evidence
from cases.organisations.holding import capacities
from cases.organisations.models import Buku, User
from cases.organisations.permissions import sees_all
from cases.organisations.predicates import kasn_admin
from cases.organisations.roles import Role
from workflows import locks
from workflows.actors import SYSTEM, Actor
from workflows.context import Move
from workflows.gate import perform
from workflows.machine import NOTHING, Machine, Remembered, act
from workflows.models import Boundary, Subject
from workflows.predicates import Predicate, sistem

from . import effects, guards
from .appointment_acts import AppointmentActs
from .forms import AlasanForm, NonaktifForm, PasswordForm, RoleForm, TambahPetugasForm, UbahForm
from .states import Keadaan
from .work import follow_later

BOOK = "akun"
LEGAL = guards.LEGAL
FIGURE = "Peraturan KASN 7/2016 Lamp. D (Gambar 4); SJ-13, SJ-14"
#: A narrowing, no actor: people of an institution have one role.
of_the_body = Predicate(
    "bukan_petugas_institusi",
    may=lambda obj, actor: obj.user.role != Role.PETUGAS_INSTITUSI,
    could=lambda actor: True,
    sentence="akun badan pengawas",
    is_actor=False,
)


class AkunActs:
    """Every act of Admin is one of the operator's too (manage.py akun), as SYSTEM: nobody is locked out for good."""

    @act(
        "AK-1",
        "Buka catatan akun",
        source=NOTHING,
        target=Remembered("<jenis>", "keadaan_awal", Keadaan.values),
        who=sistem,
        legal=LEGAL,
    )
    def buka(self: Any, move: Move) -> None:
        """Once, when an account that was there before the register is first asked for."""

    @act(
        "AK-2",
        "Tambah petugas",
        source=NOTHING,
        target=Keadaan.AKTIF,
        who=kasn_admin | sistem,
        form=TambahPetugasForm,
        guards=(guards.username_belum_ada, guards.jabatan_diisi),
        documents=("foto_petugas>=0",),
        legal=FIGURE,
    )
    def tambah_petugas(self: Any, move: Move) -> None:
        self.user = effects.create_person(move)

    @act(
        "AK-3",
        "Ubah",
        source=Keadaan.AKTIF,
        who=kasn_admin | sistem,
        form=UbahForm,
        guards=(guards.jabatan_diisi,),
        effects=(effects.change_data,),
        documents=("foto_petugas>=0",),
        legal=FIGURE,
    )
    def ubah(self: Any, move: Move) -> None:
        """The data are the account's."""

    @act(
        "AK-4",
        "Ubah role",
        source=Keadaan.AKTIF,
        who=(kasn_admin | sistem) & of_the_body,
        form=RoleForm,
        guards=(
            guards.role_berbeda,
            guards.bukan_diri_sendiri,
            guards.masih_ada_admin,
            guards.pekerjaan_beralih,
        ),
        effects=(effects.change_role, follow_later),
        legal="SJ-13, SJ-16",
        explains="Hak berubah seketika, juga pada sesi yang sedang terbuka.",
    )
    def ubah_role(self: Any, move: Move) -> None:
        """The role is the account's."""

    @act(
        "AK-5",
        "Atur ulang password",
        source=Keadaan.AKTIF,
        who=kasn_admin | sistem,
        form=PasswordForm,
        guards=(guards.bukan_diri_sendiri,),
        effects=(effects.hand_over,),
        legal="SJ-15",
        explains="Sesi masuk dan token API akun ini berakhir; pemiliknya mengganti password ini saat masuk. "
        "Verifikasi dua langkah tetap.",
    )
    def atur_ulang_password(self: Any, move: Move) -> None:
        """The password stands nowhere but, hashed, with the account."""

    @act(
        "AK-6",
        "Nonaktifkan",
        source=Keadaan.AKTIF,
        target=Keadaan.NONAKTIF,
        who=kasn_admin | sistem,
        form=NonaktifForm,
        guards=(guards.bukan_diri_sendiri, guards.masih_ada_admin, guards.pekerjaan_beralih),
        effects=(effects.deactivate, follow_later),
        legal="SJ-16",
        danger=True,
        explains="Akun tidak dapat masuk lagi; sesi dan token API berakhir seketika. Riwayat tetap menyebut orang ini.",
    )
    def nonaktifkan(self: Any, move: Move) -> None:
        """Accounts are never deleted: histories refer to them."""

    @act(
        "AK-7",
        "Aktifkan",
        source=Keadaan.NONAKTIF,
        target=Keadaan.AKTIF,
        who=kasn_admin | sistem,
        form=AlasanForm,
        effects=(effects.activate,),
        legal="SJ-16",
        explains="Password dan verifikasi dua langkah tetap seperti sebelum dinonaktifkan; pekerjaan yang sudah "
        "dialihkan tidak kembali.",
    )
    def aktifkan(self: Any, move: Move) -> None:
        """With the password it had."""

    @act(
        "AK-8",
        "Buka kunci",
        source=Keadaan.AKTIF,
        who=kasn_admin | sistem,
        form=AlasanForm,
        guards=(guards.sedang_terkunci,),
        effects=(effects.open_lock,),
        legal="SJ-09",
    )
    def buka_kunci(self: Any, move: Move) -> None:
        """Failures are forgotten; of an address that is locked over all names, they are not."""

    @act(
        "AK-9",
        "Lepas verifikasi dua langkah",
        source=Keadaan.AKTIF,
        who=kasn_admin | sistem,
        form=AlasanForm,
        guards=(guards.bukan_diri_sendiri, guards.memakai_dua_langkah),
        effects=(effects.reset_second_factor,),
        legal="SJ-09",
        danger=True,
        explains="Untuk ponsel dan kode pemulihan yang hilang. Pastikan dahulu siapa yang meminta: sesudah ini "
        "password saja cukup untuk masuk. Sesi dan token API berakhir.",
    )
    def lepas_dua_langkah(self: Any, move: Move) -> None:
        """The owner is told by e-mail."""

    @act(
        "AK-10",
        "Akhiri sesi masuk",
        source=Keadaan.AKTIF,
        who=kasn_admin | sistem,
        form=AlasanForm,
        effects=(effects.end_sessions,),
        legal="SJ-09",
        explains="Semua sesi di semua perangkat dan semua token API akun ini berakhir.",
    )
    def akhiri_sesi(self: Any, move: Move) -> None:
        """Password and second factor stay."""


class Akun(AkunActs, AppointmentActs, Subject):
    """One account in the register; its key is the person's."""

    boundary_model = Buku
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.PROTECT, related_name="catatan"
    )
    called_class: ClassVar[str] = "identitas"
    note_labels: ClassVar[dict[str, str]] = {
        "role_lama": "Role sebelumnya",
        "institusi_lama": "Institusi sebelumnya",
        "institusi_baru": "Institusi sekarang",
    }

    class Meta:
        verbose_name = "akun"
        constraints = [models.CheckConstraint(condition=Q(state__in=Keadaan.values), name="akun_state")]

    def __str__(self) -> str:
        return self.user.nama

    def called(self) -> str:
        """Name and username, as they were then: two people may share a name."""
        return f"{self.user.nama} ({self.user.username})"

    @property
    def keadaan_awal(self) -> str:
        return str((Keadaan.AKTIF if self.user.is_active else Keadaan.NONAKTIF).value)

    @classmethod
    def new(cls) -> Self:
        """One to be created by Tambah petugas."""
        return cls(user_id=uuid7())

    @classmethod
    def opened(cls, person: User) -> Self:
        """The register's entry of an account; opened if there is none yet."""
        rows = cls.objects.select_related("user__institution").filter(pk=person.pk)
        found = rows.first()
        if found is None:
            with suppress(IntegrityError), transaction.atomic():  # somebody else has just opened it
                perform(cls(user=person), "buka", actor=SYSTEM)
            found = rows.get()
        return cast(Self, found)

    @classmethod
    def locate(cls, pk: Any, actor: Actor) -> tuple[Any, int] | None:
        if not _reads(actor) or not cls.objects.filter(pk=pk).exists():
            return None
        return _book().pk, cls.machine.latest

    @classmethod
    def fetch(cls, pk: Any, *, lock: bool = False) -> Self | None:
        found = super().fetch(pk, lock=lock)
        if found is not None:
            found.user = User.objects.select_related("institution").get(pk=pk)  # as it is under the lock
        return found

    def sees(self, actor: Actor) -> bool:
        return _reads(actor)

    def capacities(self, actor: Actor) -> Sequence[Actor]:
        return capacities(actor)

    def get_boundary(self) -> Boundary:
        """The book of all accounts; locked for one that is being added."""
        book = _book()
        return locks.own(self.machine, book.pk) if self._state.adding else book

    def adopt(self, boundary: Boundary) -> None:
        """Nothing of the book stands in the row."""

    def attach(self, move: Move) -> list[dict[str, Any]]:
        """The photo belongs to the account alone."""
        return evidence.bind_all(move, boundary=self.pk)


def _reads(actor: Actor) -> bool:
    return actor is SYSTEM or sees_all(actor)


def _book() -> Buku:
    return Buku.objects.get_or_create(kode=BOOK)[0]


MACHINE = Machine(
    key="akun",
    label="Akun",
    states=Keadaan,
    versions={1: Akun},
    initial=frozenset(Keadaan),
    terminal=frozenset(),
    level=10,
    tones={Keadaan.AKTIF: "success", Keadaan.NONAKTIF: "muted"},
)
