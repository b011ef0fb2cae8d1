"""A proposal as others see it: over what, why, who has said what, what is still missing, what it took effect on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Case as Choice
from django.db.models import Count, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse

from cases.cat.tables import UsulPenundaan
from cases.core.declared.registry import case_type
from cases.core.models import Case
from cases.core.reading.sight import cases_visible_to
from cases.shell.showing import state_tag
from workflows.models import Ask
from workflows.showing import once

from . import facts
from .subject import PARTIES

#: How many frozen parts a page shows, those that have not answered first.
SHOWN = 50
SCOPES = {"event": "Seluruh acara", "lokasi": "Titik lokasi", "sesi": "Sesi"}
MISSING, DONE = "belum", "sudah"


def node_of(obj: Any) -> Case:
    """What it is proposed over."""
    found: Case = once(("proposed over", obj.pk), lambda: obj.case.parent)
    return found


def present(obj: Any) -> dict[str, Any]:
    """What the JSON of both kinds says."""
    node = node_of(obj)
    return {
        "acara": str(obj.acara_id),
        "cakupan": {"jenis": node.type, "id": str(node.pk), "judul": node.title},
        "uraian": obj.uraian,
        "pihak_bkn": obj.party(),
        "koordinasi_bkn": obj.koordinasi_bkn or None,
        "berita_acara": obj.ba,
        "disetujui": obj.disetujui,
        "diumumkan": obj.diumumkan,
        "beku": _counted(obj),
    }


def _counted(obj: Any) -> dict[str, int] | None:
    """How many parts it took effect on, and what they have answered; None before it did."""
    if obj.beku is None:
        return None
    return {key: value for key, value in _answers(obj).items() if key != "beku"}


def _answers(obj: Any) -> dict[str, int]:
    def read() -> dict[str, int]:
        counted: dict[str, int] = facts.frozen_asks(obj).aggregate(
            bagian=Count("pk"),
            menunggu=Count("pk", filter=Q(answered_at=None)),
            dilakukan=Count("pk", filter=Q(answer=Ask.Answer.DONE)),
            tidak_berlaku=Count("pk", filter=Q(answer=Ask.Answer.PAST)),
        )
        return counted

    return once(("frozen counted", obj.pk), read)


def scope_said(obj: Any) -> str:
    node = node_of(obj)
    return f"{SCOPES[node.type]}: {node.title}"


def said(record: dict[str, Any]) -> str:
    """Of a confirmed coordination: who, how, with what result."""
    party = PARTIES.get(str(record.get("pihak")), "Pansel")
    return f"{party}: {record['nama']}, {record['jabatan']}. {record['sarana']}. {record['hasil']}"


def conditions(obj: Any) -> list[dict[str, Any]]:
    """What must hold before it takes effect, in the order of CB-128 and CB-129: {label, done, text}."""
    found = []
    if isinstance(obj, UsulPenundaan):
        found.append(_condition("Koordinasi dengan Pansel", obj.koordinasi_psi, "menunggu Pansel"))
    found.append(
        _condition(
            "Koordinasi dengan BKN", obj.koordinasi_bkn, f"menunggu {PARTIES[obj.party()]}", once_given=said
        )
    )
    coordinated = obj.state not in ("", "konsep")
    waiting = (
        "menunggu tanda tangan"
        if coordinated
        else "disusun setelah Tim Pelaksana mencatat koordinasi selesai"
    )
    found.append({"label": "Berita acara", "done": obj.ba, "text": "" if obj.ba else waiting})
    refused = obj.state == "ditolak_deputi"
    approval = "ditolak" if refused else "menunggu deputi"
    found.append(
        {"label": "Persetujuan deputi", "done": obj.disetujui, "text": "" if obj.disetujui else approval}
    )
    return found


def _condition(label: str, record: Any, waiting: str, once_given: Any = said) -> dict[str, Any]:
    return {"label": label, "done": bool(record), "text": once_given(record) if record else waiting}


def _frozen_rows(obj: Any, actor: Any) -> QuerySet[Any, Any]:
    rows = facts.frozen_asks(obj).filter(object_id__in=cases_visible_to(actor).values("pk"))
    first = Choice(When(answered_at=None, then=Value(0)), default=Value(1), output_field=IntegerField())
    found: QuerySet[Any, Any] = rows.order_by(first, "object_type", "id")[:SHOWN]
    return found


def frozen(obj: Any, actor: Any) -> dict[str, Any]:
    """{rows, number, waiting, more}: the parts this person may see, with what each has answered."""
    if obj.beku is None:
        return {"rows": [], "number": 0, "waiting": 0, "more": 0}
    asked = list(_frozen_rows(obj, actor))
    cases = Case.objects.in_bulk([row.object_id for row in asked])
    counted = _answers(obj)
    return {
        "rows": [_part(row, cases[row.object_id]) for row in asked if row.object_id in cases],
        "number": counted["bagian"],
        "waiting": counted["menunggu"],
        "more": counted["bagian"] - len(asked),
    }


def _part(row: Ask, case: Case) -> dict[str, Any]:
    if row.answered_at is None:
        answer = "menunggu"
    elif row.answer == Ask.Answer.DONE:
        answer = "dilakukan"
    else:
        answer = f"tidak berlaku lagi: {row.why}" if row.why else "tidak berlaku lagi"
    kind = case_type(case.type)
    return {
        "url": reverse("kasus:kasus", args=[case.pk]),
        "title": case.title,
        "number": case.number,
        "kind": kind.label,
        "answer": answer,
        **state_tag(kind, case.state),
    }


def sections(obj: Any, actor: Any, rows: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Context of templates/cat/usul.html. rows: what the kind itself says, (label, value)."""
    node = node_of(obj)
    own = [("Cakupan", scope_said(obj)), *rows]
    return {
        "usul": obj,
        "node": node,
        "rows": [{"label": label, "value": value} for label, value in own],
        "conditions": conditions(obj),
        "missing": [one for one in conditions(obj) if not one["done"]],
        "frozen": frozen(obj, actor),
        "decided": obj.state not in ("konsep", "dikoordinasikan"),
    }
