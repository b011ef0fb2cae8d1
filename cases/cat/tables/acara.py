"""What is kept of an exam event and of the people registered for it (cat-bkn §3, §16.1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from cases.cat.states import Event, Jenis
from cases.core.doing.subjects import CaseDetail


def requested(diminta: Mapping[str, Any], key: Any, completed: dt.datetime | None) -> bool:
    """Whether a titik lokasi is asked for documents, and no TL-18 has answered since (CB-275). completed: its last."""
    asked = diminta.get(str(key))
    return asked is not None and (completed is None or completed < dt.datetime.fromisoformat(asked["pada"]))


class Acara(CaseDetail):
    """An event: one kind, one materi (CB-13, CB-276), its letter and what is decided on the way.

    koordinasi: {tanggal, peserta_rapat, hasil} of EV-5; soal: {bahan_diterima, dispensasi} of EV-9; jadwal: the plan
    that EV-10 has set, as its form said it; jadwal_ke: how often it was set; pihak: the last record of coordination
    with the parties of the kind (CB-14); langkah1_pada, langkah2_pada: when a step of the report was done, null while
    it is not; diminta: {lokasi: {alasan, pada}} of EV-22b and EV-29 (`requested`); kahar: a penetapan (EV-31)
    and its reach; penerima: who got the report.
    """

    jenis = models.CharField(max_length=10, choices=Jenis.choices)
    materi = models.CharField(max_length=100)
    nomor_surat = models.CharField(max_length=100)
    tanggal_surat = models.DateField()
    perihal = models.CharField(max_length=300)
    ditujukan_kepada = models.CharField(max_length=20)
    estimasi_peserta = models.PositiveIntegerField()
    usulan_periode = models.CharField(max_length=200, blank=True)
    koordinasi = models.JSONField(default=dict)
    perlu_pks = models.BooleanField(null=True)
    sumber_soal = models.CharField(max_length=20, blank=True)
    soal = models.JSONField(default=dict)
    pihak = models.JSONField(default=dict)
    jadwal = models.JSONField(default=dict)
    jadwal_ke = models.PositiveSmallIntegerField(default=0)
    tim_dicatat = models.BooleanField(default=False)
    diumumkan = models.BooleanField(default=False)
    basis_data = models.BooleanField(default=False)
    disabilitas = models.CharField(max_length=10, blank=True)
    langkah1_pada = models.DateTimeField(null=True)
    langkah2_pada = models.DateTimeField(null=True)
    diminta = models.JSONField(default=dict)
    kahar = models.JSONField(default=dict)
    penerima = models.JSONField(default=list)

    class Meta:
        verbose_name = "acara seleksi CAT"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=Event.values), name="acara_state"),
            models.CheckConstraint(condition=Q(jenis__in=Jenis.values), name="acara_jenis"),
        ]

    def title(self) -> str:
        return f"{Jenis(self.jenis).label} — {self.materi}, {self.case.institution.nama}"[:420]

    #: Where it goes on when no place waits any more (EV-17); not kept.
    lanjut = ""

    def forget(self) -> None:
        self.__dict__.pop("_seen", None)

    @property
    def jenis_asn(self) -> bool:
        """The kinds with validation, live score and a reporting team (CB-08)."""
        return self.jenis in {Jenis.CPNS, Jenis.PPPK, Jenis.SEKDIN}


class Pendaftar(models.Model):
    """Somebody registered for an event (CB-13). Stands on the event until a sesi places him."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    acara = models.ForeignKey(Acara, on_delete=models.PROTECT, related_name="pendaftar")
    nomor_peserta = models.CharField(max_length=30)
    nama = models.CharField(max_length=150)
    nik = models.CharField(max_length=16)
    tanggal_lahir = models.DateField(null=True)
    jabatan_dilamar = models.CharField(max_length=200, blank=True)
    memenuhi_syarat = models.BooleanField(default=False)
    divalidasi_instansi = models.BooleanField(default=False)

    class Meta:
        verbose_name = "pendaftar"
        constraints = [
            models.UniqueConstraint(fields=["acara", "nomor_peserta"], name="pendaftar_nomor"),
            models.UniqueConstraint(fields=["acara", "nik"], name="pendaftar_nik"),
        ]

    def __str__(self) -> str:
        return f"{self.nomor_peserta} {self.nama}"

    def known(self) -> dict[str, Any]:
        """As an import row says it."""
        return {"nomor_peserta": self.nomor_peserta, "nama": self.nama}
