"""What the page of an act says where the act takes two people (decision 023)."""

from __future__ import annotations

from cases.core.reading.words import waktu
from workflows.machine import Act
from workflows.models import Consent


def two_said(row: Act, first: Consent | None, tz: str) -> str:
    """Who has said yes already, or that another one is waited for; "" of an act of one person."""
    if not row.joint:
        return ""
    if first is None:
        return "Tindakan ini dilakukan dua orang: setelah Anda menekan, persetujuan pihak lain ditunggu."
    at = waktu(first.at, tz)
    return (
        f"{first.person} sudah menyetujuinya pada {at} dengan isian ini; bila sama, tindakan ini dilakukan."
    )
