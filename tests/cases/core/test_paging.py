"""Keyset pages: forwards and backwards, among equal keys, at the edges; bounded counts."""

import pytest

from cases.core.reading.paging import bounded_count, paginate
from cases.organisations.models import User

KEYS = ("-nama", "-username")
#: Three pages of three, with equal first keys across their edges, in the order of KEYS.
ORDER = ["c2", "c1", "b4", "b3", "b2", "b1", "a2", "a1"]


@pytest.fixture
def rows(db):
    for name in ORDER:
        User.objects.create(
            username=f"uji_{name}", nama=name[0], email=f"{name}@contoh.go.id", role="auditor"
        )
    return User.objects.filter(username__startswith="uji_")


def names(page):
    return [row.username.removeprefix("uji_") for row in page.rows]


@pytest.mark.kills("slip:paging.keyset", "slip:paging.equal", "slip:paging.limit")
def test_forwards_each_row_once(rows):
    first = paginate(rows, keys=KEYS, limit=3)
    second = paginate(rows, keys=KEYS, limit=3, cursor=first.next)
    third = paginate(rows, keys=KEYS, limit=3, cursor=second.next)
    assert [names(page) for page in (first, second, third)] == [ORDER[:3], ORDER[3:6], ORDER[6:]]
    assert (first.previous, third.next) == ("", "")


@pytest.mark.kills("slip:paging.back")
def test_backwards_in_the_same_order(rows):
    first = paginate(rows, keys=KEYS, limit=3)
    second = paginate(rows, keys=KEYS, limit=3, cursor=first.next)
    third = paginate(rows, keys=KEYS, limit=3, cursor=second.next)
    back = paginate(rows, keys=KEYS, limit=3, cursor=third.previous)
    assert names(back) == names(second)
    again = paginate(rows, keys=KEYS, limit=3, cursor=back.previous)
    assert (names(again), again.previous) == (names(first), "")


def test_a_row_that_comes_between_moves_nothing(rows):
    first = paginate(rows, keys=KEYS, limit=3)
    User.objects.create(username="uji_c0", nama="c", email="c0@contoh.go.id", role="auditor")
    assert names(paginate(rows.all(), keys=KEYS, limit=3, cursor=first.next)) == ORDER[3:6]


@pytest.mark.kills("slip:paging.limit")
def test_a_last_page_that_is_just_full_leads_nowhere(rows):
    assert paginate(rows, keys=KEYS, limit=8).next == ""
    assert paginate(rows, keys=KEYS, limit=7).next != ""


@pytest.mark.kills("slip:paging.count")
@pytest.mark.parametrize(("limit", "expected"), [(9, (8, False)), (8, (8, False)), (7, (7, True))])
def test_counting_stops_at_the_bound(rows, limit, expected):
    assert bounded_count(rows, limit) == expected
