"""Idempotency-Key: the same call is answered again and done once (SJ-138)."""

import pytest

from cases.core.doing.creation import create
from cases.nomenklatur.models import NomenklaturV1
from tests.support.world import acts_of, fresh, refused
from workflows.access import log_access
from workflows.errors import Refused
from workflows.gate import perform
from workflows.models import AccessLog, IdempotencyKey, LedgerEntry
from workflows.repeats import AlreadySent, find, fingerprint, once, once_each

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
        perform(obj, "setujui", actor=world.people.asisten1, idempotency_key="k-1")
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


def test_the_refusal_names_what_was_sent(world):
    obj = world.at("telaah")
    first = press(obj, world.people.asisten1)
    with pytest.raises(AlreadySent) as told:
        press(obj, world.people.asisten1, alasan="<p>Lain.</p>")
    assert told.value.code == "E-DUP"
    assert (told.value.sent.entry_id, told.value.sent.object_id) == (first.entry.pk, obj.pk)


class TestOnceForWhatIsNoAct:
    def test_the_answer_is_given_again_and_nothing_done(self, world):
        done, who = [], world.people.asisten1

        def do():
            done.append(1)
            return {"url": "/temuan/1/"}

        answers = [once(who, "k", fingerprint("a"), do) for _ in range(2)]
        assert answers == [({"url": "/temuan/1/"}, False), ({"url": "/temuan/1/"}, True)]
        assert done == [1]

    def test_something_else_is_refused_with_the_answer_of_the_first(self, world):
        once(world.people.asisten1, "k", fingerprint("a"), lambda: {"url": "/temuan/1/"})
        with pytest.raises(AlreadySent) as told:
            once(world.people.asisten1, "k", fingerprint("b"), dict)
        assert told.value.sent.answer == {"url": "/temuan/1/"}

    def test_a_refusal_frees_the_key_and_keeps_its_line_in_the_log(self, world):
        def refuse():
            log_access(actor=world.people.asisten1, action="coba", outcome="E-PERM")
            raise Refused("E-PERM", "Tidak.")

        with refused("E-PERM"):
            once(world.people.asisten1, "k", fingerprint("a"), refuse)
        assert AccessLog.objects.filter(action="coba").count() == 1
        assert find(world.people.asisten1, "k") is None
        assert once(world.people.asisten1, "k", fingerprint("a"), lambda: {"n": 1}) == ({"n": 1}, False)

    def test_of_many_acts_a_second_press_does_none(self, world):
        seen = []

        def do():
            seen.append(once_each(world.people.asisten1, "k", fingerprint("a"), dict))
            return {"n": 1}

        assert once_each(world.people.asisten1, "k", fingerprint("a"), do) == ({"n": 1}, False)
        assert seen == [({}, True)]
        assert once_each(world.people.asisten1, "k", fingerprint("a"), do) == ({"n": 1}, True)

    @pytest.mark.parametrize("key", ["", "x" * 191, "a\x00b", "a\ud800", "a\nb"])
    def test_what_cannot_be_a_key_finds_nothing(self, world, key):
        assert find(world.people.asisten1, key) is None
