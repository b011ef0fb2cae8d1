"""Whose turn it is in a selection (SJ-136)."""

from viewflow import this

from cases.core.declared.turns import choosing_petugas, deciding_request, petugas_of, review_due
from cases.core.models import CaseProcess, CaseTask
from cases.organisations.pools import POOL_INSTITUSI
from workflows.flow import CaseFlow, Lane, Turn

from .states import MONITORED, REQUESTABLE, State

#: Acts of the candidates that belong to the institution's turn, beside those of the selection.
SCORING = (
    "mengikuti_kompetensi_manajerial",
    "simpan_skor",
    "mengikuti_penulisan_makalah",
    "mengikuti_wawancara",
    "mengikuti_rekam_jejak",
    "input_deskripsi",
    "ubah_deskripsi",
    "terima",
    "tolak",
    "tidak_lanjut",
    "batalkan_keputusan",
    "koreksi_skor",
    "koreksi_identitas",
    "ubah",
    "hapus",
)


class JptFlowV1(CaseFlow):
    process_class = CaseProcess
    task_class = CaseTask

    lengkapi_rencana = Turn(
        "Lengkapi dan kirim rencana",
        "tambah_seleksi",
        "simpan_draf",
        "tarik_rencana",
        when=lambda s: s.state == State.DRAF,
        pool=POOL_INSTITUSI,
    )
    pilih = choosing_petugas("pilih_petugas", State.BARU)
    telaah = Turn(
        "Telaah rencana",
        "setujui",
        "perbaikan",
        "rekomendasi",
        "tolak",
        when=lambda s: s.state == State.BARU and s.case.assignee_id is not None,
        owner=petugas_of,
        due_at=review_due,
    )
    perbaiki_rencana = Turn(
        "Perbaiki rencana",
        "kirim_perbaikan",
        "tarik_rencana",
        when=lambda s: s.state == State.PERBAIKAN,
        pool=POOL_INSTITUSI,
    )
    jumlah_pelamar = Turn(
        "Input jumlah pelamar",
        "input_jumlah_pelamar",
        when=lambda s: s.state == State.DISETUJUI,
        pool=POOL_INSTITUSI,
    )
    proses = Turn(
        "Lengkapi proses seleksi",
        "tambah_pelamar",
        "ubah_jumlah_pelamar",
        "tetapkan_tiga_besar",
        *SCORING,
        when=lambda s: s.state in (State.PROSES_PELAMAR, State.PROSES_PENILAIAN),
        pool=POOL_INSTITUSI,
    )
    buat_pelaporan = Turn(
        "Buat pelaporan",
        "pelaporan",
        "batalkan_keputusan",
        "koreksi_skor",
        "koreksi_identitas",
        when=lambda s: s.state == State.TIGA_BESAR,
        pool=POOL_INSTITUSI,
    )
    telaah_pelaporan = Turn(
        "Telaah pelaporan",
        "lulus",
        "perbaiki",
        when=lambda s: s.state == State.LAPORAN,
        owner=petugas_of,
        due_at=review_due,
    )
    perbaiki_laporan = Turn(
        "Perbaiki laporan",
        "kirim_perbaikan_laporan",
        when=lambda s: s.state == State.PERBAIKAN_LAPORAN and not s.buka_kembali,
        pool=POOL_INSTITUSI,
    )
    buka_kembali = Turn(
        "Buka kembali penilaian",
        "buka_kembali_penilaian",
        when=lambda s: s.state == State.PERBAIKAN_LAPORAN and s.buka_kembali,
        pool=POOL_INSTITUSI,
    )
    lantik = Turn("Pelantikan", "pelantikan", when=lambda s: s.state == State.LULUS, pool=POOL_INSTITUSI)
    pejabat = Turn(
        "Tambah pejabat", "tambah_pejabat", when=lambda s: s.state == State.PELANTIKAN, pool=POOL_INSTITUSI
    )
    mohon = Turn(
        "Mohon lanjut atau batal",
        "mohon_lanjut",
        "mohon_batal",
        "tarik_permohonan",
        when=lambda s: s.state == State.DITUNDA,
        pool=POOL_INSTITUSI,
    )
    utama = Lane(
        this.lengkapi_rencana,
        this.pilih,
        this.telaah,
        this.perbaiki_rencana,
        this.jumlah_pelamar,
        this.proses,
        this.buat_pelaporan,
        this.telaah_pelaporan,
        this.perbaiki_laporan,
        this.buka_kembali,
        this.lantik,
        this.pejabat,
        this.mohon,
    )

    putuskan = deciding_request(
        "Putuskan permohonan",
        "tunda",
        "lanjutkan",
        "batalkan",
        "tolak_permohonan",
        states=REQUESTABLE,
        due_at=review_due,
    )
    permohonan = Lane(this.putuskan)

    pantau = Turn(
        "Monitoring",
        "tambah_monitoring",
        when=lambda s: s.state in MONITORED and s.disampel_untuk_id is not None,
        owner=lambda s: s.disampel_untuk,
    )
    monitoring = Lane(this.pantau)
