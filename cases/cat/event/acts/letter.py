"""EV-1 … EV-9, EV-25, EV-26: from the letter to the data and the questions, and its ways back."""

from __future__ import annotations

from typing import Any

from cases.cat.event import effects, forms, guards, planning
from cases.cat.permissions import deputi, kepala_bkn, pemohon, ppss
from cases.cat.states import Event
from cases.core.doing.forms import AlasanForm
from workflows.context import Move
from workflows.ledger import plain
from workflows.machine import NOTHING, act

PASAL = "Peraturan BKN 5/2024"
_LETTER: dict[str, Any] = {
    "who": pemohon,
    "form": forms.PermohonanForm,
    "guards": (guards.pemohon_dipilih, guards.alamat_surat_sesuai_jenis, guards.data_peserta_bila_wajib),
    "documents": ("surat_permohonan>=1", "data_peserta>=0"),
}
_RETURNED: dict[str, Any] = {
    "source": Event.PERMOHONAN,
    "target": Event.DIKEMBALIKAN,
    "form": AlasanForm,
}
_REFUSED: dict[str, Any] = {
    "source": Event.PERMOHONAN,
    "target": Event.DITOLAK,
    "form": forms.PenolakanForm,
    "documents": ("penolakan>=0",),
    "legal": "CB-267 (usulan)",
    "danger": True,
}
_ASSIGNED: dict[str, Any] = {
    "target": Event.DITUGASKAN,
    "who": deputi,
    "form": forms.DisposisiForm,
    "documents": ("disposisi>=0",),
}
_COORDINATED: dict[str, Any] = {
    "source": Event.DITUGASKAN,
    "target": Event.KOORDINASI,
    "form": forms.KoordinasiForm,
    "guards": (guards.hasil_koordinasi_lengkap,),
    "documents": ("notulen>=0",),
}
#: Before the schedule the applicant withdraws by himself.
_EARLY = (
    Event.PERMOHONAN,
    Event.DIDISPOSISI,
    Event.DITUGASKAN,
    Event.KOORDINASI,
    Event.PEMROSESAN_DATA,
    Event.PENYIAPAN_SOAL,
    Event.PENJADWALAN,
    Event.DIKEMBALIKAN,
)
_LETTER_FIELDS = (
    "jenis",
    "materi",
    "nomor_surat",
    "tanggal_surat",
    "perihal",
    "ditujukan_kepada",
    "estimasi_peserta",
    "usulan_periode",
)


def _take_letter(acara: Any, move: Move) -> None:
    for name in _LETTER_FIELDS:
        setattr(acara, name, move.data[name])


class LetterActs:
    @act(
        "EV-1",
        "Ajukan permohonan",
        source=NOTHING,
        target=Event.PERMOHONAN,
        legal=f"{PASAL} Pasal 3 (2) a; CB-10, CB-19, CB-26, CB-34, CB-43",
        **_LETTER,
    )
    def ajukan_permohonan(self: Any, move: Move) -> None:
        _take_letter(self, move)

    @act("EV-2b", "Kembalikan", fact="karier", who=deputi, legal="CB-34 (usulan)", **_RETURNED)
    @act("EV-2a", "Kembalikan", fact="!karier", who=kepala_bkn, legal="CB-10 (usulan)", **_RETURNED)
    def kembalikan(self: Any, move: Move) -> None:
        """The applicant corrects it."""

    @act(
        "EV-3",
        "Ajukan ulang",
        source=Event.DIKEMBALIKAN,
        target=Event.PERMOHONAN,
        legal="CB-10, CB-34, CB-43 (usulan)",
        **_LETTER,
    )
    def ajukan_ulang(self: Any, move: Move) -> None:
        _take_letter(self, move)

    @act("EV-26b", "Tolak", fact="karier", who=deputi, **_REFUSED)
    @act("EV-26a", "Tolak", fact="!karier", who=kepala_bkn, **_REFUSED)
    def tolak(self: Any, move: Move) -> None:
        """There will be no event."""

    @act(
        "EV-4a",
        "Disposisi",
        source=Event.PERMOHONAN,
        target=Event.DIDISPOSISI,
        fact="!karier",
        who=kepala_bkn,
        form=forms.DisposisiForm,
        documents=("disposisi>=0",),
        legal=f"{PASAL} Pasal 3 (2) b; CB-11, CB-44",
    )
    def disposisi(self: Any, move: Move) -> None:
        """To the deputi."""

    @act(
        "EV-4c",
        "Tugaskan",
        source=Event.PERMOHONAN,
        fact="karier",
        legal=f"{PASAL} Pasal 6 (2) b; CB-35",
        **_ASSIGNED,
    )
    @act(
        "EV-4b",
        "Tugaskan",
        source=Event.DIDISPOSISI,
        legal=f"{PASAL} Pasal 3 (2) b; CB-11, CB-20, CB-27, CB-44",
        **_ASSIGNED,
    )
    def tugaskan(self: Any, move: Move) -> None:
        """To PPSS and the technical units."""


class DataActs:
    @act(
        "EV-5b",
        "Catat koordinasi",
        fact="!jenis_asn",
        who=ppss,
        legal=f"{PASAL} Pasal 6 (2) b, 7 (2) c; CB-35, CB-45",
        **_COORDINATED,
    )
    @act(
        "EV-5a",
        "Catat koordinasi",
        fact="jenis_asn",
        who=deputi | ppss,
        legal=f"{PASAL} Pasal 3 (2) b–c; CB-12, CB-20, CB-27",
        **_COORDINATED,
    )
    def catat_koordinasi(self: Any, move: Move) -> None:
        self.koordinasi = plain({name: move.data[name] for name in ("tanggal", "peserta_rapat", "hasil")})

    @act(
        "EV-6",
        "Mulai proses data",
        source=Event.KOORDINASI,
        target=Event.PEMROSESAN_DATA,
        fact="jenis_asn",
        who=ppss,
        legal=f"{PASAL} Pasal 3 (2) c; CB-12, CB-13",
    )
    def mulai_proses_data(self: Any, move: Move) -> None:
        """From SSCASN to CAT BKN."""

    @act(
        "EV-7",
        "Mulai penyiapan soal",
        source=Event.KOORDINASI,
        target=Event.PENYIAPAN_SOAL,
        fact="!jenis_asn",
        who=ppss,
        form=forms.PenyiapanSoalForm,
        guards=(guards.kesepakatan_bila_perlu,),
        documents=("kesepakatan_tertulis>=0",),
        legal=f"{PASAL} Pasal 6 (2) c, 7 (2) d; CB-36, CB-46",
    )
    def mulai_penyiapan_soal(self: Any, move: Move) -> None:
        self.perlu_pks = move.data["perlu_pks"] == "ya"

    @act(
        "EV-8",
        "Data peserta selesai",
        source=Event.PEMROSESAN_DATA,
        target=Event.PENJADWALAN,
        who=ppss,
        form=forms.DataPesertaForm,
        guards=(guards.peserta_lengkap_tervalidasi,),
        effects=(effects.enter_people,),
        legal=f"{PASAL} Pasal 3 (2) c, (3) a; CB-13, CB-21, CB-28",
    )
    def data_peserta_selesai(self: Any, move: Move) -> None:
        move.notes["jumlah_peserta"] = len(move.data.get("peserta") or [])

    @act(
        "EV-9",
        "Soal dipastikan",
        source=Event.PENYIAPAN_SOAL,
        target=Event.PENJADWALAN,
        who=ppss,
        form=forms.SoalForm,
        guards=(guards.sumber_soal_dinyatakan,),
        documents=("tanda_terima_bahan>=0", "bukti_input_mst>=0"),
        effects=(effects.enter_people,),
        legal=f"{PASAL} Pasal 6 (2) d–e, 7 (2) e–f; CB-37, CB-38, CB-47, CB-48, CB-54",
    )
    def soal_dipastikan(self: Any, move: Move) -> None:
        self.sumber_soal = move.data["sumber_soal"]
        self.soal = plain({name: move.data[name] for name in ("bahan_diterima", "dispensasi")})


class WithdrawalActs:
    @act(
        "EV-25b",
        "Tarik permohonan",
        source=(Event.JADWAL_DITETAPKAN, Event.PERSIAPAN_LOKASI, Event.SIAP, Event.DITUNDA),
        target=Event.DITARIK,
        who=ppss,
        form=forms.PenarikanBersuratForm,
        guards=(guards.tanpa_lokasi_pernah_dibuka, guards.permintaan_terjawab),
        documents=("surat_penarikan>=1",),
        effects=(planning.withdraw_all,),
        legal="CB-267 (usulan)",
        danger=True,
    )
    @act(
        "EV-25a",
        "Tarik permohonan",
        source=_EARLY,
        target=Event.DITARIK,
        who=pemohon,
        form=forms.PenarikanForm,
        guards=(guards.pemohon_sesuai_jenis, guards.tanpa_lokasi_pernah_dibuka, guards.permintaan_terjawab),
        documents=("surat_penarikan>=0",),
        effects=(planning.withdraw_all,),
        legal="CB-267 (usulan)",
        danger=True,
    )
    def tarik_permohonan(self: Any, move: Move) -> None:
        """Every place and sesi is taken off by what this asks for."""
