"""What a reviewer needs beside the form: the plan, what changed since the last version, the documents."""

from __future__ import annotations

from typing import Any

from cases.core.files import files_of
from cases.core.models import Correction, Revision
from cases.core.registry import CaseType

from .answers import comparison
from .case_parts import file_groups, own_part


def review_of(subject: Any, actor: Any, kind: CaseType) -> dict[str, Any]:
    """Context of act_review.html. Three queries besides those of the type's own part."""
    version = Revision.objects.filter(case=subject.case).order_by("-at").first()
    asked = Correction.objects.filter(case=subject.case).select_related("requested_by", "answered_by")
    return {
        **own_part(kind, subject, actor),
        "version": version,
        "changes": comparison(version.diff) if version else [],
        "correction": asked.order_by("-requested_at").first(),
        "file_groups": file_groups(files_of(subject, actor)),
    }
