"""Somebody moves to another institution: rights at once, work and log stay where they belong."""

from dataclasses import replace

import pytest

from cases.core.doing import claims
from cases.core.reading.history import activity
from cases.organisations.granted import institutions_of
from cases.organisations.models import CaseRole
from cases.organisations.permissions import acts_for
from cases.organisations.roles import ROLES, On, RoleKind, Sisi, declare_roles
from cases.pengelolaan.institusi.reading import people_of
from tests.support.appointed import person, seen
from tests.support.jobs import deliver_all
from tests.support.world import fresh, open_task, open_tasks, refused
from workflows.gate import perform

pytestmark = pytest.mark.req("SJ-13", "SJ-16", "SJ-19")

NAMED = ("jaksel", "bogor", "auditor")


class TestMoving:
    @pytest.mark.req("SJ-20", "SJ-137")
    def test_rights_move_at_once_and_work_goes_back(self, world, told, two):
        obj = world.at("perbaikan", jabatan="Yang dibawa")
        task = open_task(obj, "perbaiki")
        claims.claim(person(world, "jaksel2"), task.pk)
        told("jaksel2", "pindah_institusi", ke=str(world.people.bogor.institution_id), hak="kelola")
        moved = person(world, "jaksel2")
        assert moved.institution == world.people.bogor.institution
        assert institutions_of(moved) == {world.people.bogor.institution_id}
        assert seen(moved) == {two[1].pk}
        assert list(moved.groups.all()) == [world.people.bogor.institution.group]
        deliver_all()
        assert open_tasks(obj)["utama"][1] is None
        with refused("E-HIDE"):
            perform(fresh(obj), "kirim_perbaikan", actor=moved, data=world.data(tanggapan="Sudah."))
        kept = CaseRole.objects.filter(person=moved).order_by("since").values_list("institution", "until")
        assert [(pk, until is None) for pk, until in kept] == [
            (world.people.jaksel.institution_id, False),
            (world.people.bogor.institution_id, True),
        ]

    def test_so_does_a_role_of_a_type_on_the_old_institution(self, world, told, two):
        with ROLES.lent():
            kind = RoleKind("operator", "Operator", Sisi.INSTITUSI, frozenset({On.INSTITUTION}), frozenset())
            declare_roles([replace(kind, grants=frozenset({"lihat_kasus"}))])
            told(
                "jaksel2",
                "beri_penugasan",
                peran="operator",
                pada="institusi",
                institusi=str(world.people.jaksel.institution_id),
            )
            told("jaksel2", "pindah_institusi", ke=str(world.people.bogor.institution_id), hak="lihat")
            assert seen(person(world, "jaksel2")) == {two[1].pk}

    @pytest.mark.req("SJ-127")
    def test_the_log_of_each_institution_keeps_what_was_its_own(self, world, told):
        obj = world.open(by="jaksel2", jabatan="Sebelum pindah")
        told("jaksel2", "pindah_institusi", ke=str(world.people.bogor.institution_id), hak="kelola")
        later = perform(
            world.begin(institution=world.people.bogor.institution),
            "tambah_nomenklatur",
            actor=person(world, "jaksel2"),
            data=world.data(jabatan="Sesudah pindah"),
        ).obj
        done = {
            name: {e.entry.stream for e in activity(person(world, name), {}).rows if e.entry}
            for name in NAMED
        }
        both = {obj.pk, later.pk}
        assert [done[name] & both for name in NAMED] == [{obj.pk}, {later.pk}, both]

    def test_petugas_of_the_body_belong_to_none(self, world, told):
        with refused("E-PERM"):
            told("asisten2", "pindah_institusi", ke=str(world.people.bogor.institution_id), hak="kelola")

    def test_of_two_institutions_at_a_time(self, world, two, told):
        told(
            "jaksel",
            "beri_penugasan",
            peran="petugas_institusi",
            pada="institusi",
            institusi=str(world.people.bogor.institution_id),
        )
        both = person(world, "jaksel")
        assert seen(both) == {obj.pk for obj in two}
        assert acts_for(both, world.people.bogor.institution_id)
        perform(fresh(two[1]), "tarik", actor=both, data={"alasan": "Salah unit."})
        listed = {p["username"]: (p["hak"], p["dari"]) for p in people_of(world.people.bogor.institution)}
        assert listed == {"bogor": ("kelola", ""), "jaksel": ("kelola", str(both.institution))}
