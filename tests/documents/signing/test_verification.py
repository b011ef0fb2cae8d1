"""What was changed after signing is found, by us and (where it looks) by poppler."""

import io

import pikepdf
import pytest
from asn1crypto import x509
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers import PdfSigner, PdfTimeStamper
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator import ValidationContext

from documents.signing import demo, prepare_fields, verify
from documents.signing.facts import BROKEN, CHANGED, UNREADABLE, UNSIGNED, UNTIMED, UNTRUSTED

from .material import FIRST, PART, SECOND, VALID, WHOLE, document, pdfsig, request


def judged(result):
    return result.genuine, result.problem


@pytest.mark.parametrize(
    "content", [document(), prepare_fields(document(), [FIRST])], ids=["plain", "prepared"]
)
def test_an_unsigned_document(content, trusted):
    assert judged(trusted(content)) == (False, UNSIGNED)


# --- Changed bytes --------------------------------------------------------------------------------------


def flip(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 0x01]) + content[place + 1 :]


@pytest.mark.req("CB-239")
def test_a_flipped_byte_in_the_content_is_found(twice, trusted, tmp_path):
    with pikepdf.open(io.BytesIO(document())) as pdf:
        data = pdf.pages[1].Contents.read_raw_bytes()
    changed = flip(twice, twice.index(data) + len(data) // 2)
    assert judged(trusted(changed)) == (False, BROKEN)
    assert [VALID in pdfsig(changed, tmp_path)[field] for field in (FIRST, SECOND)] == [False, False]


def test_a_changed_attachment_is_found(closed, trusted, tmp_path):
    with pikepdf.open(io.BytesIO(document())) as pdf:
        data = pdf.attachments["data.json"].get_file().obj.read_raw_bytes()
    changed = flip(closed, closed.index(data) + 1)
    assert judged(trusted(changed)) == (False, BROKEN)
    assert VALID not in pdfsig(changed, tmp_path)[FIRST]


def test_another_name_in_the_signature_is_found(closed, trusted, tmp_path):
    changed = closed.replace(b"/Reason (Asisten KASN", b"/Reason (Ketua   KASN")
    assert changed != closed
    assert judged(trusted(changed)) == (False, BROKEN)
    assert VALID not in pdfsig(changed, tmp_path)[FIRST]


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_flipped_byte_that_is_signed_goes_unnoticed(data, closed, folder_of_authority):
    """Signed is all but the signature itself, and this is where a change of letters may be no change."""
    begin, length, second, _ = (
        int(n) for n in PdfFileReader(io.BytesIO(closed)).embedded_signatures[0].byte_range
    )
    place = data.draw(st.integers(begin, len(closed) - 1).filter(lambda n: n < length or n >= second))
    bit = data.draw(st.integers(0, 7))
    changed = closed[:place] + bytes([closed[place] ^ (1 << bit)]) + closed[place + 1 :]
    assert not verify(changed, ours=True).genuine


# --- Changes by incremental update ----------------------------------------------------------------------


def page_edit(content: bytes, page: int = 1) -> bytes:
    """Text added to a page by an update, as an editor would; the signed bytes stay."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    reference, _ = writer.find_page_for_modification(page)
    extra = writer.add_object(generic.StreamObject(stream_data=b"BT /F1 12 Tf 72 72 Td (Ditolak) Tj ET"))
    leaf = reference.get_object()
    before = leaf.raw_get("/Contents")
    leaf["/Contents"] = generic.ArrayObject([before, extra])
    writer.mark_update(reference)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


@pytest.mark.req("CB-239")
def test_a_page_edited_afterwards_is_found_although_the_signature_is_intact(
    closed, trusted, folder_of_authority, tmp_path
):
    changed = page_edit(closed)
    assert changed.startswith(closed)
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(demo.root(folder_of_authority))], allow_fetching=False
    )
    status = validate_pdf_signature(PdfFileReader(io.BytesIO(changed)).embedded_signatures[0], context)
    assert (status.intact, status.valid, status.trusted, status.bottom_line) == (True, True, True, False)
    assert judged(trusted(changed)) == (False, CHANGED)
    assert PART in pdfsig(changed, tmp_path)[FIRST]  # poppler judges the signed part only, and says so


def test_a_page_edited_between_two_signatures_is_found(once, authority, trusted):
    # pyHanko itself would sign the edited file: the certification does not forbid what it cannot see.
    changed = authority.sign(page_edit(once), request(SECOND, certify=False))
    assert judged(trusted(changed)) == (False, CHANGED)


def test_a_replaced_attachment_is_found(closed, trusted, tmp_path):
    writer = IncrementalPdfFileWriter(io.BytesIO(closed))
    names = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
    fake = generic.StreamObject({generic.NameObject("/Type"): generic.NameObject("/EmbeddedFile")}, b"{}")
    reference, files = writer.add_object(fake), names[1]["/EF"]
    for key in list(files):
        files[key] = reference
    writer.update_container(files)
    output = io.BytesIO()
    writer.write(output)
    changed = output.getvalue()
    with pikepdf.open(io.BytesIO(changed)) as pdf:
        assert pdf.attachments["data.json"].get_file().read_bytes() == b"{}"
    assert judged(trusted(changed)) == (False, CHANGED)
    assert PART in pdfsig(changed, tmp_path)[FIRST]


def test_a_signature_after_the_only_one_is_found(closed, bsre, other, trusted, settings, monkeypatch):
    monkeypatch.setattr(PdfSigner, "_enforce_certification_constraints", lambda *_: None)  # a rude program
    settings.ALUR_TRUST_ROOTS = str(other.path)  # both signers are trusted; the second came too late
    assert judged(trusted(bsre.signed(closed))) == (False, CHANGED)


@pytest.mark.parametrize("rest", [b"\n", b"%PDF-1.7\n%%EOF\n", b"\0" * 2000])
def test_bytes_after_the_end_are_found(rest, closed, trusted):
    assert judged(trusted(closed + rest)) in {(False, CHANGED), (False, UNREADABLE)}


def test_a_cut_off_second_signature_leaves_the_first(once, twice, trusted):
    assert [fact.field for fact in trusted(twice[: len(once)]).signatures] == [FIRST]
    assert not trusted(twice[:-200]).genuine


def test_proofs_added_for_the_signature_are_allowed(closed, other, trusted, tmp_path):
    """Services add a DSS (certificates, revocation answers) after the signature."""
    stream = io.BytesIO(closed)
    certificate = PdfFileReader(stream).embedded_signatures[0].signer_cert
    DocumentSecurityStore.add_dss(stream, sig_contents=None, certs=[certificate])
    changed = stream.getvalue()
    result = trusted(changed)
    assert changed.startswith(closed)
    assert len(changed) > len(closed)
    assert (result.genuine, result.signatures[0].whole_file) == (True, False)
    assert WHOLE not in pdfsig(changed, tmp_path)[FIRST]


def test_a_document_timestamp_of_a_trusted_authority_is_allowed(closed, other, authority, trusted, settings):
    """As archives add one after the signatures, before certificates end."""

    def stamped(stamper):
        output = io.BytesIO()
        writer = IncrementalPdfFileWriter(io.BytesIO(closed))
        PdfTimeStamper(stamper).timestamp_pdf(writer, "sha256", output=output)
        return output.getvalue()

    result = trusted(stamped(authority.timestamper()))
    assert (judged(result), result.signatures[0].whole_file) == ((True, ""), False)
    assert len(result.signatures) == 1
    assert judged(trusted(stamped(other.timestamper()))) == (False, CHANGED)
    settings.ALUR_TRUST_ROOTS = str(other.path)
    assert judged(trusted(stamped(other.timestamper()))) == (True, "")


# --- Whose signature ------------------------------------------------------------------------------------


def test_an_authority_counts_only_when_it_is_named(bsre, other, trusted, settings):
    signed = bsre.signed(document())
    assert judged(trusted(signed)) == (False, UNTRUSTED)
    settings.ALUR_TRUST_ROOTS = str(other.path)
    result = trusted(signed)
    assert (judged(result), result.demo) == ((True, ""), False)
    assert [(fact.signer_name, fact.authority, fact.note) for fact in result.signatures] == [
        ("SITI AMINAH", "OSD Uji Kelas 3", "")
    ]


@pytest.mark.req("CB-239")
@pytest.mark.parametrize("stamps", ["none", "untrusted"])
def test_without_a_trusted_timestamp_a_signature_does_not_count(
    stamps, bsre, authority, other, trusted, settings
):
    """When somebody signed is part of what is proven; the clock of the signer proves nothing."""
    settings.ALUR_TRUST_ROOTS = str(other.path)
    settings.ALUR_SIGNER = "pkcs12"  # so that the demo's timestamps do not count
    signed = bsre.signed(document(), stamps=None if stamps == "none" else authority.timestamper())
    result = trusted(signed)
    assert (judged(result), result.signatures[0].signed_at) == ((False, UNTIMED), None)


@pytest.mark.parametrize(("signer", "demonstration"), [("pkcs12", True), ("demo", False)])
def test_the_demo_counts_in_a_demo_only(signer, demonstration, closed, trusted, settings):
    settings.ALUR_SIGNER, settings.DEMO = signer, demonstration
    result = trusted(closed)
    assert (judged(result), result.demo) == ((False, UNTRUSTED), False)


def test_another_demo_does_not_count(closed, settings, tmp_path):
    settings.ALUR_AUTHORITY_DIR = demo.DemoAuthority(tmp_path / "authority").folder
    assert judged(verify(closed, ours=True)) == (False, UNTRUSTED)
