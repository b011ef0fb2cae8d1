"""What a page posted, in the shape a client of the API sends; and forms bound to it with every error."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

from documents.fields import receive_all
from workflows.actors import Actor
from workflows.errors import FIELD_CODES, Refused
from workflows.forms import ActForm, WaktuField
from workflows.ledger import plain
from workflows.rows import ID, RowsField, filled

from .bodies import check_takes_files

Values = dict[str, Any]
UploadErrors = Mapping[str, list[ValidationError]]


def receive(
    request: HttpRequest, form: type[ActForm] | None, names: Iterable[str] | None = None
) -> tuple[Values, UploadErrors]:
    """Values by field name of a posted form, its files received. names: of these fields only."""
    if form is None:
        return {}, {}
    data, errors = _received(request, form)
    return values_from(form, data, names, request.FILES), errors


def receive_posted(request: HttpRequest, form: type[ActForm] | None) -> tuple[QueryDict, UploadErrors]:
    """What was posted, with the ids of the files that came with it, and the refusals of others."""
    return (request.POST, {}) if form is None else _received(request, form)


def _received(request: HttpRequest, form: type[ActForm]) -> tuple[QueryDict, UploadErrors]:
    check_takes_files(request, form)
    return receive_all(form, request.FILES, request.POST, request.user)  # type: ignore[arg-type]


def values_from(
    form: type[ActForm], data: QueryDict, names: Iterable[str] | None = None, secret_files: Any = None
) -> Values:
    """Values by field name of what a page posted or a draft kept."""
    wanted = form.base_fields if names is None else {name: form.base_fields[name] for name in names}
    found: Values = {}
    for name, field in wanted.items():
        files = secret_files if secret_files and getattr(field, "secret", False) else MultiValueDict()
        value = field.widget.value_from_datadict(data, files, name)
        if isinstance(field, RowsField):
            value = [row for row in value if filled(row)]
        found[name] = value
    return found


def flat(values: Values) -> Iterator[tuple[str, Any]]:
    """(name, value) of hidden inputs that post the same values again."""
    for name, value in values.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for number, row in enumerate(value):
                yield from flat({f"{name}-{number}-{key}": cell for key, cell in row.items()})
        elif isinstance(value, list):
            yield from ((name, plain(one)) for one in value)
        elif value not in (None, "", False):
            yield name, "on" if value is True else value


def pairs(values: Values) -> list[tuple[str, list[str]]]:
    """The same, all values of a name together, as text."""
    found: dict[str, list[str]] = {}
    for name, value in flat(values):
        found.setdefault(name, []).append(str(value))
    return list(found.items())


def seed(form: type[forms.BaseForm], initial: Mapping[str, Any]) -> Values:
    """Values of a form as they stand before anything was entered, in the shape of `receive`."""
    found: Values = {}
    for name, field in form.base_fields.items():  # type: ignore[attr-defined]
        if name not in initial:
            continue
        value = initial[name]
        if isinstance(field, RowsField):
            found[name] = [
                seed(field.row_form, row) | ({ID: row[ID]} if row.get(ID) else {}) for row in value or []
            ]
        elif isinstance(field, forms.DateField):
            found[name] = field.widget.format_value(value)
        elif isinstance(field, WaktuField):
            found[name] = plain(value)  # with its zone: which clock it is shown on, its form knows
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
    like: ActForm | None = None,
) -> ActForm:
    """The form with these values, validated; refusals of files stand at their fields. like: another one that has read
    the same already."""
    found = form(values, subject=subject, actor=actor)
    if like is not None:
        found.take(like)
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
