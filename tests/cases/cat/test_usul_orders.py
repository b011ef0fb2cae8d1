"""No way leads to `berlaku` without coordination, berita acara and approval, in whatever order people press; nothing
opens under a proposed cancellation; two at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.core.models import Case
from cases.organisations.zones import today_wib
from tests.support.races import FEWER, TRIALS, run
from workflows.errors import Refused
from workflows.ledger import database_now
from workflows.models import LedgerEntry
from workflows.settling import settle

from . import planted as tree
from .conftest import Exam
from .usul import Tree, answered, asked, document

STEPS = ("pansel", "bkn", "coordinate", "document", "tell", "approve", "refuse", "withdraw", "settle")
#: What must stand in the ledger before it takes effect.
NEEDED = {
    "penundaan": {"PN-2a", "PN-2b", "PN-2c", "PN-3", "PN-4a"},
    "pembatalan": {"PB-2a", "PB-2b", "PB-3", "PB-4a"},
}


def step(wood: Tree, usul: Any, name: str) -> None:
    match name:
        case "document":
            document(usul)
        case "tell":
            answered(asked(usul, "ba_ditandatangani", "DK-6"))
        case "refuse":
            wood.do(usul, "tolak", "deputi", alasan="Tidak.")
        case "withdraw" if usul.machine.key == "penundaan":
            wood.do(usul, "tarik", "tpc1", keadaan_sebab="berakhir", alasan="Selesai.")
        case "withdraw":
            wood.do(usul, "tarik", "tpc1", hasil_pemeriksaan="tidak_terbukti", alasan="Bukan.")
        case "settle":
            wood.settle()
        case _:
            getattr(wood, name)(usul)


@pytest.mark.req("CB-128", "CB-129")
@pytest.mark.parametrize("kind", sorted(NEEDED))
@given(order=st.lists(st.sampled_from(STEPS), min_size=4, max_size=14))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_no_order_of_presses_leads_to_effect_without_all_of_it(
    wood: Tree, kind: str, order: list[str]
) -> None:
    from django.db import transaction

    place = wood.another("siap")
    tree.sesi(place)
    usul = wood.propose(kind, place)
    for name in order:
        try:
            with transaction.atomic():
                step(wood, usul, name)
        except Refused:
            pass
    wood.settle()
    refs = set(LedgerEntry.objects.filter(stream=usul.pk).values_list("ref", flat=True))
    state = tree.again(usul).state
    effective = bool(refs & {"PN-5", "PB-5"})
    assert effective == (state in ("berlaku", "berakhir"))
    if effective:
        assert refs >= NEEDED[kind]
        assert tree.again(place).state in ("ditunda", "dibatalkan")
    else:
        assert tree.again(place).state == "siap"


@pytest.mark.parametrize("kind", sorted(NEEDED))
@pytest.mark.parametrize("order", [("sign", "approve"), ("approve", "sign")])
def test_document_and_approval_come_in_either_order(wood: Tree, kind: str, order: tuple[str, ...]) -> None:
    usul = wood.coordinated(wood.propose(kind, wood.place))
    for name in order:
        assert wood.states(usul) == ["dikoordinasikan"]
        getattr(wood, name)(usul)
        wood.settle()
    assert wood.states(usul) == ["berlaku"]


@pytest.fixture
def wood(exam: Exam) -> Tree:
    return Tree(exam)


def test_statements_do_not_grow_with_the_scope(wood: Tree, django_assert_max_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost(scope: Any) -> list[int]:
        usul = wood.coordinated(wood.propose("pembatalan", scope))
        with CaptureQueriesContext(connection) as before:
            settle("pembatalan", usul.pk)
        wood.approve(usul)
        wood.sign(usul)
        with CaptureQueriesContext(connection) as effect:
            settle("pembatalan", usul.pk)
        assert wood.states(usul) == ["berlaku"]
        return [len(before), len(effect)]

    few, many = wood.another("siap"), wood.another("siap")
    tree.sesi(few)
    for number in range(1, 12):
        tree.sesi(many, nomor=number)
    assert cost(few) == cost(many)


@pytest.mark.req("CB-273")
def test_a_session_never_opens_under_a_cancellation(committed_db: Any, s3: Any) -> None:
    """SS-2 and PB-1 take the same boundaries: whichever comes second sees the first."""
    wood = Tree(Exam(), sessions=0)
    places = []
    for n in range(TRIALS):
        place = wood.another("operasional")
        session = tree.sesi(place, tanggal=today_wib(), mulai=database_now() + dt.timedelta(hours=1))
        places.append((place, session, (session, place)[n % 2]))
    team = wood.exam.person("tpc1"), wood.exam.person("tpc2")
    assert all(team)

    def opens(track: Any) -> None:
        wood.do(track[1], "buka_akses_pin", "tpc1", aplikasi_siap=True, pelatihan=True)

    def proposes(track: Any) -> None:
        wood.propose("pembatalan", track[2], who="tpc2")

    race = run(places, opens, proposes)
    for (_, session, _), answer in zip(places, race.answers, strict=True):
        assert answer[1] == "ok"  # a session that has opened may be cancelled still
        proposed = Case.objects.filter(
            type="pembatalan", parent__in=[session.pk, session.case.parent_id]
        ).get()
        opened = LedgerEntry.objects.filter(stream=session.pk, act="buka_akses_pin").first()
        assert (opened is not None) == (answer[0] == "ok")
        if opened is not None:  # then before it was proposed, never under it
            assert opened.at < proposed.opened_at
    assert {answer[0] for answer in race.answers} <= {"ok", "E-GUARD"}


def test_one_that_waits_for_what_another_has_asked_follows_at_once(wood: Tree) -> None:
    """Also where the answer is that it no longer applies, and nothing was done."""
    pn = wood.coordinated(wood.propose("penundaan", wood.sessions[0]))
    pb = wood.coordinated(wood.propose("pembatalan", wood.place))
    for usul in (pn, pb):
        wood.approve(usul)
    wood.sign(pn)
    settle("penundaan", pn.pk)
    wood.sign(pb)
    settle("pembatalan", pb.pk)
    assert wood.states(pn, pb) == ["berlaku", "dikoordinasikan"]
    tree.put(wood.sessions[0], "selesai")
    wood.settle()
    # with the result of that sesi the place is handed on (TL-16b)
    assert wood.states(pn, pb, wood.place) == ["berakhir", "berlaku", "pelaksanaan_selesai"]


def test_two_at_once_over_one_node_are_one(committed_db: Any, s3: Any) -> None:
    wood = Tree(Exam(), sessions=0)
    places = []
    for _ in range(FEWER):
        place = wood.another("siap")
        tree.sesi(place)
        places.append(place)
    assert wood.exam.person("tpc1")
    assert wood.exam.person("tpc2")
    race = run(
        places,
        lambda place: wood.propose("penundaan", place, who="tpc1"),
        lambda place: wood.propose("penundaan", place, who="tpc2"),
    )
    assert race.regardless == {("E-DUP", "ok")}
