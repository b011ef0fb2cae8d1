"""A titik lokasi with its people: what tests of its rows press, and the papers and files they bring."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from uuid_utils.compat import uuid7

from cases.cat.lokasi.butir import BUTIR_SURVEI, PAGI
from cases.cat.tables import Tempat
from cases.dokumen.models import Dokumen
from documents.receiving import receive
from tests.story.client import PDF
from tests.support.jobs import deliver_all
from workflows.actors import SYSTEM
from workflows.errors import Refused
from workflows.gate import Outcome, perform
from workflows.ledger import database_now
from workflows.models import Ask, LedgerEntry

from . import planted as tree

#: Counts of a place with 100 clients and five spares.
JUMLAH = {
    "ruang_seleksi": 2,
    "led_projektor": 2,
    "komputer_seleksi": 100,
    "komputer_cadangan": 5,
    "komputer_registrasi": 2,
    "komputer_pengawasan": 2,
    "komputer_keseluruhan": 110,
    "cctv": 4,
}
INTERNET = [
    {"jenis": "utama", "penyedia": "Telkom", "mbps": "100", "latensi_ms": "20"},
    {"jenis": "cadangan", "penyedia": "Biznet", "mbps": "20", "latensi_ms": "100"},
]


class Scene:
    """event, place (as it stands now); plan: a received floor plan, where a test brings one; do(), both(), asked()
    press; signed() plants a paper."""

    def __init__(
        self, exam: Any, state: str = "ditetapkan", event: str = "persiapan_lokasi", **facts: Any
    ) -> None:
        self.exam = exam
        self.jenis = facts.pop("jenis", "cpns")
        self.event = tree.acara(exam.institution, event, jenis=self.jenis)
        self.zone = facts.pop("zona", "Asia/Jakarta")
        site = Tempat.objects.create(
            nama=f"Aula {uuid7().hex[-6:]}", alamat="Jalan Merdeka 1", luar_negeri=True, zona=self.zone
        )
        self.place = tree.lokasi(self.event, state, tempat=site, **facts)
        for name, role in (("tpc1", "tpc"), ("tpc2", "tpc"), ("jaksel", "psi"), ("kanreg", "kanreg")):
            exam.hold(name, role, case=self.event.pk)

    # --- sesi

    def sesi(self, state: str = "terjadwal", nomor: int = 1, day: int = 0, **facts: Any) -> Any:
        """day: from today on the clock of the place."""
        start = database_now().astimezone(self.place.zone()) + dt.timedelta(days=day)
        return tree.sesi(self.place, state, nomor, tanggal=start.date(), mulai=start, **facts)

    # --- pressing

    def do(self, act: str, who: str, **data: Any) -> Outcome:
        done = perform(self.fresh(), act, actor=self.exam.person(who), data=data)
        self.fresh()
        return done

    def both(self, act: str, first: str = "tpc1", second: str = "jaksel", **data: Any) -> Outcome:
        given = self.do(act, first, **data)
        assert given.consent is not None
        done = perform(self.fresh(), act, actor=self.exam.person(second), consent=given.consent.pk)
        self.fresh()
        return done

    def asked(self, ref: str, act: str, *, by: Any = None, **data: Any) -> Outcome:
        """What a row of another machine asks. by: the case whose entry it is, the event unless another is named."""
        return self.answer(self.ask(ref, act, by=by), **data)

    def answer(self, row: Ask, **data: Any) -> Outcome:
        done = perform(self.fresh(), row.act, actor=SYSTEM, data=data, ask=row)
        self.answered(row)
        self.fresh()
        return done

    def answered(self, row: Ask) -> None:
        Ask.objects.filter(pk=row.pk).update(answered_at=database_now(), answer=Ask.Answer.DONE)

    def ask(self, ref: str, act: str, *, by: Any = None, on: Any = None, entry: Any = None) -> Ask:
        """An open one; on: another object than the place."""
        cause = entry or self.entry((by or self.event).pk)
        target = self.place if on is None else on
        return Ask.objects.create(
            cause=cause, ref=ref, at=database_now(), asker=cause.stream, object_type=target.case.type,
            object_id=target.pk, boundary=target.pk, act=act,
        )  # fmt: skip

    def entry(self, stream: Any) -> Any:
        last = LedgerEntry.objects.filter(stream=stream).count()
        return LedgerEntry.objects.create(
            stream=stream, seq=last + 1000, object_type="event", object_id=stream, ref="X", act="x",
            at=database_now(), body={}, prev=b"", hash=uuid7().bytes,
        )  # fmt: skip

    def fresh(self) -> Any:
        self.place = tree.again(self.place)
        return self.place

    def put(self, state: str = "", **facts: Any) -> Any:
        self.place = tree.put(self.fresh(), state, **facts)
        return self.place

    def settle(self) -> None:
        deliver_all()
        self.fresh()

    # --- what is brought

    def file(self, who: str = "tpc1") -> list[str]:
        """The id of a received file."""
        found = receive(io.BytesIO(PDF), "berkas.pdf", uploader=self.exam.person(who))
        return [str(found.pk)]

    def signed(self, jenis: str, kunci: str = "", state: str = "ditandatangani") -> Any:
        """A signed document of the place."""
        return tree.planted(
            "dokumen", state, institution=self.place.case.institution, parent=self.place,
            induk=self.place.case, jenis=jenis, kunci=kunci, sumber=uuid7(), isi={"perihal": "…"},
        )  # fmt: skip

    def day(self, **kept: Any) -> str:
        """The room was opened today."""
        day: str = self.place.hari(database_now())
        self.put(pernah_dibuka=True, harian={day: {"segel": {}, "butir": {}, **kept}})
        return day

    def local(self, **ago: int) -> str:
        return (database_now().astimezone(self.place.zone()) - dt.timedelta(**ago)).isoformat()

    def papers(self, jenis: str) -> list[Any]:
        return list(Dokumen.objects.filter(induk=self.place.pk, jenis=jenis).order_by("pk"))


@contextmanager
def unmet(guard: str = "", code: str = "E-STATE") -> Iterator[None]:
    """What is asked is refused; SYSTEM is not written into the access log."""
    with pytest.raises(Refused) as found:
        yield
    assert found.value.code == code
    assert not guard or guard in [reason.guard for reason in found.value.reasons]


def survey(**changes: Any) -> dict[str, Any]:
    """Everything answered and met."""
    return {
        **{one.name: "ya" for one in BUTIR_SURVEI},
        **JUMLAH,
        "internet": INTERNET,
        "ruang_disabilitas": "ya",
        **changes,
    }


def kept_survey(**changes: Any) -> dict[str, Any]:
    """As the place keeps it. changes: parts of it."""
    return {
        "ke": 1,
        "butir": {one.kode: {"jawaban": "ya", "keterangan": ""} for one in BUTIR_SURVEI},
        "jumlah": dict(JUMLAH),
        "internet": [dict(row) for row in INTERNET],
        "rekomendasi": [],
        "ups_kva": None,
        "ruang_disabilitas": "ya",
        "catatan_disabilitas": "",
        **changes,
    }


def morning(scene: Scene, **changes: Any) -> dict[str, Any]:
    return {
        "pemeriksaan": "bersih",
        **{one.name: "ya" for one in PAGI},
        "mst_id": "MST-1",
        "mst_waktu": scene.local(minutes=1),
        **changes,
    }
