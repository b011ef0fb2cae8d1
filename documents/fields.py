"""Form field for documents: its data are ids of received uploads, from JSON or from the page alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.widgets import Script
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from .binding import check
from .errors import FileRefused, StorageUnavailable, UploadUnknown
from .kinds import Kind, kinds
from .models import Attachment, Upload
from .receiving import as_id, receive

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class DocumentsWidget(forms.Widget):
    """A file chooser, and the files received before as ticked boxes: unticking one leaves it out."""

    template_name = "documents/widgets/documents.html"
    needs_multipart_form = True
    kind = ""  # a key of documents.kinds; none in a class before a field gives it
    maximum = 1
    kept: Sequence[Attachment] = ()
    replaces = False

    @property
    def media(self) -> forms.Media:
        """A browser sends a file once it is chosen, a large one in parts; what fits into a form needs no script."""
        if not self.kind:
            return forms.Media()
        name = "js/large.js" if kinds[self.kind].types.large else "js/files.js"
        return forms.Media(js=[Script(name, type="module")])  # type: ignore[list-item]

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        return data.getlist(name) if isinstance(data, MultiValueDict) else data.get(name)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data

    def use_required_attribute(self, initial: Any) -> bool:
        return False  # a file received before satisfies the field, a browser cannot know

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return id_

    def format_value(self, value: Any) -> Any:
        return value or []

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        attrs = widget["attrs"]
        id_ = attrs.get("id", name)
        widget.update(
            kind=kinds[self.kind],
            multiple=self.maximum > 1,
            maximum=self.maximum,
            kept=self.kept,
            replaces=self.replaces,
            id=id_,
            described_by=" ".join(filter(None, [f"{id_}-types", attrs.get("aria-describedby")])),
            invalid=attrs.get("aria-invalid") == "true",
        )
        return context


class DocumentsField(forms.Field):
    """`minimum` to `maximum` files of one kind. Cleaned value: list of Upload, in the order given.

    `actor` is set by the form: only uploads of that person count, nobody's without one; those that are held
    (`holding`) only where the actor names their key as `held_by`.
    replaces: one file given where one stands is the next version of that document, by default where only one
    is taken; else files given are further documents.
    Refusals carry the catalogue's codes: E-REQ too few, E-RNG too many, E-REF unknown, foreign or
    used id, E-FILE a file that the kind does not accept.
    """

    #: Read before the locks of an act: `bind` asks again for each file, under its own lock.
    ahead = True
    #: Files of all fields of a form are looked up at once (workflows.ahead).
    lookup = "documents"
    found: Mapping[UUID, Upload] | None = None
    widget = DocumentsWidget
    actor: AbstractBaseUser | None = None

    def __init__(
        self, kind: str, minimum: int = 0, maximum: int = 20, replaces: bool | None = None, **kwargs: Any
    ) -> None:
        self.kind, self.minimum, self.maximum = kind, minimum, maximum
        self.replaces = maximum == 1 if replaces is None else replaces
        super().__init__(**{"required": minimum > 0, **kwargs})
        self.widget.kind, self.widget.maximum, self.widget.replaces = kind, maximum, self.replaces

    @property
    def kept(self) -> Sequence[Attachment]:
        """Documents given earlier that go on when none is given now."""
        kept: Sequence[Attachment] = self.widget.kept
        return kept

    def keep(self, documents: Sequence[Attachment]) -> None:
        """Show these as given already; nothing more is asked where there are enough of them."""
        self.widget.kept = documents
        if documents and len(documents) >= self.minimum:
            self.minimum, self.required = 0, False

    @property
    def definition(self) -> Kind:
        """The kind's declaration; looked up late, since forms are imported before kinds are registered."""
        return kinds[self.kind]

    def clean(self, value: Any) -> list[Upload]:
        ids = _given(value)
        if len(ids) < self.minimum:
            raise ValidationError(_too_few(len(ids), self.minimum), code="E-REQ")
        if len(ids) > self.maximum:
            raise ValidationError(_too_many(self.maximum), code="E-RNG")
        found = self._own_unused(ids)
        if len(found) < len(ids):
            raise ValidationError(UploadUnknown().message, code=UploadUnknown.code)
        refusals = []
        for upload in found:
            try:
                check(upload, self.definition)
            except FileRefused as refusal:
                refusals.append(ValidationError(refusal.message, code=refusal.code))
        if refusals:
            raise ValidationError(refusals)
        self.run_validators(found)
        return found

    def prepare_value(self, value: Any) -> list[Upload]:
        """For the page: the files behind the ids, as far as they are the actor's."""
        return self._own_unused(_given(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(_given(data))

    def look_up(self, given: Sequence[tuple[DocumentsField, Any]]) -> list[Mapping[UUID, Upload]]:
        """The actor's unused uploads among the ids in all these values; the same for each."""
        found = self._own([key for _, value in given for key in map(as_id, _given(value)) if key])
        return [found for _ in given]

    def _own_unused(self, ids: list[str]) -> list[Upload]:
        keys = [key for key in map(as_id, ids) if key]
        known = self.found is not None and all(key in self.found for key in keys)
        own = self.found if self.found is not None and known else self._own(keys)
        return [own[key] for key in keys if key in own]

    def _own(self, keys: list[UUID]) -> dict[UUID, Upload]:
        person = getattr(self.actor, "pk", None)  # an automatic actor has none and uploads nothing
        if person is None or not keys:
            return {}
        held_by = getattr(self.actor, "held_by", None)
        return Upload.objects.filter(pk__in=keys, uploader=person, used_at=None, held_by=held_by).in_bulk()


def receive_all(
    form: type[forms.BaseForm] | forms.BaseForm | Mapping[str, forms.Field],
    files: MultiValueDict[str, UploadedFile[Any]],
    data: QueryDict,
    uploader: AbstractBaseUser,
) -> tuple[QueryDict, dict[str, list[ValidationError]]]:
    """Receive the files of a multipart request for the DocumentsFields of `form`.

    Returns a copy of `data` with the new upload ids under the names of their fields, and the refusals
    per posted name; other files are received all the same. Files of repeated rows are posted as
    `panitia-0-berkas`: `panitia` is a field whose attribute `row_form` is the form of one row, `berkas`
    a field of that. Files under any other name are ignored; those of a large kind do not come this way.
    """
    received = data.copy()
    errors: dict[str, list[ValidationError]] = {}
    unavailable: StorageUnavailable | None = None
    for name, sent in files.lists():
        field = _documents_field(form, name)
        if field is None:
            continue
        if field.definition.types.large:
            errors[name] = [ValidationError(_IN_PARTS, code="E-FILE")]
            continue
        if len(_given(data.getlist(name))) + len(sent) > field.maximum:
            errors[name] = [ValidationError(_too_many(field.maximum), code="E-RNG")]
            continue
        for file in sent:
            try:
                if unavailable:  # do not wait for the same time-out once more
                    raise unavailable
                upload = receive(
                    file,
                    file.name or "",
                    uploader=uploader,
                    file_class=field.definition.types,
                    max_bytes=field.definition.limit,
                    field=name,
                )
            except (FileRefused, StorageUnavailable) as refusal:
                if isinstance(refusal, StorageUnavailable):
                    unavailable = refusal
                errors.setdefault(name, []).append(ValidationError(refusal.message, code=refusal.code))
            else:
                received.appendlist(name, str(upload.pk))
    return received, errors


_IN_PARTS = "Berkas besar dikirim langsung ke penyimpanan, tidak bersama formulir."
_ROW_NAME = re.compile(r"(?P<rows>.+?)-\d+-(?P<field>.+)")


def _documents_field(form: Any, name: str) -> DocumentsField | None:
    fields = form if isinstance(form, Mapping) else getattr(form, "fields", None) or form.base_fields
    field = fields.get(name)
    if isinstance(field, DocumentsField):
        return field
    row = _ROW_NAME.fullmatch(name)
    row_form = getattr(fields.get(row["rows"]), "row_form", None) if row else None
    return _documents_field(row_form, row["field"]) if row and row_form else None


def _given(value: Any) -> list[str]:
    """The ids in `value` (list, one id, Upload objects or nothing), each once, blanks dropped."""
    values = value if isinstance(value, Iterable) and not isinstance(value, str | bytes) else [value]
    ids = (str(v.pk) if isinstance(v, Upload) else str(v).strip() for v in values if v is not None)
    # One id may be written in several ways, and is still one file.
    return list(dict.fromkeys(str(as_id(i) or i) for i in ids if i))


def _too_few(given: int, minimum: int) -> str:
    return "Field Wajib Diisi" if not given else f"Unggah paling sedikit {minimum} berkas."


def _too_many(maximum: int) -> str:
    return f"Unggah paling banyak {maximum} berkas."
