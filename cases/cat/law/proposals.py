"""Rules of postponements and cancellations (docs/spec/machines/cat.md; K-4, K-14, K-15, K-24)."""

from __future__ import annotations

from collections.abc import Iterable

from .seen import (
    BEFORE_DONE,
    CANCELLABLE,
    FACILITIES,
    IN_USE,
    OPEN,
    UNSURVEYED,
    Key,
    OfProposal,
    Place,
    Proposal,
    Session,
)


def open_for(node: Key, proposals: Iterable[Proposal]) -> bool:
    """A postponement for the disturbance of this node is open. proposals: those that name it."""
    return any(one.cause == "gangguan" and one.state in OPEN for one in proposals)


def postponed_for(node: Key, proposals: Iterable[Proposal]) -> bool:
    """A postponement for the disturbance of this node is in force and has frozen it."""
    return any(one.cause == "gangguan" and one.state == "berlaku" and node in one.frozen for one in proposals)


def _sessions_left(place: Place) -> bool:
    return any(s.state in BEFORE_DONE for s in place.sessions)


def _place_can_wait(p: OfProposal, place: Place) -> bool:
    if not _sessions_left(place):
        return False
    if p.own.cause == "sarana":
        return place.state in FACILITIES
    return place.state in IN_USE and _is_disturbed(p, place)


def _is_disturbed(p: OfProposal, place: Place) -> bool:
    """By a disturbance that the postponement names: of a whole event another may begin elsewhere (K-31)."""
    return place.trouble > 0 and place.key in p.names_trouble


def _session_can_wait(session: Session, place: Place, cause: str) -> bool:
    if cause == "sarana":
        return session.state == "terjadwal" and place.state in FACILITIES | IN_USE
    return session.state == "terganggu" and session.trouble > 0


def _scope_session(p: OfProposal) -> tuple[Session, Place] | None:
    found = ((s, place) for place in p.places for s in place.sessions if s.key == p.own.scope)
    return next(found, None)


def can_postpone(p: OfProposal) -> bool:
    """`cakupan_dapat_ditunda` and `ada_yang_dapat_ditunda`."""
    if p.kind == "sesi":
        found = _scope_session(p)
        return found is not None and _session_can_wait(*found, p.own.cause)
    return any(_place_can_wait(p, place) for place in p.places)


def can_cancel(p: OfProposal) -> bool:
    """`cakupan_dapat_dibatalkan` and `ada_yang_dapat_dibatalkan`."""
    if p.kind == "sesi":
        found = _scope_session(p)
        return found is not None and found[1].state in CANCELLABLE and found[0].state in BEFORE_DONE
    return any(place.state in CANCELLABLE for place in p.places)


def postponed_by(p: OfProposal) -> list[tuple[str, Key]]:
    """What PN-5 freezes, as (machine, key): each lokasi that TL-13 or TL-14 takes now with those of its sesi that SS-9c
    takes; of a sesi, itself. What comes into being later is not among it (CB-131)."""
    if p.kind == "sesi":
        return [("sesi", p.own.scope)]
    return _with_sessions((place for place in p.places if _is_postponed(p, place)), BEFORE_DONE - {"ditunda"})


def cancelled_by(p: OfProposal) -> list[tuple[str, Key]]:
    """What PB-5 freezes: each lokasi that TL-16 takes with those of its sesi that SS-15 takes; of a sesi, itself."""
    if p.kind == "sesi":
        return [("sesi", p.own.scope)]
    return _with_sessions((place for place in p.places if place.state in CANCELLABLE), BEFORE_DONE)


def _is_postponed(p: OfProposal, place: Place) -> bool:
    if not _sessions_left(place):
        return False
    if p.own.cause == "sarana":  # the whole event goes along where nothing was surveyed yet (K-5)
        return place.state in FACILITIES or (p.kind == "event" and place.state in UNSURVEYED)
    own_clock = p.decreed or place.trouble >= 2  # K-4
    return place.state in IN_USE and _is_disturbed(p, place) and own_clock


def _with_sessions(places: Iterable[Place], states: frozenset[str]) -> list[tuple[str, Key]]:
    found: list[tuple[str, Key]] = []
    for place in places:
        found.append(("lokasi", place.key))
        found += [("sesi", session.key) for session in place.sessions if session.state in states]
    return found


def _troubles(p: OfProposal) -> list[int]:
    """Of the nodes whose disturbance it names: how far each has come."""
    nodes: list[Place | Session] = [*p.places, *(s for place in p.places for s in place.sessions)]
    return [node.trouble for node in nodes if node.key in p.names_trouble]


def cakupan_dapat_ditunda(p: OfProposal) -> bool:
    return can_postpone(p)


def ada_yang_dapat_ditunda(p: OfProposal) -> bool:
    return can_postpone(p)


def tidak_ada_yang_dapat_ditunda(p: OfProposal) -> bool:
    return not can_postpone(p)


def sebab_penundaan_sah(p: OfProposal) -> bool:
    return p.own.cause == "sarana" or any(_troubles(p))


def gangguan_pn_masih_terbuka(p: OfProposal) -> bool:
    return p.own.cause == "sarana" or any(_troubles(p))


def pn_menyebut_gangguan_ini(p: OfProposal) -> bool:
    """It names a disturbance, and none that it names is open any more (K-15)."""
    return p.own.cause == "gangguan" and not any(_troubles(p))


def tiga_jam_atau_penetapan(p: OfProposal) -> bool:
    """Of a location or event: at one that can be postponed, so that something is (K-31)."""
    if p.own.cause == "sarana":
        return True
    if p.kind == "sesi":
        return p.decreed or any(trouble >= 2 for trouble in _troubles(p))
    return any(_is_postponed(p, place) for place in p.places)


def tanpa_penundaan_terbuka(p: OfProposal) -> bool:
    """others: open ones for the same cause over this node or one above it, without those on their way out (K-24)."""
    return not any(one.state in OPEN for one in p.others)


def tanpa_permintaan_menunggu(p: OfProposal) -> bool:
    return not p.scope_asked


def permintaan_terjawab(p: OfProposal) -> bool:
    return not p.own_asked


def tanpa_pembatalan_matang(p: OfProposal) -> bool:
    return not any(pb.state == "dikoordinasikan" and pb.ripe for pb in p.cancellations)


def tidak_ada_yang_tertunda(p: OfProposal) -> bool:
    return not p.still_postponed


def tanpa_pembatalan_terbuka(p: OfProposal) -> bool:
    return not any(pb.state in OPEN for pb in p.cancellations)


def cakupan_dapat_dibatalkan(p: OfProposal) -> bool:
    return can_cancel(p)


def ada_yang_dapat_dibatalkan(p: OfProposal) -> bool:
    return can_cancel(p)


def tidak_ada_yang_dapat_dibatalkan(p: OfProposal) -> bool:
    return not can_cancel(p)


def cakupan_sudah_batal(p: OfProposal) -> bool:
    return p.all_cancelled
