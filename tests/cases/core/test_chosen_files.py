"""A file sent before its form, as static/js/files.js does (SJ-140)."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from documents.models import Upload
from tests.documents.material import HTML, PDF

pytestmark = pytest.mark.req("SJ-140")
HERE = "/unggahan/berkas/"


def send(
    browse: Any, who: str, content: bytes = PDF, name: str = "surat.pdf", kind: str = "surat_permohonan"
):
    return browse(who).post(HERE, {"jenis": kind, "berkas": SimpleUploadedFile(name, content)})


def test_is_received_for_its_kind(world, browse, s3):
    answer = send(browse, "jaksel")
    upload = Upload.objects.get()
    assert (answer.status, answer.response.json()) == (
        201,
        {"upload": str(upload.pk), "name": "surat.pdf", "size": len(PDF)},
    )
    assert (upload.uploader, upload.field, upload.used_at) == (world.people.jaksel, "surat_permohonan", None)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"content": HTML, "name": "surat.html"}, "E-FILE", "name"),
        ({"kind": "tidak_ada"}, "E-REF", "jenis"),
        ({"kind": "rekaman_ruang"}, "E-REF", "jenis"),  # a large kind goes in parts
        ({"content": b""}, "E-FILE", "name"),
    ],
)
def test_is_refused(world, browse, s3, change, code, field):
    answer = send(browse, "jaksel", **change)
    told = answer.response.json()
    assert (answer.status, told["code"], list(told["errors"])) == (422, code, [field])
    assert not Upload.objects.exists()


def test_of_whom(world, browse, s3):
    assert send(browse, "auditor").status == 403
    assert send(browse, "asisten1").status == 201
    assert browse("jaksel").post(HERE, {"jenis": "surat_permohonan"}).status == 422
    assert browse("jaksel").get(HERE).url == "/"
    browse("jaksel").client.logout()
