"""Nothing is a façade: the story of a nomenklatur needs each of the three libraries where it uses it."""

import pytest

from cases.core.reading import inbox
from tests.support.facade import STUBS, stops_at
from tests.support.world import fresh
from workflows.gate import perform


def story(world):
    """Registered, sent back, corrected, approved after a change of reviewer: each from the person's inbox."""
    asisten1, asisten2 = (str(world.person(name).pk) for name in ("asisten1", "asisten2"))
    yield "tambah_nomenklatur"
    obj = world.open()
    for act, who, data, state in [
        ("pilih_petugas", "komisioner", {"petugas": asisten1}, "baru"),
        ("perbaikan", "asisten1", {"alasan": "<p>Lengkapi.</p>"}, "perbaikan"),
        ("kirim_perbaikan", "jaksel", world.data(level="Madya"), "baru"),
        ("ganti_petugas", "admin", {"petugas": asisten2, "alasan": "Cuti."}, "baru"),
        ("setujui", "asisten2", {}, "disetujui"),
    ]:
        yield act
        obj = perform(
            fresh(obj), act, actor=world.person(who), data=data, task=task_for(world, who, obj, act)
        ).obj
        assert obj.state == state


def task_for(world, who, obj, act):
    """The task that asks this person for the act; acts from outside a turn have none."""
    if act == "ganti_petugas":
        return None
    for box in ("mine", "queue"):
        for task in inbox.box_of(world.person(who), box).filter(case=obj.pk):
            if act in task.flow_task.acts:
                return task.pk
    pytest.fail(f"{who} has no task for {act}")


def test_the_story_comes_to_its_end(world):
    assert stops_at(story, world) == ""


@pytest.mark.parametrize(
    ("library", "step"),
    [
        ("django-fsm's state change", "tambah_nomenklatur"),
        ("viewflow's next node", "pilih_petugas"),
        ("guardian's grant", "perbaikan"),
    ],
)
def test_it_stops_where_a_library_is_missing(world, library, step):
    with STUBS[library]():
        assert stops_at(story, world) == step
    assert stops_at(story, world) == "", "and goes on when it is back"
