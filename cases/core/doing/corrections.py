"""Perbaikan point by point: one request lists what is to be corrected, an answer to each point (SJ-41, SJ-42, SJ-76).

A point names a field of the form that is corrected (or the whole) and says what is wrong. The institution answers
every point when it sends the correction; whoever reviews sees the answer and whether that field changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cases.core.models import Case, Correction
from workflows.context import Move
from workflows.errors import E_REF, E_REQ
from workflows.forms import ActForm
from workflows.ledger import plain
from workflows.rows import RowsField, RowsWidget, identified

#: A point about no single field.
WHOLE = "Umum"


@dataclass(frozen=True)
class Point:
    """One point as people read it. number: counted from 1; part: label of the field, or `WHOLE`; field: its name;
    changed: whether the version that answered changed that field, None while nobody answered or for the whole."""

    number: int
    id: str
    part: str
    text: str
    answer: str
    field: str = ""
    changed: bool | None = None

    @property
    def settled(self) -> bool:
        """Answered, and what it is about has changed where that can be told."""
        return bool(self.answer) and self.changed is not False


def points_of(correction: Correction | None) -> list[Point]:
    """In the order they were asked."""
    if correction is None:
        return []
    answered = correction.revision
    moved = {row["field"] for row in answered.diff} if answered is not None else set()
    return [
        Point(
            number=number,
            id=str(row["id"]),
            part=str(row.get("label") or WHOLE),
            text=str(row["isi"]),
            answer=str(row.get("tanggapan") or ""),
            field=str(row.get("bagian") or ""),
            changed=row["bagian"] in moved if answered is not None and row.get("bagian") else None,
        )
        for number, row in enumerate(correction.points, start=1)
    ]


def with_points(correction: Correction) -> Correction:
    """For a page: the same with `listed`, its points."""
    correction.listed = points_of(correction)  # type: ignore[attr-defined]
    return correction


def open_request(case: Case, part: str = "") -> Correction | None:
    """What waits for the institution's answer."""
    waiting = Correction.objects.filter(case=case, answered_at__isnull=True).select_related("requested_by")
    return (waiting.filter(part=part) if part else waiting).order_by("-requested_at").first()


def answered_by(move: Move, part: str) -> Correction | None:
    """The open request that an act answers; a form with points has read it already, under the same lock."""
    known: tuple[str, Correction | None] = move.obj.__dict__.get("answering", ("", None))
    return known[1] if known[0] == part else open_request(move.root.case, part)


def corrections_of(case: Case) -> list[Correction]:
    """The latest requests, newest first."""
    asked = Correction.objects.filter(case=case).select_related("requested_by", "revision")
    return list(asked.order_by("-requested_at")[:20])


def last_request(case: Case, part: str) -> Correction | None:
    asked = Correction.objects.filter(case=case, part=part).select_related("revision")
    return asked.order_by("-requested_at").first()


def asked_points(rows: Iterable[Mapping[str, Any]], labels: Mapping[str, str]) -> list[dict[str, Any]]:
    """As they are kept: id, bagian (field name), its label, isi."""
    return [
        {"id": row["id"], "bagian": row["bagian"], "label": labels.get(row["bagian"], ""), "isi": row["isi"]}
        for row in identified(plain(list(rows)))
    ]


def with_answers(
    points: Iterable[Mapping[str, Any]], rows: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    said = {str(row["poin"]): row["tanggapan"] for row in rows}
    return [dict(point) | {"tanggapan": said.get(str(point["id"]), "")} for point in points]


# --- asking ----------------------------------------------------------------------------------------------


class PoinRow(forms.Form):
    """One point. `parts` of the field that uses it are the fields of the form to be corrected."""

    bagian = forms.ChoiceField(label="Bagian", required=False)
    isi = forms.CharField(
        label="Yang perlu diperbaiki", max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


def points_field(corrected: type[ActForm]) -> RowsField:
    """The field of a Perbaikan form for points about the fields of the form that the institution corrects."""
    labels = part_labels(corrected)
    choices = [("", WHOLE), *labels.items()]
    bagian = forms.ChoiceField(label="Bagian", required=False, choices=choices)
    row = type("PoinRow", (PoinRow,), {"bagian": bagian, "__doc__": PoinRow.__doc__})
    return RowsField(
        row,
        label="Poin perbaikan",
        required=False,
        maximum=50,
        help_text="Satu poin untuk setiap hal; baris kosong diabaikan. Institusi menjawab poin demi poin.",
    )


def part_labels(corrected: type[ActForm]) -> dict[str, str]:
    """Field name -> label, of all that an institution fills in."""
    return {name: str(field.label or name) for name, field in corrected.base_fields.items()}


# --- answering -------------------------------------------------------------------------------------------


class TanggapanRow(forms.Form):
    """The answer to one point; the page shows the point as the label of the answer."""

    poin = forms.CharField(max_length=32, widget=forms.HiddenInput)
    tanggapan = forms.CharField(label="Tanggapan", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class AnswersWidget(RowsWidget):
    """A row for every point asked, no more and no less."""

    template_name = "widgets/answers.html"

    def __init__(self) -> None:
        super().__init__(TanggapanRow, spare=0)
        self.points: Sequence[Point] = ()

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        by_id = {point.id: point for point in self.points}
        for row in context["rows"]:
            point = by_id.get(str(row["poin"].value() or ""))
            if point is not None:
                row.fields["tanggapan"].label = f"Tanggapan atas poin {point.number}"
                row.point = point
        return context


class AnswersField(RowsField):
    """Answers to the points of the open request: [{poin, tanggapan}]. Refuses a point left out or unknown."""

    widget: AnswersWidget

    def __init__(self) -> None:
        super().__init__(TanggapanRow, label="Tanggapan atas poin perbaikan", required=False, maximum=50)
        self.widget = AnswersWidget()
        self.points: Sequence[Point] = ()

    def ask(self, points: Sequence[Point]) -> None:
        self.points = self.widget.points = points
        self.required = bool(points)

    def row_texts(self, row: Mapping[str, Any]) -> dict[str, str]:
        point = next((point for point in self.points if point.id == str(row.get("poin"))), None)
        return {} if point is None else {"poin": f"Poin {point.number} ({point.part}): {point.text}"}

    def prepare_value(self, value: Any) -> Any:
        """While nothing was answered nothing is wrong yet: no row is red before anybody has typed."""
        rows = value if isinstance(value, list) else []
        answered = any(isinstance(row, Mapping) and row.get("tanggapan") for row in rows)
        return super().prepare_value(value) if answered else value

    def clean(self, value: Any) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = super().clean(value)
        known = {point.id: point for point in self.points}
        if any(str(row["poin"]) not in known for row in rows):
            raise ValidationError("Poin perbaikan tidak dikenal.", code=E_REF)
        missing = [p for p in self.points if p.id not in {str(row["poin"]) for row in rows}]
        if missing:
            numbers = ", ".join(str(point.number) for point in missing)
            raise ValidationError(f"Poin {numbers} belum ditanggapi.", code=E_REQ)
        return rows


class AnswersPoints(ActForm):
    """Base of a form that sends a correction: answers to the points asked, if points were asked.

    correction_part: which request it answers, the name of the revision's part.
    """

    correction_part = ""

    tanggapan_poin = AnswersField()

    def prepare(self) -> None:
        super().prepare()
        field: Any = self.fields["tanggapan_poin"]
        if self.subject is None:
            return  # only the shape is wanted
        asked = open_request(self.subject.case, self.correction_part)
        self.subject.__dict__["answering"] = self.correction_part, asked
        points = points_of(asked)
        if points:
            field.ask(points)
        else:
            del self.fields["tanggapan_poin"]

    @classmethod
    def initial_for(cls, subject: Any) -> dict[str, Any]:
        found = super().initial_for(subject)
        asked = open_request(subject.case, cls.correction_part) if subject is not None else None
        rows = [{"poin": point.id, "tanggapan": ""} for point in points_of(asked)]
        return found | ({"tanggapan_poin": rows} if rows else {})


def open_points(subject: Any, part: str) -> dict[str, Any]:
    """What the form of a further request shows first: the points of the last one that were not met."""
    asked = last_request(subject.case, part) if subject is not None else None
    rows = [{"bagian": p.field, "isi": p.text} for p in points_of(asked) if not p.settled]
    return {"poin": rows} if rows else {}


def ask_correction(part: str, corrected: type[ActForm], reason_field: str = "alasan") -> Any:
    """Effect: keep the request, with its points, in the history of corrections."""
    labels = part_labels(corrected)

    def effect(move: Move) -> None:
        Correction.objects.create(
            case=move.root.case,
            part=part,
            requested_by=move.person,
            requested_at=move.now,
            reason=move.data[reason_field],
            parts=plain(move.data.get("bagian") or []),
            points=asked_points(move.data.get("poin") or [], labels),
        )

    return effect
