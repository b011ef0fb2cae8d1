"""The demo's selections: the example of the regulation, and others so that every inbox has something."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from cases.core.doing.demo import Story
from cases.core.reading.selectors import subject_of
from cases.dokumen.models import Dokumen
from cases.nomenklatur.selectors import approved_now
from cases.organisations.badan import supervising_body
from cases.organisations.selectors import choices_of
from workflows.working import drain

from .states import SCORED

#: Gambar 34–40: skor of four candidates at 40/20/30/10; NIP and instansi as far as they are printed.
EXAMPLE = {
    "Kandidat 1": ("9", "4", "5,4", "5,9"),
    "Kandidat 2": ("4", "2", "7,5", "6,7"),
    "Kandidat 3": ("8", "7", "7", "5,3"),
    "Kandidat 4": ("6", "9", "6", "5"),
}
BEST = ("Kandidat 3", "Kandidat 1", "Kandidat 4")
PETUGAS = {"jaksel": "asisten1", "bogor": "asisten2"}


def load(people: Mapping[str, Any]) -> None:
    tale = Tale(people)
    tale.top_three("jaksel", "Dinas Sosial")
    tale.finished("jaksel", "Dinas Kesehatan")
    tale.reported("jaksel", "Dinas Kebudayaan")
    tale.reviewed("jaksel", "Dinas Pariwisata", petugas="asisten2")
    tale.corrected("jaksel", "Dinas Koperasi")
    tale.asked_to_pause("jaksel", "Dinas Perpustakaan")
    tale.draft("jaksel", "Dinas Perindustrian")
    tale.scoring("bogor", "Dinas Perumahan")
    tale.submitted("bogor", "Dinas Lingkungan Hidup")
    tale.passed("bogor", "Dinas Pertanian")
    tale.paused("bogor", "Dinas Tenaga Kerja")
    tale.letters(waiting={"Dinas Perpustakaan", "Dinas Perumahan"}, refused={"Dinas Tenaga Kerja"})


class Tale:
    """Selections brought to a state by the acts that lead there; each method goes on from another one."""

    def __init__(self, people: Mapping[str, Any]) -> None:
        self.people, self.story = people, Story("jpt", people)
        self.do, self.file = self.story.do, self.story.file
        self.numbers = itertools.count(1)

    # Rencana

    def post(self, who: str, unit: str) -> str:
        return str(approved_now(self.people[who].institution_id).get(unit_kerja=unit).pk)

    def plan(self, who: str, unit: str) -> dict[str, Any]:
        today = timezone.localdate()
        return {
            "nomenklatur": [self.post(who, unit)],
            "no_surat_pengantar": f"800/{next(self.numbers)}/{today.year}",
            "surat_pengantar_rencana": [self.file(who, "Surat pengantar rencana seleksi")],
            "cara_pengisian": str(choices_of("cara_pengisian")[0].pk),
            "alasan": str(choices_of("alasan_seleksi")[0].pk),
            "deskripsi_alasan": "<p>Jabatan lowong karena pejabat lama memasuki masa pensiun.</p>",
            "metode_seleksi": ["assessment_centre", "team_assessor"],
            "bobot_kompetensi_manajerial": 40,
            "bobot_penulisan_makalah": 20,
            "bobot_wawancara": 30,
            "bobot_rekam_jejak": 10,
            "panitia": [
                {
                    "nama": "Sekretaris Daerah",
                    "keterangan": "Ketua",
                    "berkas": [self.file(who, "Keputusan panitia seleksi")],
                },
                {"nama": "Guru besar kebijakan publik", "keterangan": "Anggota, unsur akademisi"},
                {"nama": "Tokoh masyarakat", "keterangan": "Anggota"},
            ],
            "jadwal": [
                self._line("Pengumuman", today, 0, 14),
                self._line("Seleksi administrasi", today, 15, 20),
                self._line("Penilaian kompetensi dan makalah", today, 22, 29),
                self._line("Wawancara dan rekam jejak", today, 32, 38),
            ],
        }

    def _line(self, kegiatan: str, today: dt.date, start: int, end: int) -> dict[str, str]:
        mulai, akhir = (today + dt.timedelta(days=n) for n in (start, end))
        return {"kegiatan": kegiatan, "mulai": mulai.isoformat(), "akhir": akhir.isoformat()}

    def draft(self, who: str, unit: str) -> Any:
        return self.story.open(who, "simpan_draf", {"nomenklatur": [self.post(who, unit)]})

    def submitted(self, who: str, unit: str) -> Any:
        return self.story.open(who, "tambah_seleksi", self.plan(who, unit))

    def reviewed(self, who: str, unit: str, petugas: str = "") -> Any:
        chosen = self.people[petugas or PETUGAS[who]]
        return self.do(self.submitted(who, unit), "komisioner", "pilih_petugas", petugas=str(chosen.pk))

    def corrected(self, who: str, unit: str) -> Any:
        points = [
            {"bagian": "jadwal", "isi": "Jadwal wawancara belum memuat tempat."},
            {"bagian": "panitia", "isi": "Panitia belum memuat unsur luar instansi."},
        ]
        message = "<p>Dua hal pada rencana perlu diperbaiki.</p>"
        return self.do(self.reviewed(who, unit), PETUGAS[who], "perbaikan", pesan=message, poin=points)

    def approved(self, who: str, unit: str) -> Any:
        obj = self.do(
            self.reviewed(who, unit),
            PETUGAS[who],
            "rekomendasi",
            isi="<p>Umumkan seleksi paling sedikit 15 hari.</p>",
            rekomendasi_rencana=[self.file(PETUGAS[who], "Rekomendasi rencana seleksi")],
        )
        note = "<p>Rencana seleksi sesuai ketentuan dan dapat dilaksanakan.</p>"
        today = timezone.localdate()
        number = f"B-{next(self.numbers)}/{supervising_body(today)}/{today:%m/%Y}"
        return self.do(obj, PETUGAS[who], "setujui", catatan_persetujuan=note, no_surat=number)

    def letters(self, waiting: set[str], refused: set[str]) -> None:
        """The letters of approval, by units: some wait for the signature, some were refused, the rest is sent."""
        drain()
        for dokumen in Dokumen.objects.filter(jenis="surat_persetujuan").select_related("induk__jpt"):
            letter, unit = subject_of(dokumen.case), dokumen.induk.jpt.unit_kerja
            who = letter.case.assignee.username
            if unit in refused:
                self.do(letter, who, "tolak_tanda_tangan", alasan="Nomor surat belum sesuai agenda.")
            elif unit not in waiting:
                letter = self.do(letter, who, "tanda_tangani", sidik=letter.berkas.sha256)
                self.do(letter, who, "kirim")

    # Proses

    def entered(self, who: str, unit: str) -> Any:
        seleksi = self.do(self.approved(who, unit), who, "input_jumlah_pelamar", jumlah_pelamar=12)
        for number, nama in enumerate(EXAMPLE):
            seleksi = self.do(
                seleksi,
                who,
                "tambah_pelamar",
                nama=nama,
                nip=f"19750312199803100{number}",
                instansi=self.people[who].institution.nama,
            )
        return seleksi

    def score(self, who: str, kandidat: Any, skor: tuple[str, ...]) -> Any:
        for stage, value in zip(SCORED, skor, strict=False):
            kandidat = self.do(kandidat, who, f"mengikuti_{stage}")
            kandidat = self.do(kandidat, who, "simpan_skor", skor=value)
        if len(skor) == len(SCORED):
            note = "<p>Tidak ditemukan catatan pelanggaran disiplin.</p>"
            kandidat = self.do(kandidat, who, "input_deskripsi", deskripsi=note)
        return kandidat

    def scoring(self, who: str, unit: str) -> Any:
        """Candidates in different stages (Gambar 35), one in each; three wait for their skor."""
        seleksi = self.entered(who, unit)
        for place, kandidat in enumerate(seleksi.facts.kandidat):
            scored = self.score(who, kandidat, EXAMPLE[kandidat.nama][: 4 - place])
            if place:
                self.do(scored, who, f"mengikuti_{SCORED[4 - place]}")
        return seleksi

    def top_three(self, who: str, unit: str) -> Any:
        seleksi = self.entered(who, unit)
        scored = {k.nama: self.score(who, k, EXAMPLE[k.nama]) for k in seleksi.facts.kandidat}
        for nama in BEST:
            self.do(scored[nama], who, "terima")
        return self.do(scored["Kandidat 2"], who, "tolak").root()

    # Pelaporan, Pelantikan

    def reported(self, who: str, unit: str) -> Any:
        return self.do(
            self.top_three(who, unit),
            who,
            "pelaporan",
            keterangan="<p>Seluruh tahapan seleksi sudah dilaksanakan sesuai jadwal.</p>",
            surat_pengantar=[self.file(who, "Surat pengantar PPK dan PyB")],
            laporan_lengkap=[self.file(who, "Laporan lengkap setiap tahapan")],
            berita_acara="<p>Panitia seleksi menetapkan tiga calon terbaik.</p>",
            lampiran_berita_acara=[self.file(who, "Berita acara panitia seleksi")],
        )

    def passed(self, who: str, unit: str) -> Any:
        return self.do(
            self.reported(who, unit),
            PETUGAS[who],
            "lulus",
            rekomendasi="<p>Pejabat Pembina Kepegawaian dapat menetapkan salah satu dari tiga calon.</p>",
            rekomendasi_pelaporan=[self.file(PETUGAS[who], "Rekomendasi hasil seleksi")],
        )

    def finished(self, who: str, unit: str) -> Any:
        seleksi = self.passed(who, unit)
        chosen = min(seleksi.facts.diterima, key=lambda k: k.rank_key)
        today = timezone.localdate()
        seleksi = self.do(
            seleksi,
            who,
            "pelantikan",
            kandidat=str(chosen.pk),
            tanggal=today.isoformat(),
            berita_acara="<p>Pelantikan dan pengambilan sumpah jabatan.</p>",
            lampiran_berita_acara=[self.file(who, "Berita acara pelantikan")],
            sk_pengangkatan="<p>Keputusan pengangkatan dalam jabatan.</p>",
            lampiran_sk=[self.file(who, "SK pengangkatan")],
        )
        return self.do(
            seleksi,
            who,
            "tambah_pejabat",
            nama=chosen.nama,
            sk=f"1234/DE/IX/{today.year}",
            mulai=today.isoformat(),
            akhir=(today + dt.timedelta(days=5 * 365)).isoformat(),
            pengangkatan=str(choices_of("pengangkatan")[0].pk),
            rencana_pengisian=str(choices_of("rencana_pengisian")[0].pk),
        )

    # Penundaan

    def asked_to_pause(self, who: str, unit: str) -> Any:
        return self.do(
            self.approved(who, unit),
            who,
            "mohon_tunda",
            alasan="Penataan organisasi perangkat daerah sedang dibahas.",
            surat_permohonan=[self.file(who, "Permohonan penundaan")],
        )

    def paused(self, who: str, unit: str) -> Any:
        return self.do(
            self.asked_to_pause(who, unit),
            PETUGAS[who],
            "tunda",
            alasan="Permohonan beralasan.",
            surat_penundaan=[self.file(PETUGAS[who], "Surat penundaan")],
        )
