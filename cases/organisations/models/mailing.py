"""E-mail to people: how each wants it, and addresses that are dead."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class MailChoice(models.Model):
    """How a person wants the e-mail of one kind of notice; without a row as `notice_mail.DEFAULTS` has it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=20)
    way = models.CharField(max_length=10)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="mail_choice_once")]


class DeadAddress(models.Model):
    """An address (lower case) that a mail server refused for good: no more e-mail goes there.

    said: what the server said; cleared_*: by whom it was given another try, when, and why.
    """

    address = models.CharField(max_length=254)
    since = models.DateTimeField(db_default=Now())
    said = models.CharField(max_length=200)
    cleared_at = models.DateTimeField(null=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["address"], condition=models.Q(cleared_at=None), name="dead_address_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["-since", "-id"], name="dead_address_list", condition=models.Q(cleared_at=None)
            )
        ]
