"""Signing with the person's own certificate: a .p12 file and its passphrase, given with the act."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_der_private_key
from django.views.decorators.debug import sensitive_variables
from pyhanko.sign.timestamps import TimeStamper

from documents.errors import CredentialsRefused

from . import pades
from .rounds import rounds_of
from .signers import CredentialField, Signer, SignRequest

FILE, PASSPHRASE = "sertifikat", "passphrase"
MAX_BYTES = 256 * 1024
MOST_ROUNDS = 1_000_000  # of key derivation, half a second; usual programs ask for 2,000 to 100,000
SECONDS = 10.0  # to open it: what lies inside its encrypted parts may ask for more rounds

_NO_CERTIFICATE = "Berkas ini bukan sertifikat PKCS#12 (.p12)."
_TOO_MANY_ROUNDS = (
    "Berkas sertifikat ini dilindungi dengan terlalu banyak putaran kunci. Ekspor ulang dengan setelan baku."
)
_OPENING = Path(__file__).with_name("opening.py")


class Pkcs12(Signer):
    """File and passphrase live as long as the call and are kept nowhere."""

    key = "pkcs12"
    label = "Sertifikat elektronik sendiri"
    credentials = (
        CredentialField(FILE, "Berkas sertifikat (.p12)", "file"),
        CredentialField(PASSPHRASE, "Frasa sandi sertifikat", "secret"),
    )

    def __init__(self, timestamper: TimeStamper) -> None:
        self.timestamper = timestamper

    @sensitive_variables()  # here and in all it calls: no error report shows them
    def sign(self, pdf: bytes, request: SignRequest) -> bytes:
        key, certificate, chain = _open(request)
        _check(certificate)
        return pades.sign(pdf, request, pades.signer_of(key, certificate, chain), self.timestamper)


def _open(request: SignRequest) -> tuple[RSAPrivateKey, x509.Certificate, list[x509.Certificate]]:
    file = request.credentials.get(FILE)
    if not isinstance(file, bytes) or not file:
        raise CredentialsRefused(FILE, "Pilih berkas sertifikat (.p12) Anda.")
    passphrase = request.secret(PASSPHRASE)
    if len(file) > MAX_BYTES or not file.startswith(b"\x30"):  # a DER sequence
        raise CredentialsRefused(FILE, _NO_CERTIFICATE)
    try:
        rounds = rounds_of(file)
    except ValueError:
        raise CredentialsRefused(FILE, _NO_CERTIFICATE) from None
    if rounds > MOST_ROUNDS:
        raise CredentialsRefused(FILE, _TOO_MANY_ROUNDS)
    opened = _opened(file, passphrase)
    try:
        key = opened["key"] and load_der_private_key(_bytes(opened["key"]), None)
        certificate = opened["certificate"] and x509.load_der_x509_certificate(_bytes(opened["certificate"]))
        chain = [x509.load_der_x509_certificate(_bytes(one)) for one in opened["chain"]]
    except ValueError:
        raise CredentialsRefused(FILE, _NO_CERTIFICATE) from None
    if key is None or certificate is None:
        raise CredentialsRefused(FILE, "Berkas sertifikat tidak memuat kunci privat dan sertifikatnya.")
    if not isinstance(key, RSAPrivateKey) or key.key_size < 2048:
        # An elliptic curve would turn the file into PDF 2.0, which is no PDF/A-3.
        raise CredentialsRefused(FILE, "Sertifikat harus memakai kunci RSA, paling sedikit 2048 bit.")
    return key, certificate, chain


def _opened(file: bytes, passphrase: str) -> dict[str, Any]:
    """What `opening` finds in it, given and taken over pipes only."""
    given = json.dumps({"file": base64.b64encode(file).decode(), "passphrase": passphrase})
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_OPENING)], input=given, capture_output=True, text=True,
            timeout=SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise CredentialsRefused(FILE, _TOO_MANY_ROUNDS) from None
    if done.returncode:
        # Wrong passphrase and broken file look alike; the passphrase is the likelier.
        raise CredentialsRefused(PASSPHRASE, "Frasa sandi tidak membuka berkas sertifikat ini.")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)


def _check(certificate: x509.Certificate) -> None:
    now = datetime.now(UTC)
    if now > certificate.not_valid_after_utc:
        raise CredentialsRefused(FILE, "Masa berlaku sertifikat sudah habis.")
    if now < certificate.not_valid_before_utc:
        raise CredentialsRefused(FILE, "Masa berlaku sertifikat belum mulai.")
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        may_sign = usage.content_commitment
    except (x509.ExtensionNotFound, ValueError):
        may_sign = False
    if not may_sign:
        raise CredentialsRefused(FILE, "Sertifikat ini bukan untuk menandatangani dokumen (nirsangkal).")
