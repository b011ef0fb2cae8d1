"""PS-1 … PS-22: what happens to one participant, at the desk, in the room, and by what happens to the sesi."""

from __future__ import annotations

from typing import Any

from cases.cat.permissions import psi, pst, sistem, tpc
from cases.cat.sesi.forms import peserta as forms
from cases.cat.sesi.guards import peserta as guards
from cases.cat.sesi.rows import LEGAL
from cases.cat.states import Peserta
from cases.core.doing.forms import AlasanForm
from workflows.context import Move
from workflows.machine import NOTHING, Remembered, act

from .jalannya import TOGETHER

IN_PROGRESS = (
    Peserta.TERDAFTAR,
    Peserta.DOKUMEN_SESUAI,
    Peserta.WAJAH_SESUAI,
    Peserta.BER_PIN,
    Peserta.DIPERIKSA,
    Peserta.HADIR,
    Peserta.MENGERJAKAN,
)
INSIDE = (Peserta.DIPERIKSA, Peserta.HADIR, Peserta.MENGERJAKAN)
BACK = Remembered("<sebelumnya>", "kembali_ke", IN_PROGRESS[:5])
_ENTERS = (guards.satu_tempat_terbuka, guards.kapasitas_sesi)
_QUEUE = (guards.sesi_berjalan, guards.datang_tepat, guards.pin_ditutup, guards.sebelum_mulai_sesi)
_OUT: dict[str, Any] = {"source": IN_PROGRESS, "target": Peserta.SESI_BATAL, "sets": {}}


class PlaceActs:
    @act(
        "PS-1a",
        "Tempatkan peserta",
        source=NOTHING,
        target=Peserta.TERDAFTAR,
        causes={"SS-1a", "SS-1c"},
        guards=_ENTERS,
        sets={},
        legal="CB-14",
    )
    def tempatkan(self: Any, move: Move) -> None:
        """Placed by the schedule."""

    @act(
        "PS-1b",
        "Peserta alihan",
        source=NOTHING,
        target=Peserta.TERDAFTAR,
        causes={"PS-20"},
        guards=_ENTERS,
        sets={},
        legal=f"{LEGAL} Pasal 11 (8); CB-124, CB-264",
    )
    def terima_alihan(self: Any, move: Move) -> None:
        """Comes from another sesi, which `asal` names."""

    @act(
        "PS-20",
        "Sesi dijadwal ulang atau dipindah",
        source=IN_PROGRESS,
        target=Peserta.DIALIHKAN,
        fact="tujuan",
        causes={"SS-11a", "SS-11b", "SS-16a", "SS-16b", "SS-1c"},
        sets={},
        legal=f"{LEGAL} Pasal 11 (8); CB-124, CB-264, CB-272",
    )
    def alihkan(self: Any, move: Move) -> None:
        """Goes to another sesi, where PS-1b takes him in."""

    @act("PS-21a", "Sesi batal", fact="!tujuan", causes={"SS-15", "SS-16a", "SS-16b"},
         legal="CB-132, CB-264, CB-272 (usulan)", **_OUT)  # fmt: skip
    @act("PS-21b", "Sesi batal", source=Peserta.SELESAI, target=Peserta.SESI_BATAL, causes={"SS-15"}, sets={},
         legal="CB-132, CB-272 (usulan)")  # fmt: skip
    def sesi_batal(self: Any, move: Move) -> None:
        """No sanction: he may be placed again."""


class DeskActs:
    @act(
        "PS-1c",
        "Catat kedatangan",
        source=(Peserta.TERDAFTAR, Peserta.TIDAK_HADIR),
        fact="!datang",
        who=psi,
        form=forms.KedatanganForm,
        guards=(guards.sesi_berjalan, guards.waktu_datang_sah),
        legal="CB-134, CB-181 (usulan)",
    )
    def catat_kedatangan(self: Any, move: Move) -> None:
        self.datang_pada = move.data["waktu_datang"]

    @act(
        "PS-2",
        "Dokumen sesuai",
        source=Peserta.TERDAFTAR,
        target=Peserta.DOKUMEN_SESUAI,
        fact="datang",
        who=psi,
        form=forms.DokumenForm,
        guards=(guards.sesi_registrasi_atau_datang_tepat, guards.dokumen_terpenuhi, guards.pakaian_sesuai),
        legal=f"{LEGAL} Pasal 11 (12) b, Lamp. 1.1.d–f; CB-134, CB-172, CB-173, CB-174, CB-175",
    )
    def dokumen_sesuai(self: Any, move: Move) -> None:
        self.note("dokumen", {"jenis": move.data["dokumen"]})

    @act(
        "PS-3",
        "Pengenalan wajah berhasil",
        source=Peserta.DOKUMEN_SESUAI,
        target=Peserta.WAJAH_SESUAI,
        who=psi,
        form=forms.CocokForm,
        guards=(guards.sesi_berjalan, guards.data_dan_wajah_cocok),
        legal=f"{LEGAL} Pasal 11 (12) c; CB-135, CB-176",
    )
    def wajah_sesuai(self: Any, move: Move) -> None:
        """Recognised by the application."""

    @act(
        "PS-4",
        "Pengecualian pengenalan wajah",
        source=Peserta.DOKUMEN_SESUAI,
        target=Peserta.WAJAH_SESUAI,
        form=forms.PengecualianForm,
        guards=(guards.sesi_berjalan, guards.percobaan_gagal, guards.foto_cocok),
        legal=f"{LEGAL} Pasal 11 (3) g, (12) f; CB-96, CB-138",
        **TOGETHER,
    )
    def pengecualian_wajah(self: Any, move: Move) -> None:
        self.dengan_pengecualian = True
        names = ("percobaan_gagal", "foto_pembanding", "alasan")
        self.note("pengecualian", {name: move.data[name] for name in names})

    @act(
        "PS-5",
        "Beri PIN",
        source=Peserta.WAJAH_SESUAI,
        target=Peserta.BER_PIN,
        who=psi,
        guards=(guards.sesi_registrasi, guards.sebelum_pin_ditutup),
        legal=f"{LEGAL} Pasal 11 (12) e, Lamp. 1.1.b; CB-137, CB-170",
    )
    def beri_pin(self: Any, move: Move) -> None:
        self.give_pin()

    @act(
        "PS-11b",
        "PIN antrean",
        source=Peserta.WAJAH_SESUAI,
        target=Peserta.BER_PIN,
        form=AlasanForm,
        guards=_QUEUE,
        legal="CB-270 (usulan)",
        **TOGETHER,
    )
    def pin_antrean(self: Any, move: Move) -> None:
        self.give_pin()
        self.note("pin_antrean", {"alasan": move.reason})

    @act(
        "PS-6",
        "Pemeriksaan fisik",
        source=Peserta.BER_PIN,
        target=Peserta.DIPERIKSA,
        who=psi,
        form=forms.FisikForm,
        guards=(guards.sesi_berjalan,),
        legal=f"{LEGAL} Pasal 11 (12) h–j; CB-140, CB-141, CB-142",
    )
    def periksa_fisik(self: Any, move: Move) -> None:
        self.note("fisik", {"loker": move.data["loker"]})

    @act(
        "PS-10",
        "Tandai tidak hadir",
        source=Peserta.TERDAFTAR,
        target=Peserta.TIDAK_HADIR,
        fact="!datang",
        who=psi,
        guards=(guards.sesi_berjalan, guards.pin_sudah_ditutup),
        legal=f"{LEGAL} Pasal 11 (12) g; CB-139",
    )
    def tandai_tidak_hadir(self: Any, move: Move) -> None:
        self.leave(move)

    @act(
        "PS-11",
        "Gugur: terlambat",
        source=(Peserta.TERDAFTAR, Peserta.TIDAK_HADIR),
        target=Peserta.GUGUR,
        fact="datang",
        who=psi,
        guards=(guards.sesi_berjalan, guards.datang_setelah_pin_ditutup),
        legal=f"{LEGAL} Lamp. 1.2.a; CB-181",
    )
    def gugur_terlambat(self: Any, move: Move) -> None:
        self.leave(move, gugur="terlambat")

    @act(
        "PS-11c",
        "Gugur: PIN ditutup",
        source=(Peserta.TERDAFTAR, Peserta.DOKUMEN_SESUAI, Peserta.WAJAH_SESUAI),
        target=Peserta.GUGUR,
        fact="datang",
        form=AlasanForm,
        guards=_QUEUE,
        legal="CB-270 (usulan)",
        **TOGETHER,
    )
    def gugur_pin_ditutup(self: Any, move: Move) -> None:
        self.leave(move, gugur="PIN ditutup", alasan=move.reason)

    @act(
        "PS-12",
        "Gugur: dokumen",
        source=Peserta.TERDAFTAR,
        target=Peserta.GUGUR,
        fact="datang",
        who=psi,
        form=forms.GugurDokumenForm,
        guards=(guards.sesi_berjalan,),
        legal=f"{LEGAL} Lamp. 1.2.b; CB-182",
    )
    def gugur_dokumen(self: Any, move: Move) -> None:
        self.leave(move, gugur="dokumen", alasan=move.data["kekurangan"])

    @act(
        "PS-13",
        "Gugur: pakaian",
        source=IN_PROGRESS[:5],
        target=Peserta.GUGUR,
        fact="datang",
        who=psi,
        form=forms.GugurPakaianForm,
        guards=(guards.sesi_berjalan,),
        legal=f"{LEGAL} Lamp. 1.2.c; CB-183",
    )
    def gugur_pakaian(self: Any, move: Move) -> None:
        self.leave(move, gugur="pakaian", alasan=move.data["uraian"])

    @act("PS-14", "Tolak", source=IN_PROGRESS[:3], target=Peserta.DITOLAK, fact="datang", who=psi, form=AlasanForm,
         guards=(guards.sesi_berjalan,), legal=f"{LEGAL} Pasal 11 (12) d; CB-136, CB-176")  # fmt: skip
    @act("PS-15", "Tolak", source=Peserta.DIPERIKSA, target=Peserta.DITOLAK, who=tpc, form=AlasanForm,
         guards=(guards.sesi_berjalan,), legal=f"{LEGAL} Pasal 11 (3) m; CB-102")  # fmt: skip
    def tolak(self: Any, move: Move) -> None:
        self.leave(move, ditolak=move.reason)

    @act(
        "PS-19",
        "Koreksi salah catat",
        source=(Peserta.GUGUR, Peserta.DITOLAK, Peserta.TIDAK_HADIR),
        target=BACK,
        form=forms.KoreksiForm,
        guards=(guards.sebelum_mulai_sesi,),
        legal="CB-136, CB-139, CB-181 (usulan)",
        **TOGETHER,
    )
    def koreksi_salah_catat(self: Any, move: Move) -> None:
        self.kembali_ke, self.sebelumnya = self.sebelumnya, ""
        if move.data["waktu_datang"] is not None:
            move.notes["waktu_datang_lama"], self.datang_pada = self.datang_pada, move.data["waktu_datang"]


class RoomActs:
    @act(
        "PS-7",
        "Masuk ruang",
        source=Peserta.DIPERIKSA,
        target=Peserta.HADIR,
        who=tpc,
        form=forms.MasukForm,
        guards=(guards.sesi_berjalan, guards.data_dan_wajah_cocok, guards.kursi_unik),
        legal=f"{LEGAL} Pasal 11 (3) l, n; CB-101, CB-103",
    )
    def masuk_ruang(self: Any, move: Move) -> None:
        self.kursi = move.data["kursi"]

    @act(
        "PS-8a",
        "Mulai",
        source=Peserta.HADIR,
        target=Peserta.MENGERJAKAN,
        fact="masuk_cat",
        causes={"SS-5"},
        sets={"masuk_cat": True},
        legal=f"{LEGAL} Pasal 11 (3) p–q; CB-105, CB-106",
    )
    def mulai(self: Any, move: Move) -> None:
        """With the sesi."""

    @act(
        "PS-8b",
        "Mulai menyusul",
        source=Peserta.HADIR,
        target=Peserta.MENGERJAKAN,
        fact="masuk_cat",
        who=sistem,
        kind="auto",
        guards=(guards.sesi_berlangsung,),
        sets={},
        legal=f"{LEGAL} Pasal 11 (3) q; CB-106",
    )
    def mulai_menyusul(self: Any, move: Move) -> None:
        """As soon as he has logged in (PS-8c)."""

    @act(
        "PS-8c",
        "Catat masuk CAT BKN",
        source=Peserta.HADIR,
        fact="!masuk_cat",
        who=tpc,
        guards=(guards.sesi_berlangsung,),
        legal=f"{LEGAL} Pasal 11 (3) q; CB-106",
    )
    def catat_masuk_cat(self: Any, move: Move) -> None:
        self.masuk_cat = True

    @act(
        "PS-9a",
        "Selesai",
        source=Peserta.MENGERJAKAN,
        target=Peserta.SELESAI,
        who=pst | sistem,
        guards=(guards.sesi_berlangsung,),
        legal=f"{LEGAL} Lamp. 1.1.k; CB-180",
    )
    def selesai(self: Any, move: Move) -> None:
        self.note("selesai", {"pada": move.now.isoformat()})

    @act(
        "PS-9b",
        "Waktu habis",
        source=Peserta.MENGERJAKAN,
        target=Peserta.SELESAI,
        causes={"SS-12"},
        sets={},
        legal=f"{LEGAL} Lamp. 1.1.k; CB-180",
    )
    def waktu_habis(self: Any, move: Move) -> None:
        """With the sesi."""

    @act(
        "PS-16",
        "Teguran lisan",
        source=INSIDE,
        who=tpc,
        form=forms.TeguranForm,
        guards=(guards.sesi_berjalan, guards.kode_teguran),
        legal=f"{LEGAL} Lamp. 1.2.d; CB-184",
    )
    def teguran_lisan(self: Any, move: Move) -> None:
        self.teguran += 1
        told = self.catatan.get("teguran", [])
        entry = {"kode": move.data["kode"], "uraian": move.data["uraian"], "pada": move.now.isoformat()}
        self.note("teguran", [*told, entry])

    @act(
        "PS-17",
        "Batalkan sebagai peserta",
        source=INSIDE,
        target=Peserta.DIBATALKAN,
        who=tpc,
        form=forms.BatalkanPesertaForm,
        guards=(guards.sesi_berjalan, guards.kode_teguran, guards.teguran_atau_berat),
        danger=True,
        legal=f"{LEGAL} Lamp. 1.2.d; CB-184",
    )
    def batalkan_peserta(self: Any, move: Move) -> None:
        self.note(
            "dibatalkan", {"kode": move.data["kode"], "alasan": move.reason, "berat": move.data["berat"]}
        )

    @act(
        "PS-18",
        "Diskualifikasi",
        source=(*IN_PROGRESS[1:], Peserta.SELESAI, Peserta.DITOLAK),
        target=Peserta.DIDISKUALIFIKASI,
        form=forms.DiskualifikasiForm,
        guards=(guards.kode_diskualifikasi, guards.addendum_bila_acara_selesai),
        documents=("addendum_hasil>=0", "addendum_laporan>=0"),
        danger=True,
        legal=f"{LEGAL} Lamp. 1.2.e; CB-185, CB-277",
        **TOGETHER,
    )
    def diskualifikasi(self: Any, move: Move) -> None:
        self.note("diskualifikasi", {"kode": move.data["kode"], "alasan": move.reason})

    @act(
        "PS-22",
        "Tidak memulai",
        source=(Peserta.BER_PIN, Peserta.DIPERIKSA, Peserta.HADIR),
        target=Peserta.TIDAK_MEMULAI,
        form=AlasanForm,
        guards=(guards.sesi_berjalan, guards.pin_sudah_ditutup),
        legal="CB-106, CB-272 (usulan)",
        **TOGETHER,
    )
    def tidak_memulai(self: Any, move: Move) -> None:
        self.note("tidak_memulai", {"alasan": move.reason})
