"""Half-filled forms, kept outside the machine: saving one is no act and leaves no trace in the ledger."""

from django.conf import settings
from django.db import models
from uuid_utils.compat import uuid7


class Draft(models.Model):
    """What one person has entered in a form and not sent yet; nobody else ever sees it.

    id: also the key under which the form is sent, so that what was sent is no draft any more; object_id: null for a
    creation, which may have several side by side, each for its `thing`; under: key of the case that one is opened
    below, null for a root; copy: kept beside the draft of the same form, because both were changed at the same time;
    title, about, url: what it is, of which object, and where it goes on; data: {field: {posted name: [values]}}, as
    entered; revision: counts saves; changed: {field: revision that changed it last}; version: of the object when it was
    begun.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    case_type = models.CharField(max_length=40)
    act = models.CharField(max_length=60)
    object_id = models.UUIDField(null=True)
    under = models.UUIDField(null=True)
    thing = models.CharField(max_length=200, blank=True)
    copy = models.BooleanField(default=False)
    title = models.CharField(max_length=200, blank=True)
    about = models.CharField(max_length=400, blank=True)
    url = models.CharField(max_length=400, blank=True)
    data = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    changed = models.JSONField(default=dict)
    version = models.PositiveIntegerField(null=True)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "case_type", "act", "object_id"],
                name="draft_one",
                condition=models.Q(copy=False, object_id__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["user", "-saved_at", "-id"], name="draft_list")]
