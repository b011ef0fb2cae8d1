"""The person's own certificate, with a timestamp authority over HTTP."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asn1crypto import cms
from asn1crypto import pkcs12 as asn1
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import PrivateFormat, pkcs12

from documents.errors import CredentialsRefused
from documents.signing import pkcs12 as signing_pkcs12
from documents.signing import prepare_fields
from documents.signing.pkcs12 import MOST_ROUNDS, Pkcs12
from documents.signing.rounds import rounds_of
from documents.signing.timestamps import HttpTimeStamper

from .certificates import DAY, subject, usage
from .leaks import nothing_of
from .material import FIRST, SECOND, VALID, WHOLE, document, pdfsig, request

PASSPHRASE = "Kata-Sandi#P12-é"
SIGNING = (usage("digital_signature", "content_commitment"),)


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
        (lambda a: a.p12(PASSPHRASE)[:-40], PASSPHRASE, "sertifikat", "bukan sertifikat"),
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


KEY = rsa.generate_private_key(65537, 2048)

NESTED = {"bag_id": "safe_contents", "bag_value": asn1.SafeContents([])}


def made(other: Any, rounds: int, cipher: pkcs12.PBES = pkcs12.PBES.PBESv2SHA256AndAES256CBC) -> bytes:
    """Certificate part, key and MAC each ask for so many rounds (the MAC for its own, few)."""
    builder = PrivateFormat.PKCS12.encryption_builder().kdf_rounds(rounds).key_cert_algorithm(cipher)
    certificate = other.issue(subject("Siti Aminah"), KEY.public_key(), *SIGNING)
    return pkcs12.serialize_key_and_certificates(
        b"n", KEY, certificate, None, builder.build(PASSPHRASE.encode())
    )


def changed(file: bytes, **parts: Any) -> bytes:
    """The file with another MAC count, or other contents, the rest as it was."""
    pfx = asn1.Pfx.load(file)
    if "mac" in parts:
        mac = pfx["mac_data"]
        pfx["mac_data"] = asn1.MacData(
            {"mac": mac["mac"], "mac_salt": mac["mac_salt"], "iterations": parts["mac"]}
        )
    if "bags" in parts:
        inside = asn1.SafeContents([asn1.SafeBag(bag) for bag in parts["bags"]]).dump()
        safe = asn1.AuthenticatedSafe([cms.ContentInfo({"content_type": "data", "content": inside})])
        pfx["auth_safe"] = cms.ContentInfo({"content_type": "data", "content": safe.dump()})
    return bytes(pfx.dump(force=True))


@pytest.mark.parametrize(
    "cipher", [pkcs12.PBES.PBESv2SHA256AndAES256CBC, pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC]
)
def test_rounds_are_counted_and_a_usual_number_opens(cipher, sign, other):
    file = made(other, 50_000, cipher)
    mac = asn1.Pfx.load(file)["mac_data"]["iterations"].native
    assert rounds_of(file) == 100_000 + mac
    assert rounds_of(changed(file, mac=mac + 7)) == 100_007 + mac
    assert sign(file).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda other: made(other, MOST_ROUNDS // 2 + 1), "terlalu banyak putaran"),
        (lambda other: changed(made(other, 1000), mac=2**31 - 1), "terlalu banyak putaran"),
        (lambda other: changed(made(other, MOST_ROUNDS), mac=-MOST_ROUNDS), "bukan sertifikat"),
        (lambda other: changed(made(other, 1000), bags=[NESTED]), "bukan sertifikat"),
        (lambda other: made(other, 1000) + b"x", "bukan sertifikat"),
        (lambda other: b"\x30\x80" * 60_000, "bukan sertifikat"),
    ],
    ids=["key and certificate", "mac", "negative", "nested", "trailing", "deep"],
)  # fmt: skip
def test_costly_and_odd_files_are_refused_at_once(make, message, sign, other):
    file = make(other)
    began = time.monotonic()
    with pytest.raises(CredentialsRefused) as refused:
        sign(file)
    assert time.monotonic() - began < 5  # for a busy machine
    assert (refused.value.field, message in refused.value.message) == ("sertifikat", True)


def test_what_lies_inside_encrypted_parts_is_bounded_by_the_clock(sign, other, monkeypatch):
    """Rounds that nobody sees before a key was derived; here: a file of many rounds that was counted wrongly."""
    monkeypatch.setattr(signing_pkcs12, "rounds_of", lambda file: 1)
    monkeypatch.setattr(signing_pkcs12, "SECONDS", 1.0)
    file = made(other, 30_000_000)
    began = time.monotonic()
    with pytest.raises(CredentialsRefused, match="terlalu banyak putaran") as refused:
        sign(file)
    assert time.monotonic() - began < 8
    assert refused.value.field == "sertifikat"
