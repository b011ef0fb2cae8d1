"""Who holds which role, on what, from when until when: the one table of appointments."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from uuid_utils.compat import uuid7

from cases.organisations.roles import PETUGAS

from .institutions import Institution, Wilayah
from .units import Unit

#: What a role is held on; a row with none of them holds on everything.
PLACES = ("area", "unit", "institution", "case")
_ONE_PLACE = Q()
for _place in PLACES:
    _ONE_PLACE |= Q(**{f"{other}__isnull": True for other in PLACES if other != _place})


class CaseRole(models.Model):
    """A person holds `role` (a key of `roles.ROLES`) from `since` until before `until`; without one, until it is ended.

    on: everything, or one of `area` (a province, a kabupaten or kota), `unit` (it and the provinces it serves),
    `institution`, `case` (the key of a case; its foreign key is the database's own, for cases stand above this room).
    letter: number of the letter that says so; by: who appointed, None for the operator and for what was there before.
    Written by acts alone and never deleted: what has ended is history. Source: ARCHITECTURE §9.1, SJ-13, SJ-39, SJ-137.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    role = models.CharField("peran", max_length=40)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="appointments",
        verbose_name="orang",
    )
    area = models.ForeignKey(
        Wilayah, null=True, db_index=False, on_delete=models.PROTECT, related_name="+", verbose_name="wilayah"
    )
    unit = models.ForeignKey(
        Unit, null=True, db_index=False, on_delete=models.PROTECT, related_name="+", verbose_name="unit"
    )
    institution = models.ForeignKey(
        Institution,
        null=True,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="appointments",
        verbose_name="institusi",
    )
    case = models.UUIDField("kasus", null=True)
    since = models.DateTimeField("mulai", db_default=Now())
    until = models.DateTimeField("sampai", null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    letter = models.CharField("nomor surat", max_length=100, blank=True)
    reason = models.TextField("alasan", blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    ended_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "penugasan"
        constraints = [
            models.CheckConstraint(name="case_role_one_place", condition=_ONE_PLACE),
            models.CheckConstraint(
                name="case_role_period", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
            # the same appointment without an end, twice
            models.UniqueConstraint(
                fields=["person", "role", *PLACES],
                name="case_role_open_once",
                condition=Q(until=None),
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                fields=["case"], name="case_role_one_petugas", condition=Q(until=None, role=PETUGAS)
            ),
        ]
        indexes = [
            # what is asked at every request: what a person holds beside cases
            models.Index(fields=["person"], name="case_role_person", condition=Q(case=None)),
            models.Index(fields=["person", "case"], name="case_role_cases", condition=Q(case__isnull=False)),
            # of roles on cases those that are not petugas: few, and asked at every request too
            models.Index(
                fields=["person", "role"],
                name="case_role_on_cases",
                condition=Q(case__isnull=False) & ~Q(role=PETUGAS),
            ),
            models.Index(
                fields=["case", "-since"], name="case_role_history", condition=Q(case__isnull=False)
            ),
            models.Index(
                fields=["institution"], name="case_role_institution", condition=Q(institution__isnull=False)
            ),
            models.Index(fields=["role", "person"], name="case_role_holders", condition=Q(case=None)),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.person}"
