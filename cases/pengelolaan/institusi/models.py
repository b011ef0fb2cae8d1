"""The machine of an institution in the register (docs/spec/machines/institusi.csv).

All institutions share one book: lock, version of each, ledger of all (docs/decisions/018-institutions.md). Two changes
wait for each other, so that two mergers cannot pass each other; they are rare.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Self, cast

from django.db import IntegrityError, models, transaction
from django.db.models import Q

from cases.organisations.holding import capacities
from cases.organisations.models import Buku, Institution
from cases.organisations.predicates import kasn_admin
from workflows import locks
from workflows.actors import SYSTEM, Actor
from workflows.context import Move
from workflows.gate import perform
from workflows.machine import NOTHING, Machine, Remembered, act
from workflows.models import Boundary, Subject
from workflows.predicates import sistem

from . import effects, guards
from .forms import AkunForm, GabungForm, GantiNamaForm, HakForm, SuratForm, TambahForm, TutupForm, UbahForm
from .states import Keadaan

LEGAL = guards.LEGAL
BOOK = "institusi"


class InstitusiActs:
    @act(
        "IN-1",
        "Buka catatan institusi",
        source=NOTHING,
        target=Remembered("<jenis>", "keadaan_awal", [Keadaan.AKTIF, Keadaan.DITUTUP]),
        who=sistem,
        legal=LEGAL,
    )
    def buka(self: Any, move: Move) -> None:
        """Once, when an institution of the reference data is first asked for."""

    @act(
        "IN-2",
        "Tambah institusi",
        source=NOTHING,
        target=Keadaan.AKTIF,
        who=kasn_admin,
        form=TambahForm,
        effects=(effects.open_account,),
        legal="Peraturan KASN 7/2016 Lamp. D (Gambar 5); SJ-17",
    )
    def tambah(self: Any, move: Move) -> None:
        self.institution = effects.found(move)

    @act(
        "IN-3",
        "Ubah data",
        source=Keadaan.AKTIF,
        who=kasn_admin,
        form=UbahForm,
        guards=(guards.jenis_belum_dipakai,),
        effects=(effects.change_data,),
        legal="SJ-21",
    )
    def ubah(self: Any, move: Move) -> None:
        """The data are the institution's."""

    @act(
        "IN-4",
        "Ganti nama",
        source=Keadaan.AKTIF,
        who=kasn_admin,
        form=GantiNamaForm,
        guards=(guards.nama_berbeda, guards.nama_institusi_belum_ada),
        effects=(effects.rename,),
        legal="SJ-21",
        explains="Riwayat dan surat yang sudah ada tetap menyebut nama pada masanya.",
    )
    def ganti_nama(self: Any, move: Move) -> None:
        """The old name is kept by the database."""

    @act(
        "IN-5",
        "Beri akun",
        source=Keadaan.AKTIF,
        who=kasn_admin,
        form=AkunForm,
        effects=(effects.open_account,),
        legal="Peraturan KASN 7/2016 Lamp. D (Gambar 5); SJ-17, SJ-20",
    )
    def beri_akun(self: Any, move: Move) -> None:
        """One more person of the institution."""

    @act(
        "IN-6",
        "Ubah hak petugas",
        source=Keadaan.AKTIF,
        who=kasn_admin,
        form=HakForm,
        guards=(guards.hak_berbeda,),
        effects=(effects.change_right,),
        legal="SJ-20",
    )
    def ubah_hak(self: Any, move: Move) -> None:
        """The grant is guardian's."""

    @act(
        "IN-7",
        "Gabungkan ke institusi lain",
        source=[Keadaan.AKTIF, Keadaan.DITUTUP],
        target=Keadaan.DIGABUNG,
        who=kasn_admin,
        form=GabungForm,
        guards=(guards.tujuan_aktif, guards.tanpa_jabatan_kembar),
        effects=(effects.merge,),
        legal="SJ-21",
        danger=True,
    )
    def gabung(self: Any, move: Move) -> None:
        """What hangs on it follows; the institution stays to be read."""

    @act(
        "IN-8",
        "Tutup institusi",
        source=Keadaan.AKTIF,
        target=Keadaan.DITUTUP,
        who=kasn_admin,
        form=TutupForm,
        guards=(guards.tanpa_yang_terbuka,),
        effects=(effects.close,),
        legal="SJ-21",
        danger=True,
    )
    def tutup(self: Any, move: Move) -> None:
        """Its people cannot log in any more; its cases stay to be read (SJ-21)."""

    @act(
        "IN-9",
        "Buka kembali institusi",
        source=Keadaan.DITUTUP,
        target=Keadaan.AKTIF,
        who=kasn_admin,
        form=SuratForm,
        effects=(effects.reopen,),
        legal="SJ-21",
    )
    def buka_kembali(self: Any, move: Move) -> None:
        """Its people can log in again, with the rights they had."""


class Institusi(InstitusiActs, Subject):
    """One institution in the register; its key is the institution's."""

    boundary_model = Buku
    institution = models.OneToOneField(
        Institution, primary_key=True, on_delete=models.PROTECT, related_name="catatan"
    )
    note_labels: ClassVar[dict[str, str]] = {
        "institusi_lama": "Institusi",
        "institusi_baru": "Digabung ke",
        "pindah_kasus": "Kasus yang pindah",
        "pindah_nomenklatur": "Nomenklatur yang pindah",
        "pindah_pejabat": "Pejabat yang pindah",
        "pindah_akun": "Akun yang pindah",
    }

    class Meta:
        verbose_name = "institusi"
        constraints = [models.CheckConstraint(condition=Q(state__in=Keadaan.values), name="institusi_state")]

    def __str__(self) -> str:
        return self.institution.nama

    def called(self) -> str:
        """What log and history call it, as it was called then."""
        return self.institution.nama

    @property
    def keadaan_awal(self) -> str:
        """Where `buka` leads: what the reference data say."""
        return str((Keadaan.AKTIF if self.institution.is_active else Keadaan.DITUTUP).value)

    @classmethod
    def opened(cls, institution: Institution) -> Self:
        """The register's entry of an institution; opened if there is none yet."""
        rows = cls.objects.select_related("institution").filter(pk=institution.pk)
        found = rows.first()
        if found is None:
            try:
                with transaction.atomic():
                    perform(cls(institution=institution), "buka", actor=SYSTEM)
            except IntegrityError:  # somebody else has just opened it
                pass
            found = rows.get()
        return cast(Self, found)

    @classmethod
    def locate(cls, pk: Any, actor: Actor) -> tuple[Any, int] | None:
        return (_book().pk, cls.machine.latest) if cls.objects.filter(pk=pk).exists() else None

    @classmethod
    def fetch(cls, pk: Any, *, lock: bool = False) -> Self | None:
        found = super().fetch(pk, lock=lock)
        if found is not None:
            found.institution = Institution.objects.get(pk=pk)  # as it is under the lock
        return found

    def capacities(self, actor: Actor) -> Sequence[Actor]:
        return capacities(actor)

    def sees(self, actor: Actor) -> bool:
        """That there is such an institution is no secret: acts are refused with E-PERM, pages by their readers."""
        return True

    def get_boundary(self) -> Boundary:
        """The book of all institutions; locked for one that is being added."""
        book = _book()
        return locks.own(MACHINE, book.pk) if self._state.adding else book

    def adopt(self, boundary: Boundary) -> None:
        """Nothing of the book stands in the row."""

    def store(self, move: Move) -> None:
        """Its key is given, so a new one must be said to be new: it would overwrite what another session opened."""
        self.save(force_insert=self._state.adding)


def _book() -> Buku:
    return Buku.objects.get_or_create(kode=BOOK)[0]


MACHINE = Machine(
    key="institusi",
    label="Institusi",
    level=5,
    states=Keadaan,
    versions={1: Institusi},
    initial=frozenset({Keadaan.AKTIF, Keadaan.DITUTUP}),
    terminal=frozenset({Keadaan.DIGABUNG}),
    tones={Keadaan.AKTIF: "success", Keadaan.DITUTUP: "muted", Keadaan.DIGABUNG: "muted"},
)
