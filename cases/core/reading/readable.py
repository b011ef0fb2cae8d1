"""A kept value (JSON) as people read it: no key of a row, no markup, days and numbers as everywhere (SJ-139)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from django import forms

from cases.core.reading.words import angka, tanggal_pendek, waktu
from documents.fields import DocumentsField
from workflows.formatted import sanitised, visible_text
from workflows.forms import RichTextField
from workflows.rows import RowsField

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
#: What Django calls an object without a name of its own; entries from before all had one hold it.
_KEYED = re.compile(r" object \([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\)")
_MARKUP = re.compile(r"</?[a-z]+[^<>]*>")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}\S*")
_DECIMAL = re.compile(r"-?\d+\.\d+")


def readable(value: Any) -> str:
    """A value as text: lists line by line, ids left out, dates DD/MM/YYYY."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Ya" if value else "Tidak"
    if isinstance(value, Mapping):
        # the database keeps no order of the names: what it is comes first, then its days, the earlier one first
        days = sorted(v for v in value.values() if isinstance(v, str) and _ISO.fullmatch(v))
        texts = [readable(v) for k, v in value.items() if k not in {"id", "kode"} and v not in days]
        return " · ".join(part for part in [*texts, *map(readable, days)] if part)
    if isinstance(value, list):
        return "\n".join(part for part in (readable(v) for v in value) if part)
    text = visible_text(value) if isinstance(value, str) and _is_formatted(value) else str(value)
    if _ID.fullmatch(text):
        return ""
    if _ISO.fullmatch(text):
        return tanggal_pendek(dt.date.fromisoformat(text))
    if _MOMENT.fullmatch(text):
        return waktu(dt.datetime.fromisoformat(text))
    if _DECIMAL.fullmatch(text):
        return angka(text)
    return angka(text) if isinstance(value, int | float) else text


def _is_formatted(text: str) -> bool:
    """Whether a value of which no field is known is kept HTML: what sanitising would change is text, `<minimal` too."""
    return _MARKUP.search(text) is not None and sanitised(text) == text


def readable_as(field: forms.Field | None, value: Any, text: Any = None) -> str:
    """The value of a form's field. text: what the form showed for it, where the value is a key or a code."""
    if isinstance(field, DocumentsField):
        return ""  # files are named by the documents of the act
    if isinstance(field, RowsField) and isinstance(value, list):
        texts = text if isinstance(text, list) else []
        fields: Mapping[str, forms.Field] = field.row_form.base_fields
        lines = [
            line_of(fields, row, _cells(texts, n), named=texts[n] if n < len(texts) else ())
            for n, row in enumerate(value)
        ]
        return "\n".join(line for line in lines if line)
    if text and not _KEYED.search(str(text)):
        return "\n".join(map(str, text)) if isinstance(text, list) else str(text)
    if isinstance(field, forms.ModelChoiceField):
        return ""
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        labels = {str(key): str(label) for key, label in choices}
        chosen = value if isinstance(value, list) else [value] if value not in (None, "") else []
        return "\n".join(labels.get(str(one), str(one)) for one in chosen)
    if isinstance(field, RichTextField):
        return visible_text(str(value))
    if isinstance(field, forms.DecimalField):
        return angka(value)
    if isinstance(field, forms.BooleanField):
        return "Ya" if value else "Tidak"
    if isinstance(field, forms.CharField) and isinstance(value, str):
        return value  # plain text is what was typed, whatever it looks like
    return readable(value)


def _shown(texts: list[Any], number: int, name: str) -> Any:
    return texts[number].get(name) if number < len(texts) else None


def _cells(texts: list[Any], number: int) -> Callable[[str, forms.Field, Any], str]:
    """How the cells of one row are read. texts: what the form showed, by row."""
    return lambda name, field, cell: readable_as(field, cell, _shown(texts, number, name))


def line_of(
    fields: Mapping[str, forms.Field],
    row: Any,
    cell: Callable[[str, forms.Field, Any], str],
    named: Collection[str] = (),
) -> str:
    """A row of repeated fields in one line: its visible fields in the order of the form, each as `cell` reads it.

    named: hidden fields that have a text for people all the same.
    """
    if not isinstance(row, Mapping):
        return readable(row)
    seen = [n for n, field in fields.items() if n in row and (n in named or not field.widget.is_hidden)]
    cells = [cell(name, fields[name], row[name]).replace("\n", ", ") for name in seen]
    shown = [text for text in cells if text]
    # what a row copies beside its fields, as the name of a chosen entry that the list may change later
    copied = str(row.get("nama") or "") if "nama" not in fields else ""
    return " · ".join([copied, *shown] if copied and copied not in " ".join(shown) else shown)
