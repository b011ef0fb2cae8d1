"""What people say to each other about a case, and what the system tells them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from .case import Case


class Message(models.Model):
    """One message of the thread between petugas KASN and institution (SJ-76, SJ-77). Append-only.

    attachments: ids of documents of kind `lampiran_dialog`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=10)
    text = models.TextField()
    attachments = models.JSONField(default=list)
    sent_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case", "sent_at"], name="message_thread")]


class Notification(models.Model):
    """What one user was told (SJ-129), as a rule about one case; `dedupe` keeps a repeated delivery from telling twice.

    url: where it leads when it is about no case (an export that is ready), a path of this site; digest: it waits for
    the person's daily e-mail.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notifications")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="notifications")
    url = models.CharField(max_length=200, blank=True)
    text = models.CharField(max_length=300)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    dedupe = models.CharField(max_length=80)
    digest = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "dedupe"], name="notification_once")]
        indexes = [
            models.Index(fields=["user"], name="notification_digest", condition=Q(digest=True)),
            models.Index(fields=["user", "-created_at", "-id"], name="notification_list"),
            models.Index(
                fields=["user", "case"], name="notification_unread", condition=Q(read_at__isnull=True)
            ),
        ]
