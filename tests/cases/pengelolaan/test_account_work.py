"""Nothing stays with somebody who cannot see it: what becomes of open work (SJ-16, SJ-137; X-finding 4)."""

from copy import copy

import pytest

from cases.core.doing import claims
from cases.core.models import CaseTask, Notification
from cases.core.reading.inbox import tasks_for
from cases.organisations.models import User
from cases.pengelolaan.akun.models import Akun
from cases.pengelolaan.akun.reading import work_of
from tests.support.jobs import deliver_all, due_now
from tests.support.world import acts_of, fresh, holders, open_task, open_tasks, refused

from .accounts import act


def boxed(person, box):
    return [task.label for task in tasks_for(person, box).rows]


@pytest.mark.req("SJ-16", "SJ-137")
@pytest.mark.kills("guard:akun.pekerjaan_beralih")
class TestShut:
    def test_not_without_a_replacement_and_the_cases_are_named(self, world):
        case = world.at("telaah")
        work = work_of(world.people.asisten1, world.people.admin)
        assert (work["jumlah_kasus"], work["jumlah_tugas"]) == (1, 1)
        assert work["tugas"][0]["tugas"] == "Telaah nomenklatur"
        Akun.opened(world.people.asisten1)
        with refused("E-GUARD", guard="pekerjaan_beralih") as caught:
            act(world, world.people.asisten1, "nonaktifkan")
        assert case.case.number in caught.value.reasons[0].message
        for nobody in ("asisten1", "nonaktif", "jaksel"):
            with refused("E-REF", field="pengganti"):
                act(world, world.people.asisten1, "nonaktifkan", pengganti=str(world.person(nobody).pk))

    def test_the_replacement_gets_the_case_with_right_history_and_notice(self, world):
        case = world.at("telaah")
        other = str(world.people.asisten2.pk)
        act(world, world.people.asisten1, "nonaktifkan", pengganti=other, alasan="Pensiun.")
        deliver_all()
        assert open_tasks(case) == {"utama": ("telaah", "asisten2")}
        assert (holders(case), fresh(case).case.assignee) == (["asisten2"], world.people.asisten2)
        assert acts_of(case)[-1] == "ganti_petugas"
        assert boxed(world.people.asisten2, "mine") == ["Telaah nomenklatur"]
        deliver_all()
        assert acts_of(case).count("ganti_petugas") == 1

    def test_a_case_whose_turn_is_another_s_goes_too(self, world):
        """It will come back to its petugas: finding 4."""
        case = world.at("perbaikan")
        other = str(world.people.asisten2.pk)
        act(world, world.people.asisten1, "nonaktifkan", pengganti=other)
        deliver_all()
        world.do(
            fresh(case),
            "kirim_perbaikan",
            "jaksel",
            **world.data(kompetensi_teknis="Urusan sosial dan pangan."),
        )
        assert open_tasks(case) == {"utama": ("telaah", "asisten2")}

    def test_what_the_operator_shuts_goes_to_the_supervisors(self, world):
        case = world.at("telaah")
        act(world, world.people.asisten1, "nonaktifkan", who="sistem")
        deliver_all()
        assert open_tasks(case) == {"utama": ("telaah", None)}
        assert boxed(world.people.komisioner, "queue") == ["Telaah nomenklatur"]
        told = Notification.objects.filter(user=world.people.komisioner, case=case.pk)
        assert any("tidak dapat mengerjakannya lagi" in row.text for row in told)
        other = str(world.people.asisten2.pk)
        world.do(fresh(case), "ganti_petugas", "komisioner", petugas=other, alasan="Pengganti.")
        assert open_tasks(case) == {"utama": ("telaah", "asisten2")}
        assert open_task(case, "telaah").pool == "", "an appointment again, which nobody gives back"

    def test_a_turn_that_opens_for_somebody_shut_waits_with_the_supervisors(self, world):
        case = world.at("perbaikan")
        act(world, world.people.asisten1, "nonaktifkan", who="sistem")
        deliver_all()
        world.do(
            fresh(case),
            "kirim_perbaikan",
            "jaksel",
            **world.data(kompetensi_teknis="Urusan sosial dan pangan."),
        )
        assert open_tasks(case) == {"utama": ("telaah", None)}
        assert boxed(world.people.admin, "queue") == ["Telaah nomenklatur"]
        assert boxed(world.people.asisten2, "queue") == []

    def test_what_was_taken_from_a_queue_goes_back_to_it(self, world):
        case = world.open()
        claims.claim(world.people.komisioner, open_task(case, "pilih").pk)
        institution = world.at("perbaikan", jabatan="Kepala B", unit_kerja="Dinas B")
        claims.claim(world.people.jaksel, open_task(institution, "perbaiki").pk)
        act(world, world.people.komisioner, "nonaktifkan")
        act(world, world.people.jaksel, "nonaktifkan")
        deliver_all()
        assert open_tasks(case) == {"utama": ("pilih", None)}
        assert open_tasks(institution) == {"utama": ("perbaiki", None)}
        assert boxed(world.people.jaksel2, "queue") == ["Perbaiki nomenklatur"]
        assert acts_of(case)[-1] == "lepas_tugas"

    def test_what_was_on_its_way_at_that_moment_follows_later(self, world):
        """The person took a task, and was appointed, by presses that ended behind the job."""
        queued = world.open()
        appointed = world.open(jabatan="Kepala B", unit_kerja="Dinas B")
        shut = {name: copy(world.person(name)) for name in ("asisten1", "komisioner")}
        for person in shut.values():
            act(world, person, "nonaktifkan")
        deliver_all()
        claims.claim(shut["komisioner"], open_task(queued, "pilih").pk)
        User.objects.filter(pk=shut["asisten1"].pk).update(is_active=True)  # as the other press saw it
        world.do(appointed, "pilih_petugas", "admin", petugas=str(shut["asisten1"].pk))
        User.objects.filter(pk=shut["asisten1"].pk).update(is_active=False)
        deliver_all()
        assert open_tasks(queued) == {"utama": ("pilih", "komisioner")}
        assert open_tasks(appointed) == {"utama": ("telaah", "asisten1")}
        due_now("akun_pekerjaan")
        deliver_all()
        assert open_tasks(queued) == {"utama": ("pilih", None)}
        assert open_tasks(appointed) == {"utama": ("telaah", None)}
        assert "Telaah nomenklatur" in boxed(world.people.admin, "queue")
        assert acts_of(appointed)[-1] == "lepas_tugas"

    def test_every_case_goes(self, world):
        cases = [world.at("telaah", jabatan=f"Kepala {n}", unit_kerja=f"Dinas {n}") for n in ("A", "B")]
        other = str(world.people.asisten2.pk)
        act(world, world.people.asisten1, "nonaktifkan", pengganti=other)
        deliver_all()
        assert not CaseTask.objects.filter(owner=world.people.asisten1, status="ASSIGNED").exists()
        assert {open_tasks(case)["utama"][1] for case in cases} == {"asisten2"}


@pytest.mark.req("SJ-13", "SJ-137")
class TestAnotherRole:
    def test_an_auditor_holds_no_case(self, world):
        case = world.at("telaah")
        Akun.opened(world.people.asisten1)
        with refused("E-GUARD", guard="pekerjaan_beralih"):
            act(world, world.people.asisten1, "ubah_role", role="auditor")
        with refused("E-GUARD", guard="pekerjaan_beralih"):
            act(world, world.people.asisten1, "ubah_role", who="sistem", role="auditor")
        other = str(world.people.asisten2.pk)
        act(world, world.people.asisten1, "ubah_role", role="auditor", pengganti=other)
        deliver_all()
        assert open_tasks(case) == {"utama": ("telaah", "asisten2")}

    def test_who_stays_a_petugas_keeps_the_cases_but_not_the_queue_of_supervisors(self, world):
        case, queued = world.at("telaah"), world.open(jabatan="Kepala B", unit_kerja="Dinas B")
        act(world, world.people.asisten1, "ubah_role", role="kasn_komisioner")
        deliver_all()
        person = type(world.people.asisten1).objects.get(pk=world.people.asisten1.pk)
        claims.claim(person, open_task(queued, "pilih").pk)
        act(world, person, "ubah_role", role="kasn_asisten")
        deliver_all()
        assert open_tasks(case) == {"utama": ("telaah", "asisten1")}
        assert open_tasks(queued) == {"utama": ("pilih", None)}
