"""E-mails about an account to its owner: what a stranger did with it is noticed."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage

from cases.organisations.models import User
from workflows.models import OutboxMessage
from workflows.outbox import enqueue, handles


def tell(user: User, subject: str, text: str) -> None:
    """Written in the transaction of what it tells, sent by the worker; no e-mail holds a password or a code."""
    if user.email:
        enqueue("email_akun", user=user.pk, subject=subject, text=text)


@handles("email_akun")
def send_told(message: OutboxMessage) -> None:
    body = message.body
    user = User.objects.filter(pk=body["user"]).first()
    if user is not None and user.email:
        told = f"{body['text']} Bukan Anda? Segera hubungi Admin."
        mail(user, body["subject"], told, identity=str(message.pk))


def mail(user: User, subject: str, text: str, *, identity: str) -> None:
    """identity: of the Message-ID, the same when it is sent again."""
    EmailMessage(
        subject=f"[Alur] {subject}",
        body=f"Akun {user.username}\n\n{text}\n\n{settings.ALUR_BASE_URL}/\n",
        to=[user.email],
        headers={"Message-ID": f"<{identity}@alur>"},
    ).send()
