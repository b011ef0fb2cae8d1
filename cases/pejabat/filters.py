"""The filters of Daftar Pejabat (SJ-53), for page, exports, print and API."""

from __future__ import annotations

from functools import partial

from django import forms
from django.db.models import QuerySet

from cases.core.reading.filters import KINDS, FilterForm, provinces, provinces_all
from cases.organisations.models import Choice, Institution
from cases.organisations.permissions import reads
from cases.organisations.selectors import choices_of

from .listing import LEVELS, posts


class PejabatFilter(FilterForm):
    q = forms.CharField(
        label="Cari", required=False, max_length=200, help_text="Nama, SK, unit kerja, atau jabatan"
    )

    def prepare(self) -> None:
        self.put("level", "Level", [(level, level) for level in LEVELS])
        for name, label in (("pengangkatan", "Pengangkatan"), ("rencana_pengisian", "Rencana Pengisian")):
            offered = () if self.api else [(str(choice.pk), choice.nama) for choice in choices_of(name)]
            self.put_row(name, label, partial(_entries, name), offered)
        everything = reads(self.actor)
        offered_all = everything and not self.api
        self.put("jenis", "Jenis institusi", KINDS, hidden=not offered_all)
        self.put_row("provinsi", "Provinsi", provinces_all, provinces() if offered_all else (), uuid=False)
        self.put_row("institution", "Institusi", Institution.objects.all, told=everything)
        self.put_row("nomenklatur", "Nomenklatur", posts, told=everything)
        self.put_days("Menjabat sejak", "Menjabat sampai")


def _entries(daftar: str) -> QuerySet[Choice]:
    """Of a drop-down, those that are no longer offered too."""
    return Choice.objects.filter(daftar=daftar)
