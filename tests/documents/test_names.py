"""Names of files: what was sent is what is kept and handed out (RFC 6266, RFC 7578)."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from django.test import RequestFactory

from documents.names import disposition, on_any_disk

pytestmark = pytest.mark.req("SJ-143")

FAMILY = "keluarga \U0001f468\u200d\U0001f469\u200d\U0001f467.pdf"


def sent(name: bytes) -> str:
    """The name that a request with this part arrives under."""
    part = b'--b\r\nContent-Disposition: form-data; name="file"; filename="' + name + b'"\r\n'
    body = part + b"Content-Type: application/pdf\r\n\r\nx\r\n--b--\r\n"
    request = RequestFactory().generic("POST", "/", body, "multipart/form-data; boundary=b")
    (file,) = request.FILES.values()
    return file.name


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (b"surat.pdf", "surat.pdf"),
        (b"persen%20.pdf", "persen%20.pdf"),
        (b"kutip%22.pdf", 'kutip".pdf'),
        (b"baris%0D%0Abaru.pdf", "barisbaru.pdf"),
        (b"a&amp;b &#65;.pdf", "a&amp;b &#65;.pdf"),
        (FAMILY.encode(), FAMILY),
        ("é".encode() * 500 + b".pdf", "é" * 251 + ".pdf"),
        (b"a" * 3000 + b".pdf", "a" * 251 + ".pdf"),
        (b"..%2f..%2fa.pdf", "..%2f..%2fa.pdf"),
        (b"../../a.pdf", "a.pdf"),
    ],
)  # fmt: skip
def test_what_a_browser_sends_is_what_is_kept(written, kept):
    assert sent(written) == kept


@pytest.mark.parametrize(
    "name", ["persen%20.pdf", 'kutip".pdf', FAMILY, "surat é.pdf", "a\\b.pdf", "a;b=c.pdf", "a'b.pdf"]
)
def test_what_is_kept_is_what_a_browser_saves(name):
    said = disposition(name)
    assert said.isascii()
    assert said.startswith('attachment; filename="')
    if "filename*=" in said:
        assert unquote(said.partition("filename*=UTF-8''")[2]) == name
        plain = said.partition('filename="')[2].partition('"')[0]
        assert not set(plain) & set('%"\\')
    else:
        assert said == f'attachment; filename="{name}"'


def test_plain_names_need_no_second_one():
    assert disposition("surat pengantar.pdf") == 'attachment; filename="surat pengantar.pdf"'
    assert disposition("Café.pdf") == "attachment; filename=\"Cafe.pdf\"; filename*=UTF-8''Caf%C3%A9.pdf"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("surat.pdf", "surat.pdf"),
        ('a<b>:"|?*c.pdf', "a_b______c.pdf"),
        ("surat.pdf. .", "surat.pdf"),
        ("...", ""),
        ("x" * 250 + ".pdf", "x" * 116 + ".pdf"),
        (FAMILY, FAMILY),
    ],
)
def test_names_that_every_system_can_write(name, written):
    assert on_any_disk(name) == written
