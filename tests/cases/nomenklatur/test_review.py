"""NM-2 … NM-5: appointment, review, correction, approval (SJ-39 … SJ-43)."""

import pytest

from cases.core.doing.bulk import perform_each
from cases.core.doing.notices import deliver_notice
from cases.core.models import Correction, Revision
from cases.core.reading.rights import petugas_of
from cases.nomenklatur.selectors import approved_now, with_approved_version
from tests.support.jobs import rows
from tests.support.world import acts_of, fresh, holders, live_sound, open_task, open_tasks, refused, told
from workflows.errors import Refused
from workflows.gate import perform
from workflows.jobs import Order

ALASAN = {"alasan": "<p>Kurang lengkap.</p>"}


class TestPilihPetugas:
    @pytest.mark.req("SJ-39", "NM-2")
    @pytest.mark.parametrize("who", ["komisioner", "admin"])
    def test_appoints(self, world, who):
        obj = world.open()
        obj = world.do(obj, "pilih_petugas", who, petugas=str(world.people.asisten1.pk))
        assert (obj.state, obj.case.assignee, obj.version) == ("baru", world.people.asisten1, 2)
        assert open_tasks(obj) == {"utama": ("telaah", "asisten1")}
        assert holders(obj) == ["asisten1"]
        row = petugas_of(obj.pk).get()
        assert (row.person.username, row.by.username, row.until) == ("asisten1", who, None)
        assert told(obj)[1:] == [("Anda ditunjuk menelaah nomenklatur", ["petugas"])]
        live_sound(obj)

    @pytest.mark.req("SJ-39")
    @pytest.mark.parametrize(
        ("petugas", "code"),
        [
            ("", "E-REQ"),
            ("nonaktif", "E-REF"),
            ("jaksel", "E-REF"),
            ("auditor", "E-REF"),
            ("bukan-id", "E-REF"),
        ],
    )
    def test_only_an_active_petugas_kasn(self, world, petugas, code):
        obj = world.open()
        chosen = str(world.person(petugas).pk) if hasattr(world.people, petugas) else petugas
        with refused(code, field="petugas"):
            world.do(obj, "pilih_petugas", "komisioner", petugas=chosen)

    @pytest.mark.req("SJ-39")
    @pytest.mark.kills("predicate:nomenklatur.kasn_admin", "predicate:nomenklatur.kasn_komisioner")
    @pytest.mark.parametrize("who", ["asisten1", "auditor", "jaksel"])
    def test_only_by_a_supervisor(self, world, who):
        obj = world.open()
        with refused("E-PERM", guard="hak"):
            world.do(obj, "pilih_petugas", who, petugas=str(world.people.asisten1.pk))

    @pytest.mark.req("SJ-39")
    @pytest.mark.kills("fact:nomenklatur.!petugas")
    def test_not_a_second_time(self, world):
        obj = world.at("telaah")
        with refused("E-STATE", guard="!petugas"):
            world.do(obj, "pilih_petugas", "komisioner", petugas=str(world.people.asisten2.pk))

    @pytest.mark.req("SJ-39")
    def test_several_at_once_each_for_itself(self, world):
        one, two = world.open(), world.open(jabatan="Sekretaris")
        taken = world.at("telaah", jabatan="Kepala Bidang")
        results = perform_each(
            world.people.admin,
            "pilih_petugas",
            [one.pk, taken.pk, two.pk, one.pk],
            {"petugas": str(world.people.asisten2.pk)},
        )
        codes = [r.code if isinstance(r, Refused) else "" for _, r in results]
        assert ([pk for pk, _ in results], codes) == ([one.pk, taken.pk, two.pk], ["", "E-STATE", ""])
        assert [holders(o) for o in (one, taken, two)] == [["asisten2"], ["asisten1"], ["asisten2"]]


REVIEW = [("perbaikan", ALASAN), ("setujui", {})]


class TestReviewer:
    """X1 and X2 of §15.5, for each act of review."""

    @pytest.mark.req("SJ-40", "X1")
    @pytest.mark.kills("fact:nomenklatur.petugas")
    @pytest.mark.parametrize(("act", "data"), REVIEW)
    @pytest.mark.parametrize("who", ["asisten1", "komisioner", "admin"])
    def test_nobody_is_appointed_yet(self, world, act, data, who):
        obj = world.open()
        with refused("E-GUARD", guard="petugas"):
            world.do(obj, act, who, **data)

    @pytest.mark.req("SJ-40", "X2")
    @pytest.mark.kills("predicate:nomenklatur.petugas_ditunjuk")
    @pytest.mark.parametrize(("act", "data"), REVIEW)
    @pytest.mark.parametrize("who", ["asisten2", "komisioner", "admin", "auditor", "jaksel"])
    def test_somebody_else_is_appointed(self, world, act, data, who):
        obj = world.at("telaah")
        with refused("E-PERM", guard="hak"):
            world.do(obj, act, who, **data)

    @pytest.mark.req("SJ-40")
    def test_an_appointed_supervisor_reviews(self, world):
        obj = world.do(world.open(), "pilih_petugas", "komisioner", petugas=str(world.people.komisioner.pk))
        assert world.do(obj, "setujui", "komisioner").state == "disetujui"

    @pytest.mark.req("SJ-40", "SJ-38")
    @pytest.mark.parametrize("act", ["setujui", "perbaikan", "pilih_petugas", "kirim_perbaikan", "tarik"])
    def test_another_institution_does_not_learn_that_it_exists(self, world, act):
        obj = world.at("telaah")
        with refused("E-HIDE"):
            world.do(obj, act, "bogor", **ALASAN)

    @pytest.mark.req("SJ-40")
    def test_nor_does_an_account_that_was_shut(self, world):
        obj = world.at("telaah")
        world.people.asisten1.is_active = False
        world.people.asisten1.save()
        with refused("E-HIDE"):
            world.do(obj, "setujui", "asisten1")


class TestPerbaikan:
    @pytest.mark.req("SJ-41", "NM-3")
    def test_sends_back_with_the_reason(self, world):
        obj = world.do(world.at("telaah"), "perbaikan", "asisten1", **ALASAN)
        assert obj.state == "perbaikan"
        assert open_tasks(obj) == {"utama": ("perbaiki", None)}
        row = Correction.objects.get(case=obj.case)
        assert (row.reason, row.requested_by, row.answered_at) == (
            ALASAN["alasan"],
            world.people.asisten1,
            None,
        )
        assert told(obj)[-1] == ("Nomenklatur perlu diperbaiki", ["institusi"])
        live_sound(obj)

    @pytest.mark.req("SJ-41")
    @pytest.mark.parametrize(
        "alasan", [None, "", "<p></p>", "<p>&nbsp;<br></p>", "<p><strong> </strong></p>"]
    )
    def test_a_reason_is_required(self, world, alasan):
        obj = world.at("telaah")
        with refused("E-REQ", field="alasan"):
            world.do(obj, "perbaikan", "asisten1", **({} if alasan is None else {"alasan": alasan}))

    @pytest.mark.req("SJ-41")
    @pytest.mark.parametrize("where", ["perbaikan", "disetujui", "nonaktif", "ditarik"])
    def test_only_in_baru(self, world, where):
        obj = world.at(where)
        with refused("E-STATE"):
            world.do(obj, "perbaikan", "asisten1", **ALASAN)


class TestKirimPerbaikan:
    @pytest.mark.req("SJ-42", "NM-4")
    @pytest.mark.parametrize("who", ["jaksel", "jaksel2"])
    def test_returns_to_the_same_petugas_with_the_difference(self, world, who):
        obj = world.at("perbaikan")
        data = world.data(kompetensi_teknis="Lebih lengkap.", level="Madya", tanggapan="Sudah dilengkapi.")
        obj = world.do(obj, "kirim_perbaikan", who, **data)
        assert (obj.state, obj.level) == ("baru", "Madya")
        assert open_tasks(obj) == {"utama": ("telaah", "asisten1")}
        revision = Revision.objects.get(case=obj.case, number=2)
        assert [(d["field"], d["before"], d["after"]) for d in revision.diff] == [
            ("level", "Pratama", "Madya"),
            ("kompetensi_teknis", "Urusan sosial.", "Lebih lengkap."),
        ]
        answered = Correction.objects.get(case=obj.case)
        assert (answered.reply, answered.answered_by.username, answered.revision) == (
            "Sudah dilengkapi.",
            who,
            revision,
        )
        assert told(obj)[-1] == ("Nomenklatur sudah diperbaiki institusi", ["petugas"])
        live_sound(obj)

    @pytest.mark.req("SJ-42")
    def test_a_reply_alone_is_enough(self, world):
        obj = world.do(
            world.at("perbaikan"), "kirim_perbaikan", "jaksel", **world.data(tanggapan="Sudah benar.")
        )
        assert (obj.state, Revision.objects.get(case=obj.case, number=2).diff) == ("baru", [])

    @pytest.mark.req("SJ-42")
    def test_a_change_alone_is_enough(self, world):
        obj = world.do(world.at("perbaikan"), "kirim_perbaikan", "jaksel", **world.data(level="Utama"))
        assert obj.state == "baru"

    @pytest.mark.req("SJ-42")
    @pytest.mark.kills("guard:nomenklatur.berubah_atau_tanggapan")
    def test_neither_is_not(self, world):
        obj = world.at("perbaikan")
        with refused("E-RNG", guard="berubah_atau_tanggapan", field="tanggapan"):
            world.do(obj, "kirim_perbaikan", "jaksel", **world.data())

    @pytest.mark.req("SJ-42")
    def test_bad_input_as_in_registration(self, world):
        obj = world.at("perbaikan")
        with refused("E-REQ", field="jabatan"):
            world.do(obj, "kirim_perbaikan", "jaksel", **world.data(jabatan=""))

    @pytest.mark.req("SJ-42", "SJ-34")
    def test_not_onto_a_post_that_is_registered(self, world):
        world.open(jabatan="Sekretaris")
        obj = world.at("perbaikan")
        with refused("E-DUP", field="jabatan"):
            world.do(obj, "kirim_perbaikan", "jaksel", **world.data(jabatan="Sekretaris"))

    @pytest.mark.req("SJ-42")
    @pytest.mark.kills("predicate:nomenklatur.institusi")
    @pytest.mark.parametrize("who", ["asisten1", "admin", "auditor"])
    def test_only_by_the_institution(self, world, who):
        obj = world.at("perbaikan")
        with refused("E-PERM", guard="hak"):
            world.do(obj, "kirim_perbaikan", who, **world.data(tanggapan="x"))

    @pytest.mark.req("SJ-42")
    def test_not_in_baru(self, world):
        obj = world.at("telaah")
        with refused("E-STATE"):
            world.do(obj, "kirim_perbaikan", "jaksel", **world.data(tanggapan="x"))


class TestSetujui:
    @pytest.mark.req("SJ-43", "NM-5")
    def test_approves_the_version_reviewed(self, world):
        obj = world.do(world.at("telaah"), "setujui", "asisten1")
        assert (obj.state, obj.approved.number) == ("disetujui", 1)
        assert open_tasks(obj) == {}
        assert told(obj)[-1] == ("Nomenklatur disetujui", ["institusi"])
        assert list(approved_now(obj.institution_id)) == list(with_approved_version(obj.institution_id))
        assert [o.pk for o in approved_now(obj.institution_id)] == [obj.pk]
        live_sound(obj)

    @pytest.mark.req("SJ-43")
    @pytest.mark.kills("guard:nomenklatur.kompetensi_lengkap")
    @pytest.mark.parametrize(
        ("field", "label"),
        [
            ("kompetensi_manajerial", "Standar Kompetensi Manajerial"),
            ("kompetensi_teknis", "Kompetensi Teknis/Bidang"),
            ("kompetensi_sosiokultural", "Kompetensi Sosial-Kultural"),
        ],
    )
    def test_all_three_competency_parts_are_filled(self, world, field, label):
        obj = world.at("telaah", **{field: [] if field == "kompetensi_manajerial" else "  "})
        with refused("E-GUARD", guard="kompetensi_lengkap") as caught:
            world.do(obj, "setujui", "asisten1")
        assert caught.value.reasons[0].message == f"Belum diisi: {label}."

    @pytest.mark.req("SJ-43")
    @pytest.mark.parametrize("where", ["perbaikan", "disetujui", "nonaktif", "ditarik"])
    def test_only_in_baru(self, world, where):
        obj = world.at(where)
        with refused("E-STATE"):
            world.do(obj, "setujui", "asisten1")

    @pytest.mark.req("SJ-138")
    def test_not_what_changed_since_it_was_read(self, world):
        obj = world.at("telaah")
        with refused("E-STALE"):
            perform(obj, "setujui", actor=world.people.asisten1, version=obj.version - 1)
        assert (
            perform(obj, "setujui", actor=world.people.asisten1, version=obj.version).obj.state == "disetujui"
        )

    @pytest.mark.req("SJ-138")
    def test_not_with_somebody_elses_task(self, world):
        obj, other = world.at("telaah"), world.at("telaah", jabatan="Sekretaris")
        with refused("E-STALE"):
            perform(obj, "setujui", actor=world.people.asisten1, task=open_task(other, "telaah").pk)
        done = perform(obj, "setujui", actor=world.people.asisten1, task=open_task(obj, "telaah").pk).obj
        assert done.state == "disetujui"


class TestGantiPetugas:
    def to(self, world, name, alasan="Cuti."):
        return {"petugas": str(world.person(name).pk), "alasan": alasan}

    @pytest.mark.req("SJ-137", "NM-7")
    @pytest.mark.parametrize(
        ("where", "tasks"),
        [
            ("telaah", {"utama": ("telaah", "asisten2")}),
            ("perbaikan", {"utama": ("perbaiki", None)}),
            ("disetujui", {}),
            ("permohonan", {"permohonan": ("putuskan", "asisten2")}),
        ],
    )
    def test_moves_right_task_and_history_together(self, world, where, tasks):
        obj = world.at(where)
        before = obj.state
        obj = world.do(obj, "ganti_petugas", "admin", **self.to(world, "asisten2"))
        assert (obj.state, obj.case.assignee) == (before, world.people.asisten2)
        assert holders(obj) == ["asisten2"]
        assert open_tasks(obj) == tasks
        rows = petugas_of(obj.pk).order_by("since")
        assert [(r.person.username, r.reason, r.until is None) for r in rows] == [
            ("asisten1", "", False),
            ("asisten2", "Cuti.", True),
        ]
        assert rows[0].until == rows[1].since
        live_sound(obj)

    @pytest.mark.req("SJ-137")
    def test_tells_both(self, world):
        obj = world.do(world.at("telaah"), "ganti_petugas", "admin", **self.to(world, "asisten2"))
        for row in rows("notice")[-2:]:
            deliver_notice(Order(row.args["key"], row.args["data"]))
        assert sorted(obj.case.notifications.values_list("user__username", "text")) == [
            ("asisten1", "Anda tidak lagi menangani kasus ini"),
            ("asisten2", "Anda ditunjuk menelaah nomenklatur"),
        ]

    @pytest.mark.req("SJ-137")
    def test_the_former_may_not_any_more_and_the_new_one_may(self, world):
        obj = world.do(world.at("telaah"), "ganti_petugas", "komisioner", **self.to(world, "asisten2"))
        with refused("E-PERM", guard="hak"):
            world.do(obj, "setujui", "asisten1")
        assert world.do(obj, "setujui", "asisten2").state == "disetujui"

    @pytest.mark.req("SJ-137")
    def test_and_back_again(self, world):
        obj = world.at("telaah")
        for name in ("asisten2", "asisten1"):
            obj = world.do(obj, "ganti_petugas", "admin", **self.to(world, name))
        assert (holders(obj), open_tasks(obj)) == (["asisten1"], {"utama": ("telaah", "asisten1")})

    @pytest.mark.req("SJ-137")
    @pytest.mark.kills("guard:nomenklatur.petugas_berbeda")
    def test_not_to_the_same_person(self, world):
        obj = world.at("telaah")
        with refused("E-RNG", guard="petugas_berbeda", field="petugas"):
            world.do(obj, "ganti_petugas", "admin", **self.to(world, "asisten1"))

    @pytest.mark.req("SJ-137")
    @pytest.mark.parametrize(
        ("change", "code", "field"),
        [
            ({"alasan": ""}, "E-REQ", "alasan"),
            ({"alasan": "x" * 1001}, "E-RNG", "alasan"),
            ({"petugas": ""}, "E-REQ", "petugas"),
        ],
    )
    def test_bad_input(self, world, change, code, field):
        obj = world.at("telaah")
        with refused(code, field=field):
            world.do(obj, "ganti_petugas", "admin", **{**self.to(world, "asisten2"), **change})

    @pytest.mark.req("SJ-137")
    def test_not_to_an_inactive_one(self, world):
        obj = world.at("telaah")
        with refused("E-REF", field="petugas"):
            world.do(obj, "ganti_petugas", "admin", **self.to(world, "nonaktif"))

    @pytest.mark.req("SJ-137")
    @pytest.mark.kills("fact:nomenklatur.petugas")
    def test_not_before_one_is_appointed(self, world):
        obj = world.open()
        with refused("E-GUARD", guard="petugas"):
            world.do(obj, "ganti_petugas", "admin", **self.to(world, "asisten2"))

    @pytest.mark.req("SJ-137")
    @pytest.mark.parametrize("who", ["asisten1", "asisten2", "auditor", "jaksel"])
    def test_only_by_a_supervisor(self, world, who):
        obj = world.at("telaah")
        with refused("E-PERM", guard="hak"):
            world.do(obj, "ganti_petugas", who, **self.to(world, "asisten2"))

    @pytest.mark.req("SJ-137")
    @pytest.mark.parametrize("where", ["nonaktif", "ditarik"])
    def test_not_after_the_end(self, world, where):
        obj = world.at(where)
        with refused("E-STATE"):
            world.do(obj, "ganti_petugas", "admin", **self.to(world, "asisten2"))


@pytest.mark.req("SJ-137")
def test_the_history_of_several_rounds(world):
    obj = world.at("perbaikan")
    obj = world.do(obj, "kirim_perbaikan", "jaksel", **world.data(tanggapan="Sudah."))
    obj = world.do(obj, "perbaikan", "asisten1", alasan="<p>Belum.</p>")
    obj = world.do(obj, "kirim_perbaikan", "jaksel2", **world.data(level="Madya"))
    obj = world.do(obj, "setujui", "asisten1")
    rows = Correction.objects.filter(case=obj.case).order_by("requested_at")
    assert [(r.reason, r.reply, r.revision.number) for r in rows] == [
        ("<p>Lengkapi kompetensi teknis.</p>", "Sudah.", 2),
        ("<p>Belum.</p>", "", 3),
    ]
    assert (obj.approved.number, fresh(obj).version) == (3, 7)
    assert acts_of(obj) == [
        "tambah_nomenklatur",
        "pilih_petugas",
        "perbaikan",
        "kirim_perbaikan",
        "perbaikan",
        "kirim_perbaikan",
        "setujui",
    ]
