"""Documents of a case as somebody may read them (SJ-140): the only way a page or the API reaches a file."""

from __future__ import annotations

from typing import Any

from documents.downloads import download_url
from documents.models import Attachment
from workflows.access import log_access
from workflows.actors import Actor

from .models import CaseDetail
from .registry import case_type
from .selectors import cases_visible_to, subject_of, unseen


def files_of(subject: CaseDetail, actor: Actor) -> list[Attachment]:
    """All versions of the documents of a case and its children that this person may read, newest first.

    The caller got the case through a selector. One query.
    """
    rows = Attachment.objects.filter(boundary=subject.case.pk).select_related("uploader", "on_behalf_of")
    visible = case_type(subject.case.type).document_visible
    return [a for a in rows.order_by("kind", "document", "-version") if visible(a, subject, actor)]


def get_file_for(actor: Actor, pk: Any) -> Attachment:
    """Raises Refused(E-HIDE), logged, for a file of another institution's case or not meant for this person."""
    found = Attachment.objects.filter(pk=pk).first()
    if found is not None:
        case = cases_visible_to(actor).select_related("institution").filter(pk=found.boundary).first()
        if case is not None and case_type(case.type).document_visible(found, subject_of(case), actor):
            return found
    raise unseen(actor, "unduh", "dokumen", found.boundary if found else None, dokumen=str(pk))


def open_file(actor: Actor, attachment: Attachment) -> str:
    """A short-lived address of a file got by `get_file_for`; the reading is in the access log."""
    log_access(
        actor=actor,
        action="unduh",
        outcome="ok",
        object_type="dokumen",
        object_id=attachment.boundary,
        detail={"dokumen": str(attachment.pk), "jenis": attachment.kind, "nama": attachment.original_name},
    )
    return download_url(attachment)
