"""The filters of Daftar Temuan (SJ-141), for page and API."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cases.core.reading.filters import FilterForm, offered
from workflows.errors import E_FMT, E_RNG
from workflows.parsing import count

from . import pengawasan
from .models import Temuan


class YearField(forms.ChoiceField):
    """A page offers the years of which there is something; any other year finds nothing."""

    def validate(self, value: Any) -> None:
        if not value or self.valid_value(value):
            return
        year = count(value)
        if year is None:
            raise ValidationError("Tahun harus berupa angka.", code=E_FMT)
        if not 1900 <= year <= 2100:
            raise ValidationError("Tahun harus 1900 sampai dengan 2100.", code=E_RNG)
        self.choices = [*offered(self), (value, value)]


class TemuanFilter(FilterForm):
    """Kind, group and year of the findings."""

    def prepare(self) -> None:
        self.put("kode", "Jenis ketidakpatuhan", list(Temuan.Kode.choices))
        self.put("jenis", "Kelompok institusi", [(name, name) for name in pengawasan.GROUPS])
        years = [] if self.api else [(str(y), str(y)) for y in pengawasan.years_of(self.actor)]
        self.fields["tahun"] = YearField(label="Tahun", choices=[("", "Semua"), *years], required=False)
