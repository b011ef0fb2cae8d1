from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from guardian.shortcuts import assign_perm, remove_perm

from cases.organisations.access import Hak, give
from cases.organisations.accounts import create_institution
from cases.organisations.appointing import appoint, end
from cases.organisations.granted import institutions_of
from cases.organisations.models import CaseRole, Institution, InstitutionGroupPermission, User
from cases.organisations.permissions import (
    acts_for,
    administers,
    only_reads,
    represents,
    reviews,
    sees_all,
    supervises,
)
from cases.organisations.roles import PEMBACA_INSTITUSI, Role
from cases.organisations.selectors import active_petugas, has_grant
from workflows.ledger import database_now


@pytest.mark.req("SJ-19", "SJ-20")
def test_users_of_one_institution_share_its_rights_and_no_others(
    make_user: Callable[..., User], bogor: Institution, jaksel: Institution
) -> None:
    first, second = make_user("satu", institution=bogor), make_user("dua", institution=bogor)
    stranger = make_user("tiga", institution=jaksel)
    for user in (first, second):
        assert institutions_of(user) == {bogor.id}
        assert acts_for(user, bogor.id)
        assert not acts_for(user, jaksel.id)
        assert has_grant(user, "lihat_kasus", bogor)
        assert not has_grant(user, "lihat_kasus", jaksel)
    assert institutions_of(stranger) == {jaksel.id}
    assert not acts_for(stranger, bogor.id)
    assert not acts_for(stranger, None)


@pytest.mark.req("SJ-19")
def test_the_right_is_guardians_and_not_the_column(
    make_user: Callable[..., User], bogor: Institution
) -> None:
    user = make_user(institution=bogor)
    remove_perm("kelola_kasus", bogor.group, bogor)
    assert not acts_for(user, bogor.id)
    assert institutions_of(user) == {bogor.id}
    assign_perm("kelola_kasus", bogor.group, bogor)
    user.forget_rights()
    assert acts_for(user, bogor.id)


def test_a_grant_to_one_person(
    make_user: Callable[..., User], bogor: Institution, jaksel: Institution
) -> None:
    user = make_user(institution=bogor)
    row = appoint(user, PEMBACA_INSTITUSI, institution=jaksel)
    assert institutions_of(user) == {bogor.id, jaksel.id}
    assert has_grant(user, "lihat_kasus", jaksel)
    assert not acts_for(user, jaksel.id)
    end(CaseRole.objects.filter(pk=row.pk), at=database_now())
    assert not has_grant(user, "lihat_kasus", jaksel)


def test_a_stray_grant_gives_nothing(
    make_user: Callable[..., User], bogor: Institution, jaksel: Institution
) -> None:
    """guardian's grants are the projection of appointments; one that nobody was appointed for is no right."""
    for person in (make_user(), make_user("dua", institution=jaksel)):
        assign_perm("kelola_kasus", person, bogor)
        assert not has_grant(person, "kelola_kasus", bogor)
        assert not acts_for(person, bogor.id)


def test_an_inactive_user_has_no_rights(make_user: Callable[..., User], bogor: Institution) -> None:
    user = make_user(institution=bogor)
    user.is_active = False
    assert institutions_of(user) == frozenset()
    assert not has_grant(user, "lihat_kasus", bogor)
    assert not acts_for(user, bogor.id)
    assert not represents(user)


@pytest.mark.req("SJ-19")
@pytest.mark.parametrize(
    ("role", "held"),
    [
        (Role.KASN_ADMIN, {reviews, supervises, administers, sees_all}),
        (Role.KASN_KOMISIONER, {reviews, supervises, sees_all}),
        (Role.KASN_ASISTEN, {reviews, sees_all}),
        (Role.AUDITOR, {only_reads, sees_all}),
        (Role.PETUGAS_INSTITUSI, {represents}),
    ],
)
def test_role_predicates(
    make_user: Callable[..., User], bogor: Institution, role: str, held: set[Callable[[User], bool]]
) -> None:
    user = make_user(role=role, institution=bogor if role == Role.PETUGAS_INSTITUSI else None)
    predicates = {reviews, supervises, administers, only_reads, represents, sees_all}
    assert {p for p in predicates if p(user)} == held
    user.is_active = False
    assert {p for p in predicates if p(user)} == set()


def test_statements_do_not_grow_with_the_institutions_granted(
    make_user: Callable[..., User], bogor: Institution, django_assert_num_queries: Callable[..., object]
) -> None:
    user = make_user(institution=bogor)
    institutions_of(user)  # content types are read once per process
    for granted in (1, 30):
        for institution in Institution.objects.order_by("kode")[:granted]:
            give(user, institution, Hak.LIHAT)
        user.forget_rights()
        with django_assert_num_queries(1):
            institutions_of(user)
            institutions_of(user)
    with django_assert_num_queries(1):
        has_grant(user, "lihat_kasus", bogor)


def test_active_petugas_are_kasn_by_name(make_user: Callable[..., User], bogor: Institution) -> None:
    zaki = make_user("zaki", role=Role.KASN_KOMISIONER)
    ani = make_user("ani", role=Role.KASN_ADMIN)
    budi = make_user("budi")
    make_user("cici", is_active=False)
    make_user("dedi", role=Role.AUDITOR)
    make_user("euis", institution=bogor)
    assert list(active_petugas()) == [ani, budi, zaki]


@pytest.mark.req("SJ-17", "SJ-20")
def test_a_new_institution_has_its_group_and_grants(db: None) -> None:
    institution = create_institution(kode="LNS-99", nama="Komisi Uji", jenis="LNS")
    granted = InstitutionGroupPermission.objects.filter(content_object=institution)
    assert sorted(granted.values_list("group__name", "permission__codename")) == [
        ("institusi-LNS-99", "kelola_kasus"),
        ("institusi-LNS-99", "lihat_kasus"),
    ]


@pytest.mark.req("SJ-17")
@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"nama": "Kota Bogor", "jenis": "Kota", "provinsi_id": "32", "wilayah_id": "32.71"}, "E-DUP"),
        ({"nama": "Kota Uji", "jenis": "Kota", "provinsi_id": "32"}, "E-REQ"),
        ({"nama": "Provinsi Uji", "jenis": "Provinsi"}, "E-REQ"),
    ],
)
def test_a_wrong_institution_is_refused_whole(db: None, fields: dict[str, str], code: str) -> None:
    before = Institution.objects.count()
    with pytest.raises(ValidationError) as refused:
        create_institution(kode="99.99", **fields)
    assert [error.code for error in refused.value.error_dict["__all__"]] == [code]
    assert Institution.objects.count() == before


def test_the_database_refuses_a_town_without_territory(bogor: Institution) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Institution.objects.filter(pk=bogor.pk).update(wilayah=None)
