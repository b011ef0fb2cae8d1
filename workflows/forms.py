"""What an act asks. One declaration serves the page, the API and its JSON Schema.

Field names are the identifiers of the catalogue. Codes of field errors are those of the catalogue (§0.2).
"""

from __future__ import annotations

import base64
import datetime as dt
import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any, ClassVar

import nh3
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from .actors import Actor
from .errors import E_FILE, E_FMT, E_REF, E_REQ, E_RNG, FIELD_CODES, FieldError

REQUIRED = "Field Wajib Diisi"
#: Django's own codes in the words of the catalogue.
_CODES = {
    "required": E_REQ,
    "incomplete": E_REQ,
    "invalid": E_FMT,
    "invalid_choice": E_REF,
    "invalid_pk_value": E_REF,
    "invalid_list": E_REF,
    "list": E_REF,
    "min_value": E_RNG,
    "max_value": E_RNG,
    "min_length": E_RNG,
    "max_length": E_RNG,
    "max_digits": E_RNG,
    "max_decimal_places": E_FMT,
    "max_whole_digits": E_RNG,
    "null_characters_not_allowed": E_FMT,
}
RICH_TAGS = {"p", "br", "strong", "em", "b", "i", "u", "ol", "ul", "li", "h3", "h4", "blockquote", "a"} | {
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}


def code_of(error: ValidationError) -> str:
    code = str(error.code or E_FMT)
    return code if code in FIELD_CODES else _CODES.get(code, E_FMT)


class NamedField(forms.Field):
    """A field that knows the name it has in its form (workflows.rows)."""

    name = ""


class ActForm(forms.Form):
    """Base of the form of an act.

    subject: the object acted on (unsaved for a creation) or None when only the shape is wanted;
    actor: who acts; personal: field -> class of personal data ("identitas", "penilaian", "kontak"), the rest
    is none; asked_later: fields that may be left open here and without which a later act is refused;
    demanded: fields a guard of the act asks for (set by whoever knows the act, for the marks of the page).
    """

    personal: ClassVar[Mapping[str, str]] = {}
    asked_later: ClassVar[frozenset[str]] = frozenset()
    demanded: Collection[str] = ()
    #: Of a creation: the fields that say what it is for; each has its own draft.
    thing: ClassVar[tuple[str, ...]] = ()

    def __init__(self, data: Any = None, *, subject: Any = None, actor: Actor = None, **kwargs: Any) -> None:
        self.subject, self.actor = subject, actor
        super().__init__(data, **kwargs)
        for name, field in self.fields.items():
            field.error_messages["required"] = REQUIRED
            if hasattr(field, "actor"):
                field.actor = actor
            if isinstance(field, NamedField):
                field.name = self.add_prefix(name)
        self.prepare()

    def prepare(self) -> None:
        """Narrow choices to what this actor may choose for this object."""

    @classmethod
    def initial_for(cls, subject: Any) -> dict[str, Any]:
        """What the form shows before anything was entered."""
        return {}

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(field, told(self.fields.get(field or ""), error))

    def refuse(self, field: str, code: str, message: str) -> None:
        self.add_error(field, ValidationError(message, code=code))

    def notes(self) -> list[str]:
        """Sentences on what is allowed in the valid form but worth a look before it is sent."""
        return []

    def coded_errors(self) -> dict[str, list[FieldError]]:
        """Errors per field, in the order of the form, each with its code."""
        found: dict[str, list[FieldError]] = {}
        data = self.errors.as_data()
        for name in [*self.fields, NON_FIELD_ERRORS]:
            for error in data.get(name, ()):
                found.setdefault(name, []).append(FieldError(code_of(error), " ".join(error.messages)))
        return found


def told(field: forms.Field | None, error: Any) -> Any:
    """To a choice from a list, what is no id at all is answered as what is not in the list (§0.2, E-REF)."""
    if isinstance(field, forms.ModelChoiceField) and getattr(error, "code", None) == "invalid":
        return ValidationError("Pilihan tidak ada dalam daftar.", code=E_REF)
    return error


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


def secrets_of(form: type[ActForm] | None) -> frozenset[str]:
    """Names of the fields whose values nothing may keep."""
    fields = form.base_fields if form is not None else {}
    return frozenset(name for name, field in fields.items() if getattr(field, "secret", False))


class RichTextField(forms.CharField):
    """Formatted text, stored as sanitised HTML; empty markup such as `<p></p>` counts as empty (§0.1)."""

    widget = forms.Textarea(attrs={"rows": 6, "data-rich": "1"})

    def __init__(self, *, max_length: int = 10_000, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        text = sanitised(super().to_python(value) or "")
        return text if visible_text(text) else ""


def sanitised(text: str) -> str:
    return nh3.clean(
        text, tags=RICH_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"}
    )


def visible_text(html: str) -> str:
    text = nh3.clean(html, tags=set()).replace("&nbsp;", " ").replace("\xa0", " ")
    return re.sub(r"[\s\u200b\ufeff]+", " ", text).strip()


class TanggalField(forms.DateField):
    """A date as DD/MM/YYYY (SJ-139); ISO dates for clients. Impossible dates are refused, none is guessed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%d/%m/%Y", "%Y-%m-%d"])
        kwargs.setdefault("widget", forms.DateInput(format="%d/%m/%Y", attrs={"placeholder": "DD/MM/YYYY"}))
        super().__init__(**kwargs)
        self.error_messages["invalid"] = "Tanggal harus DD/MM/YYYY."

    def to_python(self, value: Any) -> Any:
        # strptime would take one-digit days and two-digit groups in odd places
        if value is not None and not isinstance(value, str | dt.date):
            raise ValidationError(self.error_messages["invalid"], code=E_FMT)
        if isinstance(value, str) and value.strip():
            value = value.strip()
            if not re.fullmatch(r"\d{2}/\d{2}/\d{4}|\d{4}-\d{2}-\d{2}", value):
                raise ValidationError(self.error_messages["invalid"], code=E_FMT)
        return super().to_python(value)


class AngkaField(forms.DecimalField):
    """A decimal number; comma or point accepted (SJ-95)."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if isinstance(value, str):
            value = value.strip().replace(",", ".")
        elif isinstance(value, float):
            value = str(value)
        number = super().to_python(value)
        if number is not None and not number.is_finite():
            raise ValidationError(self.error_messages["invalid"], code=E_FMT)
        return number
