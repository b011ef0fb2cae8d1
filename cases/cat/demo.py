"""The demo's exam event, between its first and its second sesi: told by the acts of the people who would do them.

The first sesi begins a few minutes after the demo is loaded, on the clock of a place where it is morning; the only
waiting is the one until PIN giving closes.
"""

from __future__ import annotations

import datetime as dt
import io
import time
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from cases.cat.lokasi.butir import BUTIR_SURVEI, PAGI
from cases.cat.models import PesertaV1
from cases.cat.tables import Acara, Sesi, TitikLokasi
from cases.core.declared.registry import case_type
from cases.core.doing.creation import begin
from cases.core.doing.demo import Demo
from cases.core.doing.sample_document import sample_pdf
from cases.core.models import Case
from cases.core.reading.selectors import subject_of
from cases.dokumen.models import Dokumen
from cases.organisations.models import Wilayah
from cases.organisations.zones import WIB, today_wib
from documents.kinds import FILE_DOC
from documents.receiving import receive
from workflows.actors import SYSTEM
from workflows.firing import fire_clocks
from workflows.gate import perform
from workflows.working import drain

LETTER = "B/812/KP.03/2026"
PSI = "pansel_jaksel"
#: How long everybody of the first sesi has for his PIN.
REGISTRATION = dt.timedelta(seconds=20)
MORNING = range(7, 14)
HOME = {
    "nama": "Gedung Pertemuan Kantor Wali Kota",
    "alamat": "Jalan Prapanca Raya Nomor 9",
    "kota": "Kota Administrasi Jakarta Selatan",
}
#: Where an exam may be held when it is no morning in Jakarta.
ABROAD = (
    ("KBRI Den Haag", "Tobias Asserlaan 8, Den Haag", "Europe/Amsterdam"),
    ("KBRI Washington", "2020 Massachusetts Avenue, Washington", "America/New_York"),
    ("KJRI Los Angeles", "3457 Wilshire Boulevard, Los Angeles", "America/Los_Angeles"),
    ("KBRI Tokyo", "5-2-9 Higashi-Gotanda, Tokyo", "Asia/Tokyo"),
    ("KBRI Wellington", "70 Glen Road, Wellington", "Pacific/Auckland"),
    ("KBRI Riyadh", "Diplomatic Quarter, Riyadh", "Asia/Riyadh"),
)


def load(demo: Demo) -> None:
    demo.part("Acara CAT Kota Administrasi Jakarta Selatan", told, lambda: Event(demo.people).tell())


def told() -> bool:
    return Acara.objects.filter(nomor_surat=LETTER).exists()


def place_now(now: dt.datetime) -> dict[str, str]:
    """A place where it is morning: at home if it can be."""
    hour = now.astimezone(WIB).hour
    if hour in MORNING and Wilayah.objects.filter(nama=HOME["kota"]).exists():
        return HOME
    nama, alamat, zona = min(ABROAD, key=lambda one: abs(now.astimezone(ZoneInfo(one[2])).hour - 9))
    return {"nama": nama, "alamat": alamat, "zona": zona}


class Event:
    """One telling. people: account name -> user."""

    def __init__(self, people: Mapping[str, Any]) -> None:
        self.people = people
        self.now = timezone.now()
        self.where = place_now(self.now)
        self.zone = ZoneInfo(self.where["zona"]) if "zona" in self.where else WIB

    def tell(self) -> None:
        self.schedule()
        self.prepare()
        self.first_sesi()

    # --- how

    def do(self, obj: Any, who: str, act: str, **data: Any) -> Any:
        done = perform(obj, act, actor=self.people[who], data=data).obj
        drain()
        return self.again(done)

    def both(self, obj: Any, act: str, **data: Any) -> Any:
        given: Any = perform(obj, act, actor=self.people["tpc1"], data=data).consent
        perform(self.again(obj), act, actor=self.people[PSI], consent=given.pk)
        drain()
        return self.again(obj)

    def again(self, obj: Any) -> Any:
        return subject_of(Case.objects.get(pk=obj.pk))

    def file(self, who: str, title: str) -> list[str]:
        found = receive(
            io.BytesIO(sample_pdf(title)), "berkas.pdf", uploader=self.people[who], file_class=FILE_DOC
        )
        return [str(found.pk)]

    def ago(self, **ago: float) -> str:
        return (timezone.now().astimezone(self.zone) - dt.timedelta(**ago)).isoformat()

    def sign(self, induk: Any, jenis: str, *who: str) -> None:
        """Signed by these, sent and uploaded by the first."""
        rows = Dokumen.objects.filter(induk=induk.pk, jenis=jenis)
        paper: Any = subject_of(Case.objects.get(pk=rows.latest("pk").pk))
        for name in who:
            paper = self.do(paper, name, "tanda_tangani", sidik=paper.berkas.sha256)
        paper = self.do(paper, who[0], "kirim")
        self.do(paper, who[0], "catat_unggah", mst_id=f"MST-{paper.case.number}", waktu=self.ago())

    @property
    def place(self) -> Any:
        return self.again(TitikLokasi.objects.get(acara=self.event.pk))

    def sesi(self, nomor: int) -> Any:
        return self.again(Sesi.objects.get(lokasi__acara=self.event.pk, nomor=nomor))

    # --- what

    def schedule(self) -> None:
        day = today_wib().isoformat()
        new = begin(case_type("event"), self.people[PSI].institution)
        self.event = self.do(
            new, PSI, "ajukan_permohonan", jenis="cpns", materi="SKD", nomor_surat=LETTER, tanggal_surat=day,
            perihal="Permohonan pelaksanaan SKD calon PNS dengan CAT BKN", ditujukan_kepada="kepala_bkn",
            estimasi_peserta=20, usulan_periode="Desember", surat_permohonan=self.file(PSI, "Surat permohonan"),
        )  # fmt: skip
        self.act("kepala_bkn", "disposisi", tanggal=day, catatan="Tindak lanjuti.")
        self.act("deputi", "tugaskan", tanggal=day, catatan="PPSS agar mengoordinasikan.")
        self.act(
            "ppss", "catat_koordinasi", tanggal=day, peserta_rapat="Deputi, PPSS, Pansel Jakarta Selatan",
            hasil="SKD satu hari, dua sesi.",
        )  # fmt: skip
        self.act("ppss", "mulai_proses_data")
        self.act("ppss", "data_peserta_selesai", peserta=[_registered(n) for n in range(1, 21)])
        local = self.now.astimezone(self.zone)
        row = {
            "lokasi": self.where["nama"], "tanggal": local.date().isoformat(), "durasi": "100", "kapasitas": "10",
        }  # fmt: skip
        first, second = local + dt.timedelta(minutes=2), local + dt.timedelta(hours=3)
        self.act(
            "ppss", "tetapkan_jadwal", koordinasi_dengan="kanreg", koordinasi_tanggal=day,
            koordinasi_hasil="Kanreg V menyetujui jadwal.", jadwal=self.file("ppss", "Jadwal"),
            lokasi=[{**self.where, "tipe_lokasi": "mandiri", "kapasitas": "40"}],
            sesi=[{**row, "nomor": str(n), "jam_mulai": f"{at:%H.%M}"} for n, at in ((1, first), (2, second))],
        )  # fmt: skip
        team = {"surat": "ST-41/2026", "lokasi": "acara"}
        members = [{"akun": name, "peran": "tpc", **team} for name in ("tpc1", "tpc2")]
        self.act("ppss", "catat_tim", tim=[*members, {"akun": "pelapor", "peran": "tlp", **team}])
        self.act(
            PSI, "umumkan", kanal=["laman_resmi"], uraian="https://selatan.jakarta.example/cpns", tanggal=day,
            pengumuman=self.file(PSI, "Pengumuman"), tata_tertib=self.file(PSI, "Tata tertib"),
        )  # fmt: skip
        sidik = {
            f"sidik_{name}": f"{n}a" * 32 for n, name in enumerate(("data_peserta", "skema", "soal"), start=1)
        }
        self.act("ppss", "basis_data_siap", data_peserta=True, skema=True, soal=True, **sidik)
        self.act(PSI, "jawab_disabilitas", jawaban="tidak_ada")

    def act(self, who: str, act: str, **data: Any) -> None:
        self.event = self.do(self.event, who, act, **data)

    def prepare(self) -> None:
        """The place is surveyed, sealed, opened and checked."""
        day, yes = today_wib().isoformat(), "ya"
        self.both(
            self.place, "koordinasi_lokasi", tanggal=day, peserta="Tim Pelaksana, Pansel", hasil="Sepakat."
        )
        self.do(
            self.place, "tpc1", "isi_survei", **{one.name: yes for one in BUTIR_SURVEI}, **COUNTS, internet=INTERNET,
            ruang_disabilitas=yes, denah_alur=self.file("tpc1", "Denah alur"),
        )  # fmt: skip
        self.sign(self.place, "daftar_periksa_survei", "tpc1", PSI)
        self.do(self.place, "tpc1", "rekomendasi_layak")
        self.both(
            self.place, "uji_jaringan_dan_segel", tersambung=yes, latensi_ms="20", mbps="20", klien_akses=42,
            usb_tertutup=yes, nomor_segel="S-01", waktu_segel=self.ago(seconds=20), mst_id="MST-UJI",
            mst_waktu=self.ago(seconds=5), dokumentasi_uji_jaringan=self.file("tpc1", "Uji jaringan"),
            dokumentasi_penyegelan=self.file("tpc1", "Penyegelan"),
        )  # fmt: skip
        self.both(
            self.place, "buka_segel", segel_utuh=yes, nomor_segel="S-01", waktu=self.ago(seconds=2),
            dokumentasi_pembukaan_segel=self.file("tpc1", "Pembukaan segel"),
        )  # fmt: skip
        self.do(
            self.place, "tpc1", "prasarana_sesuai", pemeriksaan="bersih", **{one.name: yes for one in PAGI},
            mst_id="MST-BUKA", mst_waktu=self.ago(seconds=1),
        )  # fmt: skip

    def first_sesi(self) -> None:
        """Nine of ten come; its result is signed and uploaded."""
        self.do(self.sesi(1), "tpc1", "buka_akses_pin", aplikasi_siap=True, pelatihan=True)
        closes = timezone.now() + REGISTRATION
        self.both(
            self.sesi(1), "geser_mulai", mulai=(closes + dt.timedelta(minutes=5)).isoformat(),
            alasan="Antrean di pintu masuk lebih panjang dari perkiraan.",
        )  # fmt: skip
        people = list(PesertaV1.objects.filter(sesi=self.sesi(1).pk).order_by("nomor_peserta"))
        paper = "paspor" if "zona" in self.where else "ktp_el"
        for number, one in enumerate(people[:9], start=1):
            self.admit(one, f"A{number}", paper)
        time.sleep(max(0.0, (closes - timezone.now()).total_seconds() + 0.5))
        fire_clocks()
        drain()
        self.desk(people[9], PSI, "tandai_tidak_hadir")
        self.do(
            self.sesi(1), "tpc1", "mulai_pengarahan", peserta_duduk=True, kertas=True, kamera=True, konferensi=True,
            klien_dipakai=9, klien_terhubung=9,
        )  # fmt: skip
        self.do(
            self.sesi(1), "tpc1", "mulai_sesi", kode_sesi="K7Q2", jumlah_masuk=9,
            siaran="https://siaran.example/jaksel",
        )  # fmt: skip
        for one in people[:9]:
            perform(_there(one), "selesai", actor=SYSTEM)
        self.do(self.sesi(1), "tpc1", "akhiri_sesi")
        self.sign(self.sesi(1), "daftar_hadir", "tpc1")
        self.sign(self.sesi(1), "hasil_seleksi_sesi", "tpc1", PSI)
        self.do(self.sesi(1), "tpc1", "unggah_ke_mst")

    def desk(self, one: Any, who: str, act: str, **data: Any) -> None:
        perform(_there(one), act, actor=self.people[who], data=data)

    def admit(self, one: Any, seat: str, paper: str) -> None:
        self.desk(one, PSI, "catat_kedatangan", waktu_datang=self.ago())
        self.desk(one, PSI, "dokumen_sesuai", dokumen=paper, kartu_peserta=True, pakaian=True)
        self.desk(one, PSI, "wajah_sesuai", data_sesuai=True, wajah_sesuai=True)
        self.desk(one, PSI, "beri_pin")
        self.desk(one, PSI, "periksa_fisik", bebas=True, loker=f"L{seat}")
        self.desk(one, "tpc1", "masuk_ruang", data_sesuai=True, wajah_sesuai=True, kursi=seat)


def _there(one: Any) -> Any:
    return PesertaV1.fetch(one.pk)


COUNTS = {
    "ruang_seleksi": 1,
    "led_projektor": 1,
    "komputer_seleksi": 40,
    "komputer_cadangan": 2,
    "komputer_registrasi": 2,
    "komputer_pengawasan": 1,
    "komputer_keseluruhan": 46,
    "cctv": 2,
}
INTERNET = [
    {"jenis": "utama", "penyedia": "Telkom", "mbps": "100", "latensi_ms": "20"},
    {"jenis": "cadangan", "penyedia": "Biznet", "mbps": "20", "latensi_ms": "40"},
]
NAMES = (
    "Adi Nugroho",
    "Bunga Lestari",
    "Cahyo Wibowo",
    "Dewi Anggraini",
    "Eko Prasetyo",
    "Fitri Handayani",
    "Galih Saputra",
    "Hana Permata",
    "Indra Kusuma",
    "Joko Santoso",
    "Kartika Sari",
    "Lukman Hakim",
    "Maya Puspita",
    "Nanda Pratama",
    "Oki Ramadhan",
    "Putri Maharani",
    "Rizky Hidayat",
    "Sinta Wulandari",
    "Taufik Rahman",
    "Yuni Astuti",
)


def _registered(number: int) -> dict[str, Any]:
    return {
        "nomor_peserta": f"2474-{number:05d}",
        "nama": NAMES[number - 1],
        "nik": f"317401{10 + number:02d}0298{number:04d}",
        "tanggal_lahir": f"1998-02-{number:02d}",
        "jabatan_dilamar": "Analis kebijakan",
        "memenuhi_syarat": True,
        "divalidasi_instansi": True,
    }
