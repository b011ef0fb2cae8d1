"""Fields that several registers ask."""

from __future__ import annotations

from typing import Any

from workflows.forms import ModelChoiceField


class InstitusiField(ModelChoiceField):
    """One of the institutions, told from others of its name by kind and code."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.nama} ({obj.jenis}, {obj.kode})"
