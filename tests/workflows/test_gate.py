"""The gate itself: order of its answers, what it logs, what it costs, and who waits for whom."""

import threading
import time

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.core.doing import claims
from cases.core.doing.creation import create
from cases.core.models import Case, CaseTask
from tests.support import version3
from tests.support.world import (
    World,
    acts_of,
    fresh,
    live_sound,
    open_task,
    open_tasks,
    refused,
    replay,
    traces,
)
from workflows import gate
from workflows.actors import SYSTEM
from workflows.context import Door, set_door
from workflows.errors import Refused
from workflows.gate import perform
from workflows.guards import guard
from workflows.models import AccessLog, LedgerEntry


class TestOrder:
    """What a caller learns when several things are wrong at once."""

    def test_visibility_first(self, world):
        obj = world.at("disetujui")
        with refused("E-HIDE"):
            perform(obj, "setujui", actor=world.people.bogor, version=99)

    def test_then_the_version(self, world):
        obj = world.at("disetujui")
        with refused("E-STALE"):
            perform(obj, "setujui", actor=world.people.jaksel, version=99)

    def test_then_the_state(self, world):
        obj = world.at("disetujui")
        with refused("E-STATE"):
            perform(obj, "setujui", actor=world.people.jaksel)

    def test_then_the_right(self, world):
        obj = world.at("perbaikan")
        with refused("E-PERM"):
            perform(obj, "kirim_perbaikan", actor=world.people.asisten1, data={})

    def test_then_the_form(self, world):
        obj = world.at("perbaikan")
        with refused("E-REQ"):
            perform(obj, "kirim_perbaikan", actor=world.people.jaksel, data=world.data(level=""))

    def test_then_the_guards(self, world):
        obj = world.at("perbaikan")
        with refused("E-RNG"):
            perform(obj, "kirim_perbaikan", actor=world.people.jaksel, data=world.data())

    @pytest.mark.parametrize("name", ["tidak_ada", "", "save", "delete", "__init__", "sees", "take", "state"])
    def test_only_declared_acts(self, world, name):
        obj = world.at("telaah")
        with refused("E-STATE"):
            perform(obj, name, actor=world.people.asisten1)

    def test_an_act_of_a_creation_is_none_of_an_existing_case(self, world):
        obj = world.at("telaah")
        with refused("E-STATE"):
            perform(obj, "tambah_nomenklatur", actor=world.people.jaksel, data=world.data())

    def test_a_case_that_does_not_exist(self, world):
        obj = world.at("telaah")
        obj.pk = "00000000-0000-7000-8000-000000000000"
        with refused("E-HIDE"):
            perform(obj, "setujui", actor=world.people.asisten1)

    def test_a_grant_withdrawn_a_moment_ago(self, world):
        obj = world.at("telaah")
        assert obj.sees(world.people.asisten1)
        obj.case.caseuserpermission_set.all().delete()
        with refused("E-PERM", guard="hak"):
            perform(obj, "setujui", actor=world.people.asisten1)

    def test_a_superuser_is_no_bypass(self, world):
        obj = world.at("telaah")
        world.people.auditor.is_superuser = True
        with refused("E-PERM"):
            perform(obj, "setujui", actor=world.people.auditor)


class TestAccessLog:
    @pytest.mark.parametrize(
        ("who", "act", "version", "code"),
        [
            ("bogor", "setujui", None, "E-HIDE"),
            ("asisten2", "setujui", None, "E-PERM"),
            ("asisten1", "kirim_perbaikan", None, "E-STATE"),
            ("asisten1", "setujui", 1, "E-STALE"),
            ("asisten1", "setujui_nonaktif", None, "E-STATE"),
        ],
    )
    def test_a_refused_attempt_is_kept(self, world, who, act, version, code):
        obj = world.at("telaah")
        set_door(Door("api", "192.0.2.9"))
        try:
            with refused(code):
                perform(obj, act, actor=world.person(who), version=version)
        finally:
            set_door(Door())
        row = AccessLog.objects.latest("at")
        assert (row.actor, row.role, row.action, row.outcome) == (
            world.person(who),
            world.person(who).role,
            act,
            code,
        )
        assert (row.object_type, row.object_id, row.door, row.ip) == (
            "nomenklatur",
            obj.pk,
            "api",
            "192.0.2.9",
        )

    def test_with_the_unmet_guards(self, world):
        obj = world.at("telaah", kompetensi_teknis="")
        with refused("E-GUARD"):
            world.do(obj, "setujui", "asisten1")
        row = AccessLog.objects.latest("at")
        assert (row.detail["state"], row.detail["reasons"]) == ("baru", ["kompetensi_lengkap"])

    def test_faults_of_a_form_are_not(self, world):
        obj = world.at("telaah")
        with refused("E-REQ"):
            world.do(obj, "perbaikan", "asisten1")
        assert AccessLog.objects.count() == 0

    def test_it_outlives_the_transaction_that_was_refused(self, committed_db):
        world = World()
        obj = world.at("telaah")
        with refused("E-PERM"):
            world.do(obj, "setujui", "asisten2")
        connection.close()
        assert AccessLog.objects.get().outcome == "E-PERM"

    def test_of_an_attempt_to_create(self, world):
        with refused("E-PERM"):
            create(world.people.admin, "nomenklatur", "tambah_nomenklatur", world.data())
        row = AccessLog.objects.get()
        assert (row.actor, row.action, row.object_type) == (
            world.people.admin,
            "tambah_nomenklatur",
            "nomenklatur",
        )

    def test_one_that_cannot_be_written_does_not_hide_the_refusal(self, world, monkeypatch, caplog):
        obj = world.at("telaah")
        monkeypatch.setattr(world.people.asisten2, "role", "x" * 60)
        with pytest.raises(Refused) as caught:
            perform(obj, "setujui", actor=world.people.asisten2)
        assert caught.value.code in {"E-PERM", "E-HIDE"}
        assert "access log row lost" in caplog.text


def crash(*args, **kwargs):
    raise ZeroDivisionError


class TestAllOrNothing:
    @pytest.mark.parametrize("broken", ["ledger.record", "routing.Route.reconcile", "models.Boundary.save"])
    def test_a_crash_at_any_step_undoes_all(self, committed_db, broken):
        world = World()
        obj = world.open()
        before, appoint = traces(), {"petugas": str(world.people.asisten1.pk)}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(f"workflows.{broken}", crash)
            with pytest.raises(ZeroDivisionError):
                world.do(obj, "pilih_petugas", "komisioner", **appoint)
        connection.close()
        assert traces() == before
        live_sound(world.do(obj, "pilih_petugas", "komisioner", **appoint))

    def test_a_constraint_that_is_no_guards_is_an_error_and_no_refusal(self, world, monkeypatch):
        monkeypatch.setattr(type(world.begin()), "constraint_reasons", {})
        world.open(jabatan="Sekretaris")
        obj = world.at("perbaikan")
        with pytest.raises(IntegrityError, match="nomenklatur_one_per_post"), transaction.atomic():
            world.do(obj, "kirim_perbaikan", "jaksel", **world.data(jabatan="Sekretaris"))
        assert fresh(obj).state == "perbaikan"


class TestCost:
    """The number of statements of an act does not grow with the data."""

    def statements(self, world, obj, act, who, **data):
        with CaptureQueriesContext(connection) as captured:
            world.do(obj, act, who, **data)
        return [q["sql"] for q in captured.captured_queries]

    def test_is_constant(self, world):
        def measure():
            obj = world.at("telaah", jabatan=f"Jabatan {Case.objects.count()}")
            world.people.asisten1.forget_rights()
            return len(self.statements(world, obj, "setujui", "asisten1"))

        first = measure()
        obj = world.at("telaah", jabatan="Yang panjang")
        for n in range(8):
            obj = world.do(obj, "perbaikan", "asisten1", alasan="<p>Lagi.</p>")
            obj = world.do(
                obj, "kirim_perbaikan", "jaksel", **world.data(jabatan="Yang panjang", tanggapan=f"{n}")
            )
            world.open(jabatan=f"Lain {n}")
        world.people.asisten1.forget_rights()
        long = len(self.statements(world, obj, "setujui", "asisten1"))
        assert first == measure() == long

    def test_is_lean(self, world):
        """Read, lock, check, write, record, route: savepoints apart, no more than the 16–19 of ARCHITECTURE §2. What
        the actor holds is read twice, before the lock and under it."""
        found = self.statements(world, world.at("telaah"), "setujui", "asisten1")
        work = [sql for sql in found if "SAVEPOINT" not in sql]
        assert len(work) <= 16, "\n".join(sql[:150] for sql in work)
        assert len(found) <= 20

    def test_a_stranger_takes_no_lock(self, world):
        obj = world.at("telaah")
        with CaptureQueriesContext(connection) as captured, pytest.raises(Refused):
            perform(obj, "setujui", actor=world.people.bogor)
        assert not [
            q for q in captured.captured_queries if "FOR NO KEY UPDATE" in q["sql"] or "FOR SHARE" in q["sql"]
        ]


class TestWaiting:
    """Another session holds the boundary for too long."""

    @pytest.fixture
    def held(self, committed_db):
        """A case whose row another session has locked until the test is over."""
        world = World()
        obj = world.open()
        locked, done = threading.Event(), threading.Event()

        def hold():
            try:
                with transaction.atomic():
                    Case.objects.select_for_update().get(pk=obj.pk)
                    locked.set()
                    done.wait(20)
            finally:
                connection.close()

        holder = threading.Thread(target=hold)
        holder.start()
        locked.wait(10)
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '150ms'")
        yield world, obj
        done.set()
        holder.join()

    def test_is_told_that_it_is_busy(self, held):
        """Nothing is stale: what was entered is as good as before. It is no refused attempt either."""
        world, obj = held
        started = time.monotonic()
        with refused("E-BUSY"):
            world.do(obj, "pilih_petugas", "komisioner", petugas=str(world.people.asisten1.pk))
        assert time.monotonic() - started < 5
        assert AccessLog.objects.count() == 0

    def test_both_doors_say_when_to_come_again(self, held, client):
        world, obj = held
        person = world.people.komisioner
        client.force_login(person)
        data = {"petugas": str(world.people.asisten1.pk)}
        page = client.post(f"/kasus/{obj.pk}/t/pilih_petugas/", {**data, "versi": obj.version})
        assert (page.status_code, page["Retry-After"]) == (503, "5")
        assert "Data ini sedang diproses permintaan lain." in page.content.decode()
        credentials = {"username": person.username, "password": "rahasia-sekali-12"}
        token = client.post("/api/v1/auth/token", credentials, content_type="application/json").json()[
            "token"
        ]
        answer = client.post(
            f"/api/v1/cases/{obj.pk}/transitions/pilih_petugas",
            {"data": data},
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )
        assert (answer.status_code, answer["Retry-After"], answer.json()["code"]) == (503, "5", "E-BUSY")

    def test_so_is_who_claims(self, held):
        world, obj = held
        with refused("E-BUSY"):
            claims.claim(world.people.admin, open_task(obj, "pilih").pk)

    def test_strangers_neither_wait_nor_learn(self, held):
        world, obj = held
        with refused("E-HIDE"):  # who waited would be told E-BUSY
            world.do(obj, "tarik", "bogor", alasan="x")

    def test_other_cases_go_on(self, held):
        world, _ = held
        assert world.at("telaah", jabatan="Sekretaris").case.assignee is not None


class TestConditionsAndCascades:
    """Version 3: approval of a post called "Hapus …" makes SYSTEM close it, which has a consequence."""

    @pytest.fixture(autouse=True)
    def version_3(self):
        with version3.installed():
            yield

    def test_follow_in_the_same_transaction_with_entries_of_their_own(self, world):
        obj = world.at("telaah", version=3, jabatan="Hapus ini")
        obj = world.do(obj, "setujui", "asisten1")
        assert (obj.state, open_tasks(obj)) == ("nonaktif", {})
        rows = list(LedgerEntry.objects.filter(stream=obj.pk).order_by("seq"))[2:]
        assert [(e.act, e.source, e.target, e.body["actor"] == "SYSTEM") for e in rows] == [
            ("setujui", "baru", "disetujui", False),
            ("tutup", "disetujui", "nonaktif", True),
            ("catat_penutupan", "nonaktif", "nonaktif", True),
        ]
        assert rows[2].payload.values["catatan"]["v"] == "otomatis"
        assert fresh(obj).version == 5
        assert replay(obj) == "nonaktif"
        live_sound(obj)

    def test_do_not_when_they_do_not_hold(self, world):
        obj = world.at("disetujui", version=3)
        assert acts_of(obj)[-1] == "setujui"
        assert obj.state == "disetujui"

    @pytest.mark.parametrize("who", ["asisten1", "sistem"])
    def test_a_cascade_cannot_be_called(self, world, who):
        obj = world.do(world.at("telaah", version=3, jabatan="Hapus ini"), "setujui", "asisten1")
        with refused("E-STATE"):
            perform(obj, "catat_penutupan", actor=world.person(who))

    def test_a_condition_cannot_be_pressed(self, world):
        obj = world.at("disetujui", version=3)
        with refused("E-PERM"):
            perform(obj, "tutup", actor=world.people.asisten1)
        with refused("E-GUARD", guard="jabatan_dihapus"):
            perform(obj, "tutup", actor=SYSTEM)

    def test_what_an_effect_notes_is_kept_and_the_cause_stays_first(self, world, monkeypatch):
        obj = world.at("telaah", version=3, jabatan="Hapus ini")
        row = gate.row_for(type(obj), "tutup", "disetujui")

        def note(move):
            move.notes["dicatat_efek"] = "sesudah akibatnya"

        monkeypatch.setitem(row.__dict__, "effects", (*row.effects, note))
        obj = world.do(obj, "setujui", "asisten1")
        rows = list(LedgerEntry.objects.filter(stream=obj.pk).order_by("seq"))[2:]
        assert [(e.act, e.source, e.target, e.body["object_version"]) for e in rows] == [
            ("setujui", "baru", "disetujui", 3),
            ("tutup", "disetujui", "nonaktif", 4),
            ("catat_penutupan", "nonaktif", "nonaktif", 5),
        ]
        assert rows[1].payload.values["dicatat_efek"]["v"] == "sesudah akibatnya"
        live_sound(obj)

    def test_a_condition_of_system_asks_guards_of_the_state_too(self, world, monkeypatch):
        row = gate.row_for(type(world.at("baru", version=3)), "tutup", "disetujui")
        shut = guard(code="E-STATE", legal="uji", name="tertutup")(lambda move: "Belum waktunya.")
        monkeypatch.setitem(row.__dict__, "guards", (*row.guards, shut))
        obj = world.at("telaah", version=3, jabatan="Hapus ini", unit_kerja="Dinas Lain")
        obj = world.do(obj, "setujui", "asisten1")
        assert (obj.state, acts_of(obj)[-1]) == ("disetujui", "setujui")

    @pytest.mark.parametrize("code", ["E-STATE", "E-GUARD"])
    def test_a_cascade_asks_its_guards(self, world, monkeypatch, code):
        obj = world.at("telaah", version=3, jabatan="Hapus ini")
        row = gate.row_for(type(obj), "catat_penutupan", "nonaktif")
        shut = guard(code=code, legal="uji", name="tertutup")(lambda move: "Buku ditutup.")
        monkeypatch.setitem(row.__dict__, "guards", (shut,))
        with refused(code, guard="tertutup"):
            world.do(obj, "setujui", "asisten1")

    def test_a_cascade_asks_its_facts(self, world, monkeypatch):
        obj = world.at("telaah", version=3, jabatan="Hapus ini")
        row = gate.row_for(type(obj), "catat_penutupan", "nonaktif")
        monkeypatch.setitem(row.__dict__, "facts", ("permohonan",))
        with refused("E-GUARD", guard="permohonan"):
            world.do(obj, "setujui", "asisten1")

    def test_an_act_causes_only_what_names_it(self, world, monkeypatch):
        monkeypatch.setattr(version3, "follow", None)
        obj = world.at("telaah", version=3)
        row = gate.row_for(type(obj), "setujui", "baru")
        object.__setattr__(
            row, "effects", (lambda move: move.cascade(move.obj, "catat_penutupan"), *row.effects)
        )
        try:
            with refused("E-STATE"):
                world.do(obj, "setujui", "asisten1")
        finally:
            object.__setattr__(row, "effects", row.effects[1:])


def test_tasks_of_the_process_are_those_of_its_own_flow(world):
    obj = world.at("telaah")
    flows = {t.flow_task.flow_class.__name__ for t in CaseTask.objects.filter(case=obj.pk)}
    assert flows == {"NomenklaturFlowV2"}
