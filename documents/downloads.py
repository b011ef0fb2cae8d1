"""Downloads: a short-lived address of the object store. The access check is the caller's, made before."""

from __future__ import annotations

from . import storage
from .errors import NotReadable
from .models import Attachment, ScanState, Upload
from .names import disposition

LONGEST = 60  # seconds


def download_url(file: Attachment | Upload, *, seconds: int = LONGEST) -> str:
    """Address that yields the file for `seconds` (1–60), always as an attachment under its own name.

    Raises NotReadable (E-GUARD) while the virus scanner has not looked at it, and for good once it is quarantined.
    """
    assert_readable(file)
    if not 1 <= seconds <= LONGEST:
        raise ValueError(f"a download address lives 1 to {LONGEST} seconds")
    return storage.signed_url(
        file.storage_key,
        {
            "ResponseContentDisposition": disposition(file.original_name),
            "ResponseContentType": file.detected_type,
        },
        seconds,
    )


def assert_readable(file: Attachment | Upload) -> None:
    """Raises NotReadable (E-GUARD) with the reason."""
    if file.is_readable:
        return
    if file.scan_state == ScanState.PENDING:
        reason = "belum dapat diunduh: masih menunggu pemindaian virus. Coba lagi beberapa saat lagi."
    elif file.scan_state == ScanState.UNEXAMINED:
        reason = "belum dapat diunduh: belum dapat diperiksa. Pemeriksaannya diulang; coba lagi nanti."
    else:
        reason = "tidak dapat diunduh: pemeriksaan mengarantinanya. Mintalah pengirim mengirim berkas lain."
    raise NotReadable(f"Berkas “{file.original_name}” {reason}")
