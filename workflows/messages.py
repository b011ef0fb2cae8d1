"""Refusals of Django's own fields in our words: its Indonesian catalogue has gaps and speaks of "nilai"."""

from __future__ import annotations

from django import forms

_FIELDS = {
    "invalid": "Isi tidak sesuai bentuk yang diminta.",
    "invalid_choice": "Pilihan tidak ada dalam daftar.",
    "invalid_list": "Isi harus berupa daftar pilihan.",
    "list": "Isi harus berupa daftar pilihan.",
    "invalid_pk_value": "Pilihan tidak ada dalam daftar.",
    "incomplete": "Isian belum lengkap.",
    "overflow": "Isi di luar batas.",
}
VALIDATORS = {
    "max_length": "Paling banyak %(limit_value)s karakter (sekarang %(show_value)s).",
    "min_length": "Paling sedikit %(limit_value)s karakter (sekarang %(show_value)s).",
    "max_value": "Paling besar %(limit_value)s.",
    "min_value": "Paling kecil %(limit_value)s.",
    "step_size": "Harus kelipatan %(limit_value)s.",
    "max_digits": "Paling banyak %(max)s angka.",
    "max_decimal_places": "Paling banyak %(max)s angka di belakang koma.",
    "max_whole_digits": "Paling banyak %(max)s angka di depan koma.",
    "null_characters_not_allowed": "Isi memuat karakter yang tidak dapat disimpan (U+0000).",
}
_EMAIL = "Alamat email tidak sah."


def speak(field: forms.Field) -> None:
    """Our words for the refusals of this form's copy of a field; words a field was declared with stay."""
    stock: dict[str, object] = {}
    for kind in reversed(type(field).__mro__):
        stock.update(getattr(kind, "default_error_messages", {}))
    for code, message in _FIELDS.items():
        if code in field.error_messages and field.error_messages[code] is stock.get(code):
            field.error_messages[code] = message
    for validator in field.validators:
        code = getattr(validator, "code", "")
        if code == "invalid" and getattr(validator, "message", None) is getattr(
            type(validator), "message", ""
        ):
            field.error_messages.setdefault(
                code, _EMAIL if isinstance(field, forms.EmailField) else _FIELDS[code]
            )
    for code, message in VALIDATORS.items():
        field.error_messages.setdefault(code, message)
