"""What guards of all rooms ask about postponements, cancellations and what is on its way (cases.cat.proposals)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from uuid_utils.compat import uuid7

from cases.cat import proposals
from cases.cat.law.seen import Proposal
from workflows.ledger import database_now
from workflows.models import Ask, LedgerEntry

from . import planted as tree


@pytest.fixture
def event(exam: Any) -> Any:
    return tree.acara(exam.institution)


def proposal(kind: str, scope: Any, state: str = "konsep", **facts: Any) -> Any:
    if kind == "penundaan":
        facts.setdefault("sebab", "sarana")
    above = scope
    while above.case.parent_id is not None:
        above = tree.again(above.case.parent)
    facts = {"acara": tree.plain(tree.again(above)), "uraian": "…", **facts}
    return tree.planted(kind, state, institution=scope.case.institution, parent=scope, **facts)


def entry(stream: Any) -> Any:
    """One of a press, for asks."""
    last = LedgerEntry.objects.filter(stream=stream).count()
    return LedgerEntry.objects.create(
        stream=stream,
        seq=last + 1,
        object_type="event",
        object_id=stream,
        ref="X",
        act="x",
        at=database_now(),
        body={},
        prev=b"",
        hash=uuid7().bytes,
    )


def asks(cause: Any, ref: str, target: Any, act: str = "tunda", under: Any = None, **data: Any) -> Ask:
    key = getattr(target, "pk", target)
    return Ask.objects.create(
        cause=cause, ref=ref, at=database_now(), asker=cause.stream, object_type="sesi", object_id=key, boundary=key,
        act=act, under=under, data=data,
    )  # fmt: skip


def test_over_a_node_stand_those_of_it_and_of_all_above_it(event: Any) -> None:
    place, other = tree.lokasi(event), tree.lokasi(event)
    session = tree.sesi(place)
    wide = proposal("pembatalan", event)
    mine = proposal("penundaan", session, "berlaku", sebab="gangguan")
    beside = proposal("penundaan", other)
    proposal("penundaan", session, "ditarik")
    assert [(p.key, p.scope, p.cause, p.state) for p in proposals.over(session.case)] == [
        (wide.pk, event.pk, "", "konsep"),
        (mine.pk, session.pk, "gangguan", "berlaku"),
    ]
    assert [p.key for p in proposals.over(place.case)] == [wide.pk]
    assert [p.key for p in proposals.over(other.case)] == [wide.pk, beside.pk]
    assert [p.key for p in proposals.inside(event.case)] == [mine.pk, beside.pk]
    assert [p.key for p in proposals.around(place.case)] == [wide.pk, mine.pk]
    assert set(proposals.over(session.case)[1].over) == {place.pk, event.pk}
    assert proposals.over(session.case)[0].over == ()


def test_one_statement_each(event: Any, django_assert_num_queries: Any) -> None:
    place = tree.lokasi(event)
    session = tree.sesi(place)
    for scope in (event, place, session):
        proposal(
            "penundaan", scope, gangguan={str(session.pk): "2026-12-01T02:00:00+00:00"}, sebab="gangguan"
        )
        proposal("pembatalan", scope)
    for question in (
        lambda: proposals.over(session.case),
        lambda: proposals.inside(event.case),
        lambda: proposals.naming(session.pk),
        lambda: proposals.asked([place.pk, session.pk]),
        lambda: proposals.scope_waits(event.pk),
    ):
        with django_assert_num_queries(1):
            question()


def test_who_names_a_disturbance_names_its_start(event: Any) -> None:
    start = dt.datetime(2026, 12, 1, 2, 30, 0, 250, tzinfo=dt.UTC)
    place = tree.lokasi(event, "operasional", gangguan_mulai=start)
    named = proposals.names({place.pk: start})
    mine = proposal("penundaan", place, sebab="gangguan", gangguan=named)
    wide = proposal("penundaan", event, sebab="gangguan", gangguan=named)
    proposal("penundaan", place)
    assert [p.key for p in proposals.naming(place.pk)] == [mine.pk, wide.pk]
    assert [p.key for p in proposals.naming(place.pk, start)] == [mine.pk, wide.pk]
    assert proposals.naming(place.pk, start + dt.timedelta(microseconds=1)) == []
    assert proposals.naming(event.pk) == []


def test_what_is_frozen_and_what_is_ripe(event: Any) -> None:
    place = tree.lokasi(event)
    session = tree.sesi(place)
    cause = entry(event.pk)
    asks(cause, "PN-5", place)
    asks(cause, "PN-5", session)
    asks(entry(event.pk), "PN-5", event)
    proposal("penundaan", place, "berlaku", beku=cause.pk)
    proposal("pembatalan", place, "dikoordinasikan", disetujui=True)
    postponed, cancelled = proposals.over(place.case)
    assert isinstance(postponed, Proposal)
    assert postponed.frozen == {place.pk, session.pk}
    assert (cancelled.frozen, cancelled.ripe) == (frozenset(), False), "approved, and not signed"


def test_what_waits_and_for_whom(event: Any) -> None:
    place = tree.lokasi(event)
    giving, taking, free = (tree.sesi(place, nomor=n) for n in (1, 2, 3))
    cause = entry(event.pk)
    asks(cause, "EV-25b", giving, "cabut_karena_acara", pindah={str(uuid7()): str(taking.pk)})
    asks(cause, "TL-18", place)
    assert proposals.asked([place.pk, giving.pk, taking.pk, free.pk]) == {
        place.pk: {"TL-18"},
        giving.pk: {"EV-25b"},
        taking.pk: {"EV-25b"},
    }
    assert proposals.asked_of(free.pk) == frozenset()
    assert [proposals.waits(one.pk) for one in (place, giving, taking, free)] == [False, True, True, False]
    assert proposals.waits(place.pk, {"TL-18"})
    assert not proposals.waits(taking.pk, {"PN-5"})
    Ask.objects.update(answered_at=database_now())
    assert proposals.asked([place.pk, giving.pk, taking.pk]) == {}


def test_a_scope_waits_for_what_is_below_it_and_what_is_to_come(event: Any) -> None:
    place, other = tree.lokasi(event), tree.lokasi(event)
    session = tree.sesi(place)
    cause = entry(event.pk)
    row = asks(cause, "PN-5", session)
    assert [proposals.scope_waits(one.pk) for one in (event, place, session, other)] == [
        True,
        True,
        True,
        False,
    ]
    assert not proposals.scope_waits(event.pk, {"EV-10"})
    row.delete()
    assert not proposals.scope_waits(event.pk)
    asks(cause, "EV-28", uuid7(), "jadwalkan", under=other.pk)
    assert [proposals.scope_waits(one.pk) for one in (event, place, other)] == [True, False, True]


def test_a_scope_waits_for_people_who_are_to_come_to_a_session_of_it(event: Any) -> None:
    """Found by the exploration: a cancellation of their new sesi would leave the old one waiting for it for ever."""
    place, other = tree.lokasi(event), tree.lokasi(event)
    giving, taking = tree.sesi(place), tree.sesi(other)
    beside = tree.sesi(other, nomor=2)
    cause = entry(event.pk)
    asks(cause, "EV-10", giving, "cabut_karena_acara", pindah={str(uuid7()): str(taking.pk)})
    assert [proposals.scope_waits(one.pk) for one in (event, place, giving, other, taking, beside)] == [
        *(True, True, True),
        *(True, True, False),
    ]
    assert not proposals.scope_waits(other.pk, {"PN-5"})
    Ask.objects.update(answered_at=database_now())
    assert not proposals.scope_waits(other.pk)


def test_whoever_changes_wakes_those_that_stand_over_it(exam: Any, event: Any) -> None:
    """Once their rooms are there: machines are looked up by name."""
    place = tree.lokasi(event)
    assert proposals.watching(place.case) == []
