"""Names of files through the API: cut or refused by name, always as JSON; all files of a case as one ZIP (SJ-140)."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest

from documents.models import Upload
from tests.documents.material import PDF

pytestmark = [pytest.mark.django_db, pytest.mark.req("SJ-143")]


def sent(client: Any, name: bytes) -> tuple[int, str, Any]:
    part = b'--b\r\nContent-Disposition: form-data; name="file"; filename="' + name + b'"\r\n'
    body = part + b"Content-Type: application/pdf\r\n\r\n" + PDF + b"\r\n--b--\r\n"
    answer = client.client.generic(
        "POST",
        "/api/v1/uploads",
        body,
        "multipart/form-data; boundary=b",
        HTTP_AUTHORIZATION=f"Bearer {client.token}",
    )
    return answer.status_code, answer["Content-Type"].partition(";")[0], json.loads(answer.content)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        (b"a" * 996 + b".pdf", "a" * 251 + ".pdf"),
        ("é".encode() * 500 + b".pdf", "é" * 251 + ".pdf"),
        (b"persen%20.pdf", "persen%20.pdf"),
        (b"kutip%22.pdf", 'kutip".pdf'),
        ("\U0001f468\u200d\U0001f469.pdf".encode(), "\U0001f468\u200d\U0001f469.pdf"),
    ],
    ids=["1,000 letters", "1,004 bytes", "percent", "quote", "joined"],
)
def test_what_was_sent_is_kept(api, s3, name, kept):
    status, kind, body = sent(api("jaksel"), name)
    assert (status, kind, body["type"]) == (201, "application/json", "application/pdf")
    assert Upload.objects.get().original_name == kept


@pytest.mark.parametrize("name", [b"a" * 30_000 + b".pdf", b"a" * 996, b".", b""])
def test_what_is_none_is_refused_in_json(api, s3, name):
    status, kind, body = sent(api("jaksel"), name)
    assert (status, kind, body["code"][:2]) == (422, "application/json", "E-")
    assert [key.partition(".")[0] for key in body["errors"]] == ["file"]
    assert not Upload.objects.exists()


def test_all_files_of_a_case(api, s3, case):
    def fetched(who: str) -> Any:
        client = api(who)
        path = f"/api/v1/cases/{case['id']}/documents/archive"
        return client.client.get(path, HTTP_AUTHORIZATION=f"Bearer {client.token}")

    assert fetched("bogor").status_code == 404
    answer = fetched("jaksel")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    names = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).namelist()
    assert names[-2:] == ["indeks.csv", "indeks.html"]
