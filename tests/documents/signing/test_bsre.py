"""The national service, spoken to over HTTP by its protocol: signatures, its errors, and its failures."""

import time

import pytest
from django.core.exceptions import ImproperlyConfigured

from documents.errors import CredentialsRefused, SignatureRefused, SignerUnavailable
from documents.signing.bsre import SECONDS, Bsre

from .bsre_server import EXPIRED_NIK, NIK, PASSPHRASE, PASSWORD, USER
from .leaks import nothing_of
from .material import FIRST, SECOND, VALID, WHOLE, document, pdfsig, request


@pytest.fixture
def sign(bsre):
    """sign(…): the document signed by the service with the right credentials, or those given."""

    def make(pdf=None, *, nik=NIK, passphrase=PASSPHRASE, password=PASSWORD, seconds=10.0, field=FIRST):
        signer = Bsre(bsre.url + "/", USER, password, seconds)
        credentials = {"nik": nik, "passphrase": passphrase}
        return signer.sign(pdf or document(), request(field, credentials=credentials))

    return make


def test_the_form_asks_for_nik_and_passphrase():
    assert [(field.name, field.kind, field.required) for field in Bsre.credentials] == [
        ("nik", "text", True), ("passphrase", "secret", True)
    ]  # fmt: skip
    assert not Bsre.fills_fields


@pytest.mark.req("CB-239")
@pytest.mark.parametrize("mode", ["ok", "by_number"])
def test_signed_by_the_service(mode, sign, bsre, other, trusted, settings, tmp_path):
    settings.ALUR_TRUST_ROOTS = str(other.path)
    bsre.mode = mode
    with nothing_of(PASSPHRASE, PASSWORD):
        signed = sign()
    assert signed.startswith(document())
    result = trusted(signed)
    assert (result.genuine, result.problem, result.demo) == (True, "", False)
    assert [fact.signer_name for fact in result.signatures] == ["SITI AMINAH"]
    (seen,) = pdfsig(signed, tmp_path).values()
    assert {VALID, WHOLE} <= seen
    assert bsre.received == {
        "nik": NIK.encode(),
        "passphrase": PASSPHRASE.encode(),
        "tampilan": b"invisible",
        "reason": b"Asisten KASN: Menyetujui rekomendasi",
        "location": b"Jakarta",
    }


def test_what_is_empty_is_not_sent(bsre):
    credentials = {"nik": NIK, "passphrase": PASSPHRASE}
    Bsre(bsre.url, USER, PASSWORD).sign(document(), request(location="", credentials=credentials))
    assert sorted(bsre.received) == ["nik", "passphrase", "reason", "tampilan"]


def test_two_signers(sign, other, trusted, settings):
    settings.ALUR_TRUST_ROOTS = str(other.path)
    first = sign()
    second = sign(first, field=SECOND)
    assert second.startswith(first)
    assert [fact.whole_file for fact in trusted(second).signatures] == [False, True]
    assert trusted(second).genuine


def test_a_nik_may_be_written_with_spaces(sign, bsre):
    sign(nik=f"{NIK[:6]} {NIK[6:12]} {NIK[12:]}")
    assert bsre.received["nik"] == NIK.encode()


@pytest.mark.req("CB-239")
@pytest.mark.parametrize(
    ("given", "field", "message"),
    [
        ({"passphrase": "Salah#Total-77"}, "passphrase", "Frasa sandi (passphrase) BSrE salah."),
        ({"passphrase": " "}, "passphrase", "Isian ini wajib diisi."),
        ({"nik": ""}, "nik", "Isian ini wajib diisi."),
        ({"nik": "198001012005011001"}, "nik", "NIK terdiri atas 16 angka."),
        ({"nik": "3171010101809999"}, "nik", "NIK ini tidak terdaftar pada BSrE."),
        ({"nik": EXPIRED_NIK}, "nik", "Masa berlaku sertifikat elektronik Anda pada BSrE sudah habis."),
    ],
)
def test_refused_on_the_field_that_is_wrong(given, field, message, sign):
    """The service repeats the wrong passphrase in its answer; it goes no further."""
    with nothing_of(PASSPHRASE, PASSWORD, "Salah#Total-77") as outcome:
        sign(**given)
    error = outcome["error"]
    assert isinstance(error, CredentialsRefused)
    assert (error.code, error.field, error.message) == ("E-REF", field, message)


@pytest.mark.parametrize(
    ("mode", "given", "message"),
    [
        ("ok", {"password": "bukan-sandi-kami"}, "Hubungi admin"),
        ("down", {}, "Coba lagi"),
        ("hang", {"seconds": 0.5}, "Coba lagi"),
        ("endless", {}, "Coba lagi"),
        ("drip", {"seconds": 0.5}, "Coba lagi"),
        ("drip_headers", {"seconds": 0.5}, "Coba lagi"),
    ],
)
def test_unavailable(mode, given, message, sign, bsre):
    bsre.mode = mode
    began = time.monotonic()
    with nothing_of(PASSPHRASE, PASSWORD, "bukan-sandi-kami") as outcome:
        sign(**given)
    assert isinstance(outcome["error"], SignerUnavailable)
    assert "tidak ada yang tersimpan" in outcome["error"].message
    assert message in outcome["error"].message
    assert time.monotonic() - began < 5


def test_both_exchanges_share_the_time(sign, bsre):
    """0.6 s for signing leave 0.4 s for fetching."""
    bsre.mode = "slow_by_number"
    began = time.monotonic()
    with pytest.raises(SignerUnavailable):
        sign(seconds=1.0)
    assert 0.9 < time.monotonic() - began < 1.4
    assert SECONDS <= 40


def test_gone(sign, bsre):
    bsre.stop()
    with nothing_of(PASSPHRASE, PASSWORD) as outcome:
        sign()
    assert isinstance(outcome["error"], SignerUnavailable)


@pytest.mark.req("CB-239")
@pytest.mark.parametrize("mode", ["garbage", "unsigned", "rewritten", "twice"])
def test_what_is_not_our_document_and_one_signature_is_refused(mode, sign, bsre):
    bsre.mode = mode
    with nothing_of(PASSPHRASE, PASSWORD) as outcome:
        sign()
    assert isinstance(outcome["error"], SignatureRefused)
    assert "bukan dokumen yang sama" in outcome["error"].message


@pytest.mark.parametrize(
    ("base", "user", "password"),
    [
        ("", "u", "p"),
        ("bsre.example.go.id", "u", "p"),
        ("https://b.go.id", "", "p"),
        ("https://b.go.id", "u", ""),
    ],
)
def test_half_configured_is_refused(base, user, password):
    with pytest.raises(ImproperlyConfigured, match="must be set"):
        Bsre(base, user, password)
