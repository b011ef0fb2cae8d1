"""Every slip still fits the code it slips in: a text that is no longer there would prove nothing."""

import pytest

from .cells import cells, emptied
from .slips import SLIPS, function_of, made, slipped


@pytest.mark.parametrize("name", SLIPS)
def test_it_fits(name):
    function, code = slipped(SLIPS[name])
    assert code.co_code != function.__code__.co_code or code.co_consts != function.__code__.co_consts


def test_it_lives_inside_the_block_only():
    slip = SLIPS["paging.count"]
    before = function_of(slip.place).__code__
    with made("paging.count"):
        assert function_of(slip.place).__code__ is not before
    assert function_of(slip.place).__code__ is before


@pytest.mark.parametrize("name", cells())
def test_a_cell_is_emptied(name):
    function, code = emptied(*cells()[name])
    assert code.co_code != function.__code__.co_code or code.co_consts != function.__code__.co_consts
