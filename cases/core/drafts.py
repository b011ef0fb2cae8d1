"""Half-filled forms of one person: kept at every step, taken up later, gone once they are sent (SJ-71)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from documents.receiving import keep
from workflows.actors import Actor
from workflows.forms import secrets_of

from .evidence import document_fields
from .models import Draft

#: How long files of a draft are spared from the sweep after it was saved last.
KEPT = dt.timedelta(days=30)


def find(actor: Actor, type_key: str, act: str, object_id: Any = None) -> Draft | None:
    return Draft.objects.filter(user=actor, case_type=type_key, act=act, object_id=object_id).first()


def save(
    actor: Actor, type_key: str, act: str, object_id: Any, values: Mapping[str, Any], form: Any
) -> Draft:
    """Keep the values as entered, by field name, and spare the files they name."""
    values = {name: value for name, value in values.items() if name not in secrets_of(form)}
    draft, _ = Draft.objects.update_or_create(
        user=actor, case_type=type_key, act=act, object_id=object_id, defaults={"data": values}
    )
    if ids := list(_uploads(values, form)):
        keep(ids, uploader=actor, until=timezone.now() + KEPT)
    return draft


def drop(actor: Actor, type_key: str, act: str, object_id: Any = None) -> None:
    Draft.objects.filter(user=actor, case_type=type_key, act=act, object_id=object_id).delete()


def _uploads(values: Mapping[str, Any], form: Any) -> Any:
    for name, _field in document_fields(form):
        outer, _, inner = name.partition(".")
        for holder in values.get(outer) or [] if inner else [values]:
            yield from holder.get(inner or outer) or []
