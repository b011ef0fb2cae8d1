"""A tree with people, and a proposal on its way through it: what the tests of postponements and cancellations do."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection, transaction
from uuid_utils.compat import uuid7

from cases.cat import proposals
from cases.core.doing.creation import create
from cases.organisations.models import CaseRole, Wilayah
from tests.support.jobs import deliver_all
from workflows.actors import SYSTEM
from workflows.gate import perform
from workflows.ledger import database_now
from workflows.models import Ask, LedgerEntry
from workflows.settling import settle

from . import planted as tree

LATER = "2026-11-30T08:00+07:00"
MEETING = {
    "nama": "Sri Rahayu",
    "jabatan": "Kepala",
    "waktu": "2026-11-01T09:00+07:00",
    "sarana": "Rapat",
    "hasil": "Disepakati.",
}
ACTIVITIES = [{"uraian": "Memperbaiki jaringan"}, {"uraian": "Uji koneksi"}]


class Tree:
    """event, place with `sessions` of its own; people hold their roles on the event."""

    def __init__(self, exam: Any, *, sessions: int = 2, place: str = "siap", abroad: bool = False) -> None:
        self.exam = exam
        self.event = tree.acara(exam.institution)
        for name, role in (("tpc1", "tpc"), ("tpc2", "tpc")):
            exam.hold(name, role, case=self.event.pk)
        if not CaseRole.objects.filter(role="kanreg").exists():
            exam.hold("kanreg", "kanreg", area=Wilayah.objects.get(pk="31"))
        self.abroad = abroad
        self.place = self.another(place)
        self.sessions = [tree.sesi(self.place, nomor=n) for n in range(1, sessions + 1)]

    def another(self, state: str = "siap", **facts: Any) -> Any:
        if not self.abroad:
            facts.setdefault("tempat", _room())
        return tree.lokasi(self.event, state, **facts)

    # --- people
    def do(self, obj: Any, act: str, who: str, **data: Any) -> Any:
        return perform(tree.again(obj), act, actor=self.exam.person(who), data=data)

    def propose(self, kind: str, scope: Any, who: str = "tpc1", **data: Any) -> Any:
        if kind == "penundaan":
            data = {"sebab": "sarana", "uraian": "Genset rusak.", **data}
        else:
            data = {"indikasi": "ya", "uraian": "Kamera tersembunyi.", **data}
        (made,) = create(self.exam.person(who), kind, "usulkan", data, parent=tree.again(scope).case)
        return made

    # --- the way to effect, step by step
    def pansel(self, usul: Any) -> Any:
        return self.do(usul, "konfirmasi_pansel", "pansel_jaksel", **MEETING)

    def bkn(self, usul: Any) -> Any:
        party = tree.again(usul).party()
        who = {"kkr": "kanreg", "kppss": "ppss"}[party]
        return self.do(usul, "konfirmasi_bkn", who, pihak=party, **MEETING)

    def coordinate(self, usul: Any, *, paper: bool = False) -> Any:
        """paper: the berita acara is made by its job; else tests plant one, signed or not."""
        more = {"kegiatan": ACTIVITIES} if usul.machine.key == "penundaan" else {}
        done = self.do(usul, "koordinasi_selesai", "tpc1", **more)
        if not paper:
            with connection.cursor() as cursor:
                cursor.execute(
                    "DELETE FROM procrastinate_jobs WHERE args ->> 'job' = 'dokumen' AND status = 'todo'"
                )
        return done

    def approve(self, usul: Any) -> Any:
        return self.do(usul, "setujui", "deputi")

    def sign(self, usul: Any) -> Any:
        """The document is signed by all, and tells so."""
        document(usul)
        return answered(asked(usul, "ba_ditandatangani", "DK-6"))

    def effective(self, usul: Any) -> Any:
        """All of it, and the jobs."""
        self.coordinated(usul)
        self.sign(usul)
        self.approve(usul)
        self.settle()
        return tree.again(usul)

    def coordinated(self, usul: Any, *, paper: bool = False) -> Any:
        if usul.machine.key == "penundaan":
            self.pansel(usul)
        self.bkn(usul)
        self.coordinate(usul, paper=paper)
        return tree.again(usul)

    def settle(self) -> None:
        deliver_all()

    def resume(self, obj: Any, state: str = "terjadwal") -> None:
        """It goes on: not by the acts of its room, which ask for more."""
        tree.put(obj, state, sebelumnya="")
        for machine, key in proposals.watching(obj.case):
            settle(machine.key, key)

    def states(self, *objects: Any) -> list[str]:
        return [tree.again(obj).state for obj in objects]


def _room() -> Any:
    from cases.cat.tables import Tempat

    return Tempat.objects.create(
        nama=f"Aula {uuid7().hex[-6:]}",
        alamat="Jalan Merdeka 1",
        wilayah=Wilayah.objects.get(pk="31.74"),
        zona="Asia/Jakarta",
    )


def document(usul: Any, state: str = "ditandatangani") -> Any:
    """The berita acara, as it stands once it was made."""
    return tree.planted(
        "dokumen",
        state,
        institution=usul.case.institution,
        induk=tree.again(usul).case,
        jenis=proposals.BERITA_ACARA[usul.machine.key],
        sumber=uuid7(),
        siap=True,
    )


def entry(stream: Any, kind: str = "event") -> Any:
    """An entry of a press elsewhere, for what it asks."""
    last = LedgerEntry.objects.filter(stream=stream).count()
    return LedgerEntry.objects.create(
        stream=stream, seq=10_000 + last, object_type=kind, object_id=stream, ref="X", act="x", at=database_now(),
        body={}, prev=b"", hash=uuid7().bytes,
    )  # fmt: skip


def asked(obj: Any, act: str, ref: str, *, under: Any = None, **data: Any) -> Ask:
    """What another case asks of a proposal; obj: it, or the key it will have."""
    key = getattr(obj, "pk", obj)
    kind = obj.machine.key if hasattr(obj, "machine") else "penundaan"
    return Ask.objects.create(
        cause=entry(uuid7(), "dokumen"), ref=ref, at=database_now(), asker=uuid7(), object_type=kind, object_id=key,
        boundary=key, act=act, under=under, data=data,
    )  # fmt: skip


def answered(ask: Ask) -> Ask:
    from workflows.asks import answer

    with transaction.atomic():
        answer(ask.pk)
    ask.refresh_from_db()
    return ask


def hours_ago(hours: float, seconds: float = 0) -> dt.datetime:
    return database_now() - dt.timedelta(hours=hours, seconds=seconds)


def by_system(obj: Any, act: str) -> Any:
    return perform(tree.again(obj), act, actor=SYSTEM)
