"""What follows when all have signed; documents that an act asks for, of a person and of SYSTEM; who keeps them; MST."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from cases.dokumen.effects import MAKE
from cases.dokumen.models import Dokumen
from cases.dokumen.signed import is_signed, signed_documents, uploaded
from cases.organisations.appointing import end
from cases.organisations.models import CaseRole
from tests.support.jobs import put_back, rows
from tests.support.world import PASSWORD, live_sound, open_tasks, refused
from workflows.actors import SYSTEM
from workflows.asks import JOB, unanswered
from workflows.errors import Refused
from workflows.gate import perform
from workflows.ledger import database_now, verify_stream
from workflows.models import Ask, LedgerEntry

from .conftest import DAY
from .documents import CLERK

MST = {"mst_id": "MST-7", "waktu": "2026-11-20 10:00:00"}
TEXT = {"perihal": "Sidang pleno kedua", "tanggal": DAY, "isi": ""}


class TestTheDocumentedCaseLearns:
    def test_it_moves_once_when_all_have_signed(self, room: Any) -> None:
        paper = room.sign(room.record(), "notulis")
        room.settle()
        assert (room.fresh(room.sitting).state, Ask.objects.count()) == ("mulai", 0)
        room.sign(paper, "ketua")
        again = rows(JOB)
        room.settle()
        put_back(again)
        room.settle()
        (asked,) = Ask.objects.all()
        assert (asked.ref, asked.act, asked.object_id) == ("DK-6", "sahkan", room.sitting.pk)
        assert (asked.answer, room.fresh(room.sitting).state) == ("dilakukan", "sah")
        assert LedgerEntry.objects.filter(act="sahkan").count() == 1

    def test_both_histories_tell_of_it(self, room: Any) -> None:
        paper = room.signed()
        room.settle()
        cause = LedgerEntry.objects.get(stream=paper.pk, act="lengkapi")
        answer = LedgerEntry.objects.get(stream=room.sitting.pk, act="sahkan")
        assert answer.body["asked_by"] == {"entry": str(cause.pk), "ref": "DK-6"}
        client = visit(room, "komisioner")
        assert "Sahkan (1 kasus)" in page(client, f"/kasus/{paper.pk}/riwayat/")
        assert "Semua tanda tangan lengkap" in page(client, f"/kasus/{room.sitting.pk}/riwayat/")
        assert verify_stream(paper.pk) is None
        assert verify_stream(room.sitting.pk) is None

    def test_a_kind_may_ask_of_several(self, room: Any) -> None:
        (paper,) = quorum(room)
        paper = room.sign(room.sign(paper, "ketua"), "jaksel")
        assert unanswered(paper.pk).count() == 2
        room.settle()
        assert (room.fresh(room.sitting).hasil, room.fresh(room.meeting).hasil) == (True, 1)

    def test_what_no_longer_applies_is_answered_so(self, room: Any) -> None:
        (paper,) = quorum(room)
        room.do(room.meeting, "akhiri", "komisioner")
        room.sign(room.sign(paper, "ketua"), "jaksel")
        room.settle()
        assert Ask.objects.get(act="terima_hasil").answer == "tidak_berlaku"
        assert room.fresh(room.meeting).hasil == 0

    def test_nobody_says_so_by_hand(self, room: Any) -> None:
        room.signed()
        for actor in (room.person("komisioner"), room.person("ketua"), SYSTEM):
            with pytest.raises(Refused) as caught:
                perform(room.fresh(room.sitting), "sahkan", actor=actor)
            assert caught.value.code == "E-PERM"


class TestWhatGuardsRead:
    def test_signed_from_the_last_signature_on_and_by_key(self, room: Any) -> None:
        paper = room.sign(room.record(), "notulis")
        assert not is_signed(room.sitting.pk, "ba_sidang")
        paper = room.sign(paper, "ketua")
        assert list(signed_documents(room.sitting.pk, "ba_sidang")) == [Dokumen.objects.get(pk=paper.pk)]
        assert is_signed(room.sitting.pk, "ba_sidang", DAY)
        assert is_signed(room.sitting.pk, "ba_sidang", isi={"tanggal": DAY})
        assert not is_signed(room.sitting.pk, "ba_sidang", "2026-12-02")
        assert not is_signed(room.sitting.pk, "ba_sidang", isi={"tanggal": "2026-12-02"})
        assert not is_signed(room.sitting.pk, "hasil_sidang")
        assert not is_signed(room.meeting.pk, "ba_sidang")
        room.do(paper, "kirim", "notulis")
        assert is_signed(room.sitting.pk, "ba_sidang", DAY)

    def test_one_statement(self, room: Any, django_assert_num_queries: Any) -> None:
        room.signed()
        with django_assert_num_queries(1):
            assert is_signed(room.sitting.pk, "ba_sidang", DAY)
        with django_assert_num_queries(1):
            assert uploaded(room.sitting.pk, "ba_sidang", DAY) == []

    def test_of_a_replacement_the_newest_that_is_signed_stands(self, room: Any) -> None:
        old = room.do(room.signed(), "kirim", "notulis")
        room.do(old, "buat_pengganti", "notulis2", alasan="Salah hitung.")
        room.settle()
        old, new = room.papers("ba_sidang", DAY)
        assert [row.pk for row in signed_documents(room.sitting.pk, "ba_sidang", DAY)] == [old.pk]
        new = room.sign(room.sign(room.do(new, "ajukan", "notulis"), "notulis"), "ketua")
        assert [row.pk for row in signed_documents(room.sitting.pk, "ba_sidang", DAY)] == [new.pk]
        assert new.case.parent_id == room.sitting.pk

    def test_a_cancelled_one_is_not_signed(self, room: Any) -> None:
        paper = room.sign(room.record(), "ketua")
        room.do(paper, "batalkan", "notulis2", alasan="Keliru.")
        assert not is_signed(room.sitting.pk, "ba_sidang", DAY)


@pytest.mark.req("CB-240")
class TestUploaded:
    def test_receipt_hour_person_and_digest_are_kept_and_a_guard_reads_them(self, room: Any) -> None:
        paper = room.do(room.signed(), "kirim", "notulis")
        room.settle()
        with refused("E-GUARD", guard="ba_terunggah"):
            room.do(room.sitting, "tutup", "ketua")
        paper = room.do(paper, "catat_unggah", "notulis2", **MST)
        (row,) = uploaded(room.sitting.pk, "ba_sidang", DAY)
        assert (row.mst_id, row.mst_oleh.username, row.mst_sidik) == (
            "MST-7",
            "notulis2",
            paper.berkas.sha256,
        )
        assert row.mst_pada.isoformat() == "2026-11-20T03:00:00+00:00"
        assert uploaded(room.sitting.pk, "ba_sidang", "2026-12-02") == []
        assert room.do(room.sitting, "tutup", "ketua").state == "tutup"
        shown = page(visit(room, "notulis"), f"/kasus/{paper.pk}/")
        assert "MST-7" in shown
        assert "Tini Notulis" in shown


class TestAskedFor:
    def test_once_for_an_entry_and_a_key_whatever_becomes_of_the_job(self, room: Any) -> None:
        room.do(room.sitting, "minta_ba", "notulis", hari=DAY)
        again = rows(MAKE)
        room.settle()
        put_back(again)
        room.settle()
        room.do(room.sitting, "minta_ba", "notulis", hari="2026-12-02")
        room.settle()
        assert sorted(Dokumen.objects.values_list("kunci", flat=True)) == [DAY, "2026-12-02"]

    def test_by_system_it_is_the_pool_of_its_role(self, room: Any) -> None:
        (paper,) = quorum(room)
        assert (paper.pemohon, paper.case.assignee, paper.state) == (None, None, "menunggu_ttd")
        entry = LedgerEntry.objects.get(stream=paper.pk, act="buat")
        assert (entry.actor, entry.on_behalf_of) == (None, None)
        assert {turn for turn, _ in open_tasks(paper).values()} == {"peran_1", "institusi_2"}
        live_sound(paper)

    def test_a_refused_act_asks_for_none(self, room: Any) -> None:
        with refused("E-HIDE"):
            room.do(room.sitting, "minta_ba", "asing", hari=DAY)
        with refused("E-PERM"):
            room.do(room.sitting, "minta_ba", "ketua", hari=DAY)
        assert not rows(MAKE)


class TestKept:
    @pytest.mark.kills("predicate:dokumen.petugas_ditunjuk")
    def test_any_holder_of_its_role_goes_on_with_it_and_nobody_else(self, room: Any) -> None:
        paper = room.sign(room.record(), "ketua")
        paper = room.do(paper, "tolak_tanda_tangan", "notulis2", alasan="Jumlah salah.")
        assert open_tasks(paper) == {"utama": ("susun", "notulis")}
        for who, code in (
            ("ketua", "E-PERM"),
            ("komisioner", "E-PERM"),
            ("asing", "E-HIDE"),
            ("jaksel", "E-HIDE"),
        ):
            with refused(code):
                room.do(paper, "susun_ulang", who, **TEXT)
        paper = room.do(paper, "susun_ulang", "notulis2", **TEXT)
        room.settle()
        paper = room.do(paper, "ajukan", "notulis2")
        assert (paper.state, paper.isi["perihal"]) == ("menunggu_ttd", "Sidang pleno kedua")
        assert paper.isi["tabel"][0]["judul"] == "Kehadiran"
        paper = room.sign(room.sign(paper, "notulis2"), "ketua")
        assert open_tasks(paper) == {"utama": ("kirimkan", "notulis")}
        assert room.do(paper, "kirim", "notulis2").state == "terkirim"
        live_sound(room.fresh(paper))

    def test_whose_role_has_ended_is_asked_no_more(self, room: Any) -> None:
        paper = room.sign(room.record(), "ketua")
        end(CaseRole.objects.filter(person=room.person("notulis"), role=CLERK), at=database_now())
        paper = room.do(paper, "tolak_tanda_tangan", "notulis2", alasan="Jumlah salah.")
        assert open_tasks(paper) == {"utama": ("susun", "notulis2")}
        with refused("E-HIDE"):
            room.do(paper, "batalkan", "notulis", alasan="Keliru.")

    @pytest.mark.kills("fact:dokumen.petugas")
    def test_it_is_handed_to_no_petugas(self, room: Any) -> None:
        paper = room.record()
        petugas = str(room.person("asisten1").pk)
        with refused("E-STATE"):
            room.do(paper, "ganti_petugas", "komisioner", petugas=petugas, alasan="Cuti.")


class TestPages:
    def test_the_documented_case_shows_it_once(self, room: Any) -> None:
        paper = room.record()
        client = visit(room, "ketua")
        assert f"/kasus/{paper.pk}/" in page(client, f"/kasus/{room.sitting.pk}/")
        assert paper.case.number not in page(client, f"/kasus/{room.meeting.pk}/bagian/")
        body = page(client, f"/kasus/{paper.pk}/")
        assert "Bagian dari" in body
        assert f'href="/kasus/{room.sitting.pk}/"' in body
        assert f"/kasus/{paper.pk}/" not in page(visit(room, "jaksel"), f"/kasus/{room.sitting.pk}/")

    def test_signed_by_page_and_by_api(self, room: Any) -> None:
        paper = room.record()
        client = visit(room, "notulis")
        assert page(client, f"/kasus/{paper.pk}/t/tanda_tangani/")
        answer = client.post(f"/kasus/{paper.pk}/t/tanda_tangani/", {"sidik": paper.berkas.sha256})
        assert answer.status_code == 302
        seen = call(room, "ketua", "get", f"/cases/{paper.pk}").json()
        assert [one["pemegang_peran"] for one in seen["data"]["penandatangan"]] == ["ketua_sidang", CLERK]
        sent = {"data": {"sidik": seen["data"]["berkas"]["sha256"]}}
        path = f"/cases/{paper.pk}/transitions/tanda_tangani"
        assert call(room, "asing", "post", path, sent).status_code == 404
        assert call(room, "bogor", "post", path, sent).status_code == 404
        assert call(room, "notulis", "post", path, sent).status_code == 409
        assert call(room, "ketua", "post", path, sent).status_code == 200
        assert room.fresh(paper).state == "ditandatangani"


def quorum(room: Any) -> list[Any]:
    """SYSTEM asks for the result."""
    room.do(room.sitting, "catat_hadir", "ketua")
    room.do(room.sitting, "catat_hadir", "notulis")
    room.settle()
    return list(room.papers("hasil_sidang"))


def visit(room: Any, name: str) -> Client:
    client = Client()
    client.force_login(room.person(name), backend="cases.organisations.auth.backends.AccountBackend")
    return client


def page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return str(answer.content.decode())


def call(room: Any, who: str, method: str, path: str, body: Any = None) -> Any:
    import json

    client = Client()
    sent = {"content_type": "application/json"}
    answer = client.post("/api/v1/auth/token", json.dumps({"username": who, "password": PASSWORD}), **sent)
    given = {} if body is None else {"data": json.dumps(body), **sent}
    token = {"authorization": f"Bearer {answer.json()['token']}"}
    return getattr(client, method)(f"/api/v1{path}", headers=token, **given)


def test_the_case_above_is_none_of_a_type_outside_a_tree() -> None:
    from cases.core.declared.registry import case_type

    assert {key: case_type(key).in_tree for key in ("rapat", "sidang", "jpt", "nomenklatur")} == {
        "rapat": True,
        "sidang": True,
        "jpt": False,
        "nomenklatur": False,
    }
