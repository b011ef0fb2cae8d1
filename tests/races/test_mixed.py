"""Eight sessions press at random on a few cases: no deadlock, no error, nothing that is not in the ledger."""

import random
import threading
import time

import pytest
from django.db import connection

from cases.core.doing import claims
from cases.core.models import Case, CaseTask
from cases.core.reading.selectors import subject_of
from tests.support.walks import ACTS, ROWS, Model, Step, raw
from tests.support.world import World, live_sound
from workflows.errors import Refused
from workflows.gate import perform
from workflows.models import AccessLog, LedgerEntry

WORKERS, SECONDS, CASES = 8, 6, 6
PEOPLE = ["admin", "komisioner", "asisten1", "asisten2", "jaksel", "jaksel2", "bogor"]
#: Taking a task that one already holds writes nothing. Whether it was held is read here before the press, so nobody
#: takes or releases with himself.
AT_TASKS = {who: threading.Lock() for who in PEOPLE}
#: Acts that end a case are left out: the crowd shall have something to do until the end.
ENDING = {row["act"] for row in ROWS if row["to"] in {"nonaktif", "ditarik"}}
#: What the catalogue allows as an answer; anything else is a fault of the engine.
ANSWERS = {"ok", "E-STATE", "E-GUARD", "E-PERM", "E-HIDE", "E-STALE", "E-RNG", "E-DUP"}


@pytest.mark.req("SJ-138")
def test_a_crowd(committed_db):
    world = World()
    tracks = [world.open(jabatan=f"Jabatan {n}").pk for n in range(CASES)]
    until, answers, errors = time.monotonic() + SECONDS, [], []

    def work(seed):
        chance = random.Random(seed)
        try:
            while time.monotonic() < until and not errors:
                answers.append(one(world, chance, chance.choice(tracks)))
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    codes = {code for code, _ in answers}
    assert codes <= ANSWERS
    assert {"ok", "E-STATE", "E-PERM", "E-HIDE"} <= codes
    entries = LedgerEntry.objects.exclude(act="tambah_nomenklatur").count()
    assert entries == sum(written for _, written in answers)
    refusals = sum(code in {"E-STATE", "E-GUARD", "E-PERM", "E-STALE"} for code, _ in answers)
    assert AccessLog.objects.exclude(outcome="E-HIDE").count() == refusals
    for case in Case.objects.all():
        live_sound(subject_of(case))


def one(world, chance, pk):
    """One press: (answer, entries it wrote)."""
    obj = subject_of(Case.objects.get(pk=pk))
    who = chance.choice(PEOPLE)
    person = world.person(who)
    try:
        if chance.random() < 0.2:
            with AT_TASKS[who]:
                return "ok", _taken_or_released(person, pk, chance)
        step = Step(
            chance.choice([a for a in ACTS if a not in ENDING]),
            who,
            petugas=chance.choice(["asisten1", "asisten2"]),
            text="Alasan.",
            isian=chance.choice(["lain", "sama"]),
        )
        model = Model(2, data=obj.tugas_pokok_fungsi or "lain 0", serial=chance.randrange(10**6))
        data = raw(step, model, world)
        data |= {"jabatan": obj.jabatan} if "jabatan" in data else {}
        version = obj.version if chance.random() < 0.3 else None
        perform(obj, step.act, actor=person, data=data, version=version)
    except Refused as refusal:
        return refusal.code, 0
    return "ok", 1


def _taken_or_released(person, pk, chance):
    """The entries it wrote."""
    task = CaseTask.objects.filter(case=pk, flow_task_type="HUMAN").latest("pk")
    if task.owner_id != person.pk:
        claims.claim(person, task.pk)
        return 1
    if chance.random() < 0.5:
        return 0
    claims.release(person, task.pk)
    return 1
