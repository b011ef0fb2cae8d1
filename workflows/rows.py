"""Repeated rows of a form: one field whose value is a list of objects (panel members, schedule lines).

A row keeps an id of its own from one form to the next (`id` beside its fields): whatever of it changes, it stays the
same row. An id is opaque and counts within its field of its object only: a forged one belongs to no row kept before.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Script

from .actors import Actor
from .admission import unknown_names
from .ahead import look_up
from .errors import E_FMT, E_REQ, E_RNG
from .forms import REQUIRED, NamedField, code_of, equip, told

ID = "id"
_KEPT = re.compile(r"[0-9a-z]{1,32}")


def new_id() -> str:
    return secrets.token_hex(8)


def id_of(row: Mapping[str, Any]) -> str:
    """The id a row names, "" for none or what cannot be one."""
    value = row.get(ID)
    return value if isinstance(value, str) and _KEPT.fullmatch(value) else ""


def identified(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Kept rows, each with its id; one from before rows had ids is known by its place."""
    found = [dict(row) for row in rows]
    return [row | {ID: id_of(row) or f"b{place}"} for place, row in enumerate(found)]


def matched(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows of `after` with ids: their own; without one that of the only kept row with the same values; else new.

    Values are compared by the fields that are no lists (files), so that a client which sends no ids keeps its rows.
    """
    named = {id_of(row) for row in after} - {""}
    free: dict[Any, list[str]] = {}
    for kept in identified(before):
        if kept[ID] not in named:
            free.setdefault(_values(kept), []).append(kept[ID])
    wanted = Counter(_values(row) for row in after if not id_of(row))
    found = []
    for row in after:
        alike = free.get(_values(row), [])
        own = id_of(row) or (alike.pop(0) if len(alike) and wanted[_values(row)] else "") or new_id()
        found.append(dict(row) | {ID: own})
    return found


def without_ids(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What the rows say, for comparing."""
    return [{key: value for key, value in row.items() if key != ID} for row in rows]


def _values(row: Mapping[str, Any]) -> Any:
    return tuple(sorted((k, str(v or "")) for k, v in row.items() if k != ID and not isinstance(v, list)))


Guide = Callable[[], Iterable[tuple[str, str]]]


class RowsWidget(forms.Widget):
    """Repeated rows: `name-0-field` from a page, a list of objects from a client."""

    template_name = "widgets/rows.html"
    needs_multipart_form = False

    def __init__(self, row_form: type[forms.Form], spare: int = 2) -> None:
        super().__init__()
        self.row_form, self.spare = row_form, spare
        self.guide: Guide = list
        self.zone: dt.tzinfo | None = None

    @property
    def media(self) -> forms.Media:
        """Its own script and those of the fields in a row."""
        parts = [field.widget.media for field in self.row_form.base_fields.values()]
        return sum(parts, forms.Media(js=[Script("js/rows.js", type="module")]))  # type: ignore[list-item]  # its stubs know addresses only

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        if name in data:
            value = data[name] if not hasattr(data, "getlist") else None
            if value is not None:
                return value
        pattern = re.compile(rf"{re.escape(name)}-([0-9]{{1,4}})-(\w+)")
        numbers = sorted({int(m[1]) for key in data if (m := pattern.fullmatch(str(key)))})
        return [
            {
                field: f.widget.value_from_datadict(data, files, f"{name}-{n}-{field}")
                for field, f in self.row_form.base_fields.items()
            }
            | ({ID: data.get(f"{name}-{n}-{ID}")} if data.get(f"{name}-{n}-{ID}") else {})
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
            shown = [self.row(f"{name}-{n}", row) for n, row in enumerate(rows)]
        shown += [self.row(f"{name}-{len(rows) + n}") for n in range(self.spare)]
        context |= {"guide": list(self.guide())}
        context |= {"rows": shown, "empty": self.row(f"{name}-__i__"), "name": name}
        return context

    def row(self, prefix: str, initial: Any = None) -> forms.Form:
        return on_the_clock(self.row_form(prefix=prefix, initial=initial), self.zone)


def on_the_clock(form: forms.Form, zone: dt.tzinfo | None) -> forms.Form:
    for field in form.fields.values():
        if getattr(field, "has_clock", False):
            field.use_zone(zone)  # type: ignore[attr-defined]
    return form


class BoundRows(list[dict[str, Any]]):
    """Rows with the forms that show them; of rows that were sent those carry the errors (nothing typed is lost)."""

    forms: list[forms.Form]


class RowsField(NamedField):
    """A list of objects. Wholly empty rows are dropped; errors name row and field ("baris 2, Nama: …").

    row_form: a Form with the fields of one row; minimum, maximum: number of rows; guide: (term, explanation) of
    what can be chosen in a row, shown above the rows and read when the form is shown.
    """

    ahead = True  # workflows.ahead
    widget: RowsWidget
    #: Documents that rows held before, by row id and field of the row: shown, and asked for no more.
    kept: Mapping[str, Mapping[str, Sequence[Any]]]
    #: A value that is being read, its rows and their forms, whose fields know what stands behind their values.
    found: tuple[Any, list[Mapping[str, Any]], list[forms.Form]] | None = None

    def __init__(
        self,
        row_form: type[forms.Form],
        *,
        minimum: int = 0,
        maximum: int = 100,
        guide: Guide = list,
        **kwargs: Any,
    ) -> None:
        self.row_form, self.minimum, self.maximum = row_form, minimum, maximum
        self.actor: Actor = None
        self.kept = {}
        self.name = "baris"  # set by the form: the rows shown again after an error carry its name
        kwargs.setdefault("required", minimum > 0)
        super().__init__(widget=RowsWidget(row_form), **kwargs)
        self.widget.guide = guide

    def row_texts(self, row: Mapping[str, Any]) -> dict[str, str]:
        """What people see for what a row keeps by its id; for the ledger (workflows.wording)."""
        return {}

    @property
    def has_clock(self) -> bool:
        """Whether a row asks for a time."""
        return any(getattr(field, "has_clock", False) for field in self.row_form.base_fields.values())

    def use_zone(self, zone: dt.tzinfo | None) -> None:
        self.widget.zone = zone

    def use(self, row_form: type[forms.Form]) -> None:
        """Another form of a row for this one form: what may be chosen depends on the object."""
        self.row_form = self.widget.row_form = row_form

    def bound_data(self, data: Any, initial: Any) -> Any:
        return self._rows(data, sent=True) if isinstance(data, list) else data

    def prepare_value(self, value: Any) -> Any:
        fresh = isinstance(value, list) and not isinstance(value, BoundRows)
        return self._rows(value, sent=False) if fresh else value

    def _rows(self, value: list[Any], *, sent: bool) -> BoundRows:
        """sent: rows that somebody sent carry their errors; rows that a form begins with have none yet."""
        rows = BoundRows(dict(row) for row in value if isinstance(row, Mapping) and filled(row))
        rows.forms = []
        for number, row in enumerate(rows):
            prefix = f"{self.name}-{number}"
            # too many are shown as they were sent, and not looked at one by one
            few = len(rows) <= self.maximum
            rows.forms.append(
                self._form(row, prefix, sent) if few else self.row_form(prefix=prefix, initial=row)
            )
        return rows

    def _form(self, row: Mapping[str, Any], prefix: str = "", sent: bool = True) -> forms.Form:
        if sent:
            data = {f"{prefix}-{key}" if prefix else key: value for key, value in row.items()}
            form = self.row_form(data, prefix=prefix or None)
        else:
            form = self.row_form(prefix=prefix or None, initial=dict(row))
        form.row_id = id_of(row)  # type: ignore[attr-defined]  # for the page
        for name, documents in self.kept.get(id_of(row), {}).items():
            if hasattr(form.fields.get(name), "keep"):
                form.fields[name].keep(documents)  # type: ignore[attr-defined]
        equip(form, self.actor)
        return on_the_clock(form, self.widget.zone)

    def within(self, value: Any) -> Iterator[tuple[forms.Field, Any]]:
        """The fields of its rows with what was sent in each (workflows.ahead); `to_python` reads these very forms."""
        rows = isinstance(value, list) and all(isinstance(row, Mapping) for row in value)
        self.found = None
        if not rows or sum(map(filled, value)) > self.maximum:
            return
        self.found = (value, *self._entered(value))
        yield from _pairs(*self.found[1:])

    def _entered(self, value: list[Any]) -> tuple[list[Mapping[str, Any]], list[forms.Form]]:
        entered = [row for row in value if filled(row)]
        return entered, [self._form(row) for row in entered]

    def to_python(self, value: Any) -> list[dict[str, Any]]:
        if value in self.empty_values:
            return []
        if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
            raise ValidationError("Isi harus berupa daftar baris.", code=E_FMT)
        known = self.found is not None and self.found[0] == value
        if sum(map(filled, value)) > self.maximum:  # counted before they are looked at
            raise ValidationError(f"Paling banyak {self.maximum} baris.", code=E_RNG)
        entered, shown = self.found[1:] if self.found is not None and known else self._entered(value)
        cleaned, faults = [], []
        if not known:
            look_up(_pairs(entered, shown))
        for number, (row, form) in enumerate(zip(entered, shown, strict=True), start=1):
            if strange := [name for name in unknown_names(self.row_form, row) if name != ID]:
                named = ", ".join(strange)[:100]
                faults.append(ValidationError(f"Baris {number}: isian tidak dikenal: {named}.", code=E_FMT))
                continue
            if form.is_valid():
                own = id_of(row)
                cleaned.append(form.cleaned_data | ({ID: own} if own else {}))
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
        seen: set[str] = set()
        for row in cleaned:
            if row.get(ID) in seen:
                del row[ID]  # of two that name one row the first is it
            seen.add(row.get(ID, ""))
        return cleaned

    def validate(self, value: list[dict[str, Any]]) -> None:
        if len(value) < self.minimum:
            raise ValidationError(REQUIRED, code=E_REQ)


def _pairs(
    rows: Sequence[Mapping[str, Any]], shown: Sequence[forms.Form]
) -> Iterator[tuple[forms.Field, Any]]:
    for row, form in zip(rows, shown, strict=True):
        yield from ((field, row.get(name)) for name, field in form.fields.items())


def filled(row: Mapping[str, Any]) -> bool:
    """Whether anything of a row was entered; its id alone is nothing."""
    return any(value not in (None, "", [], False) for key, value in row.items() if key != ID)
