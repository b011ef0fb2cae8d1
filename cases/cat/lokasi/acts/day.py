"""TL-8 … TL-12, TL-18 … TL-22: the days on which the room is used, and its end."""

from __future__ import annotations

from typing import Any

from cases.cat.lokasi import effects
from cases.cat.lokasi.butir import AKHIR, PAGI
from cases.cat.lokasi.facts import BATAS
from cases.cat.lokasi.forms import day as forms
from cases.cat.lokasi.forms.fields import answers
from cases.cat.lokasi.guards import lawful, lists, papers
from cases.cat.permissions import psi, sistem, tpc
from cases.cat.states import Lokasi
from cases.core.doing.forms import AlasanForm
from workflows.context import Move
from workflows.ledger import plain

from .rows import LEGAL, row

_WAITS = (lawful.tanpa_permintaan_menunggu,)
_RESEAL = (lawful.tanpa_sesi_berjalan, lawful.ada_sesi_belum_berakhir, lists.butir_14_hari_ini, *_WAITS)
OPEN = (Lokasi.DIBUKA, Lokasi.OPERASIONAL)
OPENED = (*OPEN, Lokasi.DISEGEL, Lokasi.DITUNDA)


class DayActs:
    sebelumnya: Any
    gangguan_lapor: Any
    dilengkapi_pada: Any

    @row(
        "TL-8",
        "Buka segel",
        source=(Lokasi.SIAP, Lokasi.DISEGEL),
        target=Lokasi.DIBUKA,
        who=tpc | psi,
        joint=("tpc", "psi"),
        form=forms.BukaSegelForm,
        guards=(lawful.hari_ujian, lawful.acara_membuka, *_WAITS),
        documents=("dokumentasi_pembukaan_segel>=1",),
        legal=f"{LEGAL} Pasal 11 (3) a; CB-90, CB-133",
    )
    def buka_segel(self: Any, move: Move) -> None:
        data, day = move.data, self.hari(move.now)
        self.pernah_dibuka = True
        names = ("segel_utuh", "nomor_segel", "waktu", "saksi")
        kept = self.harian.setdefault(day, {})
        kept["segel"] = plain({name: data[name] for name in names})
        kept.pop("mst", None)
        if data["kejadian"]:
            effects.happened(self, day, data["waktu"], data["kejadian"])

    @row(
        "TL-9",
        "Prasarana harian sesuai",
        source=Lokasi.DIBUKA,
        target=Lokasi.OPERASIONAL,
        who=tpc,
        form=forms.HarianForm,
        guards=(lists.pemeriksaan_bersih, lists.butir_1_13_terjawab, lists.terunggah_mst, *_WAITS),
        documents=("daftar_periksa_harian>=0",),
        legal=f"{LEGAL} Pasal 11 (3) b–d; CB-91, CB-92, CB-93",
    )
    def prasarana_sesuai(self: Any, move: Move) -> None:
        data = move.data
        kept = self.harian.setdefault(max(self.harian, default=self.hari(move.now)), {})
        kept["butir"] = answers(data, PAGI)
        kept["pemeriksaan"] = {"hasil": data["pemeriksaan"], "uraian": data["uraian"]}
        kept["koreksi"] = plain(data["koreksi"])
        kept["mst"] = plain({"mst_id": data["mst_id"], "mst_waktu": data["mst_waktu"]})

    def _end_of_day(self: Any, data: Any, day: str) -> None:
        kept = self.harian.setdefault(day, {})
        kept["butir"] = {**kept.get("butir", {}), **answers(data, (AKHIR,))}
        for one in data["kejadian"]:
            effects.happened(self, day, one["waktu"], one["uraian"])

    @row(
        "TL-10",
        "Segel kembali",
        source=OPEN,
        target=Lokasi.DISEGEL,
        who=tpc | psi,
        joint=("tpc", "psi"),
        form=forms.SegelKembaliOperasionalForm,
        guards=_RESEAL,
        documents=("dokumentasi_penyegelan_harian>=1", "daftar_periksa_harian>=0"),
        effects=(effects.request_day,),
        legal=f"{LEGAL} Pasal 11 (3) y, z; CB-114, CB-115",
    )
    @row(
        "TL-10b",
        "Segel kembali",
        source=Lokasi.DITUNDA,
        fact="ingat_dibuka",
        who=tpc | psi,
        joint=("tpc", "psi"),
        form=forms.SegelKembaliForm,
        guards=_RESEAL,
        documents=("dokumentasi_penyegelan_harian>=1",),
        effects=(effects.request_day,),
        legal="CB-114 (usulan)",
    )
    def segel_kembali(self: Any, move: Move) -> None:
        data, day = move.data, max(self.harian, default=self.hari(move.now))
        self._end_of_day(data, day)
        self.harian[day]["penyegelan"] = plain(
            {n: data[n] for n in ("nomor_segel", "waktu", "mst_id", "mst_waktu")}
        )
        if self.state == Lokasi.DITUNDA:
            self.sebelumnya = Lokasi.DISEGEL

    @row(
        "TL-22",
        "Siapkan dokumen hari",
        source=(*OPENED, Lokasi.PELAKSANAAN_SELESAI),
        fact="pernah_dibuka",
        who=tpc,
        form=forms.DokumenHariForm,
        guards=(lists.butir_14_hari_ini, lawful.hari_selesai, *_WAITS),
        effects=(effects.request_day,),
        legal="CB-111, CB-141, CB-224 (usulan)",
        explains="Membuat daftar periksa harian, berita acara penyelenggaraan, dan daftar periksa fisik satu hari "
        "untuk ditandatangani.",
    )
    def siapkan_dokumen_hari(self: Any, move: Move) -> None:
        self._end_of_day(move.data, move.data["hari"].isoformat())

    @row(
        "TL-11",
        "Selesaikan hari terakhir",
        source=OPENED,
        target=Lokasi.PELAKSANAAN_SELESAI,
        fact="pernah_dibuka",
        who=tpc,
        form=forms.SelesaikanForm,
        guards=(
            lawful.semua_sesi_berakhir,
            lawful.ada_hasil,
            papers.ba_penyelenggaraan_ditandatangani,
            papers.fisik_harian_ditandatangani,
            lists.butir_14_semua_hari,
            papers.harian_ditandatangani,
            *_WAITS,
        ),
        documents=("daftar_periksa_harian>=1",),
        effects=(effects.request_handover, effects.end_preparations),
        legal=f"{LEGAL} Pasal 11 (3) v, (12) i; CB-111, CB-141, CB-224, CB-232",
    )
    def selesaikan_hari_terakhir(self: Any, move: Move) -> None:
        effects.close_trouble(self, move.now, "pelaksanaan selesai")

    @row(
        "TL-12",
        "Tutup lokasi",
        source=Lokasi.PELAKSANAAN_SELESAI,
        target=Lokasi.DITUTUP,
        who=tpc,
        form=forms.TutupForm,
        guards=(
            lawful.semua_sesi_berakhir,
            lists.klien_direset,
            papers.serah_terima_hasil_selesai,
            papers.serah_terima_cctv_bila_wajib,
            papers.semua_terunggah,
        ),
        documents=("ba_serah_terima_hasil>=1", "ba_serah_terima_cctv>=0"),
        legal=f"{LEGAL} Pasal 11 (3) w, aa, cc; CB-112, CB-116, CB-118, CB-232",
    )
    def tutup_lokasi(self: Any, move: Move) -> None:
        data = move.data
        for receipt in data["tanda_terima"]:
            sealing = self.harian.get(receipt["hari"].isoformat(), {}).get("penyegelan")
            if sealing is not None:
                sealing |= plain({"mst_id": receipt["mst_id"], "mst_waktu": receipt["mst_waktu"]})
        self.penutupan = plain({"klien_direset": data["klien_direset"], "waktu_reset": data["waktu_reset"]})

    @row(
        "TL-18",
        "Lengkapi dokumen",
        source=Lokasi.DITUTUP,
        target=Lokasi.PELAKSANAAN_SELESAI,
        who=tpc,
        form=AlasanForm,
        guards=(lawful.acara_melapor, lawful.diminta_pelapor),
        effects=(effects.reopen_report,),
        legal="CB-275 (usulan)",
    )
    def lengkapi_dokumen(self: Any, move: Move) -> None:
        self.dilengkapi_pada = move.now

    @row(
        "TL-19",
        "Catat gangguan lokasi",
        source=OPEN,
        fact="!gangguan",
        who=tpc,
        form=forms.GangguanForm,
        guards=_WAITS,
        effects=(effects.disturb, effects.tell("Gangguan lokasi dicatat", "psi")),
        legal=f"{LEGAL} Pasal 11 (4); CB-119, CB-268",
    )
    def catat_gangguan(self: Any, move: Move) -> None:
        data = move.data
        self.gangguan = {"jenis": data["jenis"], "uraian": data["uraian"]}
        self.gangguan_mulai, self.gangguan_lapor = data["mulai"], None

    @row(
        "TL-20",
        "Gangguan lokasi selesai",
        source=(*OPEN, Lokasi.DISEGEL),
        fact="gangguan",
        who=tpc,
        form=forms.GangguanSelesaiForm,
        guards=(lawful.pn_gangguan_tidak_berlaku, lawful.kurang_3_jam_atau_ditolak, *_WAITS),
        effects=(effects.take_back,),
        legal="CB-120, CB-268 (usulan)",
    )
    def gangguan_selesai(self: Any, move: Move) -> None:
        data = move.data
        move.notes["mulai"] = self.gangguan_mulai
        why = f"selesai {plain(data['selesai'])}" + (f" ({data['alasan']})" if data["alasan"] else "")
        effects.close_trouble(self, data["selesai"], why)

    @row(
        "TL-21",
        "Gangguan mencapai 3 jam",
        source=(*OPEN, Lokasi.DISEGEL),
        fact="gangguan",
        who=sistem,
        kind="clock",
        at=lambda t: None if t.gangguan_mulai is None else t.gangguan_mulai + BATAS,
        guards=(lawful.tiga_jam, lawful.sekali_per_gangguan),
        effects=(
            effects.propose,
            effects.tell("Gangguan lokasi sudah 3 jam", "tpc", "psi", "kanreg", "ppss", "deputi"),
        ),
        legal=f"{LEGAL} Pasal 11 (4); CB-119, CB-250, CB-268",
    )
    def gangguan_3_jam(self: Any, move: Move) -> None:
        self.gangguan_lapor = move.now
