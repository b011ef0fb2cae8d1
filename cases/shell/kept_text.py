"""What somebody typed, on a page that cannot take it any more: readable, to be copied, kept as a draft.

The act may have gone with its state, the object with its row, or the right to see it with a moved petugas: the text
stays its author's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest

from cases.core.doing import drafts
from cases.core.models import Draft
from cases.core.reading.saying import row_of
from documents.receiving import as_id
from workflows.errors import E_HIDE, E_PERM, Refused
from workflows.formatted import visible_text
from workflows.forms import ActForm

from .answers import answers
from .entered import values_from
from .lapsed import KEY, keep_posted

Row = dict[str, Any]


def filled_rows(form: ActForm) -> list[Row]:
    """The rows of answers in which something was entered or chosen."""
    return [row for row in answers(form) if row["value"] or row.get("files")]


def as_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """The same for the clipboard."""
    return "\n\n".join(f"{row['label']}:\n{_plain(row)}" for row in rows if row["value"])


def _plain(row: Mapping[str, Any]) -> str:
    text = str(row["value"])
    return visible_text(text).strip() if row.get("html") else text


def context_of(rows: list[Row]) -> dict[str, Any]:
    """For templates/core/refused.html."""
    return {"typed": rows, "typed_text": as_text(rows)}


def kept_of(request: HttpRequest, refused: Refused) -> dict[str, Any]:
    """The same for a page that was refused as a whole: what was posted to it, or the draft that its address names."""
    draft = _draft_of(request, refused)
    if draft is None:
        return {}
    row = row_of(draft.case_type, draft.act)
    if row is None or row.form is None:
        return context_of(_raw(draft))
    posted = drafts.posted(draft)
    names = [name for name in draft.data if name in row.form.base_fields]
    return context_of(filled_rows(row.form(values_from(row.form, posted, names), actor=request.user)))


def _draft_of(request: HttpRequest, refused: Refused) -> Draft | None:
    user: Any = request.user
    if not user.is_authenticated:
        return None
    if request.method != "POST":
        return drafts.find(user, request.GET.get("draf", ""))
    if refused.code not in (E_HIDE, E_PERM):  # whoever refuses for another reason has mostly read and kept it
        found = drafts.find(user, request.POST.get(KEY, ""))
        if found is not None:
            return found
    try:
        kept = keep_posted(request)
    except Refused:
        return None
    return (
        kept[1].draft if kept is not None and kept[1] is not None and kept[0].user == str(user.pk) else None
    )


def _raw(draft: Draft) -> list[Row]:
    """Of a page that is no act: what was typed, without the words of its form."""
    values = (value for pairs in draft.data.values() for some in pairs.values() for value in some)
    text = "\n".join(value for value in values if value.strip() and as_id(value) is None)
    return [{"label": draft.title, "value": text}] if text else []
