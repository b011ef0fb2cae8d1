from __future__ import annotations

from typing import Any
from uuid import UUID

from ninja import Router

from cases.core.doing.joint import TRIED, object_of, take_back
from cases.core.reading.joint import get_consent_for, open_held
from cases.core.reading.selectors import get_subject_for
from cases.organisations.requests import AccountRequest

router = Router(tags=["consents"])


@router.delete("/cases/{uuid:case_id}/consents/{uuid:consent_id}")
def withdraw(request: AccountRequest, case_id: UUID, consent_id: UUID) -> dict[str, Any]:
    """Take back one's own yes to an act of two people. E-STATE once it was used, taken back, or its time is over."""
    subject = get_subject_for(request.user, case_id, TRIED)
    consent, entry = take_back(request.user, subject, consent_id)
    return {"id": str(consent.pk), "act": consent.act, "withdrawn": True, "seq": entry.seq}


@router.get("/cases/{uuid:case_id}/consents/{uuid:consent_id}/files/{uuid:file_id}")
def file(request: AccountRequest, case_id: UUID, consent_id: UUID, file_id: UUID) -> dict[str, Any]:
    """A short-lived address of a file that waits for the second yes, for whoever gave the first or may give the second;
    the read is logged."""
    subject = get_subject_for(request.user, case_id, "unduh")
    consent = get_consent_for(request.user, subject.case, consent_id, "unduh")
    url = open_held(request.user, object_of(subject, consent), consent, file_id)
    return {"url": url, "seconds": 60}
