"""The register of officials (SJ-47 … SJ-51). No machine: an official is entered and shown."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from uuid_utils.compat import uuid7

from cases.core.models import Revision
from cases.organisations.models import Choice, Institution


class Pejabat(models.Model):
    """One period of one person in one post.

    nomenklatur_version: the approved version the post had; seleksi: the selection that led to it, at most one
    official for each (SJ-122); attachments: ids of the scan of the SK.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    nomenklatur = models.ForeignKey("nomenklatur.Nomenklatur", on_delete=models.PROTECT, related_name="+")
    nomenklatur_version = models.ForeignKey(Revision, null=True, on_delete=models.PROTECT, related_name="+")
    nama = models.CharField(max_length=150)
    sk = models.CharField("SK", max_length=100)
    mulai = models.DateField()
    akhir = models.DateField()
    pengangkatan = models.ForeignKey(Choice, on_delete=models.PROTECT, related_name="+")
    rencana_pengisian = models.ForeignKey(Choice, on_delete=models.PROTECT, related_name="+")
    seleksi = models.UUIDField(null=True, unique=True, editable=False)
    attachments: Any = models.JSONField(default=list)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "pejabat"
        verbose_name_plural = "pejabat"
        constraints = [models.CheckConstraint(condition=Q(akhir__gte=F("mulai")), name="pejabat_period")]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="pejabat_all"),
            models.Index(fields=["institution", "-created_at", "-id"], name="pejabat_institution"),
            models.Index(fields=["nomenklatur", "akhir"], name="pejabat_post"),
        ]

    def __str__(self) -> str:
        return self.nama
