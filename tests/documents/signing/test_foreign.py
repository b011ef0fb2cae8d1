"""Signatures of files that are not ours: what is wrong with them is told as it is, never as "bukan PDF" (CB-239)."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import crl as asn1_crl
from asn1crypto.pdf import RevocationInfoArchival
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pyhanko.sign.attributes import AdobeRevinfoProvider
from pyhanko.sign.signers.pdf_cms import CAdESSignedAttributeProviderSpec, PdfCMSSignedAttributes
from pyhanko.sign.validation.dss import DocumentSecurityStore

from documents.signing import pades, prepare_fields, verify
from documents.signing.facts import BROKEN, CHANGED, EXPIRED, IRREGULAR, REVOKED, UNTRUSTED

from .certificates import DAY, subject, usage
from .material import FIRST, SECOND, document, request

pytestmark = pytest.mark.req("CB-239")
#: Where the authority says that its revocations are listed; nothing is fetched from there.
LISTED = x509.CRLDistributionPoints(
    [
        x509.DistributionPoint(
            [x509.UniformResourceIdentifier("http://crl.contoh.invalid/a.crl")], None, None, None
        )
    ]
)


@pytest.fixture
def foreign(other, settings):
    """foreign(**period): (signed PDF, its certificate) of an authority that this installation trusts."""
    settings.ALUR_TRUST_ROOTS = str(other.path)

    def make(
        pdf: bytes | None = None, field: str = FIRST, final: bool = True, lists=None, **period: datetime
    ):
        """lists: makes, of the certificate, what the signature itself says of revocations."""
        key = rsa.generate_private_key(65537, 2048)
        rights = usage("digital_signature", "content_commitment")
        certificate = other.issue(subject("Rina Wati", "1"), key.public_key(), rights, LISTED, **period)
        signer = pades.signer_of(key, certificate, [other.root])
        if lists:
            signer.signed_attr_prov_spec = Attributes(signer, lists(certificate))
        given = pdf or prepare_fields(document(), [FIRST, SECOND] if not final else [FIRST])
        asked = request(field, certify=field == FIRST, final=final)
        return pades.sign(given, asked, signer, other.timestamper()), certificate

    return make


def said(pdf: bytes) -> tuple[bool, str]:
    found = verify(pdf)
    return found.genuine, found.problem


class Attributes(CAdESSignedAttributeProviderSpec):
    """A signature that carries a list of revocations in itself, as Acrobat makes it."""

    def __init__(self, signer, lists):
        super().__init__(PdfCMSSignedAttributes(), signer.signing_cert, is_pades=True, timestamper=None)
        self.lists = lists

    def signed_attr_providers(self, *args, **kwargs):
        yield from super().signed_attr_providers(*args, **kwargs)
        yield AdobeRevinfoProvider(RevocationInfoArchival({"crl": self.lists}))


def the_list(other, *revoked: x509.Certificate, key=None) -> asn1_crl.CertificateList:
    """What the authority (or whoever has the key) says to be revoked."""
    now = datetime.now(UTC)
    builder = x509.CertificateRevocationListBuilder().issuer_name(other.name)
    builder = builder.last_update(now - timedelta(minutes=5)).next_update(now + 30 * DAY)
    for certificate in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(certificate.serial_number)
        builder = builder.add_revoked_certificate(entry.revocation_date(now - DAY / 2).build())
    signed = builder.sign(key or other.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
    return asn1_crl.CertificateList.load(signed)


def with_list(pdf: bytes, other, *revoked: x509.Certificate) -> bytes:
    """With a list of revocations of the authority put into the file, as archives do."""
    stream = io.BytesIO(pdf)
    DocumentSecurityStore.add_dss(stream, sig_contents=None, crls=[the_list(other, *revoked)])
    return stream.getvalue()


def test_a_good_one(foreign):
    pdf, _ = foreign()
    found = verify(pdf)
    assert (found.genuine, found.problem) == (True, "")
    assert [(one.signer_name, one.authority, one.note) for one in found.signatures] == [
        ("Rina Wati", "OSD Uji Kelas 3", "")
    ]


def test_expired_and_not_yet_valid(foreign):
    now = datetime.now(UTC)
    ended, _ = foreign(begins=now - 20 * DAY, ends=now - 10 * DAY)
    coming, _ = foreign(begins=now + 10 * DAY, ends=now + 20 * DAY)
    assert said(ended) == said(coming) == (False, EXPIRED)


def test_revoked_as_the_file_itself_says(foreign, other):
    pdf, certificate = foreign()
    another, _ = foreign()
    assert said(with_list(pdf, other, certificate)) == (False, REVOKED)
    assert said(with_list(another, other, certificate)) == (True, "")


def test_revoked_as_the_signature_itself_says(foreign, other):
    """Acrobat puts what it knows of revocations into the signed attributes, not beside them."""
    pdf, _ = foreign(lists=lambda one: [the_list(other, one)])
    another, certificate = foreign()
    good, _ = foreign(lists=lambda _: [the_list(other, certificate)])
    assert said(pdf) == (False, REVOKED)
    assert (said(good), said(another)) == ((True, ""), (True, ""))
    # a list that somebody else signed revokes nothing, and vouches for nothing
    strangers = rsa.generate_private_key(65537, 2048)
    assert said(foreign(lists=lambda one: [the_list(other, one, key=strangers)])[0]) == (False, UNTRUSTED)


def test_of_an_authority_nobody_named(foreign, settings):
    pdf, _ = foreign()
    settings.ALUR_TRUST_ROOTS = ""
    assert said(pdf) == (False, UNTRUSTED)


def test_altered(foreign):
    pdf, _ = foreign()
    at = pdf.index(b"stream") + 20
    assert said(pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]) == (False, BROKEN)
    assert said(pdf + b"\n% tambahan\n") == (False, CHANGED)


def test_several_signatures_of_which_one_does_not_count(foreign):
    now = datetime.now(UTC)
    first, _ = foreign(final=False)
    both, _ = foreign(first, SECOND)
    mixed, _ = foreign(first, SECOND, ends=now - DAY / 2, begins=now - 2 * DAY)
    assert said(both) == (True, "")
    found = verify(mixed)
    assert (found.genuine, found.problem) == (False, EXPIRED)
    assert [one.note for one in found.signatures] == ["", EXPIRED]


def test_what_is_read_leniently_only_is_told_and_not_vouched_for(foreign):
    """A banner before the header moves every place: Acrobat reads it, a strict reader does not."""
    pdf, _ = foreign()
    found = verify(b"\r\n" + pdf)
    assert not found.genuine
    assert "bukan PDF" not in found.problem
    assert found.problem in {IRREGULAR, CHANGED, BROKEN} or not found.signatures
