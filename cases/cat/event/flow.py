"""Whose turn it is in an event (cat-bkn §17)."""

from __future__ import annotations

from typing import Any

from viewflow import this

from cases.cat.states import Event as State
from cases.cat.states import Jenis
from cases.core.models import CaseProcess, CaseTask
from workflows.flow import CaseFlow, Lane, Turn

#: Who asked, by the kind: each a turn of its own, since a turn lies in one pool.
_APPLICANTS = {
    "psi": {Jenis.CPNS, Jenis.PPPK, Jenis.SEKDIN},
    "instansi": {Jenis.KARIER},
    "lembaga": {Jenis.SELAIN_ASN},
}
_SCHEDULED = frozenset({State.JADWAL_DITETAPKAN, State.PERSIAPAN_LOKASI, State.SIAP})


def _applicants(label: str, *acts: str, when: Any) -> dict[str, Turn]:
    def due(kinds: Any) -> Any:
        return lambda e: e.jenis in kinds and when(e)

    return {pool: Turn(label, *acts, when=due(kinds), pool=pool) for pool, kinds in _APPLICANTS.items()}


_LETTER = _applicants(
    "Perbaiki permohonan", "ajukan_ulang", "tarik_permohonan", when=lambda e: e.state == State.DIKEMBALIKAN
)
_ANNOUNCE = _applicants(
    "Umumkan jadwal", "umumkan", when=lambda e: e.state == State.JADWAL_DITETAPKAN and not e.diumumkan
)
_DISABILITY = _applicants(
    "Jawab peserta disabilitas",
    "jawab_disabilitas",
    when=lambda e: e.state == State.JADWAL_DITETAPKAN and not e.disabilitas,
)


class EventFlowV1(CaseFlow):
    process_class = CaseProcess
    task_class = CaseTask

    disposisi = Turn(
        "Disposisi permohonan",
        "disposisi",
        "kembalikan",
        "tolak",
        when=lambda e: e.state == State.PERMOHONAN and e.jenis != Jenis.KARIER,
        pool="kepala_bkn",
    )
    tugaskan = Turn(
        "Tugaskan PPSS",
        "tugaskan",
        "kembalikan",
        "tolak",
        when=lambda e: (
            e.state == State.DIDISPOSISI or (e.state == State.PERMOHONAN and e.jenis == Jenis.KARIER)
        ),
        pool="deputi",
    )
    perbaiki = _LETTER["psi"]
    perbaiki_instansi = _LETTER["instansi"]
    perbaiki_lembaga = _LETTER["lembaga"]
    koordinasi = Turn(
        "Catat koordinasi", "catat_koordinasi", when=lambda e: e.state == State.DITUGASKAN, pool="ppss"
    )
    proses = Turn(
        "Mulai proses data atau penyiapan soal",
        "mulai_proses_data",
        "mulai_penyiapan_soal",
        when=lambda e: e.state == State.KOORDINASI,
        pool="ppss",
    )
    data = Turn(
        "Data peserta", "data_peserta_selesai", when=lambda e: e.state == State.PEMROSESAN_DATA, pool="ppss"
    )
    soal = Turn(
        "Pastikan soal", "soal_dipastikan", when=lambda e: e.state == State.PENYIAPAN_SOAL, pool="ppss"
    )
    jadwal = Turn(
        "Tetapkan jadwal", "tetapkan_jadwal", when=lambda e: e.state == State.PENJADWALAN, pool="ppss"
    )
    mulai_laporan = Turn(
        "Mulai pelaporan",
        "mulai_pelaporan",
        when=lambda e: e.state == State.PELAKSANAAN_SELESAI and e.jenis_asn,
        pool="tlp",
    )
    mulai_laporan_ppss = Turn(
        "Mulai pelaporan",
        "mulai_pelaporan",
        when=lambda e: e.state == State.PELAKSANAAN_SELESAI and not e.jenis_asn,
        pool="ppss",
    )
    laporan = Turn(
        "Susun laporan",
        "dokumen_lengkap",
        "hasil_tervalidasi",
        "hasil_tidak_valid",
        "sampaikan_laporan",
        when=lambda e: e.state == State.PELAPORAN and e.jenis_asn,
        pool="tlp",
    )
    laporan_ppss = Turn(
        "Susun laporan",
        "dokumen_lengkap",
        "sampaikan_laporan",
        when=lambda e: e.state == State.PELAPORAN and not e.jenis_asn,
        pool="ppss",
    )
    utama = Lane(
        this.disposisi,
        this.tugaskan,
        this.perbaiki,
        this.perbaiki_instansi,
        this.perbaiki_lembaga,
        this.koordinasi,
        this.proses,
        this.data,
        this.soal,
        this.jadwal,
        this.mulai_laporan,
        this.mulai_laporan_ppss,
        this.laporan,
        this.laporan_ppss,
    )

    umumkan = _ANNOUNCE["psi"]
    umumkan_instansi = _ANNOUNCE["instansi"]
    umumkan_lembaga = _ANNOUNCE["lembaga"]
    pengumuman = Lane(this.umumkan, this.umumkan_instansi, this.umumkan_lembaga)

    basis_data = Turn(
        "Siapkan basis data ujian",
        "basis_data_siap",
        when=lambda e: e.state == State.JADWAL_DITETAPKAN and not e.basis_data,
        pool="ppss",
    )
    ujian = Lane(this.basis_data)

    jawab = _DISABILITY["psi"]
    jawab_instansi = _DISABILITY["instansi"]
    jawab_lembaga = _DISABILITY["lembaga"]
    disabilitas = Lane(this.jawab, this.jawab_instansi, this.jawab_lembaga)

    tim = Turn(
        "Catat tim",
        "catat_tim",
        when=lambda e: e.state == State.JADWAL_DITETAPKAN and not e.tim_dicatat,
        pool="ppss",
    )
    penugasan = Lane(this.tim)
