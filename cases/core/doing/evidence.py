"""Documents of an act: uploads named in its form become attachments of the object, in the act's transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from cases.core.declared.document_fields import document_fields
from documents import holding
from documents.binding import Given, digests, share
from documents.binding import bind_all as bind_each
from documents.errors import DocumentError
from documents.fields import DocumentsField
from documents.models import Attachment, Upload
from workflows.context import Move
from workflows.errors import FieldError, Refused

from .retention import lock_later


@dataclass
class _Place:
    """One field of documents of an act's form, or of one of its rows. outer: the field that a refusal is told at;
    holder: what holds the value in `move.data`."""

    name: str
    position: int
    field: DocumentsField
    holder: dict[str, Any]
    row: bool = False

    @property
    def outer(self) -> str:
        return self.name.partition(".")[0]

    @property
    def key(self) -> str:
        return self.name.rpartition(".")[2]

    @property
    def uploads(self) -> Sequence[Upload]:
        return self.holder.get(self.key) or ()


def bind_all(move: Move, *, boundary: Any, shared: Any = None) -> list[dict[str, Any]]:
    """Bind every upload of the act to its object; the values in move.data become attachment ids.

    shared: another object created by the same press, whose documents are shared instead. Returns digests.
    """
    places = list(_places(move))
    if not places:
        return []
    bound = _shared(shared, move, boundary, places) if shared is not None else _bind(move, boundary, places)
    found: list[Attachment] = []
    for place, attachments in zip(places, bound, strict=True):
        place.holder[place.key] = [str(a.pk) for a in attachments]
        found += attachments
        move.obj.__dict__.setdefault("_bound", {})[place.name, place.position] = attachments
    lock_later(found)
    return digests(found)


def refused_upload(error: DocumentError, name: str) -> Refused:
    """A file that is not received, or not used: the form was valid a moment ago, and another press took it. name: of
    its field."""
    return Refused(error.code, error.message, errors={name: [FieldError(error.code, error.message)]})


def _places(move: Move) -> Iterator[_Place]:
    for name, field in document_fields(move.row.form):
        outer, _, inner = name.partition(".")
        holders = move.data.get(outer) or [] if inner else [move.data]
        for position, holder in enumerate(holders):
            yield _Place(name, position, field, holder, bool(inner))


def _bind(move: Move, boundary: Any, places: Sequence[_Place]) -> list[list[Attachment]]:
    if not any(place.uploads for place in places):
        return [[] for _ in places]
    replaced = _replaced(move.obj, places)
    newest = {at: move.obj.documents.newest(found.document) for at, found in replaced.items()}
    given = [
        Given(place.field.kind, place.uploads, replaced.get(at), newest.get(at))
        for at, place in enumerate(places)
    ]
    try:
        return bind_each(
            given,
            boundary=boundary,
            owner_type=move.obj.machine.key,
            owner_id=move.obj.pk,
            act=move.name,
            state=move.before,
            **_sent_by(move),
        )
    except DocumentError as error:
        raise refused_upload(error, places[error.place].outer) from error
    finally:
        move.obj.__dict__.pop("documents", None)


def hold(move: Move, key: UUID) -> None:
    """The files of an act that waits for its second person are held under `key`, and nobody else's to use."""
    ids = [upload.pk for place in _places(move) for upload in place.uploads]
    if not ids:
        return
    try:
        holding.hold(ids, uploader=move.actor, key=key)
    except DocumentError as error:
        raise refused_upload(error, next(p.outer for p in _places(move) if p.uploads)) from error


def _sent_by(move: Move) -> dict[str, Any]:
    """Whose the uploads are: of an act of two people the first one's, held since."""
    if (first := move.consent) is None:
        return {"uploader": move.actor, "on_behalf_of": move.on_behalf_of}
    return {"uploader": first.person, "on_behalf_of": first.entry.on_behalf_of, "held_by": first.pk}


def _replaced(obj: Any, places: Sequence[_Place]) -> dict[int, Attachment]:
    """Place -> the one document that the one file given there replaces; missing where it is a further document."""
    if obj._state.adding:
        return {}
    found: dict[int, list[Attachment]] = {}
    for at, place in enumerate(places):
        if not place.field.replaces or len(place.uploads) != 1:
            continue
        if place.row:
            now = obj.documents.standing(_held(obj, place, places))
            found[at] = list({document.pk: document for document in now.values()}.values())
        else:
            found[at] = obj.documents.current(place.field.kind)
    return {at: documents[0] for at, documents in found.items() if len(documents) == 1}


def _held(obj: Any, place: _Place, places: Sequence[_Place]) -> set[str]:
    """Ids of what the row held before; a document that two rows sent take for theirs belongs to neither."""
    held = set(obj.files_of_row(place.outer, place.holder))
    others = (p for p in places if p.name == place.name and p is not place)
    shared = any(held.intersection(obj.files_of_row(place.outer, other.holder)) for other in others)
    return set() if shared else held


def _shared(source: Any, move: Move, boundary: Any, places: Sequence[_Place]) -> list[list[Attachment]]:
    known = source.__dict__.get("_bound", {})
    given = [known.get((place.name, place.position), []) for place in places]
    shared = share(
        [a for attachments in given for a in attachments],
        boundary=boundary,
        owner_type=move.obj.machine.key,
        owner_id=move.obj.pk,
    )
    rest = iter(shared)
    return [list(islice(rest, len(attachments))) for attachments in given]
