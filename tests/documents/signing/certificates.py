"""A certificate authority for tests: certificates good and bad, .p12 files, timestamps."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

DAY = timedelta(days=1)
USAGES = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
          "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")  # fmt: skip


def usage(*names: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{name: name in names for name in USAGES})


def subject(common_name: str, number: str = "") -> x509.Name:
    attributes = [x509.NameAttribute(NameOID.COMMON_NAME, common_name)]
    if number:
        attributes.append(x509.NameAttribute(NameOID.SERIAL_NUMBER, number))
    return x509.Name(attributes)


class Authority:
    """`folder`/root.pem is its certificate."""

    def __init__(self, folder: Path, name: str = "OSD Uji Kelas 3") -> None:
        self.name = subject(name)
        self.key = rsa.generate_private_key(65537, 2048)
        basic = x509.BasicConstraints(ca=True, path_length=0)
        self.root = self.issue(self.name, self.key.public_key(), usage("key_cert_sign", "crl_sign"), basic)
        self.path = folder / "root.pem"
        self.path.write_bytes(self.root.public_bytes(serialization.Encoding.PEM))
        self._stamp_key = rsa.generate_private_key(65537, 2048)
        self._stamp = self.issue(
            subject("Otoritas Cap Waktu Uji"),
            self._stamp_key.public_key(),
            usage("digital_signature"),
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]),
        )

    def issue(
        self,
        name: x509.Name,
        key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey,
        *extensions: x509.ExtensionType,
        begins: datetime | None = None,
        ends: datetime | None = None,
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self.name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(begins or now - DAY)
            .not_valid_after(ends or now + 3650 * DAY)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        )
        for extension in extensions:
            builder = builder.add_extension(extension, critical=True)
        return builder.sign(self.key, hashes.SHA256())

    def p12(
        self,
        passphrase: str,
        name: str = "Siti Aminah",
        number: str = "198502022010012002",
        extensions: tuple[x509.ExtensionType, ...] = (usage("digital_signature", "content_commitment"),),
        key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | None = None,
        **period: datetime,
    ) -> bytes:
        key = key or rsa.generate_private_key(65537, 2048)
        certificate = self.issue(subject(name, number), key.public_key(), *extensions, **period)
        cipher = serialization.BestAvailableEncryption(passphrase.encode())
        return pkcs12.serialize_key_and_certificates(b"tte", key, certificate, [self.root], cipher)

    def timestamper(self) -> DummyTimeStamper:
        encoding, private, clear = (
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )  # fmt: skip
        return DummyTimeStamper(
            asn1_x509.Certificate.load(self._stamp.public_bytes(encoding)),
            keys.PrivateKeyInfo.load(self._stamp_key.private_bytes(encoding, private, clear)),
            fixed_dt=datetime.now(UTC),
        )
