"""Anybody may drop any file on the public page: it is answered like anything else, in bounded time."""

import io
import subprocess
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from documents.signing import Verification, verification, verify
from documents.signing.examination import MAX_REVISIONS
from documents.signing.facts import UNEXAMINED, UNREADABLE
from documents.signing.verification import MAX_BYTES

from .material import document
from .test_verification import judged, page_edit


def many_updates(content: bytes) -> bytes:
    """Each would be compared with all before it."""
    for _ in range(MAX_REVISIONS):
        content = page_edit(content)
    return content


def many_fields(content: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    value = PdfFileReader(io.BytesIO(content)).embedded_signatures[0].sig_field.raw_get("/V")
    fields = writer.root["/AcroForm"]["/Fields"]
    for number in range(2000):
        fields.append(
            writer.add_object(
                generic.DictionaryObject(
                    {
                        generic.NameObject("/FT"): generic.NameObject("/Sig"),
                        generic.NameObject("/T"): generic.pdf_string(f"x{number}"),
                        generic.NameObject("/V"): generic.IndirectObject(
                            value.idnum, value.generation, writer
                        ),
                    }
                )
            )
        )
    writer.update_container(fields)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def fields_within_fields(number: int) -> bytes:
    """Each of the fields has all the children: their number squared is walked."""
    head = b"%PDF-1.7\n1 0 obj<</Type/Catalog/AcroForm<</Fields[" + b"2 0 R " * number + b"]>>>>endobj\n"
    body = head + b"2 0 obj<</FT/Sig/T(a)/Kids[" + b"1 0 R " * number + b"]>>endobj\n"
    table = b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n%010d 00000 n \n" % len(head)
    return body + table + b"trailer\n<</Size 3/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(body)


HOSTILE = {
    "empty": b"",
    "text": b"Selamat pagi",
    "header only": b"%PDF-1.7\n",
    "nested": b"%PDF-1.7\n1 0 obj\n" + b"[" * 200_000 + b"\nendobj\ntrailer<</Root 1 0 R/Size 2>>\nstartxref\n9\n%%EOF",
    "nested root": b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Root " + b"<</A " * 100_000
    + b"\nstartxref\n9\n%%EOF",
    "xref loop": b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1/Root 1 0 R/Prev 9>>\n"
    b"startxref\n9\n%%EOF\n",
    "huge table": b"%PDF-1.7\nxref\n0 999999999\n0000000000 65535 f \ntrailer\n<</Size 999999999/Root 1 0 R>>\n"
    b"startxref\n9\n%%EOF\n",
    "startxref far": b"%PDF-1.7\nstartxref\n99999999999999\n%%EOF\n",
    "zeros": bytes(5_000_000),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_answered(name):
    began = time.monotonic()
    assert verify(HOSTILE[name]) == Verification(False, problem=UNREADABLE)
    assert time.monotonic() - began < verification.SECONDS


@pytest.mark.parametrize("limit", ["processor", "clock"])
def test_a_file_that_is_walked_for_ever_is_given_up(limit, monkeypatch):
    monkeypatch.setattr(verification, "SECONDS", 2.0 if limit == "clock" else 60.0)
    began = time.monotonic()
    assert verify(fields_within_fields(20_000)) == Verification(False, problem=UNEXAMINED)
    assert time.monotonic() - began < 50


@pytest.mark.req("CB-239")
def test_a_process_of_its_own_says_the_same(twice, once, trusted):
    for content in (twice, once, document(), twice[:-200], twice + b"x"):
        assert verify(content) == trusted(content)
    assert verify(twice).genuine


def test_it_knows_no_secret(monkeypatch, twice, folder_of_authority, settings):
    settings.ALUR_AUTHORITY_DIR = folder_of_authority
    monkeypatch.setenv("ALUR_SECRET_KEY", "rahasia")
    started = []
    run = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: (started.append(k), run(*a, **k))[1])
    assert verify(twice).genuine
    assert [sorted(options["env"]) for options in started] == [["PATH"]]


@pytest.mark.parametrize(
    "answer", [b"", b"[]", b"{}", b'{"signatures": [{}], "genuine": true, "problem": ""}']
)
def test_an_answer_that_is_none_is_no_judgement(answer, monkeypatch):
    monkeypatch.setattr(
        subprocess, "run", lambda *a, **k: subprocess.CompletedProcess(a, 0, stdout=answer, stderr=b"")
    )
    assert verify(document()) == Verification(False, problem=UNEXAMINED)


@pytest.mark.parametrize("make", [many_updates, many_fields])
def test_a_genuine_file_made_costly_is_answered(make, closed, trusted):
    costly = make(closed)
    began = time.monotonic()
    assert judged(trusted(costly)) == (False, UNREADABLE)
    assert time.monotonic() - began < verification.SECONDS


def test_a_file_too_large_is_not_read(trusted, closed):
    assert judged(trusted(closed + bytes(MAX_BYTES))) == (False, UNREADABLE)


@settings(max_examples=40, deadline=None)
@given(cut=st.integers(0, 60_000), noise=st.binary(max_size=40))
def test_noise_in_a_signed_file_never_raises(cut, noise, closed, folder_of_authority):
    assert not verify(closed[:cut] + noise + b"!" + closed[cut + 1 + len(noise) :], ours=True).genuine


def test_an_encrypted_file_is_answered(closed, trusted, tmp_path):
    path, locked = tmp_path / "a.pdf", tmp_path / "b.pdf"
    path.write_bytes(document())
    subprocess.run(["qpdf", "--encrypt", "a", "b", "256", "--", str(path), str(locked)], check=True)
    assert not trusted(locked.read_bytes()).genuine
