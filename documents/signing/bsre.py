"""The national service: BSrE's eSign client service, which an institution runs in its own network.

`POST {base}/api/sign/pdf` (version 1), HTTP Basic for this application, multipart with the file, the
signer's NIK and passphrase; the answer is the signed PDF, or its id to fetch it by. As publicly known:
errors are JSON, `{"error": "... Passphrase anda salah ...", "status_code": 2031}`; some versions put the
service's code at the end of the text and the HTTP status into `status_code`.
"""

from __future__ import annotations

import base64
import json
import logging
import re
import time
from dataclasses import dataclass, field
from typing import Never
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.views.decorators.debug import sensitive_variables
from urllib3 import encode_multipart_formdata

from documents.errors import CredentialsRefused, SignatureRefused, SignerUnavailable

from . import exchange, pades
from .signers import CredentialField, Signer, SignRequest

log = logging.getLogger(__name__)

NIK, PASSPHRASE = "nik", "passphrase"
#: For both exchanges together; a web worker waits meanwhile, and its transaction may idle for 60 s at most.
SECONDS = 40.0
ROOM = 4 * 1024 * 1024  # bytes an answer may be longer than what was sent
NOT_REGISTERED, WRONG_PASSPHRASE = 2011, 2031

UNUSABLE = (
    "Layanan tanda tangan tidak menjawab sebagaimana mestinya; tidak ada yang tersimpan. Hubungi admin."
)


@dataclass(frozen=True)
class _Complaint:
    """What the service said: its own code (0 when it gave none) and its text, lower case. The text may
    repeat what was sent."""

    code: int
    text: str = field(repr=False)


class Bsre(Signer):
    """Passes the passphrase through; it is in no attribute, log record, exception or repr."""

    key = "bsre"
    label = "Balai Sertifikasi Elektronik (BSrE)"
    fills_fields = False
    credentials = (
        CredentialField(NIK, "NIK", "text"),
        CredentialField(PASSPHRASE, "Frasa sandi (passphrase) BSrE", "secret"),
    )

    def __init__(self, base: str, user: str, password: str, seconds: float = SECONDS) -> None:
        """`base`: address of the service, without `/api`; `user` and `password`: this application's;
        `seconds`: until the service has given the signed file."""
        if urlsplit(base).scheme not in {"http", "https"} or not user or not password:
            raise ImproperlyConfigured("ALUR_BSRE_URL, ALUR_BSRE_USER and ALUR_BSRE_PASSWORD must be set.")
        self.base = base.rstrip("/")
        self.seconds = seconds
        self._authorization = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()

    @sensitive_variables()  # here and in all it calls: no error report shows them
    def sign(self, pdf: bytes, request: SignRequest) -> bytes:
        nik = re.sub(r"\D", "", request.secret(NIK))
        if len(nik) != 16:
            raise CredentialsRefused(NIK, "NIK terdiri atas 16 angka.")
        fields: dict[str, str | tuple[str, str | bytes, str]] = {
            NIK: nik,
            PASSPHRASE: request.secret(PASSPHRASE),
            "tampilan": "invisible",
            "reason": f"{request.role}: {request.reason}",
            "location": request.location,
            "file": ("dokumen.pdf", pdf, "application/pdf"),
        }
        body, content_type = encode_multipart_formdata(
            [(name, sent) for name, sent in fields.items() if sent]
        )
        limit = len(pdf) + ROOM
        until = time.monotonic() + self.seconds
        answer = self._send("POST", "/api/sign/pdf", limit, until, body=body, content_type=content_type)
        if answer.status != 200:
            _refuse(answer)
        signed = answer.body
        number = answer.headers.get("id_dokumen", "")
        if not signed.startswith(b"%PDF-") and re.fullmatch(r"[A-Za-z0-9-]{1,64}", number):
            answer = self._send("GET", f"/api/sign/download/{number}", limit, until)
            signed = answer.body if answer.status == 200 else b""
        if not signed.startswith(b"%PDF-"):
            log.error("BSrE answered 200 with something that is no PDF.")
            raise SignatureRefused(pades.WRONG_FILE)
        return pades.added(pdf, signed)

    def _send(
        self, method: str, path: str, limit: int, until: float, body: bytes | None = None,
        content_type: str = "",
    ) -> exchange.Answer:  # fmt: skip
        headers = {"Authorization": self._authorization}
        if content_type:
            headers["Content-Type"] = content_type
        try:
            return exchange.send(
                method, self.base + path, body=body, headers=headers, limit=limit,
                seconds=until - time.monotonic(),
            )  # fmt: skip
        except exchange.HttpFailure:
            log.warning("BSrE does not answer at %s.", self.base)
            raise SignerUnavailable() from None


def _refuse(answer: exchange.Answer) -> Never:
    """Raise what an answer other than 200 means. The service's text is judged, never passed on."""
    complaint = _complaint(answer)
    if answer.status in {401, 403}:
        log.error("BSrE refuses this application's user name or password (%d).", answer.status)
        raise SignerUnavailable(UNUSABLE)
    if complaint.code == WRONG_PASSPHRASE or "passphrase" in complaint.text:
        raise CredentialsRefused(PASSPHRASE, "Frasa sandi (passphrase) BSrE salah.")
    if complaint.code == NOT_REGISTERED or "terdaftar" in complaint.text:
        raise CredentialsRefused(NIK, "NIK ini tidak terdaftar pada BSrE.")
    if "expired" in complaint.text or "kedaluwarsa" in complaint.text or "masa berlaku" in complaint.text:
        raise CredentialsRefused(NIK, "Masa berlaku sertifikat elektronik Anda pada BSrE sudah habis.")
    if "sertifikat" in complaint.text or "certificate" in complaint.text:
        raise CredentialsRefused(NIK, "Sertifikat elektronik Anda pada BSrE tidak dapat dipakai.")
    log.error("BSrE answered %d with code %d.", answer.status, complaint.code)
    if answer.status >= 500 or answer.status in {408, 429}:
        raise SignerUnavailable()
    raise SignerUnavailable(UNUSABLE)


def _complaint(answer: exchange.Answer) -> _Complaint:
    try:
        said = json.loads(answer.body)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        return _Complaint(0, "")
    text = str(said.get("error") or said.get("message") or "")
    numbers = [*re.findall(r"\b\d{4}\b", text), str(said.get("status_code", ""))]
    code = next((int(number) for number in numbers if re.fullmatch(r"\d{4}", number)), 0)
    return _Complaint(code, text.lower())
