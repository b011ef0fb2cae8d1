"""What the rules of a sesi are asked of, read from the tables (docs/decisions/021).

Each kind of row is read once while an object holds it (`forget`), in a number of statements that does not grow with
participants, and live: under the locks of whoever asks.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet

from cases.cat import proposals
from cases.cat.law.seen import FINISHED, IN_PROGRESS, STOPPING, OfSession, People, Place, Proposal, Session
from cases.cat.sesi import jam
from cases.cat.states import Peserta as PesertaState
from cases.cat.states import Sebab
from cases.cat.states import Sesi as State
from cases.cat.tables import Peserta, Sesi, TitikLokasi, UsulPembatalan, UsulPenundaan
from cases.cat.tables.sesi import AWAY
from workflows.context import Move
from workflows.models import Ask
from workflows.showing import once

#: With a result of their own once the sesi had begun (CB-271).
DONE = frozenset({PesertaState.SELESAI, PesertaState.DIBATALKAN, PesertaState.DIDISKUALIFIKASI})


@dataclass(frozen=True)
class Counts:
    """Participants of a sesi: by state, and those who came before PIN closing and are still `terdaftar`."""

    by_state: dict[str, int]
    queued: int = 0

    def of(self, *states: str) -> int:
        return sum(self.by_state.get(state, 0) for state in states)

    @property
    def in_progress(self) -> int:
        return self.of(*IN_PROGRESS)

    @property
    def placed(self) -> int:
        """Who has his place in this sesi."""
        return sum(n for state, n in self.by_state.items() if state not in AWAY)

    @property
    def people(self) -> People:
        working = self.of(PesertaState.MENGERJAKAN)
        return People(self.in_progress - working, working, self.of(*DONE))


def counts_rows(sesi: Any) -> QuerySet[Any, dict[str, Any]]:
    """One statement however many there are; on a page the same rows every time."""
    queued = Q(state=PesertaState.TERDAFTAR, datang_pada__lt=jam.pin_closes(sesi))
    rows = Peserta.objects.filter(sesi=sesi.pk).order_by().values("state")
    return once(
        ("peserta sesi", sesi.pk), lambda: rows.annotate(n=Count("pk"), queued=Count("pk", filter=queued))
    )


class Facts:
    """Of one sesi, as it stands now."""

    def __init__(self, sesi: Any) -> None:
        self.sesi = sesi

    @cached_property
    def counts(self) -> Counts:
        rows = list(counts_rows(self.sesi))
        return Counts({row["state"]: row["n"] for row in rows}, sum(row["queued"] for row in rows))

    @cached_property
    def place(self) -> TitikLokasi:
        """The titik lokasi with its event, read afresh: what `sesi.lokasi` holds may be older than its lock."""
        return place_of(self.sesi.lokasi_id)

    @cached_property
    def asked_of_place(self) -> dict[Any, frozenset[str]]:
        return proposals.asked([self.sesi.lokasi_id, self.sesi.pk])

    @cached_property
    def over(self) -> list[Proposal]:
        return proposals.over(self.sesi.case)

    @cached_property
    def naming(self) -> tuple[Proposal, ...]:
        """Postponements that name the open disturbance of this sesi."""
        sesi = self.sesi
        if sesi.gangguan_mulai is None or not sesi.gangguan_sendiri:
            return ()
        return tuple(proposals.naming(sesi.pk, sesi.gangguan_mulai))

    @cached_property
    def clock_asks(self) -> bool:
        return Ask.objects.filter(asker=self.sesi.pk, ref="SS-8", answered_at=None).exists()

    @cached_property
    def asking(self) -> UsulPenundaan | None:
        """The postponement that asks."""
        asked = self.sesi.asked
        if asked is None or asked.ref != "PN-5":
            return None
        found: UsulPenundaan | None = (
            UsulPenundaan.objects.filter(pk=asked.asker).select_related("case").first()
        )
        return found

    @cached_property
    def postponed_by(self) -> list[UsulPenundaan]:
        """Postponements in force that put this sesi into `ditunda`."""
        rows = Ask.objects.filter(object_id=self.sesi.pk, ref="PN-5", answer=Ask.Answer.DONE)
        return list(UsulPenundaan.objects.filter(beku__in=rows.values("cause"), state="berlaku"))


def facts(sesi: Any) -> Facts:
    found: Facts | None = sesi.__dict__.get("_facts")
    if found is None:
        found = sesi.__dict__["_facts"] = Facts(sesi)
    return found


def place_of(key: Any) -> TitikLokasi:
    found: TitikLokasi = TitikLokasi.objects.select_related("acara", "tempat").get(pk=key)
    return found


# --- snapshots, each with what its rules ask --------------------------------------------------------------------------


def own(sesi: Any, at: dt.datetime | None = None, people: People | None = None) -> Session:
    """at: how far its disturbance has come then."""
    return Session(
        sesi.pk,
        sesi.state,
        memory=sesi.sebelumnya,
        partial=sesi.hasil_sebagian,
        trouble=0 if at is None else jam.trouble(sesi, at),
        people=people or People(),
    )


def _no_place(sesi: Any) -> Place:
    return Place(sesi.lokasi_id, "")


def as_place(place: TitikLokasi, waits: bool = False) -> Place:
    return Place(
        place.pk,
        place.state,
        place.sebelumnya,
        place.pernah_dibuka,
        trouble=0 if place.gangguan_mulai is None else 1,
        waits=waits,
    )


def of_place(move: Move) -> OfSession:
    """Its location and its event, as they are now."""
    known = facts(move.root)
    return OfSession(own(move.root), as_place(known.place), known.place.acara.state)


def of_receiver(move: Move) -> OfSession:
    """The location that is to receive it: the one that was chosen (SS-11), else its own; with what waits there."""
    chosen = move.data.get("lokasi")
    place = facts(move.root).place if chosen is None else place_of(chosen.pk)
    waits = not proposals.asked_of(place.pk).isdisjoint(STOPPING)
    return OfSession(own(move.root), as_place(place, waits), place.acara.state)


def of_people(move: Move) -> OfSession:
    sesi = move.root
    return OfSession(own(sesi, people=facts(sesi).counts.people), _no_place(sesi), "")


def of_asks(move: Move) -> OfSession:
    asked = facts(move.root).asked_of_place.get(move.root.pk, frozenset())
    return OfSession(own(move.root), _no_place(move.root), "", waits=not asked.isdisjoint(STOPPING))


def of_cause(move: Move) -> OfSession:
    """What asks is in the frozen scope by what it is: an ask that PN-5 or PB-5 has written for this sesi and keeps."""
    asked, sesi = move.ask, move.root
    if asked is None:
        return OfSession(own(sesi), _no_place(sesi), "")
    return OfSession(own(sesi), _no_place(sesi), "", cause=asked.ref, frozen=frozen_by(asked, sesi))


def frozen_by(asked: Ask, sesi: Any) -> bool:
    table = UsulPenundaan if asked.ref == "PN-5" else UsulPembatalan
    return asked.object_id == sesi.pk and table.objects.filter(pk=asked.asker, beku=asked.cause_id).exists()


def of_proposals(move: Move) -> OfSession:
    sesi = move.root
    cancellations = tuple(one for one in facts(sesi).over if not one.cause)
    return OfSession(own(sesi), _no_place(sesi), "", cancellations=cancellations)


def of_trouble(move: Move) -> OfSession:
    """At the end that was entered, else now."""
    sesi = move.root
    known = facts(sesi)
    here = own(sesi, move.data.get("selesai") or move.now)
    return OfSession(here, _no_place(sesi), "", proposals=known.naming, clock_asks=known.clock_asks)


def of_time(move: Move) -> OfSession:
    """On the clock of the place."""
    sesi, now = move.root, move.now
    last = jam.limit(sesi)
    fits = now + jam.left(sesi) <= last and jam.local_day(sesi, now) == sesi.tanggal
    return OfSession(
        own(sesi),
        _no_place(sesi),
        "",
        today=jam.local_day(sesi, now) == sesi.tanggal,
        start_ahead=sesi.mulai > now,
        ends_by_20=fits,
        past_20=not fits,
    )


def receivers(move: Move) -> list[Any]:
    """Keys of the sesi that an ask or a press names for people of this one."""
    named = move.raw.get("pindah") or {} if hasattr(move.raw, "get") else {}
    return sorted({str(key) for key in named.values()}) if isinstance(named, dict) else []


def of_receivers(move: Move) -> OfSession:
    wanted = receivers(move)
    rows = Sesi.objects.filter(pk__in=wanted, state__in=(State.TERJADWAL, State.DITUNDA))
    there = rows.exclude(lokasi__state__in=(*FINISHED, "pelaksanaan_selesai")).count() if wanted else 0
    return OfSession(own(move.root), _no_place(move.root), "", receiver_missing=there < len(wanted))


# --- facts that choose rows -------------------------------------------------------------------------------------------


def by_facilities(sesi: Any) -> bool:
    """The cause of the postponement that asks, or that put the sesi into `ditunda`."""
    if sesi.asked is None:
        return bool(sesi.sebab_tunda == Sebab.SARANA)
    usul = facts(sesi).asking
    return usul is not None and usul.sebab == Sebab.SARANA


def alone(sesi: Any) -> bool:
    """The scope of the postponement that asks is this sesi (CB-131)."""
    usul = facts(sesi).asking
    return usul is not None and usul.case.parent_id == sesi.pk
