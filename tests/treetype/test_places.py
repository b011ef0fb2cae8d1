"""A case with a place of its own is reached there by roles on areas and units, and not by its institution's place."""

from __future__ import annotations

from typing import Any

import pytest

from cases.core.models import Case
from cases.core.reading.listing import list_cases
from cases.organisations.holding import holders
from cases.organisations.models import Unit, UnitWilayah, User
from cases.organisations.roles import Power
from tests.support.world import refused

from .test_parts import page, visit

JAKARTA, BARAT = "31", "32"
#: A kota of Jawa Barat, another one, and one of Jakarta.
KOTA, OTHER, SELATAN = "32.71", "32.75", "31.74"


@pytest.fixture
def branch(wood: Any) -> Any:
    """Of an institution in Jakarta."""
    return wood.grow(wood.plant())


def seen(who: Any) -> set[Any]:
    return {case.pk for case in list_cases(User.objects.get(pk=who.pk)).rows}


def move(wood: Any, branch: Any, wilayah: str = "", unit: str = "") -> None:
    wood.do(branch, "pindah", "komisioner", wilayah=wilayah, unit=unit)


def serving(province: str) -> Unit:
    return UnitWilayah.objects.get(provinsi=province, sampai=None).unit


class TestReach:
    def test_an_area_is_the_cases_own_or_the_province_it_lies_in(self, wood: Any, branch: Any) -> None:
        jakarta = wood.person_of("jakarta", role="juru_kebun", area_id=JAKARTA)
        barat = wood.person_of("barat", role="juru_kebun", area_id=BARAT)
        kota = wood.person_of("kota", role="juru_kebun", area_id=KOTA)
        other = wood.person_of("lain", role="juru_kebun", area_id=OTHER)
        tree = branch.case.parent_id
        assert seen(jakarta) == {tree, branch.pk}, "as its institution, while it has no place"
        assert seen(barat) == set()
        move(wood, branch, wilayah=KOTA)
        assert seen(jakarta) == {tree}, "the place and no longer the institution"
        assert seen(barat) == {branch.pk} == seen(kota)
        assert seen(other) == set()
        page(visit(wood, "kota"), f"/kasus/{branch.pk}/")
        page(visit(wood, "lain"), f"/kasus/{branch.pk}/", 404)
        page(visit(wood, "jakarta"), f"/kasus/{branch.pk}/", 404)
        move(wood, branch, wilayah=BARAT)
        assert seen(barat) == {branch.pk}
        assert seen(kota) == set(), "of a province its parts have no more than it says"
        move(wood, branch)
        assert seen(jakarta) == {tree, branch.pk}

    def test_a_unit_is_the_cases_own_or_serves_where_it_stands(self, wood: Any, branch: Any) -> None:
        office = wood.person_of("kanreg", role="juru_kebun", unit=serving(BARAT))
        upt = (
            Unit.objects.exclude(pk__in=UnitWilayah.objects.values("unit"))
            .exclude(pk=serving(BARAT).pk)
            .first()
        )
        own = wood.person_of("upt", role="juru_kebun", unit=upt)
        assert seen(office) == seen(own) == set()
        move(wood, branch, wilayah=KOTA)
        assert seen(office) == {branch.pk}
        assert seen(own) == set()
        move(wood, branch, unit=upt.pk)
        assert seen(office) == set()
        assert seen(own) == {branch.pk}
        move(wood, branch, wilayah=KOTA, unit=upt.pk)
        assert seen(office) == seen(own) == {branch.pk}

    def test_who_acts_there_acts_by_the_place(self, wood: Any, branch: Any) -> None:
        wood.person_of("jakarta", role="juru_kebun", area_id=JAKARTA)
        wood.person_of("barat", role="juru_kebun", area_id=BARAT)
        with refused("E-HIDE"):
            wood.do(branch, "pindah", "barat", wilayah=KOTA)
        wood.do(branch, "pindah", "jakarta", wilayah=KOTA)
        with refused("E-HIDE"):
            wood.do(branch, "pindah", "jakarta", wilayah="")
        wood.do(branch, "pindah", "barat", wilayah="")

    def test_whoever_may_be_chosen_is_of_the_place_too(self, wood: Any, branch: Any) -> None:
        barat = wood.person_of("barat", role="kasn_asisten", area_id=BARAT)
        case = Case.objects.get(pk=branch.pk)
        assert barat not in holders(Power.REVIEW, case.where)
        move(wood, branch, wilayah=KOTA)
        assert barat in holders(Power.REVIEW, Case.objects.get(pk=branch.pk).where)
        assert barat not in holders(Power.REVIEW, case.institution)

    def test_the_institution_sees_its_case_wherever_it_stands(self, wood: Any, branch: Any) -> None:
        move(wood, branch, wilayah=KOTA)
        assert branch.pk in seen(wood.people.jaksel)
        assert branch.pk not in seen(wood.people.bogor)

    def test_what_comes_into_being_below_stands_there(self, wood: Any, branch: Any) -> None:
        move(wood, branch, wilayah=KOTA)
        nest = wood.open_below(branch, "sarang", "komisioner", burung="Pipit")
        assert Case.objects.get(pk=nest.pk).area_id == KOTA
        wood.do(nest, "bongkar", "komisioner")
        assert Case.objects.get(pk=nest.pk).area_id == KOTA
