"""viewflow's process and task with our keys."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.organisations.models import Institution
from cases.organisations.pools import POOL_PENYELIA
from workflows.flow import Turn
from workflows.models import BaseProcess, BaseTask

from .case import Case


class CaseProcess(BaseProcess):
    objects: ClassVar[models.Manager[CaseProcess]] = models.Manager()

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="process")

    class Meta:
        verbose_name = "proses"


class CaseTask(BaseTask):
    """A turn (or a node of the routing) of a case. Inbox rows are those of type HUMAN."""

    # Django's own: viewflow's adds reading of several task classes at once, of which there is one, and has no types
    objects: ClassVar[models.Manager[CaseTask]] = models.Manager()
    _default_manager: ClassVar[models.Manager[CaseTask]]
    assigned: dt.datetime | None

    process = models.ForeignKey(CaseProcess, on_delete=models.PROTECT, related_name="task_set")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    label = models.CharField("tugas", max_length=120, blank=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "tugas"
        indexes = [
            models.Index(fields=["owner", "id"], name="task_mine", condition=Q(status="ASSIGNED")),
            models.Index(fields=["pool", "institution", "id"], name="task_queue", condition=Q(status="NEW")),
            models.Index(
                fields=["owner", "-finished"], name="task_archive", condition=Q(finished__isnull=False)
            ),
            models.Index(
                fields=["scheduled"],
                name="task_timers",
                condition=Q(status="SCHEDULED", flow_task_type="TIMER"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["process", "lane"],
                name="task_one_per_lane",
                condition=Q(status__in=["NEW", "ASSIGNED"], flow_task_type="HUMAN"),
            )
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self._take_from_subject()
        if self.status == "ASSIGNED" and self.assigned is None:
            self.assigned = timezone.now()
        if self.status == "NEW":
            self.assigned = None
        super().save(*args, **kwargs)

    def _take_from_subject(self) -> None:
        """What lists need, from the case this task belongs to."""
        process, node = self.process, self.flow_task
        self.case_id = process.case_id
        self.institution_id = process.subject.case.institution_id
        host = getattr(node, "_attached_to", node)  # a timer stands in the lane of its turn
        if isinstance(host, Turn):
            self.lane = host.lane.name
        if isinstance(node, Turn):
            self.label, self.pool = node.label, node.pool or self._queue_of_nobody(node)
            self.due_at = node.due_at(process.subject, process.at)

    def _queue_of_nobody(self, node: Turn) -> str:
        """A turn of one person whose account is shut waits with the supervisors, who choose another."""
        owned = node.owner_of(self.process.subject) is not None
        return POOL_PENYELIA if owned and node.holder_of(self.process.subject) is None else ""
