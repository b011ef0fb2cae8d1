"""What a page posted, in the shape a client of the API sends; and forms bound to it with every error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict

from cases.core.bodies import check_takes_files
from documents.fields import receive_all
from workflows.actors import Actor
from workflows.errors import FIELD_CODES, Refused
from workflows.forms import ActForm
from workflows.ledger import plain
from workflows.rows import RowsField

Values = dict[str, Any]
UploadErrors = Mapping[str, list[ValidationError]]


def receive(
    request: HttpRequest, form: type[ActForm] | None, names: Iterable[str] | None = None
) -> tuple[Values, UploadErrors]:
    """Values by field name of a posted form, its files received. names: of these fields only."""
    if form is None:
        return {}, {}
    check_takes_files(request, form)
    data, errors = receive_all(form, request.FILES, request.POST, request.user)  # type: ignore[arg-type]
    wanted = form.base_fields if names is None else {name: form.base_fields[name] for name in names}
    found: Values = {}
    for name, field in wanted.items():
        files = request.FILES if getattr(field, "secret", False) else MultiValueDict()
        value = field.widget.value_from_datadict(data, files, name)
        if isinstance(field, RowsField):
            value = [row for row in value if any(v not in (None, "", [], False) for v in row.values())]
        found[name] = value
    return found, errors


def seed(form: type[forms.BaseForm], initial: Mapping[str, Any]) -> Values:
    """Values of a form as they stand before anything was entered, in the shape of `receive`."""
    found: Values = {}
    for name, field in form.base_fields.items():  # type: ignore[attr-defined]
        if name not in initial:
            continue
        value = initial[name]
        if isinstance(field, RowsField):
            found[name] = [seed(field.row_form, row) for row in value or []]
        elif isinstance(field, forms.DateField):
            found[name] = field.widget.format_value(value)
        else:
            found[name] = plain(field.prepare_value(value))
    return found


def bound(
    form: type[ActForm],
    values: Mapping[str, Any],
    *,
    subject: Any,
    actor: Actor,
    uploads: UploadErrors | None = None,
) -> ActForm:
    """The form with these values, validated; refusals of files stand at their fields."""
    found = form(values, subject=subject, actor=actor)
    found.is_valid()
    for name, errors in (uploads or {}).items():
        target = _field_of(found, name)
        if target not in found.cleaned_data:
            found.errors.pop(target, None)  # "required" says less than why the file was refused
        for error in errors:
            found.add_error(target, error)
    return found


def add_refusal(form: ActForm, refused: Refused) -> None:
    """Errors that only the gate could find (a duplicate, a guard on a field) beside those of the form."""
    for name, errors in refused.errors.items():
        target = name if name in form.fields else None
        known = {str(m) for m in form.errors.get(name, [])}
        for error in errors:
            if error.message not in known:
                form.add_error(target, ValidationError(error.message, code=error.code))
    if refused.code in FIELD_CODES and not form.errors:
        form.add_error(None, ValidationError(refused.message, code=refused.code))


def _field_of(form: ActForm, posted: str) -> str:
    return posted if posted in form.fields else posted.split("-", maxsplit=1)[0]
