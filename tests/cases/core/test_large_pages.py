"""What the browser's script asks for: the same rules as the API, answered as JSON within the session (CB-117)."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client
from django.utils.datastructures import MultiValueDict

from documents.fields import receive_all
from documents.large import check_next
from documents.models import LargeUpload, Upload
from tests.documents.store import use_options
from tests.support.people import demo_people
from tests.support.sending import PART, cut, digest, put, video
from tests.thirdtype.forms import SelesaiForm

pytestmark = [pytest.mark.django_db, pytest.mark.req("SJ-143")]
VIDEO = video(PART + 99)
NEW = {"name": "rekaman.mp4", "size": len(VIDEO), "kind": "rekaman_ruang"}


@pytest.fixture
def people(db: None, s3: Any, settings: Any) -> SimpleNamespace:
    settings.DOCUMENTS_PART_BYTES = PART
    return SimpleNamespace(**demo_people("rahasia-sekali-12"))


def of(person: Any, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(person, backend="cases.organisations.auth.backends.AccountBackend")
    return client


def ask(client: Client, path: str, body: Any = None) -> tuple[int, Any]:
    sent = body if isinstance(body, str) else json.dumps(body or {})
    answer = client.post(f"/unggahan/{path}", sent, content_type="application/json")
    return answer.status_code, answer.json()


def test_from_begin_to_done(people):
    client = of(people.jaksel)
    status, begun = ask(client, "", NEW)
    assert (status, begun["state"], begun["parts"]) == (201, "sending", 2)
    pk, parts = begun["id"], cut(VIDEO)
    wanted = {"parts": [{"number": n, "sha256": digest(part)} for n, part in parts.items()]}
    status, signed = ask(client, f"{pk}/bagian/", wanted)
    assert (status, signed["seconds"]) == (200, 900)
    for part in signed["parts"]:
        put(part, parts[part["number"]])
    assert ask(client, f"{pk}/selesai/")[0] == 202
    assert check_next()
    assert client.get(f"/unggahan/{pk}/").json()["upload"] == str(Upload.objects.get().pk)


def test_refusals_are_json(people):
    client = of(people.jaksel)
    for body, code in ((NEW | {"size": 0}, "E-FILE"), ("{", "E-FMT"), ({"name": "a.mp4"}, "E-FMT")):
        status, answer = ask(client, "", body)
        assert (status, answer["code"]) == (422, code)
    pk = ask(client, "", NEW)[1]["id"]
    assert ask(client, f"{pk}/selesai/")[1]["code"] == "E-GUARD"
    assert ask(of(people.auditor), "", NEW)[1]["code"] == "E-PERM"
    for path in (f"{pk}/selesai/", f"{pk}/bagian/", f"{pk}/batal/"):
        assert ask(of(people.bogor), path)[1]["code"] == "E-HIDE"
    assert ask(client, f"{pk}/batal/") == (200, {"id": pk, "removed": True})
    assert not LargeUpload.objects.exists()


def test_a_store_that_is_down(people, settings):
    use_options(settings, secret_key="keliru")
    status, answer = ask(of(people.jaksel), "", NEW)
    assert (status, answer["message"].startswith("Penyimpanan dokumen")) == (503, True)


def test_without_the_token_of_the_form(people):
    client = of(people.jaksel, enforce_csrf_checks=True)
    answer = client.post("/unggahan/", json.dumps(NEW), content_type="application/json")
    assert (answer.status_code, LargeUpload.objects.count()) == (403, 0)


def test_a_large_kind_is_not_taken_with_the_form(people):
    files = MultiValueDict({"rekaman_ruang": [SimpleUploadedFile("a.mp4", VIDEO)]})
    data, errors = receive_all(SelesaiForm, files, QueryDict(""), people.jaksel)
    assert [error.code for error in errors["rekaman_ruang"]] == ["E-FILE"]
    assert (list(data), Upload.objects.count()) == ([], 0)


def test_the_page_may_talk_to_the_store_and_to_nobody_else(people, s3):
    policy = of(people.jaksel).get("/").headers["Content-Security-Policy"]
    assert f"connect-src 'self' {s3.endpoint};" in f"{policy};"
