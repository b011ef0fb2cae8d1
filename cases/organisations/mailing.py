"""Sending one e-mail; an address that a server refuses for good is sent nothing more."""

from __future__ import annotations

import logging
import smtplib
from typing import Any

from django.core.mail import EmailMessage
from django.db.models.functions import Now

from workflows.access import log_access
from workflows.errors import E_REQ, E_STATE, FieldError, Refused

from .models import DeadAddress

logger = logging.getLogger(__name__)
#: No such mailbox, no such user, not a name that can be: RFC 5321, 4.2.3. A full mailbox (552) may be emptied, and what
#: 554 or 521 refuse is us, not the address.
FOR_GOOD = frozenset({550, 551, 553, 556})


def send(to: str, subject: str, body: str, *, identity: str) -> bool:
    """Send it; False where the address is dead, or turned out to be. identity: of the Message-ID, the same when it is
    sent again. Raises what the mail server's failure raises: the caller is a job and tries again."""
    if is_dead(to):
        return False
    subject = " ".join(subject.split())  # a header is one line
    headers = {"Message-ID": f"<{identity}@alur>"}
    try:
        EmailMessage(subject=subject, body=body, to=[to], headers=headers).send()
    except smtplib.SMTPRecipientsRefused as refused:
        code, said = next(iter(refused.recipients.values()))
        if code not in FOR_GOOD:
            raise
        died(to, f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}")
        return False
    return True


def is_dead(address: str) -> bool:
    return DeadAddress.objects.filter(address=address.lower(), cleared_at=None).exists()


def died(address: str, said: str) -> None:
    """Nothing more goes there. Also for a bounce that came later (`manage.py mail_bounced`)."""
    row = DeadAddress(address=address.lower(), said=" ".join(said.split())[:200])
    DeadAddress.objects.bulk_create([row], ignore_conflicts=True)
    logger.warning("an e-mail address is dead: %s", row.said)


def dead_addresses() -> Any:
    return DeadAddress.objects.filter(cleared_at=None).order_by("-since", "-id")


def revive(actor: Any, pk: Any, reason: str) -> DeadAddress:
    """Let e-mail go there again. Raises Refused: E-REQ without a reason, E-STATE where it is not dead any more."""
    reason = reason.strip()
    if not reason:
        error = FieldError(E_REQ, "Alasan wajib diisi.")
        raise Refused(E_REQ, error.message, errors={"alasan": [error]})
    changed = DeadAddress.objects.filter(pk=pk, cleared_at=None).update(
        cleared_at=Now(), cleared_by=actor, reason=reason[:500]
    )
    if not changed:
        raise Refused(E_STATE, "Alamat ini sudah dipakai lagi.")
    found = DeadAddress.objects.get(pk=pk)
    log_access(
        actor=actor,
        action="pakai_lagi_alamat",
        outcome="ok",
        object_type="pekerjaan",
        detail={"nama": found.address, "alasan": found.reason},
    )
    return found
