"""The demo's selections: the example of the regulation, and others so that every inbox has something."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from cases.core.doing.demo import Demo, LeftOut, Story
from cases.core.reading.selectors import subject_of
from cases.dokumen.effects import MAKE
from cases.dokumen.models import Dokumen
from cases.nomenklatur.selectors import approved_now
from cases.organisations.badan import supervising_body
from cases.organisations.selectors import choices_of
from workflows.jobs import OPEN
from workflows.models import LedgerEntry
from workflows.working import drain

from .models import Jpt
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
#: Units whose selection the other petugas has.
ELSEWHERE = {"Dinas Pariwisata": "asisten2"}
#: A selection each: how far it is told, whose it is, the unit of its post, what becomes of its letter of approval.
TOLD = (
    ("top_three", "jaksel", "Dinas Sosial", "kirim"),
    ("finished", "jaksel", "Dinas Kesehatan", "kirim"),
    ("reported", "jaksel", "Dinas Kebudayaan", "kirim"),
    ("reviewed", "jaksel", "Dinas Pariwisata", ""),
    ("corrected", "jaksel", "Dinas Koperasi", ""),
    ("asked_to_pause", "jaksel", "Dinas Perpustakaan", ""),
    ("draft", "jaksel", "Dinas Perindustrian", ""),
    ("scoring", "bogor", "Dinas Perumahan", ""),
    ("submitted", "bogor", "Dinas Lingkungan Hidup", ""),
    ("passed", "bogor", "Dinas Pertanian", "kirim"),
    ("paused", "bogor", "Dinas Tenaga Kerja", "tolak"),
)
#: Seconds for which a worker that has the job of a letter is waited for.
PATIENCE = 60


def load(demo: Demo) -> None:
    tale = Tale(demo.people)
    for told, who, unit, _ in TOLD:
        demo.part(
            f"Seleksi {unit} ({who})", partial(tale.there, who, unit), partial(getattr(tale, told), who, unit)
        )
    if demo.loaded:
        tale.await_letters()
    for _, who, unit, end in TOLD:
        if end and tale.known(who, unit) is not None:
            demo.part(
                f"Surat persetujuan {unit} ({who})",
                partial(tale.letter_there, who, unit),
                partial(tale.letter, who, unit, end),
            )


class Tale:
    """Selections brought to a state by the acts that lead there; each method goes on from another one."""

    def __init__(self, people: Mapping[str, Any]) -> None:
        self.people, self.story = people, Story("jpt", people)
        self.do, self.file = self.story.do, self.story.file

    # What an earlier run left

    def known(self, who: str, unit: str) -> Any:
        """The demo's selection for this post, whatever has become of it: the first of the account's own."""
        if who not in self.people:
            return None
        own = Jpt.objects.filter(unit_kerja=unit, case__created_by=self.people[who])
        return own.select_related("case").order_by("case__opened_at").first()

    def there(self, who: str, unit: str) -> bool:
        person = self.people[who]
        if self.known(who, unit) is not None:
            return True
        post = approved_now(person.institution_id).filter(unit_kerja=unit).first()
        if post is None:
            raise LeftOut("jabatannya tidak terdaftar dan disetujui")
        if post.case.created_by_id != person.pk:
            raise LeftOut(f"jabatannya ({post.case.number}) bukan milik demo")
        return False

    def first_letter(self, who: str, unit: str) -> Any:
        rows = Dokumen.objects.filter(jenis="surat_persetujuan", induk=self.known(who, unit).case)
        found = rows.order_by("case__opened_at").first()
        return None if found is None else subject_of(found.case)

    def await_letters(self) -> None:
        """Be the worker; where one runs beside, let it end what it has taken."""
        until = time.monotonic() + PATIENCE
        ours = ProcrastinateJob.objects.filter(status__in=OPEN, attempts=0, args__job=MAKE)
        drain()
        while ours.exists() and time.monotonic() < until:
            time.sleep(0.5)
            drain()

    def letter_there(self, who: str, unit: str) -> bool:
        """Whether somebody has taken the letter in hand; until then the system alone has."""
        found = self.first_letter(who, unit)
        if found is None:
            raise LeftOut("belum tersusun; muat data demo sekali lagi")
        return LedgerEntry.objects.filter(stream=found.case.pk).exclude(actor=None).exists()

    def letter(self, who: str, unit: str, end: str) -> None:
        letter = self.first_letter(who, unit)
        keeper = letter.case.assignee.username
        if end == "tolak":
            self.do(letter, keeper, "tolak_tanda_tangan", alasan="Nomor surat belum sesuai agenda.")
            return
        letter = self.do(letter, keeper, "tanda_tangani", sidik=letter.berkas.sha256)
        self.do(letter, keeper, "kirim")

    # Rencana

    def number(self, who: str, unit: str) -> int:
        """Of its letters: the same however many parts a run has to tell."""
        return 1 + [(row[1], row[2]) for row in TOLD].index((who, unit))

    def post(self, who: str, unit: str) -> str:
        return str(approved_now(self.people[who].institution_id).get(unit_kerja=unit).pk)

    def plan(self, who: str, unit: str) -> dict[str, Any]:
        today = timezone.localdate()
        return {
            "nomenklatur": [self.post(who, unit)],
            "no_surat_pengantar": f"800/{self.number(who, unit)}/{today.year}",
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

    def reviewed(self, who: str, unit: str) -> Any:
        chosen = self.people[ELSEWHERE.get(unit) or PETUGAS[who]]
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
        number = f"B-{self.number(who, unit)}/{supervising_body(today)}/{today:%m/%Y}"
        return self.do(obj, PETUGAS[who], "setujui", catatan_persetujuan=note, no_surat=number)

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
