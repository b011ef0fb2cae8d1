"""An institution becomes part of another one: cases, people, posts and rights follow, and nothing is forgotten."""

from __future__ import annotations

import datetime as dt

import pytest
from django.apps import apps
from django.utils import timezone

from cases.core.doing.indexing import index_some
from cases.core.models import Case, CaseTask, FormerInstitution
from cases.core.reading.history import activity, timeline
from cases.core.reading.inbox import tasks_for
from cases.core.reading.listing import list_cases
from cases.core.reading.owners import Owners
from cases.core.reading.sight import cases_visible_to
from cases.nomenklatur.models import Nomenklatur
from cases.organisations.access import rights_in
from cases.organisations.attached import all_attached
from cases.organisations.granted import institutions_of
from cases.organisations.models import Institution, NamaLama, User
from cases.organisations.selectors import people_of
from cases.pejabat.models import Pejabat
from cases.pejabat.register import add as add_official
from cases.pengelolaan.institusi.listing import institutions
from tests.cases.jpt.steps import Steps
from tests.cases.pengelolaan.institusi.conftest import ACCOUNT, LETTER, record
from tests.support.world import fresh, live_sound, refused
from workflows.gate import perform

#: Tables that name institutions and are the register's or the rights' own.
OWN = {
    "organisations.CaseRole",  # appointments and what guardian says of them: cases.organisations.access
    "organisations.InstitutionUserPermission",
    "organisations.InstitutionGroupPermission",
    "organisations.NamaLama",
    "organisations.PenyelenggaraSekdin",
    "organisations.Institution",
    "organisations.User",
    "core.FormerInstitution",
    "pengelolaan.Institusi",
}


@pytest.fixture
def official(world):
    """A post of Jakarta Selatan with an official."""
    from cases.organisations.models import Choice

    steps = Steps(world.people)
    post = steps.nomenklatur("jaksel", "Dinas Uji")
    choice = {
        d: str(Choice.objects.filter(daftar=d).first().pk) for d in ("pengangkatan", "rencana_pengisian")
    }
    return add_official(
        world.people.jaksel,
        {
            "nomenklatur": str(post.pk),
            "nama": "Budi",
            "sk": "SK 1",
            "mulai": "01/01/2024",
            "akhir": "31/12/2028",
            **choice,
        },
    )


def merge(world, press, **data):
    """Jakarta Selatan goes into Kota Bogor."""
    jaksel, bogor = world.people.jaksel.institution, world.people.bogor.institution
    return press(jaksel, "gabung", ke=str(bogor.pk), **data)


def test_nothing_that_names_an_institution_is_forgotten():
    """A new foreign key to an institution has to say what becomes of it."""
    told = {name for kind in all_attached() for name in kind.models} | OWN
    found = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Institution and not model._meta.proxy
    }
    assert found - told == set(), "tell cases.organisations.attached what becomes of it"


@pytest.mark.req("SJ-21")
def test_everything_follows(world, press, official):
    jaksel, bogor = world.people.jaksel.institution, world.people.bogor.institution
    case = world.at("perbaikan", unit_kerja="Dinas Lain")
    seen = set(Case.objects.filter(institution=jaksel).values_list("pk", flat=True))
    obj = merge(world, press)
    assert (obj.state, obj.institution.is_active, obj.institution.digabung_ke) == ("digabung", False, bogor)
    for model in (Case, CaseTask, Nomenklatur, Pejabat, User):
        assert not model.objects.filter(institution=jaksel).exists(), model
    assert set(Case.objects.filter(institution=bogor).values_list("pk", flat=True)) == seen
    assert Pejabat.objects.get(pk=official.pk).institution == bogor
    for pk in seen:
        live_sound(Case.objects.get(pk=pk))
    assert fresh(case).case.institution == bogor


@pytest.mark.req("SJ-19", "SJ-20", "SJ-21")
def test_people_keep_their_right_and_see_what_both_had(world, press):
    jaksel, bogor = world.people.jaksel.institution, world.people.bogor.institution
    press(jaksel, "beri_akun", **ACCOUNT, hak="lihat")
    ours = world.at("perbaikan")
    theirs = world.open(by="bogor", unit_kerja="Dinas Bogor")
    hidden = world.open(by="bogor", unit_kerja="Dinas Bogor Dua")
    assert list(cases_visible_to(world.people.bogor).filter(pk=ours.pk)) == []
    merge(world, press)
    people = {
        u.username: u for u in User.objects.filter(username__in=["jaksel", "jaksel2", "siti.aminah", "bogor"])
    }
    assert {name: rights_in(bogor, [u]).get(u.pk) for name, u in people.items()} == {
        "jaksel": "kelola",
        "jaksel2": "kelola",
        "siti.aminah": "lihat",
        "bogor": "kelola",
    }
    wanted = {ours.pk, theirs.pk, hidden.pk}
    for person in people.values():
        assert institutions_of(person) == {bogor.pk}
        assert set(cases_visible_to(person).values_list("pk", flat=True)) == wanted
    assert {row.case_id for row in tasks_for(people["bogor"], "queue").rows} == {ours.pk}
    perform(
        fresh(ours),
        "kirim_perbaikan",
        actor=people["bogor"],
        data=world.filled({"_isian": True, "kompetensi_teknis": "Baru."}),
    )
    with refused("E-PERM"):
        perform(fresh(theirs), "tarik", actor=people["siti.aminah"], data={"alasan": "x"})
    assert set(people_of(jaksel).values_list("username", flat=True)) == set()


@pytest.mark.req("SJ-21", "SJ-128")
def test_the_old_name_is_found_and_shown_for_its_time(world, press):
    case = world.at("perbaikan")
    was = case.case.institution.nama
    press(case.case.institution, "ganti_nama", nama="Kota Selatan")
    between = timezone.now()
    merge(world, press)
    index_some()  # as the timers do within seconds
    asisten = world.people.asisten1
    for q in (was, "Kota Selatan", "Kota Bogor"):
        assert [row.pk for row in list_cases(asisten, "nomenklatur", filters={"q": q}).rows] == [case.pk], q
        assert case.pk in {row.case_id for row in tasks_for(asisten, "waiting", filters={"q": q}).rows}, q
        bogor = world.people.bogor.institution
        assert bogor in institutions({"q": q}), q
    case = Case.objects.get(pk=case.pk)
    owners = Owners([case])
    assert owners.name(case, case.opened_at) == was
    assert owners.name(case, between) == "Kota Selatan"
    assert owners.name(case, timezone.now()) == "Kota Bogor"
    assert [name for name, _ in owners.before(case)] == ["Kota Selatan", was]


@pytest.mark.req("SJ-128")
def test_each_case_says_in_its_own_history_that_it_moved(world, press):
    case = world.at("telaah")
    merge(world, press)
    event = timeline(world.people.bogor, Case.objects.get(pk=case.pk)).rows[0]
    assert (event.label, event.act) == ("Institusi digabung", "pindah_institusi")
    facts = {fact.label: fact.value for fact in event.facts}
    assert facts == {
        "Dari": "Kota Administrasi Jakarta Selatan",
        "Ke": "Kota Bogor",
        "Nomor surat": LETTER["nomor_surat"],
        "Tanggal surat": "05/01/2026",
    }
    (row,) = FormerInstitution.objects.filter(case=case.pk)
    assert row.entry == event.entry.pk
    lines = [event.act for event in activity(world.people.auditor, {}).rows]
    assert {"gabung", "pindah_institusi"} <= set(lines)


@pytest.mark.req("SJ-21", "SJ-34")
@pytest.mark.kills("guard:institusi.tanpa_jabatan_kembar")
def test_a_post_that_both_have_is_for_people_to_decide(world, press):
    world.at("telaah")
    world.open(by="bogor")
    record(world.people.jaksel.institution)
    with refused("E-GUARD", guard="tanpa_jabatan_kembar") as told:
        merge(world, press)
    assert "Kepala Dinas Sosial pada Dinas Sosial ada pada keduanya" in told.value.message


@pytest.mark.req("SJ-21")
@pytest.mark.kills("guard:institusi.tujuan_aktif")
def test_where_it_cannot_go(world, press):
    jaksel, bogor = world.people.jaksel.institution, world.people.bogor.institution
    record(jaksel)
    with refused("E-REF", field="ke"):
        press(jaksel, "gabung", ke=str(jaksel.pk))
    with refused("E-REQ", field="ke"):
        press(jaksel, "gabung")
    with refused("E-REQ", field="nomor_surat"):
        press(jaksel, "gabung", ke=str(bogor.pk), nomor_surat="")
    press(bogor, "tutup")
    with refused("E-REF", field="ke"):
        press(jaksel, "gabung", ke=str(bogor.pk))


@pytest.mark.req("SJ-21")
def test_a_merger_of_what_was_merged_leads_on(world, press):
    case = world.at("telaah")
    bekasi = Institution.objects.get(nama="Kota Bekasi")
    merge(world, press)
    press(world.people.bogor.institution, "gabung", ke=str(bekasi.pk))
    assert Case.objects.get(pk=case.pk).institution == bekasi
    names = NamaLama.objects.filter(institution=bekasi).values_list("nama", flat=True)
    assert set(names) == {"Kota Administrasi Jakarta Selatan", "Kota Bogor"}
    moved = Case.objects.get(pk=case.pk)
    owners = Owners([moved])
    assert owners.name(moved, moved.opened_at) == "Kota Administrasi Jakarta Selatan"
    between = FormerInstitution.objects.order_by("hingga").first().hingga + dt.timedelta(microseconds=1)
    assert owners.name(moved, between) == "Kota Bogor"
    obj = record(Institution.objects.get(kode="31.74"))
    with refused("E-STATE"):
        perform(obj, "buka_kembali", actor=world.people.admin, data=LETTER)


def test_the_merged_one_stays_to_be_read_and_takes_nothing_new(world, press):
    merge(world, press)
    jaksel = User.objects.get(username="jaksel")
    assert jaksel.may_log_in
    old = Institution.objects.get(kode="31.74")
    assert old in institutions({"status": "digabung"})
    with refused("E-PERM"):
        perform(world.begin(institution=old), "tambah_nomenklatur", actor=jaksel, data=world.data())
    perform(
        world.begin(institution=jaksel.institution), "tambah_nomenklatur", actor=jaksel, data=world.data()
    )
