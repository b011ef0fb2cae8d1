"""What the data of a case were in each version, and what was asked to be corrected."""

from django.conf import settings
from django.db import models
from uuid_utils.compat import uuid7

from cases.organisations.models import Institution

from .case import Case


class Revision(models.Model):
    """One version of what was submitted: the whole data and the difference to the version before.

    part: what it is a version of ("nomenklatur", "rencana", "pelaporan"); diff: [{field, label, before, after}];
    dropped_at: given up before it was approved (NM-10), kept all the same.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="revisions")
    part = models.CharField(max_length=30)
    number = models.PositiveSmallIntegerField()
    data = models.JSONField()
    diff = models.JSONField(default=list)
    note = models.TextField(blank=True)
    entry = models.UUIDField(help_text="Ledger entry of the act that submitted it.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "part", "number"], name="revision_number")]


class Correction(models.Model):
    """One request to correct and its answer: History Perbaikan (SJ-41, SJ-42, SJ-76, SJ-115).

    parts: what is to be corrected, where it was ticked; points: what is to be corrected, one by one, with the answers
    (`cases.core.doing.corrections`): [{id, bagian, label, isi, tanggapan}]; revision: the version that answered it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="corrections")
    part = models.CharField(max_length=30)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    reason = models.TextField()
    parts = models.JSONField(default=list)
    points = models.JSONField(default=list)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    reply = models.TextField(blank=True)
    revision = models.ForeignKey(Revision, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["case", "part", "requested_at"], name="correction_case")]


class FormerInstitution(models.Model):
    """Whose a case was until its institution became part of another one; what is told of then names it."""

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="former_institutions", db_index=False
    )
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    hingga = models.DateTimeField()
    entry = models.UUIDField(help_text="Ledger entry of the case that says so.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "hingga"], name="former_institution_once")]
