"""EV-20 … EV-23, EV-29, EV-30: the report, and what is asked of the places for it."""

from __future__ import annotations

from typing import Any

from cases.cat.event import effects, forms, guards
from cases.cat.permissions import ppss, tlp
from cases.cat.states import Event
from cases.core.doing.forms import AlasanForm
from workflows.context import Move
from workflows.ledger import plain
from workflows.machine import act

PASAL = "Peraturan BKN 5/2024"
_AFTER = (Event.PELAKSANAAN_SELESAI, Event.PELAPORAN)
_COMPLETE: dict[str, Any] = {
    "source": Event.PELAPORAN,
    "guards": (
        guards.dokumen_seleksi_lengkap,
        guards.semua_lokasi_selesai,
        guards.permintaan_lengkapi_dijawab,
    ),
}
_SENT: dict[str, Any] = {
    "source": Event.PELAPORAN,
    "target": Event.SELESAI,
    "form": forms.LaporanForm,
    "guards": (
        guards.langkah_masih_berlaku,
        guards.semua_lokasi_selesai,
        guards.penerima_lengkap,
        guards.permintaan_lengkapi_dijawab,
    ),
    "documents": ("laporan_keseluruhan>=1",),
}
_REQUESTED: dict[str, Any] = {
    "source": _AFTER,
    "form": forms.LokasiForm,
    "guards": (guards.lokasi_dinamai,),
    "legal": "CB-155, CB-159, CB-275 (usulan)",
}
_TAKEN_BACK: dict[str, Any] = {"source": _AFTER, "form": AlasanForm, "legal": "CB-275 (usulan)"}
_BEGUN: dict[str, Any] = {
    "source": Event.PELAKSANAAN_SELESAI,
    "target": Event.PELAPORAN,
    "guards": (guards.tim_pelaporan_tercatat,),
}


def undo_steps(acara: Any) -> None:
    acara.langkah1_pada = acara.langkah2_pada = None


class ReportingActs:
    diminta: Any
    langkah1_pada: Any
    langkah2_pada: Any

    @act(
        "EV-20b",
        "Mulai pelaporan",
        fact="!jenis_asn",
        who=ppss,
        legal=f"{PASAL} Pasal 12 (6); CB-151, CB-158",
        **_BEGUN,
    )
    @act(
        "EV-20a",
        "Mulai pelaporan",
        fact="jenis_asn",
        who=tlp,
        legal=f"{PASAL} Pasal 12 (4); CB-151, CB-154",
        **_BEGUN,
    )
    def mulai_pelaporan(self: Any, move: Move) -> None:
        """The documents of every place are looked through."""

    @act(
        "EV-21b",
        "Dokumen lengkap di MST",
        fact="!jenis_asn !langkah1",
        who=ppss,
        legal=f"{PASAL} Pasal 12 (7) a; CB-159, CB-241",
        **_COMPLETE,
    )
    @act(
        "EV-21a",
        "Dokumen lengkap di MST",
        fact="jenis_asn !langkah1",
        who=tlp,
        legal=f"{PASAL} Pasal 12 (5) a; CB-155, CB-241",
        **_COMPLETE,
    )
    def dokumen_lengkap(self: Any, move: Move) -> None:
        self.langkah1_pada = move.now

    @act(
        "EV-22",
        "Hasil tervalidasi",
        source=Event.PELAPORAN,
        fact="jenis_asn langkah1 !langkah2",
        who=tlp,
        form=forms.ValidasiForm,
        guards=(
            guards.langkah_masih_berlaku,
            guards.semua_lokasi_selesai,
            guards.permintaan_lengkapi_dijawab,
        ),
        legal=f"{PASAL} Pasal 12 (5) b; CB-156",
    )
    def hasil_tervalidasi(self: Any, move: Move) -> None:
        self.langkah2_pada = move.now

    @act(
        "EV-22b",
        "Hasil tidak valid",
        source=Event.PELAPORAN,
        fact="jenis_asn langkah1",
        who=tlp,
        form=forms.LokasiForm,
        guards=(guards.lokasi_dinamai,),
        legal="CB-156, CB-275 (usulan)",
    )
    def hasil_tidak_valid(self: Any, move: Move) -> None:
        undo_steps(self)
        effects.request(self, move)

    @act(
        "EV-22c",
        "Langkah pelaporan dibuka kembali",
        source=Event.PELAPORAN,
        fact="langkah1",
        kind="ask",
        causes={"TL-18"},
        guards=(guards.langkah_sebelum_dilengkapi,),
        legal="CB-275 (usulan)",
    )
    def buka_kembali_langkah(self: Any, move: Move) -> None:
        undo_steps(self)

    @act(
        "EV-23b",
        "Sampaikan laporan",
        fact="!jenis_asn langkah1",
        who=ppss,
        legal=f"{PASAL} Pasal 12 (3), (7) b; CB-153, CB-159",
        **_SENT,
    )
    @act(
        "EV-23a",
        "Sampaikan laporan",
        fact="jenis_asn langkah1 langkah2",
        who=tlp,
        legal=f"{PASAL} Pasal 12 (2), (5) c; CB-152, CB-153, CB-157",
        **_SENT,
    )
    def sampaikan_laporan(self: Any, move: Move) -> None:
        self.penerima = plain(move.data["penerima"])

    @act("EV-29b", "Minta lengkapi dokumen", fact="!jenis_asn", who=ppss, **_REQUESTED)
    @act("EV-29a", "Minta lengkapi dokumen", fact="jenis_asn", who=tlp, **_REQUESTED)
    def minta_lengkapi(self: Any, move: Move) -> None:
        effects.request(self, move)

    @act(
        "EV-30b", "Tarik permintaan lengkapi", fact="!jenis_asn permintaan_lengkapi", who=ppss, **_TAKEN_BACK
    )
    @act("EV-30a", "Tarik permintaan lengkapi", fact="jenis_asn permintaan_lengkapi", who=tlp, **_TAKEN_BACK)
    def tarik_minta_lengkapi(self: Any, move: Move) -> None:
        self.diminta = {}
