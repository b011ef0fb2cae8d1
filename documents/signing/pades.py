"""One signature as an incremental update: the bytes that were signed before stay as they are."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any, TypeVar

from asn1crypto import keys, x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.x509 import Certificate
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from documents.errors import SignatureRefused, SignerUnavailable

from .signers import SignRequest

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run pyHanko's asynchronous `work` to its end, also where a loop is running already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def signer_of(key: RSAPrivateKey, certificate: Certificate, chain: list[Certificate]) -> SimpleSigner:
    """pyHanko's signer for a private key in memory; `chain` goes into the signature with it."""
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(_as_asn1(link) for link in chain)
    der = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return SimpleSigner(_as_asn1(certificate), keys.PrivateKeyInfo.load(der), store)


def sign(pdf: bytes, request: SignRequest, signer: SimpleSigner, timestamper: TimeStamper) -> bytes:
    """`pdf` with the prepared field of `request` signed (PAdES B-T, SHA-256).

    SignatureRefused: no such empty field, the document is closed by its last signature, or cannot be
    read. SignerUnavailable: the timestamp authority does not answer as it should.
    """
    metadata = PdfSignatureMetadata(
        field_name=request.field,
        name=request.name,
        reason=f"{request.role}: {request.reason}",
        location=request.location or None,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=request.certify,
        docmdp_permissions=MDPPerm.NO_CHANGES if request.final else MDPPerm.FILL_FORMS,
    )
    output = BytesIO()
    try:
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        act = PdfSigner(metadata, signer, timestamper=timestamper)
        run(act.async_sign_pdf(writer, existing_fields_only=True, output=output))
    except TimestampRequestError:
        raise SignerUnavailable() from None
    except (SigningError, PdfError, OSError, ValueError):
        raise SignatureRefused(
            "Dokumen ini tidak dapat ditandatangani: kolom tanda tangan tidak ada atau sudah terisi, "
            "dokumen sudah ditutup oleh tanda tangan terakhir, atau berkas rusak."
        ) from None
    return added(pdf, output.getvalue())


def added(before: bytes, after: bytes) -> bytes:
    """`after`, when it is `before` and exactly one more signature over the whole file.

    SignatureRefused otherwise: what the signer saw is not what would be kept.
    """
    try:
        if after.startswith(before) and len(after) > len(before):
            old, new = (len(PdfFileReader(BytesIO(file)).embedded_signatures) for file in (before, after))
            last = PdfFileReader(BytesIO(after)).embedded_regular_signatures[-1]
            if new == old + 1 and covers(last.byte_range, len(last.pkcs7_content), len(after)):
                return after
    except Exception:  # the file may come from a foreign service; it is no better for failing strangely
        raise SignatureRefused(WRONG_FILE) from None
    raise SignatureRefused(WRONG_FILE)


def covers(byte_range: Any, content: int, size: int) -> bool:
    """Whether a signature of `content` bytes leaves out nothing of a file of `size` bytes but itself."""
    start, length, start2, length2 = map(int, byte_range)
    return start == 0 and start2 == length + 2 * content + 2 and start2 + length2 == size


WRONG_FILE = (
    "Berkas yang kembali dari penanda tangan bukan dokumen yang sama dengan satu tanda tangan tambahan. "
    "Tidak ada yang tersimpan."
)


def _as_asn1(certificate: Certificate) -> x509.Certificate:
    return x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
