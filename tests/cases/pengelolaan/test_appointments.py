"""Roles with dates, on everything, an area, a unit, an institution: given, ended, seen; what becomes of the work."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.utils import timezone

from cases.core.declared.permissions import held
from cases.core.doing.indexing import index_some
from cases.core.models import Absence, Notification
from cases.core.reading import inbox
from cases.core.reading.listing import list_cases
from cases.core.reading.rights import petugas_of
from cases.core.reading.searching import found_by
from cases.core.reading.sight import cases_visible_to
from cases.organisations.appointing import appoint, end, project
from cases.organisations.granted import institutions_of
from cases.organisations.holding import capacities
from cases.organisations.models import (
    CaseRole,
    Institution,
    InstitutionUserPermission,
    Unit,
    UnitWilayah,
    User,
)
from cases.organisations.permissions import acts_for, reviews, sees_all
from cases.organisations.roles import ROLES, On, RoleKind, Sisi, declare_roles
from cases.organisations.selectors import active_petugas
from cases.organisations.zones import day_at
from cases.pengelolaan.akun.appointment_forms import BeriPenugasanForm
from cases.pengelolaan.akun.appointment_guards import peran_sesuai_sisi
from cases.pengelolaan.akun.models import Akun
from tests.api.conftest import Api
from tests.support.appointed import person, seen
from tests.support.jobs import deliver_all, due_now
from tests.support.world import fresh, open_tasks, refused
from workflows.gate import perform
from workflows.ledger import database_now
from workflows.models import LedgerEntry

pytestmark = pytest.mark.req("SJ-13", "SJ-16", "SJ-19")

NAMED = ("jaksel", "bogor", "auditor")
DAY = dt.timedelta(days=1)


def found(q, actor):
    return list(cases_visible_to(actor).filter(found_by(q, actor)).values_list("pk", flat=True))


def last(obj):
    return LedgerEntry.objects.filter(stream=obj.pk).latest("seq")


class TestReach:
    @pytest.mark.kills("slip:appointment.reach")
    def test_an_area_is_its_institutions_and_nothing_else(self, world, two, only):
        ours, other = two
        here = only("asisten2", "kasn_asisten", area_id="32")
        assert not sees_all(here)
        assert seen(here) == {other.pk}
        assert {row.case_id for row in inbox.tasks_for(person(world, "komisioner"), "queue").rows} == {
            ours.pk,
            other.pk,
        }
        index_some()
        assert found("Kepala", here) == [other.pk]
        assert found(ours.case.number, here) == []
        assert Api("asisten2").get(f"/cases/{other.pk}")[0] == 200
        assert Api("asisten2").get(f"/cases/{ours.pk}")[0] == 404
        assert Api("asisten2").get("/petugas")[0] == 404

    def test_a_unit_is_the_provinces_it_serves(self, world, two, only):
        unit = UnitWilayah.objects.get(provinsi="32", sampai=None).unit
        assert seen(only("auditor", "auditor", unit=unit)) == {two[1].pk}
        other = Unit.objects.exclude(pk=unit.pk).filter(wilayah__isnull=False).exclude(wilayah__provinsi="31")
        assert seen(only("auditor", "auditor", unit=other.first())) == set()

    def test_only_within_reach_is_somebody_chosen_and_does_somebody_choose(self, world, two, only):
        ours, other = two
        only("asisten2", "kasn_asisten", area_id="32")
        limited = only("komisioner", "kasn_komisioner", institution=world.people.bogor.institution)
        assert [row.case_id for row in inbox.tasks_for(limited, "queue").rows] == [other.pk]
        with refused("E-HIDE"):
            perform(ours, "pilih_petugas", actor=limited, data={"petugas": str(world.people.asisten1.pk)})
        with refused("E-REF", field="petugas"):
            world.do(ours, "pilih_petugas", "admin", petugas=str(world.people.asisten2.pk))
        done = perform(other, "pilih_petugas", actor=limited, data={"petugas": str(world.people.asisten2.pk)})
        assert done.obj.case.assignee == world.people.asisten2
        assert world.people.asisten2 not in active_petugas(world.people.jaksel.institution)

    def test_who_was_appointed_on_a_case_sees_it_beyond_the_reach(self, world, only):
        obj = world.at("telaah")
        here = only("asisten1", "kasn_asisten", area_id="32")
        CaseRole.objects.create(person=here, role="petugas_lain", case=obj.pk)
        assert seen(here) == {obj.pk}
        here.is_active = False
        assert seen(here) == set()

    def test_a_substitute_sees_what_he_stands_in_for(self, world, two, only):
        here = only("asisten2", "kasn_asisten", area_id="32")
        now = timezone.now()
        away = Absence.objects.create(
            person=world.people.asisten1,
            substitute=here,
            since=now - DAY,
            until=now + DAY,
            reason="Cuti",
            recorded_at=now,
            recorded_by=world.people.admin,
        )
        assert seen(person(world, "asisten2")) == {obj.pk for obj in two}
        Absence.objects.filter(pk=away.pk).update(ended_at=now)
        assert seen(person(world, "asisten2")) == {two[1].pk}


class TestDates:
    @pytest.mark.kills("slip:appointment.since", "slip:appointment.until")
    @pytest.mark.parametrize(("since", "until", "may"), [(-2, 1, True), (1, 2, False), (-2, -1, False)])
    def test_from_its_first_moment_to_its_last(self, world, two, since, until, may):
        now, one = timezone.now(), world.people.asisten2
        end(CaseRole.objects.filter(person=one), at=now - 3 * DAY)
        CaseRole.objects.filter(person=one).update(since=now - 4 * DAY)
        CaseRole.objects.create(
            person=one, role="kasn_asisten", since=now + since * DAY, until=now + until * DAY
        )
        assert reviews(person(world, "asisten2")) is may
        assert bool(seen(person(world, "asisten2"))) is may
        assert (one in active_petugas()) is may

    def test_the_gate_asks_under_its_lock(self, world):
        """What a page read before does not count."""
        obj = world.at("telaah")
        actor = person(world, "asisten1")
        assert reviews(actor)
        end(CaseRole.objects.filter(person=actor, case=None), at=database_now())
        with refused("E-PERM", "hak"):
            perform(obj, "setujui", actor=actor)

    def test_an_institutions_right_ends_by_its_date_before_the_clock_comes(self, world):
        bogor, one = world.people.bogor.institution, world.people.jaksel
        row = appoint(one, "pembaca_institusi", institution=bogor, until=timezone.now() + DAY)
        assert institutions_of(person(world, "jaksel")) == {bogor.pk, one.institution_id}
        CaseRole.objects.filter(pk=row.pk).update(since=timezone.now() - 2 * DAY, until=timezone.now() - DAY)
        assert institutions_of(person(world, "jaksel")) == {one.institution_id}
        assert InstitutionUserPermission.objects.filter(user=one).exists()
        due_now("penugasan")
        deliver_all()
        assert not InstitutionUserPermission.objects.filter(user=one).exists()

    def test_one_that_begins_later_is_granted_by_the_clock(self, world):
        bogor, one = world.people.bogor.institution, world.people.jaksel
        row = appoint(one, "petugas_institusi", institution=bogor, since=timezone.now() + DAY)
        assert not acts_for(person(world, "jaksel"), bogor.pk)
        CaseRole.objects.filter(pk=row.pk).update(since=timezone.now() - DAY)
        assert not acts_for(person(world, "jaksel"), bogor.pk)  # the grant is not there yet
        due_now("penugasan")
        deliver_all()
        assert acts_for(person(world, "jaksel"), bogor.pk)

    @pytest.mark.req("SJ-137")
    def test_work_follows_when_the_last_day_is_over(self, world, told):
        obj = world.at("telaah")
        rows = CaseRole.objects.filter(person=world.people.asisten1, case=None)
        row = rows.get()
        end(rows, at=database_now())
        new = appoint(world.people.asisten1, "kasn_asisten", until=timezone.now() + DAY)
        assert open_tasks(obj)["utama"] == ("telaah", "asisten1")
        CaseRole.objects.filter(pk__in=[row.pk, new.pk]).update(since=timezone.now() - 2 * DAY)
        CaseRole.objects.filter(pk=new.pk).update(until=timezone.now() - dt.timedelta(seconds=1))
        due_now("penugasan")
        deliver_all()
        assert open_tasks(obj)["utama"] == ("telaah", None)
        text = (
            Notification.objects.filter(case=obj.pk, user=world.people.komisioner).latest("created_at").text
        )
        assert "Asisten 1 tidak dapat mengerjakannya lagi" in text


class TestCapacities:
    @pytest.mark.kills("slip:appointment.capacity")
    def test_the_ledger_names_the_role_whose_right_was_used(self, world, two):
        appoint(world.people.asisten1, "kasn_komisioner", institution=world.people.bogor.institution)
        ours, other = two
        actor = person(world, "asisten1")
        with refused("E-PERM"):
            perform(ours, "pilih_petugas", actor=actor, data={"petugas": str(actor.pk)})
        obj = perform(other, "pilih_petugas", actor=actor, data={"petugas": str(actor.pk)}).obj
        assert (last(obj).role, last(obj).on_behalf_of) == ("kasn_komisioner", None)
        perform(obj, "setujui", actor=person(world, "asisten1"))
        assert (last(obj).actor, last(obj).role) == (actor, "kasn_asisten")

    def test_the_accounts_own_role_is_none_once_it_has_ended(self, world, two, told):
        """What is left is the capacity, for the ledger and for guards that ask in whose office something is done."""
        appoint(world.people.komisioner, "kasn_admin")
        own = CaseRole.objects.get(person=world.people.komisioner, role="kasn_komisioner")
        told("komisioner", "akhiri_penugasan", penugasan=str(own.pk))
        actor = person(world, "komisioner")
        assert [one.role for one in capacities(actor)] == ["kasn_admin"]
        obj = perform(
            two[0], "pilih_petugas", actor=actor, data={"petugas": str(world.people.asisten1.pk)}
        ).obj
        assert (last(obj).actor, last(obj).role) == (actor, "kasn_admin")

    def test_so_does_the_book_of_a_register(self, world, told):
        appoint(world.people.asisten2, "kasn_admin")
        done = told("asisten1", "akhiri_sesi", by="asisten2")
        assert (done.entry.actor, done.entry.role) == (world.people.asisten2, "kasn_admin")

    def test_statements_do_not_grow_with_the_roles(self, world, two, django_assert_num_queries):
        def cost():
            actor = person(world, "asisten2")
            with django_assert_num_queries(2):  # the roles, the rows
                list_cases(actor)

        cost()
        for number, institution in enumerate(Institution.objects.order_by("kode")[:30]):
            role = ("kasn_komisioner", "kasn_asisten", "auditor")[number % 3]
            appoint(world.people.asisten2, role, institution=institution)
        cost()


class TestOfAType:
    """A role that a type declares: appointed like any other, asked for by a predicate."""

    @pytest.fixture
    def penguji(self):
        with ROLES.lent():
            declare_roles(
                [RoleKind("penguji", "Penguji", Sisi.KASN, frozenset({On.AREA, On.CASE}), frozenset())]
            )
            yield held("penguji", "penguji")

    def test_held_on_what_reaches_the_case_or_on_the_case(self, world, two, told, penguji):
        ours, other = two
        told("asisten2", "beri_penugasan", peran="penguji", pada="wilayah", wilayah="32")
        actor = person(world, "asisten2")
        assert [penguji.may(obj, actor) for obj in (ours, other)] == [False, True]
        CaseRole.objects.create(person=actor, role="penguji", case=ours.pk)
        assert [penguji.may(obj, person(world, "asisten2")) for obj in (ours, other)] == [True, True]
        assert penguji.could(actor)
        assert not penguji.could(person(world, "asisten1"))
        assert not penguji.may(other, person(world, "asisten1"))


class TestGiving:
    def test_the_admin_gives_and_ends(self, world, two, told, only):
        only("asisten2", "kasn_asisten", area_id="31")
        done = told(
            "asisten2",
            "beri_penugasan",
            peran="kasn_komisioner",
            pada="institusi",
            institusi=str(world.people.bogor.institution_id),
            nomor_surat="ST-7/2026",
        )
        row = CaseRole.objects.get(role="kasn_komisioner", person=world.people.asisten2)
        assert (row.by, row.letter, row.reason) == (world.people.admin, "ST-7/2026", "Surat tugas.")
        assert row.institution == world.people.bogor.institution
        assert (row.until, row.since) == (None, done.entry.at)
        assert seen(person(world, "asisten2")) == {obj.pk for obj in two}
        told("asisten2", "akhiri_penugasan", penugasan=str(row.pk))
        row.refresh_from_db()
        assert (row.ended_by, row.ended_reason) == (world.people.admin, "Surat tugas.")
        assert seen(person(world, "asisten2")) == {two[0].pk}
        with refused("E-REF", field="penugasan"):
            told("asisten2", "akhiri_penugasan", penugasan=str(row.pk))

    def test_days_are_whole_days_in_jakarta(self, world, told):
        today = day_at(timezone.now(), None)
        told(
            "asisten2",
            "beri_penugasan",
            peran="auditor",
            pada="wilayah",
            wilayah="32",
            mulai=f"{today + DAY:%d/%m/%Y}",
            sampai=f"{today + 3 * DAY:%d/%m/%Y}",
        )
        row = CaseRole.objects.get(role="auditor", person=world.people.asisten2)
        assert day_at(row.since, None) == today + DAY
        assert (day_at(row.until, None), row.until - row.since) == (today + 4 * DAY, 3 * DAY)

    @pytest.mark.kills("guard:akun.belum_dipegang")
    @pytest.mark.parametrize(
        ("data", "code", "field"),
        [
            ({"peran": "petugas_institusi", "pada": "institusi", "institusi": "bogor"}, "E-REF", "peran"),
            ({"peran": "petugas", "pada": "semua"}, "E-REF", "peran"),
            ({"peran": "kasn_admin", "pada": "wilayah", "wilayah": "32"}, "E-RNG", "pada"),
            ({"peran": "auditor", "pada": "wilayah"}, "E-REQ", "wilayah"),
            ({"peran": "auditor", "pada": "semua", "wilayah": "32"}, "E-RNG", "wilayah"),
            ({"peran": "auditor", "pada": "wilayah", "wilayah": "99"}, "E-REF", "wilayah"),
            ({"peran": "kasn_asisten", "pada": "semua"}, "E-DUP", "peran"),
            ({"peran": "kasn_asisten", "pada": "semua", "sampai": "31/12/2099"}, "E-DUP", "peran"),
            ({"peran": "auditor", "pada": "semua", "mulai": "01/01/2020"}, "E-RNG", "mulai"),
            ({"peran": "auditor", "pada": "semua", "sampai": "01/01/2020"}, "E-RNG", "sampai"),
            ({"peran": "auditor", "pada": "semua", "alasan": ""}, "E-REQ", "alasan"),
        ],
    )
    def test_what_cannot_be_given(self, world, told, data, code, field):
        if data.get("institusi"):
            data = {**data, "institusi": str(world.people.bogor.institution_id)}
        with refused(code, field=field):
            told("asisten2", "beri_penugasan", **data)

    @pytest.mark.req("SJ-06")
    @pytest.mark.kills("guard:akun.peran_sesuai_sisi")
    def test_nobody_belongs_to_both_halves(self, world, told):
        """The form of one person offers no such role; that of several people does, and the gate asks."""
        data = {"peran": "auditor", "pada": "semua", "alasan": "Tugas."}
        form = BeriPenugasanForm(data, subject=None, actor=world.people.admin)
        assert form.is_valid()
        record = Akun.opened(person(world, "jaksel"))
        move = SimpleNamespace(obj=record, data=form.cleaned_data)
        assert peran_sesuai_sisi.reason(move) is not None
        move.obj = Akun.opened(person(world, "asisten2"))
        assert peran_sesuai_sisi.reason(move) is None

    def test_nobody_appoints_himself_and_nobody_but_the_admin(self, world, told):
        data = {"peran": "kasn_komisioner", "pada": "semua"}
        with refused("E-GUARD", "bukan_diri_sendiri"):
            told("admin", "beri_penugasan", **data)
        with refused("E-PERM"):
            told("asisten2", "beri_penugasan", by="komisioner", **data)

    @pytest.mark.kills("guard:akun.masih_ada_admin_lain")
    def test_the_last_admin_stays(self, world, told):
        appoint(world.people.asisten2, "kasn_admin")
        row = CaseRole.objects.get(person=world.people.admin)
        told("admin", "akhiri_penugasan", by="asisten2", penugasan=str(row.pk))
        mine = CaseRole.objects.get(person=world.people.asisten2, role="kasn_admin")
        appoint(world.people.asisten1, "kasn_admin")
        told("asisten2", "akhiri_penugasan", by="asisten1", penugasan=str(mine.pk))
        theirs = CaseRole.objects.get(person=world.people.asisten1, role="kasn_admin")
        record = Akun.opened(person(world, "asisten1"))
        with refused("E-GUARD", "masih_ada_admin_lain"):
            perform(
                record,
                "akhiri_penugasan",
                actor=world.person("sistem"),
                data={"penugasan": str(theirs.pk), "alasan": "Selesai."},
            )

    @pytest.mark.parametrize("act", ["akhiri_penugasan", "nonaktifkan", "ubah_role"])
    def test_nor_is_he_lost_by_a_date(self, world, told, act):
        """Whoever is Admin until tomorrow leaves no Admin behind the day after, whichever act it is."""
        appoint(world.people.asisten1, "kasn_admin", until=timezone.now() + DAY)
        lasting = CaseRole.objects.get(person=world.people.admin, role="kasn_admin")
        data = {"akhiri_penugasan": {"penugasan": str(lasting.pk)}, "ubah_role": {"role": "auditor"}}
        with refused("E-GUARD"):
            told("admin", act, by="asisten1", **data.get(act, {}))
        appoint(world.people.asisten2, "kasn_admin")
        told("admin", act, by="asisten1", **data.get(act, {}))

    @pytest.mark.req("SJ-137")
    @pytest.mark.kills("guard:akun.kasus_beralih")
    def test_cases_beyond_what_is_left_need_somebody_else(self, world, told):
        obj = world.at("telaah")
        row = CaseRole.objects.get(person=world.people.asisten1, case=None)
        appoint(world.people.asisten1, "kasn_asisten", area_id="32")
        with refused("E-GUARD", "kasus_beralih") as caught:
            told("asisten1", "akhiri_penugasan", penugasan=str(row.pk))
        assert obj.case.number in caught.value.message
        told("asisten1", "akhiri_penugasan", penugasan=str(row.pk), pengganti=str(world.people.asisten2.pk))
        deliver_all()
        assert fresh(obj).case.assignee == world.people.asisten2
        assert [r.person for r in petugas_of(obj.pk)] == [world.people.asisten2, world.people.asisten1]

    @pytest.mark.req("SJ-137")
    @pytest.mark.parametrize(
        ("act", "data", "guard"),
        [
            ("akhiri_penugasan", {}, "kasus_beralih"),
            ("nonaktifkan", {}, "pekerjaan_beralih"),
            ("ubah_role", {"role": "auditor"}, "pekerjaan_beralih"),
        ],
    )
    def test_whom_the_cases_are_no_right_of_goes_on_with_none(self, world, told, only, act, data, guard):
        """They would stay with somebody who does not see them, and nobody would be told."""
        obj = world.at("perbaikan")  # the institution's turn: no task of the petugas goes to a queue
        only("asisten2", "kasn_asisten", area_id="32")
        if act == "akhiri_penugasan":
            data = {"penugasan": str(CaseRole.objects.get(person=world.people.asisten1, case=None).pk)}
        with refused("E-GUARD", guard) as caught:
            told("asisten1", act, pengganti=str(world.people.asisten2.pk), **data)
        assert f"Asisten 2 tidak berhak menangani {obj.case.number}" in caught.value.message
        appoint(world.people.asisten2, "kasn_asisten", area_id="31")
        told("asisten1", act, pengganti=str(world.people.asisten2.pk), **data)
        deliver_all()
        assert fresh(obj).case.assignee == world.people.asisten2

    def test_cases_within_what_is_left_stay(self, world, told):
        obj = world.at("telaah")
        row = CaseRole.objects.get(person=world.people.asisten1, case=None)
        appoint(world.people.asisten1, "kasn_asisten", area_id="31")
        told("asisten1", "akhiri_penugasan", penugasan=str(row.pk))
        deliver_all()
        assert fresh(obj).case.assignee == world.people.asisten1
        assert open_tasks(obj)["utama"] == ("telaah", "asisten1")


def test_the_grants_are_what_the_appointments_say(world, told):
    """Rebuilt from the rows, guardian's tables are what they were."""
    told("jaksel2", "pindah_institusi", ke=str(world.people.bogor.institution_id), hak="lihat")
    appoint(world.people.jaksel, "pembaca_institusi", institution=world.people.bogor.institution)

    def grants():
        rows = InstitutionUserPermission.objects.values_list("user", "content_object", "permission")
        members = User.groups.through.objects.values_list("user", "group")
        return set(rows), set(members)

    before = grants()
    InstitutionUserPermission.objects.all().delete()
    User.groups.through.objects.all().delete()
    project(CaseRole.objects.select_related("person", "institution").order_by("since"))
    assert grants() == before
