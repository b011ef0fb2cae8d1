"""Repeated rows of a form: one field whose value is a list of objects (panel members, schedule lines)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from .actors import Actor
from .errors import E_FMT, E_REQ, E_RNG
from .forms import REQUIRED, NamedField, code_of, told


class RowsWidget(forms.Widget):
    """Repeated rows: `name-0-field` from a page, a list of objects from a client."""

    template_name = "widgets/rows.html"
    needs_multipart_form = False

    def __init__(self, row_form: type[forms.Form], spare: int = 2) -> None:
        super().__init__()
        self.row_form, self.spare = row_form, spare

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        if name in data:
            value = data[name] if not hasattr(data, "getlist") else None
            if value is not None:
                return value
        pattern = re.compile(rf"{re.escape(name)}-(\d+)-(\w+)")
        numbers = sorted({int(m[1]) for key in data if (m := pattern.fullmatch(str(key)))})
        return [
            {
                field: f.widget.value_from_datadict(data, files, f"{name}-{n}-{field}")
                for field, f in self.row_form.base_fields.items()
            }
            for n in numbers[:200]
        ]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not self.value_from_datadict(data, files, name)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        rows = value if isinstance(value, list) else []
        if isinstance(value, BoundRows):
            shown = list(value.forms)
        else:
            shown = [self.row_form(prefix=f"{name}-{n}", initial=row) for n, row in enumerate(rows)]
        shown += [self.row_form(prefix=f"{name}-{len(rows) + n}") for n in range(self.spare)]
        context |= {"rows": shown, "empty": self.row_form(prefix=f"{name}-__i__"), "name": name}
        return context


class BoundRows(list[dict[str, Any]]):
    """Rows as they were sent, with the forms that carry their errors (so that nothing typed is lost)."""

    forms: list[forms.Form]


class RowsField(NamedField):
    """A list of objects. Wholly empty rows are dropped; errors name row and field ("baris 2, Nama: …").

    row_form: a Form with the fields of one row; minimum, maximum: number of rows.
    """

    widget: RowsWidget

    def __init__(
        self, row_form: type[forms.Form], *, minimum: int = 0, maximum: int = 100, **kwargs: Any
    ) -> None:
        self.row_form, self.minimum, self.maximum = row_form, minimum, maximum
        self.actor: Actor = None
        self.name = "baris"  # set by the form: the rows shown again after an error carry its name
        kwargs.setdefault("required", minimum > 0)
        super().__init__(widget=RowsWidget(row_form), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return self._bound(value) if isinstance(value, list) else value

    def _bound(self, value: list[Any]) -> BoundRows:
        rows = BoundRows(dict(row) for row in value if isinstance(row, Mapping) and _filled(row))
        rows.forms = []
        for number, row in enumerate(rows):
            rows.forms.append(self._form(row, f"{self.name}-{number}"))
        return rows

    def _form(self, row: Mapping[str, Any], prefix: str = "") -> forms.Form:
        data = {f"{prefix}-{key}" if prefix else key: value for key, value in row.items()}
        form = self.row_form(data, prefix=prefix or None)
        for field in form.fields.values():
            field.error_messages["required"] = REQUIRED
            if hasattr(field, "actor"):
                field.actor = self.actor
        return form

    def to_python(self, value: Any) -> list[dict[str, Any]]:
        if value in self.empty_values:
            return []
        if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
            raise ValidationError("Isi harus berupa daftar baris.", code=E_FMT)
        cleaned, faults = [], []
        for number, row in enumerate((row for row in value if _filled(row)), start=1):
            form = self._form(row)
            if form.is_valid():
                cleaned.append(form.cleaned_data)
                continue
            for name, errors in form.errors.as_data().items():
                field = form.fields.get(name)
                label = field.label or name if field is not None else ""
                faults += [
                    ValidationError(f"Baris {number}, {label}: {' '.join(e.messages)}", code=code_of(e))
                    for e in (told(field, error) for error in errors)
                ]
        if faults:
            raise ValidationError(faults)
        return cleaned

    def validate(self, value: list[dict[str, Any]]) -> None:
        if len(value) < self.minimum:
            raise ValidationError(REQUIRED, code=E_REQ)
        if len(value) > self.maximum:
            raise ValidationError(f"Paling banyak {self.maximum} baris.", code=E_RNG)


def _filled(row: Mapping[str, Any]) -> bool:
    return any(value not in (None, "", [], False) for value in row.values())
