"""An open selection for a post, from the plan to the official: the detail of a `jpt` case.

The institution plans and runs it, KASN reviews plan and report and watches in between (Peraturan KASN 7/2016).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.core.doing.interruption import Interruptible
from cases.core.doing.subjects import CaseDetail
from cases.core.models import Revision
from cases.jpt.acts.inauguration import InaugurationActs
from cases.jpt.acts.interruption import InterruptionActs
from cases.jpt.acts.plan import PlanActs
from cases.jpt.acts.process import ProcessActs
from cases.jpt.acts.report import ReportActs
from cases.jpt.facts import SeleksiFacts, facts_of
from cases.jpt.forms.report import REPORT_FILES
from cases.jpt.panitia import carried, known_as
from cases.jpt.states import OPEN, PRIVATE, SCORED, State
from cases.organisations.models import Choice
from documents.binding import standing
from workflows.errors import E_REF, Reason
from workflows.ledger import plain
from workflows.numbers import number_text
from workflows.rows import ID, id_of, identified, matched, without_ids

from .kandidat import Kandidat
from .records import Sampel

QUICKER = Reason(
    "tanpa_seleksi_terbuka",
    "Baru saja diajukan seleksi lain untuk jabatan ini.",
    "SJ-59",
    E_REF,
    "nomenklatur",
)
#: Plain values of the plan, by the names of the form.
PLAN_VALUES = (
    "no_surat_pengantar",
    "cara_pengisian",
    "alasan",
    "deskripsi_alasan",
    "metode_seleksi",
)
BOBOT_NAMES = tuple(f"bobot_{tahap}" for tahap in SCORED)


class Jpt(CaseDetail, Interruptible):
    """What is current; submitted plans and reports are `Revision`s (parts "rencana" and "pelaporan").

    nomenklatur_version: the version approved when the plan was submitted, on which the selection goes on;
    panitia: [{nama, keterangan, berkas: [ids]}]; jadwal: [{kegiatan, mulai, akhir}];
    surat_pengantar_rencana: [ids]; persetujuan, penolakan, laporan, pelantikan_data: what the form of that
    act gave; buka_kembali: KASN's flag of the last Perbaiki; sebelumnya: state left by Tunda;
    permohonan_*: the open request; sampel: the last one it was drawn in; disampel_untuk: petugas who owes
    a monitoring because of it.
    """

    private_states = PRIVATE
    shown_with = (
        "nomenklatur__institution",
        "nomenklatur_version",
        "cara_pengisian",
        "alasan",
        "dilantik",
    )
    note_labels: ClassVar[Mapping[str, str]] = {
        "kode": "Jenis ketidakpatuhan",
        "pejabat_ditutup": "Masa jabatan yang diakhiri",
    }
    LABELS: ClassVar[dict[str, str]] = {
        "nomenklatur": "Nomenklatur",
        "no_surat_pengantar": "No. Surat Pengantar",
        "surat_pengantar_rencana": "Scan Surat Pengantar",
        "cara_pengisian": "Cara Pengisian JPT",
        "alasan": "Alasan",
        "deskripsi_alasan": "Deskripsi Alasan",
        "metode_seleksi": "Metode Seleksi",
        "bobot_kompetensi_manajerial": "Bobot Penilaian Kompetensi Manajerial",
        "bobot_penulisan_makalah": "Bobot Penilaian Penulisan Makalah",
        "bobot_wawancara": "Bobot Penilaian Wawancara",
        "bobot_rekam_jejak": "Bobot Penilaian Rekam Jejak",
        "panitia": "Panitia Seleksi",
        "jadwal": "Jadwal",
    }
    REPORT_LABELS: ClassVar[dict[str, str]] = {
        "keterangan": "Keterangan laporan",
        "surat_pengantar": "Surat pengantar PPK dan PyB",
        "laporan_lengkap": "Laporan Lengkap Setiap Tahapan",
        "berita_acara": "Berita acara pansel",
        "lampiran_berita_acara": "Lampiran berita acara pansel",
        "alasan_kurang_tiga": "Alasan kurang dari tiga",
    }

    nomenklatur = models.ForeignKey("nomenklatur.Nomenklatur", on_delete=models.PROTECT, related_name="+")
    nomenklatur_version = models.ForeignKey(Revision, null=True, on_delete=models.PROTECT, related_name="+")
    jabatan = models.CharField(max_length=200)
    unit_kerja = models.CharField(max_length=200)
    no_surat_pengantar = models.CharField(max_length=100, blank=True)
    surat_pengantar_rencana: Any = models.JSONField(default=list)
    cara_pengisian = models.ForeignKey(Choice, null=True, on_delete=models.PROTECT, related_name="+")
    alasan = models.ForeignKey(Choice, null=True, on_delete=models.PROTECT, related_name="+")
    deskripsi_alasan = models.TextField(blank=True)
    metode_seleksi: Any = models.JSONField(default=list)
    bobot_kompetensi_manajerial = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    bobot_penulisan_makalah = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    bobot_wawancara = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    bobot_rekam_jejak = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    #: Only of plans from before weights had to add up to 100.
    alasan_bobot = models.CharField(max_length=500, blank=True)
    panitia: Any = models.JSONField(default=list)
    jadwal: Any = models.JSONField(default=list)
    diajukan_pada = models.DateTimeField(null=True)
    persetujuan: Any = models.JSONField(null=True)
    penolakan: Any = models.JSONField(null=True)
    jumlah_pelamar = models.PositiveIntegerField(null=True)
    laporan: Any = models.JSONField(null=True)
    buka_kembali = models.BooleanField(default=False)
    dilantik = models.ForeignKey(Kandidat, null=True, on_delete=models.PROTECT, related_name="+")
    pelantikan_data: Any = models.JSONField(null=True)
    sampel = models.ForeignKey(Sampel, null=True, on_delete=models.PROTECT, related_name="+")
    disampel_untuk = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    constraint_reasons: ClassVar[Mapping[str, Reason]] = {"jpt_one_open_per_nomenklatur": QUICKER}

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="jpt_state"),
            models.UniqueConstraint(
                fields=["nomenklatur"],
                name="jpt_one_open_per_nomenklatur",
                condition=Q(state__in=sorted(OPEN)),
            ),
        ]

    def title(self) -> str:
        return f"{self.jabatan} — {self.unit_kerja}"

    def is_private(self) -> bool:
        """A draft, also one that was withdrawn, was never KASN's to see (SJ-71)."""
        return self.diajukan_pada is None

    @property
    def bobot(self) -> dict[str, Any]:
        """Weight per scoring stage."""
        return {str(tahap): getattr(self, f"bobot_{tahap}") for tahap in SCORED}

    @property
    def facts(self) -> SeleksiFacts:
        """What guards ask of the candidates: read once per pass, dropped by `forget`."""
        if "_facts" not in self.__dict__:
            self.__dict__["_facts"] = facts_of(self)
        found: SeleksiFacts = self.__dict__["_facts"]
        return found

    def forget(self) -> None:
        self.__dict__.pop("_facts", None)

    @classmethod
    def open_nomenklatur(cls) -> Any:
        """Nomenklatur ids with an open selection (SJ-59)."""
        return cls.objects.filter(state__in=OPEN).order_by().values("nomenklatur")

    def take_plan(self, data: Mapping[str, Any]) -> None:
        """Set the data of a plan form. Files sent before go on where none is sent anew."""
        if chosen := data.get("nomenklatur"):
            (self.nomenklatur,) = chosen
            self.jabatan, self.unit_kerja = self.nomenklatur.jabatan, self.nomenklatur.unit_kerja
        for name in PLAN_VALUES:
            setattr(self, name, data[name])
        for name in BOBOT_NAMES:
            setattr(self, name, data[name])
        self.surat_pengantar_rencana = data["surat_pengantar_rencana"] or self.surat_pengantar_rencana
        kept = carried(self.panitia, data["panitia"])
        self.panitia = [
            {**row, "berkas": row["berkas"] or files}
            for row, files in zip(matched(self.panitia, data["panitia"]), kept, strict=True)
        ]
        rows = matched(self.jadwal, plain(data["jadwal"]))
        self.jadwal = sorted(rows, key=lambda row: row["mulai"] or "")

    def plan_differs(self, data: Mapping[str, Any]) -> bool:
        """Whether a valid plan form, its files still uploads, would change anything."""
        if data["surat_pengantar_rencana"] or any(row["berkas"] for row in data["panitia"]):
            return True
        names = (*PLAN_VALUES, *BOBOT_NAMES)
        jadwal = sorted(plain(data["jadwal"]), key=lambda row: row["mulai"])
        panitia = [(row["nama"], row["keterangan"]) for row in data["panitia"]]
        return (
            any(plain(data[name]) != plain(getattr(self, name)) for name in names)
            or without_ids(jadwal) != without_ids(self.jadwal)
            or panitia != [(row["nama"], row["keterangan"]) for row in self.panitia]
        )

    def take_report(self, data: Mapping[str, Any]) -> None:
        """Set the report. Files of the report before it stay, in their newest version (SJ-117)."""
        before = self.laporan or {}
        files = {name: list(data[name]) for name in REPORT_FILES}
        if any(before.get(name) for name in REPORT_FILES):  # what is new stands
            files = {name: [*before.get(name, ()), *ids] for name, ids in files.items()}
            now = standing(pk for ids in files.values() for pk in ids)
            files = {name: _newest(ids, now) for name, ids in files.items()}
        self.laporan = files | {name: data[name] for name in self.REPORT_LABELS if name not in REPORT_FILES}

    def files_of_row(self, field: str, row: Mapping[str, Any]) -> list[str]:
        """A member of the panitia is known by the id of the row, without one by the name; namesakes are not."""
        if own := id_of(row):
            return next((r.get("berkas") or [] for r in identified(self.panitia) if r[ID] == own), [])
        held = [r.get("berkas") or [] for r in self.panitia if known_as(r) == known_as(row)]
        return held[0] if field == "panitia" and len(held) == 1 else []

    def refresh_files(self) -> None:
        report = self.laporan or {}
        every = [self.surat_pengantar_rencana, *(row.get("berkas") or [] for row in self.panitia)]
        every += [report.get(name) or [] for name in REPORT_FILES]
        now = standing(pk for ids in every for pk in ids)
        self.surat_pengantar_rencana = _newest(self.surat_pengantar_rencana, now)
        self.panitia = [{**row, "berkas": _newest(row.get("berkas") or [], now)} for row in self.panitia]
        if self.laporan:
            self.laporan = report | {name: _newest(report.get(name) or [], now) for name in REPORT_FILES}

    def snapshot(self) -> dict[str, Any]:
        """The plan as it is kept in a version: readable without the lists it was chosen from."""
        data = {name: plain(getattr(self, name)) for name in self.LABELS if name != "nomenklatur"}
        return {
            "nomenklatur": self.title(),
            **data,
            **{
                name: number_text(value) for name in BOBOT_NAMES if (value := getattr(self, name)) is not None
            },
            "cara_pengisian": str(self.cara_pengisian or ""),
            "alasan": str(self.alasan or ""),
        }


def _newest(ids: Iterable[str], now: Mapping[str, Any]) -> list[str]:
    """The ids that stand now (`standing`), each document once."""
    return list(dict.fromkeys(str(now[pk].pk) for pk in ids if pk in now))


class JptV1(PlanActs, ProcessActs, ReportActs, InaugurationActs, InterruptionActs, Jpt):
    class Meta:
        proxy = True
