"""A forgotten password: asked for by anybody, answered by an e-mail to the address of the account (SJ-15).

What is answered, and how long it takes, is the same whether there is such an account: the page defers one job in
any case, and the worker sends what there is to send. The link proves the mailbox, once, within an hour
(`PASSWORD_RESET_TIMEOUT`): any change of the password, of the address and any login ends it. It replaces neither the
second factor nor an account that was shut.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from uuid_utils.compat import uuid7

from cases.organisations.accounts import PasswordChanged, lock_account, set_password
from cases.organisations.models import PasswordAsked, User
from cases.organisations.models.users import canonical
from workflows.access import log_access
from workflows.errors import E_PERM, E_RNG
from workflows.jobs import Order, Queue, defer, job

from .lock import subscriber, unlock
from .telling import mail, tell

#: Within `WINDOW`: askings from one address of the network, of what was typed, and e-mails to one account.
WINDOW = dt.timedelta(hours=1)
OF_ADDRESS, OF_TYPED, OF_ACCOUNT = 20, 5, 3
#: So many accounts of one e-mail address are told at once.
ACCOUNTS = 5
TOPIC = "lupa_password"
TOO_MANY = "Terlalu banyak permintaan dari alamat ini. Coba lagi dalam satu jam."


class Token(PasswordResetTokenGenerator):
    """Django's: over the password, the last login, the address and the time; nothing of it is kept."""

    key_salt = "cases.organisations.auth.forgotten"

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.login_generation}"


token = Token()


def ask(typed: str, ip: str) -> bool:
    """Write down that somebody who typed this name or address wants an e-mail. False: too many from here."""
    if not _counted("alamat", str(subscriber(ip) or ip), OF_ADDRESS):
        log_access(actor=None, action=TOPIC, outcome=E_PERM, detail={"alasan": "terlalu_banyak"})
        return False
    allowed = _counted("diketik", canonical(typed).casefold(), OF_TYPED)
    # both are looked for in any case, so that what was typed does not show in the time it takes
    found = [user.pk for rows in (_named(typed), _addressed(typed)) for user in rows]
    with transaction.atomic():
        defer(TOPIC, uuid7(), users=[str(pk) for pk in found] if allowed else [], ip=ip)
    return True


@job(TOPIC, Queue.MAIL, label="E-mail atur ulang password", waits=(5, 30, 120, 600, 1800))
def send(order: Order) -> None:
    for user in User.objects.filter(pk__in=order.data["users"]).select_related("institution"):
        detail = {"username": user.username}
        if not user.may_log_in:
            log_access(actor=None, action=TOPIC, outcome=E_PERM, detail={**detail, "alasan": "nonaktif"})
        elif not _counted("akun", str(user.pk), OF_ACCOUNT):
            log_access(
                actor=None, action=TOPIC, outcome=E_PERM, detail={**detail, "alasan": "terlalu_banyak"}
            )
        else:
            log_access(actor=None, action=TOPIC, outcome="ok", detail=detail)
            mail(
                user,
                "Atur ulang password",
                "Seseorang, mungkin Anda, meminta password baru untuk akun ini. Buka alamat berikut dalam satu jam "
                f"untuk membuatnya:\n\n{address_of(user)}\n\nBukan Anda? Abaikan email ini; password tidak berubah.",
                identity=f"{order.key}.{user.pk}".replace(":", "."),
            )


def address_of(user: User) -> str:
    """The link: good once, for an hour."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    path = reverse("akun:atur-ulang", kwargs={"uidb64": uid, "token": token.make_token(user)})
    return f"{settings.ALUR_BASE_URL}{path}"


def replace_forgotten(user: User, given: str, new: str) -> bool:
    """Set the password that the holder of the link chose; False when the link is no longer good.

    Log-ins and API tokens of the old one end, a lock after failures too; the owner is told by e-mail.
    """
    with transaction.atomic():
        try:
            locked = lock_account(user)
            if not (locked.may_log_in and token.check_token(locked, given)):
                raise PasswordChanged
        except (PasswordChanged, User.DoesNotExist):
            log_access(actor=user, action="atur_ulang_password", outcome=E_RNG)
            return False
        set_password(locked, new, must_change=False)
        unlock(locked.username)
        tell(locked, "Password diganti", "Password akun ini baru saja diganti melalui email.")
    log_access(actor=user, action="atur_ulang_password", outcome="ok")
    return True


def _named(typed: str) -> list[User]:
    return list(User.objects.named(typed))


def _addressed(typed: str) -> list[User]:
    """Accounts of an e-mail address; longest unused last, as somebody with many wants the one in use."""
    rows = User.objects.alias(address=Lower("email")).filter(address=typed.lower(), is_active=True)
    return list(rows.order_by("-last_login", "pk")[:ACCOUNTS])


def _counted(kind: str, what: str, most: int) -> bool:
    """Count one more; False when there are too many of it.

    Written before it is counted again: of two at once, neither is overlooked. What is too many leaves no row: nobody
    fills the table.
    """
    about = salted_hmac(f"{__name__}.{kind}", what, algorithm="sha256").digest()
    lately = PasswordAsked.objects.filter(about=about, at__gt=timezone.now() - WINDOW)
    if lately.count() >= most:
        return False
    PasswordAsked.objects.create(about=about)
    return lately.count() <= most
