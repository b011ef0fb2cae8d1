"""Open tasks are a function of state and facts, one per lane; only lanes whose turn changed are touched."""

import pytest
from django.db import IntegrityError, transaction

from cases.core.doing import claims
from cases.core.models import CaseTask
from cases.core.reading import inbox
from cases.nomenklatur.flow import NomenklaturFlowV1, NomenklaturFlowV2
from tests.support.world import WAYS, fresh, live_sound, open_task, open_tasks

#: place -> lane -> (turn, holder), the table of SJ-136.
TASKS = {
    "baru": {"utama": ("pilih", None)},
    "telaah": {"utama": ("telaah", "asisten1")},
    "perbaikan": {"utama": ("perbaiki", None)},
    "disetujui": {},
    "permohonan": {"permohonan": ("putuskan", "asisten1")},
    "telaah_ulang": {"utama": ("telaah", "asisten1")},
    "perbaikan_ulang": {"utama": ("perbaiki", None)},
    "nonaktif": {},
    "ditarik": {},
}


@pytest.mark.req("SJ-136")
@pytest.mark.parametrize("where", WAYS)
def test_open_tasks(world, where):
    obj = world.at(where)
    assert open_tasks(obj) == TASKS[where]
    live_sound(obj)


@pytest.mark.req("SJ-136")
def test_what_lists_need_is_in_the_row(world):
    obj = world.at("perbaikan")
    task = open_task(obj, "perbaiki")
    assert (task.label, task.pool, task.lane, task.case_id, task.institution_id) == (
        "Perbaiki nomenklatur",
        "institusi",
        "utama",
        obj.pk,
        obj.case.institution_id,
    )


@pytest.mark.req("SJ-136")
def test_boxes(world):
    obj = world.open()
    boxes = {
        name: {
            box for box in ("mine", "queue", "waiting", "archive") if inbox.box_of(world.person(name), box)
        }
        for name in ("admin", "komisioner", "asisten1", "jaksel", "jaksel2", "bogor", "auditor")
    }
    assert boxes == {
        "admin": {"queue"},
        "komisioner": {"queue"},
        "asisten1": set(),
        "jaksel": {"waiting"},
        "jaksel2": {"waiting"},
        "bogor": set(),
        "auditor": set(),
    }
    world.do(obj, "pilih_petugas", "komisioner", petugas=str(world.people.asisten1.pk))
    assert [t.flow_task.name for t in inbox.box_of(world.people.asisten1, "mine")] == ["telaah"]
    assert [t.flow_task.name for t in inbox.box_of(world.people.komisioner, "archive")] == ["pilih"]
    assert not inbox.box_of(world.people.admin, "archive").exists()


def test_an_act_that_keeps_the_turn_leaves_its_row_alone(world):
    obj = world.at("perbaikan")
    claims.claim(world.people.jaksel, open_task(obj, "perbaiki").pk)
    before = CaseTask.objects.filter(pk=open_task(obj, "perbaiki").pk).values().get()
    world.do(obj, "ganti_petugas", "admin", petugas=str(world.people.asisten2.pk), alasan="Cuti.")
    after = CaseTask.objects.filter(pk=before["id"]).values().get()
    assert after == {**before, "assignee_id": world.people.asisten2.pk}  # as its case has it


def test_a_request_opens_its_own_lane_beside_and_closes_it(world):
    obj = world.at("permohonan")
    task = open_task(obj, "putuskan")
    world.do(obj, "tolak_nonaktif", "asisten1", alasan="Masih perlu.")
    closed = CaseTask.objects.get(pk=task.pk)
    assert (closed.status, closed.owner) == ("DONE", world.people.asisten1)
    assert open_tasks(obj) == {}


@pytest.mark.parametrize(
    ("where", "turn", "act", "who", "data", "status"),
    [
        ("telaah", "telaah", "setujui", "asisten1", {}, "DONE"),
        ("telaah", "telaah", "tarik", "jaksel", {"alasan": "x"}, "CANCELED"),
        ("perbaikan", "perbaiki", "tarik", "jaksel", {"alasan": "x"}, "DONE"),
        ("telaah_ulang", "telaah", "batalkan_perubahan", "jaksel", {"alasan": "x"}, "CANCELED"),
        ("permohonan", "putuskan", "tarik_permohonan", "jaksel", {}, "CANCELED"),
        ("permohonan", "putuskan", "edit", "jaksel", {"_isian": True}, "CANCELED"),
        ("permohonan", "putuskan", "setujui_nonaktif", "asisten1", {}, "DONE"),
    ],
)
@pytest.mark.req("SJ-136")
def test_a_turn_is_finished_by_its_act_and_interrupted_by_another(world, where, turn, act, who, data, status):
    obj = world.at(where)
    task = open_task(obj, turn)
    obj = world.do(obj, act, who, **world.filled(data))
    closed = CaseTask.objects.get(pk=task.pk)
    assert closed.status == status
    assert closed.finished is not None
    live_sound(obj)


def test_an_ended_process_has_nothing_left(world):
    obj = world.at("ditarik")
    assert not CaseTask.objects.filter(case=obj.pk).exclude(status__in=["DONE", "CANCELED"]).exists()
    process = fresh(obj).case.process
    assert (process.status, process.finished is not None) == ("DONE", True)


def test_the_database_holds_one_open_task_per_lane(world):
    obj = world.open()
    task = open_task(obj, "pilih")
    task.pk, task._state.adding = None, True
    with pytest.raises(IntegrityError, match="task_one_per_lane"), transaction.atomic():
        CaseTask.objects.bulk_create([task])


def test_flows_of_two_versions_do_not_share_nodes():
    assert set(NomenklaturFlowV1.lanes) == {"utama"}
    assert list(NomenklaturFlowV2.lanes) == ["utama", "permohonan"]
    for name in ("mulai", "belah", "kendali", "selesai", "pilih", "telaah", "perbaiki"):
        one, two = NomenklaturFlowV1.instance.node(name), NomenklaturFlowV2.instance.node(name)
        assert one is not two
        assert (one.flow_class, two.flow_class) == (NomenklaturFlowV1, NomenklaturFlowV2)
    assert NomenklaturFlowV2.lanes["utama"].turns[0].lane is NomenklaturFlowV2.lanes["utama"]
