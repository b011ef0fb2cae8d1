"""Every refusal of every form is Indonesian, and every number and day is read by our fields."""

from __future__ import annotations

import re

import pytest
from django import forms

from workflows.forms import NumberField, TanggalField, WaktuField
from workflows.rows import RowsField

from .test_schema import FORMS

INVALID = [
    "",
    "x" * 20_000,
    "\x00",
    "\ud83d",
    "abc",
    "-1",
    "9" * 12,
    "1,234",
    "31/02/2026",
    "01/01/1800",
    "<b>x</b>",
]
WRONG = [[], {}, ["x"], [[]], {"a": 1}, True, -1, 1.5, 10**20, [{"x": 1}], [{"nama": ["a"]}], ["\x00"]]
ENGLISH = re.compile(
    r"\b(the|is|are|not|this|that|value|enter|valid|invalid|select|ensure|must|required|characters?|choice|choices|"
    r"list|number|date|whole|decimal|digits?|than|equal|allowed|cannot|please|should|submitted|empty|one of)\b",
    re.IGNORECASE,
)


def every_field(form):
    for name, field in form.base_fields.items():
        yield name, field
        if isinstance(field, RowsField):
            yield from every_field(field.row_form)


@pytest.mark.req("SJ-139")
@pytest.mark.parametrize("name", [name for name, form in FORMS.items() if form is not None])
def test_every_message_is_indonesian(db, name):
    form_class, told = FORMS[name], set()
    for value in (*INVALID, *WRONG):
        form = form_class(dict.fromkeys(form_class.base_fields, value), subject=None, actor=None)
        for field_name, field in list(form.fields.items()):
            if getattr(field, "queryset", True) is None:  # its choices are those of a case
                del form.fields[field_name]
        told |= {error.message for errors in form.coded_errors().values() for error in errors}
    assert {message for message in told if ENGLISH.search(message)} == set()


@pytest.mark.parametrize("name", [name for name, form in FORMS.items() if form is not None])
def test_numbers_and_days_are_read_by_our_fields(name):
    for field_name, field in every_field(FORMS[name]):
        if isinstance(field, forms.IntegerField | forms.DecimalField):
            assert isinstance(field, NumberField), field_name
        if isinstance(field, forms.DateField):
            assert isinstance(field, TanggalField), field_name
        if isinstance(field, forms.DateTimeField):
            assert isinstance(field, WaktuField), field_name
        if type(field) is forms.CharField:
            assert field.max_length, field_name
