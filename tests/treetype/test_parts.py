"""Cases under cases on the page and by the API: heads above, parts below, opening one there, and who sees what."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.core.doing.creation import create
from cases.core.doing.draft_ending import sweep_drafts
from cases.core.models import Case, Draft
from cases.core.reading.parts import parts_of
from cases.organisations.appointing import appoint, end
from cases.organisations.models import CaseRole, Kompetensi
from workflows.ledger import database_now


@pytest.fixture
def tree(wood: Any) -> Any:
    return wood.plant()


@pytest.fixture
def branch(wood: Any, tree: Any) -> Any:
    return wood.grow(tree)


def visit(wood: Any, name: str) -> Client:
    client = Client()
    client.force_login(wood.person(name), backend="cases.organisations.auth.backends.AccountBackend")
    return client


def page(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, (url, answer.status_code)
    return answer.content.decode()


def gardener(wood: Any, **where: Any) -> str:
    """asisten2 holds nothing any more but the type's own role."""
    person = wood.person("asisten2")
    end(CaseRole.objects.filter(person=person), at=database_now())
    appoint(person, "juru_kebun", **where)
    return "asisten2"


def test_the_page_of_a_part_says_what_it_belongs_to(wood: Any, tree: Any, branch: Any) -> None:
    body = page(visit(wood, "jaksel"), f"/kasus/{branch.pk}/")
    assert "Bagian dari" in body
    assert f'href="/kasus/{tree.pk}/"' in body
    assert tree.case.number in body
    assert "Bagian dari" not in page(visit(wood, "jaksel"), f"/kasus/{tree.pk}/")


def test_the_parts_stand_on_a_tab_with_state_turn_and_limit(wood: Any, tree: Any, branch: Any) -> None:
    other = wood.grow(tree)
    body = page(visit(wood, "komisioner"), f"/kasus/{tree.pk}/bagian/")
    heads = ("Kasus", "Status", "Giliran", "Batas")
    assert all(f">{head}</th>" in body for head in heads)
    assert body.index(branch.case.number) < body.index(other.case.number), "oldest first"
    assert "Hijau" in body
    assert visit(wood, "komisioner").get(f"/kasus/{other.pk}/bagian/").status_code == 200
    nest = f"/kasus/{other.pk}/bagian/sarang/baru/buat/"
    assert nest in page(visit(wood, "komisioner"), f"/kasus/{other.pk}/bagian/")
    assert nest not in page(visit(wood, "jaksel"), f"/kasus/{other.pk}/bagian/")


def test_one_is_opened_below_and_knows_all_above_it(wood: Any, tree: Any, branch: Any) -> None:
    client = visit(wood, "komisioner")
    url = f"/kasus/{branch.pk}/bagian/sarang/baru/buat/"
    form = page(client, url)
    assert "Burung" in form
    assert f"/kasus/{branch.pk}/bagian/" in form, "the way back"
    assert client.post(url, {"burung": ""}).status_code == 422
    assert not Case.objects.filter(type="sarang").exists()
    assert client.post(url, {"burung": "Pipit"}).status_code == 302
    nest = Case.objects.get(type="sarang")
    assert (nest.parent_id, nest.institution_id, nest.title) == (
        branch.pk,
        tree.case.institution_id,
        "Sarang Pipit",
    )
    assert list(nest.above.order_by("depth").values_list("ancestor", flat=True)) == [branch.pk, tree.pk]
    body = page(client, f"/kasus/{nest.pk}/")
    assert body.index(tree.case.number) < body.index(branch.case.number)


def test_a_type_that_stands_under_another_is_not_opened_by_itself(wood: Any, tree: Any, branch: Any) -> None:
    client = visit(wood, "komisioner")
    assert client.get("/sarang/baru/buat/").status_code == 404
    assert client.get(f"/kasus/{tree.pk}/bagian/sarang/baru/buat/").status_code == 404, (
        "of a branch, not of a tree"
    )
    answer = api(client, wood, "post", "/cases", {"type": "sarang", "data": {"burung": "Pipit"}})
    assert answer.status_code == 422
    assert answer.json()["errors"] == {
        "parent": [{"code": "E-REF", "message": "Sarang dibuat di bawah Dahan."}]
    }


def test_what_was_typed_is_kept_for_the_case_above(wood: Any, tree: Any, branch: Any) -> None:
    other, client = wood.grow(tree), visit(wood, "komisioner")
    here, there = (f"/kasus/{one.pk}/bagian/sarang/baru/buat/" for one in (branch, other))
    assert client.post(here, {"burung": "Pipit", "batal": "/draf/"}).status_code == 302
    draft = Draft.objects.get()
    assert (draft.under, draft.object_id, branch.case.number in draft.about) == (branch.pk, None, True)
    assert f"?draf={draft.pk}" in page(client, here)
    assert f"?draf={draft.pk}" not in page(client, there)
    assert 'value="Pipit"' in page(client, f"{here}?draf={draft.pk}")
    assert "Pipit" not in page(client, f"{there}?draf={draft.pk}"), "of another form"
    assert client.post(there, {"burung": "Gereja", "batal": "/draf/"}).status_code == 302
    assert Draft.objects.count() == 2
    form = {"burung": "Pipit", "idempotency_key": str(draft.pk)}
    assert client.post(f"{here}?draf={draft.pk}", form).status_code == 302
    assert [row.under for row in Draft.objects.all()] == [other.pk], "what was sent is no draft any more"


def test_a_draft_below_a_case_that_is_over_ends(wood: Any, tree: Any, branch: Any) -> None:
    client = visit(wood, "komisioner")
    client.post(f"/kasus/{branch.pk}/bagian/sarang/baru/buat/", {"burung": "Pipit", "batal": "/draf/"})
    assert sweep_drafts(dt.timedelta(0)) == 0
    wood.do(tree, "pangkas", "komisioner")
    wood.settle()
    assert wood.fresh(branch).case.closed_at is not None
    assert sweep_drafts(dt.timedelta(0)) == 1


def api(client: Client, wood: Any, method: str, path: str, body: Any = None, who: str = "komisioner") -> Any:
    credentials = {"username": who, "password": "rahasia-sekali-12"}
    token = client.post(
        "/api/v1/auth/token", json.dumps(credentials), content_type="application/json"
    ).json()["token"]
    sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
    return getattr(client, method)(f"/api/v1{path}", headers={"authorization": f"Bearer {token}"}, **sent)


def test_a_client_reads_the_parts_in_pages_and_opens_one(wood: Any, tree: Any, branch: Any) -> None:
    client = Client()
    more = [wood.grow(tree) for _ in range(2)]
    first = api(client, wood, "get", f"/cases/{tree.pk}/dahan?limit=2").json()
    assert [row["id"] for row in first["items"]] == [str(branch.pk), str(more[0].pk)]
    rest = api(client, wood, "get", f"/cases/{tree.pk}/dahan?limit=2&cursor={first['next']}").json()
    assert [row["id"] for row in rest["items"]] == [str(more[1].pk)]
    assert {row["parent"] for row in first["items"]} == {str(tree.pk)}
    opened = api(client, wood, "post", f"/cases/{branch.pk}/sarang", {"data": {"burung": "Pipit"}})
    assert opened.status_code == 201
    assert opened.json()["parent"] == str(branch.pk)
    assert api(client, wood, "get", f"/cases/{tree.pk}/sarang").status_code == 404


def test_the_other_institution_learns_of_nothing(wood: Any, tree: Any, branch: Any) -> None:
    client = visit(wood, "bogor")
    for url in (
        f"/kasus/{tree.pk}/bagian/",
        f"/kasus/{branch.pk}/",
        f"/kasus/{branch.pk}/bagian/sarang/baru/buat/",
    ):
        assert client.get(url).status_code == 404
    assert api(Client(), wood, "get", f"/cases/{tree.pk}/dahan", who="bogor").status_code == 404
    assert list(parts_of(wood.person("bogor"), tree.case, "dahan").rows) == []


def test_a_role_on_a_case_reaches_what_stands_below_and_the_heads_above(
    wood: Any, tree: Any, branch: Any
) -> None:
    other = wood.grow(tree)
    nest = wood.open_below(branch, "sarang", "komisioner", burung="Pipit")
    client = visit(wood, gardener(wood, case=branch.pk))
    body = page(client, f"/kasus/{branch.pk}/")
    assert tree.case.number in body
    assert f'href="/kasus/{tree.pk}/"' not in body, "the head, and no way in"
    assert page(client, f"/kasus/{nest.pk}/")
    assert client.get(f"/kasus/{tree.pk}/").status_code == 404
    assert client.get(f"/kasus/{other.pk}/").status_code == 404
    assert other.case.number not in page(client, "/dahan/")
    wood.do(nest, "bongkar", "asisten2")
    assert wood.fresh(nest).state == "dibongkar"


def test_a_role_limited_to_types_reads_these_and_no_others(wood: Any, tree: Any, branch: Any) -> None:
    competences = [{"kompetensi": str(row.pk), "indikator": "4"} for row in Kompetensi.objects.all()]
    data = {
        "unit_kerja": "Dinas Sosial",
        "jabatan": "Kepala Dinas Sosial",
        "level": "Pratama",
        "tugas_pokok_fungsi": "Memimpin dinas.",
        "kompetensi_manajerial": competences,
        "kompetensi_teknis": "Urusan sosial.",
        "kompetensi_sosiokultural": "Perekat bangsa.",
    }
    (post,) = create(wood.person("jaksel"), "nomenklatur", "tambah_nomenklatur", data)
    client = visit(wood, gardener(wood))
    assert page(client, f"/kasus/{tree.pk}/")
    assert page(client, f"/kasus/{branch.pk}/")
    assert client.get(f"/kasus/{post.pk}/").status_code == 404
    assert post.case.number not in page(client, "/nomenklatur/")
    end(CaseRole.objects.filter(role="juru_kebun"), at=database_now())
    appoint(wood.person("asisten2"), "juru_kebun", institution=wood.people.bogor.institution)
    assert visit(wood, "asisten2").get(f"/kasus/{tree.pk}/").status_code == 404


def test_lists_are_filtered_by_the_case_above(wood: Any, tree: Any, branch: Any) -> None:
    other = wood.plant()
    elsewhere = wood.grow(other)
    nest = wood.open_below(branch, "sarang", "komisioner", burung="Pipit")
    client = visit(wood, "komisioner")
    body = page(client, f"/dahan/?di_bawah={tree.pk}")
    assert branch.case.number in body
    assert elsewhere.case.number not in body
    assert f"Di bawah: {tree.case.number} Pohon" in body
    assert nest.case.number in page(client, f"/sarang/?di_bawah={tree.pk}"), "however far down"
    assert nest.case.number not in page(client, f"/sarang/?di_bawah={other.pk}")
    assert f'name="di_bawah" value="{tree.pk}"' in page(client, f"/dahan/?di_bawah={tree.pk}&state=hijau")
    export = b"".join(client.get(f"/dahan/ekspor.csv?di_bawah={tree.pk}").streaming_content).decode()
    assert (branch.case.number in export, elsewhere.case.number in export) == (True, False)
    assert page(client, "/dahan/?di_bawah=x", 422)
    assert page(client, f"/pohon/?di_bawah={tree.pk}", 422), "a root stands under nothing"

    def listed(who: str, query: str) -> list[str]:
        answer = api(Client(), wood, "get", f"/cases?{query}", who=who)
        assert answer.status_code == 200, answer.json()
        return [row["id"] for row in answer.json()["items"]]

    assert set(listed("komisioner", f"under={tree.pk}")) == {str(branch.pk), str(nest.pk)}
    assert listed("komisioner", f"under={tree.pk}&type=sarang&state=ada") == [str(nest.pk)]
    assert listed("komisioner", f"under={branch.pk}") == [str(nest.pk)]
    assert api(Client(), wood, "get", "/cases?under=x").status_code == 422


def test_of_a_case_that_one_may_not_see_nothing_is_told(wood: Any, tree: Any, branch: Any) -> None:
    nothing = uuid4()

    def answers(who: str, key: Any) -> tuple[Any, str]:
        found = api(Client(), wood, "get", f"/cases?under={key}", who=who).json()
        shown = page(visit(wood, who), f"/dahan/?di_bawah={key}").replace(str(key), "")
        return found, re.sub(r"csrf[^>]+|[0-9a-f]{8}-[0-9a-f-]{27}", "", shown)

    hidden, unknown = answers("bogor", tree.pk), answers("bogor", nothing)
    assert hidden[0] == unknown[0] == {"items": [], "next": None, "previous": None}
    assert hidden[1] == unknown[1]
    assert tree.case.number not in hidden[1]
    # who holds a role on the branch alone does not see the tree, and lists nothing by it
    client = visit(wood, gardener(wood, case=branch.pk))
    assert branch.case.number in page(client, "/dahan/")
    assert branch.case.number not in page(client, f"/dahan/?di_bawah={tree.pk}")


def test_the_tab_leads_to_the_list_where_there_are_more_than_a_page(
    wood: Any, tree: Any, branch: Any
) -> None:
    client, link = visit(wood, "komisioner"), f'href="/dahan/?di_bawah={tree.pk}"'
    assert link not in page(client, f"/kasus/{tree.pk}/bagian/")
    like = branch.case
    Case.objects.bulk_create(
        Case(
            type="dahan",
            number=f"DH-{number}",
            title="Dahan",
            institution=like.institution,
            machine_version=1,
            state="hijau",
            parent=tree.case,
            opened_at=like.opened_at,
            updated_at=like.updated_at,
        )
        for number in range(60)
    )
    assert link in page(client, f"/kasus/{tree.pk}/bagian/")


def test_statements_do_not_grow_with_the_parts(wood: Any, tree: Any, branch: Any) -> None:
    def cost(url: str) -> int:
        client = visit(wood, "komisioner")
        with CaptureQueriesContext(connection) as statements:
            page(client, url)
        return len(statements)

    few = cost(f"/kasus/{tree.pk}/bagian/"), cost(f"/kasus/{branch.pk}/")
    for _ in range(4):
        wood.grow(tree)
    assert (cost(f"/kasus/{tree.pk}/bagian/"), cost(f"/kasus/{branch.pk}/")) == few
    assert max(few) <= 12


def test_the_history_says_who_asked_for_what_and_who_said_yes_first(
    wood: Any, tree: Any, branch: Any
) -> None:
    client = visit(wood, "komisioner")
    above = page(client, f"/kasus/{tree.pk}/riwayat/")
    assert "Bertunas (1 kasus)" in above
    below = page(client, f"/kasus/{branch.pk}/riwayat/")
    assert "Pohon: Tambah dahan" in below
    wood.do(branch, "berbuah", "komisioner")
    wood.do(branch, "petik", "asisten1")
    wood.do(branch, "petik", "komisioner")
    body = page(client, f"/kasus/{branch.pk}/riwayat/")
    assert "Persetujuan pertama: Petik bersama" in body
    assert re.search(rf"Bersama</dt>\s*<dd[^>]*>\s*{wood.person('asisten1')}", body)
