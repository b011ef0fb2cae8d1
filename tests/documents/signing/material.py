"""A document as typst makes it, requests to sign it, and what poppler says about the result."""

import re
import subprocess
from functools import cache
from typing import Any

import typst

from documents.signing import SignRequest

FIRST, SECOND = "penandatangan_1", "penandatangan_2"
NAMES = {FIRST: "Dr. Budi Santoso, S.H., M.Si.", SECOND: "Siti Aminah"}
NUMBERS = {FIRST: "198001012005011001", SECOND: "198502022010012002"}
ATTACHED = '{"nomor": "R-1/KASN/2026"}'

SOURCE = """
#set document(title: "Rekomendasi", date: datetime(year: 2026, month: 11, day: 1))
#set text(lang: "id")
#pdf.attach("data.json", bytes(sys.inputs.data), relationship: "data",
  mime-type: "application/json", description: "Data dokumen")
= Rekomendasi
Nomor R-1/KASN/2026.
#pagebreak()
== Hasil
Seleksi terbuka dapat dilanjutkan.
"""


@cache
def document() -> bytes:
    """PDF/A-3a and PDF/UA-1, two pages, the data attached."""
    made = typst.compile(
        SOURCE.encode(), format="pdf", pdf_standards=["a-3a", "ua-1"], sys_inputs={"data": ATTACHED}
    )
    assert isinstance(made, bytes)
    return made


def request(field: str = FIRST, *, certify: bool = True, final: bool = True, **other: Any) -> SignRequest:
    values = {
        "field": field,
        "name": NAMES[field],
        "identifier": NUMBERS[field],
        "role": "Asisten KASN",
        "reason": "Menyetujui rekomendasi",
        "location": "Jakarta",
        "certify": certify,
        "final": final,
    }
    return SignRequest(**(values | other))


def pdfsig(pdf: bytes, folder: Any) -> dict[str, set[str]]:
    """field -> the lines poppler prints about its signature. Its trust store does not know our roots."""
    path = folder / "pdfsig.pdf"
    path.write_bytes(pdf)
    run = subprocess.run(["pdfsig", str(path)], capture_output=True, text=True, check=False)
    blocks = re.split(r"^Signature #\d+:\n", run.stdout, flags=re.M)[1:]
    found = {}
    for block in blocks:
        lines = {line.strip().removeprefix("- ") for line in block.splitlines()}
        field = next(line.split(": ", 1)[1] for line in lines if line.startswith("Signature Field Name"))
        found[field] = lines
    return found


VALID, WHOLE, PART = (
    "Signature Validation: Signature is Valid.",
    "Total document signed",
    "Not total document signed",
)
EMPTY = "The signature form field is not signed."
