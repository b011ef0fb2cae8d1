"""Who stands in for whom, and when people are away."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from uuid_utils.compat import uuid7

from cases.organisations.zones import day_at


class Absence(models.Model):
    """A person is away from `since` until before `until`; `substitute`, where one is named, acts for them meanwhile.

    letter: number of the letter that says so; ended_at: called off or over before its time. Written by the acts of the
    register of absences alone (docs/spec/machines/ketidakhadiran.csv), never deleted.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="absences", verbose_name="orang"
    )
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="substitutions",
        verbose_name="pengganti",
    )
    since = models.DateTimeField("mulai")
    until = models.DateTimeField("sampai")
    reason = models.CharField("alasan", max_length=500)
    letter = models.CharField("nomor surat", max_length=100, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = "ketidakhadiran"
        constraints = [
            models.CheckConstraint(name="absence_period", condition=Q(until__gt=F("since"))),
            models.CheckConstraint(name="absence_by_another", condition=~Q(substitute=F("person"))),
        ]
        indexes = [
            # what is asked at every act that somebody's own right does not carry
            models.Index(
                fields=["substitute", "until"], name="absence_substitute", condition=Q(ended_at=None)
            ),
            models.Index(fields=["person", "until"], name="absence_person", condition=Q(ended_at=None)),
            models.Index(fields=["-since", "-id"], name="absence_list"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {day_at(self.since, None):%d/%m/%Y} sampai {self.last_day:%d/%m/%Y}"

    @property
    def last_day(self) -> dt.date:
        """The last whole day, as people say it."""
        return day_at(self.until, None) - dt.timedelta(days=1)
