"""A draft belongs to one form, and the same text is one draft however often it is sent (SJ-71)."""

from __future__ import annotations

import pytest

from cases.core.models import Draft
from tests.cases.core.test_drafts import act, saved
from tests.support.world import acts_of
from workflows.models import IdempotencyKey

pytestmark = pytest.mark.req("SJ-71")


def test_a_page_that_hears_no_answer_makes_one_copy(world, browse):
    case, person = world.at("telaah"), browse("asisten1")
    saved(person, person.get(act(case, "perbaikan")), alasan="Awal")
    one, two = (person.get(act(case, "perbaikan")) for _ in range(2))
    saved(person, one, alasan="Dari tab satu")
    assert len({saved(person, two, alasan="Dari tab dua")["id"] for _ in range(3)}) == 1
    assert Draft.objects.count() == 2


class TestTheDraftOfAnotherForm:
    """An address may name any draft: another form leaves it as it is and begins its own."""

    def test_it_is_not_written_into(self, world, browse):
        case, person = world.at("telaah"), browse("asisten1")
        first = saved(person, person.get(act(case, "perbaikan")), alasan="Alasan")
        page = person.get("/jpt/temuan/", draf=first["id"])
        assert page.hidden()["idempotency_key"] != first["id"]
        saved(person, page, uraian="Uraian")
        found = {d.act: (d.title, d.data) for d in Draft.objects.all()}
        assert len(found) == Draft.objects.count() == 2
        assert (found["perbaikan"][1]["alasan"], "uraian" in found["perbaikan"][1]) == (
            {"alasan": ["Alasan"]},
            False,
        )

    def test_nor_by_a_page_that_says_so_itself(self, world, browse):
        case, person = world.at("telaah"), browse("asisten1")
        first = saved(person, person.get(act(case, "perbaikan")), alasan="Alasan")
        hidden = person.get("/jpt/temuan/").hidden() | {"idempotency_key": first["id"], "draf_otomatis": "1"}
        answer = person.post("/draf/simpan/", hidden | {"uraian": "Uraian"})
        assert (answer.status, answer.response.json()["told"]) == (404, "Draf tidak ditemukan.")
        assert [d.act for d in Draft.objects.all()] == ["perbaikan"]

    def test_a_key_under_which_something_else_was_sent(self, world, browse):
        case, person = world.at("telaah"), browse("asisten1")
        page, key = person.get(act(case, "perbaikan")), "01a22b24-9a3f-745f-b4bc-ba46235a2150"
        IdempotencyKey.objects.create(
            actor_id=world.person("asisten1").pk, key=key, fingerprint="x", answer={"url": "/"}
        )
        answer = person.post(
            act(case, "perbaikan"), page.hidden() | {"idempotency_key": key, "alasan": "Isi.", "yakin": "1"}
        )
        assert answer.codes == {"E-DUP"}
        assert "Isi." in answer.body
        assert acts_of(case).count("perbaikan") == 0


def test_another_text_under_a_used_key_is_one_draft_however_often_it_is_pressed(world, browse):
    person = browse("asisten1")
    page = person.get("/jpt/temuan/")
    institution = str(world.at("telaah").institution_id)
    sent = page.hidden() | {
        "institusi": institution,
        "kode": "tanpa_seleksi",
        "uraian": "Satu",
        "tanggal": "01/06/2026",
    }
    assert person.post("/jpt/temuan/", sent).status == 302
    answers = [person.post("/jpt/temuan/", sent | {"uraian": "Dua"}).status for _ in range(3)]
    assert (answers, Draft.objects.count()) == ([422] * 3, 1)
