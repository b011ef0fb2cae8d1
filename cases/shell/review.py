"""What a reviewer needs beside the form: the plan, what changed since the last version, the documents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cases.core.declared.manifest import CaseType
from cases.core.doing.corrections import points_of
from cases.core.models import Correction, Revision
from cases.core.reading.files import files_of
from cases.core.reading.versions import reader_of
from documents.models import Attachment

from .case_parts import file_groups, file_row, own_part

#: Name of the frame in which the documents are read, so that what was typed into the form stays.
FRAME = "penampil"


def review_of(subject: Any, actor: Any, kind: CaseType) -> dict[str, Any]:
    """Context of act_review.html. Three queries besides those of the type's own part."""
    version = Revision.objects.filter(case=subject.case).order_by("-at").first()
    asked = Correction.objects.filter(case=subject.case).select_related(
        "requested_by", "answered_by", "revision"
    )
    correction = asked.order_by("-requested_at").first()
    own = own_part(kind, subject, actor)
    files = files_of(subject, actor)
    newest = _newest(files)
    # a type whose object is a document names the file that is decided on
    decided = own.get("file")
    return {
        **own,
        "version": version,
        "changes": reader_of(kind, version.part, files).changes(version.diff) if version else [],
        "correction": correction,
        "correction_points": points_of(correction),
        "file_groups": [] if decided is not None else file_groups(newest),
        "file_count": len(newest),
        "decided_file": decided,
        "frame": FRAME,
        "shown_file": next(
            (row for row in map(file_row, [decided] if decided is not None else newest) if row["look_url"]),
            None,
        ),
    }


def _newest(files: Iterable[Attachment]) -> list[Attachment]:
    """Of each document the version that stands, the earlier ones are on the tab Dokumen."""
    found: dict[Any, Attachment] = {}
    for one in files:
        if one.can_stand:
            found.setdefault(one.document, one)
    return sorted(found.values(), key=lambda one: one.kind_label)
