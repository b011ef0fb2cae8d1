"""Two boundaries that look at each other: one order of locks for every press (docs/decisions/014, SJ-138).

Each of two people acts on one boundary while the guard of the act reads the other's. With locks in any other order
than one, such a pair waits for itself: a deadlock, which its loser would hear of as busy, or as stale.
"""

import pytest
from django.db import connection

from cases.jpt.case_type import MACHINE as JPT
from cases.jpt.models import Jpt
from cases.nomenklatur.case_type import MACHINE as NOMENKLATUR
from tests.cases.jpt.steps import Steps
from tests.support.races import DONE, EVERY_WAY, run
from tests.support.world import World, live_sound, user
from tests.support.world import clone as clone_nomenklatur
from workflows.gate import perform
from workflows.locks import Lock, Strength
from workflows.machine import rows_of

from .selections import case, clone, press

pytestmark = pytest.mark.req("SJ-138")
BOTH = {(DONE, DONE)}


@pytest.fixture
def world(committed_db):
    return World()


@pytest.fixture
def asking(monkeypatch):
    """Make the rows of an act lock what `locks` says, too."""

    def patch(model, act, locks):
        for name, row in rows_of(model):
            if name == act:
                monkeypatch.setitem(row.__dict__, "locks", locks)

    return patch


def deadlocks():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]


@pytest.mark.parametrize("strength", Strength)
def test_of_one_kind(world, asking, strength):
    """Neither knows which of the two comes first; the keys say it."""
    obj = world.at("telaah")
    pairs = list(zip(clone_nomenklatur(obj, EVERY_WAY), clone_nomenklatur(obj, EVERY_WAY), strict=True))
    other = {str(pk): twin for one, two in pairs for pk, twin in ((one, two), (two, one))}
    asking(type(obj), "perbaikan", lambda obj, raw: [Lock(NOMENKLATUR, other[str(obj.pk)], strength)])
    before, person = deadlocks(), user("asisten1")

    def pressing(which):
        data = {"alasan": "<p>Lengkapi.</p>"}
        return lambda pair: perform(
            case(pair[which]), "perbaikan", actor=person, data=data, version=obj.version
        )

    race = run(pairs, pressing(0), pressing(1))
    assert set(race.counted) == BOTH
    assert deadlocks() == before
    for pair in pairs[::20]:
        for pk in pair:
            live_sound(case(pk))


def test_of_two_kinds(world, asking):
    """A plan is approved under its nomenklatur, whose petugas changes with an act that reads the plan."""
    steps = Steps(world.people)
    seleksi = steps.reviewed()
    post = case(seleksi.nomenklatur_id)
    tracks = clone(seleksi, EVERY_WAY)

    def plans_of(obj, raw):
        return [Lock(JPT, pk) for pk in Jpt.objects.filter(nomenklatur=obj.pk).values_list("pk", flat=True)]

    asking(type(post), "ganti_petugas", plans_of)
    before = deadlocks()
    race = run(
        tracks,
        press(
            "setujui",
            "asisten1",
            seen=seleksi.version,
            data={"catatan_persetujuan": "<p>Lengkap.</p>"},
        ),
        press(
            "ganti_petugas",
            "admin",
            of=lambda track: case(track.nomenklatur),
            seen=post.version,
            data={"petugas": str(world.people.asisten2.pk), "alasan": "Cuti."},
        ),
    )
    assert set(race.counted) == BOTH
    assert deadlocks() == before
    for track in tracks[::20]:
        live_sound(case(track.seleksi))
        live_sound(case(track.nomenklatur))
