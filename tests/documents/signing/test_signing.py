"""Signatures of the demo authority: one or two signers in either order, judged by pyHanko and by poppler."""

import io
import stat
import subprocess
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from time_machine import travel

from documents.errors import SignatureRefused
from documents.signing import SignRequest, demo, prepare_fields
from documents.signing.demo import DemoAuthority

from .material import (
    ATTACHED,
    EMPTY,
    FIRST,
    NAMES,
    NUMBERS,
    PART,
    SECOND,
    VALID,
    WHOLE,
    document,
    pdfsig,
    request,
)  # fmt: skip


@pytest.mark.req("CB-239")
def test_one_signer(closed, trusted, tmp_path):
    began = datetime.now(UTC) - timedelta(hours=1)
    result = trusted(closed)
    assert (result.genuine, result.problem, result.demo) == (True, "", True)
    (fact,) = result.signatures
    assert (fact.field, fact.signer_name, fact.identifier) == (FIRST, NAMES[FIRST], NUMBERS[FIRST])
    assert (fact.bottom_line, fact.whole_file, fact.demo) == (True, True, True)
    assert fact.authority == "Otoritas Sertifikat DEMO Alur"
    assert began < fact.signed_at <= datetime.now(UTC)
    assert fact.note == "Tanda tangan demo: tidak berlaku di luar peragaan."
    seen = pdfsig(closed, tmp_path)[FIRST]
    assert {VALID, WHOLE, "Signature Type: ETSI.CAdES.detached"} <= seen
    assert f"Signer Certificate Common Name: {NAMES[FIRST]} (DEMO)" in seen


@pytest.mark.req("CB-239")
@pytest.mark.parametrize("order", [(FIRST, SECOND), (SECOND, FIRST)])
def test_two_signers_in_either_order(order, prepared, authority, trusted, tmp_path):
    one, two = order
    first = authority.sign(prepared, request(one, final=False))
    assert [fact.field for fact in trusted(first).signatures] == [one]
    assert {VALID, WHOLE} <= pdfsig(first, tmp_path)[one]
    assert EMPTY in pdfsig(first, tmp_path)[two]

    second = authority.sign(first, request(two, certify=False))
    result = trusted(second)
    assert (result.genuine, result.problem) == (True, "")
    assert [(fact.field, fact.whole_file, fact.bottom_line) for fact in result.signatures] == [
        (one, False, True), (two, True, True)
    ]  # fmt: skip
    assert result.signatures[0].signed_at < result.signatures[1].signed_at
    seen = pdfsig(second, tmp_path)
    assert {VALID, PART} <= seen[one]
    assert {VALID, WHOLE} <= seen[two]


@pytest.mark.req("CB-239")
def test_every_step_keeps_the_bytes_of_the_one_before(prepared, once, twice):
    assert prepared.startswith(document())
    assert once.startswith(prepared)
    assert twice.startswith(once)


def test_the_first_certifies_and_says_what_may_follow(twice, closed):
    def permission(content):
        with pikepdf.open(io.BytesIO(content)) as pdf:
            certified = pdf.Root.Perms.DocMDP
            return (
                list(pdf.Root.Perms.keys()),
                str(certified.Name),
                int(certified.Reference[0].TransformParams.P),
            )

    assert permission(twice) == (["/DocMDP"], NAMES[FIRST], 2)  # filling fields, that is, signing
    assert permission(closed) == (["/DocMDP"], NAMES[FIRST], 1)  # nothing


def test_the_archive_format_survives(twice, tmp_path):
    with pikepdf.open(io.BytesIO(twice)) as pdf:
        with pdf.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
            assert metadata["pdfuaid:part"] == "1"
        assert (pdf.pdf_version, pdf.Root.get("/Version")) == ("1.7", None)
        assert pdf.attachments["data.json"].get_file().read_bytes() == ATTACHED.encode()
        assert pdf.Root.MarkInfo.Marked
    path = tmp_path / "signed.pdf"
    path.write_bytes(twice)
    fonts = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True, check=True).stdout
    assert {row.split()[-5] for row in fonts.splitlines()[2:]} == {"yes"}  # column "emb"
    subprocess.run(["qpdf", "--check", str(path)], capture_output=True, check=True)


def test_a_signature_outlives_its_certificate(closed, trusted):
    with travel(datetime.now(UTC) + timedelta(days=365), tick=False):
        assert trusted(closed).genuine  # the certificate lived ten minutes


def test_with_our_records_a_signature_outlives_the_timestamp_authority(closed, trusted):
    signed = trusted(closed).signatures[0].signed_at
    with travel(signed + timedelta(days=25 * 365), tick=False):
        assert not trusted(closed).genuine
        assert trusted(closed, existed_at=signed + timedelta(minutes=1)).genuine


def test_a_long_name_is_kept_whole(authority, trusted):
    name = "Prof. Dr. Ir. Raden Mas Haryo Notonegoro Suryoatmojo Kusumaningrat, S.T., M.Eng., Ph.D."
    signed = authority.sign(prepare_fields(document(), [FIRST]), request(name=name))
    assert trusted(signed).signatures[0].signer_name == name


# --- Refusals -------------------------------------------------------------------------------------------


@pytest.mark.req("CB-239")
@pytest.mark.parametrize("field", [SECOND, FIRST])
def test_nobody_signs_after_the_only_signer(field, closed, authority):
    with pytest.raises(SignatureRefused, match="sudah ditutup"):
        authority.sign(closed, request(field, certify=False))


@pytest.mark.req("CB-239")
def test_a_field_is_signed_once(once, authority):
    with pytest.raises(SignatureRefused, match="sudah terisi"):
        authority.sign(once, request(FIRST, certify=False))


def test_only_the_first_certifies(once, authority):
    with pytest.raises(SignatureRefused):
        authority.sign(once, request(SECOND, certify=True))


def test_without_its_field_nothing_is_signed(authority):
    with pytest.raises(SignatureRefused, match="kolom tanda tangan tidak ada"):
        authority.sign(document(), request(FIRST))


def test_what_is_no_pdf_is_not_signed(authority):
    with pytest.raises(SignatureRefused, match="berkas rusak"):
        authority.sign(b"bukan PDF", request(FIRST))


# --- The authority --------------------------------------------------------------------------------------


def test_keys_are_made_once_and_readable_by_their_owner_only(authority):
    assert {path.name for path in authority.folder.iterdir()} == {
        "authority.key", "authority.pem", "timestamps.key", "timestamps.pem"
    }  # fmt: skip
    assert stat.S_IMODE(authority.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in authority.folder.glob("*.key")} == {0o600}
    before = demo.root(authority.folder)
    assert before is not None
    DemoAuthority(authority.folder)
    assert demo.root(authority.folder) == before


def _root_after_opening(folder: Path) -> bytes | None:
    DemoAuthority(folder)
    return demo.root(folder)


def test_processes_that_start_at_once_share_one_authority(tmp_path):
    folder = tmp_path / "authority"
    with ProcessPoolExecutor(3) as pool:
        roots = set(pool.map(_root_after_opening, [folder] * 6))
    assert roots == {demo.root(folder)}
    assert list(tmp_path.iterdir()) == [folder]  # the losers' keys are gone


def test_a_request_does_not_show_its_credentials():
    made = request(credentials={"passphrase": "Rahasia#1"})
    assert isinstance(made, SignRequest)
    assert "Rahasia#1" not in repr(made) + str(made)
