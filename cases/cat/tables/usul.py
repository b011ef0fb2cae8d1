"""What is kept of postponements, cancellations and preparations for people with disabilities (§16.5–16.7)."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q

from cases.cat.states import Disabilitas as DisabilitasState
from cases.cat.states import Pembatalan as PembatalanState
from cases.cat.states import Penundaan as PenundaanState
from cases.cat.states import Sebab
from cases.core.doing.subjects import CaseDetail

from .acara import Acara
from .lokasi import TitikLokasi


class Usul(CaseDetail):
    """A proposal over the case above it: an event, a lokasi, a sesi. acara: of the tree; uraian: cause or indication;
    koordinasi_bkn: {pihak, nama, …, oleh, pada} of KKR or KPPSS; ba, disetujui: mirrors, PN-5 and PB-5 read the
    document itself; beku: entry that froze what it took effect on (`workflows.asks.of_cause`)."""

    acara = models.ForeignKey(Acara, on_delete=models.PROTECT, related_name="+")
    uraian = models.CharField(max_length=2000)
    koordinasi_bkn = models.JSONField(default=dict)
    ba = models.BooleanField(default=False)
    disetujui = models.BooleanField(default=False)
    diumumkan = models.BooleanField(default=False)
    beku = models.UUIDField(null=True)

    class Meta:
        abstract = True

    def over_title(self) -> str:
        """What it is proposed over."""
        above = self.case.parent
        return above.title if above is not None else ""


class UsulPenundaan(Usul):
    """gangguan: {key of a lokasi or sesi: start of its disturbance}, what it names; tindak_lanjut: activities
    [{uraian, selesai_pada, oleh}] of the berita acara (CB-221); sebab_berakhir: when the cause ended (PN-11)."""

    sebab = models.CharField(max_length=10, choices=Sebab.choices)
    gangguan = models.JSONField(default=dict)
    koordinasi_psi = models.JSONField(default=dict)
    kompensasi = models.BooleanField(default=False)
    tindak_lanjut = models.JSONField(default=list)
    sebab_berakhir = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "penundaan"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PenundaanState.values), name="penundaan_state")
        ]

    def title(self) -> str:
        return f"Penundaan ({Sebab(self.sebab).label}) — {self.over_title()}"[:420]


class UsulPembatalan(Usul):
    class Meta:
        verbose_name = "pembatalan"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PembatalanState.values), name="pembatalan_state")
        ]

    def title(self) -> str:
        return f"Pembatalan — {self.over_title()}"[:420]


class PersiapanDisabilitas(CaseDetail):
    """Preparation of a lokasi for people with disabilities (CB-161, CB-162).

    peserta: [{nomor_peserta, kebutuhan}]; penerima: code of the unit, or "instansi" at a lokasi mandiri.
    """

    shown_with = ("lokasi__tempat", "lokasi__acara")

    lokasi = models.ForeignKey(TitikLokasi, on_delete=models.PROTECT, related_name="disabilitas")
    peserta = models.JSONField(default=list)
    kebutuhan = models.JSONField(default=dict)
    penerima = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = "persiapan peserta disabilitas"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DisabilitasState.values), name="disabilitas_state"),
            models.UniqueConstraint(
                fields=["lokasi"], name="disabilitas_satu", condition=~Q(state="ditarik")
            ),
        ]

    def title(self) -> str:
        return f"Peserta disabilitas — {self.lokasi.tempat.nama}"[:420]

    def zone(self) -> dt.tzinfo:
        return self.lokasi.zone()
