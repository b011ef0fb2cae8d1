"""Children of a case in pages, filtered, on the page and by the API; as many statements for 20,000 as for 20."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.core.declared.registry import case_type
from cases.core.reading.children import children_of
from tests.treetype.models import DaunV1, DaunV2
from workflows.errors import Refused

BACKEND = "cases.organisations.auth.backends.AccountBackend"
_MANY = """INSERT INTO treetype_daun (id, state, version, nama, panjang, dahan_id)
    SELECT gen_random_uuid(), 'segar', 1, 'daun ' || lpad(n::text, 6, '0'), 0, %s FROM generate_series(1, %s) n"""


@pytest.fixture
def branch(wood: Any) -> Any:
    return wood.grow(wood.plant())


def leaf(wood: Any, branch: Any, name: str) -> Any:
    wood.do(branch, "tambah_daun", "komisioner", nama=name)
    return DaunV1.objects.get(dahan=branch.pk, nama=name)


def many(branch: Any, number: int) -> None:
    """As an import would leave them."""
    with connection.cursor() as cursor:
        cursor.execute(_MANY, [branch.pk, number])


def visit(wood: Any, name: str) -> Client:
    client = Client()
    client.force_login(wood.person(name), backend=BACKEND)
    return client


def page(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, (url, answer.status_code)
    return answer.content.decode()


class Caller:
    """One client of the API, logged in once."""

    def __init__(self, who: str = "komisioner") -> None:
        credentials = {"username": who, "password": "rahasia-sekali-12"}
        answer = Client().post("/api/v1/auth/token", json.dumps(credentials), content_type="application/json")
        self.headers = {"authorization": f"Bearer {answer.json()['token']}"}

    def __call__(self, method: str, path: str, body: Any = None) -> Any:
        sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return getattr(Client(), method)(f"/api/v1{path}", headers=self.headers, **sent)


def names(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.json()
    return [row["data"]["nama"] for row in answer.json()["items"]]


def test_a_client_reads_them_in_pages_and_finds_some(wood: Any, branch: Any) -> None:
    for name in ("jati", "asam", "beringin"):
        leaf(wood, branch, name)
    wood.do(branch, "berbuah", "komisioner")
    call, path = Caller(), f"/cases/{branch.pk}/daun"
    first = call("get", f"{path}?limit=2")
    assert names(first) == ["asam", "beringin"]
    assert names(call("get", f"{path}?limit=2&cursor={first.json()['next']}")) == ["jati"]
    assert names(call("get", f"{path}?q=RING")) == ["beringin"]
    assert names(call("get", f"{path}?q=a+m")) == ["asam"]
    dry = first.json()["items"][0]["id"]
    assert call("post", f"/daun/{dry}/transitions/keringkan", {}).status_code == 200
    assert names(call("get", f"{path}?state=kering")) == ["asam"]
    assert names(call("get", f"{path}?state=kering&state=segar")) == ["asam", "beringin", "jati"]
    assert names(call("get", f"{path}?ukuran=3")) == []
    for wrong in ("state=hijau", "warna=merah", "ukuran=9", "limit=0"):
        assert call("get", f"{path}?{wrong}").status_code == 422, wrong
    assert call("get", f"{path}?cursor=xyz").status_code == 422
    assert Caller("bogor")("get", path).status_code == 404


def test_one_child_is_read_by_itself(wood: Any, branch: Any) -> None:
    one = leaf(wood, branch, "jati")
    found = Caller()("get", f"/daun/{one.pk}").json()
    assert (found["case"], found["data"]) == (str(branch.pk), {"nama": "jati", "panjang": 0})
    assert Caller("bogor")("get", f"/daun/{one.pk}").status_code == 404


def test_an_act_answers_without_the_children(wood: Any, branch: Any) -> None:
    call = Caller()
    leaf(wood, branch, "jati")
    done = call("post", f"/cases/{branch.pk}/transitions/berbuah", {})
    assert (done.status_code, "children" in done.json()) == (200, False)
    read = call("get", f"/cases/{branch.pk}").json()
    assert [row["data"]["nama"] for row in read["children"]["daun"]] == ["jati"]
    assert read["children_next"] == {"daun": None}


def test_a_child_follows_the_version_of_its_root(wood: Any, branch: Any) -> None:
    one = leaf(wood, branch, "jati")
    assert case_type("dahan").children["daun"].machine.latest == 2
    assert DaunV2.locate(one.pk, wood.person("komisioner")) == (branch.pk, 1)
    assert type(DaunV2.fetch(one.pk)) is DaunV1
    (row,) = children_of(wood.fresh(branch), case_type("dahan").children["daun"], wood.person("auditor")).rows
    assert (type(row), row.machine_version()) == (DaunV1, 1)
    offered = [offer["name"] for offer in Caller()("get", f"/daun/{one.pk}").json()["available"]]
    assert "keringkan" in offered
    assert "semprot" not in offered, "an act of the next version"
    refused = Caller()("post", f"/daun/{one.pk}/transitions/semprot", {})
    assert refused.status_code == 409
    assert visit(wood, "komisioner").get(f"/kasus/{branch.pk}/daun/{one.pk}/t/semprot/").status_code == 409


def test_the_page_shows_them_in_pages_with_columns_and_acts(wood: Any, branch: Any) -> None:
    many(branch, 60)
    client, url = visit(wood, "komisioner"), f"/kasus/{branch.pk}/proses/"
    body = page(client, url)
    assert "daun 000001" in body
    assert "daun 000060" not in body
    assert ">Panjang</th>" in body
    assert "/t/keringkan/" in body
    further = body.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert further.startswith(f"{url}?daun=")
    assert "daun 000060" in page(client, further)
    found = page(client, f"{url}?daun_q=000057")
    assert "daun 000057" in found
    assert "daun 000001" not in found
    assert "Tidak ada yang cocok" in page(client, f"{url}?daun_state=kering")
    assert "tidak dikenal" in page(client, f"{url}?daun_warna=merah")


def test_a_yes_to_an_act_on_a_child_names_it(wood: Any, branch: Any) -> None:
    one = leaf(wood, branch, "jati")
    consent = wood.call(one, "ukur", "asisten1", panjang=3).consent
    body = page(visit(wood, "komisioner"), f"/kasus/{branch.pk}/")
    assert "<strong>Ukur bersama</strong> (jati): disetujui" in body
    call = Caller()
    (offer,) = (o for o in call("get", f"/daun/{one.pk}").json()["available"] if o["name"] == "ukur")
    assert [given["data"] for given in offer["consents"]] == [{"panjang": 3}]
    assert [given["object"]["id"] for given in call("get", f"/cases/{branch.pk}").json()["consents"]] == [
        str(one.pk)
    ]
    mine = visit(wood, "asisten1")
    form = page(mine, f"/kasus/{branch.pk}/persetujuan/{consent.pk}/tarik/")
    assert "(jati)" in form
    assert ">3</dd>" in page(visit(wood, "komisioner"), f"/kasus/{branch.pk}/daun/{one.pk}/t/ukur/")
    done = call("post", f"/daun/{one.pk}/transitions/ukur", {"consent": str(consent.pk)})
    assert (done.status_code, done.json()["data"]["panjang"]) == (200, 3)


# --- sizes ------------------------------------------------------------------------------------------------------------


def test_statements_do_not_grow_with_the_children(wood: Any, branch: Any) -> None:
    call, client = Caller(), visit(wood, "komisioner")

    def cost() -> list[int]:
        found = []
        for ask in (
            lambda: page(client, f"/kasus/{branch.pk}/proses/"),
            lambda: page(client, f"/kasus/{branch.pk}/"),
            lambda: call("get", f"/cases/{branch.pk}"),
            lambda: call("get", f"/cases/{branch.pk}/daun"),
            lambda: call("get", f"/cases/{branch.pk}/daun?q=0001&state=segar"),
        ):
            with CaptureQueriesContext(connection) as statements:
                ask()
            found.append(len(statements))
        return found

    many(branch, 3)
    cost()  # what is read once by a process
    few = cost()
    many(branch, 500)
    assert cost() == few
    assert few[0] <= 14, few


def test_a_page_is_read_in_the_order_of_an_index(wood: Any, branch: Any) -> None:
    other = wood.grow(wood.plant())
    many(branch, 20_000)
    many(other, 20)
    child = case_type("dahan").children["daun"]
    with CaptureQueriesContext(connection) as statements:
        first = children_of(wood.fresh(branch), child, wood.person("komisioner"))
        children_of(wood.fresh(branch), child, wood.person("komisioner"), cursor=first.next)
    read = [one["sql"] for one in statements if 'FROM "treetype_daun"' in one["sql"]]
    assert len(read) == 2
    for sql in read:
        with connection.cursor() as cursor:
            cursor.execute(
                "SET LOCAL enable_sort = off"
            )  # nobody has looked at the new rows: they seem to be few
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
            (plan,) = cursor.fetchone()[0]
        parts = list(nodes(plan["Plan"]))
        assert "Sort" not in {part["Node Type"] for part in parts}, parts
        assert max(part["Actual Rows"] + part.get("Rows Removed by Filter", 0) for part in parts) <= 60, parts


def nodes(plan: dict[str, Any]) -> Any:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def test_a_broken_cursor_is_refused(wood: Any, branch: Any) -> None:
    with pytest.raises(Refused) as caught:
        children_of(
            wood.fresh(branch), case_type("dahan").children["daun"], wood.person("komisioner"), cursor="x"
        )
    assert caught.value.code == "E-FMT"
