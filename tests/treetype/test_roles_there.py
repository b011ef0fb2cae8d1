"""Roles of a type held by an institution's people: they see these types of theirs, and act through the role alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.core.doing.creation import may_open
from cases.core.doing.indexing import index_some
from cases.core.models import Case
from cases.core.reading.figures import figures
from cases.core.reading.listing import list_cases
from cases.core.reading.sight import cases_visible_to, reads_as_body, sees_case, totals_seen_by
from cases.organisations.appointing import appoint, end
from cases.organisations.holding import capacities
from cases.organisations.models import CaseRole, User
from cases.pengelolaan.akun.models import Akun
from tests.support.world import refused
from workflows.gate import perform
from workflows.ledger import database_now
from workflows.models import AccessLog, LedgerEntry

from .test_parts import api, page, visit


@pytest.fixture
def tree(wood: Any) -> Any:
    return wood.plant()


@pytest.fixture
def branch(wood: Any, tree: Any) -> Any:
    return wood.grow(tree)


@pytest.fixture
def post(wood: Any) -> Any:
    """A case of another type of the same institution."""
    from .planted import nomenklatur

    return nomenklatur(wood.person("jaksel"))


@pytest.fixture
def committee(wood: Any) -> Any:
    ours = wood.people.jaksel.institution
    return wood.person_of("panitia", ours, role="panitia_pohon", institution=ours)


def again(person: Any) -> Any:
    return User.objects.select_related("institution").get(pk=person.pk)


def seen(person: Any) -> set[Any]:
    return {case.pk for case in list_cases(again(person)).rows}


class TestSight:
    def test_these_types_of_the_own_institution_and_nothing_else_of_it(
        self, wood: Any, tree: Any, branch: Any, post: Any, committee: Any
    ) -> None:
        theirs = wood.plant(by="bogor")
        client = visit(wood, "panitia")
        for case in (tree, branch):
            assert case.case.number in page(client, f"/kasus/{case.pk}/")
            assert api(client, wood, "get", f"/cases/{case.pk}", who="panitia").status_code == 200
            assert sees_case(again(committee), Case.objects.get(pk=case.pk))
        assert seen(committee) == {tree.pk, branch.pk}
        for case in (post, theirs):
            before = AccessLog.objects.filter(outcome="E-HIDE").count()
            page(client, f"/kasus/{case.pk}/", 404)
            assert api(client, wood, "get", f"/cases/{case.pk}", who="panitia").status_code == 404
            assert api(client, wood, "get", f"/cases/{case.pk}/history", who="panitia").status_code == 404
            assert AccessLog.objects.filter(outcome="E-HIDE", actor=committee).count() == before + 3
            assert not sees_case(again(committee), Case.objects.get(pk=case.pk))

    def test_lists_exports_counts_and_search(
        self, wood: Any, tree: Any, branch: Any, post: Any, committee: Any
    ) -> None:
        theirs = wood.plant(by="bogor")
        index_some()
        client = visit(wood, "panitia")
        for path in ("/pohon/", "/pohon/ekspor.csv"):
            body = b"".join(answer) if (answer := client.get(path)).streaming else answer.content
            assert tree.case.number.encode() in body
            assert theirs.case.number.encode() not in body
        assert post.case.number not in page(client, "/nomenklatur/")
        assert tree.case.number in page(client, f"/pohon/?q={tree.case.number}")
        assert "Tidak ada yang cocok" in page(client, f"/pohon/?q={theirs.case.number}")
        numbers = {row["label"]: row["value"] for row in figures(again(committee))[0]["figures"]}
        assert numbers["Nomenklatur"] == 0
        assert totals_seen_by(again(committee)) is None
        assert post.case.number not in page(client, "/log/")

    def test_the_bodys_own_papers_stay_its_own(self, wood: Any, tree: Any, committee: Any) -> None:
        Case.objects.filter(pk=tree.pk).update(internal=True)
        assert seen(committee) == set()
        assert not reads_as_body(again(committee))
        page(visit(wood, "panitia"), f"/kasus/{tree.pk}/", 404)

    def test_what_the_institution_has_not_sent_its_committee_sees_and_nobody_of_the_body(
        self, wood: Any, tree: Any, committee: Any
    ) -> None:
        Case.objects.filter(pk=tree.pk).update(private=True)
        assert seen(committee) == {tree.pk}
        assert seen(wood.person("komisioner")) == set()

    def test_of_one_case_it_and_what_stands_under_it(self, wood: Any, tree: Any, branch: Any) -> None:
        other = wood.grow(tree)
        nest = wood.open_below(branch, "sarang", "komisioner", burung="Pipit")
        one = wood.person_of("utusan", wood.people.jaksel.institution, role="panitia_pohon", case=branch.pk)
        assert seen(one) == {branch.pk, nest.pk}
        assert sees_case(again(one), Case.objects.get(pk=nest.pk))
        client = visit(wood, "utusan")
        page(client, f"/kasus/{nest.pk}/")
        for case in (tree, other):
            page(client, f"/kasus/{case.pk}/", 404)
        end(CaseRole.objects.filter(person=one), at=database_now())
        assert seen(one) == set()
        page(client, f"/kasus/{nest.pk}/", 404)

    def test_a_role_of_the_other_half_gives_nothing(self, wood: Any, tree: Any) -> None:
        one = wood.person_of("salah", wood.people.jaksel.institution, role="juru_kebun", case=tree.pk)
        appoint(one, "juru_kebun", institution=wood.people.jaksel.institution)
        assert seen(one) == set()
        assert not sees_case(again(one), Case.objects.get(pk=tree.pk))


class TestActs:
    def test_whoever_holds_the_role_opens_and_acts_and_its_colleagues_right_is_not_its_own(
        self, wood: Any, branch: Any, committee: Any
    ) -> None:
        from cases.core.declared.registry import case_type

        assert may_open(again(committee), case_type("pohon"))
        assert not may_open(again(committee), case_type("nomenklatur"))
        client = visit(wood, "panitia")
        answer = api(client, wood, "post", "/cases", {"type": "pohon", "data": {}}, who="panitia")
        assert answer.status_code == 201, answer.content
        mine = Case.objects.get(pk=answer.json()["id"])
        assert mine.institution == wood.people.jaksel.institution
        assert (
            api(
                client, wood, "post", "/cases", {"type": "nomenklatur", "data": {}}, who="panitia"
            ).status_code
            == 403
        )
        nest = wood.open_below(branch, "sarang", "panitia", burung="Pipit")
        assert nest.state == "ada"
        with refused("E-PERM", "hak"):
            wood.do(branch, "siram", "panitia")

    def test_the_entry_names_the_role(self, wood: Any, branch: Any, committee: Any) -> None:
        ours = wood.people.jaksel
        appoint(ours, "panitia_pohon", institution=ours.institution)
        both = again(ours)
        assert [one.role for one in capacities(both)] == ["petugas_institusi", "panitia_pohon"]
        assert [one.role for one in capacities(again(committee))] == ["panitia_pohon"]
        nest = wood.open_below(branch, "sarang", "jaksel", burung="Pipit")
        assert LedgerEntry.objects.get(stream=nest.pk, act="buat").role == "panitia_pohon"
        tree = wood.plant()
        assert LedgerEntry.objects.get(stream=tree.pk, act="tanam").role == "petugas_institusi"
        mine = wood.plant(by="panitia")
        assert LedgerEntry.objects.get(stream=mine.pk, act="tanam").role == "panitia_pohon"

    def test_of_another_institution_nothing_is_opened(self, wood: Any, tree: Any, committee: Any) -> None:
        """An unsaved case stands under none: a role held beside cases is no role above it."""
        from cases.core.declared.registry import case_type
        from cases.core.doing.creation import begin

        with refused("E-PERM", "hak"):
            perform(begin(case_type("pohon"), wood.people.bogor.institution), "tanam", actor=again(committee))

    def test_who_reads_for_the_institution_does_not_act_for_it(
        self, wood: Any, branch: Any, committee: Any
    ) -> None:
        with refused("E-PERM", "hak"):
            wood.open_below(branch, "sarang", "jaksel", burung="Pipit")

    def test_a_file_is_sent_by_whoever_may_act(self, wood: Any, tree: Any) -> None:
        from django.core.files.uploadedfile import SimpleUploadedFile

        wood.person_of("kebun", role="juru_kebun", case=tree.pk)
        client = Client()
        token = _token(client, "kebun")
        answer = client.post(
            "/api/v1/uploads",
            {"file": SimpleUploadedFile("a.svg", b"<svg/>", content_type="image/svg+xml")},
            headers={"authorization": f"Bearer {token}"},
        )
        assert answer.status_code == 422, answer.content


def _token(client: Client, who: str) -> str:
    import json

    sent = json.dumps({"username": who, "password": "rahasia-sekali-12"})
    return str(client.post("/api/v1/auth/token", sent, content_type="application/json").json()["token"])


class TestAppointing:
    def test_the_page_offers_it_to_accounts_of_that_half_and_it_ends_there(
        self, wood: Any, tree: Any
    ) -> None:
        ours = wood.people.jaksel.institution
        one = wood.person_of("calon", ours)
        client = visit(wood, "admin")
        url = f"/pengelolaan/petugas/{one.pk}/t/beri_penugasan/"
        body = page(client, url)
        assert "panitia_pohon" in body
        assert "juru_kebun" not in body
        assert "panitia_pohon" not in page(
            client, f"/pengelolaan/petugas/{wood.people.asisten1.pk}/t/beri_penugasan/"
        )
        assert seen(one) == set()
        sent = {"peran": "panitia_pohon", "pada": "institusi", "institusi": str(ours.pk), "alasan": "SK 1"}
        assert client.post(url, sent).status_code == 302
        assert seen(one) == {tree.pk}
        row = CaseRole.objects.get(person=one, role="panitia_pohon")
        perform(
            Akun.opened(again(one)),
            "akhiri_penugasan",
            actor=wood.people.admin,
            data={"penugasan": str(row.pk), "alasan": "Selesai"},
        )
        assert seen(one) == set()

    def test_the_other_half_is_refused(self, wood: Any) -> None:
        data = {"peran": "juru_kebun", "pada": "semua", "alasan": "x"}
        record = Akun.opened(wood.people.jaksel)
        with refused("E-REF", field="peran"):
            perform(record, "beri_penugasan", actor=wood.people.admin, data=data)

    def test_who_leaves_the_institution_leaves_its_cases(self, wood: Any, tree: Any, committee: Any) -> None:
        appoint(committee, "panitia_pohon", case=tree.pk)
        wood.people.panitia = again(committee)
        data = {"ke": str(wood.people.bogor.institution_id), "hak": "lihat", "alasan": "Mutasi"}
        perform(Akun.opened(again(committee)), "pindah_institusi", actor=wood.people.admin, data=data)
        assert seen(committee) == set()


def test_boxes_show_what_is_seen_and_no_more(wood: Any, tree: Any, committee: Any) -> None:
    from cases.core.reading.inbox import box_of, counts

    for box in ("mine", "queue", "waiting", "archive"):
        box_of(again(committee), box)
    assert counts(again(committee))["queue"] == (0, False)


def test_a_page_costs_no_statement_more(wood: Any, tree: Any, committee: Any) -> None:
    def cost(who: str) -> int:
        client = visit(wood, who)
        client.get("/pohon/")
        with CaptureQueriesContext(connection) as statements:
            page(client, "/pohon/")
        return len(statements)

    assert cost("panitia") <= cost("jaksel")


def test_the_list_is_what_one_case_is(wood: Any, tree: Any, branch: Any, post: Any, committee: Any) -> None:
    wood.plant(by="bogor")
    for name in ("panitia", "jaksel", "bogor", "komisioner", "auditor", "asisten1"):
        person = again(wood.person(name))
        listed = set(cases_visible_to(person).values_list("pk", flat=True))
        assert listed == {case.pk for case in Case.objects.all() if sees_case(person, case)}


@pytest.mark.parametrize("who", ["panitia", "komisioner"])
def test_rights_forgotten_while_they_are_read_are_read_all_the_same(
    wood: Any, committee: Any, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    """Threads that share a person: one presses (and forgets) while another reads."""
    from cases.organisations import holding
    from cases.organisations.granted import institutions_of
    from cases.organisations.holding import held_by

    person, asked = again(wood.person(who)), []
    for name in ("institution_grants", "held_rows"):
        read = getattr(holding, name)

        def meanwhile(*rows: Any, read: Any = read) -> Any:
            asked.append(read)
            person.forget_rights()
            return read(*rows)

        monkeypatch.setattr(holding, name, meanwhile)
    assert held_by(person)
    assert len(asked) == 1
    assert institutions_of(person) == frozenset()
