"""SIGKILL inside the gate: all or nothing, no lock left behind, and the next press goes through."""

import pytest
from django.db import connection

from cases.core.doing import claims
from cases.core.models import Case
from cases.core.reading.selectors import subject_of
from tests.support import killed
from tests.support.jobs import data_of
from tests.support.killed import KILLED, kill_at
from tests.support.world import World, acts_of, fresh, live_sound, open_task, open_tasks, traces
from workflows.gate import perform
from workflows.models import IdempotencyKey, LedgerEntry

pytestmark = pytest.mark.req("SJ-128")

#: Places on the way through the gate, in their order.
INSIDE = {
    "under the lock": "cases.core.doing.subjects:CaseDetail.lock_boundary",
    "the form is valid": "workflows.readiness:fill",
    "the row is written": "cases.core.doing.subjects:CaseDetail.store",
    "the entry is written": "workflows.ledger:record",
    "the right is given": "cases.core.doing.assignment:assign_perm",
    "the lanes are in line": "workflows.routing:Route.reconcile",
    "the boundary is written": "cases.core.doing.subjects:CaseDetail.settle",
    "all but the commit: the jobs are written": "workflows.jobs:_write",
}


@pytest.fixture
def world(committed_db):
    return World()


@pytest.mark.parametrize("where", INSIDE)
def test_inside_the_gate(world, where):
    obj = world.open()
    data = {"petugas": str(world.people.asisten1.pk)}
    before = traces()
    assert kill_at(INSIDE[where], killed.press, str(obj.pk), "pilih_petugas", "komisioner", data) == KILLED
    connection.close()
    assert traces() == before
    live_sound(obj)
    after = world.do(fresh(obj), "pilih_petugas", "admin", **data)
    assert open_tasks(after) == {"utama": ("telaah", "asisten1")}
    live_sound(after)


def test_after_the_commit_all_is_there(world):
    obj = world.at("telaah")
    place = "workflows.gate:Call.run"  # the last thing inside; the commit follows it
    assert kill_at(place, killed.press, str(obj.pk), "setujui", "asisten1", {}) == KILLED
    assert fresh(obj).state == "baru"
    assert kill_at("workflows.gate:perform", killed.press, str(obj.pk), "setujui", "asisten1", {}) == KILLED
    assert fresh(obj).state == "disetujui"
    assert [data["text"] for data in data_of("notice")].count("Nomenklatur disetujui") == 1
    live_sound(obj)


@pytest.mark.parametrize("place", ["workflows.gate:Call.run", ""])
def test_a_client_that_never_heard_asks_again_with_its_key(world, place):
    """Whether the press was lost or only the answer, the repeat leads to one act."""
    obj = world.at("telaah")
    data = {"alasan": "<p>Lagi.</p>"}
    code = kill_at(place, killed.press, str(obj.pk), "perbaikan", "asisten1", data, "klik-1")
    assert code == (KILLED if place else 0)
    again = perform(fresh(obj), "perbaikan", actor=world.people.asisten1, data=data, idempotency_key="klik-1")
    assert again.repeated is (not place)
    assert acts_of(obj).count("perbaikan") == 1
    assert IdempotencyKey.objects.count() == 1


@pytest.mark.parametrize(
    "place", ["workflows.ledger:record", "cases.core.doing.subjects:CaseDetail.start_route"]
)
def test_while_a_case_is_opened(world, place):
    before = traces()
    assert kill_at(place, killed.register, "jaksel", world.data(), "baru-1") == KILLED
    connection.close()
    assert traces() == before
    assert kill_at("", killed.register, "jaksel", world.data(), "baru-1") == 0
    assert kill_at("", killed.register, "jaksel", world.data(), "baru-1") == 0
    [case] = Case.objects.all()
    live_sound(subject_of(case))
    assert LedgerEntry.objects.count() == 1


def test_while_a_task_is_claimed(world):
    obj = world.open()
    task = open_task(obj, "pilih").pk
    assert kill_at("workflows.tasks:_record", killed.take, task, "admin") == KILLED
    assert open_tasks(obj) == {"utama": ("pilih", None)}
    claims.claim(world.people.komisioner, task)
    assert acts_of(obj) == ["tambah_nomenklatur", "ambil_tugas"]
    live_sound(obj)
