"""The person's own certificate, with a timestamp authority over HTTP."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from documents.errors import CredentialsRefused
from documents.signing import prepare_fields
from documents.signing.pkcs12 import Pkcs12
from documents.signing.timestamps import HttpTimeStamper

from .certificates import DAY, usage
from .leaks import nothing_of
from .material import FIRST, SECOND, VALID, WHOLE, document, pdfsig, request

PASSPHRASE = "Kata-Sandi#P12-é"


@pytest.fixture
def sign(tsa):
    """sign(p12, passphrase=…): the document signed with it."""

    def make(p12: bytes | str, passphrase: str = PASSPHRASE) -> bytes:
        credentials = {"sertifikat": p12, "passphrase": passphrase}
        signer = Pkcs12(HttpTimeStamper(tsa.url))
        return signer.sign(prepare_fields(document(), [FIRST]), request(credentials=credentials))

    return make


def test_the_form_asks_for_file_and_passphrase():
    assert [(field.name, field.kind, field.required) for field in Pkcs12.credentials] == [
        ("sertifikat", "file", True), ("passphrase", "secret", True)
    ]  # fmt: skip


@pytest.mark.req("CB-239")
def test_signed_with_the_own_certificate(sign, other, trusted, settings, tmp_path, tsa):
    settings.ALUR_TRUST_ROOTS = str(other.path)
    with nothing_of(PASSPHRASE):
        signed = sign(other.p12(PASSPHRASE))
    result = trusted(signed)
    assert (result.genuine, result.problem, result.demo) == (True, "", False)
    (fact,) = result.signatures
    assert (fact.signer_name, fact.identifier) == ("Siti Aminah", "198502022010012002")
    assert datetime.now(UTC) - timedelta(minutes=1) < fact.signed_at <= datetime.now(UTC)
    assert {VALID, WHOLE} <= pdfsig(signed, tmp_path)[FIRST]
    assert tsa.asked >= 1
    assert PASSPHRASE.encode() not in signed


def test_after_the_demo_signed_first(once, other, trusted, settings, tsa):
    settings.ALUR_TRUST_ROOTS = str(other.path)
    credentials = {"sertifikat": other.p12(PASSPHRASE), "passphrase": PASSPHRASE}
    signed = Pkcs12(HttpTimeStamper(tsa.url)).sign(
        once, request(SECOND, certify=False, credentials=credentials)
    )
    assert [(fact.field, fact.demo) for fact in trusted(signed).signatures] == [
        (FIRST, True),
        (SECOND, False),
    ]
    assert trusted(signed).genuine


@pytest.mark.req("CB-239")
@pytest.mark.parametrize(
    ("made", "passphrase", "field", "message"),
    [
        (lambda a: a.p12(PASSPHRASE), "salah", "passphrase", "tidak membuka"),
        (lambda a: a.p12(PASSPHRASE), "", "passphrase", "wajib diisi"),
        (lambda a: b"", PASSPHRASE, "sertifikat", "Pilih berkas"),
        (lambda a: "sertifikat.p12", PASSPHRASE, "sertifikat", "Pilih berkas"),
        (lambda a: b"bukan sertifikat", PASSPHRASE, "sertifikat", "bukan sertifikat"),
        (lambda a: b"\x30" + bytes(300_000), PASSPHRASE, "sertifikat", "bukan sertifikat"),
        (lambda a: a.p12(PASSPHRASE)[:-40], PASSPHRASE, "passphrase", "tidak membuka"),
        (lambda a: a.p12(PASSPHRASE, ends=datetime.now(UTC) - DAY, begins=datetime.now(UTC) - 9 * DAY),
         PASSPHRASE, "sertifikat", "sudah habis"),
        (lambda a: a.p12(PASSPHRASE, begins=datetime.now(UTC) + DAY), PASSPHRASE, "sertifikat", "belum mulai"),
        (lambda a: a.p12(PASSPHRASE, extensions=()), PASSPHRASE, "sertifikat", "bukan untuk menandatangani"),
        (lambda a: a.p12(PASSPHRASE, extensions=(usage("digital_signature"),)), PASSPHRASE, "sertifikat",
         "bukan untuk menandatangani"),
        (lambda a: a.p12(PASSPHRASE, key=ec.generate_private_key(ec.SECP256R1())), PASSPHRASE, "sertifikat", "RSA"),
        (lambda a: a.p12(PASSPHRASE, key=rsa.generate_private_key(65537, 1024)), PASSPHRASE, "sertifikat", "2048"),
    ],
)  # fmt: skip
def test_refused_on_the_field_that_is_wrong(made, passphrase, field, message, sign, other, tsa):
    p12 = made(other)
    with nothing_of(PASSPHRASE) as outcome:
        sign(p12, passphrase)
    assert isinstance(outcome["error"], CredentialsRefused)
    assert outcome["error"].field == field
    assert message in outcome["error"].message
    assert tsa.asked == 0  # nobody outside hears of it
