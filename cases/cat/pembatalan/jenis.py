"""The berita acara of a cancellation (Lamp. 6; CB-222, CB-223): signed by the team alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cases.cat.usul.papers import content, coordinated_with
from cases.dokumen.jenis import JenisDokumen, Signer


def _content(obj: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    return content(
        obj,
        values,
        cause="Sebab pembatalan",
        statements=(f"Pembatalan ini telah dikoordinasikan dengan {coordinated_with(obj)}.",),
    )


BA_PEMBATALAN = JenisDokumen(
    key="ba_pembatalan",
    label="Berita acara pembatalan",
    signers=lambda obj, person: [Signer("Tim Pelaksana CAT BKN", role="tpc")],
    content=_content,
    numbered=False,
    mst=True,
    keeper="tpc",
    signed=("pembatalan", "ba_ditandatangani"),
)
