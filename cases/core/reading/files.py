"""Documents of a case as somebody may read them (SJ-140): the only way a page or the API reaches a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from cases.core.declared.registry import case_type
from documents.downloads import assert_readable, download_url
from documents.errors import NotReadable
from documents.models import Attachment
from workflows.access import log_access
from workflows.actors import Actor
from workflows.at_once import at_once
from workflows.errors import Reason, Refused
from workflows.showing import once

from .selectors import subject_of, subjects_of, unseen
from .sight import cases_visible_to, sees_everything

#: In the log: a file was read on a page, page by page as pictures.
LOOK = "lihat_dokumen"
#: Owner that belongs to no case -> who may read its files.
_readers: dict[str, Callable[[Attachment, Actor], bool]] = {}


def add_reader(owner_type: str, may: Callable[[Attachment, Actor], bool]) -> None:
    """Called by an app whose objects keep documents outside of every case, in its AppConfig.ready()."""
    _readers[owner_type] = may


def files_of(subject: Any, actor: Actor) -> list[Attachment]:
    """All versions of the documents of a case and its children that this person may read, newest first.

    The caller got the case through a selector. One query, once for a page.
    """
    visible = case_type(subject.case.type).document_visible
    return [a for a in files_kept(subject.case) if visible(a, subject, actor)]


def files_kept(case: Any) -> QuerySet[Attachment]:
    """What `files_of` chooses from, for whoever reads it with other rows."""

    def rows() -> QuerySet[Attachment]:
        found = Attachment.objects.filter(boundary=case.pk).select_related("uploader", "on_behalf_of")
        return found.order_by("kind", "document", "-version")

    return once(("files", case.pk), rows)


def boundaries_read_by(
    actor: Actor, files: QuerySet[Attachment], *, most: int, beside: QuerySet[Any, Any]
) -> list[Any]:
    """The cases of those of some files that this person may read: that a hidden report is in a case is not told by its
    checksum either (SJ-109). For who reads all, files of cases that the person does not see may be among them.

    beside: other rows that the caller wants, read in the same statement."""
    if sees_everything(actor):
        everywhere = files.values_list("boundary", flat=True)[:most]
        at_once(everywhere, beside)
        return list(everywhere)
    cases = cases_visible_to(actor).filter(pk__in=files.values("boundary")).order_by("pk")[:most]
    there, cases = files.filter(boundary__in=cases.values("pk")), cases.select_related("institution")
    at_once(cases, there, beside)
    known = {case.pk: case for case in cases}
    subjects = subjects_of(known.values())
    return [
        file.boundary
        for file in there
        if file.boundary in known
        and case_type(known[file.boundary].type).document_visible(file, subjects[file.boundary], actor)
    ]


def get_file_for(actor: Actor, pk: Any, action: str = "unduh") -> Attachment:
    """Raises Refused(E-HIDE), logged, for a file of another institution's case or not meant for this person.

    action: what is tried, for the log.
    """
    found = Attachment.objects.select_related("uploader").filter(pk=pk).first()
    if found is not None:
        case = cases_visible_to(actor).select_related("institution").filter(pk=found.boundary).first()
        if case is not None and case_type(case.type).document_visible(found, subject_of(case), actor):
            return found
        alone = _readers.get(found.owner_type) if found.boundary == found.owner_id else None
        if case is None and alone is not None and alone(found, actor):
            return found
    raise unseen(actor, action, "dokumen", found.boundary if found else None, dokumen=str(pk))


def open_file(actor: Actor, attachment: Attachment) -> str:
    """A short-lived address of a file got by `get_file_for`; the reading is in the access log.

    Raises Refused(E-GUARD), logged too, while the file waits for the virus scanner and from quarantine.
    """
    _read(actor, attachment, "unduh", "Berkas tidak dapat diunduh.")
    return download_url(attachment)


def look_at(actor: Actor, attachment: Attachment) -> None:
    """The reading of a file got by `get_file_for` on a page instead: logged and refused like a download."""
    _read(actor, attachment, LOOK, "Berkas tidak dapat ditampilkan.")


def _read(actor: Actor, attachment: Attachment, action: str, sentence: str) -> None:
    refusal = None
    try:
        assert_readable(attachment)
    except NotReadable as error:
        refusal = error
    log_access(
        actor=actor,
        action=action,
        outcome=refusal.code if refusal else "ok",
        object_type="dokumen",
        object_id=attachment.boundary,
        detail={"dokumen": str(attachment.pk), "jenis": attachment.kind, "nama": attachment.original_name},
    )
    if refusal:
        reason = Reason("terpindai", refusal.message, "SJ-140", refusal.code)
        raise Refused(refusal.code, sentence, [reason])
