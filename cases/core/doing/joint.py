"""Taking back one's yes to an act of two people, and what is left of yes that nobody has joined in time."""

from __future__ import annotations

from typing import Any

from cases.core.declared.registry import case_type
from cases.core.models import Case
from cases.core.reading.joint import get_consent_for
from documents.holding import let_go_except
from workflows import consents
from workflows.access import log_access
from workflows.actors import Actor
from workflows.errors import LOGGED_CODES, Refused, hidden
from workflows.models import Consent, LedgerEntry

#: What is tried, in the access log.
TRIED = "tarik_setuju"


def object_of(subject: Any, consent: Consent) -> Any:
    """What was said yes to: the case, or one of its children. Raises Refused(E-HIDE) where it is gone."""
    if consent.object_id == subject.pk:
        return subject
    machine = case_type(subject.case.type).child_of(consent.object_type).machine
    found = machine.model(machine.latest).fetch(consent.object_id)
    if found is None:
        raise hidden()
    return found


def take_back(actor: Actor, subject: Any, key: Any) -> tuple[Consent, LedgerEntry]:
    """The consent and the entry of its withdrawal. Raises Refused: E-HIDE for what is no consent of this case, E-PERM
    for that of somebody else, E-STATE where it was used or has ended; refusals of rights are logged as by the gate."""
    case: Case = subject.case
    consent = get_consent_for(actor, case, key, TRIED)
    try:
        return consent, consents.withdraw(object_of(subject, consent), consent.pk, actor)
    except Refused as refused:
        if refused.code in LOGGED_CODES:
            log_access(
                actor=actor,
                action=TRIED,
                outcome=refused.code,
                object_type=consent.object_type,
                object_id=case.pk,
                detail={"object": str(consent.object_id), "tindakan": consent.act},
            )
        raise


def end_expired_consents() -> int:
    """What nobody has joined in time is over; returns how many. Files that waited with it are their sender's again,
    until they are swept."""
    ended = consents.end_expired()
    let_go_except(Consent.objects.filter(ended_at=None).values("pk"))
    return ended
