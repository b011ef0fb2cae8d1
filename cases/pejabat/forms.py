"""Tambah Pejabat (SJ-47), on its own and as the last step of a selection (SJ-121)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from cases.nomenklatur.selectors import with_approved_version
from cases.organisations.selectors import choices_of
from documents.fields import DocumentsField
from workflows.actors import Actor
from workflows.errors import E_REQ, E_RNG
from workflows.forms import ActForm, ModelChoiceField, TanggalField

from .selectors import closable, overlapping


def _choice(daftar: str, label: str) -> forms.ModelChoiceField[Any]:
    return forms.ModelChoiceField(
        queryset=choices_of(daftar),
        label=label,
        empty_label=f"-- Pilih {label} --",
    )


class NomenklaturField(ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.unit_kerja} - {obj.jabatan}"


class PejabatSeleksiForm(ActForm):
    """The official of a finished selection: the nomenklatur is the selection's, whatever a client sends."""

    personal: ClassVar[dict[str, str]] = {"nama": "identitas", "sk": "identitas"}

    nama = forms.CharField(label="Nama Pejabat", max_length=150)
    sk = forms.CharField(label="SK", max_length=100)
    mulai = TanggalField(label="Tanggal Mulai Periode")
    akhir = TanggalField(label="Tanggal Akhir Periode")
    pengangkatan = _choice("pengangkatan", "Pengangkatan")
    rencana_pengisian = _choice("rencana_pengisian", "Rencana Pengisian")
    tutup_pejabat_lama = forms.BooleanField(
        label="Akhiri periode pejabat lama sehari sebelum tanggal mulai",
        required=False,
        help_text="Hanya bila pejabat lama masih menjabat pada tanggal mulai.",
    )
    konfirmasi_tumpang_tindih = forms.BooleanField(
        label="Periode memang tumpang tindih dengan pejabat lain",
        required=False,
        help_text="Hanya bila dua pejabat tercatat pada jabatan ini dalam waktu yang sama.",
    )

    @classmethod
    def initial_for(cls, subject: Any) -> dict[str, Any]:
        """Of the selection: the name of the inaugurated candidate and how the post was filled."""
        if subject is None or not getattr(subject, "dilantik_id", None):
            return {}
        how = choices_of("pengangkatan").filter(nama="Seleksi Terbuka").first()
        return {"nama": subject.dilantik.nama, "pengangkatan": how.pk if how else None}

    @property
    def fixed(self) -> list[tuple[str, str]]:
        """Lines above the fields, not entered: the post is the selection's (Gambar 50)."""
        seleksi = self.subject
        return [("Nomenklatur", f"{seleksi.unit_kerja} - {seleksi.jabatan}")] if seleksi is not None else []

    def post(self, data: dict[str, Any]) -> Any:
        """Id of the nomenklatur, None while it is not known."""
        return self.subject.nomenklatur_id if self.subject is not None else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end, post = data.get("mulai"), data.get("akhir"), self.post(data)
        if not (start and end):
            return data
        if end < start:
            self.refuse("akhir", E_RNG, "Tanggal akhir tidak boleh sebelum tanggal mulai.")
        elif post is not None:
            self.check_overlap(overlapping(post, start, end), closable(post, start, end), data)
        return data

    def check_overlap(self, found: Any, former: Any, data: dict[str, Any]) -> None:
        """A warning that needs a confirmation, not a refusal (SJ-47); closing the former one settles it."""
        if data.get("tutup_pejabat_lama"):
            found = found.exclude(pk__in=former.values("pk"))
        names = ", ".join(f"{p.nama} ({p.mulai:%d/%m/%Y}–{p.akhir:%d/%m/%Y})" for p in found)
        if names and not data.get("konfirmasi_tumpang_tindih"):
            message = f"Periode tumpang tindih dengan {names}. Konfirmasi, atau akhiri periode pejabat lama."
            self.refuse("konfirmasi_tumpang_tindih", E_REQ, message)


class PejabatForm(PejabatSeleksiForm):
    """From the menu or from an approved nomenklatur."""

    nomenklatur = NomenklaturField(queryset=None, label="Nomenklatur", empty_label="-- Pilih Nomenklatur --")
    sk_pejabat = DocumentsField(kind="sk_pejabat", maximum=1, label="Scan SK")
    field_order = ("nomenklatur", "nama", "sk", "sk_pejabat")

    @classmethod
    def initial_from(cls, address: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
        """What the button "Tambah Pejabat" of a nomenklatur names (SJ-44)."""
        return {"nomenklatur": address["nomenklatur"]} if address.get("nomenklatur") else {}

    def prepare(self) -> None:
        field: Any = self.fields["nomenklatur"]
        field.queryset = with_approved_version(getattr(self.actor, "institution_id", None))

    def post(self, data: dict[str, Any]) -> Any:
        chosen = data.get("nomenklatur")
        return chosen.pk if chosen is not None else None
