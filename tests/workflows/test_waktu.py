"""A day and a time on the clock of a place: what is typed, what is kept, what is shown."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from workflows.forms import ActForm, WaktuField
from workflows.rows import RowsField
from workflows.schema import schema_of
from workflows.wording import texts_of

WITA, WIT, WIB = (ZoneInfo(f"Asia/{name}") for name in ("Makassar", "Jayapura", "Jakarta"))
HALF_PAST_NINE = dt.datetime(2026, 8, 17, 1, 30, tzinfo=dt.UTC)

pytestmark = pytest.mark.req("SJ-139")


class Line(forms.Form):
    mulai = WaktuField(label="Mulai")


class TimesForm(ActForm):
    mulai = WaktuField(label="Mulai", help_text="Pintu dibuka.")
    unggah = WaktuField(label="Waktu unggah", zone=WIB, required=False)
    baris = RowsField(Line, label="Baris")


class Place:
    """As much of a subject as its form asks for."""

    def __init__(self, zone):
        self.zone = lambda: zone


def filled(zone, **data):
    form = TimesForm(data, subject=Place(zone) if zone else None, actor=None)
    form.is_valid()
    return form


@pytest.mark.parametrize(
    "typed",
    [
        "17/08/2026 09:30",
        "17/08/2026 09.30",
        "2026-08-17T09:30",
        "2026-08-17 09:30:00",
        "2026-08-17T09:30:00+08:00",
        "2026-08-17T01:30:00Z",
        "2026-08-17T01:30:00.000Z",
        "2026-08-16T18:00:00-07:30",
    ],
)
def test_one_moment_however_it_is_written(typed):
    assert filled(WITA, mulai=typed).cleaned_data["mulai"] == HALF_PAST_NINE


@pytest.mark.parametrize(
    ("zone", "hour", "called"), [(WIB, 9, "WIB"), (WITA, 8, "WITA"), (WIT, 7, "WIT"), (None, 9, "")]
)
def test_the_clock_is_that_of_the_place_and_is_named(zone, hour, called):
    """Without a place that of the reader: WIB where nothing else is set."""
    form = filled(zone, mulai="2026-08-17T09:30")
    assert form.cleaned_data["mulai"].astimezone(dt.UTC).hour == 9 - 7 - (9 - hour)
    assert form["mulai"].help_text == f"Pintu dibuka. Jam {called or 'setempat'}."
    with timezone.override(WIT):
        assert filled(None, mulai="2026-08-17T09:30").cleaned_data["mulai"].astimezone(dt.UTC).hour == 0


def test_what_is_national_has_its_own_clock_everywhere():
    form = filled(WIT, mulai="2026-08-17T09:30", unggah="2026-08-17T09:30")
    assert form.cleaned_data["unggah"] - form.cleaned_data["mulai"] == dt.timedelta(hours=2)
    assert form["unggah"].help_text == "Jam WIB."


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("17/08/2026", "E-FMT"),
        ("09:30", "E-FMT"),
        ("31/02/2026 09:30", "E-FMT"),
        ("17/08/2026 24:00", "E-FMT"),
        ("2026-08-17T09:30+25:00", "E-FMT"),
        ("2026-08-17T09:30+08:99", "E-FMT"),
        ("2026-08-17T09:30 WITA", "E-FMT"),
        ("17/08/1066 09:30", "E-RNG"),
        ("", "E-REQ"),
        (20260817, "E-FMT"),
        ("١٧/٠٨/٢٠٢٦ ٠٩:٣٠", "E-FMT"),
    ],
)
def test_what_is_no_moment(typed, code):
    form = filled(WITA, mulai=typed)
    assert [error.code for error in form.coded_errors()["mulai"]] == [code]


def test_an_hour_that_the_clock_leaves_out():
    """No zone of Indonesia does, a site abroad may."""
    field = WaktuField(zone=ZoneInfo("Europe/Amsterdam"))
    with pytest.raises(ValidationError, match="tidak ada pada hari itu"):
        field.clean("2026-03-29T02:30")
    assert field.clean("2026-03-29T01:30").astimezone(dt.UTC).hour == 0


def test_the_browsers_own_input_shows_it_on_that_clock():
    form = TimesForm(subject=Place(WITA), actor=None, initial={"mulai": HALF_PAST_NINE})
    assert 'type="datetime-local"' in str(form["mulai"])
    assert 'value="2026-08-17T09:30"' in str(form["mulai"])
    again = filled(WITA, mulai="2026-08-17T01:30:05Z")
    assert 'value="2026-08-17T09:30:05"' in str(again["mulai"])


def test_what_the_browser_could_not_show_stands_as_it_was_typed():
    shown = str(filled(WITA, mulai="besok pagi")["mulai"])
    assert 'type="text"' in shown
    assert 'value="besok pagi"' in shown


def test_in_a_row_the_clock_is_the_same():
    form = filled(WITA, mulai="2026-08-17T09:30", baris=[{"mulai": "2026-08-17T09:30"}])
    assert form.cleaned_data["baris"][0]["mulai"] == HALF_PAST_NINE
    assert texts_of(form)["baris"] == [{"mulai": "17 Agustus 2026 pukul 09.30 WITA"}]
    shown = str(form["baris"])
    assert shown.count("Jam WITA.") == 4  # the row, two spare ones, the template of another
    assert "Jam setempat" not in shown


def test_the_ledger_keeps_what_was_shown():
    form = filled(WITA, mulai="2026-08-17T09:30", unggah="2026-08-17T09:30")
    assert texts_of(form)["mulai"] == "17 Agustus 2026 pukul 09.30 WITA"
    assert texts_of(form)["unggah"] == "17 Agustus 2026 pukul 09.30 WIB"


def test_a_client_is_told_the_shape():
    found = schema_of(filled(WITA))["properties"]["mulai"]
    assert (found["type"], found["format"]) == ("string", "date-time")
    assert found["description"] == "Pintu dibuka. Jam WITA."
    assert schema_of(TimesForm)["properties"]["mulai"]["description"] == "Pintu dibuka. Jam setempat."
