"""A passphrase is used and forgotten: nothing keeps it, no page shows it again (CB-239)."""

import base64
import json
import logging

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from cases.core.models import Draft
from documents.errors import CredentialsRefused
from documents.signing import CredentialField
from documents.signing import signer as configured
from tests.support.world import fresh, refused
from workflows.gate import perform
from workflows.models import AccessLog, IdempotencyKey, LedgerEntry, LedgerPayload

SECRET, FILE = "kata-sandi-ttd-77", b"isi sertifikat pribadi 99"


@pytest.fixture
def asking(monkeypatch):
    """The configured signer, asking for a certificate file and a passphrase besides; what it was given."""
    given = []

    class Asking(type(configured())):
        credentials = (
            CredentialField("sertifikat", "Berkas sertifikat", "file"),
            CredentialField("passphrase", "Passphrase", "secret"),
        )

        def sign(self, pdf, request):
            given.append(dict(request.credentials))
            if request.credentials["passphrase"] != SECRET:
                raise CredentialsRefused("passphrase", "Passphrase salah.")
            return super().sign(pdf, request)

    service = Asking(configured().folder)
    for module in ("forms", "files", "printing"):
        monkeypatch.setattr(f"cases.dokumen.{module}.signer", lambda: service)
    return given


def kept():
    """All that the act's tables hold, as one text."""
    rows = [
        *LedgerEntry.objects.values_list("body", flat=True),
        *LedgerPayload.objects.values_list("values", flat=True),
        *ProcrastinateJob.objects.values_list("args", flat=True),
        *AccessLog.objects.values_list("detail", flat=True),
        *Draft.objects.values_list("data", flat=True),
    ]
    return json.dumps(rows, default=str)


def secrets():
    return SECRET, FILE.decode(), base64.b64encode(FILE).decode(), FILE.hex()


@pytest.fixture
def desk_asking(asking, desk):
    return desk


def data(letter, **changes):
    return {
        "sidik": letter.berkas.sha256,
        "sertifikat": base64.b64encode(FILE).decode(),
        "passphrase": SECRET,
        **changes,
    }


def test_the_signer_gets_it_and_nothing_keeps_it(desk_asking, asking, caplog):
    caplog.set_level(logging.DEBUG)
    letter = desk_asking.approval()
    letter = desk_asking.do(letter, "tanda_tangani", "asisten1", **data(letter))
    assert letter.state == "ditandatangani"
    assert asking == [{"sertifikat": FILE, "passphrase": SECRET}]
    for secret in secrets():
        assert secret not in kept()
        assert secret not in caplog.text
    entry = LedgerEntry.objects.get(stream=letter.pk, act="tanda_tangani")
    assert set(entry.body["data"]) == {"sidik", "penandatangan"}


def test_a_wrong_one_is_refused_at_its_field(desk_asking):
    letter = desk_asking.approval()
    with refused("E-REF", field="passphrase"):
        desk_asking.do(letter, "tanda_tangani", "asisten1", **data(letter, passphrase="salah"))


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"passphrase": ""}, "E-REQ", "passphrase"),
        ({"sertifikat": ""}, "E-REQ", "sertifikat"),
        ({"sertifikat": "bukan base64!"}, "E-FMT", "sertifikat"),
        ({"sertifikat": base64.b64encode(b"x" * 70_000).decode()}, "E-FILE", "sertifikat"),
    ],
)
def test_missing_or_broken(desk_asking, changes, code, field):
    letter = desk_asking.approval()
    with refused(code, field=field):
        desk_asking.do(letter, "tanda_tangani", "asisten1", **data(letter, **changes))


def test_an_idempotency_key_does_not_remember_it(desk_asking):
    letter = desk_asking.approval()
    person = desk_asking.people.asisten1
    first = perform(letter, "tanda_tangani", actor=person, data=data(letter), idempotency_key="k1")
    other = data(letter, passphrase="lain")
    again = perform(letter, "tanda_tangani", actor=person, data=other, idempotency_key="k1")
    assert again.repeated
    assert again.entry.pk == first.entry.pk
    assert IdempotencyKey.objects.get(key="k1").fingerprint


def test_through_the_page_and_never_shown_again(desk_asking):
    letter = desk_asking.approval()
    client = Client()
    client.force_login(
        desk_asking.people.asisten1, backend="cases.organisations.auth.backends.AccountBackend"
    )
    url = f"/kasus/{letter.pk}/t/tanda_tangani/"
    page = client.get(url).content.decode()
    assert letter.berkas.sha256 in page
    assert 'type="password"' in page
    assert 'name="nik"' not in page

    def post(passphrase):
        file = SimpleUploadedFile("saya.p12", FILE)
        return client.post(url, {"sidik": letter.berkas.sha256, "sertifikat": file, "passphrase": passphrase})

    answer = post("salah-sekali")
    assert answer.status_code == 422
    assert "Passphrase salah." in answer.content.decode()
    assert "salah-sekali" not in answer.content.decode()
    assert post(SECRET).status_code == 302
    assert fresh(letter).state == "ditandatangani"
    assert all(secret not in kept() for secret in secrets())


def test_what_was_entered_is_shown_without_it_when_the_act_is_gone(desk_asking):
    letter = desk_asking.approval()
    client = Client()
    client.force_login(
        desk_asking.people.asisten1, backend="cases.organisations.auth.backends.AccountBackend"
    )
    desk_asking.do(letter, "batalkan", "asisten1", alasan="Tidak jadi.")
    answer = client.post(
        f"/kasus/{letter.pk}/t/tanda_tangani/", {"sidik": "a" * 64, "passphrase": SECRET, "versi": "2"}
    )
    assert answer.status_code == 409
    assert SECRET not in answer.content.decode()


def test_a_client_reads_what_is_asked(desk_asking):
    from cases.api.presenting import case_whole

    letter = desk_asking.approval()
    whole = case_whole(letter, desk_asking.people.asisten1)
    (offer,) = [o for o in whole["available"] if o["name"] == "tanda_tangani"]
    assert offer["initial"] == {"sidik": letter.berkas.sha256}
    assert offer["schema"]["required"] == ["sidik", "sertifikat", "passphrase"]
    assert offer["schema"]["properties"]["passphrase"]["writeOnly"] is True
