from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases.organisations.models import CalendarVersion, Holiday
from cases.organisations.working_calendar import add_working_days, is_working_day

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


def test_a_year_without_a_decree_has_only_week_ends_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    assert is_working_day(date(2044, 8, 17))
    assert not is_working_day(date(2044, 8, 20))
    assert "no working calendar for 2044" in caplog.text


@pytest.mark.parametrize(("start", "days"), [(datetime(2026, 8, 13), 1), (at("2026-08-13 09:30"), -1)])
def test_nonsense_is_refused(start: datetime, days: int) -> None:
    with pytest.raises(ValueError, match="must"):
        add_working_days(start, days)
