"""A print on demand: a list, a receipt, a recapitulation, made by the worker for one person."""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from uuid_utils.compat import uuid7

from cases.core.models import Case
from cases.core.reading.rights import acting_as
from cases.organisations.granted import institutions_of
from cases.organisations.held import Held, Reach
from cases.organisations.holding import held_by
from cases.organisations.permissions import sees_all
from cases.organisations.roles import Sisi
from cases.organisations.zones import zone_for
from documents.models import Upload

_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # 32 signs, none read for another


def new_code() -> str:
    """100 random bits as 20 signs: nobody guesses one."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(20))


def capacity(user: Any) -> str:
    """The roles a person holds now and where, and of whom he stands in for: what a list shows depends on them."""
    own, held = f"{user.role}:{user.institution_id or ''}", list(held_by(user))
    if user.sisi == Sisi.INSTITUSI:
        if (read := institutions_of(user)) == {user.institution_id} and not held:
            return own
        held = [Held(user.role, Reach(institutions=read)), *held]
    elif not sees_all(user):
        held += [one for person in acting_as(user)[1:] for one in held_by(person)]
    if [one.role for one in held] == [user.role] and held[0].where.everywhere:
        return own
    where = [f"{one.role} {_said(one.where)}{' kasus' if one.on_cases else ''}" for one in held]
    return f"{own}:{sha256(' '.join(where).encode()).hexdigest()[:12]}"[:80]


def _said(where: Reach) -> str:
    places = [*sorted(where.areas), *sorted(where.units)]
    return " ".join([f"{where.everywhere} {sorted(map(str, where.all_institutions))}", *places])


class Terbitan(models.Model):
    """kode: what its QR code verifies; jenis: see `jenis`; case: what it was printed from, None for a list;
    sebagai: role and institution the person had then, with which alone it can be fetched;
    parameter: what was asked, checked; pesan: empty since there are jobs, gone with the next release; siap_pada:
    when it was ready, or gagal: the sentence that says why it will not be; baris: rows of a list; sha256, ukuran
    (bytes): of the PDF, kept after the file itself was swept so that a copy can still be verified; upload: the file.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kode = models.CharField(max_length=20, unique=True, default=new_code, editable=False)
    jenis = models.CharField(max_length=60)
    judul = models.CharField(max_length=420)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="terbitan")
    parameter: Any = models.JSONField(default=dict)
    pemohon = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sebagai = models.CharField(max_length=80)
    diminta_pada = models.DateTimeField(db_default=Now(), editable=False)
    pesan = models.UUIDField(null=True)
    siap_pada = models.DateTimeField(null=True)
    gagal = models.TextField(blank=True)
    baris = models.PositiveIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    ukuran = models.PositiveBigIntegerField(null=True)
    upload = models.ForeignKey(Upload, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = "cetakan"
        constraints = [
            models.CheckConstraint(
                condition=Q(siap_pada=None, sha256="", ukuran=None)
                | Q(siap_pada__isnull=False, gagal="", ukuran__isnull=False) & ~Q(sha256=""),
                name="terbitan_whole",
            )
        ]
        indexes = [
            models.Index(
                fields=["pemohon", "jenis"],
                condition=Q(siap_pada=None, gagal=""),
                name="terbitan_open",
            ),
            models.Index(fields=["sha256"], name="terbitan_digest"),
        ]

    def __str__(self) -> str:
        return self.judul

    @property
    def open(self) -> bool:
        """Still being made."""
        return self.siap_pada is None and not self.gagal

    @property
    def file_name(self) -> str:
        """What it is, of which case, when: in the reader's zone, as the page that offers it says."""
        at = self.diminta_pada.astimezone(zone_for(self.pemohon))
        case = f"{self.case.number}-" if self.case is not None else ""
        return f"{self.jenis}-{case}{at:%Y%m%d-%H%M}.pdf"
