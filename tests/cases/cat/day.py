"""One day at a place: its location, its sesi with people in it, and who acts there. For tests of the room `sesi`."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from uuid_utils.compat import uuid7

from cases.cat import tables
from cases.cat.models import PesertaV1
from cases.cat.sesi.jenis import HASIL, key_of_result
from cases.cat.tables import Pendaftar
from cases.core.models import Case
from cases.core.reading.selectors import subject_of
from cases.dokumen.models import Dokumen
from cases.dokumen.states import State as DokumenState
from workflows.actors import SYSTEM
from workflows.asks import answer
from workflows.firing import fire_clocks
from workflows.gate import perform
from workflows.ledger import database_now
from workflows.machine import open_gate
from workflows.models import Ask, Clock, LedgerEntry

from . import planted as tree

CLOSED = dt.timedelta(minutes=5)


def zone_at(hour: int, now: dt.datetime) -> str:
    """A zone in which it is about this hour now, so that no test meets midnight."""
    ahead = (hour - now.astimezone(dt.UTC).hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


def entry(stream: Any, ref: str = "X") -> LedgerEntry:
    """One of a press of another case, for asks."""
    last = LedgerEntry.objects.filter(stream=stream).count()
    return LedgerEntry.objects.create(
        stream=stream, seq=last + 1, object_type="sesi", object_id=stream, ref=ref, act="x", at=database_now(),
        body={}, prev=b"", hash=uuid7().bytes,
    )  # fmt: skip


class Day:
    """event, place; people: how many are in the sesi. The sesi begins in half an hour, at ten in the morning."""

    def __init__(self, exam: Any, *, people: int = 2, state: str = "operasional", **acara: Any) -> None:
        self.exam, self.now = exam, database_now().replace(microsecond=0)
        self.event = tree.acara(exam.institution, "pelaksanaan", **acara)
        self.zona = zone_at(10, self.now)
        tempat = tables.Tempat.objects.create(
            nama=f"Aula {uuid7().hex[-6:]}", alamat="Jalan Merdeka 1", luar_negeri=True, zona=self.zona
        )
        tables.Tempat.objects.filter(pk=tempat.pk).update(luar_negeri=False, wilayah=_anywhere())
        tempat.refresh_from_db()
        self.place = tree.lokasi(self.event, state, tempat=tempat, pernah_dibuka=True)
        exam.hold("tpc1", "tpc", case=self.event.pk)
        exam.hold("tpc2", "tpc", case=self.event.pk)
        exam.hold("jaksel", "psi", case=self.event.pk)
        self.registered = [self.register(n) for n in range(1, people + 1)]
        self.sesi = self.schedule(self.registered)

    def register(self, number: int, **facts: Any) -> Pendaftar:
        facts = {"tanggal_lahir": dt.date(2000, 1, 1), **facts}
        return Pendaftar.objects.create(
            acara=tree.plain(self.event), nomor_peserta=f"P{number:04d}", nama=f"Peserta {number}",
            nik=f"{number:016d}", memenuhi_syarat=True, divalidasi_instansi=True, **facts,
        )  # fmt: skip

    def when(self, **later: float) -> dt.datetime:
        return self.now + dt.timedelta(**later)

    def today(self, moment: dt.datetime | None = None) -> dt.date:
        return (moment or self.now).astimezone(ZoneInfo(self.zona)).date()

    def schedule(
        self, people: list[Any], *, nomor: int = 1, ref: str = "EV-10", place: Any = None, **data: Any
    ) -> Any:
        """A sesi comes into being as a schedule asks for it."""
        key = uuid7()
        self.ask(
            key, "jadwalkan", ref, under=(place or self.place).pk, **self.plan(people, nomor=nomor, **data)
        )
        return self.fresh(key)

    def plan(self, people: list[Any], **data: Any) -> dict[str, Any]:
        """What a schedule says of a sesi."""
        return {
            "tanggal": self.today().isoformat(), "mulai": self.when(minutes=30).isoformat(), "durasi": 100,
            "kapasitas": 10, "peserta": [str(one.pk) for one in people], **data,
        }  # fmt: skip

    def ask(
        self, target: Any, act: str, ref: str, *, asker: Any = None, under: Any = None, **data: Any
    ) -> Ask:
        """Something is asked of a sesi, and answered at once."""
        row = self.asked(target, act, ref, asker=asker, under=under, **data)
        answer(row.pk)
        row.refresh_from_db()
        return row

    def asked(
        self, target: Any, act: str, ref: str, *, asker: Any = None, under: Any = None, **data: Any
    ) -> Ask:
        stream = getattr(asker, "pk", asker) or self.event.pk
        key = getattr(target, "pk", target)
        return Ask.objects.create(
            cause=entry(stream, ref), ref=ref, at=database_now(), asker=stream, object_type="sesi", object_id=key,
            boundary=key, act=act, under=under, data=data,
        )  # fmt: skip

    def fresh(self, obj: Any = None) -> Any:
        return subject_of(
            Case.objects.select_related("institution").get(pk=getattr(obj or self.sesi, "pk", obj))
        )

    def person(self, number: int = 1, sesi: Any = None) -> Any:
        rows = PesertaV1.objects.filter(sesi=(sesi or self.sesi).pk, nomor_peserta=f"P{number:04d}")
        return PesertaV1.fetch(rows.get().pk)

    def do(self, act: str, who: str = "tpc1", *, on: Any = None, **data: Any) -> Any:
        return perform(self.fresh(on), act, actor=self.exam.person(who), data=data)

    def desk(self, number: int, act: str, who: str = "jaksel", **data: Any) -> Any:
        return perform(self.person(number), act, actor=self.exam.person(who), data=data)

    def together(self, act: str, *, on: Any = None, **data: Any) -> Any:
        """An act of both: of the sesi, or of the participant with this number."""
        for who in ("tpc1", "jaksel"):
            obj = self.person(on) if isinstance(on, int) else self.fresh(on)
            done = perform(obj, act, actor=self.exam.person(who), data=data)
        return done

    def set(self, obj: Any = None, **facts: Any) -> Any:
        """The sesi (or the location) with other facts."""
        if obj is None:
            obj = self.fresh()
        return tree.put(obj, **facts)

    def start_in(self, **later: float) -> Any:
        """The sesi begins then; its clock goes with it."""
        start = database_now() + dt.timedelta(**later)
        self.set(mulai=start)
        due = start - CLOSED
        Clock.objects.filter(object_id=self.sesi.pk, act="tutup_pin").update(due=due, next_try=due)
        return start

    # the straight way

    def open(self) -> None:
        self.do("buka_akses_pin", aplikasi_siap=True, pelatihan=True)

    def come(self, number: int = 1, **ago: float) -> None:
        self.desk(number, "catat_kedatangan", waktu_datang=(database_now() - dt.timedelta(**ago)).isoformat())

    def admit(self, number: int = 1) -> None:
        """To the PIN."""
        self.come(number)
        self.desk(number, "dokumen_sesuai", dokumen="ktp_el", kartu_peserta=True, pakaian=True)
        self.desk(number, "wajah_sesuai", data_sesuai=True, wajah_sesuai=True)
        self.desk(number, "beri_pin")

    def seat(self, number: int = 1) -> None:
        self.desk(number, "periksa_fisik", bebas=True, loker=f"L{number}")
        self.desk(number, "masuk_ruang", "tpc1", data_sesuai=True, wajah_sesuai=True, kursi=f"a{number}")

    def close(self) -> None:
        self.start_in(minutes=5)
        assert fire_clocks() == 1

    def brief(self) -> None:
        self.do(
            "mulai_pengarahan", peserta_duduk=True, kertas=True, kamera=True, konferensi=True, klien_dipakai=10,
            klien_terhubung=10,
        )  # fmt: skip

    def begin(self, **data: Any) -> Any:
        counted = PesertaV1.objects.filter(sesi=self.sesi.pk, state="hadir").count()
        missing = data.get("belum_masuk", [])
        return self.do("mulai_sesi", kode_sesi="ABC123", **{"jumlah_masuk": counted - len(missing), **data})

    def running(self, *numbers: int) -> None:
        """A sesi that runs, with these people at work and all others absent."""
        self.open()
        for number in numbers:
            self.admit(number)
            self.seat(number)
        self.close()
        for one in PesertaV1.objects.filter(sesi=self.sesi.pk, state="terdaftar"):
            perform(PesertaV1.fetch(one.pk), "tandai_tidak_hadir", actor=self.exam.person("jaksel"))
        self.brief()
        self.begin()

    def over(self) -> None:
        """Its time is over."""
        ago = database_now() - dt.timedelta(minutes=101)
        self.set(dimulai_pada=ago)

    def signed(
        self, jenis: str, state: str = DokumenState.DITANDATANGANI, sesi: Any = None, kunci: str = ""
    ) -> Any:
        """A signed document of the sesi."""
        sesi, now = sesi or self.fresh(), database_now()
        if jenis == HASIL and not kunci:
            kunci = key_of_result(sesi)
        case = Case(
            type="dokumen", institution=sesi.case.institution, machine_version=1, state=state, title=jenis,
            number=f"DK-{uuid7().hex}", opened_at=now, updated_at=now,
        )  # fmt: skip
        obj = Dokumen(case=case, induk=sesi.case, jenis=jenis, sumber=uuid7(), kunci=kunci)
        obj.__dict__["state"] = state
        with open_gate():
            case.save(force_insert=True)
            obj.save(force_insert=True)
        return obj

    def system(self, act: str, on: Any = None) -> Any:
        return perform(self.fresh(on), act, actor=SYSTEM)

    def states(self, sesi: Any = None) -> list[str]:
        rows = PesertaV1.objects.filter(sesi=(sesi or self.sesi).pk).order_by("nomor_peserta")
        return list(rows.values_list("state", flat=True))


def _anywhere() -> Any:
    from cases.organisations.models import Wilayah

    return Wilayah.objects.order_by("pk").first()
