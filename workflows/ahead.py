"""Fields that cost time are read before anything is locked, and once however often a press needs them.

Formatted text, repeated rows and files are read for a second or so in the worst case; what comes of it depends on what
was sent, not on what a lock protects. A form remembers what it read (`Ahead.read`); another form of the same act, under
the lock or of the next case of one press, takes it where the same was sent. Everything else - choices, what fields mean
together, guards - is judged under the lock.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError


@dataclass(frozen=True)
class Read:
    """What a field made of a value: its cleaned value, or why it is refused."""

    value: Any
    cleaned: Any = None
    refused: ValidationError | None = None

    def give(self) -> Any:
        if self.refused is not None:
            raise self.refused
        return _copied(self.cleaned)


def is_ahead(field: forms.Field) -> bool:
    """A field says so itself: reading it costs time and asks nothing that a lock protects."""
    return bool(getattr(field, "ahead", False))


def looks_up(field: forms.Field) -> bool:
    """A field whose value names rows. `lookup`: fields with the same one are answered by one statement;
    `look_up([(field, value)])`: what stands behind each value; `found`: takes it, for as long as it is read.
    A field of rows gives the fields of its rows instead (`within(value)`)."""
    return hasattr(field, "look_up") or hasattr(field, "within")


def look_up(given: Iterable[tuple[Any, Any]]) -> None:
    """Tell fields what stands behind their values: a statement for each `lookup`, not for each field."""
    alike: dict[Hashable, list[tuple[Any, Any]]] = {}
    for field, value in _single(given):
        if looks_up(field):
            alike.setdefault(field.lookup, []).append((field, value))
    for pairs in alike.values():
        for (field, _), found in zip(pairs, pairs[0][0].look_up(pairs), strict=True):
            field.found = found


def _single(given: Iterable[tuple[Any, Any]]) -> Iterator[tuple[Any, Any]]:
    for field, value in given:
        if hasattr(field, "within"):
            yield from field.within(value)
        else:
            yield field, value


def has_ahead(form: type[forms.BaseForm]) -> bool:
    return any(is_ahead(field) for field in form.base_fields.values())  # type: ignore[attr-defined]


class Ahead(forms.Form):
    """Part of every form of an act."""

    read: dict[str, Read]
    _taken: Mapping[str, Read]

    def remember(self) -> None:
        """From now on what the costly fields make of their values is kept, and taken where it is known."""
        self.read, self._taken = {}, {}
        for name, field in self.fields.items():
            if is_ahead(field):
                # of this form's own copy of the field; what has changed is asked by `to_python`
                setattr(field, "to_python", self._known(name, field.to_python))  # noqa: B010
                setattr(field, "clean", self._remembering(name, field.clean))  # noqa: B010

    def take(self, other: Ahead) -> None:
        """Take what the other form has read, where the same was sent."""
        self._taken = other.read

    def read_ahead(self) -> None:
        """Read the costly fields and nothing else; what is refused is told when the form is validated."""
        costly = {name: field for name, field in self.fields.items() if is_ahead(field)}
        with self._looked_up(costly):
            for name, field in costly.items():
                try:
                    field.clean(self[name].data)
                except ValidationError:
                    continue

    def full_clean(self) -> None:
        with self._looked_up(self.fields if self.is_bound else {}):
            super().full_clean()

    @contextmanager
    def _looked_up(self, fields: Mapping[str, Any]) -> Iterator[None]:
        """What these fields name is looked up together; found for this reading only, for it may change."""
        asked = {name: field for name, field in fields.items() if looks_up(field)}
        sent = {name: self[name].data for name in asked}
        look_up((asked[name], value) for name, value in sent.items() if not self._is_known(name, value))
        try:
            yield
        finally:
            for field in asked.values():
                field.found = None

    def _is_known(self, name: str, value: Any) -> bool:
        return name in self._taken and self._taken[name].value == value

    def _known(self, name: str, to_python: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def known(value: Any) -> Any:
            found = self.read.get(name)
            if found is None or found.refused is not None or found.value != value:
                return to_python(value)
            return found.give()

        return known

    def _remembering(self, name: str, clean: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def remembered(value: Any) -> Any:
            known = self._taken[name] if self._is_known(name, value) else None
            if known is None:
                try:
                    known = Read(value, cleaned=clean(value))
                except ValidationError as error:
                    known = Read(value, refused=error)
            self.read[name] = known
            return known.give()

        return remembered


def _copied(value: Any) -> Any:
    """Lists and rows of one's own: binding files writes into them."""
    if isinstance(value, list):
        return [_copied(one) for one in value]
    if isinstance(value, dict):
        return {key: _copied(one) for key, one in value.items()}
    return value
