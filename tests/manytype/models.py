"""A class (KL) with its pupils (MR): acts that may be done on many pupils at once, and what follows from them."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.db.models import Q, TextChoices

from cases.core.declared.permissions import institusi
from cases.core.doing.subjects import CaseChild, CaseDetail
from cases.organisations.predicates import penyelia
from workflows.context import Move
from workflows.forms import ActForm, BulatField
from workflows.guards import Fact, guard, where
from workflows.machine import NOTHING, Remembered, act
from workflows.predicates import sistem

LEGAL = "Uji"
#: Pupils that may be chosen of one class.
MOST_CHOSEN = 3
LESSON = dt.timedelta(hours=2)


class Class(TextChoices):
    DIBUKA = "dibuka", "Dibuka"
    BERJALAN = "berjalan", "Berjalan"
    USAI = "usai", "Usai"


class Pupil(TextChoices):
    TERDAFTAR = "terdaftar", "Terdaftar"
    HADIR = "hadir", "Hadir"
    TERPILIH = "terpilih", "Terpilih"
    BELAJAR = "belajar", "Belajar"
    LULUS = "lulus", "Lulus"
    PULANG = "pulang", "Pulang"


class Kelas(CaseDetail):
    def title(self) -> str:
        return "Kelas"

    @property
    def pupils(self) -> Any:
        return MuridV1.objects.filter(kelas=self.pk)


class Murid(CaseChild):
    """sebelumnya: the state before it went home, habis_pada: when its lesson ends."""

    parent_field = "kelas"
    kelas = models.ForeignKey(Kelas, on_delete=models.PROTECT, related_name="murid")
    nama = models.CharField(max_length=60)
    kursi = models.PositiveIntegerField(null=True)
    buku = models.BooleanField(default=True)
    sakit = models.BooleanField(default=False)
    nilai = models.PositiveSmallIntegerField(null=True)
    sebelumnya = models.CharField(max_length=20, blank=True)
    datang_pada = models.DateTimeField(null=True)
    habis_pada = models.DateTimeField(null=True)
    LABELS: ClassVar[dict[str, str]] = {"nilai": "Nilai", "kursi": "Kursi"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kelas", "kursi"], name="murid_kursi")]
        indexes = [models.Index(fields=["kelas", "id"], name="murid_in_order")]

    def called(self) -> str:
        return self.nama


PUPIL_FACTS = (
    Fact("!sakit", lambda m: not m.sakit, "E-STATE", "Murid sakit."),
    Fact("berkursi", lambda m: m.kursi is not None, "E-GUARD", "Murid belum mendapat kursi."),
)

buku_ada = where("buku_ada", Q(buku=True), "Buku belum ada.", legal=LEGAL)


@guard(legal=LEGAL, ordered=True)
def paling_banyak_tiga(move: Move) -> str | None:
    chosen = move.root.pupils.filter(state=Pupil.TERPILIH).count() if not move.earlier else 0
    move.root.__dict__.setdefault("_chosen", chosen)
    return None if move.root._chosen + len(move.earlier) < MOST_CHOSEN else "Sudah ada tiga murid terpilih."


@guard(legal=LEGAL)
def cukup(move: Move) -> str | None:
    return None if (move.obj.nilai or 0) >= 75 else "Nilai belum cukup."


@guard(legal=LEGAL)
def semua_pulang(move: Move) -> str | None:
    left = move.obj.pupils.exclude(state__in=[Pupil.PULANG, Pupil.LULUS])
    return None if move.obj.pupils.exists() and not left.exists() else "Masih ada murid."


class NilaiForm(ActForm):
    nilai = BulatField(label="Nilai", min_value=0, max_value=100)


class MulaiForm(ActForm):
    kode = forms.CharField(label="Kode", max_length=10, required=False)


class DaftarForm(ActForm):
    jumlah = BulatField(label="Jumlah", min_value=1, max_value=100_000)


def pupil_rows(first: int, number: int) -> list[dict[str, Any]]:
    """Of every eleventh the seat is missing, of every seventh the book, every fifth is ill."""
    return [
        {
            "nama": f"Murid {n + 1}",
            "kursi": None if n % 11 == 10 else n + 1,
            "buku": n % 7 != 6,
            "sakit": n % 5 == 4,
        }
        for n in range(first, first + number)
    ]


def enrol(move: Move) -> None:
    rows = pupil_rows(move.obj.pupils.count(), move.data["jumlah"])
    move.create_many(MuridV1, "masuk_daftar", rows)


#: Who begins the lesson, of those that are there.
ABLE: dict[str, Any] = {"sakit": False}
#: Whether consequences are done many at once or one by one: they lead to the same (test_same.py).
AT_ONCE = {"many": True}


def follow(move: Move, pupils: Any, name: str, data: dict[str, Any]) -> None:
    if AT_ONCE["many"]:
        move.cascade_many(pupils, name, data)
    else:
        for pupil in MuridV1.gather(pupils, move.root):
            move.cascade(pupil, name, data)


def begin_lessons(move: Move) -> None:
    present = move.obj.pupils.filter(state__in=[Pupil.HADIR, Pupil.TERPILIH], **ABLE)
    follow(move, present, "mulai_belajar", {"kode": move.data["kode"]})


def all_go_home(move: Move) -> None:
    follow(move, move.obj.pupils.exclude(state__in=[Pupil.PULANG, Pupil.LULUS]), "pulangkan", {})


class KelasV1(Kelas):
    class Meta:
        proxy = True

    def forget(self) -> None:
        self.__dict__.pop("_chosen", None)

    @act("KL-1", "Buka kelas", source=NOTHING, target=Class.DIBUKA, who=institusi, legal=LEGAL)
    def buka(self: Any, move: Move) -> None:
        """It is open."""

    @act(
        "KL-2",
        "Daftarkan murid",
        source=[Class.DIBUKA, Class.BERJALAN],
        who=penyelia,
        form=DaftarForm,
        effects=(enrol,),
        legal=LEGAL,
    )
    def daftarkan(self: Any, move: Move) -> None:
        """More pupils."""

    @act(
        "KL-3", "Mulai kelas", source=Class.DIBUKA, target=Class.BERJALAN, who=penyelia, form=MulaiForm,
        effects=(begin_lessons,), legal=LEGAL,
    )  # fmt: skip
    def mulai_pelajaran(self: Any, move: Move) -> None:
        """The lesson begins."""

    @act(
        "KL-4",
        "Bubarkan",
        source=[Class.DIBUKA, Class.BERJALAN],
        who=penyelia,
        effects=(all_go_home,),
        legal=LEGAL,
    )
    def bubarkan(self: Any, move: Move) -> None:
        """Everybody goes home."""

    @act(
        "KL-5", "Usai", source=[Class.DIBUKA, Class.BERJALAN], target=Class.USAI, who=sistem, kind="auto",
        guards=(semua_pulang,), legal=LEGAL,
    )  # fmt: skip
    def mengusai(self: Any, move: Move) -> None:
        """Nobody is left."""


class MuridV1(Murid):
    class Meta:
        proxy = True

    @act(
        "MR-1", "Daftarkan", source=NOTHING, target=Pupil.TERDAFTAR, causes={"KL-2"}, legal=LEGAL,
        sets={name: lambda move, name=name: move.data[name] for name in ("nama", "kursi", "buku", "sakit")},
    )  # fmt: skip
    def masuk_daftar(self: Any, move: Move) -> None:
        """On the list."""

    @act(
        "MR-2", "Catat hadir", source=Pupil.TERDAFTAR, target=Pupil.HADIR, who=penyelia, fact="berkursi",
        guards=(buku_ada,), sets={"datang_pada": lambda move: move.now}, each=True, legal=LEGAL,
    )  # fmt: skip
    def hadir(self: Any, move: Move) -> None:
        """It is there."""

    @act(
        "MR-3", "Pilih", source=Pupil.HADIR, target=Pupil.TERPILIH, who=penyelia,
        guards=(paling_banyak_tiga, buku_ada), sets={}, each=True, legal=LEGAL,
    )  # fmt: skip
    def pilih_murid(self: Any, move: Move) -> None:
        """Chosen, one of three."""

    @act(
        "MR-4", "Mulai belajar", source=[Pupil.HADIR, Pupil.TERPILIH], target=Pupil.BELAJAR, fact="!sakit",
        causes={"KL-3"}, sets={"habis_pada": lambda move: move.now + LESSON, "sebelumnya": lambda move: move.before},
        legal=LEGAL,
    )  # fmt: skip
    def mulai_belajar(self: Any, move: Move) -> None:
        """It learns."""

    @act(
        "MR-5a", "Pulangkan", source=[Pupil.TERDAFTAR, Pupil.HADIR, Pupil.TERPILIH], target=Pupil.PULANG,
        causes={"KL-4"}, sets={"sebelumnya": lambda move: move.before}, legal=LEGAL,
    )  # fmt: skip
    @act(
        "MR-5b", "Pulangkan", source=Pupil.BELAJAR, target=Pupil.PULANG, causes={"KL-4"},
        sets={"habis_pada": None, "sebelumnya": Pupil.HADIR}, legal=LEGAL,
    )  # fmt: skip
    def pulangkan(self: Any, move: Move) -> None:
        """It goes home."""

    @act(
        "MR-6", "Kembali", source=Pupil.PULANG,
        target=Remembered("<sebelumnya>", "sebelumnya", [Pupil.TERDAFTAR, Pupil.HADIR, Pupil.TERPILIH]),
        who=penyelia, sets={"sebelumnya": ""}, each=True, legal=LEGAL,
    )  # fmt: skip
    def kembali_ke_kelas(self: Any, move: Move) -> None:
        """Where it was."""

    @act(
        "MR-7", "Lulus", source=Pupil.BELAJAR, target=Pupil.LULUS, who=sistem, kind="auto", guards=(cukup,),
        sets={"habis_pada": None}, legal=LEGAL,
    )  # fmt: skip
    def lulus(self: Any, move: Move) -> None:
        """Enough."""

    @act(
        "MR-8", "Beri nilai", source=Pupil.BELAJAR, who=penyelia, form=NilaiForm,
        sets={"nilai": lambda move: move.data["nilai"]}, each=True, legal=LEGAL,
    )  # fmt: skip
    def beri_nilai(self: Any, move: Move) -> None:
        """A mark."""

    @act(
        "MR-9", "Waktu habis", source=Pupil.BELAJAR, target=Pupil.PULANG, who=sistem, kind="clock",
        at=lambda m: m.habis_pada, sets={"sebelumnya": Pupil.HADIR, "habis_pada": None}, legal=LEGAL,
    )  # fmt: skip
    def waktu_habis(self: Any, move: Move) -> None:
        """The lesson is over."""
