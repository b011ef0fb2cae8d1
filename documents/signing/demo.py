"""The demo's own certificate and timestamp authority: real signatures, by an authority nobody trusts.

Both keys are files of one folder, made once. A person's certificate is issued at each signature, lives
ten minutes, and says DEMO in its name; what makes it last is the timestamp.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from . import pades
from .signers import Signer, SignRequest

AUTHORITY, TIMESTAMPS = "authority", "timestamps"  # base names of the files
ORGANISATION = "Alur DEMO - bukan tanda tangan elektronik tersertifikasi"
FULL_NAME = x509.ObjectIdentifier("2.5.4.41")  # X.520 name; a common name ends at 64 characters
SUFFIX = " (DEMO)"
YEARS = timedelta(days=20 * 365)
LIFE = timedelta(minutes=10)
SKEW = timedelta(minutes=1)


class DemoAuthority(Signer):
    """Signs for anybody, at once; refused in production (`signer()`)."""

    key = "demo"
    label = "Otoritas demo"
    demo = True

    def __init__(self, folder: Path) -> None:
        """`folder` is made with new keys when it does not exist."""
        self.folder = folder
        if not folder.is_dir():
            _create(folder)
        self._key, self._certificate = _load(folder, AUTHORITY)
        self._timestamp_key, self._timestamp_certificate = _load(folder, TIMESTAMPS)

    def sign(self, pdf: bytes, request: SignRequest) -> bytes:
        key, certificate = self._issue(request)
        signer = pades.signer_of(key, certificate, [self._certificate])
        return pades.sign(pdf, request, signer, self.timestamper())

    def timestamper(self) -> DummyTimeStamper:
        """The timestamp authority, in this process."""
        return DummyTimeStamper(
            asn1_x509.Certificate.load(_der(self._timestamp_certificate)),
            keys.PrivateKeyInfo.load(_key_der(self._timestamp_key)),
            fixed_dt=datetime.now(UTC),
        )

    def _issue(self, request: SignRequest) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
        # RSA: pyHanko turns a file signed on an elliptic curve into PDF 2.0, which is no PDF/A-3.
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        subject = x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
                x509.NameAttribute(NameOID.COMMON_NAME, request.name[: 64 - len(SUFFIX)] + SUFFIX),
                x509.NameAttribute(FULL_NAME, request.name),
                x509.NameAttribute(NameOID.SERIAL_NUMBER, request.identifier),
            ]
        )
        usage = _usage(digital_signature=True, content_commitment=True)
        builder = _builder(subject, self._certificate.subject, key, LIFE).add_extension(usage, critical=True)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        return key, _signed(builder, self._key)


def root(folder: Path) -> bytes | None:
    """DER certificate of the authority in `folder`; None when there is none yet."""
    path = folder / f"{AUTHORITY}.pem"
    return _der(x509.load_pem_x509_certificate(path.read_bytes())) if path.is_file() else None


def _create(folder: Path) -> None:
    """Both key pairs, in one step: of several processes that try at once, one succeeds and all use it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=folder.parent))  # 0700
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = _name("Otoritas Sertifikat DEMO Alur")
    certificate = _signed(
        _builder(name, name, key, YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True),
        key,
    )
    _save(fresh, AUTHORITY, key, certificate)
    stamp_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    stamp_certificate = _signed(
        _builder(_name("Otoritas Cap Waktu DEMO Alur"), name, stamp_key, YEARS)
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(stamping, critical=True),
        key,
    )
    _save(fresh, TIMESTAMPS, stamp_key, stamp_certificate)
    try:
        fresh.rename(folder)
    except OSError:
        shutil.rmtree(fresh)
        if not folder.is_dir():
            raise


def _builder(
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey, life: timedelta
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SKEW)
        .not_valid_after(now + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _signed(builder: x509.CertificateBuilder, key: rsa.RSAPrivateKey) -> x509.Certificate:
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())
    return builder.add_extension(issuer, critical=False).sign(key, hashes.SHA256())


def _usage(**used: bool) -> x509.KeyUsage:
    unused = dict.fromkeys(
        ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
         "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"), False
    )  # fmt: skip
    return x509.KeyUsage(**(unused | used))


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def _key_der(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _save(folder: Path, name: str, key: rsa.RSAPrivateKey, certificate: x509.Certificate) -> None:
    descriptor = os.open(folder / f"{name}.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(_key_der(key))
    (folder / f"{name}.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _load(folder: Path, name: str) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    key = serialization.load_der_private_key((folder / f"{name}.key").read_bytes(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError(f"{name}.key is no RSA key.")
    return key, x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes())
