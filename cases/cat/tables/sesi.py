"""What is kept of a sesi and of the people in it (cat-bkn §6, §16.3, §16.4)."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from cases.cat.law.seen import ENDED
from cases.cat.states import Peserta as PesertaState
from cases.cat.states import Sebab
from cases.cat.states import Sesi as State
from cases.core.doing.subjects import CaseChild, CaseDetail

from .acara import Pendaftar
from .lokasi import Tempat, TitikLokasi

#: A participant in one of these has his place in a sesi no more.
AWAY = ("dialihkan", "sesi_batal")


class Sesi(CaseDetail):
    """One sesi of a day at a place.

    mulai: the present start; durasi: minutes; dimulai_pada: SS-5; lanjut_pada: when it last went on; sisa: seconds left
    when it was interrupted, counted from the moment of the cause; pin_ditutup_pada: SS-3, null before it; sebelumnya:
    state that `terganggu` or `ditunda` remembers; gangguan_sendiri: recorded on it (SS-6a) and not on its location;
    sebab_tunda: cause of the postponement that put it into `ditunda`; asal: the sesi it replaces (SS-11);
    hasil_sebagian: a valid partial hasil (SS-17); kesiapan: {buka, pengarahan, mulai}, what the forms of steps said.
    """

    lokasi = models.ForeignKey(TitikLokasi, on_delete=models.PROTECT, related_name="sesi")
    tempat = models.ForeignKey(Tempat, on_delete=models.PROTECT, related_name="+")
    tanggal = models.DateField()
    nomor = models.PositiveSmallIntegerField()
    mulai = models.DateTimeField()
    durasi = models.PositiveSmallIntegerField()
    kapasitas = models.PositiveIntegerField()
    sebelumnya = models.CharField(max_length=20, blank=True, choices=State.choices)
    dimulai_pada = models.DateTimeField(null=True)
    lanjut_pada = models.DateTimeField(null=True)
    sisa = models.PositiveIntegerField(null=True)
    pin_ditutup_pada = models.DateTimeField(null=True)
    selesai_pada = models.DateTimeField(null=True)
    gangguan = models.JSONField(default=dict)
    gangguan_mulai = models.DateTimeField(null=True)
    gangguan_lapor = models.DateTimeField(null=True)
    gangguan_sendiri = models.BooleanField(default=False)
    sebab_tunda = models.CharField(max_length=10, blank=True, choices=Sebab.choices)
    ditunda_pada = models.DateTimeField(null=True)
    hasil_sebagian = models.BooleanField(default=False)
    asal = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="penerus")
    kesiapan = models.JSONField(default=dict)

    shown_with = ("lokasi__tempat", "lokasi__acara")

    class Meta:
        verbose_name = "sesi"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="sesi_state"),
            models.UniqueConstraint(
                fields=["tempat", "tanggal", "nomor"],
                name="sesi_nomor",
                condition=~Q(state__in=["dijadwal_ulang", "dibatalkan", "dicabut"]),
            ),
            models.CheckConstraint(condition=Q(nomor__gte=1), name="sesi_nomor_positif"),
        ]

    def title(self) -> str:
        return f"Sesi {self.nomor}, {self.tanggal:%d/%m/%Y} — {self.lokasi.tempat.nama}"[:420]

    def zone(self) -> dt.tzinfo:
        return self.lokasi.zone()

    @property
    def berakhir(self) -> bool:
        return self.state in ENDED


class Peserta(CaseChild):
    """The attendance of one person in one sesi.

    sebelumnya: state left by PS-10…PS-15; asal: where he was before he was moved (PS-20); masuk_cat: logged in to
    CAT BKN; pin: given once (PS-5, PS-11b), kept so that none is given twice in an event, shown until it is used;
    catatan: what checks, sanctions and exceptions left.
    """

    parent_field: ClassVar[str] = "sesi"

    sesi = models.ForeignKey(Sesi, on_delete=models.PROTECT, related_name="peserta")
    pendaftar = models.ForeignKey(Pendaftar, on_delete=models.PROTECT, related_name="kehadiran")
    nomor_peserta = models.CharField(max_length=30)
    nama = models.CharField(max_length=150)
    datang_pada = models.DateTimeField(null=True)
    kursi = models.CharField(max_length=10, blank=True)
    masuk_cat = models.BooleanField(default=False)
    pin = models.CharField(max_length=12, blank=True)
    dengan_pengecualian = models.BooleanField(default=False)
    teguran = models.PositiveSmallIntegerField(default=0)
    sebelumnya = models.CharField(max_length=20, blank=True, choices=PesertaState.choices)
    asal = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="alihan")
    catatan = models.JSONField(default=dict)

    class Meta:
        verbose_name = "peserta"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PesertaState.values), name="peserta_state"),
            models.UniqueConstraint(
                fields=["pendaftar"], name="peserta_satu_tempat", condition=~Q(state__in=AWAY)
            ),
            models.UniqueConstraint(fields=["pin"], name="peserta_pin", condition=~Q(pin="")),
            models.UniqueConstraint(fields=["sesi", "kursi"], name="peserta_kursi", condition=~Q(kursi="")),
            models.CheckConstraint(condition=~Q(asal=F("id")), name="peserta_asal"),
        ]
        indexes = [models.Index(fields=["sesi", "nomor_peserta"], name="peserta_sesi")]

    def called(self) -> str:
        return f"{self.nomor_peserta} {self.nama}"
