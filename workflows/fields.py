"""Fields of our own: formatted text, days and moments, numbers. Each follows docs/text-numbers-time.md."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

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


class WaktuField(forms.DateTimeField):
    """A day and a time on the clock of the zone shown, WIB where nothing else is said."""

    def __init__(self, **kwargs: Any) -> None:
        example = {"placeholder": "DD/MM/YYYY HH:MM"}
        kwargs.setdefault("widget", forms.DateTimeInput(format="%d/%m/%Y %H:%M", attrs=example))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> dt.datetime | None:
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return None
        moment = _read(parsing.moment, value)
        return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


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
