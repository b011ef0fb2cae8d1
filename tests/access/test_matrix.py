"""Every route × every role: exact status, nothing of others in the body, refused attempts in the access log."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.access.call_rows import API, API_FRAME
from tests.access.page_rows import PAGES
from tests.access.realm import (
    INSIDE,
    OUTSIDE,
    PLACED,
    ROLES,
    Answer,
    Realm,
    Visitor,
    leaks,
    nothing_like,
    plain,
)
from tests.access.rows import Row, Target, address, targets
from workflows.models import AccessLog

LOGIN, CHANGE = "/akun/masuk/", "/akun/ganti-password/"
OTHER_METHODS = ("PUT", "PATCH", "DELETE")


def patterns(resolver: Any = None, before: str = "") -> Iterator[str]:
    """Every address Django knows, as written in the URLconf."""
    for one in (resolver or get_resolver()).url_patterns:
        here = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one, here)
        elif isinstance(one, URLPattern):
            yield here


def published() -> set[tuple[str, str]]:
    """(method, path below the base) of the OpenAPI document."""
    found = json.loads(Client().get("/api/v1/openapi.json").content)["paths"]
    return {(m.upper(), path.removeprefix("/api/v1")) for path, methods in found.items() for m in methods}


# --- the table is whole --------------------------------------------------------------------------------------------


@pytest.mark.req("SJ-135")
def test_every_page_has_an_access_row() -> None:
    pages = {one for one in patterns() if not one.startswith("api/v1/")}
    named = {pattern for _, pattern in PAGES}
    assert pages - named == set(), "new route without an access row (tests/access/page_rows.py)"
    assert named - pages == set(), "access row of a route that is gone"


@pytest.mark.req("SJ-135")
def test_every_api_call_has_an_access_row(db: None) -> None:
    assert published() - set(API) == set(), "new API call without an access row (tests/access/call_rows.py)"
    assert set(API) - published() == set(), "access row of a call that is gone"


@pytest.mark.req("SJ-135")
def test_the_api_has_no_call_outside_its_document(db: None) -> None:
    known = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", one) for one in patterns() if one.startswith("api/v1/")}
    assert known - API_FRAME == {f"api/v1{path}" for _, path in published()}


# --- the table holds -----------------------------------------------------------------------------------------------


@pytest.mark.req("SJ-19", "SJ-51", "SJ-71", "SJ-109", "SJ-128", "SJ-135", "X43")
@pytest.mark.parametrize("role", ROLES)
def test_pages(realm: Realm, role: str) -> None:
    visitor = realm.visitors[role]
    problems = [
        fault
        for method, path, row, target in targets(PAGES, realm)
        for fault in judge(realm, visitor, visitor.page, method, f"/{path}", row, target)
    ]
    assert not problems, "\n".join(problems)


@pytest.mark.req("SJ-19", "SJ-51", "SJ-71", "SJ-109", "SJ-128", "SJ-135", "X43")
@pytest.mark.parametrize("role", ROLES)
def test_api(realm: Realm, role: str) -> None:
    visitor = realm.visitors[role]
    problems = [
        fault
        for method, path, row, target in targets(API, realm)
        for fault in judge(realm, visitor, visitor.api, method, path, row, target)
    ]
    assert not problems, "\n".join(problems)


def judge(
    realm: Realm, visitor: Visitor, call: Any, method: str, path: str, row: Row, target: Target
) -> list[str]:
    """What is wrong with the answer to this person; the call itself is undone."""
    from django.db import transaction

    role, at = visitor.name, f"{visitor.name} {method} {path}"
    before = AccessLog.objects.count()
    mark = transaction.savepoint()
    answer: Answer = call(method, path, _fresh(target.data))
    written = list(AccessLog.objects.order_by("-at", "-pk")[: AccessLog.objects.count() - before])
    if role in OUTSIDE:
        faults = _at_the_door(answer, role, row, path, api=call == visitor.api)
    else:
        faults = _inside(realm, visitor, call, method, path, row, target, answer, written)
    transaction.savepoint_rollback(mark)
    if found := leaks(answer.body + answer.location, realm.secrets_for(role), (*target.ids, path)):
        faults.append(f"tells {found}")
    return [f"{at}: {fault}" for fault in faults]


def _fresh(data: Any) -> Any:
    if hasattr(data, "seek"):
        data.seek(0)
    return data


def _at_the_door(answer: Answer, role: str, row: Row, path: str, *, api: bool) -> list[str]:
    if role in row.open:
        return [] if answer.status == row.open[role] else [f"{answer.status}, not {row.open[role]}"]
    if api:
        return [] if answer.status == 401 else [f"{answer.status}, not 401"]
    where = CHANGE if role == "baru" and path != "/akun/keluar/" else LOGIN
    led = answer.status == 302 and answer.location.split("?")[0] == where
    return [] if led else [f"{answer.status} {answer.location}, not led to {where}"]


def _inside(
    realm: Realm,
    visitor: Visitor,
    call: Any,
    method: str,
    path: str,
    row: Row,
    target: Target,
    answer: Answer,
    written: list[AccessLog],
) -> list[str]:
    role, like = visitor.name, PLACED.get(visitor.name, visitor.name)
    sees, statuses = like in target.sees, {**row.statuses, **target.statuses}
    wanted = statuses.get(role, statuses[like]) if sees else 404
    if role == "wilayah" and wanted != 404 and statuses["auditor"] == 403:
        wanted = 403  # what no auditor may, one of a region may not either
    faults = [] if answer.status == wanted else [f"{answer.status}, not {wanted}: {answer.text[-300:]}"]
    code = {403: "E-PERM", 404: "E-HIDE"}.get(wanted)
    if code is not None:
        logged = [(entry.actor_id, entry.outcome) for entry in written]
        if logged != [(visitor.user.pk, code)]:  # type: ignore[union-attr]
            faults.append(f"access log has {logged}, not one {code}")
        if any(not entry.action for entry in written):
            faults.append("access log without the act")
    if not sees:
        faults += _same_as_nothing(call, method, path, target, answer)
    return faults


def _same_as_nothing(call: Any, method: str, path: str, target: Target, answer: Answer) -> list[str]:
    """What belongs to others is answered word for word like what does not exist."""
    other_ids = nothing_like(target.ids)
    other_path = path
    for real, other in zip(target.ids, other_ids, strict=True):
        other_path = other_path.replace(real, other)
    other: Answer = call(method, other_path, _fresh(target.data))
    same = (other.status, plain(other.body, (*other_ids, other_path)))
    return (
        [] if same == (answer.status, plain(answer.body, (*target.ids, path))) else ["differs from nothing"]
    )


# --- the other methods ---------------------------------------------------------------------------------------------


@pytest.mark.req("SJ-127", "SJ-135", "X45")
def test_no_other_method_does_anything(realm: Realm) -> None:
    """Not even an Admin can alter or delete what was logged: no address takes such a request."""
    admin, before = realm.visitors["admin"], AccessLog.objects.count()
    done = {("GET", p): r for (_, p), r in PAGES.items()}
    for method in OTHER_METHODS:
        for _, path, _, _ in targets(done, realm):
            wanted = 302 if path in ("akun/masuk/",) else 405
            assert (method, path, admin.page(method, f"/{path}").status) in {(method, path, wanted)}
        calls = {("GET", p): r for (_, p), r in API.items() if (method, p) not in API}
        for _, path, _, _ in targets(calls, realm):
            assert (method, path, admin.api(method, path).status) == (method, path, 405)
    assert AccessLog.objects.count() == before


@pytest.mark.req("SJ-135")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_page_takes_no_method_without_a_row(realm: Realm, method: str) -> None:
    other = {"GET": "POST", "POST": "GET"}[method]
    unnamed = {(method, p): r for (m, p), r in PAGES.items() if m == other and (method, p) not in PAGES}
    assert unnamed
    wanted = 405 if method == "POST" else 302
    for role in ("jaksel", "admin", "bogor"):
        for _, path, _, _ in targets(unnamed, realm):
            assert (role, path, realm.visitors[role].page(method, f"/{path}").status) == (role, path, wanted)


@pytest.mark.req("SJ-135")
def test_the_document_of_the_api_tells_nothing_of_anybody(realm: Realm) -> None:
    for role in ROLES:
        answer = realm.visitors[role].api("GET", "/openapi.json")
        assert (answer.status, leaks(answer.body, realm.secrets_for("nobody"))) == (200, []), role


@pytest.mark.req("SJ-135")
def test_the_types_are_the_same_for_everybody(realm: Realm) -> None:
    """States, acts and schemas are published without the choices of any institution."""
    for key in ("nomenklatur", "jpt"):
        answers = {realm.visitors[role].api("GET", f"/case-types/{key}").body for role in INSIDE}
        assert len(answers) == 1


def test_addresses_are_filled() -> None:
    with pytest.raises(AssertionError, match="no target fills"):
        address("kasus/<uuid:pk>/", {})
