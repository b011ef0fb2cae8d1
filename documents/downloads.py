"""Downloads: a short-lived address of the object store. The access check is the caller's, made before."""

from __future__ import annotations

from django.utils.http import content_disposition_header

from . import storage
from .models import Attachment, Upload

LONGEST = 60  # seconds


def download_url(file: Attachment | Upload, *, seconds: int = LONGEST) -> str:
    """Address that yields the file for `seconds` (1–60), always as an attachment under its own name."""
    if not 1 <= seconds <= LONGEST:
        raise ValueError(f"a download address lives 1 to {LONGEST} seconds")
    disposition = content_disposition_header(as_attachment=True, filename=file.original_name) or "attachment"
    return storage.signed_url(
        file.storage_key,
        {"ResponseContentDisposition": disposition, "ResponseContentType": file.detected_type},
        seconds,
    )
