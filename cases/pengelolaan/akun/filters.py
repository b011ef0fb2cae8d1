"""The filters of Daftar Petugas (SJ-16), for page and API."""

from __future__ import annotations

from django import forms

from cases.core.reading.filters import FilterForm

from . import reading


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
