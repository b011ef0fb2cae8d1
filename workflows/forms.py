"""What an act asks. One declaration serves the page, the API and its JSON Schema.

Field names are the identifiers of the catalogue. Codes of field errors are those of the catalogue (§0.2).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from .actors import Actor
from .admission import admitted
from .ahead import Ahead
from .errors import E_FMT, E_REF, E_REQ, E_RNG, FIELD_CODES, FieldError, Refused
from .fields import AngkaField, BulatField, NumberField, RichTextField, TanggalField, WaktuField
from .secret_fields import SecretField, SecretFileField, SecretFileInput, SecretPatternField, secrets_of

if TYPE_CHECKING:
    ModelChoiceField = forms.ModelChoiceField[Any]
    ModelMultipleChoiceField = forms.ModelMultipleChoiceField[Any]
else:  # to inherit from: Django's take no type where they run
    ModelChoiceField = forms.ModelChoiceField
    ModelMultipleChoiceField = forms.ModelMultipleChoiceField

__all__ = [
    "REQUIRED",
    "ActForm",
    "AngkaField",
    "BulatField",
    "ModelChoiceField",
    "ModelMultipleChoiceField",
    "NamedField",
    "NumberField",
    "RichTextField",
    "SecretField",
    "SecretFileField",
    "SecretFileInput",
    "SecretPatternField",
    "TanggalField",
    "WaktuField",
    "code_of",
    "equip",
    "secrets_of",
    "told",
]

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


def code_of(error: ValidationError) -> str:
    code = str(error.code or E_FMT)
    return code if code in FIELD_CODES else _CODES.get(code, E_FMT)


class NamedField(forms.Field):
    """A field that knows the name it has in its form (workflows.rows)."""

    name = ""


class ActForm(Ahead):
    """Base of the form of an act.

    subject: the object acted on (unsaved for a creation) or None when only the shape is wanted;
    actor: who acts; personal: field -> class of personal data ("identitas", "penilaian", "kontak"), the rest
    is none; asked_later: fields that may be left open here and without which a later act is refused;
    demanded: fields a guard of the act asks for (set by whoever knows the act, for the marks of the page);
    asked_now: those that a guard asks for as the object stands now (set by `prepare`).
    """

    personal: ClassVar[Mapping[str, str]] = {}
    asked_later: ClassVar[frozenset[str]] = frozenset()
    demanded: Collection[str] = ()
    asked_now: Collection[str] = ()
    #: Of a creation: the fields that say what it is for; each has its own draft.
    thing: ClassVar[tuple[str, ...]] = ()

    def __init__(self, data: Any = None, *, subject: Any = None, actor: Actor = None, **kwargs: Any) -> None:
        self.subject, self.actor = subject, actor
        super().__init__(data, **kwargs)
        equip(self, actor)
        if clocks := [field for field in self.fields.values() if getattr(field, "has_clock", False)]:
            zone = None if subject is None else subject.zone()
            for field in clocks:
                field.use_zone(zone)  # type: ignore[attr-defined]
        self.prepare()
        self.remember()

    def prepare(self) -> None:
        """Narrow choices to what this actor may choose for this object."""

    def take_files_of(self, sender: Any) -> None:
        """Files come from somebody else than who acts (workflows.consents). sender: of `Consent.sender`."""
        for field in self.fields.values():
            if hasattr(field, "actor"):
                field.actor = sender

    @classmethod
    def initial_for(cls, subject: Any) -> dict[str, Any]:
        """What the form shows before anything was entered."""
        return {}

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(field, told(self.fields.get(field or ""), error))

    def refuse(self, field: str | None, code: str, message: str) -> None:
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

    def entered(self) -> dict[str, Any]:
        """The cleaned values. Raises Refused with the errors of all fields."""
        if not self.is_valid():
            raise self.refusal()
        return self.cleaned_data

    def refusal(self) -> Refused:
        """The errors of all fields, under code and sentence of the first. Of a form that is not valid."""
        errors = self.coded_errors()
        first = next(iter(errors.values()))[0]
        return Refused(first.code, first.message, errors=errors)


def equip(form: forms.BaseForm, actor: Actor) -> None:
    """What every form of ours has, rows included: our words, lengths as the browser counts, text normalised."""
    for name, field in form.fields.items():
        field.error_messages["required"] = REQUIRED
        if hasattr(field, "actor"):
            field.actor = actor
        if isinstance(field, NamedField):
            field.name = form.add_prefix(name)
    if form.is_bound:
        form.data = admitted(form, form.data)


def told(field: forms.Field | None, error: Any) -> Any:
    """To a choice from a list, what is no id at all is answered as what is not in the list (§0.2, E-REF)."""
    if isinstance(field, forms.ModelChoiceField) and getattr(error, "code", None) == "invalid":
        return ValidationError("Pilihan tidak ada dalam daftar.", code=E_REF)
    return error
