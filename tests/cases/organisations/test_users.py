from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cases.organisations.models import Institution, User
from cases.organisations.roles import Power, Role, Sisi, roles_with, sisi_of


def codes(error: ValidationError) -> dict[str, list[str]]:
    return {field: [e.code for e in errors] for field, errors in error.error_dict.items()}


@pytest.mark.req("SJ-06")
def test_a_role_belongs_to_one_half() -> None:
    assert {role: sisi_of(role) for role in Role} == {
        Role.KASN_ADMIN: Sisi.KASN,
        Role.KASN_KOMISIONER: Sisi.KASN,
        Role.KASN_ASISTEN: Sisi.KASN,
        Role.PETUGAS_INSTITUSI: Sisi.INSTITUSI,
        Role.AUDITOR: Sisi.KASN,
        Role.PEGAWAI: Sisi.KASN,
    }
    assert {"kasn_admin", "kasn_komisioner", "kasn_asisten"} == roles_with(Power.REVIEW)


@pytest.mark.req("SJ-06")
def test_institution_user_has_an_institution(make_user: Callable[..., User], bogor: Institution) -> None:
    user = make_user(institution=bogor)
    assert (user.sisi, user.display_name) == (Sisi.INSTITUSI, "Kota Bogor")
    with pytest.raises(ValidationError) as refused:
        make_user("lain", role=Role.PETUGAS_INSTITUSI)
    assert codes(refused.value)["institution"] == ["E-REQ"]


@pytest.mark.req("SJ-06")
@pytest.mark.parametrize("role", [*sorted(roles_with(Power.REVIEW)), Role.AUDITOR])
def test_nobody_else_has_one(make_user: Callable[..., User], bogor: Institution, role: str) -> None:
    user = make_user(role=role)
    assert (user.sisi, user.display_name) == (Sisi.KASN, "Pemakai")
    with pytest.raises(ValidationError) as refused:
        make_user("lain", role=role, institution=bogor)
    assert codes(refused.value)["institution"] == ["E-RNG"]


@pytest.mark.req("SJ-06")
def test_the_database_holds_the_halves_apart(make_user: Callable[..., User], bogor: Institution) -> None:
    kasn, petugas = make_user("kasn"), make_user("petugas", institution=bogor)
    for user, change in (
        (kasn, {"institution": bogor}),
        (petugas, {"institution": None}),
        (kasn, {"role": "x"}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.filter(pk=user.pk).update(**change)
    assert User.objects.filter(pk=kasn.pk).update(jabatan="Asisten 1") == 1


@pytest.mark.req("SJ-13")
@pytest.mark.parametrize("username", ["ab", "dua kata", "nama@instansi", "x" * 151, "naïve"])
def test_a_username_has_a_format(make_user: Callable[..., User], username: str) -> None:
    make_user("A.b_c-9")
    with pytest.raises(ValidationError) as refused:
        make_user(username, email="surat@example.com")
    assert "username" in codes(refused.value)


@pytest.mark.req("SJ-13", "SJ-17")
def test_a_username_is_taken_once_whatever_its_capitals(make_user: Callable[..., User]) -> None:
    make_user("Budi")
    with pytest.raises(ValidationError) as refused:
        make_user("budi")
    assert [error.code for error in refused.value.error_dict["__all__"]] == ["E-DUP"]


def test_nobody_is_a_superuser(make_user: Callable[..., User], bogor: Institution) -> None:
    admin = make_user(role=Role.KASN_ADMIN)
    assert not admin.is_superuser
    assert "is_superuser" not in {field.name for field in User._meta.get_fields()}
    assert not admin.has_perm("kelola_kasus", bogor)


@pytest.mark.req("SJ-21")
def test_only_an_active_account_of_an_active_institution_logs_in(
    make_user: Callable[..., User], bogor: Institution
) -> None:
    user = make_user(institution=bogor)
    assert user.may_log_in
    bogor.is_active = False
    assert not user.may_log_in
    bogor.is_active = True
    user.is_active = False
    assert not user.may_log_in
