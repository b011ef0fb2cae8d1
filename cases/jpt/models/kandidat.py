"""A candidate: a child with its own machine inside the boundary of its selection."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from cases.core.doing.subjects import CaseChild
from cases.jpt.acts.kandidat import KandidatActs
from cases.jpt.states import PANJANG_NIP, SCORED, TANPA_NIP, Tahap
from workflows.context import Move
from workflows.errors import E_DUP, Reason

IDENTITY = ("nama", "nip", "alasan_tanpa_nip", "instansi")
NIP_TAKEN = Reason(
    "nip_unik", "Pelamar dengan NIP ini baru saja dimasukkan pada seleksi ini.", "SJ-87", E_DUP, "nip"
)


class Kandidat(KandidatActs, CaseChild):
    """One who passed the administrative check (SJ-87), with a score per stage (SJ-95) and the decision.

    skor_*: 1–10, two decimals, None until saved; tahap_ditinggalkan: stage left by Tidak lanjut.
    """

    parent_field = "seleksi"
    note_labels: ClassVar[Mapping[str, str]] = {
        "nip_lama": "NIP",
        "nama_lama": "Nama",
        "nilai": "Nilai (bobot × skor)",
        "pada_tahap": "Tahap",
    }

    seleksi = models.ForeignKey("jpt.Jpt", on_delete=models.PROTECT, related_name="kandidat")
    nama = models.CharField(max_length=150)
    nip = models.CharField(max_length=18)
    alasan_tanpa_nip = models.CharField(max_length=255, blank=True)
    instansi = models.CharField(max_length=200)
    berkas_pelamar: Any = models.JSONField(default=list)
    skor_kompetensi_manajerial = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    skor_penulisan_makalah = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    skor_wawancara = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    skor_rekam_jejak = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    deskripsi = models.TextField(blank=True)
    tahap_ditinggalkan = models.CharField(max_length=30, blank=True)
    alasan_keputusan = models.TextField(blank=True)
    dimasukkan_pada = models.DateTimeField()

    constraint_reasons: ClassVar[Mapping[str, Reason]] = {"kandidat_nip_once": NIP_TAKEN}

    class Meta:
        indexes = [
            models.Index(fields=["nip"], name="kandidat_by_nip"),
            models.Index(fields=["seleksi", "dimasukkan_pada", "id"], name="kandidat_in_order"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=Tahap.values), name="kandidat_state"),
            models.UniqueConstraint(
                fields=["seleksi", "nip"], name="kandidat_nip_once", condition=~Q(nip=TANPA_NIP)
            ),
        ]

    def called(self) -> str:
        nip = f"NIP {self.nip}" if self.nip != TANPA_NIP else "tanpa NIP"
        return f"{self.nama} ({nip})"

    @property
    def nip_janggal(self) -> bool:
        """A NIP that is not as long as one is: allowed, as in the figures, but told (SJ-87)."""
        return self.nip != TANPA_NIP and len(self.nip) != PANJANG_NIP

    def skor_of(self, tahap: str) -> Decimal | None:
        return getattr(self, f"skor_{tahap}")  # type: ignore[no-any-return]

    @property
    def skor(self) -> dict[str, Decimal | None]:
        return {str(tahap): self.skor_of(tahap) for tahap in SCORED}

    def nilai_of(self, tahap: str) -> Decimal | None:
        """bobot × skor, exact (SJ-96)."""
        skor = self.skor_of(tahap)
        return None if skor is None else self.seleksi.bobot[str(tahap)] * skor

    @property
    def nilai(self) -> dict[str, Decimal | None]:
        return {str(tahap): self.nilai_of(tahap) for tahap in SCORED}

    @property
    def total_nilai(self) -> Decimal | None:
        """None until all four scores exist (SJ-97)."""
        parts = [self.nilai_of(tahap) for tahap in SCORED]
        return None if None in parts else sum((p for p in parts if p is not None), Decimal(0))

    @property
    def rank_key(self) -> tuple[Decimal, Decimal, str]:
        """Sorts the best first: total, then rekam jejak, then name (SJ-103)."""
        total, last = self.total_nilai, self.nilai_of(Tahap.REKAM_JEJAK)
        return (-total if total is not None else Decimal(1), -(last or Decimal(0)), self.nama.casefold())

    def remember_standing(self, move: Move) -> None:
        """The entry of a decision keeps what it was taken on: total and place as they were."""
        place = self.seleksi.facts.peringkat(self)
        move.notes |= {"total_nilai": self.total_nilai, "peringkat": str(place) if place is not None else ""}

    def set_skor(self, move: Move, tahap: str) -> None:
        setattr(self, f"skor_{tahap}", move.data["skor"])
        move.notes["nilai"] = self.nilai_of(tahap)
        if "tahap" not in move.data:  # a correction names the stage itself
            move.notes["pada_tahap"] = str(Tahap(tahap).label)

    def set_identity(self, move: Move) -> None:
        """Take the identity of the form; the entry keeps what it was before (SJ-89)."""
        for name in IDENTITY:
            if getattr(self, name) != move.data[name]:
                move.notes[f"{name}_lama"] = getattr(self, name)
            setattr(self, name, move.data[name])
