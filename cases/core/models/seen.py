"""Which tasks a person has looked at."""

from django.conf import settings
from django.db import models

from .tasks import CaseTask


class TaskSeen(models.Model):
    """A person has opened the case of a task while the task lay where it lies now.

    Marks go when the task changes hands (`CaseTask.save`): it is unread again for everybody but whoever pressed.
    """

    pk = models.CompositePrimaryKey("task", "person")
    task = models.ForeignKey(CaseTask, on_delete=models.CASCADE, related_name="seen_by", db_index=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name = "tugas yang sudah dibuka"
