"""Documents of every fate, and a stranger who verifies them."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cases.dokumen.files import content_of
from cases.terbitan.models import Terbitan
from documents.models import Attachment
from tests.cases.core.dokumen.conftest import desk, registered  # noqa: F401  fixtures
from tests.support.browsing import Page


class Stranger:
    """Somebody without an account. Every call gives a Page; `verdict` asks page and API and compares them."""

    def __init__(self, ip: str = "203.0.113.7") -> None:
        self.client = Client(REMOTE_ADDR=ip)

    def code(self, kode: str) -> Page:
        return Page(self.client.get(f"/verifikasi/{kode}/"))

    def file(self, content: bytes, name: str = "surat.pdf") -> Page:
        return Page(self.client.post("/verifikasi/", {"file": SimpleUploadedFile(name, content)}))

    def api_code(self, kode: str) -> tuple[int, Any]:
        return self._json(self.client.get(f"/api/v1/verify/{kode}"))

    def api_file(self, content: bytes, name: str = "surat.pdf") -> tuple[int, Any]:
        return self._json(self.client.post("/api/v1/verify", {"file": SimpleUploadedFile(name, content)}))

    @staticmethod
    def _json(response: Any) -> tuple[int, Any]:
        return response.status_code, json.loads(response.content)


@pytest.fixture
def stranger(db: None) -> Stranger:
    return Stranger()


@pytest.fixture
def bytes_of() -> Any:
    """bytes_of(letter, version=None): a version of its file, the newest by default."""

    def read(letter: Any, version: int | None = None) -> bytes:
        rows = Attachment.objects.filter(boundary=letter.pk).order_by("version")
        return content_of(rows.get(version=version) if version else rows.last())

    return read


@pytest.fixture
def printed(desk: Any) -> Any:  # noqa: F811  the fixture
    """A print and its bytes. What making one does is proven with the prints."""
    content = b"%PDF-1.7 daftar\n%%EOF\n"
    found = Terbitan.objects.create(
        jenis="daftar",
        judul="Daftar Seleksi Zirkonia",
        pemohon=desk.people.jaksel,
        siap_pada=timezone.now(),
        sha256=hashlib.sha256(content).hexdigest(),
        ukuran=len(content),
    )
    return found, content
