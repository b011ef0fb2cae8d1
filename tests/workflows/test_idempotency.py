"""Idempotency-Key: the same call is answered again and done once (SJ-138)."""

import pytest

from cases.core.creation import create
from cases.nomenklatur.models import NomenklaturV1
from tests.support.world import acts_of, fresh, refused
from workflows.gate import perform
from workflows.models import AccessLog, IdempotencyKey, LedgerEntry

pytestmark = pytest.mark.req("SJ-138")


def press(obj, who, key="k-1", act="perbaikan", **data):
    return perform(obj, act, actor=who, data=data or {"alasan": "<p>Lagi.</p>"}, idempotency_key=key)


def test_the_same_call_is_done_once(world):
    obj = world.at("telaah")
    first = press(obj, world.people.asisten1)
    again = press(obj, world.people.asisten1)
    assert (first.repeated, again.repeated) == (False, True)
    assert again.entry.pk == first.entry.pk
    assert (again.obj.pk, again.obj.state, again.obj.version) == (obj.pk, "perbaikan", 3)
    assert acts_of(obj).count("perbaikan") == 1


def test_the_answer_shows_the_object_as_it_is_now(world):
    obj = world.at("telaah")
    press(obj, world.people.asisten1)
    world.do(obj, "kirim_perbaikan", "jaksel", **world.data(level="Madya"))
    assert press(obj, world.people.asisten1).obj.state == "baru"


def test_in_its_pinned_version(world):
    obj = world.at("telaah", version=1)
    press(obj, world.people.asisten1)
    assert type(press(obj, world.people.asisten1).obj) is NomenklaturV1


@pytest.mark.parametrize(
    "changed", [{"alasan": "<p>Lain.</p>"}, {"act": "setujui"}, {"alasan": "<p>Lagi.</p>", "lebih": "1"}]
)
def test_for_something_else_it_is_refused(world, changed):
    obj = world.at("telaah")
    press(obj, world.people.asisten1)
    with refused("E-DUP"):
        press(obj, world.people.asisten1, **changed)


def test_for_another_object_too(world):
    one, two = world.at("telaah"), world.at("telaah", jabatan="Sekretaris")
    press(one, world.people.asisten1)
    with refused("E-DUP"):
        press(two, world.people.asisten1)


def test_a_key_belongs_to_a_person(world):
    obj = world.open()
    data = {"alasan": "Salah."}
    perform(obj, "tarik", actor=world.people.jaksel, data=data, idempotency_key="k")
    with refused("E-STATE"):
        perform(obj, "tarik", actor=world.people.jaksel2, data=data, idempotency_key="k")


def test_a_refused_call_leaves_the_key_free(world):
    obj = world.at("telaah", kompetensi_teknis="")
    with refused("E-GUARD"):
        press(obj, world.people.asisten1, act="setujui", _="")
    assert IdempotencyKey.objects.count() == 0
    assert press(obj, world.people.asisten1).repeated is False


def test_who_lost_sight_of_it_gets_no_answer(world):
    obj = world.at("telaah")
    press(obj, world.people.asisten1)
    world.people.asisten1.is_active = False
    world.people.asisten1.save()
    with refused("E-HIDE"):
        press(obj, world.people.asisten1)


def test_a_case_is_opened_once(world):
    for _ in range(2):
        [obj] = create(
            world.people.jaksel, "nomenklatur", "tambah_nomenklatur", world.data(), idempotency_key="baru-1"
        )
    assert LedgerEntry.objects.count() == 1
    assert fresh(obj).state == "baru"
    assert AccessLog.objects.count() == 0


def test_without_a_key_a_repeat_is_an_act_of_its_own(world):
    obj = world.at("telaah")
    world.do(obj, "setujui", "asisten1")
    with refused("E-STATE"):
        world.do(obj, "setujui", "asisten1")
