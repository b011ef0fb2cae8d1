"""Versions of what was submitted, as people read and compare them: labels, words that changed, names of files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from cases.core.declared.manifest import CaseType
from cases.core.declared.registry import case_type
from cases.core.models import Case, Revision
from documents.fields import DocumentsField
from documents.models import Attachment
from workflows.rows import RowsField

from .comparing import Piece, compared
from .readable import line_of, readable, readable_as


@dataclass(frozen=True)
class Line:
    """One field of a version, or of two side by side: old and new are the pieces with their marks."""

    label: str
    before: str
    after: str
    old: Sequence[Piece]
    new: Sequence[Piece]

    @property
    def changed(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class Reader:
    """Reads the kept data of one part of a case. files: attachment id -> its name, those the reader may see."""

    label: str
    labels: Mapping[str, str]
    fields: Mapping[str, forms.Field]
    files: Mapping[str, str]

    def text(self, name: str, value: Any) -> str:
        return self._text(self.fields.get(name), value)

    def lines(self, before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[Line]:
        """Every field in the order of the form; before: None for a version alone."""
        names = [name for name in self.labels if name in after or name in (before or {})]
        names += [name for name in after if name not in self.labels]
        return [
            _line(
                self.labels.get(name) or name.replace("_", " ").capitalize(),
                self.text(name, (after if before is None else before).get(name)),
                self.text(name, after.get(name)),
            )
            for name in names
        ]

    def changes(self, diff: Iterable[Mapping[str, Any]]) -> list[Line]:
        """The lines of a kept difference."""
        return [
            _line(row["label"], self.text(row["field"], row["before"]), self.text(row["field"], row["after"]))
            for row in diff
        ]

    def _text(self, field: forms.Field | None, value: Any) -> str:
        if isinstance(field, DocumentsField):
            return self._names(value)
        if isinstance(field, RowsField) and isinstance(value, list):
            fields: Mapping[str, forms.Field] = field.row_form.base_fields
            lines = (line_of(fields, row, lambda _, inner, cell: self._text(inner, cell)) for row in value)
            return "\n".join(filter(None, lines))
        if isinstance(field, forms.ModelChoiceField):
            return readable(value)  # a version keeps the name that was chosen
        return readable_as(field, value)

    def _names(self, ids: Any) -> str:
        known = ids if isinstance(ids, list) else []
        return "\n".join(self.files.get(str(one), "berkas yang tidak dapat dilihat") for one in known)


def _line(label: str, before: str, after: str) -> Line:
    old, new = compared(before, after)
    return Line(label, before, after, old, new)


def reader_of(kind: CaseType, part: str, files: Iterable[Attachment] = ()) -> Reader:
    """The reader of a part; a part its type does not declare is read by the names of its fields."""
    declared = kind.parts.get(part)
    names = {str(one.pk): one.original_name for one in files}
    if declared is None:
        return Reader(part.capitalize(), {}, {}, names)
    return Reader(declared.label, declared.labels, declared.form.base_fields, names)


def part_label(case: Case, part: str) -> str:
    declared = case_type(case.type).parts.get(part)
    return declared.label if declared is not None else part.capitalize()


@dataclass(frozen=True)
class Comparison:
    """Two versions of a part, the older one first; older is None where a version is looked at alone."""

    label: str
    older: Revision | None
    newer: Revision
    lines: Sequence[Line]

    @property
    def changed(self) -> int:
        return sum(line.changed for line in self.lines) if self.older is not None else 0


def compare(
    case: Case, revisions: Sequence[Revision], files: Iterable[Attachment], one: str, other: str = ""
) -> Comparison | None:
    """Any two versions of a part, whichever is named first; one alone with the version before it. None when
    `one` is no version of this case."""
    by_id = {str(revision.pk): revision for revision in revisions}
    newer = by_id.get(one)
    if newer is None:
        return None
    same = [revision for revision in revisions if revision.part == newer.part]
    older = by_id.get(other)
    if older is None or older.part != newer.part or older == newer:
        older = next((r for r in reversed(same) if r.number < newer.number), None)
    elif older.number > newer.number:
        older, newer = newer, older
    reader = reader_of(case_type(case.type), newer.part, files)
    return Comparison(
        reader.label, older, newer, reader.lines(older.data if older is not None else None, newer.data)
    )
