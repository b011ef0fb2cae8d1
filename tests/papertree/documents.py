"""What is signed: the record of a sitting by its two roles, its result by one role and the institution."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cases.dokumen.jenis import JenisDokumen, Signer

CHAIR, CLERK = "ketua_sidang", "notulis_sidang"


def _asked(dokumen: Any) -> Iterable[tuple[str, Any, str]]:
    """The sitting, and the meeting above it."""
    yield "sidang", dokumen.induk_id, "catat_hasil"
    yield "rapat", dokumen.induk.parent_id, "terima_hasil"


JENIS = (
    JenisDokumen(
        key="ba_sidang",
        label="Berita acara sidang",
        signers=lambda sidang, person: [
            Signer("Ketua sidang", role=CHAIR),
            Signer("Notulis", role=CLERK),
        ],
        keeper=CLERK,
        numbered=False,
        mst=True,
        signed=("sidang", "sahkan"),
    ),
    JenisDokumen(
        key="hasil_sidang",
        label="Hasil sidang",
        signers=lambda sidang, person: [Signer("Ketua sidang", role=CHAIR), Signer("Instansi")],
        keeper=CLERK,
        numbered=False,
        joint=True,
        signed=_asked,
    ),
)
