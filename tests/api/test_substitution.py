"""The API does for a client what the pages do for a person: acts of somebody who is away, and the calendar itself."""

import datetime as dt

import pytest
from django.utils import timezone

from cases.core.models import Absence, Case
from tests.support.world import World, fresh

pytestmark = pytest.mark.req("SJ-137")


@pytest.fixture
def world(db):
    return World()


def days(offset=0):
    return (timezone.localdate() + dt.timedelta(days=offset)).isoformat()


def record(api, world, who="komisioner", **changes):
    data = {
        "orang": str(world.people.asisten1.pk),
        "pengganti": str(world.people.asisten2.pk),
        "mulai": days(),
        "sampai": days(3),
        "no_surat": "SI-1/2030",
        "alasan": "Cuti tahunan.",
    }
    return api(who).post("/ketidakhadiran/transitions/catat_ketidakhadiran", {"data": {**data, **changes}})


@pytest.fixture
def api(world):
    from tests.api.conftest import Api

    return Api


def test_from_the_calendar_to_the_act_and_back(api, world):
    obj = world.at("telaah")
    status, body = api("asisten2").act(str(obj.pk), "setujui")
    assert (status, body["code"]) == (403, "E-PERM")
    assert record(api, world)[0] == 200
    status, body = api("auditor").get("/ketidakhadiran")
    assert [(r["orang"], r["pengganti"], r["keadaan"]) for r in body["items"]] == [
        (world.people.asisten1.nama, world.people.asisten2.nama, "Sedang berjalan")
    ]
    _, body = api("asisten2").get(f"/cases/{obj.pk}")
    offer = next(o for o in body["available"] if o["name"] == "setujui")
    assert (offer["allowed"], offer["on_behalf_of"]["nama"]) == (True, world.people.asisten1.nama)
    assert api("asisten2").act(str(obj.pk), "perbaikan", {"alasan": "Lengkapi."})[0] == 200
    _, history = api("auditor").get(f"/cases/{obj.pk}/history")
    entry = next(e for e in history["items"] if e["act"] == "perbaikan")
    assert (entry["actor"]["nama"], entry["on_behalf_of"]["nama"]) == (
        world.people.asisten2.nama,
        world.people.asisten1.nama,
    )
    # ended: nothing more is done for the person
    ending = {"ketidakhadiran": str(Absence.objects.get().pk), "alasan": "Kembali lebih awal."}
    path = "/ketidakhadiran/transitions/akhiri_ketidakhadiran"
    assert api("admin").post(path, {"data": ending})[0] == 200
    world.do(fresh(obj), "kirim_perbaikan", "jaksel", **world.data(tanggapan="Sudah."))
    status, body = api("asisten2").act(str(obj.pk), "setujui")
    assert (status, body["code"]) == (403, "E-PERM")
    assert Case.objects.get(pk=obj.pk).state == "perbaikan" or fresh(obj).state == "baru"
    # once is enough
    status, body = api("admin").post(path, {"data": ending})
    assert (status, list(body["errors"])) == (422, ["ketidakhadiran"])


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"sampai": days(-1), "mulai": days(-2)}, "sampai", "E-RNG"),
        ({"sampai": days(-1)}, "sampai", "E-RNG"),
        ({"mulai": ""}, "mulai", "E-REQ"),
        ({"mulai": "31/02/2030"}, "mulai", "E-FMT"),
        ({"alasan": " "}, "alasan", "E-REQ"),
        ({"orang": "jaksel"}, "orang", "E-REF"),
        ({"orang": "nonaktif"}, "orang", "E-REF"),
        ({"pengganti": "jaksel"}, "pengganti", "E-REF"),
        ({"pengganti": "asisten1"}, "pengganti", "E-RNG"),
        ({"tidak_ada": "x"}, "tidak_ada", "E-FMT"),
    ],
)
def test_what_cannot_be_recorded(api, world, changes, field, code):
    changes = {n: str(world.person(v).pk) if n in ("orang", "pengganti") else v for n, v in changes.items()}
    status, body = record(api, world, **changes)
    assert (status, body["code"], list(body["errors"])) == (422, code, [field])
    assert not Absence.objects.exists()


@pytest.mark.kills(
    "guard:ketidakhadiran.tidak_tumpang_tindih",
    "guard:ketidakhadiran.pengganti_hadir",
    "guard:ketidakhadiran.bukan_pengganti_orang_lain",
)
def test_two_at_a_time(api, world):
    people = {name: str(world.person(name).pk) for name in ("asisten1", "asisten2", "komisioner")}
    assert record(api, world)[0] == 200
    status, body = record(api, world, mulai=days(3), sampai=days(9))
    assert (status, body["code"], list(body["errors"])) == (422, "E-DUP", ["orang"])
    # the substitute is to be there himself
    status, body = record(api, world, orang=people["asisten2"], pengganti="")
    assert (status, list(body["errors"])) == (422, ["orang"])
    status, body = record(api, world, orang=people["komisioner"], pengganti=people["asisten1"])
    assert (status, list(body["errors"])) == (422, ["pengganti"])
    # side by side in time is no clash
    assert record(api, world, mulai=days(4), sampai=days(9))[0] == 200


@pytest.mark.parametrize(("who", "status"), [("asisten1", 403), ("auditor", 403), ("jaksel", 404)])
def test_who_may_not(api, world, who, status):
    assert record(api, world, who=who)[0] == status
    assert api(who).get("/ketidakhadiran")[0] == (404 if status == 404 else 200)
    assert not Absence.objects.exists()
