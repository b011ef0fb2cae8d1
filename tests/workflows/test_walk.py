"""Random walks over `nomenklatur`, in both versions: every answer of the gate is compared with the law's."""

from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.core.doing import claims
from tests.support.undone import undone
from tests.support.walks import ACTORS, ACTS, ASKS, Model, Step, isian, raw
from tests.support.world import fresh, live_sound, open_tasks, traces
from workflows.errors import Refused
from workflows.gate import perform
from workflows.models import LedgerEntry

PEOPLE = sorted(ACTORS)
TASK_ACTS = ["ambil_tugas", "lepas_tugas"]
#: What could be pressed by somebody who means it.
LIKELY = [
    Step(act, who, petugas=petugas, isian=isian)
    for act, who in product(
        [*ACTS, *TASK_ACTS], ["admin", "komisioner", "asisten1", "asisten2", "jaksel", "jaksel2"]
    )
    for petugas in (["asisten1", "asisten2"] if "petugas" in ASKS.get(act, ()) else ["asisten1"])
    for isian in (["lain", "kurang"] if "isian" in ASKS.get(act, ()) else ["lain"])
]
anything = st.builds(
    Step,
    act=st.sampled_from([*ACTS, *TASK_ACTS]),
    who=st.sampled_from(PEOPLE),
    petugas=st.sampled_from(["asisten1", "asisten2", "admin", "nonaktif", "jaksel", ""]),
    text=st.sampled_from(["Alasan.", ""]),
    isian=st.sampled_from(["lain", "sama", "kurang", "salah"]),
    seen=st.sampled_from([None, None, 0, -1, 1]),
)
steps = st.lists(st.one_of(st.integers(0, 10_000), anything), min_size=1, max_size=25)


def walk(world, machine, plan):
    obj, model = world.open(version=machine, **isian(world, "awal 0")), Model(machine, data="awal 0")
    for planned in plan:
        step = planned
        if isinstance(planned, int):
            possible = model.allowed(LIKELY)
            if not possible:
                return  # the machine has ended
            step = possible[planned % len(possible)]
        model = take(world, obj, model, step)
        now = fresh(obj)
        assert (now.state, now.version) == (model.state, model.version)
        assert open_tasks(now) == model.turns
        assert now.tugas_pokok_fungsi == model.data
        live_sound(now)


def take(world, obj, model, step):
    """One step through the gate; returns the model after it."""
    expected = model.answer(step)
    entries = LedgerEntry.objects.filter(stream=obj.pk).count()
    before = traces() if expected else None
    code = attempt(world, obj, model, step)
    assert code == expected, f"{step} is answered {code!r}, the catalogue says {expected!r}"
    if code:
        assert traces() == before, f"{step} was refused and changed something"
        return model
    again = step.act == "ambil_tugas" and dict(model.turns.values()).get(turn_of(model)) == step.who
    assert LedgerEntry.objects.filter(stream=obj.pk).count() == entries + (not again)
    return model.after(step)


def turn_of(model):
    return next(iter(model.turns.values()), ("", None))[0]


def attempt(world, obj, model, step):
    """The code of the refusal, "" when it was done."""
    person = world.person(step.who)
    try:
        if step.act in TASK_ACTS:
            newest = obj.case.tasks.filter(flow_task_type="HUMAN").latest("pk")
            (claims.claim if step.act == "ambil_tugas" else claims.release)(person, newest.pk)
        else:
            version = None if step.seen is None else model.version + step.seen
            perform(obj, step.act, actor=person, data=raw(step, model, world), version=version)
    except Refused as refusal:
        return refusal.code
    return ""


@pytest.mark.req("SJ-40", "SJ-136", "SJ-137", "SJ-138", "SJ-142")
@pytest.mark.parametrize("machine", [1, 2])
@settings(
    max_examples=40,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(plan=steps)
def test_walk(world, machine, plan):
    with undone():
        walk(world, machine, plan)


@pytest.mark.parametrize("machine", [1, 2])
def test_every_act_that_somebody_may_do_is_reached(world, machine):
    """The model's own reach: a walk that never leaves the start would prove nothing."""
    seen, todo, acts = set(), [Model(machine, data="awal 0")], set()
    while todo:
        model = todo.pop()
        for step in model.allowed(LIKELY):
            acts.add(step.act)
            nxt = model.after(step)
            key = (nxt.state, nxt.turns.__repr__(), bool(nxt.approved), nxt.data.split()[0])
            if key not in seen:
                seen.add(key)
                todo.append(nxt)
    creations = {"tambah_nomenklatur", "tambah_dari_unggahan"}
    later = {
        "mohon_nonaktif",
        "setujui_nonaktif",
        "tolak_nonaktif",
        "tarik_permohonan",
        "tarik",
        "batalkan_perubahan",
    }
    assert acts == {*ACTS, *TASK_ACTS} - creations - (later if machine == 1 else set())
