"""What people read for values that a record keeps by key or code, taken from the form at the moment of the act.

A ledger entry names a person by id and a choice by code. Its texts stand beside them, so that the history says
what the person saw when they pressed, whatever a list or a name says later.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Model, QuerySet

from .forms import ActForm, WaktuField
from .rows import RowsField, on_the_clock


def texts_of(form: ActForm) -> dict[str, Any]:
    """field -> text, list of texts, or for repeated rows a list of {field: text}; only where a key or code is kept."""
    found = {
        name: _text(field, form.cleaned_data.get(name))
        for name, field in form.fields.items()
        if not getattr(field, "secret", False)
    }
    return {name: text for name, text in found.items() if text}


def texts_of_objects(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same of bare values, as notes and the data of a consequence are: objects by their own name."""
    found = {name: _named(value) for name, value in values.items()}
    return {name: text for name, text in found.items() if text}


def _text(field: forms.Field, value: Any) -> Any:
    if value in (None, "", [], ()):
        return ""
    if isinstance(field, forms.ModelMultipleChoiceField):
        return [field.label_from_instance(one) for one in value if isinstance(one, Model)]
    if isinstance(field, forms.ModelChoiceField):
        return field.label_from_instance(value) if isinstance(value, Model) else ""
    if isinstance(field, forms.MultipleChoiceField):
        labels = _labels(field.choices)
        return [labels.get(str(one), str(one)) for one in value]
    if isinstance(field, forms.ChoiceField):
        return _labels(field.choices).get(str(value), "")
    if isinstance(field, RowsField):
        return [_row(field, row) | field.row_texts(row) for row in value]
    if isinstance(field, WaktuField):
        return field.said(value)
    return _named(value)


def _row(rows: RowsField, row: Mapping[str, Any]) -> dict[str, Any]:
    fields = (
        on_the_clock(rows.row_form(), rows.widget.zone).fields
        if rows.has_clock
        else rows.row_form.base_fields
    )
    found = {name: _text(fields[name], value) for name, value in row.items() if name in fields}
    return {name: text for name, text in found.items() if text}


def _named(value: Any) -> Any:
    """The text of a model object; files are named by the documents of the entry, not here."""
    if isinstance(value, Model):
        return "" if value._meta.app_label == "documents" else str(value)
    if isinstance(value, QuerySet):
        return [str(one) for one in value]
    return ""


def _labels(choices: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, label in choices:
        if isinstance(label, list | tuple):
            found |= {str(k): str(v) for k, v in label}
        else:
            found[str(key)] = str(label)
    return found
