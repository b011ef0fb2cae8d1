"""The filters of Daftar Petugas (SJ-16), for page and API."""

from __future__ import annotations

from django import forms

from cases.core.reading.filters import FilterForm
from cases.organisations.badan import role_label

from . import appointments, reading
from .appointment_forms import kinds_of


class PetugasFilter(FilterForm):
    """q, role, status."""

    q = forms.CharField(
        label="Cari",
        required=False,
        max_length=200,
        help_text="Nama, username, email, jabatan, atau institusi",
    )

    def prepare(self) -> None:
        self.put("role", "Role", reading.role_names())
        self.put("status", "Status", [(key, label) for key, (label, _) in reading.STATUS.items()])


class PenugasanFilter(FilterForm):
    """q, peran, status."""

    q = forms.CharField(
        label="Cari",
        required=False,
        max_length=200,
        help_text="Orang, wilayah, unit, institusi, atau nomor surat",
    )

    def prepare(self) -> None:
        self.put("peran", "Peran", [(kind.key, role_label(kind.key)) for kind in kinds_of(None)])
        self.put("status", "Status", [(key, label) for key, (label, _) in appointments.STATUS.items()])
