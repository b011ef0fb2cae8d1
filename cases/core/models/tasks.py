"""viewflow's process and task with our keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import DateTimeField, F, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from cases.organisations.held import Where
from cases.organisations.models import Institution, Unit, Wilayah
from cases.organisations.pools import POOL_PENYELIA
from workflows.flow import Turn
from workflows.models import BaseProcess, BaseTask

from .case import Case

#: Behind every due date, and a day that a cursor can name: what has no due date stands last.
NEVER = dt.datetime(2100, 12, 31, tzinfo=dt.UTC)
HELD = Q(status="ASSIGNED", flow_task_type="HUMAN")
FREE = Q(status="NEW", flow_task_type="HUMAN")
#: Open and not in the hands of the petugas of the case.
ELSEWHERE = Q(status__in=["NEW", "ASSIGNED"], flow_task_type="HUMAN") & (
    Q(owner=None) | ~Q(owner=F("assignee"))
)
FINISHED = Q(status="DONE", flow_task_type="HUMAN", finished__isnull=False)
#: What a count of a box asks besides, so that it is read from the index alone.
_SEEN = ("private", "internal", "case_type", "lane")


def due() -> Coalesce:
    """What boxes are sorted by: the same expression in index and query."""
    return Coalesce("due_at", Value(NEVER), output_field=DateTimeField())


class CaseProcess(BaseProcess):
    objects: ClassVar[models.Manager[CaseProcess]] = models.Manager()

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="process")

    class Meta:
        verbose_name = "proses"


class CaseTask(BaseTask):
    """A turn (or a node of the routing) of a case. Inbox rows are those of type HUMAN.

    case_type, private, internal, area, unit, assignee: as the case has them, so that a box is read and counted from
    one table. The database keeps them (triggers of core's migrations); what is written here is put right by it.
    """

    # Django's own: viewflow's adds reading of several task classes at once, of which there is one, and has no types
    objects: ClassVar[models.Manager[CaseTask]] = models.Manager()
    _default_manager: ClassVar[models.Manager[CaseTask]]
    assigned: dt.datetime | None
    owner_id: Any
    opened: bool  # by the reader, of rows of a box
    _held_by: Any = None  # as it was read, or saved last
    _born = False  # in this press: nobody can have seen it yet

    process = models.ForeignKey(CaseProcess, on_delete=models.PROTECT, related_name="task_set")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+", db_index=False)
    label = models.CharField("tugas", max_length=120, blank=True)
    seen_at = models.DateTimeField(null=True)  # one mark for all, now `TaskSeen`: goes with the next release

    case_type = models.CharField(max_length=40, default="", db_default="", editable=False)
    private = models.BooleanField(default=False, db_default=False, editable=False)
    internal = models.BooleanField(default=False, db_default=False, editable=False)
    area = models.ForeignKey(
        Wilayah,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        db_index=False,
        db_constraint=False,
    )
    unit = models.ForeignKey(
        Unit,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        db_index=False,
        db_constraint=False,
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        db_index=False,
        db_constraint=False,
    )

    class Meta:
        verbose_name = "tugas"
        indexes = [
            # one for each branch of a box (`cases.core.reading.inbox`), in the order of its pages
            models.Index(
                *("owner", due(), "created", "id"),
                name="box_mine",
                condition=HELD,
                include=[
                    "institution",
                    "due_at",
                    *_SEEN,
                ],  # due_at: an expression alone cannot be read from an index
            ),
            models.Index(
                *("owner", "created", "id"),
                name="box_mine_since",
                condition=HELD,
                include=["institution", *_SEEN],
            ),
            models.Index(
                *("pool", due(), "created", "id"), name="box_free", condition=FREE, include=["private"]
            ),
            models.Index(
                *("institution", "pool", due(), "created", "id"),
                name="box_free_there",
                condition=FREE,
                include=_SEEN,
            ),
            models.Index(
                *("area", "pool", due(), "created", "id"),
                name="box_free_area",
                condition=FREE & Q(area__isnull=False),
                include=_SEEN,
            ),
            models.Index(
                *("unit", "pool", due(), "created", "id"),
                name="box_free_unit",
                condition=FREE & Q(unit__isnull=False),
                include=_SEEN,
            ),
            models.Index(
                *(due(), "created", "id"), name="box_held", condition=HELD, include=["private", "owner"]
            ),
            models.Index(
                *("area", due(), "created", "id"),
                name="box_held_area",
                condition=HELD & Q(area__isnull=False),
                include=["owner", *_SEEN],
            ),
            models.Index(
                *("unit", due(), "created", "id"),
                name="box_held_unit",
                condition=HELD & Q(unit__isnull=False),
                include=["owner", *_SEEN],
            ),
            models.Index(
                *("institution", due(), "created", "id"),
                name="box_held_there",
                condition=HELD,
                include=["owner", *_SEEN],
            ),
            models.Index(
                *("assignee", due(), "created", "id"),
                name="box_elsewhere",
                condition=ELSEWHERE,
                include=["private", "owner", "status", "pool"],
            ),
            models.Index(
                *("owner", F("finished").desc(), F("id").desc()), name="box_archive", condition=FINISHED
            ),
            models.Index(
                *("done_by", F("finished").desc(), F("id").desc()),
                name="box_done_for",
                condition=FINISHED & Q(done_by__isnull=False),
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

    @property
    def where(self) -> Where:
        """Where its case stands, for roles."""
        return Where(self.institution_id, self.area_id, self.unit_id, self.case_id)

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any]) -> CaseTask:
        task: CaseTask = super().from_db(db, field_names, values)
        task._held_by = task.__dict__.get("owner_id")
        return task

    def save(self, *args: Any, **kwargs: Any) -> None:
        came = self.owner_id is not None and self.owner_id != self._held_by
        if self._state.adding:
            self._born = True
            self._take_from_subject()
        if self.status == "ASSIGNED" and (came or self.assigned is None):
            self.assigned = timezone.now()
        if self.status == "NEW":
            self.assigned = None
        super().save(*args, **kwargs)
        if not self._born and (came or (self.done_by_id is not None and self.status == "DONE")):
            self._unread()
        self._held_by = self.owner_id

    def _unread(self) -> None:
        """It came into other hands, or was finished in somebody's name: new to all but whoever pressed."""
        by = self.process.by.pk if self.process.by is not None else None
        if self._held_by is None and self.owner_id == by:
            return  # taken out of the queue: nobody needs to look again
        self.seen_by.exclude(person=by).delete()

    def _take_from_subject(self) -> None:
        """What lists need, from the case this task belongs to."""
        process, node = self.process, self.flow_task
        self.case_id = process.case_id
        self.institution_id = process.subject.case.institution_id
        host = getattr(node, "_attached_to", node)  # a timer stands in the lane of its turn
        if isinstance(host, Turn):
            self.lane = host.lane.name
        if isinstance(node, Turn):
            self.label = node.label
            self.pool = node.pool_of(process.subject) or self._queue_of_nobody(node)
            self.due_at = node.due_at(process.subject, process.at)

    def _queue_of_nobody(self, node: Turn) -> str:
        """A turn of one person whose account is shut waits with the supervisors, who choose another."""
        owned = node.owner_of(self.process.subject) is not None
        return POOL_PENYELIA if owned and node.holder_of(self.process.subject) is None else ""
