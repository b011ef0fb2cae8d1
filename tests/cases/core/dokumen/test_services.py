"""The services behind the act: a person's own certificate, BSrE, and what they answer when they refuse (CB-239)."""

import base64

import pytest

from cases.dokumen.files import content_of
from documents.signing import verify
from tests.documents.signing.bsre_server import NIK, PASSPHRASE, PASSWORD, USER
from tests.documents.signing.conftest import bsre, other, tsa  # noqa: F401  fixtures
from tests.support.world import fresh, live_sound, refused
from workflows.models import LedgerPayload

pytestmark = pytest.mark.req("CB-239")
P12_PASSPHRASE = "Kata-Sandi#P12-é"


@pytest.fixture
def with_bsre(settings, bsre, other, desk):  # noqa: F811
    """A letter written while BSrE is the service."""
    settings.ALUR_SIGNER, settings.ALUR_TRUST_ROOTS = "bsre", str(other.path)
    settings.ALUR_BSRE_URL, settings.ALUR_BSRE_USER, settings.ALUR_BSRE_PASSWORD = bsre.url, USER, PASSWORD
    return bsre, desk, desk.approval()


def test_signed_by_the_national_service(with_bsre):
    service, desk, letter = with_bsre
    draft = content_of(letter.berkas)
    letter = desk.sign(letter, "asisten1", nik=NIK, passphrase=PASSPHRASE)
    assert letter.state == "ditandatangani"
    assert NIK not in str(list(LedgerPayload.objects.values_list("values", flat=True)))
    signed = content_of(letter.berkas)
    assert not signed.startswith(
        draft
    )  # the file that is signed is set anew from the draft's data (decision 012)
    assert verify(signed).genuine
    assert letter.signers[0].sertifikat["demo"] is False
    assert set(service.received) >= {"nik", "passphrase"}
    live_sound(letter)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"passphrase": "salah"}, "E-REF", "passphrase"),
        ({"passphrase": ""}, "E-REQ", "passphrase"),
        ({"nik": "3171010101809999"}, "E-REF", "nik"),
        ({"nik": "317"}, "E-FMT", "nik"),
    ],
)
def test_what_the_person_gave_is_wrong(with_bsre, changes, code, field):
    _service, desk, letter = with_bsre
    with refused(code, field=field):
        desk.sign(letter, "asisten1", **{"nik": NIK, "passphrase": PASSPHRASE, **changes})


@pytest.mark.parametrize("mode", ["down", "garbage", "rewritten"])
def test_the_service_fails_and_nothing_is_kept(with_bsre, mode):
    service, desk, letter = with_bsre
    service.mode = mode
    with refused("E-GUARD"):
        desk.sign(letter, "asisten1", nik=NIK, passphrase=PASSPHRASE)
    assert fresh(letter).state == "menunggu_ttd"


def test_signed_with_ones_own_certificate(settings, tsa, other, desk):  # noqa: F811
    settings.ALUR_SIGNER, settings.ALUR_TRUST_ROOTS = "pkcs12", str(other.path)
    settings.ALUR_TSA_URL = tsa.url
    letter = desk.approval()
    file = base64.b64encode(other.p12(P12_PASSPHRASE)).decode()
    given = {"sertifikat": file, "passphrase": P12_PASSPHRASE}
    with refused("E-GUARD"):  # the certificate names another NIP than the account
        desk.sign(letter, "asisten1", **given)
    asisten = desk.people.asisten1
    asisten.nip = "198502022010012002"
    asisten.save(update_fields=["nip"])
    with refused("E-REF", field="passphrase"):
        desk.sign(letter, "asisten1", **{**given, "passphrase": "salah"})
    letter = desk.sign(letter, "asisten1", **given)
    assert (letter.state, letter.signers[0].sertifikat["pemilik"]) == ("ditandatangani", "Siti Aminah")
