"""What people have entered and not sent yet: kept for every form, taken up later, gone once it is sent (SJ-71).

A page seals what its form is (`Place`) into a token that comes back with whatever is posted. The token alone says for
whom and where a text is kept, so that it is kept even when the session ended meanwhile: nobody can make one, and what
it opens is the private draft of the person whom the page was made for.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from uuid_utils.compat import uuid7

from cases.core.declared.document_fields import document_fields
from cases.core.models import Draft
from cases.core.reading.sight import cases_visible_to
from documents.models import Upload
from documents.receiving import as_id, keep
from workflows import repeats
from workflows.actors import Actor
from workflows.errors import E_HIDE, E_RNG, Refused
from workflows.locks import said_busy
from workflows.rows import ID as ROW_ID
from workflows.text import storable

#: How long files of a draft are spared from the sweep after it was saved last.
KEPT = dt.timedelta(days=30)
#: How long a page left open may still be saved.
SEAL_AGE = dt.timedelta(days=30)
LARGEST = 1024 * 1024  # bytes of one draft as JSON
MOST = 200  # drafts of one person
MOST_FILES = 500  # of one draft
_SALT = "alur.draf"
_AND = " – "
_ROW = re.compile(r"(\w+)-([0-9]{1,4})-(.+)")


@dataclass(frozen=True)
class Place:
    """Which form of which person it is.

    names: the fields that people fill on this page (a step of a long form has some of them), without secret ones;
    thing: the fields that say what a creation is for; under: key of the case that one is opened below; version: of the
    object as the page showed it.
    """

    user: str
    case_type: str
    act: str
    object_id: str | None
    names: tuple[str, ...]
    thing: tuple[str, ...] = ()
    title: str = ""
    about: str = ""
    url: str = ""
    version: int | None = None
    under: str | None = None


@dataclass
class Saved:
    """draft: what holds the text now; beside: the draft that somebody else's save had changed meanwhile, if any."""

    draft: Draft
    beside: Draft | None = None


def sealed(place: Place) -> str:
    return signing.dumps(asdict(place), salt=_SALT, compress=True)


def opened(token: str) -> Place | None:
    """The place a token names; None for one that is forged, altered or too old."""
    try:
        values = signing.loads(token, salt=_SALT, max_age=SEAL_AGE)
    except (signing.BadSignature, ValueError, UnicodeError):
        return None
    return Place(**values | {"names": tuple(values["names"]), "thing": tuple(values["thing"])})


# --- reading -----------------------------------------------------------------------------------------------------


def drafts_of(actor: Actor) -> QuerySet[Draft]:
    return Draft.objects.filter(user=actor)


def of_form(
    actor: Actor, case_type: str, act: str, object_id: Any = None, under: Any = None
) -> QuerySet[Draft]:
    """All drafts of one form, the newest first; of an object its own before copies. under: the case that one is opened
    below."""
    rows = drafts_of(actor).filter(case_type=case_type, act=act, object_id=object_id, under=under)
    return rows.order_by("copy", "-saved_at", "-id")


def find(actor: Actor, pk: Any) -> Draft | None:
    key = as_id(pk)
    return drafts_of(actor).filter(pk=key).first() if key is not None else None


def name_things(rows: Iterable[Draft], actor: Actor) -> list[Draft]:
    """The drafts, each with what it is about: of a creation the thing as typed, or the title of the case it names."""
    found = list(rows)
    ids = {key for row in found if not row.about for part in row.thing.split(_AND) if (key := as_id(part))}
    titles = dict(cases_visible_to(actor).filter(pk__in=ids).values_list("pk", "title")) if ids else {}
    for row in found:
        if not row.about:
            parts = (titles.get(key, "") if (key := as_id(part)) else part for part in row.thing.split(_AND))
            row.about = _AND.join(part for part in parts if part)
    return found


def posted(draft: Draft) -> QueryDict:
    """What a draft holds, in the shape a page posts."""
    found = QueryDict(mutable=True)
    for pairs in draft.data.values():
        for name, values in pairs.items():
            found.setlist(name, values)
    return found


def lost_files(draft: Draft, form: Any) -> int:
    """How many files this draft names that are kept no longer (see KEPT)."""
    ids: set[UUID] = set()
    for name, _field in document_fields(form):
        outer, _, inner = name.partition(".")
        for posted_name, values in (draft.data.get(outer) or {}).items():
            if not inner or posted_name.endswith(f"-{inner}"):
                ids |= {key for value in values if (key := as_id(value))}
    own = Upload.objects.filter(pk__in=ids, uploader=draft.user_id, used_at=None, held_by=None)
    return len(ids) - own.count() if ids else 0


# --- keeping -----------------------------------------------------------------------------------------------------


def by_field(pairs: Iterable[tuple[str, list[str]]], names: Iterable[str]) -> dict[str, dict[str, list[str]]]:
    """Posted pairs by the field they belong to (`panitia-0-nama` to `panitia`); fields not among `names` left out.

    A field of the page of which nothing came is there with nothing: a box unticked, all rows removed. The same text
    is the same whoever sends it, the page by itself or a button of it: blanks are left out, rows counted from 0.
    """
    found: dict[str, dict[str, list[str]]] = {name: {} for name in names}
    for name, values in pairs:
        field = found.get(name.partition("-")[0])
        told = [storable(value) for value in values if isinstance(value, str) and value]
        if field is not None and told:
            field[storable(name)] = told
    return {name: _counted(field) for name, field in found.items()}


def _counted(field: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Rows (`panitia-3-nama`) numbered from 0; one that has nothing but its id is none."""
    parts = {name: (match[1], int(match[2]), match[3]) for name in field if (match := _ROW.fullmatch(name))}
    rows = sorted({number for _, number, key in parts.values() if key != ROW_ID})
    places = {number: place for place, number in enumerate(rows)}
    found = {name: values for name, values in field.items() if name not in parts}
    for name, (outer, number, inner) in parts.items():
        if number in places:
            found[f"{outer}-{places[number]}-{inner}"] = field[name]
    return found


def save(
    place: Place, pk: Any, revision: int | None, data: Mapping[str, Mapping[str, list[str]]]
) -> Saved | None:
    """Keep what was entered. None when there is nothing to keep: all blank and nothing kept before, or sent already.

    pk: id of the draft as the page knows it; revision: the one the page began with, None to ask nothing. When somebody
    (another tab) has changed one of these fields meanwhile, nothing of theirs is overwritten: this text is kept beside
    it. Raises Refused: E-HIDE for a draft of somebody else or of another form, E-RNG for too much text or too many
    drafts, E-BUSY.
    """
    key = as_id(pk) or uuid7()
    with said_busy(), transaction.atomic():
        row = Draft.objects.select_for_update().filter(pk=key).first()
        if row is not None and not _belongs(row, place):
            raise Refused(E_HIDE, "Draf tidak ditemukan.")
        if row is None:
            if not any(_filled(pairs) for pairs in data.values()) or _sent(place, key):
                return None
            saved = _begin(place, key, dict(data))
        else:
            saved = _go_on(place, row, data, revision)
        _spare_files(saved.draft)
        return saved


def drop(actor: Actor, pk: Any) -> None:
    key = as_id(pk)
    if key is not None:
        drafts_of(actor).filter(pk=key).delete()


def _spare_files(row: Draft) -> None:
    """Spare the files that a draft names from the sweep. What is an id of anything else is no file of the person."""
    values = (value for pairs in row.data.values() for some in pairs.values() for value in some)
    if ids := list(islice(filter(None, map(as_id, values)), MOST_FILES)):
        keep(ids, uploader=row.user, until=timezone.now() + KEPT)


def _go_on(place: Place, row: Draft, data: Mapping[str, Any], revision: int | None) -> Saved:
    new = [name for name, pairs in data.items() if pairs != row.data.get(name)]
    merged = row.data | dict(data)
    if not new:
        return Saved(row)
    if revision is not None and any(_changed_in(row, name) > revision for name in new):
        return Saved(
            _twin(place, merged) or _insert(place, uuid7(), merged, copy=True, version=row.version), row
        )
    _bounded(merged)
    row.data, row.revision = merged, row.revision + 1
    row.changed |= dict.fromkeys(new, row.revision)
    _describe(row, place)
    row.save()
    return Saved(row)


def _belongs(row: Draft, place: Place) -> bool:
    object_id, under = (None if key is None else str(key) for key in (row.object_id, row.under))
    mine = (str(row.user_id), row.case_type, row.act, object_id, under)
    return mine == (place.user, place.case_type, place.act, place.object_id, place.under)


def _twin(place: Place, data: dict[str, Any]) -> Draft | None:
    """The copy that this very text has already: a page that has not heard the answer sends it again."""
    copies = Draft.objects.filter(user_id=place.user, case_type=place.case_type, act=place.act, copy=True)
    return copies.filter(object_id=place.object_id, under=place.under, data=data).first()


def _changed_in(row: Draft, name: str) -> int:
    """The revision in which a field was changed last; 0 for one that nobody has filled yet."""
    return int(row.changed.get(name, row.revision)) if name in row.data else 0


def _begin(place: Place, key: UUID, data: dict[str, Any]) -> Saved:
    try:
        with transaction.atomic():
            return Saved(_insert(place, key, data))
    except IntegrityError:  # another page of the same form was quicker
        others = Draft.objects.filter(
            user_id=place.user,
            case_type=place.case_type,
            act=place.act,
            object_id=place.object_id,
            copy=False,
        )
        first = others.first()
        if first is None or first.pk == key:  # two first saves of one page
            row = Draft.objects.get(pk=key, user_id=place.user)
            return Saved(row) if row.data == data else Saved(_insert(place, uuid7(), data, copy=True), row)
        return Saved(first) if first.data == data else Saved(_insert(place, key, data, copy=True), first)


def _insert(
    place: Place, key: Any, data: dict[str, Any], *, copy: bool = False, version: int | None = None
) -> Draft:
    _bounded(data)
    if Draft.objects.filter(user_id=place.user).count() >= MOST:
        raise Refused(
            E_RNG, f"Anda sudah menyimpan {MOST} draf. Hapus yang tidak diperlukan pada halaman Draf saya."
        )
    row = Draft(
        pk=key,
        user_id=place.user,
        case_type=place.case_type,
        act=place.act,
        object_id=place.object_id,
        under=place.under,
        copy=copy,
        data=data,
        changed=dict.fromkeys(data, 1),
        version=place.version if version is None else version,
    )
    _describe(row, place)
    row.save(force_insert=True)
    return row


def _describe(row: Draft, place: Place) -> None:
    row.title, row.about, row.url = place.title[:200], place.about[:400], place.url[:400]
    if place.thing:
        row.thing = thing_of(row.data, place.thing)


def thing_of(data: Mapping[str, Mapping[str, list[str]]], names: Iterable[str]) -> str:
    """What a creation is for, as far as it was entered."""
    values = (value.strip() for name in names for some in (data.get(name) or {}).values() for value in some)
    return _AND.join(value for value in values if value)[:200]


def _sent(place: Place, key: UUID) -> bool:
    return repeats.find(_Person(place.user), str(key)) is not None


@dataclass(frozen=True)
class _Person:
    pk: str


def _bounded(data: Mapping[str, Any]) -> None:
    if len(json.dumps(data)) > LARGEST:
        raise Refused(
            E_RNG, "Isian formulir ini terlalu besar untuk disimpan sebagai draf (paling besar 1 MB)."
        )


def _filled(pairs: Mapping[str, list[str]]) -> bool:
    return any(value.strip() for values in pairs.values() for value in values)
