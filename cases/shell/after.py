"""What comes after an act: a sentence that says what was recorded about whom, and what is to be done next."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cases.core.declared.registry import case_type, papers_under_way
from cases.core.reading.saying import act_label, called_in, decided
from cases.core.reading.selectors import get_subject_for
from workflows.errors import Refused
from workflows.machine import row_for
from workflows.models import LedgerEntry
from workflows.offers import offer_of

from .showing import act_url, turns_of

#: Decided values that a message repeats; the rest stands in the history.
_REPEATED, _LONGEST = 2, 80


def message_of(entry: LedgerEntry, actor: Any) -> SafeString:
    """The success message, with a link to what comes next."""
    subject = get_subject_for(actor, entry.stream)
    label = act_label(entry.object_type, entry.act, entry.source, entry.body.get("machine_version"))
    about = called_in(entry) or f"{subject.case.number} {subject.case.title}"
    short = [fact for fact in decided(entry) if not fact.long and len(fact.value) <= _LONGEST][:_REPEATED]
    values = "".join(f" {fact.label}: {fact.value.rstrip('.')}." for fact in short)
    lines = next_lines(subject, actor)
    after = format_html_join("", " {}{}", ((line["text"], _link(line)) for line in lines))
    return format_html("{} sudah dicatat untuk {}.{}{}", label, about, values, after)


def next_lines(subject: Any, actor: Any) -> list[dict[str, str]]:
    """[{text, url, label}]: whose turn it is now, and the letters that wait; url for what this person can do."""
    case, kind = subject.case, case_type(subject.case.type)
    found = []
    for turn in turns_of(kind, subject.open_route(), actor, case.institution.nama):
        if turn["mine"] and turn["act"]:
            url = turn["page"] or act_url(subject, turn["act"])
            line = {"text": "Selanjutnya menunggu Anda:", "url": url}
            found.append({**line, "label": turn["label"]})
        else:
            found.append(
                {"text": f"Selanjutnya: {turn['label']} oleh {turn['holder']}.", "url": "", "label": ""}
            )
    return found + papers_under_way(case, actor)


def _link(line: dict[str, str]) -> SafeString:
    if not line["url"]:
        return SafeString("")
    return format_html(' <a class="govuk-link" href="{}">{}</a>.', line["url"], line["label"])


def next_act_url(model: Any, entry: LedgerEntry, actor: Any) -> str:
    """Address of the act that the regulation puts right behind this one, while it can be done (SJ-121)."""
    row = row_for(model, entry.act, entry.source)
    if row is None or not row.then:
        return ""
    fresh = model.fetch(entry.object_id)
    try:
        offer_of(fresh, actor, row.then)
    except Refused:
        return ""
    return act_url(fresh, row.then)
