"""The virus scanner at the door of the API: refused, waiting, quarantined, and given once it is clean (SJ-140)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from cases.core.models import Case
from documents.binding import bind
from documents.models import Upload
from documents.scanning import rescan_pending
from tests.documents import material as m
from tests.documents.test_scanning import embedding, with_attachment
from tests.support.clamd import EICAR, WORD
from workflows.models import AccessLog

pytestmark = [pytest.mark.django_db, pytest.mark.req("SJ-143")]


def sent(client: Any, name: str, content: bytes) -> tuple[int, Any]:
    answer = client.client.post(
        "/api/v1/uploads",
        {"file": SimpleUploadedFile(name, content)},
        HTTP_AUTHORIZATION=f"Bearer {client.token}",
    )
    return answer.status_code, json.loads(answer.content)


@pytest.fixture
def jaksel(api: Any, s3: Any) -> Any:
    return api("jaksel")


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.docx", embedding(EICAR), "Alur.Eicar"),
        ("a.docx", embedding(embedding(EICAR), "word__embeddings__b_dot_docx"), "Alur.Eicar"),
        ("a.pdf", with_attachment("a.json", WORD), "Alur.Uji"),
    ],
    ids=["docx", "docx docx", "pdf"],
)
def test_an_infected_file_is_refused(scanner, jaksel, name, content, found):
    status, body = sent(jaksel, name, content)
    assert (status, body["code"]) == (422, "E-FILE")
    assert body["message"].startswith(
        f"Berkas “{name}” ditolak: pemindai virus menemukan {found}.UNOFFICIAL."
    )
    assert [error["code"] for error in body["errors"]["file"]] == ["E-FILE"]
    assert not Upload.objects.exists()


def test_the_test_virus_itself_is_of_no_accepted_type(scanner, jaksel):
    for name in ("eicar.com", "eicar.pdf", "eicar.docx", "eicar.zip"):
        assert sent(jaksel, name, EICAR)[0] == 422
    assert not Upload.objects.exists()


@pytest.mark.parametrize("content", [m.PDF, with_attachment("a.json", WORD)], ids=["clean", "infected"])
def test_while_the_scanner_is_down(scanner, jaksel, accounts, case, content):
    scanner.stop()
    status, body = sent(jaksel, "surat.pdf", content)
    assert (status, body["scan_state"]) == (201, "pending")
    boundary = Case.objects.get(pk=case["id"])
    with transaction.atomic():
        (found,) = bind(
            [Upload.objects.get(pk=body["id"])],
            kind="surat_pengantar_rencana",
            boundary=boundary.pk,
            owner_type="nomenklatur",
            owner_id=boundary.pk,
            act="uji",
            state="baru",
            uploader=accounts.jaksel,
        )
    assert shown(jaksel, case) == ("pending", "Menunggu pemindaian")
    status, refusal = jaksel.get(f"/documents/{found.pk}/download")
    assert (status, refusal["code"]) == (409, "E-GUARD")
    assert [(r["guard"], r["message"]) for r in refusal["reasons"]] == [
        (
            "terpindai",
            "Berkas “surat.pdf” belum dapat diunduh: masih menunggu pemindaian virus. Coba lagi beberapa saat lagi.",
        )
    ]
    assert AccessLog.objects.get(action="unduh").outcome == "E-GUARD"

    scanner.start()
    rescan_pending()
    status, answer = jaksel.get(f"/documents/{found.pk}/download")
    if content == m.PDF:
        assert shown(jaksel, case) == ("clean", "Bersih")
        assert status == 200
        assert answer["url"]
    else:
        assert shown(jaksel, case) == ("quarantined", "Dikarantina")
        assert (status, answer["code"]) == (409, "E-GUARD")
        assert "url" not in answer


def shown(client: Any, case: dict[str, Any]) -> tuple[str, str]:
    status, body = client.get(f"/cases/{case['id']}/documents")
    assert status == 200
    (row,) = body["items"]
    return row["scan_state"], row["scan_label"]


def test_a_clean_file_says_so(scanner, jaksel):
    status, body = sent(jaksel, "surat.pdf", m.PDF)
    assert (status, body["scan_state"]) == (201, "clean")
