"""A tree (PH) and its branches (DH): asks, conditions across, a clock, a joint act."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db import models
from django.db.models import TextChoices
from uuid_utils.compat import uuid7

from cases.core.declared.permissions import held, institusi
from cases.core.declared.registry import case_type
from cases.core.doing.roles_on import appoint_on, dismiss_on
from cases.core.doing.subjects import CaseChild, CaseDetail, Place
from cases.core.doing.tree import begin_under
from cases.organisations.models import User
from cases.organisations.predicates import kasn_komisioner, penyelia, petugas_kasn
from cases.organisations.roles import On, Power, RoleKind, Sisi
from documents.fields import DocumentsField
from workflows.asks import ask
from workflows.context import Move
from workflows.forms import ActForm, BulatField, WaktuField
from workflows.guards import Fact, guard
from workflows.locks import Lock, Strength
from workflows.machine import NOTHING, act
from workflows.predicates import sistem

LEGAL = "Uji"
GARDENER = RoleKind(
    "juru_kebun",
    "Juru kebun",
    Sisi.KASN,
    frozenset(On),
    frozenset({Power.READ_TYPES}),
    reads=frozenset({"pohon", "dahan", "sarang"}),
)
#: Of an institution: it plants, and builds nests; branches are not its own.
COMMITTEE = RoleKind(
    "panitia_pohon",
    "Panitia pohon",
    Sisi.INSTITUSI,
    frozenset({On.INSTITUTION, On.CASE}),
    frozenset({Power.READ_TYPES}),
    reads=frozenset({"pohon", "dahan", "sarang"}),
)
#: Moves the gardeners' tasks, where it is held, and is none of them.
FOREMAN = RoleKind(
    "mandor",
    "Mandor",
    Sisi.KASN,
    frozenset({On.EVERYTHING, On.AREA}),
    frozenset({Power.READ_TYPES}),
    reads=frozenset({"sarang"}),
)
juru_kebun = held(GARDENER.key, "juru kebun")
panitia = held(COMMITTEE.key, "panitia pohon")


class Tree(TextChoices):
    TUMBUH = "tumbuh", "Tumbuh"
    GUNDUL = "gundul", "Gundul"
    DITEBANG = "ditebang", "Ditebang"


class Nest(TextChoices):
    ADA = "ada", "Ada"
    DIBONGKAR = "dibongkar", "Dibongkar"


class Branch(TextChoices):
    HIJAU = "hijau", "Hijau"
    GUGUR = "gugur", "Gugur"


class Pohon(CaseDetail):
    pupuk = models.PositiveIntegerField(default=0)

    def title(self) -> str:
        return "Pohon"

    def branches(self) -> Any:
        return Dahan.objects.filter(case__parent=self.pk)


class Dahan(CaseDetail):
    layu_pada = models.DateTimeField(null=True)
    buah = models.PositiveIntegerField(default=0)
    wilayah = models.CharField(max_length=5, blank=True)
    unit = models.CharField(max_length=20, blank=True)

    def title(self) -> str:
        return "Dahan"

    def place(self) -> Place:
        return Place(self.wilayah, self.unit)


class Sarang(CaseDetail):
    burung = models.CharField(max_length=40)

    def title(self) -> str:
        return f"Sarang {self.burung}"


BRANCH_FACTS = (
    Fact("berbuah", lambda d: d.buah > 0, "E-STATE", "Tidak ada buah."),
    Fact("!berbuah", lambda d: d.buah == 0, "E-STATE", "Masih berbuah."),
)


@guard(legal=LEGAL)
def semua_gugur(move: Move) -> str | None:
    states = set(move.obj.branches().values_list("state", flat=True))
    return None if states == {Branch.GUGUR} else "Masih ada dahan hijau."


@guard(legal=LEGAL)
def ada_hijau(move: Move) -> str | None:
    return None if move.obj.branches().filter(state=Branch.HIJAU).exists() else "Semua gugur."


@guard(legal=LEGAL, waits=True)
def tanpa_buah(move: Move) -> str | None:
    return None if move.obj.buah == 0 else "Petik buahnya dahulu."


@guard(legal=LEGAL)
def tanpa_sarang(move: Move) -> str | None:
    there = Sarang.objects.filter(case__parent=move.obj.pk, state=Nest.ADA).exists()
    return "Ada sarang di dahan ini." if there else None


def one_more(move: Move) -> None:
    from .case_types import BRANCH

    ask(move, BRANCH.machine, uuid7(), "bertunas", under=move.obj.pk)


def all_fall(move: Move) -> None:
    from .case_types import BRANCH

    for key in move.obj.branches().filter(state=Branch.HIJAU).values_list("pk", flat=True):
        ask(move, BRANCH.machine, key, "luruh")


def sprout(move: Move) -> None:
    """DH-20."""
    move.cascade(DaunV1(dahan=move.obj, nama=move.data["nama"]), "tumbuh")


class Leaf(TextChoices):
    SEGAR = "segar", "Segar"
    KERING = "kering", "Kering"


class DaunForm(ActForm):
    nama = forms.CharField(label="Nama", max_length=40)


class Daun(CaseChild):
    parent_field = "dahan"
    dahan = models.ForeignKey(Dahan, on_delete=models.PROTECT, related_name="daun")
    nama = models.CharField(max_length=40)
    panjang = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["dahan", "nama", "id"], name="daun_in_order")]


class LayuForm(ActForm):
    layu_pada = WaktuField(label="Layu pada", required=False)


class SarangForm(ActForm):
    burung = forms.CharField(label="Burung", max_length=40)


class HentiForm(ActForm):
    orang: Any = forms.ModelChoiceField(queryset=User.objects.all(), label="Orang")
    alasan = forms.CharField(label="Alasan", max_length=100)


class TunjukForm(HentiForm):
    sampai = WaktuField(label="Sampai", required=False)
    nomor_surat = forms.CharField(label="Nomor surat", max_length=40, required=False)


class SarangV1(Sarang):
    class Meta:
        proxy = True

    @act(
        "SR-1", "Buat sarang", source=NOTHING, target=Nest.ADA, who=penyelia | juru_kebun | panitia, form=SarangForm,
        legal=LEGAL,
    )  # fmt: skip
    def buat(self: Any, move: Move) -> None:
        self.burung = move.data["burung"]

    @act("SR-2", "Bongkar", source=Nest.ADA, target=Nest.DIBONGKAR, who=penyelia | juru_kebun, legal=LEGAL)
    def bongkar(self: Any, move: Move) -> None:
        """The birds have flown."""


class TempatForm(ActForm):
    wilayah = forms.CharField(label="Wilayah", max_length=5, required=False)
    unit = forms.CharField(label="Unit", max_length=20, required=False)


class UkurForm(ActForm):
    panjang = BulatField(label="Panjang", min_value=1)


class PetikForm(ActForm):
    jumlah = BulatField(label="Jumlah", min_value=1, required=False)
    foto = DocumentsField("foto_buah", maximum=3, label="Foto")


class PindahForm(ActForm):
    """ke: keys of branches, "baru" for a new one, "~" before one that is not locked."""

    ke = forms.CharField(label="Ke", max_length=100)


def _keys(raw: Any) -> list[str]:
    return [key for key in str(raw.get("ke") or "").split() if key != "baru"]


def other_branch(branch: Any, raw: Any) -> list[Lock]:
    from .case_types import BRANCH

    return [Lock(BRANCH.machine, key, Strength.CHANGE) for key in _keys(raw) if not key.startswith("~")]


def hand_over(move: Move) -> None:
    for key in _keys(move.data):
        move.beside(DahanV1.fetch(key.removeprefix("~")), "terima")
    if "baru" in str(move.data["ke"]):
        from .case_types import BRANCH

        above = move.obj.case.parent
        move.beside(begin_under(case_type(BRANCH.key), above), "bercabang")


@guard(legal=LEGAL)
def tidak_penuh(move: Move) -> str | None:
    return None if move.obj.buah < 2 else "Dahan itu penuh."


class PohonV1(Pohon):
    class Meta:
        proxy = True

    @act("PH-1", "Tanam", source=NOTHING, target=Tree.TUMBUH, who=institusi | panitia, legal=LEGAL)
    def tanam(self: Any, move: Move) -> None:
        """It grows."""

    @act(
        "PH-2",
        "Tambah dahan",
        source=[Tree.TUMBUH, Tree.GUNDUL],
        who=penyelia,
        effects=(one_more,),
        legal=LEGAL,
    )
    def tambah_dahan(self: Any, move: Move) -> None:
        """A branch is asked for."""

    @act("PH-3", "Pangkas", source=Tree.TUMBUH, who=penyelia, effects=(all_fall,), legal=LEGAL)
    def pangkas(self: Any, move: Move) -> None:
        """All branches are asked to fall."""

    @act(
        "PH-4", "Gundul", source=Tree.TUMBUH, target=Tree.GUNDUL, who=sistem, kind="auto", across=True,
        guards=(semua_gugur,), legal=LEGAL,
    )  # fmt: skip
    def menggundul(self: Any, move: Move) -> None:
        """Nothing is green any more."""

    @act(
        "PH-5", "Hijau kembali", source=Tree.GUNDUL, target=Tree.TUMBUH, who=sistem, kind="auto", across=True,
        guards=(ada_hijau,), legal=LEGAL,
    )  # fmt: skip
    def menghijau(self: Any, move: Move) -> None:
        """Something is green again."""

    @act("PH-6", "Tebang", source=[Tree.TUMBUH, Tree.GUNDUL], target=Tree.DITEBANG, who=penyelia, legal=LEGAL)
    def tebang(self: Any, move: Move) -> None:
        """The end."""


class DahanV1(Dahan):
    class Meta:
        proxy = True

    @act("DH-12", "Tunjuk juru kebun", source=Branch.HIJAU, who=penyelia, form=TunjukForm, legal=LEGAL)
    def tunjuk(self: Any, move: Move) -> None:
        data = move.data
        appoint_on(move, GARDENER.key, data["orang"], until=data["sampai"], letter=data["nomor_surat"])

    @act("DH-13", "Berhentikan juru kebun", source=Branch.HIJAU, who=penyelia, form=HentiForm, legal=LEGAL)
    def berhentikan(self: Any, move: Move) -> None:
        dismiss_on(move, GARDENER.key, move.data["orang"])

    @act("DH-1", "Bertunas", source=NOTHING, target=Branch.HIJAU, kind="ask", causes={"PH-2"}, legal=LEGAL)
    def bertunas(self: Any, move: Move) -> None:
        """It is green."""

    @act(
        "DH-2", "Luruh", source=Branch.HIJAU, target=Branch.GUGUR, kind="ask", causes={"PH-3"},
        guards=(tanpa_buah, tanpa_sarang), legal=LEGAL,
    )  # fmt: skip
    def luruh(self: Any, move: Move) -> None:
        """It has fallen, as was asked."""

    @act(
        "DH-3", "Layu", source=Branch.HIJAU, target=Branch.GUGUR, who=sistem, kind="clock",
        at=lambda d: d.layu_pada, guards=(tanpa_buah,), legal=LEGAL,
    )  # fmt: skip
    def layu(self: Any, move: Move) -> None:
        """Its time has come."""

    @act("DH-4", "Siram", source=Branch.HIJAU, who=penyelia, form=LayuForm, legal=LEGAL)
    def siram(self: Any, move: Move) -> None:
        self.layu_pada = move.data["layu_pada"]

    @act("DH-5", "Berbuah", source=Branch.HIJAU, who=penyelia, legal=LEGAL)
    def berbuah(self: Any, move: Move) -> None:
        self.buah += 1

    @act(
        "DH-8", "Pindahkan buah", source=Branch.HIJAU, fact="berbuah", who=penyelia, form=PindahForm,
        locks=other_branch, effects=(hand_over,), legal=LEGAL,
    )  # fmt: skip
    def pindahkan(self: Any, move: Move) -> None:
        self.buah -= 1

    @act("DH-9", "Terima buah", source=Branch.HIJAU, causes={"DH-8"}, guards=(tidak_penuh,), legal=LEGAL)
    def terima(self: Any, move: Move) -> None:
        self.buah += 1

    @act("DH-10", "Cabang", source=NOTHING, target=Branch.HIJAU, causes={"DH-8"}, legal=LEGAL)
    def bercabang(self: Any, move: Move) -> None:
        self.buah = 1

    @act("DH-7a", "Tengok", source=Branch.HIJAU, fact="berbuah", who=juru_kebun, legal=LEGAL)
    @act(
        "DH-7b", "Tengok", source=Branch.HIJAU, target=Branch.GUGUR, fact="!berbuah", who=juru_kebun, legal=LEGAL
    )  # fmt: skip
    def tengok(self: Any, move: Move) -> None:
        """What bears nothing is cut off."""

    @act(
        "DH-11", "Pindah tempat", source=Branch.HIJAU, who=penyelia | juru_kebun, form=TempatForm, legal=LEGAL
    )
    def pindah(self: Any, move: Move) -> None:
        self.wilayah, self.unit = move.data["wilayah"], move.data["unit"]

    @act(
        "DH-20", "Tambah daun", source=Branch.HIJAU, who=penyelia, form=DaunForm, effects=(sprout,), legal=LEGAL
    )  # fmt: skip
    def tambah_daun(self: Any, move: Move) -> None:
        """The leaf is the cascade DN-1."""

    @act(
        "DH-6", "Petik bersama", source=Branch.HIJAU, fact="berbuah", who=kasn_komisioner | petugas_kasn,
        form=PetikForm, documents=("foto_buah",), joint=("kasn_komisioner", "petugas_kasn"),
        joint_within=dt.timedelta(hours=1), legal=LEGAL,
    )  # fmt: skip
    def petik(self: Any, move: Move) -> None:
        self.buah = 0


class LeafActs:
    @act("DN-1", "Tumbuh", source=NOTHING, target=Leaf.SEGAR, causes={"DH-20"}, legal=LEGAL)
    def tumbuh(self: Any, move: Move) -> None:
        """It is fresh."""

    @act("DN-2", "Keringkan", source=Leaf.SEGAR, target=Leaf.KERING, who=penyelia, legal=LEGAL)
    def keringkan(self: Any, move: Move) -> None:
        """It is dry."""

    @act(
        "DN-3", "Ukur bersama", source=Leaf.SEGAR, who=kasn_komisioner | petugas_kasn, form=UkurForm,
        joint=("kasn_komisioner", "petugas_kasn"), legal=LEGAL,
    )  # fmt: skip
    def ukur(self: Any, move: Move) -> None:
        self.panjang = move.data["panjang"]


class DaunV1(LeafActs, Daun):
    class Meta:
        proxy = True


class DaunV2(LeafActs, Daun):
    """Goes with a branch of version 2, of which there is none yet."""

    class Meta:
        proxy = True

    @act("DN-4", "Semprot", source=Leaf.SEGAR, who=penyelia, legal=LEGAL)
    def semprot(self: Any, move: Move) -> None:
        """Sprayed."""
