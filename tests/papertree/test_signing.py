"""Documents of a case in a tree: lines of roles, one person each, and who does not sign."""

from __future__ import annotations

from typing import Any

import pytest

from cases.core.doing.notices import notifications_of
from cases.core.models import Case, CaseAncestor
from cases.core.reading.sight import cases_visible_to, sees_case
from cases.dokumen.files import content_of
from cases.organisations.appointing import appoint, end
from cases.organisations.models import CaseRole
from documents.signing import verify
from tests.support.pdf import words_of
from tests.support.world import live_sound, open_tasks, refused
from workflows.ledger import database_now

from .documents import CHAIR, CLERK

pytestmark = pytest.mark.req("CB-239")


def test_it_stands_under_what_it_documents(room: Any) -> None:
    paper = room.record()
    assert paper.case.parent_id == room.sitting.pk == paper.induk_id
    above = CaseAncestor.objects.filter(case=paper.pk).order_by("depth").values_list("ancestor", flat=True)
    assert list(above) == [room.sitting.pk, room.meeting.pk]
    assert (paper.kunci, paper.pemohon.username, paper.case.assignee) == ("2026-12-01", "notulis", None)
    live_sound(paper)


@pytest.mark.parametrize("order", [("notulis", "ketua"), ("ketua", "notulis")])
def test_two_roles_sign_in_either_order(room: Any, order: tuple[str, str]) -> None:
    paper = room.record()
    assert paper.state == "menunggu_ttd"
    assert [(row.peran, row.role, row.user) for row in paper.signers] == [
        ("Ketua sidang", CHAIR, None),
        ("Notulis", CLERK, None),
    ]
    first, second = order
    paper = room.sign(paper, first)
    assert paper.state == "menunggu_ttd"
    live_sound(paper)
    paper = room.sign(paper, second)
    assert paper.state == "ditandatangani"
    assert [row.signed_by.username for row in paper.signers] == ["ketua", "notulis"]
    found = verify(content_of(paper.berkas))
    assert found.genuine, found.problem
    assert {one.field for one in found.signatures} == {"penandatangan_1", "penandatangan_2"}
    live_sound(paper)


def test_the_same_person_signs_once_though_he_holds_both_roles(room: Any) -> None:
    room.give("ketua", CLERK, room.sitting)
    paper = room.sign(room.record(), "ketua")
    with refused("E-GUARD", guard="orang_berbeda"):
        room.sign(paper, "ketua")
    assert room.sign(paper, "notulis2").state == "ditandatangani"


def test_a_second_of_the_role_finds_its_line_signed(room: Any) -> None:
    paper = room.sign(room.record(), "notulis")
    with refused("E-GUARD", guard="baris_terbuka"):
        room.sign(paper, "notulis2")
    with refused("E-GUARD", guard="baris_terbuka"):
        room.sign(paper, "notulis")


@pytest.mark.kills("predicate:dokumen.penandatangan")
def test_who_does_not_hold_the_role_signs_nothing(room: Any) -> None:
    paper = room.record()
    with refused("E-PERM"):
        room.sign(paper, "komisioner")  # sees all, holds neither role
    for who in ("asing", "jaksel", "bogor"):
        with refused("E-HIDE"):
            room.sign(paper, who)


def test_a_role_on_a_sibling_is_none_here(room: Any) -> None:
    other = room.sit()
    room.give("asing", CLERK, other)
    paper = room.record()
    with refused("E-HIDE"):
        room.sign(paper, "asing")


def test_whose_role_has_ended_signs_no_more(room: Any) -> None:
    paper = room.record()
    end(CaseRole.objects.filter(person=room.person("notulis"), role=CLERK), at=database_now())
    with refused("E-HIDE"):
        room.sign(paper, "notulis")
    assert room.sign(paper, "notulis2").signers[1].signed_by.username == "notulis2"


def test_a_role_on_the_institution_sees_and_signs_it_and_that_of_another_does_not(room: Any) -> None:
    paper = room.record()
    person = room.person("asing")
    elsewhere = appoint(person, CHAIR, institution=room.person("bogor").institution)
    with refused("E-HIDE"):
        room.sign(paper, "asing")
    end(CaseRole.objects.filter(pk=elsewhere.pk), at=database_now())
    appoint(person, CHAIR, institution=paper.case.institution)
    person.forget_rights()
    assert room.sign(paper, "asing").signers[0].signed_by == person


def test_the_one_who_holds_a_role_sees_the_task_and_each_is_told(room: Any) -> None:
    paper = room.record()
    assert open_tasks(paper)["penandatangan_1"] == ("peran_1", "ketua")
    room.settle()
    for who in ("ketua", "notulis2"):
        assert [n.text for n in notifications_of(room.person(who))] == ["Dokumen menunggu tanda tangan Anda"]
    assert not notifications_of(room.person("asing")).exists()


class TestNames:
    def test_the_file_names_who_signs_and_the_only_one_who_can_follow(self, room: Any) -> None:
        paper = room.record()
        draft = words_of(content_of(paper.berkas))
        assert not any(name in draft for name in ("Rini Ketua", "Budi Notulis"))
        paper = room.sign(paper, "notulis")
        words = words_of(content_of(paper.berkas))
        for said in (
            "Ketua sidang",
            "Rini Ketua",
            "197501012000031001",
            "Budi Notulis",
            "198001012005011002",
        ):
            assert said in words
        assert paper.signers[0].user.username == "ketua"
        assert open_tasks(paper)["penandatangan_1"] == ("orang_1", "ketua")

    def test_nobody_else_signs_under_that_name_but_may_refuse_it(self, room: Any) -> None:
        paper = room.sign(room.record(), "notulis")
        room.give("asing", CHAIR, room.sitting)
        with refused("E-GUARD", guard="baris_terbuka"):
            room.sign(paper, "asing")
        paper = room.do(paper, "tolak_tanda_tangan", "asing", alasan="Ketua sudah berganti.")
        assert (paper.state, [row.user for row in paper.signers]) == ("konsep", [None, None])
        live_sound(paper)

    def test_where_several_could_sign_the_line_stays_open(self, room: Any) -> None:
        paper = room.sign(room.record(), "ketua")
        assert paper.signers[1].user is None
        assert "Budi Notulis" not in words_of(content_of(paper.berkas))
        assert room.sign(paper, "notulis2").signers[1].signed_by.username == "notulis2"


class TestSight:
    def test_a_role_above_sees_it_as_it_sees_its_siblings(self, room: Any) -> None:
        paper = room.record()
        for who in ("ketua", "notulis", "komisioner"):
            person = room.person(who)
            assert sees_case(person, paper.case)
            assert cases_visible_to(person).filter(pk=paper.pk).exists()
        for who in ("asing", "bogor"):
            assert not sees_case(room.person(who), paper.case)
            assert not cases_visible_to(room.person(who)).filter(pk=paper.pk).exists()

    def test_what_is_internal_stays_so(self, room: Any) -> None:
        paper = room.record()
        assert paper.case.internal
        assert not cases_visible_to(room.person("jaksel")).filter(pk=paper.pk).exists()
        paper = room.do(room.sign(room.sign(paper, "notulis"), "ketua"), "kirim", "notulis2")
        assert not paper.case.internal
        assert cases_visible_to(room.person("jaksel")).filter(pk=paper.pk).exists()

    def test_letters_of_types_outside_a_tree_are_not_read_with_its_types(self, room: Any) -> None:
        reader = room.person("asing")
        appoint(reader, CHAIR)  # everywhere
        paper = room.record()
        assert sees_case(reader, paper.case)
        stray = Case.objects.get(pk=paper.pk)
        stray.parent = None  # as letters of a selection are
        assert not sees_case(reader, stray)

    def test_a_list_shows_it_to_who_reads_the_type_it_documents(self, room: Any) -> None:
        reader = room.person("asing")
        appoint(reader, CHAIR, institution=room.person("bogor").institution)
        paper = room.record()
        assert not cases_visible_to(reader).filter(pk=paper.pk).exists()
        appoint(reader, CHAIR, institution=paper.case.institution)
        reader.forget_rights()
        assert cases_visible_to(reader).filter(pk=paper.pk).exists()
