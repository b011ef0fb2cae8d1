from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cases.organisations.models import CalendarVersion, Holiday
from cases.organisations.working_calendar import add_working_days, is_working_day, superseded

pytestmark = pytest.mark.django_db


def at(text: str, zone: str = "Asia/Jakarta") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 8, 14), True),  # Friday
        (date(2026, 8, 15), False),  # Saturday
        (date(2026, 8, 16), False),  # Sunday
        (date(2026, 8, 17), False),  # Independence Day, a Monday
        (date(2026, 8, 18), True),
        (date(2025, 8, 18), False),  # cuti bersama added by the amending decree of 2025
        (date(2026, 12, 24), False),  # cuti bersama, a Thursday
    ],
)
def test_working_days(day: date, working: bool) -> None:
    assert is_working_day(day) is working


def test_cuti_bersama_counts_as_the_calendar_says() -> None:
    CalendarVersion.objects.filter(tahun=2026).update(counts_cuti_bersama=False)
    assert is_working_day(date(2026, 12, 24))
    assert not is_working_day(date(2026, 12, 25))


@pytest.mark.kills("slip:target.working_days", "slip:target.holidays")
@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        ("2026-08-13 09:30", 0, "2026-08-13 09:30"),
        ("2026-08-13 09:30", 1, "2026-08-14 09:30"),
        ("2026-08-13 09:30", 2, "2026-08-18 09:30"),  # over the week-end and 17 August
        ("2026-08-15 09:30", 1, "2026-08-18 09:30"),  # begun on a Saturday
        ("2026-12-31 09:30", 1, "2027-01-04 09:30"),  # into the next year
    ],
)
def test_adding(start: str, days: int, expected: str) -> None:
    assert add_working_days(at(start), days) == at(expected)


def test_the_day_is_that_of_the_place() -> None:
    start = datetime(2026, 8, 13, 16, 30, tzinfo=UTC)  # the 13th in Jakarta, already the 14th in Jayapura
    assert add_working_days(start, 1, "Asia/Jakarta") == at("2026-08-14 23:30")
    assert add_working_days(start, 1, "Asia/Jayapura") == at("2026-08-18 01:30", "Asia/Jayapura")
    assert add_working_days(start, 1, "Asia/Jayapura").tzinfo is UTC


def test_a_new_version_replaces_the_old_and_the_past_stays_explainable() -> None:
    old = CalendarVersion.objects.get(tahun=2026)
    new = CalendarVersion.objects.create(tahun=2026, versi=2, nomor_keputusan="SKB uji", sumber="uji")
    Holiday.objects.create(version=new, tanggal=date(2026, 8, 14), nama="Tambahan")
    before = old.created + timedelta(microseconds=1)
    CalendarVersion.objects.filter(pk=new.pk).update(created=old.created + timedelta(days=1))
    assert not is_working_day(date(2026, 8, 14))
    assert is_working_day(date(2026, 8, 17))
    assert is_working_day(date(2026, 8, 14), as_known_on=before)
    assert add_working_days(at("2026-08-13 09:30"), 1) == at("2026-08-17 09:30")
    assert add_working_days(at("2026-08-13 09:30"), 1, as_known_on=before) == at("2026-08-14 09:30")


@pytest.mark.parametrize(
    ("day", "due", "said"),
    [
        (date(2026, 8, 14), "2026-08-18 09:30", "Kalender kerja 2026 versi 1; versi 2 ditetapkan sesudahnya"),
        (date(2026, 8, 13), "2026-08-14 09:30", ""),  # the day itself did not count
        (date(2026, 8, 19), "2026-08-18 09:30", ""),  # after the deadline
        (date(2026, 8, 15), "2026-08-18 09:30", ""),  # a Saturday
        (None, "2026-08-14 09:30", ""),  # the same days off
        (
            None,
            "2026-08-18 09:30",
            "Kalender kerja 2026 versi 1; versi 2 ditetapkan sesudahnya",
        ),  # 17/8 is missing
    ],
)
def test_a_deadline_says_that_the_calendar_changed_after_it_was_computed(
    day: date | None, due: str, said: str
) -> None:
    start = at("2026-08-13 09:30")
    CalendarVersion.objects.update(created=start - timedelta(days=9))
    assert superseded(start, at(due)) == ""
    new = CalendarVersion.objects.create(tahun=2026, versi=2, nomor_keputusan="SKB uji", sumber="uji")
    CalendarVersion.objects.filter(pk=new.pk).update(created=start + timedelta(hours=1))
    if day is not None:
        Holiday.objects.create(version=new, tanggal=date(2026, 8, 17), nama="Kemerdekaan")
        Holiday.objects.create(version=new, tanggal=day, nama="Tambahan")
    assert superseded(start, at(due)) == said
    assert superseded(start + timedelta(hours=2), at(due)) == ""  # computed with the new one


def test_a_calendar_that_came_after_the_deadline_was_computed(django_assert_num_queries: Any) -> None:
    start = at("2043-12-30 09:30")
    for year in (2043, 2044):
        new = CalendarVersion.objects.create(tahun=year, versi=1, nomor_keputusan="SKB uji", sumber="uji")
        CalendarVersion.objects.filter(pk=new.pk).update(created=start + timedelta(days=1))
    Holiday.objects.create(version=new, tanggal=date(2044, 1, 1), nama="Tahun baru")  # a Friday
    with django_assert_num_queries(1):
        found = superseded(start, at("2044-01-05 09:30"))
    assert found == "hari kerja 2044 tanpa kalender; versi 1 ditetapkan sesudahnya"


def test_a_year_without_a_decree_has_only_week_ends_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    assert is_working_day(date(2044, 8, 17))
    assert not is_working_day(date(2044, 8, 20))
    assert "no working calendar for 2044" in caplog.text


@pytest.mark.parametrize(("start", "days"), [(datetime(2026, 8, 13), 1), (at("2026-08-13 09:30"), -1)])
def test_nonsense_is_refused(start: datetime, days: int) -> None:
    with pytest.raises(ValueError, match="must"):
        add_working_days(start, days)
