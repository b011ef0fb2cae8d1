"""A signed document: a letter, recommendation or berita acara from its draft to its delivery (§16.8).

It is a case of its own beside the case it belongs to: own lock, own ledger, own tasks, so that a signature
that takes seconds holds up nobody else. Its files are attachments, one version per draft and per signature.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cases.core.doing.subjects import CaseDetail
from cases.core.models import Case
from cases.organisations.roles import ROLES, Sisi, sisi_of
from documents.models import Attachment
from workflows.actors import holder_said
from workflows.context import Move
from workflows.showing import once

from .acts import DraftActs, SendingActs, SigningActs
from .jenis import JenisDokumen, Signer, jenis
from .states import State

_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # 32 signs, none read for another


def new_code() -> str:
    """100 random bits as 20 signs: nobody guesses one."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(20))


class Dokumen(CaseDetail):
    """induk: the case it belongs to; jenis: see `jenis`; kode: what its QR code verifies; sumber: ledger entry of
    the act that asked for it; isi: what the layout prints and a person may edit; konsep: number of the draft;
    siap: the draft's PDF is there; disusun: it is being rendered; berkas: the current file; tata_letak: digest of
    the layout the draft was set in ("" before they were kept); menggantikan: the
    document it replaces; pengganti_diminta: how often a replacement was asked for; mst_*: receipt of the upload
    to MST, its hour, who noted it and the SHA-256 of the file that was uploaded (CB-240); kunci: which of several of
    its kind that one case has, e.g. the day, "" for the only one; pemohon: who asked for it, of a kind that a role
    keeps, None for SYSTEM.
    """

    induk = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="dokumen_resmi")
    jenis = models.CharField(max_length=60)
    kode = models.CharField(max_length=20, unique=True, default=new_code, editable=False)
    sumber = models.UUIDField()
    kunci = models.CharField(max_length=60, blank=True, default="", db_default="", editable=False)
    pemohon = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    isi = models.JSONField(default=dict)
    konsep = models.PositiveSmallIntegerField(default=1)
    siap = models.BooleanField(default=False)
    disusun = models.BooleanField(default=False)
    tata_letak = models.CharField(max_length=64, blank=True, editable=False)
    berkas = models.ForeignKey(Attachment, null=True, on_delete=models.PROTECT, related_name="+")
    menggantikan = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="para_pengganti"
    )
    pengganti_diminta = models.PositiveSmallIntegerField(default=0)
    dikirim_pada = models.DateTimeField(null=True)
    mst_id = models.CharField(max_length=100, blank=True)
    mst_pada = models.DateTimeField(null=True)
    mst_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    mst_sidik = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)

    shown_with = ("induk", "berkas", "menggantikan__case", "pemohon", "mst_oleh")
    #: Lines of a document that is being made, before its row is there.
    lines: Sequence[Signer] = ()

    class Meta:
        verbose_name = "dokumen bertanda tangan"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="dokumen_state"),
            models.UniqueConstraint(fields=["sumber", "jenis", "induk", "kunci"], name="dokumen_once_a_key"),
            models.UniqueConstraint(
                fields=["menggantikan"], name="dokumen_one_replacement", condition=~Q(state=State.DIBATALKAN)
            ),
        ]
        indexes = [models.Index(fields=["induk", "jenis", "kunci"], name="dokumen_of_case")]

    @property
    def rule(self) -> JenisDokumen:
        return jenis(self.jenis)

    @property
    def jenis_label(self) -> str:
        return self.rule.label

    @property
    def nomor_surat(self) -> str:
        """The letter's number as the office gave it, "" until then; the number of this document is another."""
        return str(self.isi.get("nomor_surat") or "").strip()

    def title(self) -> str:
        return f"{self.rule.label} — {self.induk.title}"[:420]

    def is_internal(self) -> bool:
        if self.state in (State.TERKIRIM, State.TERUNGGAH) or self.kept_by_institution:
            return False
        return not (self.rule.joint and self.state in (State.MENUNGGU_TTD, State.DITANDATANGANI))

    @property
    def kept_by_institution(self) -> bool:
        """Whether the role that keeps it is one of the institution's half: a paper of theirs from its draft on."""
        return bool(self.rule.keeper) and sisi_of(self.rule.keeper) == Sisi.INSTITUSI

    @property
    def pengganti(self) -> Dokumen | None:
        """The document that replaces this one; one that was cancelled replaces nothing."""
        return next(iter(self.replacements_kept()), None)

    @property
    def signers(self) -> list[Penandatangan]:
        """The lines in their order, read once per loaded document."""
        if "_signers" not in self.__dict__:
            self.__dict__["_signers"] = list(self.lines_kept())
        found: list[Penandatangan] = self.__dict__["_signers"]
        return found

    def lines_kept(self) -> models.QuerySet[Penandatangan]:
        """What `signers` is read from, for whoever reads it with other rows."""
        rows = self.penandatangan.select_related("user", "signed_by")
        return once(("signers", self.pk), lambda: rows.order_by("urutan"))

    def replacements_kept(self) -> models.QuerySet[Dokumen]:
        """What `pengganti` is read from."""
        rows = self.para_pengganti.exclude(state=State.DIBATALKAN).select_related("case")
        return once(("pengganti", self.pk), lambda: rows[:1])

    def line(self, urutan: int) -> Penandatangan | None:
        return next((row for row in self.signers if row.urutan == urutan), None)

    def forget(self) -> None:
        self.__dict__.pop("_signers", None)

    def begin_draft(self, *, rendering: bool = True) -> None:
        """The text changes, or was refused: the file no longer counts. A draft nobody has seen keeps its number."""
        if self.siap:
            self.konsep += 1
        self.siap, self.disusun = False, rendering

    def attach(self, move: Move) -> list[dict[str, Any]]:
        from .files import attach

        return attach(self, move)


class Penandatangan(models.Model):
    """One signature line. user: the person; role: whose holders may sign it, where no person is named, with neither
    any petugas of the institution; signed_*: of the present draft. A role's line gets a person as well when the file
    that is signed names him, until the draft is another.

    sertifikat: {pemilik, nomor, otoritas, demo} of the certificate; field: name of the field in the PDF.
    """

    dokumen = models.ForeignKey(Dokumen, on_delete=models.PROTECT, related_name="penandatangan")
    urutan = models.PositiveSmallIntegerField()
    peran = models.CharField(max_length=100)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40, blank=True, default="", db_default="", editable=False)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField(null=True)
    sertifikat = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dokumen", "urutan"], name="penandatangan_line"),
            models.CheckConstraint(
                condition=Q(signed_by=None, signed_at=None)
                | Q(signed_by__isnull=False, signed_at__isnull=False),
                name="penandatangan_whole",
            ),
            models.CheckConstraint(
                condition=Q(user=None) | Q(signed_by=None) | Q(signed_by=F("user")),
                name="penandatangan_own_line",
            ),
        ]

    @property
    def field(self) -> str:
        return f"penandatangan_{self.urutan}"

    @property
    def waits_for(self) -> str:
        """ "orang", "peran" or "institusi"."""
        return "orang" if self.user_id is not None else "peran" if self.role else "institusi"

    @property
    def pihak(self) -> str:
        """Who is to sign it, while no person is named."""
        kind = ROLES.get(self.role)
        return kind.label if kind is not None else "petugas institusi"

    @property
    def nama(self) -> str:
        person = self.signed_by or self.user
        return person.nama if person is not None else ""

    @property
    def pemegang(self) -> str:
        """Whoever has signed, or is to sign and might not be able to any more."""
        return self.nama if self.signed_by is not None else holder_said(self.user)


class DokumenV1(DraftActs, SigningActs, SendingActs, Dokumen):
    """Version 1 of the machine."""

    class Meta:
        proxy = True
