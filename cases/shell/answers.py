"""Entered values as people read them: for the check page and the question before an act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from cases.core.reading.readable import line_of, readable_as
from cases.core.reading.words import tanggal_pendek
from documents.fields import DocumentsField
from workflows.forms import RichTextField, WaktuField
from workflows.rows import RowsField


def answers(form: forms.BaseForm, names: Iterable[str] | None = None) -> list[dict[str, Any]]:
    """Rows of summary_list.html for the fields of a bound form, in its order."""
    chosen = form.fields if names is None else names
    return [_row(form[name]) for name in chosen if name in form.fields and _is_asked(form.fields[name])]


def _is_asked(field: forms.Field) -> bool:
    """What is not to be repeated, and what the form does not ask of this object, is no answer."""
    return not (getattr(field, "secret", False) or isinstance(field.widget, forms.HiddenInput))


def _row(bound: BoundField) -> dict[str, Any]:
    field, value = bound.field, bound.value()
    row: dict[str, Any] = {"label": bound.label, "value": ""}
    if isinstance(field, DocumentsField):
        kept = field.kept if not (value and field.replaces and len(field.kept) == 1) else ()
        row["files"] = [
            {"id": str(u.pk), "name": u.original_name, "size": u.size, "sha256": u.sha256}
            for u in value or []
        ]
        row["files"] += [{"name": k.original_name, "size": k.size, "note": "sudah dikirim"} for k in kept]
    elif isinstance(field, RowsField):
        rows = getattr(value, "forms", None) or []
        row["value"] = "\n".join(_line(one) for one in rows)
    elif isinstance(field, RichTextField):
        row |= _formatted(field, value)
    else:
        row["value"] = _text(field, value)
    return row


def _formatted(field: RichTextField, value: Any) -> dict[str, Any]:
    """As it will be kept; as it was typed where it cannot be."""
    try:
        return {"value": field.to_python(value), "html": True}
    except forms.ValidationError:
        return {"value": str(value or "")}


def _line(row: forms.BaseForm) -> str:
    return line_of(row.fields, {name: row[name].value() for name in row.fields}, _cell)


def _cell(name: str, field: forms.Field, value: Any) -> str:
    if not isinstance(field, DocumentsField):
        return _text(field, value)
    given = [upload.original_name for upload in value or []]
    kept = () if given and field.replaces and len(field.kept) == 1 else field.kept
    return " · ".join([*given, *(f"{one.original_name} (sudah dikirim)" for one in kept)])


def _text(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.BooleanField):
        return "Ya" if value in (True, "on", "true", "True") else "Tidak"
    if value in (None, "", []):
        return ""
    if isinstance(field, forms.ModelChoiceField):
        try:
            chosen = field.clean(value)
        except forms.ValidationError:
            return ""
        many = isinstance(field, forms.ModelMultipleChoiceField)
        return "\n".join(field.label_from_instance(one) for one in (chosen if many else [chosen]))
    if isinstance(field, forms.ChoiceField):
        return readable_as(field, list(value) if isinstance(value, tuple) else value)
    if isinstance(field, forms.DateField) and isinstance(value, dt.date):
        return tanggal_pendek(value)
    if isinstance(field, WaktuField):
        try:
            return field.said(field.clean(value))
        except forms.ValidationError:
            return str(value)
    return str(value)
