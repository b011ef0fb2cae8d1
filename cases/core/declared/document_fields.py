"""The documents that an act asks for, read from its form."""

from __future__ import annotations

from collections.abc import Iterator

from documents.fields import DocumentsField
from workflows.forms import ActForm
from workflows.rows import RowsField


def document_fields(form: type[ActForm] | None) -> Iterator[tuple[str, DocumentsField]]:
    """(name, field) of every document field of a form; a field of repeated rows as "rows.field"."""
    for name, field in (form.base_fields if form else {}).items():
        if isinstance(field, DocumentsField):
            yield name, field
        elif isinstance(field, RowsField):
            for inner, row_field in field.row_form.base_fields.items():
                if isinstance(row_field, DocumentsField):
                    yield f"{name}.{inner}", row_field
