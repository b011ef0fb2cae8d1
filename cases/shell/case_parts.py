"""Parts of the case page that several tabs and the review page show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from cases.core.declared.manifest import CaseType
from cases.core.declared.registry import case_type
from cases.core.models import Case, Message
from cases.core.reading.paging import paginate
from cases.core.reading.readable import readable
from cases.core.reading.words import tanggal
from cases.organisations.badan import role_label
from cases.organisations.roles import sisi_of
from cases.organisations.zones import day_at
from documents.models import Attachment, ScanState
from documents.preview import can_show
from workflows.formatted import sanitised

from .page import address, crumbs, first_page, list_crumb
from .showing import state_tag

#: Messages of the dialogue on one page.
THREAD = 30

#: Only what a reader must know is shown: a clean file needs no word.
_SCAN_TONES: dict[str, str] = {
    ScanState.PENDING: "warning",
    ScanState.UNEXAMINED: "warning",
    ScanState.QUARANTINED: "danger",
    ScanState.TOO_LARGE: "neutral",
}


def file_row(found: Attachment) -> dict[str, Any]:
    """A row of files.html."""
    return {
        "name": found.original_name,
        "url": reverse("kasus:unduh", args=[found.pk]) if found.is_readable else "",
        "look_url": reverse("kasus:lihat", args=[found.pk]) if found.is_readable and can_show(found) else "",
        "size": found.size,
        "version": found.version,
        "uploaded_at": found.uploaded_at,
        "uploader": str(found.uploader),
        "sha256": found.sha256,
        "withdrawn": found.withdraw_reason if found.withdrawn else "",
        "note": found.deskripsi,
        "scan_label": found.get_scan_state_display() if found.scan_state in _SCAN_TONES else "",
        "scan_tone": _SCAN_TONES.get(found.scan_state, ""),
    }


def file_groups(files: Iterable[Attachment]) -> list[dict[str, Any]]:
    """[{label, files}] by kind, in the order of the labels; versions of one document follow each other."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for found in files:
        groups.setdefault(found.kind_label, []).append(file_row(found))
    return [{"label": label, "files": rows} for label, rows in sorted(groups.items())]


def thread_of(request: HttpRequest, case: Case, files: Sequence[Attachment]) -> dict[str, Any]:
    """Context of thread.html (SJ-77): the newest `THREAD` messages, or those of a page; the oldest of them first."""
    by_id = {str(f.pk): f for f in files}
    messages = Message.objects.filter(case=case).select_related("author")
    keys = ("-sent_at", "-id")
    shown = first_page(request, lambda cursor: paginate(messages, keys=keys, cursor=cursor, limit=THREAD))
    rows = [
        {
            "author": str(message.author),
            "side": sisi_of(message.author.role).value.lower(),
            "side_label": role_label(message.author.role, day_at(message.sent_at, None)),
            "time": message.sent_at,
            "html": sanitised(message.text),
            "files": [file_row(by_id[i]) for i in message.attachments if i in by_id],
        }
        for message in reversed(shown.rows)
    ]
    return {
        "thread": rows,
        "older_url": address(request, cursor=shown.next) if shown.next else "",
        "newer_url": address(request, cursor=shown.previous) if shown.previous else "",
    }


def own_part(kind: CaseType, subject: Any, actor: Any) -> dict[str, Any]:
    """The type's own part of the page: its template with its context, or its data as plain rows."""
    if kind.template:
        return {**kind.sections(subject, actor), "type_template": kind.template}
    labels = getattr(type(subject), "LABELS", {})
    rows = [
        {"label": labels.get(name) or name.replace("_", " ").capitalize(), "value": readable(value)}
        for name, value in kind.present(subject, actor).items()
    ]
    return {"rows": [row for row in rows if row["value"]], "type_template": "core/plain_detail.html"}


def case_crumbs(
    kind: CaseType, case: Case, here: str = "", above: Sequence[dict[str, Any]] = ()
) -> list[dict[str, str]]:
    """above: rows of `above_of`; those that the person may open lead there."""
    way = [(row["number"], row["url"]) for row in above if row["url"]]
    links = [list_crumb(case_type(above[0]["type"]) if above else kind), *way]
    if not here:
        return crumbs(*links, here=case.number)
    return crumbs(*links, (case.number, reverse("kasus:kasus", args=[case.pk])), here=here)


def above_of(heads: Iterable[Any]) -> list[dict[str, Any]]:
    """What the page of a case says of the cases above it, the topmost first. heads: of `parts.heads_above`."""
    return [
        {
            "type": head.type,
            "kind": case_type(head.type).label,
            "number": head.number,
            "title": head.title,
            "url": reverse("kasus:kasus", args=[head.pk]) if head.seen else "",
            **state_tag(case_type(head.type), head.state),
        }
        for head in heads
    ]


def opened(case: Case) -> str:
    return tanggal(case.opened_at, case.institution.zona_waktu)
