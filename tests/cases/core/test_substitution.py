"""B acts for A while A is away: in inbox, pages, API, notices and ledger, for exactly that time and never further."""

import datetime as dt

import pytest
from django.utils import timezone

from cases.core.doing import claims
from cases.core.models import Absence, CaseTask, Notification
from cases.core.reading import inbox
from cases.core.reading.rights import stood_in_for
from cases.core.reading.task_filter import SORTED
from cases.organisations.models import User
from cases.organisations.permissions import reviews
from tests.api.conftest import Api
from tests.support.jobs import deliver_all
from tests.support.world import fresh, open_task, refused
from workflows.gate import perform
from workflows.ledger import verify_stream
from workflows.models import LedgerEntry
from workflows.offers import available
from workflows.showing import showing

pytestmark = pytest.mark.req("SJ-137")

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def away(world):
    """away("asisten1", "asisten2"): the one is away since an hour, for another hour; the other stands in."""

    def record(person, substitute, *, since=-HOUR, until=HOUR, **more):
        now = timezone.now()
        return Absence.objects.create(
            person=world.person(person),
            substitute=world.person(substitute) if substitute else None,
            since=now + since,
            until=now + until,
            reason="Cuti",
            recorded_at=now,
            recorded_by=world.people.admin,
            **more,
        )

    return record


def person(world, name):
    """As a request finds them: what was read before is forgotten."""
    return User.objects.select_related("institution").get(pk=world.person(name).pk)


def mine(world, name):
    return [row.case_id for row in inbox.tasks_for(person(world, name), "mine").rows]


@pytest.mark.kills("slip:substitution.since", "slip:substitution.until", "slip:substitution.ended")
@pytest.mark.parametrize(
    ("since", "until", "more", "may"),
    [
        (-HOUR, HOUR, {}, True),
        (HOUR, 2 * HOUR, {}, False),  # not yet
        (-2 * HOUR, -HOUR, {}, False),  # no longer
        (-HOUR, HOUR, {"ended_at": timezone.now()}, False),  # called off
    ],
)
def test_from_its_first_moment_to_its_last(world, away, since, until, more, may):
    obj = world.at("telaah")
    away("asisten1", "asisten2", since=since, until=until, **more)
    assert (mine(world, "asisten2") == [obj.pk]) is may
    offers = available(fresh(obj), person(world, "asisten2"), route=fresh(obj).open_route())
    offered = {offer.name for offer in offers if offer.allowed}
    assert ("setujui" in offered) is may
    if not may:
        with refused("E-PERM"):
            world.do(obj, "setujui", "asisten2")
        return
    done = world.do(obj, "setujui", "asisten2")
    assert done.state == "disetujui"
    entry = LedgerEntry.objects.filter(stream=obj.pk).latest("seq")
    assert (entry.act, entry.actor, entry.on_behalf_of) == (
        "setujui",
        world.people.asisten2,
        world.people.asisten1,
    )
    assert entry.role == world.people.asisten1.role
    assert verify_stream(obj.pk, head=bytes(fresh(obj).case.head)) is None
    # the turn was A's and is finished as his
    assert CaseTask.objects.get(case=obj.pk, label=open_label(obj)).owner == world.people.asisten1


def open_label(obj):
    tasks = CaseTask.objects.filter(case=obj.pk, flow_task_type="HUMAN", status="DONE")
    return tasks.latest("pk").label


def test_log_export_and_receipt_say_for_whom(world, away, browse):
    """The role that stands there is the one in whose capacity it was done."""
    obj = world.at("telaah")
    away("asisten1", "asisten2")
    world.do(obj, "setujui", "asisten2")
    both = f"{world.people.asisten1.nama}"
    (table,) = browse("auditor").get("/log/?aksi=setujui").tables
    assert table.rows[0][1].endswith(f", atas nama {both}")
    export = browse("auditor").get("/log/ekspor.csv?aksi=setujui").body.splitlines()
    assert export[1].split(";")[1:4:2] == [world.people.asisten2.nama, both]
    seq = LedgerEntry.objects.filter(stream=obj.pk).latest("seq").seq
    receipt = browse("asisten2").get(f"/kasus/{obj.pk}/tanda-terima/{seq}/").text
    assert f"{world.people.asisten2.nama}, atas nama {both}" in receipt


def test_the_ledger_of_ones_own_act_names_nobody_else(world, away):
    """Whose own right is enough does not act for anybody."""
    obj = world.at("telaah")
    away("asisten2", "asisten1")
    world.do(obj, "setujui", "asisten1")
    assert LedgerEntry.objects.filter(stream=obj.pk).latest("seq").on_behalf_of is None


def test_nobody_else_gains(world, away):
    """Not a third person, not the person's own substitutes' substitute, and no right that the person has not."""
    obj = world.at("telaah")
    away("asisten1", "komisioner")
    away("komisioner", "asisten2")
    for name in ("asisten2", "auditor"):
        with refused("E-PERM"):
            world.do(obj, "setujui", name)
    new = world.open(jabatan="Lain")
    # a komisioner's own right reaches asisten2 through the second row, asisten1's case does not
    world.do(new, "pilih_petugas", "asisten2", petugas=str(world.people.asisten1.pk))
    assert LedgerEntry.objects.filter(stream=new.pk).latest("seq").on_behalf_of == world.people.komisioner


@pytest.mark.kills("slip:substitution.inactive")
def test_whoever_is_deactivated_hands_nothing_on(world, away):
    obj = world.at("telaah")
    away("asisten1", "asisten2")
    User.objects.filter(pk=world.people.asisten1.pk).update(is_active=False)
    with refused("E-PERM"):
        world.do(obj, "setujui", "asisten2")
    assert mine(world, "asisten2") == []


@pytest.mark.kills("slip:substitution.half")
def test_one_half_never_acts_for_the_other(world, away):
    """Even if a row said so: an institution's people and the supervising body's stay apart, and two institutions."""
    obj = world.at("telaah")
    away("asisten1", "jaksel")
    with refused("E-PERM"):
        world.do(obj, "setujui", "jaksel")
    theirs = world.at("perbaikan", jabatan="Lain")
    away("jaksel", "bogor")
    with refused("E-HIDE"):
        world.do(theirs, "kirim_perbaikan", "bogor", **world.data(tanggapan="x", jabatan="Lain"))
    away("jaksel2", "asisten2")
    with refused("E-PERM"):
        world.do(theirs, "kirim_perbaikan", "asisten2", **world.data(tanggapan="x", jabatan="Lain"))


def test_only_whom_one_stands_in_for_can_be_named(world, away):
    obj = world.at("telaah")
    away("asisten1", "asisten2")
    with refused("E-PERM"):
        perform(obj, "setujui", actor=world.people.komisioner, on_behalf_of=world.people.asisten1, data={})
    perform(obj, "setujui", actor=world.people.asisten2, on_behalf_of=world.people.asisten1, data={})
    assert fresh(obj).state == "disetujui"


def test_a_task_of_the_pool_is_taken_and_given_back_for_the_person(world, away):
    obj = world.open()
    task = open_task(obj, "pilih")
    with refused("E-PERM"):
        claims.claim(person(world, "asisten2"), task.pk)
    away("komisioner", "asisten2")
    asisten2 = person(world, "asisten2")
    assert [row.pk for row in inbox.tasks_for(asisten2, "queue").rows] == [task.pk]
    assert claims.claim(asisten2, task.pk).owner == world.people.komisioner
    entry = LedgerEntry.objects.filter(stream=obj.pk).latest("seq")
    assert (entry.act, entry.actor, entry.on_behalf_of) == (
        "ambil_tugas",
        world.people.asisten2,
        world.people.komisioner,
    )
    assert mine(world, "asisten2") == mine(world, "komisioner") == [obj.pk]
    # the other supervisor is told who holds it
    with refused("E-GUARD", guard="tugas_dipegang"):
        world.do(obj, "pilih_petugas", "admin", petugas=str(world.people.asisten1.pk))
    assert claims.release(person(world, "asisten2"), task.pk).owner is None


def test_a_colleagues_task_is_done_for_him_and_not_refused_as_held(world, away):
    """komisioner could choose a petugas himself; admin, who is away, has taken the task."""
    obj = world.open()
    task = open_task(obj, "pilih")
    claims.claim(world.people.admin, task.pk)
    with refused("E-GUARD", guard="tugas_dipegang"):
        world.do(obj, "pilih_petugas", "komisioner", petugas=str(world.people.asisten1.pk))
    away("admin", "komisioner")
    world.do(obj, "pilih_petugas", "komisioner", petugas=str(world.people.asisten1.pk))
    entry = LedgerEntry.objects.filter(stream=obj.pk).latest("seq")
    assert (entry.actor, entry.on_behalf_of) == (world.people.komisioner, world.people.admin)


def test_notices_reach_the_substitute_too(world, away):
    obj = world.at("perbaikan")
    away("asisten1", "asisten2")
    deliver_all()
    Notification.objects.all().delete()
    world.do(obj, "kirim_perbaikan", "jaksel", **world.data(tanggapan="Sudah."))
    deliver_all()
    told = set(Notification.objects.filter(case=obj.pk).values_list("user__username", flat=True))
    assert {"asisten1", "asisten2"} <= told


def test_pages_say_for_whom(world, away, browse):
    obj = world.at("telaah")
    away("asisten1", "asisten2")
    name = world.people.asisten1.nama
    assert f"Atas nama {name}" in browse("asisten2").get("/tugas/saya/").text
    assert f"Setujui atas nama {name}" in browse("asisten2").get(f"/kasus/{obj.pk}/").text
    assert f"menunggu Anda atas nama {name} sejak" in browse("asisten2").get(f"/kasus/{obj.pk}/").text
    assert "menunggu Anda sejak" in browse("asisten1").get(f"/kasus/{obj.pk}/").text
    address = f"/kasus/{obj.pk}/t/setujui/"
    assert f"Anda bertindak atas nama {name}" in browse("asisten2").get(address).text
    assert "bertindak atas nama" not in browse("asisten1").get(address).text
    world.do(obj, "setujui", "asisten2")
    told = browse("auditor").get(f"/kasus/{obj.pk}/riwayat/").text
    assert f"atas nama {name}" in told
    assert world.people.asisten2.nama in told


def done_of(world, name, **filters):
    return [
        (row.case_id, row.done_by)
        for row in inbox.tasks_for(person(world, name), "archive", filters=filters).rows
    ]


def test_what_is_done_in_a_persons_name_stands_in_both_archives(world, away, browse):
    """For whom on the one side, by whom on the other, where it is new until it is opened; nobody else's."""
    obj, other = world.at("telaah"), world.at("telaah", unit_kerja="Dinas Lain")
    world.do(other, "setujui", "asisten1")
    away("asisten1", "asisten2")
    world.do(obj, "setujui", "asisten2")
    asisten2 = world.people.asisten2
    assert done_of(world, "asisten2") == [(obj.pk, asisten2)]
    assert done_of(world, "asisten1") == [(obj.pk, asisten2), (other.pk, None)]
    assert done_of(world, "asisten1", urut="sejak") == [(other.pk, None), (obj.pk, asisten2)]
    assert done_of(world, "asisten1", q="Dinas Lain") == [(other.pk, None)]
    assert (obj.pk, asisten2) not in done_of(world, "komisioner")
    told = browse("asisten2").get("/tugas/selesai/")
    assert f"Atas nama {world.people.asisten1.nama}" in told.text
    assert ("Belum dibaca" in told.text, "Dikerjakan oleh" in told.text) == (False, False)
    told = browse("asisten1").get("/tugas/selesai/")
    assert f"Dikerjakan oleh {asisten2.nama}" in told.text
    assert [row["unseen"] for row in told.response.context["tasks"]] == [True, False]
    browse("asisten1").get(f"/kasus/{obj.pk}/")
    assert "Belum dibaca" not in browse("asisten1").get("/tugas/selesai/").text
    _, body = Api("asisten1").get("/tasks?box=archive")
    assert [row["done_by"] and row["done_by"]["nama"] for row in body["items"]] == [asisten2.nama, None]


def test_a_task_out_of_the_queue_done_for_somebody_is_his(world, away):
    obj = world.open()
    away("komisioner", "asisten2")
    world.do(obj, "pilih_petugas", "asisten2", petugas=str(world.people.asisten1.pk))
    assert done_of(world, "komisioner") == done_of(world, "asisten2") == [(obj.pk, world.people.asisten2)]


@pytest.mark.parametrize("urut", ["", *(sign + name for name in SORTED for sign in ("", "-"))])
def test_both_sides_of_an_archive_come_in_one_order(world, away, urut):
    for number, unit in enumerate("CADB"):
        obj = world.at("telaah", unit_kerja=f"Dinas {unit}")
        if number == 2:
            away("asisten2", "asisten1")
        if number > 1:
            world.do(
                obj, "ganti_petugas", "komisioner", petugas=str(world.people.asisten2.pk), alasan="Beban"
            )
        world.do(obj, "setujui", "asisten1")
    asisten1 = person(world, "asisten1")
    whole = [row.pk for row in inbox.tasks_for(asisten1, "archive", filters={"urut": urut}).rows]
    found, cursor = [], ""
    for _ in range(4):
        page = inbox.tasks_for(asisten1, "archive", filters={"urut": urut}, cursor=cursor, limit=1)
        found, cursor = [*found, *(row.pk for row in page.rows)], page.next
    assert (found, len(set(found)), cursor) == (whole, 4, "")
    first = inbox.tasks_for(asisten1, "archive", filters={"urut": "judul"}).rows
    assert [row.case.title[-1] for row in first] == list("ABCD")


def test_the_supervisors_board_says_who_is_away(world, away, browse):
    away("asisten1", "asisten2")
    told = browse("komisioner").get("/penyelia/").text
    assert f"digantikan {world.people.asisten2.nama}" in told


def test_a_page_of_many_objects_reads_the_calendar_once(world, away, django_assert_num_queries):
    """As it reads each grant once; an act reads both afresh."""
    away("asisten1", "asisten2")
    asisten2 = person(world, "asisten2")
    assert reviews(asisten2)  # what he holds is read once per user object
    with showing(), django_assert_num_queries(1):
        assert stood_in_for(asisten2) == stood_in_for(asisten2) == [world.people.asisten1]
    with django_assert_num_queries(2):
        assert stood_in_for(asisten2) == stood_in_for(asisten2)
