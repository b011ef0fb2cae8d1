"""E-mails about an account to its owner: what a stranger did with it is noticed."""

from __future__ import annotations

from django.conf import settings
from uuid_utils.compat import uuid7

from cases.organisations.mailing import send
from cases.organisations.models import User
from workflows.jobs import LONG, Order, Queue, defer, job


def tell(user: User, subject: str, text: str, *, to: str = "") -> None:
    """Written in the transaction of what it tells, sent by the worker; no e-mail holds a password or a code.

    to: another address than the account has when it is sent.
    """
    if user.email:
        defer("email_akun", uuid7(), user=user.pk, subject=subject, text=text, to=to)


@job("email_akun", Queue.MAIL, label="E-mail tentang akun", waits=LONG, outside=True)
def send_told(order: Order) -> None:
    body = order.data
    user = User.objects.filter(pk=body["user"]).first()
    if user is not None and user.email:
        told = f"{body['text']} Bukan Anda? Segera hubungi Admin."
        mail(user, body["subject"], told, identity=order.key.replace(":", "."), to=body.get("to", ""))


def mail(user: User, subject: str, text: str, *, identity: str, to: str = "") -> None:
    """identity: of the Message-ID, the same when it is sent again."""
    body = f"Akun {user.username}\n\n{text}\n\n{settings.ALUR_BASE_URL}/\n"
    send(to or user.email, f"[Alur] {subject}", body, identity=identity)
