"""An event from its letter to its report, act by act through the gate, each by the person whose act it is and every
paper really signed. What an exam takes hours for is made to have passed (`Walk.later`): nothing else is put."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from cases.cat.lokasi.butir import BUTIR_SURVEI, PAGI
from cases.cat.models import PesertaV1
from cases.cat.tables import Peserta, Sesi, TitikLokasi
from cases.core.models import Case
from cases.core.reading.selectors import subject_of
from cases.dokumen.models import Dokumen
from tests.support.jobs import deliver_all
from workflows.firing import fire_clocks
from workflows.gate import perform
from workflows.ledger import database_now
from workflows.models import Clock

from . import planted as tree
from .place import INTERNET, JUMLAH
from .steps import Steps

PSI = "pansel_jaksel"
#: Where it is about ten in the morning whenever this runs, so that no walk meets midnight or 20.00.
PLACES = tuple(f"Etc/GMT{n:+d}" for n in range(-14, 13))


def morning_zone(now: dt.datetime) -> str:
    return min(PLACES, key=lambda zone: abs(now.astimezone(ZoneInfo(zone)).hour - 9))


class Walk(Steps):
    """event, place, sesi (in the order of their numbers) as they stand now."""

    def __init__(self, exam: Any, *, people: int = 20) -> None:
        super().__init__(exam)
        self.people, self.zone = people, morning_zone(database_now())

    # --- what stands

    @property
    def place(self) -> Any:
        return subject_of(Case.objects.get(pk=TitikLokasi.objects.get(acara=self.event.pk).pk))

    def sesi(self, number: int) -> Any:
        return subject_of(Case.objects.get(pk=Sesi.objects.get(lokasi__acara=self.event.pk, nomor=number).pk))

    def states(self) -> tuple[str, str, list[str]]:
        rows = Sesi.objects.filter(lokasi__acara=self.event.pk).order_by("nomor")
        return self.fresh(self.event).state, self.place.state, list(rows.values_list("state", flat=True))

    def act(self, obj: Any, who: str, act: str, **data: Any) -> Any:
        done = self.do(obj, who, act, **data)
        deliver_all()
        return done

    def both(self, obj: Any, act: str, first: str = "tpc1", second: str = PSI, **data: Any) -> Any:
        given = perform(self.fresh(obj), act, actor=self.exam.person(first), data=data)
        assert given.consent is not None
        perform(self.fresh(obj), act, actor=self.exam.person(second), consent=given.consent.pk)
        deliver_all()
        return self.fresh(obj)

    def local(self, **ago: float) -> str:
        return (database_now().astimezone(ZoneInfo(self.zone)) - dt.timedelta(**ago)).isoformat()

    # --- the event

    def prepare(self) -> None:
        """To the schedule, its announcement and its teams."""
        now = database_now().astimezone(ZoneInfo(self.zone))
        day, hour = now.date(), now.hour
        place = {"nama": "Wisma Ujian", "alamat": "Jalan Jauh 1", "tipe_lokasi": "mandiri", "zona": self.zone}
        one = {"lokasi": place["nama"], "tanggal": day.isoformat(), "durasi": "100", "kapasitas": "10"}
        rows = [{**one, "nomor": str(n), "jam_mulai": f"{hour + 2 * n:02d}.00"} for n in (1, 2)]
        self.event = self.with_people(self.people)
        plan = self.plan(places=[{**place, "kapasitas": "100"}], sesi=rows)
        self.event = self.act(self.event, "ppss", "tetapkan_jadwal", **plan)
        team = {"surat": "ST-1", "lokasi": "acara"}
        members = [{"akun": name, "peran": "tpc", **team} for name in ("tpc1", "tpc2")]
        members.append({"akun": "pelapor", "peran": "tlp", **team})
        self.act(self.event, "ppss", "catat_tim", tim=members)
        self.act(
            self.event, PSI, "umumkan", kanal=["laman_resmi"], uraian="https://jaksel.example", tanggal=self.day(),
            pengumuman=self.file(PSI, "pengumuman"), tata_tertib=self.file(PSI, "tata_tertib"),
        )  # fmt: skip
        sidik = {f"sidik_{name}": "ab" * 32 for name in ("data_peserta", "skema", "soal")}
        self.act(self.event, "ppss", "basis_data_siap", data_peserta=True, skema=True, soal=True, **sidik)
        self.act(self.event, PSI, "jawab_disabilitas", jawaban="tidak_ada")

    @staticmethod
    def day() -> str:
        from cases.organisations.zones import today_wib

        return today_wib().isoformat()

    # --- the place

    def sign(self, induk: Any, jenis: str, *who: str, kunci: str | None = None, upload: bool = True) -> None:
        """The newest paper of this kind: signed by these, sent and uploaded by the first."""
        deliver_all()
        rows = Dokumen.objects.filter(induk=induk.pk, jenis=jenis)
        rows = rows.filter(kunci=kunci) if kunci is not None else rows
        paper: Any = subject_of(Case.objects.get(pk=rows.latest("pk").pk))
        for name in who:
            data = {"sidik": paper.berkas.sha256}
            paper = subject_of(
                perform(paper, "tanda_tangani", actor=self.exam.person(name), data=data).obj.case
            )
        assert paper.state == "ditandatangani", (jenis, paper.state)
        if upload:
            actor = self.exam.person(who[0])
            paper = subject_of(perform(paper, "kirim", actor=actor).obj.case)
            perform(
                paper, "catat_unggah", actor=actor, data={"mst_id": f"MST-{jenis}", "waktu": self.local()}
            )
        deliver_all()

    def seal(self) -> None:
        """From the meeting at the place to its seal: the event is ready."""
        self.both(self.place, "koordinasi_lokasi", tanggal=self.day(), peserta="TPC, Pansel", hasil="Sepakat")
        answers = {one.name: "ya" for one in BUTIR_SURVEI}
        self.act(
            self.place, "tpc1", "isi_survei", **answers, **JUMLAH, internet=INTERNET, ruang_disabilitas="ya",
            denah_alur=self.file("tpc1", "denah_alur"),
        )  # fmt: skip
        self.sign(self.place, "daftar_periksa_survei", "tpc1", PSI)
        self.act(self.place, "tpc1", "rekomendasi_layak")
        self.both(
            self.place, "uji_jaringan_dan_segel", tersambung="ya", latensi_ms="20", mbps="20", klien_akses=105,
            usb_tertutup="ya", nomor_segel="S-1", waktu_segel=self.local(minutes=5), mst_id="MST-0",
            mst_waktu=self.local(minutes=1), dokumentasi_uji_jaringan=self.file("tpc1", "uji"),
            dokumentasi_penyegelan=self.file("tpc1", "segel"),
        )  # fmt: skip

    def open(self) -> None:
        """The morning of the exam."""
        self.both(
            self.place, "buka_segel", segel_utuh="ya", nomor_segel="S-1", waktu=self.local(minutes=1),
            dokumentasi_pembukaan_segel=self.file("tpc1", "pembukaan"),
        )  # fmt: skip
        answers = {one.name: "ya" for one in PAGI}
        self.act(
            self.place, "tpc1", "prasarana_sesuai", pemeriksaan="bersih", **answers, mst_id="MST-1",
            mst_waktu=self.local(minutes=1),
        )  # fmt: skip

    # --- a sesi

    def at(self, number: int) -> list[Any]:
        return list(PesertaV1.objects.filter(sesi=self.sesi(number).pk).order_by("nomor_peserta"))

    def desk(self, one: Any, act: str, who: str = PSI, **data: Any) -> Any:
        return perform(PesertaV1.fetch(one.pk), act, actor=self.exam.person(who), data=data)

    def admit(self, one: Any, seat: str) -> None:
        """One person from the door to his seat."""
        self.desk(one, "catat_kedatangan", waktu_datang=self.local())
        self.desk(one, "dokumen_sesuai", dokumen="paspor", kartu_peserta=True, pakaian=True)
        self.desk(one, "wajah_sesuai", data_sesuai=True, wajah_sesuai=True)
        self.desk(one, "beri_pin")
        self.desk(one, "periksa_fisik", bebas=True, loker=f"L{seat}")
        self.desk(one, "masuk_ruang", "tpc1", data_sesuai=True, wajah_sesuai=True, kursi=seat)

    def later(self, number: int) -> None:
        """It is five minutes before the start, as if the waiting were over."""
        sesi = self.sesi(number)
        tree.put(sesi, mulai=database_now() + dt.timedelta(minutes=5))
        Clock.objects.filter(object_id=sesi.pk, act="tutup_pin").update(
            due=database_now(), next_try=database_now()
        )
        assert fire_clocks() == 1
        deliver_all()

    def hold(self, number: int, *, absent: int = 0) -> None:
        """A sesi from PIN access to its uploaded result. absent: the last ones do not come."""
        self.act(self.sesi(number), "tpc1", "buka_akses_pin", aplikasi_siap=True, pelatihan=True)
        people = self.at(number)
        present = people[: len(people) - absent]
        for place, one in enumerate(present, start=1):
            self.admit(one, f"A{place}")
        self.later(number)
        for one in people[len(present) :]:
            self.desk(one, "tandai_tidak_hadir")
        self.act(
            self.sesi(number), "tpc1", "mulai_pengarahan", peserta_duduk=True, kertas=True, kamera=True,
            konferensi=True, klien_dipakai=len(present), klien_terhubung=len(present),
        )  # fmt: skip
        self.act(
            self.sesi(number), "tpc1", "mulai_sesi", kode_sesi="ABC123", jumlah_masuk=len(present),
            siaran="https://siaran.example/skor",
        )  # fmt: skip
        tree.put(self.sesi(number), dimulai_pada=database_now() - dt.timedelta(minutes=101))
        self.act(self.sesi(number), "tpc1", "akhiri_sesi")
        self.sign(self.sesi(number), "daftar_hadir", "tpc1")
        self.sign(self.sesi(number), "hasil_seleksi_sesi", "tpc1", PSI)
        self.act(self.sesi(number), "tpc1", "unggah_ke_mst")

    # --- the end of the day, and of the event

    def close(self) -> None:
        (day,) = self.place.harian
        fisik = {}
        self.act(self.place, "tpc1", "siapkan_dokumen_hari", hari=day, b_14="tidak_berlaku", **fisik)
        self.sign(self.place, "daftar_periksa_harian", "tpc1")
        self.sign(self.place, "ba_penyelenggaraan", "tpc1", PSI)
        self.sign(self.place, "daftar_periksa_fisik_harian", PSI)
        self.act(self.place, "tpc1", "selesaikan_hari_terakhir")
        self.sign(self.place, "ba_serah_terima_hasil", "tpc1", PSI)
        self.sign(self.place, "ba_serah_terima_cctv", "tpc1", PSI)
        self.hand_back()

    def hand_back(self) -> None:
        self.act(self.place, "tpc1", "tutup_lokasi", klien_direset=105, waktu_reset=self.local(minutes=1))

    def report(self) -> None:
        if self.fresh(self.event).state != "pelaporan":
            self.act(self.event, "pelapor", "mulai_pelaporan")
        self.act(self.event, "pelapor", "dokumen_lengkap")
        self.act(self.event, "pelapor", "hasil_tervalidasi", tanggal=self.day(), catatan="Sesuai.")
        got = [
            {"penerima": name, "tanggal": self.day(), "tanda_terima": "TT-1"}
            for name in ("men", "kepala_bkn")
        ]
        self.act(
            self.event, "pelapor", "sampaikan_laporan", penerima=got, ringkasan="Dua sesi, dua puluh peserta.",
            laporan_keseluruhan=self.file("pelapor", "laporan"),
        )  # fmt: skip

    def counted(self) -> dict[str, int]:
        """Participants by state."""
        states = Peserta.objects.filter(sesi__lokasi__acara=self.event.pk).values_list("state", flat=True)
        return {state: list(states).count(state) for state in sorted(set(states))}
