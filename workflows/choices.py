"""Choices among rows of the database, looked up for all fields and rows of a form at once (workflows.ahead)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet, Value

from .forms import ModelChoiceField


class ListChoiceField(ModelChoiceField):
    """One entry of a list. Fields with lists of one model share a statement, however many rows repeat them."""

    queryset: QuerySet[Any]
    found: Mapping[str, Any] | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.declared = object()  # the same in every copy of this field

    @property
    def lookup(self) -> type[Model]:
        return self.queryset.model

    def look_up(self, given: Sequence[tuple[ListChoiceField, Any]]) -> list[Mapping[str, Any]]:
        """For each field the entries of its own list, by key as text."""
        wanted: dict[object, tuple[QuerySet[Any], set[Any]]] = {}
        for field, value in given:
            keys = wanted.setdefault(field.declared, (field.queryset, set()))[1]
            if (key := field._key(value)) is not None:
                keys.add(key)
        asked = [
            rows.filter(pk__in=keys).order_by().annotate(place=Value(place))
            for place, (rows, keys) in enumerate(wanted.values())
            if keys
        ]
        found: dict[object, dict[str, Any]] = {declared: {} for declared in wanted}
        names = list(wanted)
        for row in asked[0].union(*asked[1:], all=True) if asked else ():
            found[names[row.place]][str(row.pk)] = row
        return [found[field.declared] for field, _ in given]

    def to_python(self, value: Any) -> Any:
        """What is not found is asked once more by itself, and refused with Django's own words."""
        known = (self.found or {}).get(str(value))
        return super().to_python(value) if known is None else known

    def _key(self, value: Any) -> Any:
        """None for what is no key."""
        try:
            return self.queryset.model._meta.pk.to_python(value) if isinstance(value, str) else None
        except ValidationError:
            return None
