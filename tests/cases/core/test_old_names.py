"""An institution that was renamed is found by its old name too, by those who see its cases."""

from __future__ import annotations

from typing import Any

import pytest

from cases.core.doing.indexing import index_some
from cases.core.reading.listing import list_cases
from cases.organisations.models import Institution, NamaLama


@pytest.fixture
def renamed(world: Any) -> Any:
    """A case in review whose institution has a new name."""
    case = world.at("telaah")
    Institution.objects.filter(pk=case.institution_id).update(nama="Kota Administrasi Baru")
    index_some()  # as the timers do within seconds
    return case


def test_the_database_keeps_the_old_name_whoever_renames(world):
    case = world.at("telaah")
    before = Institution.objects.get(pk=case.institution_id)
    old = before.nama
    before.save()  # nothing renamed
    assert list(NamaLama.objects.values_list("nama", flat=True)) == []
    before.nama = "Kota Administrasi Baru"
    before.save()
    assert [(row.institution_id, row.nama) for row in NamaLama.objects.all()] == [(before.pk, old)]


def test_lists_find_it_by_both_names(world, renamed):
    old = NamaLama.objects.get().nama
    for q in (old, old.upper().split()[-1], "administrasi baru"):
        found = list_cases(world.people.asisten1, renamed.case.type, filters={"q": q})
        assert [row.pk for row in found.rows] == [renamed.pk], q
    assert list(list_cases(world.people.bogor, renamed.case.type, filters={"q": old}).rows) == []


def test_pages_too(world, renamed, browse):
    old = NamaLama.objects.get().nama
    for address in (f"/{renamed.case.type}/", "/"):
        person = browse("asisten1")
        person.get(address)
        assert renamed.case.number in person.get(address, q=old).text
        assert renamed.case.number not in person.get(address, q=f"{old}x").text
