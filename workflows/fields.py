"""Fields of our own: formatted text, days and moments, numbers. Each follows docs/text-numbers-time.md."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.formats import date_format

from . import parsing
from .errors import E_FMT, E_RNG
from .formatted import Unformattable, formatted, source_text
from .messages import VALIDATORS
from .numbers import NoNumber, number, number_text, whole_number
from .parsing import OutOfCalendar
from .text import normalised


class RichTextField(forms.CharField):
    """Formatted text, kept as HTML of the known marks (`workflows.formatted`); nothing visible is empty (§0.1).

    max_length: letters that are seen, not marks.
    """

    ahead = True  # workflows.ahead
    widget = forms.Textarea(attrs={"rows": 6, "data-rich": "1"})

    def __init__(self, *, max_length: int = 10_000, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.max_length = (
            max_length  # of what is seen: neither Django's validator nor `maxlength` can count it
        )

    def to_python(self, value: Any) -> str:
        text = normalised(super().to_python(value) or "")
        try:
            return formatted(text, self.max_length or 10_000)
        except Unformattable as fault:
            if fault.too_long:
                most, now = number_text(self.max_length or 0), number_text(fault.too_long)
                message = f"Paling banyak {most} karakter (sekarang {now})."
                raise ValidationError(message, code=E_RNG) from None
            raise ValidationError(fault.message, code=E_FMT) from None

    def prepare_value(self, value: Any) -> Any:
        return source_text(value) if isinstance(value, str) else value


class TanggalField(forms.DateField):
    """A date as DD/MM/YYYY (SJ-139); ISO dates for clients. Impossible dates are refused, none is guessed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%d/%m/%Y", "%Y-%m-%d"])
        kwargs.setdefault("widget", forms.DateInput(format="%d/%m/%Y", attrs={"placeholder": "DD/MM/YYYY"}))
        super().__init__(**kwargs)
        self.error_messages["invalid"] = parsing.NO_DAY

    def to_python(self, value: Any) -> dt.date | None:
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return None
        found: dt.date = _read(parsing.day, value)
        return found


class WaktuInput(forms.DateTimeInput):
    """The browser's own input for a day and a time. What it cannot show, since it is none, stands as it was typed."""

    input_type = "datetime-local"
    zone: dt.tzinfo | None = None

    def format_value(self, value: Any) -> str | None:
        try:
            moment = parsing.moment(value)
        except ValueError:
            return str(value) if value not in (None, "") else None
        if timezone.is_aware(moment):
            moment = timezone.make_naive(moment, self.zone)
        return moment.isoformat(timespec="seconds" if moment.second else "minutes")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        try:
            parsing.moment(context["widget"]["value"] or "1900-01-01T00:00")
        except ValueError:
            context["widget"]["type"] = "text"
        return context


class WaktuField(forms.DateTimeField):
    """A day and a time on the clock of a place; kept as a moment (docs/text-numbers-time.md, Zones).

    zone: of what is national, as WIB; left out: the zone of the place that the object of the form is about, without
    one that of the reader. The hint says which it is. Clients may write any zone ("2026-08-17T09:30:00+08:00").
    """

    has_clock = True  # told which by its form

    def __init__(self, *, zone: dt.tzinfo | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("widget", WaktuInput)
        super().__init__(**kwargs)
        self.fixed, self.said_before = zone, self.help_text
        self.use_zone(zone)

    def use_zone(self, zone: dt.tzinfo | None) -> None:
        """The clock of this one form."""
        self.zone = self.fixed or zone
        self.widget.zone = self.zone
        clock = f"Jam {self.clock}." if self.zone is not None else "Jam setempat."
        self.help_text = f"{self.said_before} {clock}".strip()

    @property
    def clock(self) -> str:
        """What the zone is called: "WITA"."""
        return timezone.localtime(timezone=self.zone).tzname() or ""

    def to_python(self, value: Any) -> dt.datetime | None:
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return None
        moment: dt.datetime = _read(parsing.moment, value)
        if timezone.is_aware(moment):
            return moment
        moment = timezone.make_aware(moment, self.zone)
        if moment.astimezone(dt.UTC).astimezone(moment.tzinfo).replace(tzinfo=None) != moment.replace(
            tzinfo=None
        ):
            raise ValidationError(f"Jam itu tidak ada pada hari itu ({self.clock}).", code=E_RNG)
        return moment

    def prepare_value(self, value: Any) -> Any:
        return value  # the widget shows it on the clock of the field

    def said(self, moment: dt.datetime) -> str:
        """As pages say it: ``17 Agustus 2026 pukul 09.30 WITA``."""
        local = timezone.localtime(moment, self.zone)
        with translation.override("id"):
            return f"{date_format(local, 'j F Y')} pukul {local:%H.%M} {local.tzname()}"


def _read(parser: Any, value: Any) -> Any:
    try:
        return parser(value)
    except OutOfCalendar as fault:
        raise ValidationError(str(fault), code=E_RNG) from None
    except ValueError as fault:
        raise ValidationError(str(fault), code=E_FMT) from None


class NumberField:
    """What number fields share: shown as they are read, with decimal comma and thousands point."""

    def prepare_value(self, value: Any) -> Any:
        shown = isinstance(value, int | Decimal) and not isinstance(value, bool)
        return number_text(value) if shown else value

    def run_validators(self, value: Any) -> None:
        """One sentence, the first: what is out of range need not be told about its digits too."""
        try:
            super().run_validators(value)  # type: ignore[misc]
        except ValidationError as refused:
            raise refused.error_list[0] from None


class AngkaField(NumberField, forms.DecimalField):
    """A decimal number as `workflows.numbers` reads it (SJ-95)."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if _left_open(self, value):
            return None
        try:
            found: Decimal = _counted(number, value)
        except _InTwoWays as fault:
            # where no thousands are possible nobody meant them: what is wrong are the three decimals
            most = self.max_value
            if most is None or callable(most) or most >= 1000 or self.decimal_places is None:
                raise
            told = VALIDATORS["max_decimal_places"] % {"max": self.decimal_places}
            raise ValidationError(told, code=fault.code) from None
        return found


class BulatField(NumberField, forms.IntegerField):
    """A whole number as `workflows.numbers` reads it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        return None if _left_open(self, value) else _counted(whole_number, value)


def _left_open(field: forms.Field, value: Any) -> bool:
    return value in field.empty_values or (isinstance(value, str) and not value.strip())


class _InTwoWays(ValidationError):
    """Thousands or three decimals."""


def _counted(reader: Any, value: Any) -> Any:
    try:
        return reader(value)
    except NoNumber as fault:
        refusal = _InTwoWays if fault.in_two_ways else ValidationError
        raise refusal(fault.message, code=E_RNG if fault.too_long else E_FMT) from None
