"""A post of an institution: the detail of a `nomenklatur` case, and its acts in two machine versions.

Version 1 lacks deactivation and withdrawal (NM-8a…NM-10); cases opened on it go on with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from cases.core.doing.corrections import ask_correction
from cases.core.doing.forms import AlasanForm
from cases.core.doing.notices import tell
from cases.core.doing.petugas import chooses, replaces
from cases.core.doing.requests import Request, Requested
from cases.core.doing.revisions import difference
from cases.core.doing.subjects import CaseDetail
from cases.core.models import Revision
from cases.organisations.models import Institution
from cases.organisations.zones import day_at
from workflows.context import Move
from workflows.errors import Reason
from workflows.ledger import plain
from workflows.machine import NOTHING, act
from workflows.rows import matched

from . import effects, guards
from .forms import KirimPerbaikanForm, NomenklaturForm, PerbaikanForm, UnggahanForm
from .permissions import institusi, petugas_ditunjuk, sistem
from .selectors import post_key
from .states import REVIEW, TERMINAL, Level, State

LEGAL = "Peraturan KASN 7/2016 Lamp. D"
APPOINTED = "Anda ditunjuk menelaah nomenklatur"


class Nomenklatur(CaseDetail, Requested):
    """What is current; submitted versions are `Revision`s, the approved one is kept in `approved`.

    kompetensi_manajerial: [{kompetensi, kode, nama, indikator}]; permohonan_*: the open request to deactivate.
    """

    shown_with = ("approved", "institution")
    LABELS: ClassVar[dict[str, str]] = {
        "unit_kerja": "Unit Kerja",
        "jabatan": "Jabatan",
        "level": "Level",
        "tugas_pokok_fungsi": "Tugas Pokok dan Fungsi",
        "kompetensi_manajerial": "Standar Kompetensi Manajerial",
        "kompetensi_teknis": "Kompetensi Teknis/Bidang",
        "kompetensi_sosiokultural": "Kompetensi Sosial-Kultural",
    }

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit_kerja = models.CharField(max_length=200)
    jabatan = models.CharField(max_length=200)
    post_key = models.CharField(max_length=420, editable=False)
    level = models.CharField(max_length=10, choices=Level.choices)
    tugas_pokok_fungsi = models.TextField(blank=True)
    kompetensi_manajerial = models.JSONField(default=list)
    kompetensi_teknis = models.TextField(blank=True)
    kompetensi_sosiokultural = models.TextField(blank=True)
    tanggal_daftar = models.DateField()
    dari_unggahan = models.BooleanField(default=False)
    approved = models.ForeignKey(Revision, null=True, on_delete=models.PROTECT, related_name="+")

    constraint_reasons: ClassVar[Mapping[str, Reason]] = {"nomenklatur_one_per_post": guards.DUPLICATE}

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="nomenklatur_state"),
            models.UniqueConstraint(
                fields=["institution", "post_key"],
                name="nomenklatur_one_per_post",
                condition=~Q(state__in=sorted(TERMINAL)),
            ),
        ]

    def title(self) -> str:
        return f"{self.jabatan} — {self.unit_kerja}"

    def snapshot(self) -> dict[str, Any]:
        """The submitted data, as they are kept in a version."""
        return {name: plain(getattr(self, name)) for name in self.LABELS}

    def take(self, data: Mapping[str, Any]) -> None:
        """Set the data of the form (or of a version)."""
        rows = matched(self.kompetensi_manajerial, data["kompetensi_manajerial"])
        for name in self.LABELS:
            setattr(self, name, rows if name == "kompetensi_manajerial" else data[name])
        self.post_key = post_key(self.unit_kerja, self.jabatan)

    def differs(self, data: Mapping[str, Any]) -> bool:
        return bool(difference(plain(self.snapshot()), plain(data), self.LABELS))


class ReviewActs:
    """NM-1 … NM-7: registration, review, correction, approval, edit. All versions."""

    approved: Any

    @act(
        "NM-1",
        "Simpan",
        source=NOTHING,
        target=State.BARU,
        who=institusi,
        form=NomenklaturForm,
        guards=(guards.tanpa_duplikat,),
        effects=(effects.keep_version, tell("Nomenklatur baru menunggu petugas", "penyelia")),
        legal=f"{LEGAL} (Gambar 13, 14); SJ-34, SJ-36",
    )
    def tambah_nomenklatur(self: Any, move: Move) -> None:
        self.institution = self.case.institution
        self.tanggal_daftar = day_at(move.now, self.case.institution)
        self.take(move.data)

    @act(
        "NM-1b",
        "Upload Data Pejabat",
        source=NOTHING,
        target=State.BARU,
        who=sistem,
        form=UnggahanForm,
        guards=(guards.jabatan_belum_dikenal, guards.level_terisi),
        effects=(effects.keep_version, tell("Nomenklatur baru dari unggahan menunggu petugas", "penyelia")),
        legal=f"{LEGAL} (Gambar 20); SJ-58",
    )
    def tambah_dari_unggahan(self: Any, move: Move) -> None:
        self.institution = self.case.institution
        self.tanggal_daftar = day_at(move.now, self.case.institution)
        self.dari_unggahan = True
        self.take({**dict.fromkeys(self.LABELS, ""), "kompetensi_manajerial": [], **move.data})

    pilih_petugas = chooses(
        "NM-2",
        source=State.BARU,
        label="Pilih petugas yang menangani",
        told=APPOINTED,
        legal=f"{LEGAL} (Gambar 15); SJ-39",
    )

    @act(
        "NM-3",
        "Perbaikan",
        source=State.BARU,
        target=State.PERBAIKAN,
        fact="petugas",
        who=petugas_ditunjuk,
        form=PerbaikanForm,
        effects=(
            ask_correction("nomenklatur", NomenklaturForm),
            tell("Nomenklatur perlu diperbaiki", "institusi"),
        ),
        legal=f"{LEGAL} (Gambar 16); SJ-41",
    )
    def perbaikan(self: Any, move: Move) -> None:
        """The reason is in the ledger and in History Perbaikan."""

    @act(
        "NM-4",
        "Simpan",
        source=State.PERBAIKAN,
        target=State.BARU,
        who=institusi,
        form=KirimPerbaikanForm,
        guards=(guards.berubah_atau_tanggapan,),
        effects=(effects.keep_version, tell("Nomenklatur sudah diperbaiki institusi", "petugas")),
        legal=f"{LEGAL} (Gambar 16, 17); SJ-42",
    )
    def kirim_perbaikan(self: Any, move: Move) -> None:
        self.take(move.data)

    @act(
        "NM-5",
        "Setujui",
        source=State.BARU,
        target=State.DISETUJUI,
        fact="petugas",
        who=petugas_ditunjuk,
        guards=(guards.kompetensi_lengkap,),
        effects=(tell("Nomenklatur disetujui", "institusi"),),
        legal=f"{LEGAL} (Gambar 16); SJ-43",
    )
    def setujui(self: Any, move: Move) -> None:
        self.approved = effects.current_version(self)
        move.notes["versi"] = self.approved.number

    @act(
        "NM-6",
        "Edit",
        source=State.DISETUJUI,
        target=State.BARU,
        who=institusi,
        form=NomenklaturForm,
        guards=(guards.tanpa_rencana_ditinjau,),
        effects=(effects.keep_version, tell("Nomenklatur yang disetujui diubah institusi", "petugas")),
        legal=f"{LEGAL} (Gambar 17); SJ-45",
    )
    def edit(self: Any, move: Move) -> None:
        self.take(move.data)
        self.clear_request()

    ganti_petugas = replaces("NM-7", source=sorted(REVIEW | {State.DISETUJUI}), told=APPOINTED)


NONAKTIF = Request("Permohonan nonaktif", decides=petugas_ditunjuk, legal="SJ-46")
UNUSED = (guards.tanpa_seleksi_terbuka, guards.tanpa_pejabat_menjabat)


class EndingActs:
    """NM-8a … NM-10: deactivation in two steps, withdrawal, giving up a change. From version 2."""

    mohon_nonaktif = NONAKTIF.asked("NM-8a", "Mohon nonaktif", source=State.DISETUJUI, guards=UNUSED)
    setujui_nonaktif = NONAKTIF.granted(
        "NM-8b",
        "Setujui nonaktif",
        source=State.DISETUJUI,
        target=State.NONAKTIF,
        guards=UNUSED,
        danger=True,
    )
    tolak_nonaktif = NONAKTIF.refused("NM-8c", "Tolak nonaktif", source=State.DISETUJUI)
    tarik_permohonan = NONAKTIF.withdrawn("NM-8d", source=State.DISETUJUI)

    @act(
        "NM-9",
        "Tarik",
        source=sorted(REVIEW),
        target=State.DITARIK,
        fact="!versi_disetujui",
        who=institusi,
        form=AlasanForm,
        guards=(guards.tanpa_pejabat_terkait,),
        effects=(tell("Nomenklatur ditarik institusi", "petugas"),),
        legal="SJ-142",
        danger=True,
    )
    def tarik(self: Any, move: Move) -> None:
        """Terminal; the review task is closed by the routing."""

    @act(
        "NM-10",
        "Batalkan perubahan",
        source=sorted(REVIEW),
        target=State.DISETUJUI,
        fact="versi_disetujui",
        who=institusi,
        form=AlasanForm,
        effects=(effects.drop_version, tell("Perubahan nomenklatur dibatalkan institusi", "petugas")),
        legal="SJ-142",
        danger=True,
    )
    def batalkan_perubahan(self: Any, move: Move) -> None:
        self.take(self.approved.data)


class NomenklaturV1(ReviewActs, Nomenklatur):
    class Meta:
        proxy = True


class NomenklaturV2(ReviewActs, EndingActs, Nomenklatur):
    class Meta:
        proxy = True
