"""A case: boundary, head of its ledger, and what lists show. What it is about lives in its detail model."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from guardian.models import UserObjectPermissionBase

from cases.organisations.held import Where
from cases.organisations.models import Institution, Unit, Wilayah
from workflows.models import Boundary


class Case(Boundary):
    """One case of any type.

    parent: the case it stands under (`CaseType.under`), for ever; all above it stand in `CaseAncestor`.
    area, unit: its own place, for the roles held on areas and units (`CaseDetail.place`); most have none and stand
    where their institution does.
    state, version and title mirror the detail for lists and are written by the gate; `private` hides a draft
    from everybody but its institution, `internal` a paper of KASN from its institution; machine_version and
    the process's flow class pin what it runs on. read_at: the database's clock when a selector gave it (not stored).
    """

    read_at: dt.datetime

    type = models.CharField(max_length=40)
    number = models.CharField("nomor", max_length=40, unique=True, editable=False)
    title = models.CharField("judul", max_length=420)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="cases", verbose_name="institusi"
    )
    machine_version = models.PositiveSmallIntegerField()
    state = models.CharField("status", max_length=40)
    version = models.PositiveIntegerField(default=0)
    private = models.BooleanField(default=False)
    internal = models.BooleanField(default=False)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="assigned_cases",
        verbose_name="petugas",
    )
    parent = models.ForeignKey(
        "self", null=True, db_index=False, on_delete=models.PROTECT, related_name="parts", editable=False
    )
    area = models.ForeignKey(
        Wilayah, null=True, db_index=False, on_delete=models.PROTECT, related_name="+", editable=False
    )
    unit = models.ForeignKey(
        Unit, null=True, db_index=False, on_delete=models.PROTECT, related_name="+", editable=False
    )
    batch = models.UUIDField(null=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField("dibuat")
    updated_at = models.DateTimeField("diubah")
    closed_at = models.DateTimeField("ditutup", null=True)

    class Meta:
        verbose_name = "kasus"
        verbose_name_plural = "kasus"
        permissions = [("telaah_kasus", "Menelaah kasus sebagai petugas yang ditunjuk")]
        indexes = [
            # one keyset branch per scope: all, per institution, per petugas; newest first
            models.Index(fields=["type", "-opened_at", "-id"], name="case_all", condition=Q(private=False)),
            models.Index(fields=["institution", "type", "-opened_at", "-id"], name="case_institution"),
            models.Index(fields=["assignee", "type", "-opened_at", "-id"], name="case_assignee"),
            models.Index(fields=["type", "state", "-opened_at", "-id"], name="case_state"),
            models.Index(
                fields=["parent", "type", "-opened_at", "-id"],
                name="case_parts",
                condition=Q(parent__isnull=False),
            ),
            # of a region, beside the institutions within
            models.Index(
                fields=["area", "type", "-opened_at", "-id"],
                name="case_area",
                condition=Q(area__isnull=False),
            ),
            models.Index(
                fields=["unit", "type", "-opened_at", "-id"],
                name="case_unit",
                condition=Q(unit__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def where(self) -> Where:
        """Where it stands, for roles."""
        return Where(self.institution_id, self.area_id, self.unit_id, self.pk)

    def above_it(self) -> Q:
        """Condition on rows with the key of a case at `case`: the cases above this one, also before it is saved."""
        rows = CaseAncestor.objects
        if not self._state.adding:
            return Q(case__in=rows.filter(case=self.pk).values("ancestor"))
        if self.parent_id is None:
            return Q(pk__in=[])
        return Q(case=self.parent_id) | Q(case__in=rows.filter(case=self.parent_id).values("ancestor"))


class CaseUserPermission(UserObjectPermissionBase):
    """guardian's direct grants on a case: the appointed petugas holds `telaah_kasus`."""

    content_object = models.ForeignKey(Case, on_delete=models.CASCADE)


class CaseAncestor(models.Model):
    """Each case above a case, its parent at depth 1: written when the case comes into being, never changed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="above", db_index=False)
    ancestor = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="below", db_index=False)
    depth = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "ancestor"], name="case_ancestor_once")]
        indexes = [models.Index(fields=["ancestor", "case"], name="case_below")]
