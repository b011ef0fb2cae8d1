"""Claim, release, hand over: entries of the ledger, not acts of the machine (SJ-136)."""

import pytest
from guardian.shortcuts import remove_perm

from cases.core.doing import claims
from cases.core.models import CaseTask, Notification
from cases.organisations.roles import KELOLA_KASUS
from tests.support.jobs import deliver_all
from tests.support.world import acts_of, fresh, live_sound, open_task, open_tasks, refused
from workflows.errors import Refused
from workflows.gate import perform
from workflows.models import LedgerEntry


def last(obj):
    return LedgerEntry.objects.filter(stream=obj.pk).latest("seq")


@pytest.mark.req("SJ-136")
class TestClaim:
    @pytest.mark.parametrize(
        ("where", "turn", "who"),
        [("baru", "pilih", "admin"), ("baru", "pilih", "komisioner"), ("perbaikan", "perbaiki", "jaksel2")],
    )
    def test_by_one_of_its_pool(self, world, where, turn, who):
        obj = world.at(where)
        version = obj.version
        task = claims.claim(world.person(who), open_task(obj, turn).pk)
        assert (task.status, task.owner) == ("ASSIGNED", world.person(who))
        assert open_tasks(obj) == {"utama": (turn, who)}
        entry = last(obj)
        assert (entry.act, entry.ref, entry.source, entry.target) == ("ambil_tugas", "", where, where)
        assert (entry.body["task"], entry.body["holder"]) == (turn, [None, str(world.person(who).pk)])
        assert fresh(obj).version == version, "a claim is no act"
        live_sound(obj)

    @pytest.mark.parametrize(
        ("where", "turn", "who", "code"),
        [
            ("baru", "pilih", "asisten1", "E-PERM"),
            ("baru", "pilih", "auditor", "E-PERM"),
            ("baru", "pilih", "jaksel", "E-PERM"),
            ("baru", "pilih", "sistem", "E-PERM"),
            ("perbaikan", "perbaiki", "admin", "E-PERM"),
            ("perbaikan", "perbaiki", "bogor", "E-HIDE"),
            ("telaah", "telaah", "asisten2", "E-PERM"),
            ("telaah", "telaah", "admin", "E-PERM"),
        ],
    )
    def test_by_nobody_else(self, world, where, turn, who, code):
        task = open_task(world.at(where), turn)
        if code == "E-HIDE":
            with pytest.raises(Refused) as caught:
                claims.claim(world.person(who), task.pk)
            assert caught.value.code == code
            return
        with refused(code):
            claims.claim(world.person(who), task.pk)

    def test_twice_by_the_same_person_is_once(self, world):
        obj = world.open()
        for _ in range(2):
            claims.claim(world.people.admin, open_task(obj, "pilih").pk)
        assert acts_of(obj) == ["tambah_nomenklatur", "ambil_tugas"]

    def test_not_from_a_colleague_who_is_named(self, world):
        obj = world.open()
        task = claims.claim(world.people.admin, open_task(obj, "pilih").pk)
        with refused("E-GUARD", guard="tugas_dipegang") as caught:
            claims.claim(world.people.komisioner, task.pk)
        assert "Admin" in str(caught.value)

    def test_not_when_it_is_over(self, world):
        obj = world.open()
        task = open_task(obj, "pilih")
        world.do(obj, "tarik", "jaksel", alasan="x")
        with refused("E-STALE"):
            claims.claim(world.people.admin, task.pk)

    def test_not_a_node_of_the_routing(self, world):
        kendali = next(
            t for t in CaseTask.objects.filter(case=world.open().pk) if t.flow_task.name == "kendali"
        )
        with refused("E-STALE"):
            claims.claim(world.people.admin, kendali.pk)

    @pytest.mark.parametrize("pk", ["abc", "", "-1", "999999999", "1e9", "१"])
    def test_no_such_task(self, world, pk):
        with pytest.raises(Refused) as caught:
            claims.claim(world.people.admin, pk)
        assert caught.value.code == "E-HIDE"

    def test_without_the_grant_on_the_institution(self, world):
        obj = world.at("perbaikan")
        institution = world.people.jaksel.institution
        remove_perm(KELOLA_KASUS, institution.group, institution)
        world.people.jaksel.forget_rights()
        with refused("E-PERM"):
            claims.claim(world.people.jaksel, open_task(obj, "perbaiki").pk)


@pytest.mark.req("SJ-136")
class TestHeld:
    def test_refuses_a_colleagues_act_with_the_holders_name(self, world):
        obj = world.open()
        claims.claim(world.people.admin, open_task(obj, "pilih").pk)
        with refused("E-GUARD", guard="tugas_dipegang") as caught:
            world.do(obj, "pilih_petugas", "komisioner", petugas=str(world.people.asisten1.pk))
        assert "Admin" in caught.value.message

    def test_lets_the_holder_act(self, world):
        obj = world.open()
        task = claims.claim(world.people.admin, open_task(obj, "pilih").pk)
        obj = world.do(obj, "pilih_petugas", "admin", petugas=str(world.people.asisten1.pk))
        done = CaseTask.objects.get(pk=task.pk)
        assert (done.status, done.owner, done.finished is not None) == ("DONE", world.people.admin, True)
        live_sound(obj)

    def test_does_not_bind_an_act_of_another_lane_or_from_outside(self, world):
        obj = world.open()
        task = claims.claim(world.people.admin, open_task(obj, "pilih").pk)
        world.do(obj, "tarik", "jaksel", alasan="x")
        assert CaseTask.objects.get(pk=task.pk).status == "CANCELED"

    def test_an_untaken_task_is_finished_by_whoever_acts(self, world):
        obj = world.open()
        task = open_task(obj, "pilih")
        world.do(obj, "pilih_petugas", "komisioner", petugas=str(world.people.asisten1.pk))
        done = CaseTask.objects.get(pk=task.pk)
        assert (done.status, done.owner) == ("DONE", world.people.komisioner)

    def test_a_claim_survives_an_act_that_keeps_the_turn(self, world):
        obj = world.at("perbaikan")
        claims.claim(world.people.jaksel2, open_task(obj, "perbaiki").pk)
        data = {"petugas": str(world.people.asisten2.pk), "alasan": "Cuti."}
        obj = world.do(obj, "ganti_petugas", "admin", **data)
        assert open_tasks(obj) == {"utama": ("perbaiki", "jaksel2")}


@pytest.mark.req("SJ-136")
class TestRelease:
    def test_returns_it_to_the_pool(self, world):
        obj = world.open()
        task = claims.claim(world.people.admin, open_task(obj, "pilih").pk)
        task = claims.release(world.people.admin, task.pk)
        assert (task.status, task.owner) == ("NEW", None)
        assert last(obj).body["holder"] == [str(world.people.admin.pk), None]
        claims.claim(world.people.komisioner, task.pk)
        assert acts_of(obj)[1:] == ["ambil_tugas", "lepas_tugas", "ambil_tugas"]
        live_sound(obj)

    @pytest.mark.parametrize("who", ["komisioner", "asisten1", "jaksel", "sistem"])
    def test_by_the_holder_alone(self, world, who):
        obj = world.open()
        task = claims.claim(world.people.admin, open_task(obj, "pilih").pk)
        with refused("E-PERM"):
            claims.release(world.person(who), task.pk)

    @pytest.mark.parametrize("who", ["komisioner", "sistem"])
    def test_not_what_nobody_holds(self, world, who):
        task = open_task(world.open(), "pilih")
        with refused("E-PERM"):
            claims.release(world.person(who), task.pk)

    def test_not_the_task_of_an_appointed_petugas(self, world):
        obj = world.at("telaah")
        with refused("E-GUARD"):
            claims.release(world.people.asisten1, open_task(obj, "telaah").pk)


@pytest.mark.req("SJ-136", "SJ-137")
class TestHandOver:
    @pytest.mark.parametrize("taken", [True, False])
    def test_to_another_of_the_pool(self, world, taken):
        obj = world.open()
        task = open_task(obj, "pilih")
        if taken:
            claims.claim(world.people.admin, task.pk)
        task = claims.reassign(world.people.komisioner, task.pk, world.people.komisioner)
        assert (task.status, task.owner) == ("ASSIGNED", world.people.komisioner)
        assert last(obj).act == "alihkan_tugas"
        assert last(obj).body["holder"][1] == str(world.people.komisioner.pk)
        live_sound(obj)

    @pytest.mark.parametrize(
        ("who", "to", "code"),
        [
            ("komisioner", "asisten1", "E-REF"),
            ("komisioner", "nonaktif", "E-REF"),
            ("komisioner", "jaksel", "E-REF"),
            ("komisioner", "admin", "E-RNG"),
            ("asisten1", "komisioner", "E-PERM"),
            ("jaksel", "komisioner", "E-PERM"),
            ("auditor", "komisioner", "E-PERM"),
        ],
    )
    def test_not_to_or_by_others(self, world, who, to, code):
        task = claims.claim(world.people.admin, open_task(world.open(), "pilih").pk)
        with refused(code):
            claims.reassign(world.person(who), task.pk, world.person(to))

    def test_not_past_ganti_petugas(self, world):
        """The task of an appointed petugas belongs to no pool."""
        obj = world.at("telaah")
        with refused("E-PERM"):
            claims.reassign(world.people.admin, open_task(obj, "telaah").pk, world.people.asisten2)

    def test_within_the_institution(self, world):
        obj = world.at("perbaikan")
        task = claims.claim(world.people.jaksel, open_task(obj, "perbaiki").pk)
        assert (
            claims.reassign(world.people.jaksel2, task.pk, world.people.jaksel2).owner == world.people.jaksel2
        )
        obj = perform(
            fresh(obj), "kirim_perbaikan", actor=world.people.jaksel2, data=world.data(level="Madya")
        ).obj
        assert obj.state == "baru"


@pytest.mark.req("SJ-136", "SJ-137")
class TestTakeOver:
    def test_from_a_colleague_who_is_told(self, world):
        obj = world.open()
        task = claims.claim(world.people.admin, open_task(obj, "pilih").pk)
        task = claims.take_over(world.people.komisioner, task.pk)
        assert (task.status, task.owner) == ("ASSIGNED", world.people.komisioner)
        assert last(obj).act == "ambil_alih_tugas"
        assert last(obj).body["holder"] == [str(world.people.admin.pk), str(world.people.komisioner.pk)]
        deliver_all()
        told = Notification.objects.filter(dedupe__startswith=str(last(obj).pk))
        assert [notice.user for notice in told] == [world.people.admin]
        assert "diambil alih oleh Komisioner" in told.get().text
        live_sound(obj)

    @pytest.mark.parametrize("who", ["asisten1", "auditor", "jaksel"])
    def test_not_by_others(self, world, who):
        task = claims.claim(world.people.admin, open_task(world.open(), "pilih").pk)
        with refused("E-PERM"):
            claims.take_over(world.person(who), task.pk)

    def test_not_by_another_institution(self, world):
        task = claims.claim(world.people.jaksel, open_task(world.at("perbaikan"), "perbaiki").pk)
        with refused("E-HIDE"):
            claims.take_over(world.people.bogor, task.pk)

    def test_not_what_nobody_holds_nor_of_an_appointed_petugas(self, world):
        free = open_task(world.open(by="bogor", unit_kerja="Dinas C"), "pilih").pk
        appointed = open_task(world.at("telaah"), "telaah").pk
        with refused("E-STATE"):
            claims.take_over(world.people.komisioner, free)
        with refused("E-PERM"):
            claims.take_over(world.people.asisten2, appointed)
