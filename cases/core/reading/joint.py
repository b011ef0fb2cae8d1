"""Who has said yes to an act of two people, as the page of a case and the API tell it (decision 023)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from cases.core.declared.registry import case_type
from cases.core.models import Case
from documents.downloads import download_url
from documents.errors import NotReadable
from documents.holding import held
from documents.models import Upload
from workflows.access import log_access
from workflows.actors import Actor
from workflows.consents import given_in, side_said, takes_two, to_join
from workflows.errors import Reason, Refused, hidden
from workflows.machine import row_for
from workflows.models import Consent

from .saying import act_label, called_in, row_of
from .selectors import unseen
from .sight import acts_not_told


@dataclass(frozen=True)
class Given:
    """A first yes that holds: to which act (label), of which object (about, "" for the case), in which side (words);
    mine: whether the reader gave it."""

    consent: Consent
    label: str
    about: str
    side: str
    mine: bool


def consents_kept(case: Case) -> QuerySet[Consent] | None:
    """What `consents_of` reads, for whoever reads it with other rows; None for a type whose acts take one person
    each."""
    kind = case_type(case.type)
    machines = (kind.machine, *(child.machine for child in kind.children.values()))
    if not any(takes_two(model) for machine in machines for model in machine.versions.values()):
        return None
    return given_in(case.pk)


def consents_of(case: Case, actor: Actor) -> list[Given]:
    """What somebody has said yes to in a case and what waits for the second, as far as this person may know of the
    acts. The caller got the case through a selector."""
    rows = consents_kept(case)
    untold = acts_not_told(actor) if rows is not None else ()
    return [_given(one, case, actor) for one in (rows if rows is not None else ()) if one.act not in untold]


def _given(consent: Consent, case: Case, actor: Actor) -> Given:
    row = row_of(consent.object_type, consent.act, consent.entry.source, case.machine_version)
    return Given(
        consent,
        act_label(consent.object_type, consent.act, consent.entry.source, case.machine_version),
        "" if consent.object_id == case.pk else called_in(consent.entry),
        side_said(row, consent.side) if row is not None else consent.side,
        consent.person_id == actor.pk,
    )


def get_consent_for(actor: Actor, case: Case, key: Any, action: str) -> Consent:
    """A consent of this case, open or over. Raises Refused(E-HIDE), logged as `action`, for one of another case, of an
    act that the person must not know, or that never was."""
    found = Consent.objects.filter(boundary=case.pk, pk=key).select_related("person", "entry").first()
    if found is None or found.act in acts_not_told(actor):
        raise unseen(actor, action, "persetujuan", case.pk, persetujuan=str(key))
    return found


def may_read(actor: Actor, subject: Any, consent: Consent) -> bool:
    """What was entered is read by whoever entered it, and by whoever may say yes to it. subject: the object."""
    if consent.person_id == actor.pk:
        return True
    row = row_for(type(subject), consent.act, subject.state)
    joined = to_join(row, consent.act, subject, actor) if row is not None else None
    return joined is not None and joined.pk == consent.pk


def files_of_consent(consent: Consent) -> list[Upload]:
    """The files that wait with it."""
    return list(held(consent.pk))


def open_held(actor: Actor, subject: Any, consent: Consent, key: Any) -> str:
    """A short-lived address of a file that waits for the second yes; the reading is in the access log.

    Raises Refused: E-HIDE for whoever may not read what was entered, and for a file that does not wait (any more);
    E-GUARD while it waits for the virus scanner and from quarantine.
    """
    found = held(consent.pk).filter(pk=key).first() if may_read(actor, subject, consent) else None
    about: dict[str, Any] = {"dokumen": str(key), "tindakan": consent.act}
    if found is None:
        _log(actor, consent, "E-HIDE", about)
        raise hidden()
    about["nama"] = found.original_name
    try:
        address = download_url(found)
    except NotReadable as error:
        _log(actor, consent, error.code, about)
        reason = Reason("terpindai", error.message, "SJ-140", error.code)
        raise Refused(error.code, "Berkas tidak dapat diunduh.", [reason]) from error
    _log(actor, consent, "ok", about)
    return address


def _log(actor: Actor, consent: Consent, outcome: str, detail: dict[str, Any]) -> None:
    log_access(
        actor=actor,
        action="unduh",
        outcome=outcome,
        object_type="dokumen",
        object_id=consent.boundary,
        detail=detail,
    )


def told_of(rows: Iterable[Given], object_id: Any, act: str) -> list[Given]:
    """Those to one act of one object."""
    return [one for one in rows if (one.consent.object_id, one.consent.act) == (object_id, act)]
