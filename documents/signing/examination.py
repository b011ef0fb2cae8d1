"""One PDF judged by pyHanko; also a program of its own, so that a hostile file can be given up.

    python -m documents.signing.examination < instructions in one line of JSON, then the file

pyHanko bounds what it unpacks, not how long it walks: 12 kB of fields that contain each other keep it
busy for seconds, some more for hours. The program ends itself when it used up its time or memory.
"""

from __future__ import annotations

import base64
import json
import logging
import sys
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import datetime
from io import BytesIO
from itertools import islice
from typing import Any

from asn1crypto import x509
from asn1crypto.crl import CertificateList
from asn1crypto.ocsp import OCSPResponse
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.general import find_unique_cms_attribute
from pyhanko.sign.validation import async_validate_pdf_signature, async_validate_pdf_timestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError, SignatureValidationError
from pyhanko.sign.validation.generic_cms import collect_timing_info
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import ModificationInfo, PdfSignatureStatus, TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.authority import CertTrustAnchor

from documents.fence import fence

from .facts import (
    BROKEN,
    CHANGED,
    EXPIRED,
    IRREGULAR,
    REVOKED,
    UNREADABLE,
    UNSIGNED,
    UNTIMED,
    UNTRUSTED,
    SignatureFact,
    Verification,
)
from .pades import covers, run
from .trust import Roots

MAX_SIGNATURES = 20
MAX_REVISIONS = 60  # each signature is one, with validation data two more
CPU_SECONDS = 5
MEMORY = 1024 * 1024 * 1024  # bytes of address space, the interpreter included


def examine(pdf: bytes, trusted: Roots, moment: datetime) -> Verification:
    """Judge `pdf`; `moment`: when the timestamp authorities' certificates must be valid.

    A file that pyHanko reads only leniently is never genuine, but its signatures are told.
    """
    try:
        return run(Examination(pdf, trusted, moment).judge())
    except (PdfReadError, SignatureValidationError):
        found = run(Examination(pdf, trusted, moment, strict=False).judge())
        return replace(found, genuine=False, problem=found.problem or IRREGULAR)


class Examination:
    """One file, one set of authorities. `judge()` may raise anything a hostile file provokes."""

    def __init__(self, pdf: bytes, trusted: Roots, now: datetime, *, strict: bool = True) -> None:
        self.size = len(pdf)
        self.ends_properly = pdf.rstrip().endswith(b"%%EOF")
        self.trusted = trusted
        self.now = now
        self.reader = PdfFileReader(BytesIO(pdf), strict=strict)
        self.proofs = _proofs(self.reader)
        self.lists, self.answers = _signed_proofs(self.reader)

    async def judge(self) -> Verification:
        filled = sum(1 for _ in islice(enumerate_sig_fields(self.reader, True), MAX_SIGNATURES + 1))
        if filled > MAX_SIGNATURES or self.reader.xrefs.total_revisions > MAX_REVISIONS:
            return Verification(False, problem=UNREADABLE)
        embedded = list(self.reader.embedded_signatures)
        signatures = [one for one in embedded if one.sig_object_type == "/Sig"]
        if not signatures:
            return Verification(False, problem=UNSIGNED)
        judged = [await self._judge(one) for one in signatures]
        facts = tuple(fact for fact, _ in judged)
        problem = next((problem for _, problem in judged if problem), "")
        problem = problem or await self._problem_of_timestamps(embedded) or self._problem_at_end(embedded[-1])
        return Verification(not problem, facts, problem)

    async def _judge(self, signature: EmbeddedPdfSignature) -> tuple[SignatureFact, str]:
        stamp = await self._timestamp(signature)
        stamped = stamp is not None and stamp.valid and stamp.intact and stamp.trusted
        context = self._context(stamp.timestamp if stamp and stamped else self.now)
        # Comparing revisions is the costly part: only for a signature that is somebody's we trust.
        status = await async_validate_pdf_signature(
            signature, context, self._context(self.now), skip_diff=True
        )
        if status.bottom_line and stamped:
            context = self._context(stamp.timestamp if stamp else self.now)
            status = await async_validate_pdf_signature(signature, context, self._context(self.now))
        if not (status.intact and status.valid):
            problem = BROKEN
        elif not status.trusted:
            problem = _distrust(status, stamp.timestamp if stamp and stamped else self.now)
        elif not stamped:
            problem = UNTIMED
        elif not status.bottom_line or not _only_signed_since(status):
            problem = CHANGED
        else:
            problem = ""
        by_demo = self._is_by_demo(status)
        return SignatureFact(
            field=signature.field_name,
            **_person(signature.signer_cert),
            serial=f"{signature.signer_cert.serial_number:x}",
            signed_at=stamp.timestamp if stamp and stamped else None,
            authority=_common_name(signature.signer_cert.issuer),
            demo=by_demo,
            bottom_line=bool(status.bottom_line),
            whole_file=self._covers_file(signature),
            note=problem or ("Tanda tangan demo: tidak berlaku di luar peragaan." if by_demo else ""),
        ), problem

    def _is_by_demo(self, status: PdfSignatureStatus) -> bool:
        anchor = status.validation_path.trust_anchor if status.validation_path else None
        if self.trusted.demo is None or not isinstance(anchor, CertTrustAnchor):
            return False
        return bool(anchor.certificate.sha256 == self.trusted.demo.sha256)

    async def _timestamp(self, signature: EmbeddedPdfSignature) -> TimestampSignatureStatus | None:
        signature.compute_digest()
        timing = await collect_timing_info(
            signature.signer_info,
            self._context(self.now),
            signature.compute_digest,
        )
        found: TimestampSignatureStatus | None = timing.get("timestamp_validity")
        return found

    async def _problem_of_timestamps(self, embedded: list[EmbeddedPdfSignature]) -> str:
        for one in embedded:
            if one.sig_object_type != "/Sig":
                status = await async_validate_pdf_timestamp(one, self._context(self.now))
                if not (status.valid and status.intact and status.trusted) or not _only_signed_since(status):
                    return CHANGED
        return ""

    def _problem_at_end(self, last: EmbeddedPdfSignature) -> str:
        """Nothing may follow the last signature but proofs for it (a DSS: revocation, certificates)."""
        if self._covers_file(last):
            return ""
        followed = self.reader.xrefs.total_revisions - 1 > last.signed_revision
        level = getattr(last.diff_result, "modification_level", ModificationLevel.OTHER)
        proofs_only = followed and self.ends_properly and level == ModificationLevel.LTA_UPDATES
        return "" if proofs_only else CHANGED

    def _covers_file(self, signature: EmbeddedPdfSignature) -> bool:
        return covers(signature.byte_range, len(signature.pkcs7_content), self.size)

    def _context(self, moment: datetime) -> ValidationContext:
        """Revocation counts where its proof is in the file, also one that was added after the signing."""
        given: dict[str, Any] = {
            "trust_roots": list(self.trusted.certificates),
            "moment": moment,
            "allow_fetching": False,
            "retroactive_revinfo": True,
            "crls": self.lists,
            "ocsps": self.answers,
        }
        if self.proofs is None:
            return ValidationContext(**given)
        return self.proofs.as_validation_context(given)


def _proofs(reader: PdfFileReader) -> DocumentSecurityStore | None:
    """Certificates and revocations that the file itself carries."""
    try:
        found: DocumentSecurityStore = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return None
    return found


def _signed_proofs(reader: PdfFileReader) -> tuple[list[CertificateList], list[OCSPResponse]]:
    """Revocations that signatures carry in themselves, as Acrobat writes them (attribute 1.2.840.113583.1.1.8).

    What cannot be read as one says nothing; whether it is the authority's own is judged where it is used.
    """
    lists: list[CertificateList] = []
    answers: list[OCSPResponse] = []
    for signature in reader.embedded_signatures[:MAX_SIGNATURES]:
        with suppress(ValueError, TypeError, KeyError):
            found = find_unique_cms_attribute(
                signature.signer_info["signed_attrs"], "adobe_revocation_info_archival"
            )
            lists += [one for one in found["crl"] if one.native is not None]
            answers += [one for one in found["ocsp"] if one.native is not None]
    return lists, answers


def _distrust(status: PdfSignatureStatus, moment: datetime) -> str:
    """Why the certificate does not count."""
    reason = getattr(status.trust_problem_indic, "name", "")
    if status.revocation_details is not None or reason.startswith("REVOKED"):
        return REVOKED
    own = status.signing_cert
    outside = not own.not_valid_before <= moment <= own.not_valid_after
    if outside or reason in ("EXPIRED", "NOT_YET_VALID", "OUT_OF_BOUNDS_NO_POE", "OUT_OF_BOUNDS_NOT_REVOKED"):
        return EXPIRED
    return UNTRUSTED


def _only_signed_since(status: ModificationInfo) -> bool:
    """Later revisions only added signatures (filling fields) or proofs for them."""
    level = status.modification_level
    return level is not None and level <= ModificationLevel.FORM_FILLING


def _person(certificate: x509.Certificate) -> dict[str, str]:
    """Name and number in the subject. The demo cuts a long common name and keeps the whole beside it."""
    subject = _attributes(certificate.subject)
    return {
        "signer_name": subject.get("name") or subject.get("common_name", ""),
        "identifier": subject.get("serial_number", ""),
    }


def _common_name(name: x509.Name) -> str:
    attributes = _attributes(name)
    return attributes.get("common_name") or attributes.get("organization_name") or name.human_friendly


def _attributes(name: x509.Name) -> dict[str, str]:
    return {key: value for key, value in name.native.items() if isinstance(value, str)}


# --- The program ----------------------------------------------------------------------------------------


def instructions(trusted: Roots, moment: datetime) -> bytes:
    """The first line of the program's input."""
    return (
        json.dumps(
            {
                "roots": [base64.b64encode(root.dump()).decode() for root in trusted.certificates],
                "demo": base64.b64encode(trusted.demo.dump()).decode() if trusted.demo else None,
                "moment": moment.isoformat(),
            }
        ).encode()
        + b"\n"
    )


def parse_answer(answer: bytes) -> Verification:
    """What the program printed; ValueError, TypeError or KeyError when it is not that."""
    said = json.loads(answer)
    facts = []
    for fact in said["signatures"]:
        signed_at = fact.pop("signed_at")
        facts.append(SignatureFact(signed_at=signed_at and datetime.fromisoformat(signed_at), **fact))
    return Verification(said["genuine"], tuple(facts), said["problem"])


def main() -> None:
    fence(MEMORY, CPU_SECONDS, nice=0)  # somebody waits for the answer
    logging.disable()  # a hostile file writes no log
    first, _, pdf = sys.stdin.buffer.read().partition(b"\n")
    told = json.loads(first)
    certificates = tuple(x509.Certificate.load(base64.b64decode(root)) for root in told["roots"])
    own = x509.Certificate.load(base64.b64decode(told["demo"])) if told["demo"] else None
    try:
        found = examine(pdf, Roots(certificates, own), datetime.fromisoformat(told["moment"]))
    except Exception:  # whatever the parser stumbled over: such a file is not genuine
        found = Verification(False, problem=UNREADABLE)
    json.dump(asdict(found), sys.stdout, default=datetime.isoformat)


if __name__ == "__main__":
    main()
