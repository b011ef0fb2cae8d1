"""Forms of a postponement; field names are the catalogue's identifiers."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from cases.cat.states import Sebab
from cases.cat.usul.forms import past
from cases.organisations.zones import today_wib
from documents.fields import DocumentsField
from workflows.errors import E_FMT, E_REQ, E_RNG
from workflows.forms import REQUIRED, ActForm, BulatField, TanggalField, WaktuField
from workflows.rows import RowsField, id_of

#: What somebody says of the cause who withdraws it: `ENDED` those with which it may be.
KEADAAN = (
    ("berakhir", "Sudah berakhir (sarana berfungsi, koneksi normal)"),
    ("tidak_ada", "Ternyata tidak ada"),
    ("masih_ada", "Masih ada"),
)
ENDED = frozenset({"berakhir", "tidak_ada"})


class UsulkanForm(ActForm):
    thing = ("sebab",)

    sebab = forms.ChoiceField(label="Sebab", choices=Sebab.choices, widget=forms.RadioSelect)
    uraian = forms.CharField(label="Uraian sebab", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class GangguanField(forms.Field):
    """{key of a lokasi or sesi: start of its disturbance}, as another case says it."""

    def clean(self, value: Any) -> dict[str, dt.datetime]:
        try:
            found = {str(UUID(str(key))): dt.datetime.fromisoformat(at) for key, at in value.items()}
        except (AttributeError, TypeError, ValueError):
            raise ValidationError("Bukan daftar gangguan.", code=E_FMT) from None
        if not found or any(at.tzinfo is None for at in found.values()):
            raise ValidationError("Bukan daftar gangguan.", code=E_FMT)
        return found


class UsulkanOtomatisForm(ActForm):
    """What SS-8 and TL-21 say."""

    sebab = forms.ChoiceField(label="Sebab", choices=Sebab.choices)
    uraian = forms.CharField(label="Uraian sebab", max_length=2000)
    gangguan = GangguanField(label="Gangguan")


class GangguanSelesaiForm(ActForm):
    """What SS-7 and TL-20 say: whose disturbance has ended."""

    node = forms.UUIDField(label="Lokasi atau sesi")


class KegiatanRow(forms.Form):
    uraian = forms.CharField(label="Kegiatan", max_length=500)


class KoordinasiSelesaiForm(ActForm):
    """What the berita acara lists: after these the exam goes on (Lamp. 5; CB-219)."""

    kegiatan = RowsField(
        KegiatanRow,
        label="Kegiatan sebelum seleksi dilanjutkan",
        minimum=1,
        maximum=30,
        help_text="Tercantum bernomor dalam berita acara; seleksi dilanjutkan setelah semuanya selesai.",
    )


class TarikForm(ActForm):
    keadaan_sebab = forms.ChoiceField(label="Sebab penundaan", choices=KEADAAN, widget=forms.RadioSelect)
    alasan = forms.CharField(label="Alasan", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))


class KompensasiForm(ActForm):
    """What participants of a lokasi mandiri were given (CB-148)."""

    bentuk = forms.CharField(label="Bentuk kompensasi", max_length=500)
    jumlah_penerima = BulatField(label="Jumlah penerima", min_value=1, max_value=1_000_000)
    tanggal = TanggalField(label="Tanggal diberikan")
    bukti_kompensasi = DocumentsField(kind="bukti_kompensasi", label="Bukti kompensasi", required=False)

    def clean_tanggal(self) -> dt.date:
        day: dt.date = self.cleaned_data["tanggal"]
        if day > today_wib() + dt.timedelta(days=1):  # it may be tomorrow already where they are
            raise ValidationError("Tanggal tidak boleh di masa depan.", code=E_RNG)
        return day


class TindakLanjutForm(ActForm):
    """Which activities of the berita acara are done, when and by whom; when the cause has ended (CB-123, CB-221)."""

    kegiatan = forms.MultipleChoiceField(
        label="Kegiatan yang sudah selesai", required=False, widget=forms.CheckboxSelectMultiple
    )
    selesai_pada = WaktuField(label="Kegiatan selesai pada", required=False)
    oleh = forms.CharField(label="Dikerjakan oleh", max_length=150, required=False)
    sebab_berakhir = WaktuField(
        label="Sebab penundaan berakhir pada",
        required=False,
        help_text="Saat sarana berfungsi kembali atau koneksi normal.",
    )

    def prepare(self) -> None:
        rows = self.subject.tindak_lanjut if self.subject is not None else ()
        left = [(id_of(row), row["uraian"]) for row in rows if not row.get("selesai_pada")]
        field: Any = self.fields["kegiatan"]
        field.choices = left
        if self.subject is not None and not left:
            del self.fields["kegiatan"], self.fields["selesai_pada"], self.fields["oleh"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        past(self, *(name for name in ("selesai_pada", "sebab_berakhir") if name in self.fields))
        if data.get("kegiatan"):
            for name in ("selesai_pada", "oleh"):
                if not data.get(name) and name not in self.errors:
                    self.refuse(name, E_REQ, REQUIRED)
        elif not data.get("sebab_berakhir") and not self.errors:
            self.refuse("sebab_berakhir", E_REQ, REQUIRED)
        return data
