"""A case's own place, in lists, boxes and for one case: one rule, and an index for each part of it."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.db import connection, connections

from cases.core.models import Case, CaseTask
from cases.core.reading import inbox
from cases.core.reading.listing import KEYS
from cases.core.reading.sight import cases_visible_to, sees_case, tasks_seen_by
from cases.organisations.holding import holders
from cases.organisations.models import CaseRole, Unit, UnitWilayah
from cases.organisations.roles import Power
from tests.support.appointed import person
from tests.support.world import World, clone

JAKARTA, BARAT = "31", "32"
#: A kota of Jawa Barat, another one, and one of Jakarta.
KOTA, OTHER, SELATAN = "32.71", "32.75", "31.74"


def serving(province: str) -> Unit:
    return UnitWilayah.objects.get(provinsi=province, sampai=None).unit


def test_a_task_knows_the_place_of_its_case(world: World) -> None:
    obj = world.at("telaah")
    tasks = CaseTask.objects.filter(case=obj.pk)
    assert set(tasks.values_list("area", "unit")) == {(None, None)}
    unit = serving(BARAT)
    Case.objects.filter(pk=obj.pk).update(area=KOTA, unit=unit)
    assert set(tasks.values_list("area", "unit")) == {(KOTA, unit.pk)}
    stale = tasks.first()
    assert stale is not None
    Case.objects.filter(pk=obj.pk).update(area=None, unit=None)
    stale.save()
    assert set(tasks.values_list("area", "unit")) == {(None, None)}


def test_lists_boxes_and_one_case_have_one_rule(world: World) -> None:
    """Cases scattered over institutions, areas and units; people over places; each pair is asked both ways."""
    dice = random.Random(20261130)
    for name in ("telaah", "perbaikan", "baru"):
        clone(world.at(name, jabatan=name), 12)
    areas = [None, JAKARTA, SELATAN, BARAT, KOTA, OTHER, "12"]
    units = [
        None,
        None,
        *Unit.objects.values_list("pk", flat=True)[:6],
        serving(BARAT).pk,
        serving(JAKARTA).pk,
    ]
    ours = [world.people.jaksel.institution_id, world.people.bogor.institution_id]
    for case in Case.objects.all():
        Case.objects.filter(pk=case.pk).update(
            area=dice.choice(areas), unit=dice.choice(units), institution=dice.choice(ours)
        )
        CaseTask.objects.filter(case=case.pk).update(institution=Case.objects.get(pk=case.pk).institution_id)
    places: list[dict[str, Any]] = [{"area_id": code} for code in areas[1:]]
    places += [{"unit_id": code} for code in set(units[2:])]
    places += [{"institution_id": pk} for pk in ours]
    found = 0
    for place in places * 2:
        role = dice.choice(["auditor", "kasn_asisten", "kasn_komisioner"])
        CaseRole.objects.filter(person=world.people.asisten2).delete()
        CaseRole.objects.create(person=world.people.asisten2, role=role, **place)
        if dice.random() < 0.3:
            more = dice.choice(places)
            CaseRole.objects.create(
                person=world.people.asisten2, role="auditor" if role != "auditor" else "kasn_asisten", **more
            )
        reader = person(world, "asisten2")
        listed = set(cases_visible_to(reader).values_list("pk", flat=True))
        single = {case.pk for case in Case.objects.all() if sees_case(person(world, "asisten2"), case)}
        of_tasks = set(CaseTask.objects.filter(tasks_seen_by(reader)).values_list("case", flat=True))
        assert listed == single == of_tasks, place
        where = {case.pk for case in Case.objects.all() if reader in holders(Power.READ_ALL, case.where)}
        assert where == single, place
        for box in inbox.BOXES:
            assert set(inbox.box_of(reader, box).values_list("case", flat=True)) <= single
        found += bool(single)
    assert found > 10


@pytest.fixture
def many(committed_db: None) -> World:
    world = World()
    for where in ("telaah", "perbaikan", "baru"):
        clone(world.at(where, jabatan=where), 300)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE core_case SET area_id = CASE WHEN hashtext(id::text) % 10 = 0 THEN '32.71'"
            " WHEN hashtext(id::text) % 10 = 1 THEN '31.74' END"
        )
    with connections["owner"].cursor() as owner:
        owner.execute("VACUUM ANALYZE core_case")
        owner.execute("VACUUM ANALYZE core_casetask")
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
    return world


def test_the_list_of_a_region_is_read_by_indexes(many: World) -> None:
    """Each part of the list of somebody who has few of all cases by an index of its own."""
    one = many.people.asisten2
    upt = Unit.objects.exclude(pk__in=UnitWilayah.objects.values("unit")).earliest("pk")
    here: list[tuple[dict[str, Any], str]] = [({"area_id": KOTA}, "case_area"), ({"unit": upt}, "case_unit")]
    for place, index in here:
        CaseRole.objects.filter(person=one).delete()
        CaseRole.objects.create(person=one, role="auditor", **place)
        rows = cases_visible_to(person(many, "asisten2")).filter(type="nomenklatur")
        plan = rows.order_by().explain()
        assert "Seq Scan on core_case " not in plan, plan
        assert f" {index}" in plan, plan
        ordered = rows.order_by(*KEYS)[:51].explain()
        assert "Seq Scan on core_case " not in ordered, ordered


def test_the_boxes_of_a_region_are_read_by_indexes(many: World) -> None:
    CaseRole.objects.filter(person=many.people.asisten2).delete()
    CaseRole.objects.create(person=many.people.asisten2, role="kasn_komisioner", area_id=KOTA)
    reader = person(many, "asisten2")
    for box in ("queue", "waiting"):
        for branch in inbox.branches_of(reader, box):
            plan = branch.order_by().explain()
            assert "Seq Scan on core_casetask" not in plan, plan
