"""One rule of numbers: Indonesian thousands and decimals, nothing guessed, nothing rounded."""

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.numbers import NoNumber, number, number_text, whole_number


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1.000", "1000"),
        ("12.000", "12000"),
        ("1.250", "1250"),
        ("1.234.567", "1234567"),
        ("1.234.567,89", "1234567.89"),
        ("33,33", "33.33"),
        ("40,00", "40.00"),
        ("20.0", "20.0"),
        ("7.5", "7.5"),
        ("33.33", "33.33"),
        ("0.125", "0.125"),
        ("0,125", "0.125"),
        ("1.2345", "1.2345"),
        (" 007 ", "7"),
        ("-5", "-5"),
        ("-0", "0"),
        (5, "5"),
        (5.3, "5.3"),
        (1.125, "1.125"),
        (Decimal("2.50"), "2.50"),
    ],
)
@pytest.mark.req("SJ-139")
def test_understood(typed, meant):
    assert str(number(typed)) == str(Decimal(meant))


AMBIGUOUS = ["1,000", "12,000,000", "1,250"]
BROKEN = ["1.00.000", "10.00,5", "1.0000.000", "1..2", ",5", "5,", ".5", "1 000", "+5", "01.000", "", "-"]
FOREIGN = ["1e5", "٣", "５", "½", "NaN", "Infinity", "0x10", "1_000"]
NO_TEXT = [None, True, [], {}, float("inf"), float("nan"), 10**400, 1e300, "9" * 31]


@pytest.mark.parametrize("typed", [*AMBIGUOUS, *BROKEN, *FOREIGN, *NO_TEXT])
def test_refused(typed):
    with pytest.raises(NoNumber) as caught:
        number(typed)
    assert caught.value.message.endswith(".")


def test_what_reads_in_two_ways_is_named():
    with pytest.raises(NoNumber, match=r"“1,250” dapat dibaca dua cara\. Tulis 1\.250 bila ribuan"):
        number("1,250")


@pytest.mark.parametrize(("typed", "meant"), [("12.000", 12000), ("20,00", 20), ("20.0", 20), (7.0, 7)])
def test_whole(typed, meant):
    assert whole_number(typed) == meant
    with pytest.raises(NoNumber, match="bilangan bulat"):
        whole_number("1,5")


@given(st.decimals(-(10**12), 10**12, places=2))
def test_what_is_shown_is_read_back_exactly(value):
    assert number(number_text(value)) == value


@given(st.integers(-(10**18), 10**18))
def test_whole_numbers_are_read_back_exactly(value):
    assert whole_number(number_text(value)) == value


@given(st.text(max_size=40) | st.floats() | st.integers())
def test_nothing_is_a_crash(typed):
    with contextlib.suppress(NoNumber):
        assert number(typed).is_finite()
