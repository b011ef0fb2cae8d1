"""TL-1 … TL-7: from the schedule to the sealed room."""

from __future__ import annotations

from typing import Any

from cases.cat.lokasi import effects
from cases.cat.lokasi.butir import BUTIR_SURVEI, JUMLAH
from cases.cat.lokasi.forms import preparing as forms
from cases.cat.lokasi.forms.fields import answers
from cases.cat.lokasi.guards import lawful, lists, papers
from cases.cat.permissions import psi, tpc
from cases.cat.states import Lokasi
from cases.cat.tables import Tempat
from workflows.context import Move
from workflows.ledger import plain
from workflows.machine import NOTHING

from .rows import LEGAL, row

_WAITS = (lawful.tanpa_permintaan_menunggu,)
_SURVEY: dict[str, Any] = {
    "form": forms.SurveiForm,
    "guards": _WAITS,
    "documents": ("daftar_periksa_survei>=0", "denah_alur>=0"),
    "effects": (effects.request_survey,),
    "legal": f"{LEGAL} Pasal 10 (3) b–f, (10) b; CB-65, CB-66, CB-67, CB-68, CB-81",
}
BEFORE_OPENING = (
    Lokasi.DITETAPKAN,
    Lokasi.KOORDINASI,
    Lokasi.SURVEI,
    Lokasi.LAYAK,
    Lokasi.TIDAK_LAYAK,
    Lokasi.PERBAIKAN,
    Lokasi.SIAP,
    Lokasi.DITUNDA,
)


class PreparingActs:
    @row(
        "TL-1a",
        "Tetapkan lokasi",
        source=NOTHING,
        target=Lokasi.DITETAPKAN,
        kind="ask",
        causes={"EV-10", "EV-28"},
        form=forms.TetapkanForm,
        guards=(lawful.tempat_belum_ada, lawful.acara_menerima),
        legal=f"{LEGAL} Pasal 9 (3); CB-56",
    )
    def tetapkan(self: Any, move: Move) -> None:
        data, place = move.data, move.data["tempat"]
        self.acara_id = self.case.parent_id
        self.tempat, _ = Tempat.objects.get_or_create(
            nama=place["nama"],
            wilayah_id=place["wilayah"],
            defaults={name: place[name] for name in ("alamat", "luar_negeri", "zona")},
        )
        self._describe(data)

    def _describe(self: Any, data: Any) -> None:
        self.tipe_lokasi, self.unit, self.kapasitas = data["tipe_lokasi"], data["unit"], data["kapasitas"]

    @row(
        "TL-1b",
        "Ubah data lokasi",
        source=BEFORE_OPENING,
        fact="!pernah_dibuka",
        kind="ask",
        causes={"EV-10"},
        form=forms.UbahLokasiForm,
        guards=(lawful.acara_menerima,),
        legal="CB-56 (usulan)",
    )
    def ubah_lokasi(self: Any, move: Move) -> None:
        self._describe(move.data)
        if self.tempat.alamat != move.data["alamat"]:
            self.tempat.alamat = move.data["alamat"]
            self.tempat.save(update_fields=["alamat"])

    @row(
        "TL-2",
        "Koordinasi lokasi",
        source=Lokasi.DITETAPKAN,
        target=Lokasi.KOORDINASI,
        who=tpc | psi,
        joint=("tpc", "psi"),
        form=forms.KoordinasiForm,
        guards=(lawful.acara_terjadwal, *_WAITS),
        legal=f"{LEGAL} Pasal 10 (3) a, (10) a; CB-64, CB-80",
    )
    def koordinasi_lokasi(self: Any, move: Move) -> None:
        """The record stands in the entry."""

    @row("TL-3a", "Isi survei", source=(Lokasi.KOORDINASI, Lokasi.PERBAIKAN), target=Lokasi.SURVEI,
         fact="!mandiri", who=tpc, **_SURVEY)  # fmt: skip
    @row("TL-3b", "Isi survei", source=(Lokasi.KOORDINASI, Lokasi.PERBAIKAN), target=Lokasi.SURVEI,
         fact="mandiri", who=tpc | psi, **_SURVEY)  # fmt: skip
    @row("TL-3c", "Isi survei", source=Lokasi.SURVEI, fact="!mandiri", who=tpc, **_SURVEY)
    @row("TL-3d", "Isi survei", source=Lokasi.SURVEI, fact="mandiri", who=tpc | psi, **_SURVEY)
    def isi_survei(self: Any, move: Move) -> None:
        data = move.data
        rows = ("internet", "rekomendasi", "ups_kva", "ruang_disabilitas", "catatan_disabilitas")
        self.survei = plain(
            {
                "ke": self.survei.get("ke", 0) + 1,
                "butir": answers(data, BUTIR_SURVEI),
                "jumlah": {name: data[name] for name, _ in JUMLAH if data[name] is not None},
                **{name: data[name] for name in rows},
            }
        )

    @row(
        "TL-4",
        "Rekomendasi layak",
        source=Lokasi.SURVEI,
        target=Lokasi.LAYAK,
        who=tpc,
        form=forms.RekomendasiLayakForm,
        guards=(papers.survei_ditandatangani, lists.survei_lengkap, lists.survei_memenuhi_layak, *_WAITS),
        documents=("daftar_periksa_survei>=1", "denah_alur>=1"),
        legal=f"{LEGAL} Pasal 10 (3) f–g, Lamp. 4; CB-69, CB-70, CB-81, CB-87",
    )
    def rekomendasi_layak(self: Any, move: Move) -> None:
        """The place is fit."""

    @row(
        "TL-5",
        "Rekomendasi tidak layak",
        source=Lokasi.SURVEI,
        target=Lokasi.TIDAK_LAYAK,
        who=tpc,
        form=forms.RekomendasiTidakLayakForm,
        guards=(papers.survei_ditandatangani, lists.survei_lengkap, lists.ada_rekomendasi_perbaikan, *_WAITS),
        documents=("daftar_periksa_survei>=1",),
        effects=(effects.tell("Lokasi dinyatakan tidak layak", "psi", "ppss", "kanreg"),),
        legal=f"{LEGAL} Lamp. 4; CB-81, CB-87",
    )
    def rekomendasi_tidak_layak(self: Any, move: Move) -> None:
        """What is to be mended stands in the survey."""

    @row(
        "TL-6",
        "Perbaiki",
        source=Lokasi.TIDAK_LAYAK,
        target=Lokasi.PERBAIKAN,
        who=tpc | psi,
        form=forms.PerbaikiForm,
        guards=_WAITS,
        legal="CB-87 (usulan)",
    )
    def perbaiki(self: Any, move: Move) -> None:
        self.survei = {**self.survei, "perbaikan": plain(move.data["perbaikan"])}

    @row(
        "TL-7",
        "Uji jaringan dan segel",
        source=Lokasi.LAYAK,
        target=Lokasi.SIAP,
        who=tpc | psi,
        joint=("tpc", "psi"),
        form=forms.UjiForm,
        guards=(lists.jaringan_teruji, lists.terunggah_mst, lawful.disabilitas_siap, *_WAITS),
        documents=("dokumentasi_uji_jaringan>=1", "dokumentasi_penyegelan>=1"),
        legal=f"{LEGAL} Pasal 10 (1), (3) d, e, j, (10) e; CB-62, CB-73, CB-84, CB-162",
    )
    def uji_jaringan_dan_segel(self: Any, move: Move) -> None:
        names = ("latensi_ms", "mbps", "klien_akses", "nomor_segel", "waktu_segel", "mst_id", "mst_waktu")
        self.uji = plain({name: move.data[name] for name in names})
