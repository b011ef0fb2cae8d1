"""What an act costs: statements of one press, savepoints included, counted over the acts of two whole stories.

No act on one object takes more than 30. What still does is named here with its figure, which may only go down: three
statements for each field of files, and what a creation writes (its words for the search are one of them).
"""

from collections import defaultdict

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cases.jpt import steps
from tests.support import world as worlds
from workflows import gate

MOST = 30
DEARER = {"pelaporan": 42, "tambah_seleksi": 41, "pelantikan": 34, "tambah_nomenklatur": 34}


@pytest.fixture
def counted(world, monkeypatch):
    """{act: the most statements it took}, of all that is pressed in the test."""
    found = defaultdict(int)
    real = gate.perform

    def perform(obj, name, **given):
        with CaptureQueriesContext(connection) as captured:
            outcome = real(obj, name, **given)
        found[name] = max(found[name], len(captured))
        return outcome

    for place in (steps, worlds):
        monkeypatch.setattr(place, "perform", perform)
    monkeypatch.setattr("cases.core.doing.creation.perform", perform)
    return found


def test_no_act_on_one_object_takes_more_than_thirty(world, counted):
    for where in ("perbaikan", "nonaktif", "ditarik"):
        world.at(where, jabatan=where)
    told = steps.Steps(world.people)
    told.inaugurated_on(told.nomenklatur(unit="Dinas Lain"))
    over = {name: count for name, count in counted.items() if count > DEARER.get(name, MOST)}
    assert over == {}
    assert len(counted) >= 20
    assert counted["setujui"] <= 20  # of a nomenklatur and of a plan, whose letter follows
