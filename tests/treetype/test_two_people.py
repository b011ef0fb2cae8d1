"""Both halves of an act of two people on the page and by the API: who has said yes, what the second reads, files that
wait, and taking one's yes back."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.core.doing.joint import end_expired_consents
from documents.models import Attachment, Upload
from documents.receiving import receive
from documents.sweeping import sweep
from tests.documents.material import pdf
from workflows.errors import Refused
from workflows.gate import perform
from workflows.ledger import verify_stream
from workflows.models import AccessLog, Consent, LedgerEntry

BACKEND = "cases.organisations.auth.backends.AccountBackend"


@pytest.fixture
def branch(wood: Any) -> Any:
    found = wood.grow(wood.plant())
    wood.do(found, "berbuah", "komisioner")
    return found


def visit(wood: Any, name: str) -> Client:
    client = Client()
    client.force_login(wood.person(name), backend=BACKEND)
    return client


def page(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, (url, answer.status_code)
    return answer.content.decode()


def photo(wood: Any, who: str) -> str:
    return str(receive(io.BytesIO(pdf()), "foto.pdf", uploader=wood.person(who)).pk)


def token(wood: Any, who: str) -> dict[str, str]:
    credentials = {"username": who, "password": "rahasia-sekali-12"}
    answer = Client().post("/api/v1/auth/token", json.dumps(credentials), content_type="application/json")
    return {"authorization": f"Bearer {answer.json()['token']}"}


def api(wood: Any, method: str, path: str, body: Any = None, who: str = "komisioner") -> Any:
    sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
    return getattr(Client(), method)(f"/api/v1{path}", headers=token(wood, who), **sent)


def give(wood: Any, branch: Any, who: str = "asisten1", **data: Any) -> Consent:
    consent: Consent = wood.do(branch, "petik", who, **data).consent
    return consent


# --- the page ---------------------------------------------------------------------------------------------------------


def test_the_second_reads_what_the_first_entered_and_has_one_button(wood: Any, branch: Any) -> None:
    url = f"/kasus/{branch.pk}/t/petik/"
    first, second = visit(wood, "asisten1"), visit(wood, "komisioner")
    assert "Tindakan ini dilakukan dua orang" in page(first, url)
    answer = first.post(url, {"jumlah": "3"}, follow=True)
    assert "Persetujuan pertama: Petik bersama sudah dicatat" in answer.content.decode()
    assert page(first, url, 409)
    body = page(second, url)
    assert f"{wood.person('asisten1')} (" in body
    assert "sudah menyetujuinya pada" in body
    assert 'name="jumlah"' not in body, "what was entered is read, not entered again"
    assert '<dd class="govuk-summary-list__value">3</dd>' in body
    consent = Consent.objects.get()
    assert second.post(url, {"persetujuan": str(consent.pk)}).status_code == 302
    assert wood.fresh(branch).buah == 0
    entry = LedgerEntry.objects.get(stream=branch.pk, act="petik")
    assert entry.body["with"]["entry"] == str(consent.entry_id)
    assert entry.payload.values["jumlah"]["v"] == 3


def test_the_second_may_enter_something_else(wood: Any, branch: Any) -> None:
    url = f"/kasus/{branch.pk}/t/petik/"
    give(wood, branch, jumlah=3)
    second = visit(wood, "komisioner")
    assert f'href="{url}?isian=baru"' in page(second, url)
    assert 'value="3"' in page(second, f"{url}?isian=baru")
    assert second.post(f"{url}?isian=baru", {"jumlah": "4"}).status_code == 302  # another first yes
    assert wood.fresh(branch).buah == 1
    assert ">4</dd>" in page(visit(wood, "asisten1"), url)


def test_a_yes_to_what_was_taken_back_meanwhile_does_nothing(wood: Any, branch: Any) -> None:
    url, consent = f"/kasus/{branch.pk}/t/petik/", give(wood, branch)
    api(wood, "delete", f"/cases/{branch.pk}/consents/{consent.pk}", who="asisten1")
    answer = visit(wood, "komisioner").post(url, {"persetujuan": str(consent.pk)})
    assert answer.status_code == 409
    assert "sudah dipakai, ditarik, atau berakhir" in answer.content.decode()
    assert wood.fresh(branch).buah == 1
    assert not Consent.objects.filter(ended_at=None).exists()


def test_nobody_joins_his_own_yes_and_no_third_person_any(wood: Any, branch: Any) -> None:
    consent = give(wood, branch, "komisioner")  # of both sides by his role
    for who, code in (("komisioner", "E-GUARD"), ("jaksel", "E-PERM"), ("auditor", "E-PERM")):
        with pytest.raises(Refused) as caught:
            perform(wood.fresh(branch), "petik", actor=wood.person(who), consent=consent.pk)
        assert caught.value.code == code
    with pytest.raises(Refused) as caught:
        perform(wood.fresh(branch), "petik", actor=wood.person("bogor"), consent=consent.pk)
    assert caught.value.code == "E-HIDE"
    assert wood.fresh(branch).buah == 1


def test_nothing_is_entered_beside_what_is_joined(wood: Any, branch: Any) -> None:
    consent = give(wood, branch, jumlah=3)
    with pytest.raises(Refused) as caught:
        perform(
            wood.fresh(branch),
            "petik",
            actor=wood.person("komisioner"),
            data={"jumlah": 4},
            consent=consent.pk,
        )
    assert (caught.value.code, [*caught.value.errors]) == ("E-FMT", ["consent"])


def test_the_case_page_says_who_when_until_and_in_which_side(wood: Any, branch: Any) -> None:
    consent = give(wood, branch)
    theirs = page(visit(wood, "komisioner"), f"/kasus/{branch.pk}/")
    assert f"disetujui <strong>{wood.person('asisten1')}</strong>" in theirs
    assert "berlaku sampai" in theirs
    assert "Tarik persetujuan" not in theirs
    assert f"/kasus/{branch.pk}/persetujuan/{consent.pk}/tarik/" in page(
        visit(wood, "asisten1"), f"/kasus/{branch.pk}/"
    )
    assert "disetujui <strong>" in page(visit(wood, "jaksel"), f"/kasus/{branch.pk}/")
    Consent.objects.update(until=timezone.now() - dt.timedelta(seconds=1))
    assert "berlaku sampai" not in page(visit(wood, "komisioner"), f"/kasus/{branch.pk}/")


def test_a_yes_is_taken_back_on_its_page_once(wood: Any, branch: Any) -> None:
    consent = give(wood, branch)
    url = f"/kasus/{branch.pk}/persetujuan/{consent.pk}/tarik/"
    mine = visit(wood, "asisten1")
    form = page(mine, url)
    assert "Tarik persetujuan: Petik bersama?" in form
    key = form.split('name="idempotency_key" value="')[1].split('"')[0]
    assert Consent.objects.filter(ended_at=None).exists(), "to look changes nothing"
    done = mine.post(url, {"idempotency_key": key})
    assert (done.status_code, done["Location"]) == (302, f"/kasus/{branch.pk}/")
    assert "sudah ditarik" in page(mine, f"/kasus/{branch.pk}/")
    again = mine.post(url, {"idempotency_key": key})
    assert (again.status_code, again["Location"]) == (302, f"/kasus/{branch.pk}/")
    assert mine.post(url).status_code == 409
    assert page(mine, url, 409), "back and reload"
    assert LedgerEntry.objects.filter(stream=branch.pk, act="tarik_setuju:petik").count() == 1
    assert verify_stream(branch.pk) is None


def test_of_somebody_else_it_is_not_taken_back(wood: Any, branch: Any) -> None:
    consent = give(wood, branch)
    url = f"/kasus/{branch.pk}/persetujuan/{consent.pk}/tarik/"
    assert page(visit(wood, "komisioner"), url, 403)
    assert visit(wood, "komisioner").post(url).status_code == 403
    assert AccessLog.objects.filter(action="tarik_setuju", outcome="E-PERM").count() == 2
    assert page(visit(wood, "bogor"), url, 404)
    other = wood.grow(wood.plant())
    assert page(visit(wood, "asisten1"), f"/kasus/{other.pk}/persetujuan/{consent.pk}/tarik/", 404)
    assert Consent.objects.filter(ended_at=None).exists()


def test_who_said_yes_costs_one_statement_however_many(wood: Any, branch: Any) -> None:
    def cost() -> int:
        client = visit(wood, "auditor")
        with CaptureQueriesContext(connection) as statements:
            page(client, f"/kasus/{branch.pk}/")
        return len(statements)

    before = cost()
    give(wood, branch, "asisten1", jumlah=2)
    give(wood, branch, "komisioner", jumlah=3)
    assert Consent.objects.filter(ended_at=None).count() == 2
    assert cost() == before <= 12


# --- the API ----------------------------------------------------------------------------------------------------------


def test_a_client_joins_by_the_key_of_the_consent(wood: Any, branch: Any) -> None:
    path = f"/cases/{branch.pk}"
    sent = api(wood, "post", f"{path}/transitions/petik", {"data": {"jumlah": 3}}, "asisten1").json()
    consent = sent["consent"]
    assert (consent["act"], consent["side"], consent["person"]["nama"]) == (
        "petik",
        "petugas_kasn",
        str(wood.person("asisten1")),
    )
    whole = api(wood, "get", path).json()
    assert [(one["id"], one["mine"]) for one in whole["consents"]] == [(consent["id"], False)]
    (offer,) = (one for one in whole["available"] if one["name"] == "petik")
    assert offer["sides"] == ["kasn_komisioner", "petugas_kasn"]
    assert [(one["id"], one["data"]["jumlah"]) for one in offer["consents"]] == [(consent["id"], 3)]
    refused = api(
        wood, "post", f"{path}/transitions/petik", {"data": {"jumlah": 4}, "consent": consent["id"]}
    )
    assert refused.status_code == 422
    done = api(wood, "post", f"{path}/transitions/petik", {"consent": consent["id"]})
    assert (done.status_code, done.json()["consent"], done.json()["consents"]) == (200, None, [])
    assert wood.fresh(branch).buah == 0
    again = api(wood, "post", f"{path}/transitions/petik", {"consent": consent["id"]})
    assert again.status_code == 409


def test_what_was_entered_is_told_to_those_who_may_join(wood: Any, branch: Any) -> None:
    give(wood, branch, jumlah=3)
    assert "data" not in api(wood, "get", f"/cases/{branch.pk}", who="auditor").json()["consents"][0]
    mine = api(wood, "get", f"/cases/{branch.pk}", who="asisten1").json()
    assert mine["consents"][0]["mine"] is True


def test_a_client_takes_its_yes_back_once(wood: Any, branch: Any) -> None:
    path = f"/cases/{branch.pk}/consents/{give(wood, branch).pk}"
    assert api(wood, "delete", path, who="komisioner").json()["code"] == "E-PERM"
    assert api(wood, "delete", path, who="bogor").status_code == 404
    answer = api(wood, "delete", path, who="asisten1")
    assert (answer.status_code, answer.json()["withdrawn"]) == (200, True)
    again = api(wood, "delete", path, who="asisten1")
    assert (again.status_code, again.json()["code"]) == (409, "E-STATE")


# --- files ------------------------------------------------------------------------------------------------------------


def test_the_files_of_the_first_are_the_files_of_the_act(wood: Any, branch: Any) -> None:
    file = photo(wood, "asisten1")
    consent = give(wood, branch, foto=[file])
    url = f"/kasus/{branch.pk}/t/petik/"
    second = visit(wood, "komisioner")
    body = page(second, url)
    link = f"/kasus/{branch.pk}/persetujuan/{consent.pk}/berkas/{file}/"
    assert f'href="{link}">foto.pdf</a>' in body
    assert 'type="file"' not in body
    assert second.get(link).status_code == 302
    assert AccessLog.objects.filter(action="unduh", outcome="ok", object_id=branch.pk).count() == 1
    assert second.post(url, {"persetujuan": str(consent.pk)}).status_code == 302
    found = Attachment.objects.get(boundary=branch.pk)
    assert (found.uploader_id, found.act, str(found.kind)) == (
        wood.person("asisten1").pk,
        "petik",
        "foto_buah",
    )
    entry = LedgerEntry.objects.get(stream=branch.pk, act="petik")
    assert [one["sha256"] for one in entry.body["documents"]] == [found.sha256]
    assert entry.actor_id == wood.person("komisioner").pk
    assert second.get(link).status_code == 404, "it waits no more"


def test_a_client_downloads_what_waits_and_joins(wood: Any, branch: Any) -> None:
    file = photo(wood, "asisten1")
    consent = give(wood, branch, foto=[file])
    (offer,) = (
        one for one in api(wood, "get", f"/cases/{branch.pk}").json()["available"] if one["name"] == "petik"
    )
    (held,) = offer["consents"][0]["files"]
    assert (held["id"], held["name"]) == (file, "foto.pdf")
    assert api(wood, "get", held["download"]).json()["seconds"] == 60
    for who, status in (("auditor", 404), ("jaksel", 404), ("bogor", 404)):
        assert api(wood, "get", held["download"], who=who).status_code == status
    done = api(wood, "post", f"/cases/{branch.pk}/transitions/petik", {"consent": str(consent.pk)})
    assert done.status_code == 200
    assert Attachment.objects.filter(boundary=branch.pk).count() == 1


def test_the_second_does_not_send_the_files_of_the_first(wood: Any, branch: Any) -> None:
    file = photo(wood, "asisten1")
    give(wood, branch, foto=[file])
    with pytest.raises(Refused) as caught:
        wood.do(branch, "petik", "komisioner", foto=[file])
    assert caught.value.code == "E-REF"


def test_what_waits_is_nobody_elses_to_use(wood: Any, branch: Any) -> None:
    file = photo(wood, "asisten1")
    give(wood, branch, foto=[file])
    other = wood.grow(wood.plant())
    wood.do(other, "berbuah", "komisioner")
    with pytest.raises(Refused) as caught:
        wood.do(other, "petik", "asisten1", foto=[file])
    assert caught.value.code == "E-REF"


def test_files_stay_while_the_consent_is_open_and_are_swept_when_it_ends_unused(
    wood: Any, branch: Any
) -> None:
    file = photo(wood, "asisten1")
    consent = give(wood, branch, foto=[file])
    now = dt.timedelta(0)
    assert sweep(now).uploads == 0
    end_expired_consents()
    assert sweep(now).uploads == 0
    Consent.objects.update(until=timezone.now() - dt.timedelta(seconds=1))
    assert end_expired_consents() == 1
    assert sweep(now).uploads == 1
    assert not Upload.objects.filter(pk=file).exists()
    consent.refresh_from_db()
    assert consent.data == {}


def test_files_of_what_was_taken_back_are_their_senders_again(wood: Any, branch: Any) -> None:
    file = photo(wood, "asisten1")
    consent = give(wood, branch, foto=[file])
    assert api(wood, "delete", f"/cases/{branch.pk}/consents/{consent.pk}", who="asisten1").status_code == 200
    assert give(wood, branch, foto=[file]).pk != consent.pk, "to be said yes to again"
    wood.do(branch, "berbuah", "komisioner")  # the object has moved on
    assert sweep(dt.timedelta(0)).uploads == 1


def test_a_yes_of_the_same_side_lets_the_files_of_the_one_before_go(wood: Any, branch: Any) -> None:
    give(wood, branch, "asisten1", foto=[photo(wood, "asisten1")])
    give(wood, branch, "asisten2", foto=[photo(wood, "asisten2")])
    assert sweep(dt.timedelta(0)).uploads == 1
    assert Upload.objects.get().uploader_id == wood.person("asisten2").pk
