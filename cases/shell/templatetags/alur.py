"""Template filters and form tags of the shell: dates, numbers and GOV.UK markup for Django forms.

Dates and numbers follow SJ-139. Input may be None or an empty string everywhere; the answer is then "".
What the form tags expect of a form is written down in ``templates/components/README.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from uuid_utils.compat import uuid7

from cases.core.reading import words
from workflows.actors import holder_said
from workflows.formatted import editable
from workflows.forms import RichTextField, code_of
from workflows.rows import RowsField
from workflows.text import normalised

register = template.Library()

for _word in (
    words.tanggal_panjang,
    words.tanggal,
    words.tanggal_pendek,
    words.stempel,
    words.waktu,
    words.saat,
    words.mesin,
    words.relatif,
):
    register.filter(_word.__name__, _word, expects_localtime=False)
for _other in (words.angka, words.rich, words.ukuran):
    register.filter(_other.__name__, _other)
register.filter("pemegang", holder_said)


@register.filter
def at(values: list[Any], index: int) -> Any:
    """The item of a list at an index, for two lists walked side by side."""
    return values[index]


# --- small pieces of markup, of which a list has hundreds --------


@register.simple_tag
def tag(label: Any, tone: str = "") -> SafeString:
    """A state as text with a tone: neutral (default), info, success, warning, danger, muted; nothing without label."""
    if not label:
        return SafeString("")
    return format_html('<strong class="alur-tag alur-tag--{}">{}</strong>', tone or "neutral", label)


@register.simple_tag(takes_context=True)
def moment(context: Any, value: Any, mode: str = "relative", tz: Any = "") -> SafeString:
    """A date or date-time as <time>, on the clock of tz (by default the page's), nothing without one.

    mode: relative ("3 hari lalu", exact in the title and for screen readers), both, exact.
    """
    if not value:
        return SafeString("")
    zone = tz or context.get("tz") or None
    exact, machine = words.waktu(value, zone), words.mesin(value)
    if mode == "exact":
        return format_html('<time class="alur-time" datetime="{}">{}</time>', machine, exact)
    relative = words.relatif(value, zone)
    if mode == "both":
        return format_html(
            '<time class="alur-time" datetime="{}">{} <span class="alur-time__exact">{}</span></time>',
            machine,
            relative,
            exact,
        )
    return format_html(
        '<time class="alur-time" datetime="{}" title="{}">{}<span class="govuk-visually-hidden"> ({})</span></time>',
        machine,
        exact,
        relative,
        exact,
    )


@register.simple_tag(takes_context=True)
def due(context: Any, value: Any, overdue: bool = False, tz: Any = "") -> SafeString:
    """Until when, in a list: the day and how far it is; a dash where there is no end."""
    if not value:
        return SafeString("–")
    zone = tz or context.get("tz") or None
    return format_html(
        '<span class="alur-due{}">{}{}<span class="alur-time__exact"> {}</span></span>',
        " alur-due--late" if overdue else "",
        "Terlambat, " if overdue else "",
        words.tanggal_pendek(value, zone),
        words.relatif(value, zone),
    )


# --- acts --------------------------------------------------------


@register.filter
def allowed(actions: Iterable[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """The buttons that can be pressed now."""
    return [action for action in actions or () if action["allowed"]]


@register.filter
def without(actions: Iterable[dict[str, Any]] | None, name: str) -> list[dict[str, Any]]:
    """The acts but this one, where the page has another way to it."""
    return [action for action in actions or () if action["name"] != name]


@register.filter
def not_allowed(actions: Iterable[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """The acts that would be refused, each with its reasons."""
    return [action for action in actions or () if not action["allowed"]]


# --- forms -------------------------------------------------------


@register.simple_tag
def press_key() -> SafeString:
    """The key of a form without text of its own: pressed twice, it is done once."""
    return format_html('<input type="hidden" name="idempotency_key" value="{}" autocomplete="off">', uuid7())


@dataclass(frozen=True)
class ErrorLine:
    """One line of the error summary: what is wrong, its code, and the id of the element to mend."""

    message: str
    code: str
    target: str


def _lines(errors: forms.utils.ErrorList, target: str, prefix: str = "") -> Iterator[ErrorLine]:
    for error in errors.as_data():
        for message in error:
            yield ErrorLine(prefix + str(message), code_of(error), target)


def _target(field: BoundField) -> str:
    """The id that receives the focus: the first of some options, the group of rows, else the control."""
    if isinstance(field.field, RowsField):
        return f"baris-{field.html_name}"
    if isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"{field.auto_id}_0"
    return field.auto_id


def named(field: BoundField) -> BoundField:
    """The field of repeated rows, told its name: a form field does not know it, its rows carry it."""
    inner: Any = field.field
    inner.name = field.html_name
    return field


def faulty_rows(field: BoundField) -> dict[int, forms.BaseForm]:
    """The repeated rows with errors of their own, by number counted from 1."""
    if not isinstance(field.field, RowsField) or not field.errors:
        return {}
    rows = getattr(named(field).value(), "forms", [])
    return {number: row for number, row in enumerate(rows, start=1) if row.errors}


def _row_lines(field: BoundField, rows: dict[int, forms.BaseForm]) -> Iterator[ErrorLine]:
    for number, row in rows.items():
        prefix = f"{field.label}, baris {number}"
        yield from _lines(row.non_field_errors(), f"baris-{field.html_name}-{number}", f"{prefix}: ")
        for cell in row:
            yield from _lines(cell.errors, _target(cell), f"{prefix}, {cell.label}: ")


def error_lines(form: forms.BaseForm) -> list[ErrorLine]:
    """Every error of a form and of its repeated rows, in the order of the page."""
    lines = list(_lines(form.non_field_errors(), "formulir"))
    for field in form:
        rows = faulty_rows(field)
        lines += _row_lines(field, rows) if rows else _lines(field.errors, _target(field), f"{field.label}: ")
    return lines


@register.simple_tag
def errors_of(form: forms.BaseForm | None) -> list[ErrorLine]:
    """The lines of the error summary; none for a page without a bound form."""
    return error_lines(form) if form and form.is_bound else []


@register.filter
def own_errors(field: BoundField) -> list[ErrorLine]:
    """The errors to show at a field, each with its code; those of single rows are shown in the rows."""
    return [] if faulty_rows(field) else list(_lines(field.errors, _target(field)))


@register.filter
def coded(errors: forms.utils.ErrorList) -> list[ErrorLine]:
    """The errors of an ErrorList, each with its code."""
    return list(_lines(errors, ""))


@register.filter
def control_kind(field: BoundField) -> str:
    """Which markup a control needs: ``options``, ``check``, ``rows``, ``hidden`` or ``input``."""
    widget = field.field.widget
    if isinstance(field.field, RowsField):
        return "rows"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "options"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    return "hidden" if widget.is_hidden else "input"


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Whether the options of a group may be chosen together."""
    return isinstance(field.field.widget, forms.CheckboxSelectMultiple)


@register.filter
def is_rich_text(field: BoundField) -> bool:
    """Whether simple markup is allowed in the text (the server sanitises it)."""
    return isinstance(field.field, RichTextField)


@register.filter
def is_date(field: BoundField) -> bool:
    """Whether the field takes a day as DD/MM/YYYY (SJ-139)."""
    return isinstance(field.field.widget, forms.DateInput)


def _width(field: BoundField) -> str:
    """The width says how much is expected: a day, a number and a short code are not given a full line."""
    kind, longest = field.field, getattr(field.field, "max_length", None)
    if isinstance(kind, forms.DateField | forms.IntegerField):
        return "govuk-input--width-10"
    if isinstance(kind, forms.DateTimeField):
        return "govuk-input--width-20"
    if longest and longest <= 20:
        return "govuk-input--width-10" if longest <= 10 else "govuk-input--width-20"
    return ""


@register.simple_tag
def field_control(field: BoundField) -> SafeString:
    """The bare control with the classes of govuk-frontend; its label and errors are the template's."""
    widget = field.field.widget
    if isinstance(field.field, RowsField):
        return named(field).as_widget()
    if isinstance(widget, forms.DateInput):
        widget.format = "%d/%m/%Y"
    if isinstance(widget, forms.Textarea):
        base = "govuk-textarea"
    elif isinstance(widget, forms.Select):
        base = "govuk-select"
    elif isinstance(widget, forms.FileInput):
        base = "govuk-file-upload"
    elif isinstance(widget, forms.CheckboxInput):
        base = "govuk-checkboxes__input"
    else:
        base = "govuk-input"
    classes = [base, widget.attrs.get("class", "")]
    if field.errors:
        classes.append(f"{base}--error")
    if base == "govuk-input":
        classes.append(_width(field))
    attrs: dict[str, Any] = {"class": " ".join(filter(None, classes))}
    if isinstance(field.field, forms.DecimalField | forms.IntegerField | forms.DateField):
        attrs["inputmode"] = "decimal" if isinstance(field.field, forms.DecimalField) else "numeric"
        attrs["autocomplete"] = "off"
    if isinstance(field.field, RichTextField):
        attrs["data-html"] = editable(normalised(str(field.value() or "")))  # what the editor begins with
    return field.as_widget(attrs=attrs)


@dataclass(frozen=True)
class Section:
    """A titled part of a long form; the only part of a short one has no title."""

    title: str
    fields: list[BoundField]


@register.filter
def sections(form: forms.BaseForm) -> list[Section]:
    """The visible fields by ``form.fieldsets``; what no fieldset names comes last, lest it gets lost."""
    left = {field.name: field for field in form.visible_fields()}
    parts = [
        Section(title, [left.pop(name) for name in names if name in left])
        for title, names in getattr(form, "fieldsets", [])
    ]
    return [part for part in [*parts, Section("", list(left.values()))] if part.fields]


@register.filter
def must_fill(field: BoundField) -> bool:
    """Whether the act is refused without it: by the form, or by a guard of the act (`Act.demanded`).

    A form that may be left out as a whole (`left_out`), as one of many on a page, demands nothing.
    """
    if getattr(field.form, "left_out", False):
        return False
    asked = (*getattr(field.form, "demanded", ()), *getattr(field.form, "asked_now", ()))
    return bool(field.field.required or field.name in asked)


@register.inclusion_tag("components/required_note.html")
def required_note(form: forms.BaseForm) -> dict[str, bool]:
    """Says once what the star means, when a field has one."""
    return {"show": any(must_fill(field) for field in form.visible_fields())}


@register.simple_tag(takes_context=True)
def ticked(context: Any, row: Any) -> SafeString:
    """Of a box in a list: whether the address says that its row was ticked (cases.shell.lapsed)."""
    request = context.get("request")
    chosen = request is not None and str(row) in request.GET.getlist("pilih")
    return SafeString(" checked" if chosen else "")


@register.simple_tag
def render_form(form: forms.BaseForm) -> SafeString:
    """All fields of a form, repeated rows and hidden ones included, without ``<form>`` and summary."""
    return render_to_string("components/form.html", {"form": form})
