"""Fields whose values nothing may keep: passphrases, certificates, the NIK of a signer."""

from __future__ import annotations

import base64
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from .errors import E_FILE, E_FMT


class SecretField(forms.CharField):
    """What only the person knows, a passphrase: used by the act and forgotten.

    Neither ledger nor draft nor the fingerprint of an Idempotency-Key keeps it, and no page shows it again.
    """

    secret = True

    def __init__(self, *, max_length: int = 200, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.PasswordInput(render_value=False, attrs={"autocomplete": "off"}))
        super().__init__(max_length=max_length, strip=False, **kwargs)


class SecretPatternField(forms.RegexField):
    """A number that only the signing service needs (NIK): kept nowhere."""

    secret = True


class SecretFileInput(forms.FileInput):
    """A file of the page, or the text a client sends in its place."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.get(name) or super().value_from_datadict(data, files, name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and super().value_omitted_from_data(data, files, name)


class SecretFileField(forms.Field):
    """A small secret file, a person's certificate with its key: a file of the page or base64 from a client.

    Cleaned value: its bytes, empty when none was given. As `SecretField` nothing keeps it.
    """

    secret = True
    limit = 64 * 1024  # bytes
    widget = SecretFileInput
    empty_values = [*forms.Field.empty_values, b""]

    def to_python(self, value: Any) -> bytes:
        if value in self.empty_values:
            return b""
        if hasattr(value, "read"):
            value.seek(0)  # a page validates once for itself before the gate does
            content: bytes = value.read(self.limit + 1)
        else:
            try:
                content = base64.b64decode(str(value)[: 2 * self.limit], validate=True)
            except ValueError as error:
                raise ValidationError("Isi harus base64.", code=E_FMT) from error
        if len(content) > self.limit:
            raise ValidationError("Berkas sertifikat terlalu besar (paling besar 64 KB).", code=E_FILE)
        return content


def secrets_of(form: type[forms.Form] | None) -> frozenset[str]:
    """Names of the fields whose values nothing may keep."""
    fields = form.base_fields if form is not None else {}
    return frozenset(name for name, field in fields.items() if getattr(field, "secret", False))
