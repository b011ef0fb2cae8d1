"""JSON Schema of a form, so that a client can fill it without reading our code."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms

from .forms import ActForm, RichTextField, WaktuField
from .rows import ID, RowsField

_PROPERTY_LIMIT = 200


def schema_of(form: forms.BaseForm | type[ActForm] | None, demanded: Collection[str] = ()) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a form class or of a prepared form with its real choices.

    demanded: fields that a guard of the act asks for though the form does not (`Act.demanded`).
    """
    if form is None:
        return {"type": "object", "properties": {}, "additionalProperties": False}
    fields = form.base_fields if isinstance(form, type) else form.fields
    demanded = {*demanded, *getattr(form, "asked_now", ())}
    properties = {name: _field(field) for name, field in fields.items()}
    for name in demanded & set(properties):
        kind = str(properties[name].get("type"))
        properties[name] |= {"array": {"minItems": 1}, "string": {"minLength": 1}}.get(kind, {})
    given_back: dict[str, Any] = {name: {"readOnly": True} for name in getattr(form, "read_only", ())}
    return {
        "type": "object",
        "properties": properties | given_back,
        "required": [name for name, field in fields.items() if field.required or name in demanded],
        "additionalProperties": False,
    }


def _field(field: forms.Field) -> dict[str, Any]:
    found = _shape(field)
    if field.label:
        found["title"] = str(field.label)
    if field.help_text:
        found["description"] = str(field.help_text)
    if getattr(field, "secret", False):
        found |= {"writeOnly": True, "format": "password"}
    return found


def _shape(field: forms.Field) -> dict[str, Any]:  # noqa: PLR0912  one branch per kind of field
    if isinstance(field, RowsField):
        return {
            "type": "array",
            "items": _row(field),
            "minItems": field.minimum,
            "maxItems": field.maximum,
        }
    if hasattr(field, "kind") and hasattr(field, "minimum"):
        return {
            "type": "array",
            "items": {"type": "string", "format": "uuid"},
            "minItems": field.minimum,
            "x-document-kind": str(field.kind),
        }
    if isinstance(field, forms.ModelMultipleChoiceField):
        return {"type": "array", "items": _reference(field), "minItems": 1 if field.required else 0}
    if isinstance(field, forms.ModelChoiceField):
        return _reference(field)
    if isinstance(field, forms.MultipleChoiceField):
        return {"type": "array", "items": {"enum": _values(field)}, "minItems": 1 if field.required else 0}
    if isinstance(field, forms.ChoiceField):
        return {"enum": _values(field)}
    if isinstance(field, forms.BooleanField):
        return {"type": "boolean"}
    if isinstance(field, forms.IntegerField) and not isinstance(field, forms.DecimalField):
        return {"type": ["integer", "string"], **_bounds(field), "x-format": "bilangan bulat"}
    if isinstance(field, forms.DecimalField):
        places = f"paling banyak {field.decimal_places} desimal" if field.decimal_places is not None else ""
        return {"type": ["number", "string"], **_bounds(field), "x-format": f"desimal, {places}".strip(", ")}
    if isinstance(field, forms.DateField):
        return {"type": "string", "format": "date"}
    if isinstance(field, WaktuField):
        shape = "YYYY-MM-DDTHH:MM, dengan atau tanpa selisih dari UTC; tanpa selisih: jam zona itu"
        return {"type": "string", "format": "date-time", "x-format": shape}
    if isinstance(field, forms.EmailField):
        return {"type": "string", "format": "email"}
    found: dict[str, Any] = {"type": "string"}
    if isinstance(field, forms.CharField):
        if field.max_length:
            found["maxLength"] = field.max_length
        if field.required:
            found["minLength"] = field.min_length or 1
    if isinstance(field, RichTextField):
        found["contentMediaType"] = "text/html"
    return found


def _row(field: RowsField) -> dict[str, Any]:
    """A row, with the id it keeps from one form to the next."""
    found = schema_of(field.row_form())
    own = {"type": "string", "pattern": "^[0-9a-z]{1,32}$", "title": "Id baris; kosong untuk baris baru"}
    found["properties"] = {**found["properties"], ID: own}
    return found


def _reference(field: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "string"}
    if field.queryset is not None:
        known = [
            {"const": str(field.prepare_value(obj)), "title": field.label_from_instance(obj)}
            for obj in field.queryset[:_PROPERTY_LIMIT]
        ]
        if 0 < len(known) < _PROPERTY_LIMIT:
            found["oneOf"] = known
    return found


def _values(field: Any) -> list[Any]:
    return [value for value, _label in field.choices if value != ""]


def _bounds(field: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if field.min_value is not None:
        found["minimum"] = float(field.min_value) if not isinstance(field.min_value, int) else field.min_value
    if field.max_value is not None:
        found["maximum"] = float(field.max_value) if not isinstance(field.max_value, int) else field.max_value
    return found
