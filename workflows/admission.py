"""What was sent, on its way into a form: text normalised, and values of a wrong kind refused at their field.

A field of Django turns a list or True into their Python text. Here they are refused first, as is what no
database can hold. Pages send text only; clients of the API send JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import Model

from .errors import E_FMT, E_REF
from .messages import speak
from .numbers import number_text
from .text import LOST, browser_length, is_blank, normalised, normalised_values, one_line, unkeepable

NOT_TEXT = "Isi harus berupa teks."
NOT_CHOSEN = "Pilihan tidak ada dalam daftar."
NOT_BOOLEAN = "Isi harus true atau false."
LOST_LETTER = (
    f"Isi memuat tanda “{LOST}” di tempat huruf yang hilang (salah penyandian). Ketik ulang huruf itu."
)
_TICKED = frozenset({"", "on", "off", "true", "false", "True", "False", "1", "0"})


class BrowserLength(MaxLengthValidator):
    """At most so many letters, counted as `maxlength` of a browser counts."""

    def __call__(self, value: Any) -> None:
        try:
            super().__call__(value)
        except ValidationError as error:
            error.params = {
                k: number_text(v) if type(v) is int else v for k, v in (error.params or {}).items()
            }
            raise

    def clean(self, x: Any) -> int:
        return browser_length(x)


def admitted(form: forms.BaseForm, data: Any) -> Any:
    """The data of a bound form with every text normalised; a field with a value of a wrong kind refuses it."""
    taken = _copy(data)
    for name, field in form.fields.items():
        _count_as_browser(field)
        speak(field)
        key = form.add_prefix(name)
        if key not in data:
            continue
        secret = getattr(field, "secret", False)
        if hasattr(taken, "setlist"):
            if not secret:
                taken.setlist(key, [_text(field, value) for value in taken.getlist(key)])
            values = taken.getlist(key)
            fault = next(filter(None, (_unkeepable(value, secret=secret) for value in values)), None)
        else:
            if not secret:
                taken[key] = _text(field, taken[key])
            fault = _misfit(field, taken[key], secret=secret)
        if fault is not None:
            setattr(field, "clean", _refusing(fault))  # noqa: B010  a method of this form's own copy of the field
    return taken


def _copy(data: Any) -> Any:
    if hasattr(data, "getlist"):
        taken = data.copy()
        for key, values in data.lists():
            taken.setlist(key, list(values))
        return taken
    return dict(data)


def _text(field: forms.Field, value: Any) -> Any:
    if not isinstance(value, str):
        return normalised_values(value)
    text = normalised(value)
    if isinstance(field, forms.CharField):
        if not isinstance(field.widget, forms.Textarea):
            text = one_line(text)
        if is_blank(text):
            return ""
    return text


def _misfit(field: forms.Field, value: Any, *, secret: bool = False) -> ValidationError | None:
    if value is None or hasattr(value, "read"):
        return None
    if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
        each = value if isinstance(value, list | tuple) else []
        if all(isinstance(one, str | int | UUID | Model) and not isinstance(one, bool) for one in each):
            return None
        return ValidationError(NOT_CHOSEN, code=E_REF)
    if isinstance(field, forms.ChoiceField):
        if isinstance(value, str | int | UUID | Model) and not isinstance(value, bool):
            return None
        return ValidationError(NOT_CHOSEN, code=E_REF)
    if isinstance(field, forms.BooleanField):
        known = isinstance(value, bool) or (isinstance(value, str) and value in _TICKED)
        return None if known else ValidationError(NOT_BOOLEAN, code=E_FMT)
    if isinstance(field, forms.CharField) and not isinstance(value, str | UUID):
        return ValidationError(NOT_TEXT, code=E_FMT)
    return _unkeepable(value, secret=secret)


def _unkeepable(value: Any, *, secret: bool = False) -> ValidationError | None:
    if not isinstance(value, str):
        return None
    if found := unkeepable(value):
        return ValidationError(f"Isi memuat karakter yang tidak dapat disimpan ({found}).", code=E_FMT)
    # what a program writes where it could not read a letter: nobody typed it, and the letter is lost
    return ValidationError(LOST_LETTER, code=E_FMT) if LOST in value and not secret else None


def _refusing(fault: ValidationError) -> Any:
    def clean(_value: Any) -> NoReturn:
        raise fault

    return clean


def _count_as_browser(field: forms.Field) -> None:
    field.validators = [
        BrowserLength(v.limit_value, v.message) if type(v) is MaxLengthValidator else v
        for v in field.validators
    ]


def unknown_names(form: forms.BaseForm | type[forms.BaseForm], data: Mapping[str, Any]) -> list[str]:
    """What was sent and is no field of the form, in its order.

    A form may name what a client reads beside its fields and may send back (`read_only`).
    """
    if hasattr(data, "getlist"):  # a page: its token, its buttons and the cells of rows are among them
        return []
    known = {*form.base_fields, *getattr(form, "fields", ()), *getattr(form, "read_only", ())}  # type: ignore[union-attr]
    return [str(name) for name in data if name not in known]
