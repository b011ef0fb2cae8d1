"""What an act asks. One declaration serves the page, the API and its JSON Schema.

Field names are the identifiers of the catalogue. Codes of field errors are those of the catalogue (§0.2).
"""

from __future__ import annotations

import base64
import datetime as dt
import re
from collections.abc import Mapping
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


class ActForm(forms.Form):
    """Base of the form of an act.

    subject: the object acted on (unsaved for a creation) or None when only the shape is wanted;
    actor: who acts; personal: field -> class of personal data ("identitas", "penilaian", "kontak"), the rest
    is none.
    """

    personal: ClassVar[Mapping[str, str]] = {}

    def __init__(self, data: Any = None, *, subject: Any = None, actor: Actor = None, **kwargs: Any) -> None:
        self.subject, self.actor = subject, actor
        super().__init__(data, **kwargs)
        for name, field in self.fields.items():
            field.error_messages["required"] = REQUIRED
            if hasattr(field, "actor"):
                field.actor = actor
            if isinstance(field, RowsField):
                field.name = self.add_prefix(name)
        self.prepare()

    def prepare(self) -> None:
        """Narrow choices to what this actor may choose for this object."""

    @classmethod
    def initial_for(cls, subject: Any) -> dict[str, Any]:
        """What the form shows before anything was entered."""
        return {}

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(field, _told(self.fields.get(field or ""), error))

    def refuse(self, field: str, code: str, message: str) -> None:
        self.add_error(field, ValidationError(message, code=code))

    def coded_errors(self) -> dict[str, list[FieldError]]:
        """Errors per field, in the order of the form, each with its code."""
        found: dict[str, list[FieldError]] = {}
        data = self.errors.as_data()
        for name in [*self.fields, NON_FIELD_ERRORS]:
            for error in data.get(name, ()):
                found.setdefault(name, []).append(FieldError(code_of(error), " ".join(error.messages)))
        return found


def _told(field: forms.Field | None, error: Any) -> Any:
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


class RowsWidget(forms.Widget):
    """Repeated rows: `name-0-field` from a page, a list of objects from a client."""

    template_name = "widgets/rows.html"
    needs_multipart_form = False

    def __init__(self, row_form: type[forms.Form], spare: int = 2) -> None:
        super().__init__()
        self.row_form, self.spare = row_form, spare

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        if name in data:
            value = data[name] if not hasattr(data, "getlist") else None
            if value is not None:
                return value
        pattern = re.compile(rf"{re.escape(name)}-(\d+)-(\w+)")
        numbers = sorted({int(m[1]) for key in data if (m := pattern.fullmatch(str(key)))})
        return [
            {
                field: f.widget.value_from_datadict(data, files, f"{name}-{n}-{field}")
                for field, f in self.row_form.base_fields.items()
            }
            for n in numbers[:200]
        ]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not self.value_from_datadict(data, files, name)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        rows = value if isinstance(value, list) else []
        if isinstance(value, BoundRows):
            shown = list(value.forms)
        else:
            shown = [self.row_form(prefix=f"{name}-{n}", initial=row) for n, row in enumerate(rows)]
        shown += [self.row_form(prefix=f"{name}-{len(rows) + n}") for n in range(self.spare)]
        context |= {"rows": shown, "empty": self.row_form(prefix=f"{name}-__i__"), "name": name}
        return context


class BoundRows(list[dict[str, Any]]):
    """Rows as they were sent, with the forms that carry their errors (so that nothing typed is lost)."""

    forms: list[forms.Form]


class RowsField(forms.Field):
    """A list of objects. Wholly empty rows are dropped; errors name row and field ("baris 2, Nama: …").

    row_form: a Form with the fields of one row; minimum, maximum: number of rows.
    """

    widget: RowsWidget

    def __init__(
        self, row_form: type[forms.Form], *, minimum: int = 0, maximum: int = 100, **kwargs: Any
    ) -> None:
        self.row_form, self.minimum, self.maximum = row_form, minimum, maximum
        self.actor: Actor = None
        self.name = "baris"  # set by the form: the rows shown again after an error carry its name
        kwargs.setdefault("required", minimum > 0)
        super().__init__(widget=RowsWidget(row_form), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return self._bound(value) if isinstance(value, list) else value

    def _bound(self, value: list[Any]) -> BoundRows:
        rows = BoundRows(dict(row) for row in value if isinstance(row, Mapping) and _filled(row))
        rows.forms = []
        for number, row in enumerate(rows):
            rows.forms.append(self._form(row, f"{self.name}-{number}"))
        return rows

    def _form(self, row: Mapping[str, Any], prefix: str = "") -> forms.Form:
        data = {f"{prefix}-{key}" if prefix else key: value for key, value in row.items()}
        form = self.row_form(data, prefix=prefix or None)
        for field in form.fields.values():
            field.error_messages["required"] = REQUIRED
            if hasattr(field, "actor"):
                field.actor = self.actor
        return form

    def to_python(self, value: Any) -> list[dict[str, Any]]:
        if value in self.empty_values:
            return []
        if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
            raise ValidationError("Isi harus berupa daftar baris.", code=E_FMT)
        cleaned, faults = [], []
        for number, row in enumerate((row for row in value if _filled(row)), start=1):
            form = self._form(row)
            if form.is_valid():
                cleaned.append(form.cleaned_data)
                continue
            for name, errors in form.errors.as_data().items():
                field = form.fields.get(name)
                label = field.label or name if field is not None else ""
                faults += [
                    ValidationError(f"Baris {number}, {label}: {' '.join(e.messages)}", code=code_of(e))
                    for e in (_told(field, error) for error in errors)
                ]
        if faults:
            raise ValidationError(faults)
        return cleaned

    def validate(self, value: list[dict[str, Any]]) -> None:
        if len(value) < self.minimum:
            raise ValidationError(REQUIRED, code=E_REQ)
        if len(value) > self.maximum:
            raise ValidationError(f"Paling banyak {self.maximum} baris.", code=E_RNG)


def _filled(row: Mapping[str, Any]) -> bool:
    return any(value not in (None, "", [], False) for value in row.values())
