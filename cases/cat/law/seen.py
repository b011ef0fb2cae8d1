"""Snapshots of the tree: what one node knows of itself, and what the rules of one machine are asked of.

A disturbance (`trouble`) is 0 none, 1 open, 2 past three hours, 3 past three hours and its clock has fired.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import NamedTuple


def names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# the terms of §16
RUNNING = names("registrasi registrasi_ditutup pengarahan berlangsung terganggu")
ENDED = names("terunggah dijadwal_ulang dibatalkan dicabut")
BEFORE_DONE = RUNNING | {"terjadwal", "ditunda"}
FINISHED = names("ditutup dibatalkan dicabut")
OVER = names("selesai dibatalkan ditarik ditolak")
OPEN = names("konsep dikoordinasikan")
CLOSED = names("berakhir ditolak_deputi ditarik")
IN_PROGRESS = names("terdaftar dokumen_sesuai wajah_sesuai ber_pin diperiksa hadir mengerjakan")
SCHEDULED = names("jadwal_ditetapkan persiapan_lokasi siap pelaksanaan ditunda")
#: Source states of TL-13a, TL-14 and TL-16.
FACILITIES = names("survei layak tidak_layak perbaikan siap disegel")
IN_USE = names("dibuka operasional disegel")
UNSURVEYED = names("ditetapkan koordinasi")
CANCELLABLE = FACILITIES | IN_USE | {"ditunda"}
#: Causes after which acts of persons on the target wait (cat.md STOPS), and those an event waits for (EV rows).
STOPPING = names("PN-5 PB-5 EV-10 EV-25a EV-25b EV-28 TL-19")
EVENT_WAITS = names("EV-10 EV-28 TL-18 PN-5 PB-5")

Key = Hashable


class People(NamedTuple):
    """Participants of a sesi by kind of state: in progress and not working; working; finished with a result
    (`selesai`, `dibatalkan`, `didiskualifikasi`)."""

    waiting: int = 0
    working: int = 0
    done: int = 0


class Session(NamedTuple):
    key: Key
    state: str
    memory: str = ""
    partial: bool = False
    trouble: int = 0
    people: People = People()

    @property
    def started(self) -> bool:
        """SS-5 has happened."""
        return (self.memory or self.state) in names("berlangsung selesai hasil_ditandatangani terunggah")

    @property
    def with_result(self) -> bool:
        """§16: `selesai` and later, or rescheduled or withdrawn with a valid partial hasil."""
        done = self.state in names("selesai hasil_ditandatangani terunggah")
        return done or (self.partial and self.state in {"dijadwal_ulang", "dicabut"})


class Place(NamedTuple):
    """A titik lokasi. sessions: of its own; waits: a cause of STOPPING asks something of it that is not answered."""

    key: Key
    state: str
    memory: str = ""
    opened: bool = False
    trouble: int = 0
    waits: bool = False
    sessions: tuple[Session, ...] = ()


class Proposal(NamedTuple):
    """A postponement or cancellation. scope: key of its node (event, lokasi, sesi); over: keys of what stands above
    that node; cause: `sarana` or `gangguan`, "" of a cancellation; ripe: approved, its document signed (read live)."""

    key: Key
    state: str
    scope: Key
    over: tuple[Key, ...] = ()
    cause: str = ""
    ripe: bool = False
    frozen: frozenset[Key] = frozenset()


@dataclass(frozen=True)
class OfEvent:
    """asked: refs of causes whose asks in its tree are unanswered; step_before: EV-22c's step was done before TL-18."""

    state: str
    places: tuple[Place, ...] = ()
    asked: frozenset[str] = frozenset()
    requests: int = 0
    step_before: bool = False


@dataclass(frozen=True)
class OfPlace:
    """own: with its sessions; cause: ref of the row that asks, "" of none; frozen: it stands in the scope of that
    cause; asked_sessions: refs of causes whose asks to its sessions are unanswered; preparations: states of its DS."""

    own: Place
    event: str
    cause: str = ""
    frozen: bool = False
    asked_sessions: frozenset[str] = frozenset()
    preparations: tuple[str, ...] = ()
    requested: bool = False
    exam_day: bool = False
    proposals: tuple[Proposal, ...] = ()
    clock_asks: bool = False


@dataclass(frozen=True)
class OfSession:
    """waits: of the session itself; receiver_missing: a session named for its people is not there yet or receives
    nobody; times as the clock of the place says them."""

    own: Session
    place: Place
    event: str
    cause: str = ""
    frozen: bool = False
    waits: bool = False
    receiver_missing: bool = False
    proposals: tuple[Proposal, ...] = ()
    cancellations: tuple[Proposal, ...] = ()
    clock_asks: bool = False
    today: bool = False
    start_ahead: bool = False
    ends_by_20: bool = False
    past_20: bool = False


@dataclass(frozen=True)
class OfProposal:
    """own: the proposal; places: those of its scope (of a sesi: its lokasi), with their sessions; others: postponements
    over or below the scope; cancellations: over or inside it; scope_asked: something asked of its scope is unanswered;
    own_asked: of its own asks one is unanswered; decreed: a keadaan kahar (EV-31); postponed_by_it, cancelled: of the
    frozen nodes."""

    own: Proposal
    kind: str
    places: tuple[Place, ...] = ()
    others: tuple[Proposal, ...] = ()
    cancellations: tuple[Proposal, ...] = ()
    scope_asked: bool = False
    own_asked: bool = False
    decreed: bool = False
    #: keys of the nodes whose disturbance it names
    names_trouble: frozenset[Key] = frozenset()
    still_postponed: bool = False
    all_cancelled: bool = False


@dataclass(frozen=True)
class OfPreparation:
    """place: the state of its titik lokasi; others: states of the other ones there."""

    place: str
    others: tuple[str, ...] = ()
