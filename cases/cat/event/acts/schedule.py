"""EV-10 … EV-13, EV-24, EV-28, EV-31 … EV-33: the schedule, what must be ready with it, and its changes."""

from __future__ import annotations

from typing import Any

from cases.cat.event import effects, forms, guards, planning_forms, team
from cases.cat.permissions import kanreg, kepala_bkn, pemohon, ppss, sistem
from cases.cat.states import Event
from workflows.context import Move
from workflows.ledger import plain
from workflows.machine import act

PASAL = "Peraturan BKN 5/2024"
_PREPARING = (
    Event.PEMROSESAN_DATA,
    Event.PENYIAPAN_SOAL,
    Event.PENJADWALAN,
    Event.JADWAL_DITETAPKAN,
    Event.PERSIAPAN_LOKASI,
    Event.SIAP,
)
_ALIVE = (
    Event.PERMOHONAN,
    Event.DIDISPOSISI,
    Event.DITUGASKAN,
    Event.KOORDINASI,
    *_PREPARING,
    Event.PELAKSANAAN,
    Event.PELAKSANAAN_SELESAI,
    Event.PELAPORAN,
    Event.DITUNDA,
)


def start_anew(acara: Any) -> None:
    """What was announced and prepared was for another schedule."""
    acara.diumumkan = acara.basis_data = False


class ScheduleActs:
    @act(
        "EV-10",
        "Tetapkan jadwal",
        source=Event.PENJADWALAN,
        target=Event.JADWAL_DITETAPKAN,
        who=ppss,
        form=planning_forms.JadwalForm,
        guards=(
            guards.koordinasi_pihak,
            guards.batas_sesi,
            guards.semua_peserta_ditempatkan,
            guards.ada_lokasi_belum_selesai,
            guards.bahan_tepat_waktu,
            guards.kalender_ada,
            guards.tanpa_lokasi_pernah_dibuka,
            guards.permintaan_terjawab,
        ),
        documents=("jadwal>=1",),
        effects=(effects.schedule,),
        legal=f"{PASAL} Pasal 3 (3) b; CB-14, CB-22, CB-29, CB-30, CB-39, CB-49",
    )
    def tetapkan_jadwal(self: Any, move: Move) -> None:
        start_anew(self)
        effects.keep_coordination(self, move)
        self.jadwal = effects.kept_plan(move)
        self.jadwal_ke += 1

    @act(
        "EV-11",
        "Umumkan jadwal dan tata tertib",
        source=Event.JADWAL_DITETAPKAN,
        fact="!diumumkan",
        who=pemohon,
        form=forms.PengumumanForm,
        guards=(guards.pemohon_sesuai_jenis, guards.tata_tertib_terlampir),
        documents=("pengumuman>=1", "tata_tertib>=1"),
        legal=f"{PASAL} Pasal 3 (3) c, 8; CB-15, CB-23, CB-31, CB-40, CB-50, CB-52",
    )
    def umumkan(self: Any, move: Move) -> None:
        self.diumumkan = True

    @act(
        "EV-12",
        "Basis data siap",
        source=Event.JADWAL_DITETAPKAN,
        fact="!basis_data_siap",
        who=ppss,
        form=forms.BasisDataForm,
        guards=(guards.tiga_komponen_siap,),
        legal=f"{PASAL} Pasal 3 (4); CB-16, CB-24, CB-32, CB-41, CB-51",
    )
    def basis_data_siap(self: Any, move: Move) -> None:
        self.basis_data = True

    @act(
        "EV-13",
        "Persiapan lokasi dimulai",
        source=Event.JADWAL_DITETAPKAN,
        target=Event.PERSIAPAN_LOKASI,
        fact="diumumkan basis_data_siap",
        who=sistem,
        kind="auto",
        across=True,
        guards=(guards.tim_tercatat, guards.disabilitas_dijawab, guards.permintaan_terjawab),
        legal=f"{PASAL} Pasal 2 (6), 9 (4); CB-07, CB-17, CB-57, CB-160",
    )
    def mulai_persiapan_lokasi(self: Any, move: Move) -> None:
        """The teams go to their places."""

    @act(
        "EV-24",
        "Ubah jadwal",
        source=(Event.JADWAL_DITETAPKAN, Event.PERSIAPAN_LOKASI, Event.SIAP),
        target=Event.PENJADWALAN,
        who=ppss,
        form=planning_forms.UbahJadwalForm,
        guards=(guards.koordinasi_pihak, guards.tanpa_lokasi_pernah_dibuka, guards.permintaan_terjawab),
        legal="CB-14, CB-54 (usulan)",
    )
    def ubah_jadwal(self: Any, move: Move) -> None:
        start_anew(self)
        effects.keep_coordination(self, move)

    @act(
        "EV-28",
        "Tambah lokasi atau sesi",
        source=(Event.PERSIAPAN_LOKASI, Event.SIAP, Event.PELAKSANAAN, Event.DITUNDA),
        who=ppss,
        form=planning_forms.TambahForm,
        guards=(
            guards.koordinasi_pihak,
            guards.batas_sesi_tambahan,
            guards.rujukan_tambahan,
            guards.lokasi_tujuan_menerima,
        ),
        documents=("keputusan_tambah>=1",),
        effects=(effects.add,),
        legal="CB-266 (usulan)",
    )
    def tambah_lokasi_sesi(self: Any, move: Move) -> None:
        effects.keep_coordination(self, move)
        self.jadwal = effects.extended_plan(self, move)


class BesideActs:
    @act(
        "EV-31",
        "Tetapkan keadaan kahar",
        source=_ALIVE,
        who=kepala_bkn,
        form=forms.KaharForm,
        documents=("penetapan_kepala_bkn>=1",),
        legal=f"{PASAL} Pasal 15; CB-165, CB-166",
    )
    def tetapkan_keadaan_kahar(self: Any, move: Move) -> None:
        names = ("nomor", "uraian", "mulai", "sampai")
        self.kahar = plain({name: move.data[name] for name in names} | {"pada": move.now})

    @act(
        "EV-32",
        "Jawab ada tidaknya peserta disabilitas",
        source=_PREPARING,
        who=pemohon,
        form=forms.DisabilitasForm,
        guards=(guards.pemohon_sesuai_jenis,),
        legal=f"{PASAL} Pasal 13 (1); CB-160",
    )
    def jawab_disabilitas(self: Any, move: Move) -> None:
        self.disabilitas = move.data["jawaban"]

    @act(
        "EV-33",
        "Catat tim",
        source=tuple(state for state in _ALIVE if state not in (Event.PERMOHONAN, Event.DIDISPOSISI)),
        who=ppss | kanreg,
        form=team.TimForm,
        effects=(team.set_team,),
        legal="CB-06, CB-57, CB-154 (usulan)",
    )
    def catat_tim(self: Any, move: Move) -> None:
        self.tim_dicatat = True
