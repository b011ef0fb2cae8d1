"""Bounded parsers: days, moments, counts, JSON."""

import contextlib
import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.parsing import OutOfCalendar, count, day, json_value, moment


@pytest.mark.parametrize(
    "typed", ["01/02/2026", " 2026-02-01 ", dt.date(2026, 2, 1), dt.datetime(2026, 2, 1, 5)]
)
def test_a_day(typed):
    assert day(typed) == dt.date(2026, 2, 1)


@pytest.mark.parametrize(
    "typed", ["1/2/2026", "31/02/2026", "٠١/٠٢/٢٠٢٦", "", None, 5, [], "2026-02-01T00:00", "x" * 99]
)
def test_no_day(typed):
    with pytest.raises(ValueError, match="Tanggal harus DD/MM/YYYY"):
        day(typed)


@pytest.mark.parametrize("typed", ["31/02/2026", "2026-02-31"])
def test_a_day_that_is_none_is_named(typed):
    with pytest.raises(ValueError, match=rf"^Tanggal harus DD/MM/YYYY\. {typed} tidak ada dalam kalender\.$"):
        day(typed)


@pytest.mark.parametrize("typed", ["31/12/9999", "0001-01-01", "31/12/1899", "01/01/2101", dt.date.max])
def test_a_year_nobody_means(typed):
    with pytest.raises(OutOfCalendar, match="1900 sampai dengan 2100"):
        day(typed)


def test_a_moment():
    assert moment("01/02/2026 15.30") == moment("2026-02-01T15:30:00") == dt.datetime(2026, 2, 1, 15, 30)
    for typed in ("01/02/2026", "01/02/2026 25:00", "01/02/2026 1:00", None, "x"):
        with pytest.raises(ValueError, match="Waktu harus"):
            moment(typed)


@pytest.mark.parametrize(("sent", "read"), [("0", 0), ("12", 12), (7, 7), ("999999999", 999_999_999)])
def test_a_count(sent, read):
    assert count(sent) == read


@pytest.mark.parametrize(
    "sent", ["", "-1", "²", "٣", "1" * 5000, "1.0", " 1", None, True, 1.0, [], 10**10, "9" * 18]
)
def test_no_count(sent):
    assert count(sent) is None


def test_json():
    assert json_value(b'{"a": [1, 2.5, null, "\\u00e9"]}') == {"a": [1, 2.5, None, "é"]}


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"{",
        b"NaN",
        b"[Infinity]",
        b'{"a": 1, "a": 2}',
        b"[" * 900 + b"]" * 900,
        b"1" * 5000,
        b"\xff",
        b"[1e" + b"9" * 50 + b"]",
    ],
    ids=["empty", "open", "nan", "infinity", "doubled", "deep", "long number", "no utf-8", "long exponent"],
)
def test_no_json(sent):
    with pytest.raises(ValueError, match=r"\.$"):
        json_value(sent)


def test_json_of_too_many_bytes_is_not_read():
    began = time.process_time()
    with pytest.raises(ValueError, match="terlalu besar"):
        json_value(b"[" + b"1," * 5_000_000 + b"1]")
    assert time.process_time() - began < 1


@given(st.binary(max_size=60) | st.text(max_size=60))
def test_no_bytes_are_a_crash(sent):
    with contextlib.suppress(ValueError):
        json_value(sent)
