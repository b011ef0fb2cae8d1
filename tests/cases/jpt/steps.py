"""A selection led through its stages by the people whose acts they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from uuid_utils.compat import uuid7

from cases.core.declared.registry import case_type
from cases.core.doing.creation import begin, create
from cases.core.models import CaseTask
from cases.organisations.models import Choice, Kompetensi
from documents.models import Upload
from workflows.gate import perform

#: The example of the regulation (Gambar 34–40): scores of four candidates at 40/20/30/10.
SKOR = {
    "Kandidat 4": ("6", "9", "6", "5"),
    "Kandidat 3": ("8", "7", "7", "5,3"),
    "Kandidat 2": ("4", "2", "7,5", "6,7"),
    "Kandidat 1": ("9", "4", "5,4", "5,9"),
}
STAGES = ("kompetensi_manajerial", "penulisan_makalah", "wawancara", "rekam_jejak")


class Steps:
    """people: name -> user. Every method is one or more acts; `seleksi` and `kandidat` come back fresh."""

    def __init__(self, people: Any) -> None:
        self.people = people

    def user(self, who: Any) -> Any:
        return getattr(self.people, who) if isinstance(who, str) else who

    def do(self, obj: Any, who: Any, act: str, /, **data: Any) -> Any:
        return perform(obj, act, actor=self.user(who), data=data).obj

    def file(self, who: Any, name: str = "surat.pdf") -> str:
        """Id of a received file. Receiving is proven in tests/documents; here only its row counts."""
        upload = Upload.objects.create(
            original_name=name,
            size=1000,
            sha256=uuid7().hex * 2,
            detected_type="application/pdf",
            storage_key=str(uuid7()),
            uploader=self.user(who),
        )
        return str(upload.pk)

    def monitoring(self, who: Any = "asisten2", file: str = "surat.pdf", **changes: Any) -> dict[str, Any]:
        """A monitoring that found nothing, and is not released."""
        return {
            "tanggal": "01/11/2026",
            "cara_pengambilan_sampel": "acak",
            "tahapan_dipantau": ["wawancara"],
            "uraian": "<p>Wawancara dipantau.</p>",
            "temuan": "sesuai",
            "laporan_monitoring": [self.file(who, file)],
            **changes,
        }

    # Nomenklatur

    def nomenklatur(self, who: str = "jaksel", unit: str = "Dinas Sosial", upto: str = "disetujui") -> Any:
        data = {
            "unit_kerja": unit,
            "jabatan": f"Kepala {unit}",
            "level": "Pratama",
            "kompetensi_manajerial": [{"kompetensi": str(Kompetensi.objects.first().pk), "indikator": "4"}],
            "kompetensi_teknis": "Urusan sosial.",
            "kompetensi_sosiokultural": "Perekat bangsa.",
        }
        person = self.user(who)
        obj = self.do(begin(case_type("nomenklatur"), person.institution), who, "tambah_nomenklatur", **data)
        if upto != "baru":
            obj = self.do(obj, "komisioner", "pilih_petugas", petugas=str(self.people.asisten1.pk))
        return self.do(obj, "asisten1", "setujui") if upto == "disetujui" else obj

    # Rencana

    def plan(self, *nomenklatur: Any, **changes: Any) -> dict[str, Any]:
        def choice(daftar: str) -> str:
            return str(Choice.objects.filter(daftar=daftar).order_by("urutan").first().pk)

        return {
            "nomenklatur": [str(n.pk) for n in nomenklatur],
            "no_surat_pengantar": "800/12/2026",
            "surat_pengantar_rencana": [self.file("jaksel")],
            "cara_pengisian": choice("cara_pengisian"),
            "alasan": choice("alasan_seleksi"),
            "metode_seleksi": ["assessment_centre"],
            "bobot_kompetensi_manajerial": 40,
            "bobot_penulisan_makalah": 20,
            "bobot_wawancara": 30,
            "bobot_rekam_jejak": 10,
            "panitia": [{"nama": "Ketua Pansel", "keterangan": "Sekretaris daerah"}],
            "jadwal": [{"kegiatan": "Pengumuman", "mulai": "01/12/2026", "akhir": "05/12/2026"}],
            **changes,
        }

    def submitted(self, nomenklatur: Any = None, **changes: Any) -> Any:
        post = nomenklatur or self.nomenklatur()
        (obj,) = create(self.people.jaksel, "jpt", "tambah_seleksi", self.plan(post, **changes))
        return obj

    def reviewed(self, *, nomenklatur: Any = None, **changes: Any) -> Any:
        """`baru` with asisten1 appointed."""
        return self.do(
            self.submitted(nomenklatur, **changes),
            "komisioner",
            "pilih_petugas",
            petugas=str(self.people.asisten1.pk),
        )

    def approved(self, nomenklatur: Any = None) -> Any:
        return self.do(
            self.reviewed(nomenklatur=nomenklatur),
            "asisten1",
            "setujui",
            catatan_persetujuan="<p>Lengkap.</p>",
            no_surat="B-12/KASN/11/2026",
        )

    # Proses

    def counted(self, jumlah: int = 10, nomenklatur: Any = None) -> Any:
        return self.do(self.approved(nomenklatur), "jaksel", "input_jumlah_pelamar", jumlah_pelamar=jumlah)

    def candidate(self, seleksi: Any, nama: str, nip: str = "") -> Any:
        number = nip or str(1000 + seleksi.kandidat.count())
        self.do(seleksi, "jaksel", "tambah_pelamar", nama=nama, nip=number, instansi="Kota Uji")
        return self.kandidat(seleksi, nama)

    def kandidat(self, seleksi: Any, nama: str) -> Any:
        return type(seleksi.kandidat.get(nama=nama)).fetch(seleksi.kandidat.get(nama=nama).pk)

    def at_stage(self, kandidat: Any, upto: str, skor: tuple[str, ...] = ("6", "6", "6", "6")) -> Any:
        """In the stage `upto`, not scored there yet."""
        for stage, value in zip(STAGES, skor, strict=False):
            kandidat = self.do(kandidat, "jaksel", f"mengikuti_{stage}")
            if stage == upto:
                return kandidat
            kandidat = self.do(kandidat, "jaksel", "simpan_skor", skor=value)
        return kandidat

    def scored(self, kandidat: Any, skor: tuple[str, ...]) -> Any:
        """At rekam_jejak with all four scores and the deskripsi."""
        kandidat = self.at_stage(kandidat, "rekam_jejak", skor)
        kandidat = self.do(kandidat, "jaksel", "simpan_skor", skor=skor[-1])
        return self.do(kandidat, "jaksel", "input_deskripsi", deskripsi="<p>Baik.</p>")

    def scoring(self, skor: Mapping[str, tuple[str, ...]] = SKOR) -> tuple[Any, dict[str, Any]]:
        """`proses_penilaian`: the candidates of the example, scored and undecided."""
        seleksi = self.counted()
        found = {}
        for nama, values in skor.items():
            found[nama] = self.scored(self.candidate(seleksi, nama), values)
        return self.fresh(seleksi), found

    def top_three(self, accepted: int = 3) -> tuple[Any, dict[str, Any]]:
        """`tiga_besar`: the best `accepted` of the example accepted, the others rejected."""
        seleksi, found = self.scoring()
        ranked = sorted(found, key=lambda nama: found[nama].rank_key)
        for place, nama in enumerate(ranked):
            found[nama] = self.do(found[nama], "jaksel", "terima" if place < accepted else "tolak")
        return self.fresh(seleksi), found

    # Pelaporan, Pelantikan

    def report(self, **changes: Any) -> dict[str, Any]:
        return {
            "keterangan": "<p>Seluruh tahapan selesai.</p>",
            "surat_pengantar": [self.file("jaksel")],
            "laporan_lengkap": [self.file("jaksel")],
            "berita_acara": "<p>Pansel menetapkan.</p>",
            "lampiran_berita_acara": [self.file("jaksel")],
            **changes,
        }

    def reported(self, **changes: Any) -> Any:
        return self.do(self.top_three()[0], "jaksel", "pelaporan", **self.report(**changes))

    def passed(self) -> Any:
        return self.do(self.reported(), "asisten1", "lulus", **self.passing())

    def passing(self) -> dict[str, Any]:
        return {"rekomendasi": "<p>Lanjutkan.</p>", "rekomendasi_pelaporan": [self.file("asisten1")]}

    def inauguration(self, kandidat: Any, **changes: Any) -> dict[str, Any]:
        return {
            "kandidat": str(kandidat.pk),
            "tanggal": "01/11/2026",
            "berita_acara": "<p>Dilantik.</p>",
            "lampiran_berita_acara": [self.file("jaksel")],
            "sk_pengangkatan": "<p>SK.</p>",
            "lampiran_sk": [self.file("jaksel")],
            **changes,
        }

    def inaugurated(self) -> Any:
        seleksi = self.passed()
        best = min(seleksi.facts.diterima, key=lambda k: k.rank_key)
        return self.do(seleksi, "jaksel", "pelantikan", **self.inauguration(best))

    def official(self, **changes: Any) -> dict[str, Any]:
        return {
            "nama": "Kandidat 3",
            "sk": "1234/DE/XI/2026",
            "mulai": "01/11/2026",
            "akhir": "31/10/2031",
            "pengangkatan": str(Choice.objects.get(daftar="pengangkatan", nama="Seleksi Terbuka").pk),
            "rencana_pengisian": str(
                Choice.objects.get(daftar="rencana_pengisian", nama="Seleksi Terbuka").pk
            ),
            **changes,
        }

    def inaugurated_on(self, nomenklatur: Any) -> Any:
        """`pelantikan` with one candidate, for this post."""
        seleksi = self.counted(nomenklatur=nomenklatur)
        best = self.do(self.scored(self.candidate(seleksi, "Ani"), ("8", "8", "8", "8")), "jaksel", "terima")
        report = self.report(alasan_kurang_tiga="Satu pelamar")
        seleksi = self.do(self.fresh(seleksi), "jaksel", "pelaporan", **report)
        seleksi = self.do(seleksi, "asisten1", "lulus", **self.passing())
        return self.do(seleksi, "jaksel", "pelantikan", **self.inauguration(best))

    def finished(self) -> Any:
        return self.do(self.inaugurated(), "jaksel", "tambah_pejabat", **self.official())

    # Interruption

    def request(self, seleksi: Any, jenis: str) -> Any:
        return self.do(
            seleksi, "jaksel", f"mohon_{jenis}", alasan="Sengketa", surat_permohonan=[self.file("jaksel")]
        )

    def paused(self, seleksi: Any = None) -> Any:
        asked = self.request(seleksi or self.counted(), "tunda")
        return self.do(asked, "asisten1", "tunda", alasan="Setuju", surat_penundaan=[self.file("asisten1")])

    # Reading

    def fresh(self, obj: Any) -> Any:
        found = type(obj).fetch(obj.pk)
        return found

    def tasks(self, obj: Any) -> set[tuple[str, str, str | None]]:
        """(lane, label, owner or None) of the open turns."""
        rows = CaseTask.objects.filter(
            case=obj.case.pk, status__in=["NEW", "ASSIGNED"], flow_task_type="HUMAN"
        )
        return {
            (t.lane, t.label, t.owner.username if t.owner else None) for t in rows.select_related("owner")
        }
