"""A meeting (RP) and its sittings (SD)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import TextChoices

from cases.core.declared.permissions import held, institusi
from cases.core.doing.subjects import CaseDetail
from cases.dokumen.effects import request_document
from cases.dokumen.signed import is_signed, signed_documents, uploaded
from cases.organisations.predicates import penyelia
from cases.organisations.roles import On, Power, RoleKind, Sisi
from workflows.context import Move
from workflows.forms import ActForm, TanggalField
from workflows.guards import Fact, guard
from workflows.machine import NOTHING, act
from workflows.predicates import sistem

from .documents import CHAIR, CLERK

LEGAL = "Uji"
_ON = frozenset({On.EVERYTHING, On.INSTITUTION, On.CASE})
_READS = frozenset({"rapat", "sidang"})
ROLES = tuple(
    RoleKind(key, label, Sisi.KASN, _ON, frozenset({Power.READ_TYPES}), reads=_READS)
    for key, label in ((CHAIR, "Ketua sidang"), (CLERK, "Notulis sidang"))
)
ketua, notulis = held(CHAIR, "ketua sidang"), held(CLERK, "notulis sidang")


class Meeting(TextChoices):
    BERJALAN = "berjalan", "Berjalan"
    SELESAI = "selesai", "Selesai"


class Sitting(TextChoices):
    MULAI = "mulai", "Mulai"
    SAH = "sah", "Sah"
    TUTUP = "tutup", "Tutup"


class Rapat(CaseDetail):
    hasil = models.PositiveIntegerField(default=0)

    def title(self) -> str:
        return "Rapat"


class Sidang(CaseDetail):
    hadir = models.PositiveIntegerField(default=0)
    kuorum = models.BooleanField(default=False)
    hasil = models.BooleanField(default=False)

    def title(self) -> str:
        return "Sidang"


FACTS = (
    Fact("!kuorum", lambda s: not s.kuorum, "E-STATE", "Kuorum sudah tercapai."),
    Fact("!hasil", lambda s: not s.hasil, "E-STATE", "Hasil sudah dicatat."),
)


@guard(legal=LEGAL)
def cukup_hadir(move: Move) -> str | None:
    return None if move.obj.hadir >= 2 else "Belum kuorum."


@guard(legal=LEGAL)
def ba_ditandatangani(move: Move) -> str | None:
    """Live, and of any day."""
    return None if is_signed(move.obj.pk, "ba_sidang") else "Berita acara belum ditandatangani."


@guard(legal=LEGAL)
def ba_terunggah(move: Move) -> str | None:
    return (
        None
        if uploaded(move.obj.pk, "ba_sidang", "2026-12-01")
        else "Berita acara hari pertama belum diunggah."
    )


class HariForm(ActForm):
    hari = TanggalField(label="Hari")


def record(move: Move) -> None:
    """The record of one day, made of what the sitting knows."""
    day = move.data["hari"]
    isi = {
        "tanggal": day,
        "perihal": "Sidang pleno",
        "pembuka": "Pada hari ini telah diselenggarakan sidang dengan hasil sebagai berikut.",
        "rincian": [{"label": "Kasus", "value": move.obj.case.number}],
        "tabel": [
            {"judul": "Kehadiran", "kepala": ["Hal", "Jumlah"], "baris": [["Hadir", str(move.obj.hadir)]]}
        ],
        "pernyataan": [
            {"teks": "Undangan sampai kepada semua", "jawaban": "Ya"},
            "Tidak ada keberatan.",
        ],
    }
    request_document(move, "ba_sidang", isi, kunci=day.isoformat())


def result(move: Move) -> None:
    request_document(move, "hasil_sidang", {"perihal": "Kuorum tercapai"})


class RapatV1(Rapat):
    class Meta:
        proxy = True

    @act("RP-1", "Buka rapat", source=NOTHING, target=Meeting.BERJALAN, who=institusi, legal=LEGAL)
    def buka(self: Any, move: Move) -> None:
        """It begins."""

    @act("RP-2", "Terima hasil", source=Meeting.BERJALAN, kind="ask", causes={"DK-6"}, legal=LEGAL)
    def terima_hasil(self: Any, move: Move) -> None:
        self.hasil += 1

    @act("RP-3", "Akhiri", source=Meeting.BERJALAN, target=Meeting.SELESAI, who=penyelia, legal=LEGAL)
    def akhiri(self: Any, move: Move) -> None:
        """The end."""


class SidangV1(Sidang):
    class Meta:
        proxy = True

    @act("SD-1", "Mulai sidang", source=NOTHING, target=Sitting.MULAI, who=penyelia | ketua, legal=LEGAL)
    def mulai_sidang(self: Any, move: Move) -> None:
        """It begins."""

    @act("SD-2", "Minta berita acara", source=[Sitting.MULAI, Sitting.SAH], who=penyelia | notulis, form=HariForm,
         effects=(record,), legal=LEGAL)  # fmt: skip
    def minta_ba(self: Any, move: Move) -> None:
        """A record is asked for."""

    @act("SD-3", "Sahkan", source=Sitting.MULAI, target=Sitting.SAH, kind="ask", causes={"DK-6"},
         guards=(ba_ditandatangani,), legal=LEGAL)  # fmt: skip
    def sahkan(self: Any, move: Move) -> None:
        """All have signed."""

    @act(
        "SD-4",
        "Tutup",
        source=Sitting.SAH,
        target=Sitting.TUTUP,
        who=ketua,
        guards=(ba_terunggah,),
        legal=LEGAL,
    )
    def tutup(self: Any, move: Move) -> None:
        """The end."""

    @act("SD-5", "Catat hadir", source=Sitting.MULAI, who=ketua | notulis, legal=LEGAL)
    def catat_hadir(self: Any, move: Move) -> None:
        self.hadir += 1

    @act("SD-6", "Kuorum", source=Sitting.MULAI, fact="!kuorum", who=sistem, kind="auto", guards=(cukup_hadir,),
         effects=(result,), legal=LEGAL)  # fmt: skip
    def kuorum_tercapai(self: Any, move: Move) -> None:
        self.kuorum = True

    @act("SD-7", "Catat hasil", source=[Sitting.MULAI, Sitting.SAH], fact="!hasil", kind="ask", causes={"DK-6"},
         legal=LEGAL)  # fmt: skip
    def catat_hasil(self: Any, move: Move) -> None:
        self.hasil = True


def asked(sidang: Any, actor: Any) -> list[Any]:
    """Rows of which the guards ask, for a page."""
    return [signed_documents(sidang.pk, "ba_sidang"), signed_documents(sidang.pk, "ba_sidang", "2026-12-01")]
