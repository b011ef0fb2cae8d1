"""What the rules of a titik lokasi are asked of, read from the tables (docs/decisions/021).

Each kind of row is read once while an object holds it (`TitikLokasi.forget`), in a number of statements that does not
grow with sesi, participants or locations, and live: under the locks of whoever asks.
"""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from cases.cat import proposals
from cases.cat.law.seen import ENDED, OfPlace, Place, Proposal, Session
from cases.cat.states import Sebab
from cases.cat.tables import Acara, PersiapanDisabilitas, Sesi, UsulPenundaan
from cases.cat.tables.acara import requested
from cases.core.models import Case
from workflows.context import Move
from workflows.models import Ask
from workflows.showing import once

#: After this long a disturbance leads to a postponement (Pasal 11 (4); CB-119, CB-250).
BATAS = dt.timedelta(hours=3)


class Facts:
    """Of one titik lokasi, as it stands now."""

    def __init__(self, lokasi: Any) -> None:
        self.lokasi = lokasi

    @cached_property
    def event(self) -> tuple[str, dict[str, Any]]:
        """State of the event and what its report asks to be completed."""
        rows = Acara.objects.filter(pk=self.lokasi.case.parent_id).values_list("state", "diminta")
        found: tuple[str, dict[str, Any]] = rows.get()
        return found

    @cached_property
    def sessions(self) -> list[dict[str, Any]]:
        return list(sessions_of(self.lokasi))

    @cached_property
    def waits(self) -> bool:
        return proposals.waits(self.lokasi.pk)

    @cached_property
    def preparations(self) -> tuple[str, ...]:
        return tuple(
            PersiapanDisabilitas.objects.filter(lokasi=self.lokasi.pk).values_list("state", flat=True)
        )

    @cached_property
    def asked_sessions(self) -> frozenset[str]:
        """The cause that asks, where what it asked of the sesi here is not answered."""
        asked = self.lokasi.asked
        if asked is None:
            return frozenset()
        below = Case.objects.filter(parent=self.lokasi.pk, type="sesi").values("pk")
        rows = Ask.objects.filter(cause=asked.cause_id, boundary__in=below, answered_at=None)
        return frozenset({asked.ref}) if rows.exists() else frozenset()

    @cached_property
    def naming(self) -> tuple[Proposal, ...]:
        """Postponements that name the open disturbance of this place."""
        if self.lokasi.gangguan_mulai is None:
            return ()
        return tuple(proposals.naming(self.lokasi.pk, self.lokasi.gangguan_mulai))

    @cached_property
    def clock_asks(self) -> bool:
        return Ask.objects.filter(asker=self.lokasi.pk, ref="TL-21", answered_at=None).exists()

    @cached_property
    def asking(self) -> UsulPenundaan | None:
        """The postponement that asks."""
        asked = self.lokasi.asked
        if asked is None:
            return None
        return UsulPenundaan.objects.filter(pk=asked.asker).select_related("case").first()

    @cached_property
    def postponed_by(self) -> list[UsulPenundaan]:
        """Postponements in force that put this place into `ditunda`."""
        causes = Ask.objects.filter(object_id=self.lokasi.pk, ref="PN-5", answer=Ask.Answer.DONE).values(
            "cause"
        )
        return list(UsulPenundaan.objects.filter(beku__in=causes, state="berlaku"))


def facts(lokasi: Any) -> Facts:
    found: Facts | None = lokasi.__dict__.get("_facts")
    if found is None:
        found = lokasi.__dict__["_facts"] = Facts(lokasi)
    return found


def sessions_of(lokasi: Any) -> QuerySet[Any, dict[str, Any]]:
    """Its sesi, the first first; on a page the same rows every time."""
    names = (
        "pk",
        "state",
        "sebelumnya",
        "hasil_sebagian",
        "tanggal",
        "nomor",
        "mulai",
        "durasi",
        "kapasitas",
    )
    rows = Sesi.objects.filter(lokasi=lokasi.pk).order_by("mulai", "nomor", "pk")
    return once(("sesi lokasi", lokasi.pk), lambda: rows.values(*names))


def first_start(lokasi: Any) -> dt.datetime | None:
    """Of the sesi that are still to be held."""
    return min((row["mulai"] for row in facts(lokasi).sessions if row["state"] not in ENDED), default=None)


def trouble(lokasi: Any, at: dt.datetime) -> int:
    """How far its disturbance has come at a moment (law.seen)."""
    start = lokasi.gangguan_mulai
    if start is None:
        return 0
    if at - start < BATAS:
        return 1
    return 2 if lokasi.gangguan_lapor is None else 3


# --- snapshots, each with what its rules ask --------------------------------------------------------------------------


def _bare(lokasi: Any, **known: Any) -> Place:
    return Place(lokasi.pk, lokasi.state, lokasi.sebelumnya, lokasi.pernah_dibuka, **known)


def _sessions(lokasi: Any) -> tuple[Session, ...]:
    rows = facts(lokasi).sessions
    return tuple(
        Session(row["pk"], row["state"], memory=row["sebelumnya"], partial=row["hasil_sebagian"])
        for row in rows
    )


def of_event(move: Move) -> OfPlace:
    state, wanted = facts(move.obj).event
    lokasi = move.obj
    asked = requested(wanted, lokasi.pk, lokasi.dilengkapi_pada)
    return OfPlace(_bare(lokasi), state, requested=asked)


def of_sessions(move: Move) -> OfPlace:
    lokasi = move.obj
    today = lokasi.hari(move.now)
    here = any(
        row["tanggal"].isoformat() == today and row["state"] not in ENDED for row in facts(lokasi).sessions
    )
    return OfPlace(_bare(lokasi, sessions=_sessions(lokasi)), "", exam_day=here)


def of_preparations(move: Move) -> OfPlace:
    return OfPlace(_bare(move.obj), "", preparations=facts(move.obj).preparations)


def of_asks(move: Move) -> OfPlace:
    return OfPlace(_bare(move.obj, waits=facts(move.obj).waits), "")


def of_cause(move: Move) -> OfPlace:
    """What asks is in the frozen scope by what it is: an ask that PN-5 or PB-5 has written for this place."""
    asked = move.ask
    if asked is None:
        return OfPlace(_bare(move.obj), "")
    return OfPlace(
        _bare(move.obj),
        "",
        cause=asked.ref,
        frozen=asked.object_id == move.obj.pk,
        asked_sessions=facts(move.obj).asked_sessions,
    )


def of_trouble(move: Move) -> OfPlace:
    """At the end that was entered, else now."""
    lokasi = move.obj
    known = facts(lokasi)
    here = _bare(lokasi, trouble=trouble(lokasi, move.data.get("selesai") or move.now))
    return OfPlace(here, "", proposals=known.naming, clock_asks=known.clock_asks)


def has_result(lokasi: Any) -> bool:
    return any(session.with_result for session in _sessions(lokasi))


def asked_for(lokasi: Any, cause: Sebab) -> bool:
    usul = facts(lokasi).asking
    return usul is not None and usul.sebab == cause


def asked_of_whole(lokasi: Any) -> bool:
    """The scope of the postponement that asks is the event (CB-131)."""
    usul = facts(lokasi).asking
    return usul is not None and usul.case.parent_id == lokasi.acara_id
