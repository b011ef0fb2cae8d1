"""Documents of an act: uploads named in its form become attachments of the object, in the act's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cases.core.declared.document_fields import document_fields
from documents.binding import bind, current, digests, share, standing
from documents.errors import DocumentError
from documents.fields import DocumentsField
from documents.models import Attachment
from workflows.context import Move
from workflows.errors import FieldError, Refused

from .retention import lock_later


def bind_all(move: Move, *, boundary: Any, shared: Any = None) -> list[dict[str, Any]]:
    """Bind every upload of the act to its object; the values in move.data become attachment ids.

    shared: another object created by the same press, whose documents are shared instead. Returns digests.
    """
    found: list[Attachment] = []
    for name, field in document_fields(move.row.form):
        outer, _, inner = name.partition(".")
        holders = move.data.get(outer) or [] if inner else [move.data]
        for position, holder in enumerate(holders):
            key = inner or outer
            if shared is not None:
                attachments = _shared(shared, name, position, move, boundary)
            elif holder.get(key):
                attachments = _bind(
                    move, outer, holder[key], field, boundary, holder if inner else None, holders
                )
            else:
                attachments = []
            holder[key] = [str(a.pk) for a in attachments]
            found += attachments
            _remember(move.obj, name, position, attachments)
    lock_later(found)
    return digests(found)


def _bind(
    move: Move, name: str, uploads: Any, field: DocumentsField, boundary: Any, row: Any, rows: Sequence[Any]
) -> list[Attachment]:
    try:
        return bind(
            uploads,
            kind=field.kind,
            replaces=_stands(move.obj, name, field, row, rows) if len(uploads) == 1 else None,
            boundary=boundary,
            owner_type=move.obj.machine.key,
            owner_id=move.obj.pk,
            act=move.name,
            state=move.before,
            uploader=move.actor,
            on_behalf_of=move.on_behalf_of,
        )
    except DocumentError as error:
        # the form was valid a moment ago: the same upload was used by another press
        raise Refused(
            error.code, error.message, errors={name: [FieldError(error.code, error.message)]}
        ) from error


def _stands(obj: Any, name: str, field: DocumentsField, row: Any, rows: Sequence[Any]) -> Attachment | None:
    """The one document that one file given in this field replaces; None where it is a further document.

    A document that two of the `rows` sent take for theirs belongs to neither.
    """
    if not field.replaces or obj._state.adding:
        return None
    if row is None:
        found = list(current(obj.machine.key, obj.pk, field.kind)[:2])
    else:
        held = set(obj.files_of_row(name, row))
        if any(held.intersection(obj.files_of_row(name, other)) for other in rows if other is not row):
            return None
        found = list(standing(held).values())
    return found[0] if len(found) == 1 else None


def _remember(obj: Any, name: str, position: int, attachments: list[Attachment]) -> None:
    obj.__dict__.setdefault("_bound", {})[name, position] = attachments


def _shared(source: Any, name: str, position: int, move: Move, boundary: Any) -> list[Attachment]:
    attachments = source.__dict__.get("_bound", {}).get((name, position), [])
    if not attachments:
        return []
    return share(attachments, boundary=boundary, owner_type=move.obj.machine.key, owner_id=move.obj.pk)
