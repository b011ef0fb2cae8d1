"""Time in a sesi: both sides of each edge, on the clock of the place, across the end of summer time."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cases.cat.parameters import GANGGUAN, PALING_LAMBAT, PARAMETERS, PIN, SESI
from cases.cat.sesi import facts, jam
from cases.cat.sesi.identitas import age
from cases.organisations.parameters import REGISTRY, set_parameter
from workflows.errors import Refused

from . import planted as tree
from .day import Day

SECOND = dt.timedelta(seconds=1)
HERE = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura", "abroad": "Europe/Amsterdam"}


def moment(day: str, time: str, zone: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=ZoneInfo(zone))


def sitting(start: dt.datetime, zone: str, **known: Any) -> Any:
    """A sesi as far as the sums ask; its moments come from the database, in UTC."""
    given = {
        "mulai": start.astimezone(dt.UTC), "tanggal": start.astimezone(ZoneInfo(zone)).date(), "durasi": 100,
        "zone": lambda: ZoneInfo(zone), "pin_ditutup_pada": None, "sisa": None, "lanjut_pada": None,
        "dimulai_pada": None, "gangguan_mulai": None, "gangguan_sendiri": True, "gangguan_lapor": None,
        "state": "ditunda", "sebelumnya": "berlangsung", "hasil_sebagian": False, "pk": 1, "lokasi_id": 2,
    }  # fmt: skip
    return SimpleNamespace(**{**given, **known})


def seen(sesi: Any, now: dt.datetime) -> Any:
    return facts.of_time(SimpleNamespace(root=sesi, now=now))  # type: ignore[arg-type]


@pytest.mark.django_db
class TestEdges:
    @pytest.mark.parametrize("zone", HERE.values())
    def test_pin_closes_five_minutes_before_the_start(self, zone: str) -> None:
        sesi = sitting(moment("2026-12-01", "08:00", zone), zone)
        assert jam.pin_closes(sesi) == moment("2026-12-01", "07:55", zone)
        assert jam.pin_closes(sesi) - sesi.mulai == dt.timedelta(minutes=-5)

    def test_what_was_closed_stays_closed_at_its_moment(self) -> None:
        closed = moment("2026-12-01", "07:55", HERE["WIB"])
        sesi = sitting(moment("2026-12-01", "09:00", HERE["WIB"]), HERE["WIB"], pin_ditutup_pada=closed)
        assert jam.pin_closes(sesi) == closed

    @pytest.mark.parametrize("zone", HERE.values())
    def test_what_is_left_must_end_by_eight_in_the_evening_of_the_place(self, zone: str) -> None:
        sesi = sitting(moment("2026-12-01", "08:00", zone), zone, sisa=3600)
        last = moment("2026-12-01", "19:00", zone)
        assert (seen(sesi, last).ends_by_20, seen(sesi, last).past_20) == (True, False)
        later = last + SECOND
        assert (seen(sesi, later).ends_by_20, seen(sesi, later).past_20) == (False, True)
        next_day = moment("2026-12-02", "08:00", zone)
        assert (seen(sesi, next_day).ends_by_20, seen(sesi, next_day).past_20) == (False, True)

    def test_half_past_seven_with_an_hour_left_is_too_late(self) -> None:
        sesi = sitting(moment("2026-12-01", "18:00", HERE["WIT"]), HERE["WIT"], sisa=3600)
        assert seen(sesi, moment("2026-12-01", "19:30", HERE["WIT"])).past_20

    @pytest.mark.parametrize(("zone", "today"), [("Asia/Jakarta", False), ("Asia/Jayapura", True)])
    def test_its_day_is_the_day_of_the_place(self, zone: str, today: bool) -> None:
        sesi = sitting(moment("2026-12-01", "08:00", zone), zone)
        now = dt.datetime(2026, 11, 30, 16, 0, tzinfo=dt.UTC)  # 23.00 WIB, 01.00 WIT of the next day
        assert seen(sesi, now).today is today

    def test_three_hours_of_a_disturbance(self) -> None:
        start = moment("2026-12-01", "09:00", HERE["WIB"])
        sesi = sitting(start, HERE["WIB"], gangguan_mulai=start)
        almost, over = start + dt.timedelta(hours=3) - SECOND, start + dt.timedelta(hours=3)
        assert [jam.trouble(sesi, at) for at in (start, almost, over)] == [1, 1, 2]
        assert jam.three_hours(sesi) == over
        sesi.gangguan_lapor = over
        assert (jam.trouble(sesi, over), jam.three_hours(sesi)) == (3, None), "once"
        sesi.gangguan_sendiri = False
        assert jam.trouble(sesi, over) == 0, "that of its location counts there"

    def test_the_seconds_left_are_counted_from_the_cause(self) -> None:
        begun = moment("2026-12-01", "09:00", HERE["WIB"])
        sesi = sitting(begun, HERE["WIB"], dimulai_pada=begun, state="berlangsung", sebelumnya="")
        assert jam.ends(sesi) == begun + dt.timedelta(minutes=100)
        cause = begun + dt.timedelta(minutes=59, seconds=30)
        assert jam.seconds_left(sesi, cause) == 40 * 60 + 30
        assert jam.seconds_left(sesi, cause + dt.timedelta(microseconds=1)) == 40 * 60 + 30, (
            "a second begun is whole"
        )
        assert jam.seconds_left(sesi, begun - dt.timedelta(hours=1)) == 6000, "never more than there was"
        assert jam.seconds_left(sesi, begun + dt.timedelta(hours=9)) == 0
        sesi.sisa, sesi.lanjut_pada = 2430, begun + dt.timedelta(hours=2)
        assert jam.ends(sesi) == begun + dt.timedelta(hours=2, seconds=2430)
        assert jam.seconds_left(sesi, sesi.lanjut_pada + SECOND) == 2429


@pytest.mark.django_db
class TestEndOfSummerTime:
    """In Amsterdam clocks go back on 25 October 2026 at 03.00: the hour from 02.00 is there twice."""

    ZONE = "Europe/Amsterdam"
    DAY = "2026-10-25"

    def test_five_minutes_are_five_minutes_though_the_clock_was_put_back(self) -> None:
        second = moment(self.DAY, "02:02", self.ZONE).replace(fold=1)
        sesi = sitting(second, self.ZONE)
        assert sesi.mulai - jam.pin_closes(sesi) == dt.timedelta(minutes=5)
        local = jam.pin_closes(sesi).astimezone(ZoneInfo(self.ZONE))
        assert (f"{local:%H:%M}", local.fold) == ("02:57", 0), "still on summer time"

    def test_three_hours_over_the_change(self) -> None:
        start = moment(self.DAY, "01:30", self.ZONE)
        sesi = sitting(start, self.ZONE, gangguan_mulai=start)
        due = jam.three_hours(sesi)
        assert due is not None
        assert f"{due.astimezone(ZoneInfo(self.ZONE)):%H:%M}" == "03:30"
        assert [jam.trouble(sesi, due - SECOND), jam.trouble(sesi, due)] == [1, 2]

    def test_the_limit_is_what_the_clock_of_that_day_says(self) -> None:
        sesi = sitting(moment(self.DAY, "09:00", self.ZONE), self.ZONE)
        assert jam.limit(sesi) == dt.datetime(2026, 10, 25, 19, 0, tzinfo=dt.UTC)
        assert jam.limit(sesi, dt.date(2026, 10, 24)) == dt.datetime(2026, 10, 24, 18, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("day", "years"), [("2026-12-01", 17), ("2026-11-30", 16), ("2027-11-30", 17), ("2010-12-01", 1)]
)
def test_age_on_a_day(day: str, years: int) -> None:
    assert age(dt.date(2009, 12, 1), dt.date.fromisoformat(day)) == years


def test_who_was_born_on_a_leap_day() -> None:
    born = dt.date(2008, 2, 29)
    assert [age(born, dt.date(2025, 2, 28)), age(born, dt.date(2025, 3, 1))] == [16, 17]


class TestParameters:
    def test_each_has_its_article(self) -> None:
        assert {one.key for one in PARAMETERS} <= set(REGISTRY)
        assert all("Peraturan BKN Nomor 5 Tahun 2024" in one.legal_basis for one in PARAMETERS)
        assert [REGISTRY[key].default for key in (PIN, GANGGUAN, PALING_LAMBAT, SESI)] == [5, 3, "20:00", 4]

    @pytest.mark.parametrize(
        ("key", "good", "bad"),
        [(PIN, 10, 0), (GANGGUAN, 2, "3"), (PALING_LAMBAT, "21:30", "24:00"), (SESI, 5, None)],
    )
    def test_what_may_be_set(self, key: str, good: Any, bad: Any) -> None:
        assert REGISTRY[key].accepts(good)
        assert not REGISTRY[key].accepts(bad)

    def test_another_value_holds_from_its_day(self, db: None) -> None:
        set_parameter(PIN, 10, valid_from=dt.date(2026, 12, 1), legal_basis="Uji")
        zone = HERE["WIB"]
        before, after = (sitting(moment(day, "08:00", zone), zone) for day in ("2026-11-30", "2026-12-01"))
        assert before.mulai - jam.pin_closes(before) == dt.timedelta(minutes=5)
        assert after.mulai - jam.pin_closes(after) == dt.timedelta(minutes=10)


class TestAtTheDesk:
    @pytest.fixture
    def day(self, exam: Any) -> Day:
        day = Day(exam, people=1)
        day.open()
        day.come(1)
        day.desk(1, "dokumen_sesuai", dokumen="ktp_el", kartu_peserta=True, pakaian=True)
        day.desk(1, "wajah_sesuai", data_sesuai=True, wajah_sesuai=True)
        return day

    def test_a_pin_is_given_while_more_than_five_minutes_are_left(self, day: Day) -> None:
        day.start_in(minutes=5, seconds=30)
        day.desk(1, "beri_pin")
        assert day.states() == ["ber_pin"]

    def test_none_at_four_minutes_and_fifty_nine_seconds(self, day: Day) -> None:
        day.start_in(minutes=4, seconds=59)
        with pytest.raises(Refused) as refused:
            day.desk(1, "beri_pin")
        assert [r.guard for r in refused.value.reasons] == ["sebelum_pin_ditutup"]

    def test_nobody_gets_a_second_one(self, day: Day) -> None:
        day.desk(1, "beri_pin")
        pin = day.person(1).pin
        day.desk(1, "gugur_pakaian", uraian="Kaos")
        day.together("koreksi_salah_catat", on=1, alasan="Salah orang")
        assert (day.states(), day.person(1).pin) == (["ber_pin"], pin)
        with pytest.raises(Refused) as refused:
            day.desk(1, "beri_pin")
        assert refused.value.code == "E-STATE"

    def test_a_sesi_is_opened_on_its_own_day(self, exam: Any) -> None:
        other = Day(exam, people=0)
        tomorrow = other.when(days=1, minutes=30)
        tree.put(other.fresh(), mulai=tomorrow, tanggal=other.today(tomorrow))
        with pytest.raises(Refused) as refused:
            other.open()
        assert [r.guard for r in refused.value.reasons] == ["hari_sesi"]
