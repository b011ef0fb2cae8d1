"""Every illegal move of §15.5 through page and API: the table's code, a sentence, nothing changed, and the log.

The scenes are those of tests/cases/test_illegal_moves.py: each ends in one call, which here goes through a door.
X36, X37, X42 belong to konsultasi and to the Excel import, X45 to the log itself (tests/access).
"""

from __future__ import annotations

from typing import Any

import pytest

from cases.core.doing.creation import create
from cases.pejabat.register import add as add_official
from cases.pejabat.selectors import visible_to
from documents.models import Attachment
from tests.cases import test_illegal_moves as table
from tests.cases.jpt.steps import Steps
from tests.support.world import traces
from workflows.errors import HTTP_STATUS, LOGGED_CODES
from workflows.gate import perform
from workflows.models import AccessLog

from .doors import DOORS, Answer


class Doored(Steps):
    """Sets the scene at the gate; once `door` is set, what is pressed goes through it."""

    door: Any = None
    tried: tuple[Any, str] | None = None

    def do(self, obj: Any, who: Any, act: str, /, **data: Any) -> Any:
        if self.door is None:
            return super().do(obj, who, act, **data)
        return self.through(self.user(who), act, "act", obj, act, data, None)

    def create(self, actor: Any, type_key: str, act: str, data: Any) -> Any:
        if self.door is None:
            return create(actor, type_key, act, data)
        return self.through(actor, act, "create", type_key, act, data)

    def perform(self, obj: Any, act: str, *, actor: Any, data: Any, version: int | None = None) -> Any:
        if self.door is None:
            return perform(obj, act, actor=actor, data=data, version=version)
        return self.through(actor, act, "act", obj, act, data, version)

    def add_official(self, actor: Any, data: Any) -> Any:
        if self.door is None:
            return add_official(actor, data)
        return self.through(actor, "tambah_pejabat", "add_official", data)

    def through(self, actor: Any, act: str, call: str, *args: Any) -> Answer:
        self.tried = (actor, act)
        answer: Answer = getattr(self.door, call)(actor, *args)
        return answer


@pytest.fixture
def steps(people: Any, monkeypatch: pytest.MonkeyPatch) -> Doored:
    steps = Doored(people)
    for name in ("create", "perform", "add_official"):
        monkeypatch.setattr(table, name, getattr(steps, name))
    return steps


def entered(name: str, people: Any) -> Any:
    door = DOORS[name]()
    for person in vars(people).values():
        door.enter(person)
    return door


@pytest.fixture(params=DOORS)
def door(request: pytest.FixtureRequest, people: Any) -> Any:
    return entered(request.param, people)


@pytest.fixture
def doors(people: Any) -> list[Any]:
    """All of them, for one scene: what was refused at one changed nothing for the next."""
    return [entered(name, people) for name in DOORS]


def covering() -> list[Any]:
    """Of the variants of a row so many that each place, person, act and value of it occurs: all of them are
    proven at the gate, a door must not know one from the other."""
    chosen, seen = [], set()
    for param in table.MOVES:
        scene, given, *_ = param.values
        facets = {(param.id.split()[0], scene, place, value) for place, value in enumerate(given)}
        if not given or facets - seen:
            chosen.append(param)
            seen |= facets
    return chosen


def unchanged() -> Any:
    """Traces of all tables. That a page spares the files of a half-filled form from the sweep is no change."""
    return traces(Upload="keep_until")


def assert_logged(code: str, actor: Any, act: str, door: str, before: set[Any]) -> None:
    rows = AccessLog.objects.exclude(pk__in=before)
    written = set(rows.values_list("actor", "role", "action", "outcome", "door"))
    expected = {(actor.pk, actor.role, act, code, door)} if code in LOGGED_CODES else set()
    assert written == expected


@pytest.mark.parametrize(("scene", "given", "code", "expect"), covering())
def test_refused(steps, doors, scene, given, code, expect):
    call = scene(steps, *given)
    for door in doors:
        refused_at(door, steps, call, code, expect)


def refused_at(door, steps, call, code, expect):
    steps.door = door
    before, logged = unchanged(), set(AccessLog.objects.values_list("pk", flat=True))
    answer = call()
    # what a guard demands of a field is told at the field too, on the page
    demanded = {"E-REQ"} if door.name == "page" and code == "E-GUARD" else set()
    assert (door.name, answer.status, answer.codes - demanded) == (door.name, HTTP_STATUS[code], {code}), (
        answer
    )
    assert answer.sentences
    assert all(len(sentence.split()) > 2 for sentence in answer.sentences)
    if door.name == "api":
        assert {expect[kind] for kind in ("guard",) if kind in expect} <= answer.guards
        assert answer.fields == ({expect["field"]} if "field" in expect else answer.fields)
    assert unchanged() == before
    assert_logged(code, *steps.tried, door.name, logged)


@pytest.mark.req("X5", "SJ-44")
@pytest.mark.parametrize(("which", "code"), [("baru", "E-STATE"), ("asing", "E-HIDE")])
def test_plan_from_the_link_of_a_nomenklatur(steps, door, which, code):
    """The page's link names the post; over the API the act is tried on the nomenklatur itself."""
    post = steps.nomenklatur(upto="baru") if which == "baru" else steps.nomenklatur("bogor")
    before, logged = unchanged(), set(AccessLog.objects.values_list("pk", flat=True))
    jaksel = steps.people.jaksel
    if door.name == "page":
        answer = door.read(jaksel, f"/jpt/baru/tambah_seleksi/?nomenklatur={post.pk}")
    else:
        answer = door.act(jaksel, post, "tambah_seleksi", {}, None)
    assert (answer.status, answer.codes) == (HTTP_STATUS[code], {code})
    assert unchanged() == before
    if door.name == "page" and code == "E-STATE":
        assert set(AccessLog.objects.values_list("pk", flat=True)) == logged  # a look is no attempt
    else:
        assert_logged(code, jaksel, "tambah_seleksi", door.name, logged)


#: What -> its address at the page and over the API; {0} selection, {1} candidate, {2} document.
READS = {
    "seleksi": ("/kasus/{0}/", "/cases/{0}"),
    "riwayat": ("/kasus/{0}/riwayat/", "/cases/{0}/history"),
    "kandidat": ("/kasus/{0}/proses/", "/kandidat/{1}"),
    "dokumen": ("/dokumen/{2}/unduh/", "/documents/{2}/download"),
}


@pytest.mark.req("X43", "SJ-19", "SJ-51")
def test_reading_what_is_foreign(steps, doors):
    seleksi = steps.finished()
    for door in doors:
        for what in READS:
            foreign_to_bogor(steps, door, seleksi, what)


def foreign_to_bogor(steps, door, seleksi, what):
    file = Attachment.objects.filter(boundary=seleksi.pk).first()
    page, api = READS[what]
    path = (page if door.name == "page" else api).format(seleksi.pk, seleksi.facts.kandidat[0].pk, file.pk)
    logged = set(AccessLog.objects.values_list("pk", flat=True))
    answer = door.read(steps.people.bogor, path)
    assert (answer.status, answer.codes) == (404, {"E-HIDE"})
    rows = AccessLog.objects.exclude(pk__in=logged)
    assert set(rows.values_list("actor", "outcome", "door")) == {(steps.people.bogor.pk, "E-HIDE", door.name)}
    if what != "dokumen":  # the file itself is in the store: tests/story
        assert door.read(steps.people.jaksel, path).status == 200


@pytest.mark.req("X43", "SJ-51")
def test_reading_a_foreign_official(steps):
    """Officials have no page of their own; the API gives one by its id."""
    api = DOORS["api"]()
    steps.finished()
    (official,) = visible_to(steps.people.jaksel)
    for who, status in ((steps.people.jaksel, 200), (steps.people.bogor, 404)):
        api.enter(who)
        assert api.read(who, f"/pejabat/{official.pk}").status == status
    assert AccessLog.objects.filter(outcome="E-HIDE", actor=steps.people.bogor, door="api").count() == 1


@pytest.mark.req("X44", "SJ-54")
@pytest.mark.parametrize("what", ["jpt", "pejabat"])
def test_a_filter_that_names_another_institution(steps, what):
    """Only own rows, by export and by API list."""
    steps.finished()
    own = steps.people.jaksel.institution_id
    page, api, bogor = DOORS["page"](), DOORS["api"](), steps.people.bogor
    page.enter(bogor)
    api.enter(bogor)
    export = page.browsers["bogor"].get(f"/{what}/ekspor.csv", institution=str(own))
    assert export.status == 200
    assert "Dinas Sosial" not in export.body
    page.enter(steps.people.jaksel)
    assert "Dinas Sosial" in page.browsers["jaksel"].get(f"/{what}/ekspor.csv").body
    path = f"/pejabat?institution={own}" if what == "pejabat" else f"/cases?type=jpt&institution={own}"
    status, body = api.clients["bogor"].get(path)
    assert (status, body["items"]) == (200, [])


def test_the_table_is_whole():
    """Every row that belongs to nomenklatur, selection, candidate and pejabat goes through both doors."""
    known = {param.id.split()[0] for param in covering()} | {"X5", "X43", "X44"}
    assert known | {"X36", "X37", "X42", "X45"} == {f"X{n}" for n in range(1, 46)}
