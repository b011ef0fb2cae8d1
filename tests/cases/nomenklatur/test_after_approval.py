"""NM-6 and NM-8a … NM-10: edit, deactivation in two steps, ways out (SJ-45, SJ-46, SJ-142); both versions."""

import pytest

from cases.core.doing.creation import begin
from cases.core.models import Case, Revision
from cases.core.reading.selectors import get_case_for, get_subject_for
from cases.core.reading.sight import cases_visible_to
from cases.nomenklatur import questions
from cases.nomenklatur.models import NomenklaturV1, NomenklaturV2
from cases.nomenklatur.selectors import approved_now, visible_to, with_approved_version
from tests.support.world import fresh, live_sound, open_tasks, refused, told
from workflows.offers import available

ALASAN = {"alasan": "Jabatan dihapus dalam penataan organisasi."}


@pytest.fixture
def answers(monkeypatch):
    """Lets a test answer what selections and officials would: answers(question) makes it true."""
    known = {name: [*found] for name, found in questions._answers.items()}
    monkeypatch.setattr(questions, "_answers", known)
    return lambda question: questions.answer(
        question, lambda nomenklatur: Case.objects.filter(pk=nomenklatur.pk)
    )


class TestEdit:
    @pytest.mark.req("SJ-45", "NM-6")
    def test_returns_to_review_and_keeps_the_approved_version(self, world):
        obj = world.do(world.at("disetujui"), "edit", "jaksel", **world.data(level="Madya"))
        assert (obj.state, obj.level, obj.approved.number) == ("baru", "Madya", 1)
        assert obj.approved.data["level"] == "Pratama"
        assert open_tasks(obj) == {"utama": ("telaah", "asisten1")}
        newer = Revision.objects.get(case=obj.case, number=2)
        assert [(d["field"], d["before"], d["after"]) for d in newer.diff] == [("level", "Pratama", "Madya")]
        assert told(obj)[-1] == ("Nomenklatur yang disetujui diubah institusi", ["petugas"])
        live_sound(obj)

    @pytest.mark.req("SJ-45", "SJ-44")
    def test_while_reviewed_it_is_not_open_for_a_selection_but_for_an_official(self, world):
        obj = world.at("telaah_ulang")
        assert list(approved_now(obj.institution_id)) == []
        assert [o.pk for o in with_approved_version(obj.institution_id)] == [obj.pk]

    @pytest.mark.req("SJ-45")
    def test_the_next_approval_replaces_the_version(self, world):
        obj = world.do(world.at("telaah_ulang"), "setujui", "asisten1")
        assert (obj.state, obj.approved.number) == ("disetujui", 2)

    @pytest.mark.req("SJ-45")
    @pytest.mark.kills("guard:nomenklatur.tanpa_rencana_ditinjau")
    def test_not_while_a_plan_for_it_is_under_review(self, world, answers):
        obj = world.at("disetujui")
        answers("rencana_ditinjau")
        with refused("E-GUARD", guard="tanpa_rencana_ditinjau"):
            world.do(obj, "edit", "jaksel", **world.data(level="Madya"))

    @pytest.mark.req("SJ-45", "SJ-46")
    def test_lets_an_open_request_lapse(self, world):
        obj = world.do(world.at("permohonan"), "edit", "jaksel", **world.data(level="Madya"))
        assert (obj.permohonan_pada, obj.permohonan_alasan) == (None, "")
        assert open_tasks(obj) == {"utama": ("telaah", "asisten1")}
        live_sound(obj)

    @pytest.mark.req("SJ-45")
    @pytest.mark.parametrize("who", ["asisten1", "admin", "auditor"])
    def test_only_by_the_institution(self, world, who):
        obj = world.at("disetujui")
        with refused("E-PERM", guard="hak"):
            world.do(obj, "edit", who, **world.data(level="Madya"))

    @pytest.mark.req("SJ-45")
    @pytest.mark.parametrize("where", ["baru", "telaah", "perbaikan", "nonaktif", "ditarik"])
    def test_only_in_disetujui(self, world, where):
        obj = world.at(where)
        with refused("E-STATE"):
            world.do(obj, "edit", "jaksel", **world.data(level="Madya"))

    @pytest.mark.req("SJ-45")
    def test_bad_input(self, world):
        obj = world.at("disetujui")
        with refused("E-REQ", field="level"):
            world.do(obj, "edit", "jaksel", **world.data(level=""))


class TestNonaktif:
    @pytest.mark.req("SJ-46", "NM-8a")
    def test_the_request_keeps_the_state_and_opens_a_task(self, world):
        obj = world.do(world.at("disetujui"), "mohon_nonaktif", "jaksel", **ALASAN)
        assert (obj.state, obj.permohonan_alasan) == ("disetujui", ALASAN["alasan"])
        assert open_tasks(obj) == {"permohonan": ("putuskan", "asisten1")}
        assert told(obj)[-1] == ("Permohonan nonaktif menunggu keputusan", ["petugas"])
        live_sound(obj)

    @pytest.mark.req("SJ-46", "NM-8b")
    def test_consent_ends_it(self, world):
        obj = world.do(world.at("permohonan"), "setujui_nonaktif", "asisten1")
        assert (obj.state, obj.permohonan_pada, open_tasks(obj)) == ("nonaktif", None, {})
        assert obj.case.closed_at is not None
        assert list(with_approved_version(obj.institution_id)) == []
        live_sound(obj)

    @pytest.mark.req("SJ-46", "NM-8c")
    def test_refusal_closes_the_request(self, world):
        obj = world.do(world.at("permohonan"), "tolak_nonaktif", "asisten1", **ALASAN)
        assert (obj.state, obj.permohonan_pada, open_tasks(obj)) == ("disetujui", None, {})
        live_sound(obj)

    @pytest.mark.req("SJ-46", "NM-8d")
    def test_the_institution_may_withdraw_it(self, world):
        obj = world.do(world.at("permohonan"), "tarik_permohonan", "jaksel2")
        assert (obj.state, obj.permohonan_pada, open_tasks(obj)) == ("disetujui", None, {})
        assert told(obj)[-1] == ("Permohonan nonaktif ditarik institusi", ["petugas"])
        live_sound(obj)

    @pytest.mark.req("SJ-46")
    def test_and_ask_again(self, world):
        obj = world.do(world.at("permohonan"), "tolak_nonaktif", "asisten1", **ALASAN)
        assert open_tasks(world.do(obj, "mohon_nonaktif", "jaksel", **ALASAN)) == {
            "permohonan": ("putuskan", "asisten1")
        }

    @pytest.mark.req("SJ-46", "X27")
    @pytest.mark.kills("fact:nomenklatur.!permohonan")
    def test_not_twice_at_once(self, world):
        obj = world.at("permohonan")
        with refused("E-STATE", guard="!permohonan"):
            world.do(obj, "mohon_nonaktif", "jaksel", **ALASAN)

    @pytest.mark.req("SJ-46", "X33")
    @pytest.mark.kills("fact:nomenklatur.permohonan")
    @pytest.mark.parametrize(
        ("act", "who", "data"),
        [
            ("setujui_nonaktif", "asisten1", {}),
            ("tolak_nonaktif", "asisten1", ALASAN),
            ("tarik_permohonan", "jaksel", {}),
        ],
    )
    def test_nothing_to_decide_without_a_request(self, world, act, who, data):
        obj = world.at("disetujui")
        with refused("E-GUARD", guard="permohonan"):
            world.do(obj, act, who, **data)

    @pytest.mark.req("SJ-46", "X34")
    @pytest.mark.parametrize(
        ("question", "guard"),
        [
            pytest.param(
                "seleksi_terbuka",
                "tanpa_seleksi_terbuka",
                marks=pytest.mark.kills("guard:nomenklatur.tanpa_seleksi_terbuka"),
            ),
            pytest.param(
                "pejabat_menjabat",
                "tanpa_pejabat_menjabat",
                marks=pytest.mark.kills("guard:nomenklatur.tanpa_pejabat_menjabat"),
            ),
        ],
    )
    @pytest.mark.parametrize(
        ("where", "act", "who", "data"),
        [
            ("disetujui", "mohon_nonaktif", "jaksel", ALASAN),
            ("permohonan", "setujui_nonaktif", "asisten1", {}),
        ],
    )
    def test_not_while_it_is_needed(self, world, answers, question, guard, where, act, who, data):
        obj = world.at(where)
        answers(question)
        with refused("E-GUARD", guard=guard):
            world.do(obj, act, who, **data)

    @pytest.mark.req("SJ-46")
    def test_all_unmet_guards_are_told_together(self, world, answers):
        obj = world.at("disetujui")
        answers("seleksi_terbuka")
        answers("pejabat_menjabat")
        with refused("E-GUARD") as caught:
            world.do(obj, "mohon_nonaktif", "jaksel", **ALASAN)
        assert [r.guard for r in caught.value.reasons] == ["tanpa_seleksi_terbuka", "tanpa_pejabat_menjabat"]

    @pytest.mark.req("SJ-46")
    @pytest.mark.parametrize(
        ("where", "act", "who"),
        [("disetujui", "mohon_nonaktif", "jaksel"), ("permohonan", "tolak_nonaktif", "asisten1")],
    )
    @pytest.mark.parametrize(("alasan", "code"), [("", "E-REQ"), ("x" * 1001, "E-RNG")])
    def test_the_reason(self, world, where, act, who, alasan, code):
        obj = world.at(where)
        with refused(code, field="alasan"):
            world.do(obj, act, who, alasan=alasan)

    @pytest.mark.req("SJ-46")
    @pytest.mark.parametrize(
        ("where", "act", "who"),
        [
            ("disetujui", "mohon_nonaktif", "asisten1"),
            ("disetujui", "mohon_nonaktif", "admin"),
            ("permohonan", "setujui_nonaktif", "jaksel"),
            ("permohonan", "setujui_nonaktif", "asisten2"),
            ("permohonan", "setujui_nonaktif", "komisioner"),
            ("permohonan", "tolak_nonaktif", "asisten2"),
            ("permohonan", "tarik_permohonan", "asisten1"),
        ],
    )
    def test_the_institution_asks_and_the_appointed_petugas_decides(self, world, where, act, who):
        obj = world.at(where)
        with refused("E-PERM", guard="hak"):
            world.do(obj, act, who, **ALASAN)

    @pytest.mark.req("SJ-46")
    @pytest.mark.parametrize("where", ["baru", "perbaikan", "nonaktif"])
    def test_only_of_an_approved_one(self, world, where):
        obj = world.at(where)
        with refused("E-STATE"):
            world.do(obj, "mohon_nonaktif", "jaksel", **ALASAN)


class TestTarik:
    @pytest.mark.req("SJ-142", "NM-9")
    @pytest.mark.parametrize("where", ["baru", "telaah", "perbaikan"])
    def test_ends_what_was_never_approved(self, world, where):
        obj = world.do(world.at(where), "tarik", "jaksel", **ALASAN)
        assert (obj.state, open_tasks(obj)) == ("ditarik", {})
        assert told(obj)[-1] == ("Nomenklatur ditarik institusi", ["petugas"])
        live_sound(obj)

    @pytest.mark.req("SJ-142", "X30")
    @pytest.mark.kills("fact:nomenklatur.!versi_disetujui")
    @pytest.mark.parametrize("where", ["telaah_ulang", "perbaikan_ulang"])
    def test_not_what_was_approved(self, world, where):
        obj = world.at(where)
        with refused("E-STATE", guard="!versi_disetujui"):
            world.do(obj, "tarik", "jaksel", **ALASAN)

    @pytest.mark.req("SJ-142", "X31")
    @pytest.mark.kills("guard:nomenklatur.tanpa_pejabat_terkait")
    @pytest.mark.parametrize("where", ["baru", "perbaikan"])
    def test_not_with_an_official_attached(self, world, answers, where):
        obj = world.at(where)
        answers("pejabat_terkait")
        with refused("E-GUARD", guard="tanpa_pejabat_terkait"):
            world.do(obj, "tarik", "jaksel", **ALASAN)

    @pytest.mark.req("SJ-142")
    def test_a_reason_is_required(self, world):
        obj = world.at("baru")
        with refused("E-REQ", field="alasan"):
            world.do(obj, "tarik", "jaksel")

    @pytest.mark.req("SJ-142")
    @pytest.mark.parametrize("who", ["admin", "asisten1"])
    def test_only_by_the_institution(self, world, who):
        obj = world.at("telaah")
        with refused("E-PERM", guard="hak"):
            world.do(obj, "tarik", who, **ALASAN)


class TestBatalkanPerubahan:
    @pytest.mark.req("SJ-142", "NM-10")
    @pytest.mark.parametrize("where", ["telaah_ulang", "perbaikan_ulang"])
    def test_the_approved_version_is_current_again(self, world, where):
        obj = world.at(where)
        assert obj.kompetensi_teknis != obj.approved.data["kompetensi_teknis"]
        obj = world.do(obj, "batalkan_perubahan", "jaksel", **ALASAN)
        assert (obj.state, obj.snapshot(), open_tasks(obj)) == ("disetujui", obj.approved.data, {})
        rows = Revision.objects.filter(case=obj.case).order_by("number")
        assert [(r.number, r.dropped_at is None) for r in rows] == [(1, True), (2, False)]
        assert fresh(obj).post_key == "dinas sosial | kepala dinas sosial"
        live_sound(obj)

    @pytest.mark.req("SJ-142")
    def test_a_given_up_version_is_not_what_the_next_edit_is_compared_with(self, world):
        obj = world.do(world.at("telaah_ulang"), "batalkan_perubahan", "jaksel", **ALASAN)
        obj = world.do(obj, "edit", "jaksel", **world.data(level="Madya"))
        newest = Revision.objects.get(case=obj.case, number=3)
        assert [d["field"] for d in newest.diff] == ["level"]

    @pytest.mark.req("SJ-142", "X32")
    @pytest.mark.parametrize("where", ["baru", "telaah", "perbaikan"])
    def test_nothing_to_go_back_to(self, world, where):
        obj = world.at(where)
        with refused("E-STATE", guard="versi_disetujui"):
            world.do(obj, "batalkan_perubahan", "jaksel", **ALASAN)

    @pytest.mark.req("SJ-142")
    def test_a_reason_is_required(self, world):
        obj = world.at("telaah_ulang")
        with refused("E-REQ", field="alasan"):
            world.do(obj, "batalkan_perubahan", "jaksel")

    @pytest.mark.req("SJ-142")
    @pytest.mark.parametrize("who", ["asisten1", "admin"])
    def test_only_by_the_institution(self, world, who):
        obj = world.at("telaah_ulang")
        with refused("E-PERM", guard="hak"):
            world.do(obj, "batalkan_perubahan", who, **ALASAN)

    @pytest.mark.req("SJ-142", "SJ-34")
    def test_not_onto_a_post_registered_meanwhile(self, world):
        obj = world.at("disetujui")
        obj = world.do(obj, "edit", "jaksel", **world.data(jabatan="Kepala Dinas Sosial dan Pangan"))
        world.open()
        with refused("E-DUP", guard="tanpa_duplikat"):
            world.do(obj, "batalkan_perubahan", "jaksel", **ALASAN)


class TestVersions:
    LATER = (
        "mohon_nonaktif",
        "setujui_nonaktif",
        "tolak_nonaktif",
        "tarik_permohonan",
        "tarik",
        "batalkan_perubahan",
    )

    @pytest.mark.req("NM-8a", "NM-8b", "NM-8c", "NM-8d", "NM-9", "NM-10")
    @pytest.mark.parametrize("act", LATER)
    def test_version_1_lacks_the_ways_out(self, world, act):
        for where in ("telaah", "disetujui", "telaah_ulang"):
            obj = world.at(where, version=1, jabatan=where)
            for who in ("jaksel", "asisten1"):
                with refused("E-STATE"):
                    world.do(obj, act, who, **ALASAN)

    def test_a_case_stays_on_its_version_and_flow(self, world):
        for version, model in ((1, NomenklaturV1), (2, NomenklaturV2)):
            obj = fresh(world.at("disetujui", version=version, jabatan=f"Jabatan {version}"))
            assert type(obj) is model
            assert type(get_subject_for(world.people.jaksel, obj.pk)) is model
            assert obj.case.process.flow_class.__name__ == f"NomenklaturFlowV{version}"
            live_sound(obj)

    def test_an_object_of_the_wrong_version_meets_the_acts_of_its_own(self, world):
        obj = world.at("disetujui", version=1)
        with refused("E-STATE"):
            world.do(NomenklaturV2.objects.get(pk=obj.pk), "mohon_nonaktif", "jaksel", **ALASAN)

    def test_both_run_side_by_side(self, world):
        old, new = world.at("disetujui", version=1), world.at("disetujui", jabatan="Sekretaris")
        assert [o.name for o in available(old, world.people.jaksel)] == ["edit"]
        assert [o.name for o in available(new, world.people.jaksel)] == [
            "edit",
            "mohon_nonaktif",
            "tarik_permohonan",
        ]
        old = world.do(old, "edit", "jaksel", **world.data(level="Madya"))
        assert world.do(old, "setujui", "asisten1").state == "disetujui"
        live_sound(old)

    def test_new_cases_are_opened_on_the_latest(self, world):
        assert begin(world.type, world.people.jaksel.institution).machine_version() == 2


class TestVisibility:
    @pytest.mark.req("SJ-37", "SJ-38")
    def test_own_institution_and_those_who_see_all(self, world):
        mine, theirs = world.open(), world.open(by="bogor")
        expected = {
            "jaksel": {mine.pk},
            "jaksel2": {mine.pk},
            "bogor": {theirs.pk},
            "admin": {mine.pk, theirs.pk},
            "asisten2": {mine.pk, theirs.pk},
            "auditor": {mine.pk, theirs.pk},
            "nonaktif": set(),
        }
        for name, found in expected.items():
            person = world.person(name)
            assert {c.pk for c in cases_visible_to(person)} == found, name
            assert {o.pk for o in visible_to(person)} == found, name

    @pytest.mark.req("SJ-38")
    def test_a_foreign_one_looks_like_none(self, world):
        obj = world.open()
        with refused_reading() as messages:
            get_case_for(world.people.bogor, obj.pk)
        with refused_reading() as none:
            get_case_for(world.people.bogor, "00000000-0000-7000-8000-000000000000")
        assert messages == none == [("E-HIDE", "Data tidak ditemukan.")]


class refused_reading:  # noqa: N801  reads like pytest.raises
    """Collects (code, message) of a refusal that is not an act."""

    def __enter__(self):
        self.found: list[tuple[str, str]] = []
        return self.found

    def __exit__(self, kind, error, trace):
        self.found.append((error.code, error.message))
        return True
