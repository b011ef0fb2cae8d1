"""The filters of Daftar Institusi (SJ-18), for the page, its exports and its print."""

from __future__ import annotations

from django import forms

from cases.organisations.models import Institution
from cases.shell.filters import FilterForm, provinces

from .states import Keadaan


class InstitusiFilter(FilterForm):
    q = forms.CharField(
        label="Cari",
        required=False,
        max_length=100,
        help_text="Nama sekarang atau dahulu, kode, atau email",
    )

    def prepare(self) -> None:
        self.put("jenis", "Jenis", [(j.value, str(j.label)) for j in Institution.Jenis])
        self.put("provinsi", "Provinsi", provinces())
        self.put("status", "Status", [(k.value, str(k.label)) for k in Keadaan])
        self.put("akun", "Akun", [("ada", "Sudah punya akun"), ("belum", "Belum punya akun")])
        self.put("sumber", "Sumber", [("diperiksa", "Sudah diperiksa"), ("belum", "Belum diperiksa")])
