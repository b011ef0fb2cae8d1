"""What is kept of a titik lokasi, and of the places where they are (cat-bkn §4, §16.2)."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from cases.cat.states import Lokasi as State
from cases.cat.states import TipeLokasi
from cases.core.doing.subjects import CaseDetail, Place
from cases.organisations.models import Wilayah

from .acara import Acara


class Tempat(models.Model):
    """A place where exams are held, the same for all events: sesi of a day are counted on it (CB-89, CB-249).

    wilayah: kabupaten or kota, null abroad; zona: IANA name of its clock.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    nama = models.CharField(max_length=200)
    alamat = models.CharField(max_length=400)
    wilayah = models.ForeignKey(Wilayah, null=True, on_delete=models.PROTECT, related_name="+")
    luar_negeri = models.BooleanField(default=False)
    zona = models.CharField(max_length=40)

    class Meta:
        verbose_name = "tempat pelaksanaan"
        constraints = [
            models.UniqueConstraint(fields=["nama", "wilayah"], name="tempat_nama", nulls_distinct=False),
            models.CheckConstraint(
                condition=Q(luar_negeri=True) | Q(wilayah__isnull=False), name="tempat_wilayah"
            ),
        ]

    def __str__(self) -> str:
        return self.nama


class TitikLokasi(CaseDetail):
    """A place of an event. sebelumnya: state that `ditunda` remembers; pernah_dibuka: TL-8 has happened, never cleared;
    ditunda_pada: the moment of that postponement; gangguan: {jenis, uraian} of the open disturbance, gangguan_mulai its
    start, null while none is open; gangguan_lapor: when TL-21 has told of it; survei: what the survey says, `ke` counts
    how often it was filled in; uji: of TL-7; harian: {day: {…}} of every day on which the room was opened, with what
    happened (`kejadian`); penutupan: of TL-12; dilengkapi_pada: the last TL-18; unit: whose place it is (kanreg, UPT),
    by its code; lanjut: state that TL-15 leads to (not kept)."""

    acara = models.ForeignKey(Acara, on_delete=models.PROTECT, related_name="lokasi")
    tempat = models.ForeignKey(Tempat, on_delete=models.PROTECT, related_name="lokasi")
    tipe_lokasi = models.CharField(max_length=10, choices=TipeLokasi.choices)
    unit = models.CharField(max_length=20, blank=True)
    kapasitas = models.PositiveIntegerField()
    sebelumnya = models.CharField(max_length=20, blank=True, choices=State.choices)
    ditunda_pada = models.DateTimeField(null=True)
    pernah_dibuka = models.BooleanField(default=False)
    gangguan = models.JSONField(default=dict)
    gangguan_mulai = models.DateTimeField(null=True)
    gangguan_lapor = models.DateTimeField(null=True)
    survei = models.JSONField(default=dict)
    uji = models.JSONField(default=dict)
    harian = models.JSONField(default=dict)
    penutupan = models.JSONField(default=dict)
    dilengkapi_pada = models.DateTimeField(null=True)

    #: Under these names an object keeps what was read for its guards.
    remembered: ClassVar[tuple[str, ...]] = ("_facts",)
    lanjut = ""

    shown_with = ("tempat", "acara")

    class Meta:
        verbose_name = "titik lokasi"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="lokasi_state"),
            models.UniqueConstraint(fields=["acara", "tempat"], name="lokasi_tempat"),
            models.CheckConstraint(
                condition=Q(gangguan_mulai__isnull=False) | Q(gangguan_lapor=None), name="lokasi_gangguan"
            ),
        ]

    def title(self) -> str:
        return f"{self.tempat.nama} — {self.acara.title()}"[:420]

    def zone(self) -> dt.tzinfo:
        return ZoneInfo(self.tempat.zona)

    def place(self) -> Place:
        return Place(self.tempat.wilayah_id, self.unit or None)

    def forget(self) -> None:
        for name in self.remembered:
            self.__dict__.pop(name, None)

    def hari(self, moment: dt.datetime) -> str:
        """The local day of a moment, as `harian` names it."""
        return moment.astimezone(self.zone()).date().isoformat()

    @property
    def mandiri(self) -> bool:
        return self.tipe_lokasi == TipeLokasi.MANDIRI

    @property
    def butuh_cctv(self) -> bool:
        """Whether the recordings of the cameras are handed over (CB-238)."""
        return self.mandiri and self.acara.jenis_asn
