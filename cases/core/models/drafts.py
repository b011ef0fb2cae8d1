"""Half-filled forms, kept outside the machine: saving one is no act and leaves no trace in the ledger."""

from django.conf import settings
from django.db import models
from uuid_utils.compat import uuid7


class Draft(models.Model):
    """What one user had entered in the form of one act on one object (or of a creation).

    object_id is null for a creation; data: values as entered, by form field name.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    case_type = models.CharField(max_length=40)
    act = models.CharField(max_length=60)
    object_id = models.UUIDField(null=True)
    data = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "case_type", "act", "object_id"], name="draft_one", nulls_distinct=False
            )
        ]
