"""Opening cases: one press may open several, all or none (SJ-61)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.datastructures import MultiValueDict
from uuid_utils.compat import uuid7

from cases.core.declared.document_fields import document_fields
from cases.core.declared.manifest import CaseType
from cases.core.declared.registry import case_type, case_types
from cases.core.models import Case
from workflows import locks
from workflows.access import kept_when_undone, log_access
from workflows.actors import Actor
from workflows.errors import E_PERM, E_REF, FieldError, Refused
from workflows.forms import ActForm
from workflows.gate import perform
from workflows.machine import row_for

from .subjects import CaseDetail
from .tree import begin_under


def begin(known: CaseType, institution: Any, **values: Any) -> Any:
    """A new, unsaved case of a type on the latest version of its machine, before its creating act."""
    version = known.machine.latest
    case = Case(type=known.key, institution=institution, machine_version=version)
    model: Any = known.machine.model(version)
    return model(case=case, **values)


def create(
    actor: Actor,
    type_key: str,
    act: str,
    data: Mapping[str, Any],
    *,
    idempotency_key: str = "",
    fingerprint: str = "",
    ahead: ActForm | None = None,
    parent: Case | None = None,
) -> list[CaseDetail]:
    """The new cases of one press, in the order of the type's `spread`.

    act: one of the type's creating acts; ahead: see `perform`; parent: the case it will stand under, which the actor
    sees, for a type that stands under another. Several cases of one press share `batch`, documents and what was read of
    the form. Raises Refused; then nothing was opened.
    """
    known = case_type(type_key)
    if known.under:
        new = begin_under(known, _parent_of(known, act, parent))
        return [_perform(new, act, actor, data, idempotency_key, fingerprint, ahead)]
    institution = _institution_of(actor, known, act)
    parts = known.spread(data) if known.spread is not None else [data]
    if len(parts) <= 1:
        new = begin(known, institution)
        return [_perform(new, act, actor, parts[0] if parts else data, idempotency_key, fingerprint, ahead)]
    ahead = ahead or _read(begin(known, institution), act, actor, parts[0])
    with kept_when_undone(), locks.said_busy(), transaction.atomic():
        return _open_all(known, institution, parts, act, actor, idempotency_key, fingerprint, ahead)


def _read(new: CaseDetail, act: str, actor: Actor, data: Mapping[str, Any]) -> ActForm | None:
    """The form of the first of several cases, its costly fields read."""
    row = row_for(type(new), act, new.state)
    if row is None or row.form is None:
        return None
    form = row.form(data, subject=new, actor=actor)
    form.read_ahead()
    return form


def _open_all(
    known: CaseType,
    institution: Any,
    parts: list[Any],
    act: str,
    actor: Actor,
    key: str,
    asked: str,
    ahead: Any,
) -> list[CaseDetail]:
    batch, found = uuid7(), list[CaseDetail]()
    _lock_all(known, institution, parts, act)
    for position, part in enumerate(parts):
        new = begin(known, institution)
        new.case.batch = batch
        if found:
            new.shares_with = found[0]
        values = _without_uploads(new, act, part) if found else part
        if position == 1:
            ahead = _read(new, act, actor, values)  # for all that follow
        found.append(_perform(new, act, actor, values, f"{key}#{position}" if key else "", asked, ahead))
    return found


def _lock_all(known: CaseType, institution: Any, parts: list[Any], act: str) -> None:
    """What any of the new cases asks for, before the first is opened: in the order of all presses."""
    new = begin(known, institution)
    locks.take(lock for part in parts for lock in locks.wanted_by(type(new), act, new, new, part))


def _perform(
    new: CaseDetail,
    act: str,
    actor: Actor,
    data: Mapping[str, Any],
    key: str,
    asked: str,
    ahead: ActForm | None,
) -> CaseDetail:
    done = perform(new, act, actor=actor, data=data, idempotency_key=key, fingerprint=asked, ahead=ahead)
    opened: CaseDetail = done.obj
    return opened


def may_open(actor: Actor, known: CaseType) -> bool:
    """Whether a person has buttons that open cases of this type."""
    return bool(known.create) and not known.under and known.opens(actor) is not None


def _parent_of(known: CaseType, act: str, parent: Case | None) -> Case:
    if act not in known.create:
        raise Refused(E_PERM, f"{known.label} tidak dibuat langsung; ia lahir dari tindakan pada kasus lain.")
    if parent is not None and parent.type in known.under:
        return parent
    labels = " atau ".join(sorted(one.label for one in case_types() if one.key in known.under))
    error = FieldError(E_REF, f"{known.label} dibuat di bawah {labels}.")
    raise Refused(error.code, error.message, errors={"parent": [error]})


def _institution_of(actor: Actor, known: CaseType, act: str) -> Any:
    place = known.opens(actor) if act in known.create else None
    if place is not None:
        return place
    log_access(actor=actor, action=act, outcome=E_PERM, object_type=known.key)
    if not known.create:
        raise Refused(E_PERM, f"{known.label} tidak dibuat langsung; ia lahir dari tindakan pada kasus lain.")
    row = row_for(known.machine.model(known.machine.latest), known.create[0], "")
    raise Refused(
        E_PERM, f"{known.label} hanya dapat dibuat oleh {row.who.unmet if row and row.who else '—'}."
    )


def _without_uploads(new: CaseDetail, act: str, data: Mapping[str, Any]) -> Any:
    """The files were bound to the first case of the press; the others share them."""
    row = row_for(type(new), act, "")
    names = [name.partition(".")[::2] for name, _ in document_fields(row.form if row else None)]
    if isinstance(data, MultiValueDict):
        posted = re.compile(
            "|".join(rf"{outer}-\d+-{inner}" if inner else outer for outer, inner in names) or "$^"
        )
        kept = data.copy()
        for name in [name for name in kept if posted.fullmatch(name)]:
            del kept[name]
        return kept
    plain: dict[str, Any] = dict(data)
    for outer, inner in names:
        if not inner:
            plain.pop(outer, None)
        elif isinstance(plain.get(outer), list):
            plain[outer] = [{k: v for k, v in line.items() if k != inner} for line in plain[outer]]
    return plain
