"""Tarik berkas (SJ-140): by whom, in which state, and what no longer counts afterwards."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from cases.core.doing.withdrawal import withdraw_file, withdrawing
from cases.core.reading.history import timeline
from cases.organisations.models import User
from cases.pengelolaan.akun.models import Akun
from documents.models import Attachment
from tests.cases.jpt.steps import Steps
from tests.support.browsing import Browser
from tests.support.world import live_sound, refused, told
from workflows.gate import perform
from workflows.models import AccessLog, LedgerEntry, LedgerPayload
from workflows.offers import available

LETTER = "surat_pengantar_rencana"


@pytest.fixture
def steps(world: Any) -> Steps:
    return Steps(world.people)


def the(seleksi: Any, kind: str = LETTER) -> Attachment:
    return Attachment.objects.filter(boundary=seleksi.pk, kind=kind).order_by("-uploaded_at").first()


def withdrawn(steps: Steps, seleksi: Any, kind: str = LETTER, who: str = "jaksel") -> Any:
    withdraw_file(steps.user(who), the(seleksi, kind).pk, {"alasan": "Salah berkas"})
    return steps.fresh(seleksi)


@pytest.mark.req("SJ-140")
def test_the_file_stays_marked_with_its_reason(steps):
    seleksi = steps.reviewed()
    version = seleksi.version
    seleksi = withdrawn(steps, seleksi, who="jaksel2")
    found = the(seleksi)
    assert (found.withdrawn_by, found.withdraw_reason) == (steps.people.jaksel2, "Salah berkas")
    assert (seleksi.version, seleksi.surat_pengantar_rencana) == (version + 1, [])
    entry = LedgerEntry.objects.filter(stream=seleksi.pk).latest("seq")
    assert (entry.act, entry.source, entry.target, entry.actor) == (
        "tarik_berkas",
        "baru",
        "baru",
        steps.people.jaksel2,
    )
    assert [d["id"] for d in entry.body["documents"]] == [str(found.pk)]
    assert LedgerPayload.objects.get(entry=entry).values["alasan"]["v"] == "Salah berkas"
    line = timeline(steps.people.jaksel, seleksi.case).rows[0]
    assert (line.label, line.values["alasan"]) == ("Tarik berkas", "Salah berkas")
    assert told(seleksi)[-1] == ("Berkas ditarik institusi", ["petugas"])
    live_sound(seleksi)


@pytest.mark.req("SJ-79", "SJ-140")
@pytest.mark.kills("guard:jpt.surat_pengantar_ada")
def test_a_withdrawn_letter_does_not_let_setujui_pass(steps):
    seleksi = withdrawn(steps, steps.reviewed())
    with refused("E-GUARD", guard="surat_pengantar_ada"):
        steps.do(seleksi, "asisten1", "setujui", catatan_persetujuan="<p>Lengkap.</p>")
    seleksi = steps.do(seleksi, "asisten1", "perbaikan", pesan="<p>Unggah surat.</p>")
    again = steps.plan(surat_pengantar_rencana=[steps.file("jaksel", "baru.pdf")])
    seleksi = steps.do(seleksi, "jaksel", "kirim_perbaikan", **again)
    assert (
        steps.do(seleksi, "asisten1", "setujui", catatan_persetujuan="<p>Lengkap.</p>").state == "disetujui"
    )


@pytest.mark.req("SJ-117", "SJ-140")
@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("surat_pengantar_ppk_pyb", "surat_pengantar"),
        ("laporan_lengkap_tahapan", "laporan_lengkap"),
        ("berita_acara_pansel", "lampiran_berita_acara"),
    ],
)
def test_a_withdrawn_file_of_the_report_is_asked_for_again(steps, kind, field):
    seleksi = steps.do(steps.reported(), "asisten1", "perbaiki", alasan="<p>x</p>")
    seleksi = withdrawn(steps, seleksi, kind)
    assert seleksi.laporan[field] == []
    texts = {"keterangan": "<p>Rinci</p>", "berita_acara": "<p>Sama</p>"}
    with refused("E-REQ", field=field):
        steps.do(seleksi, "jaksel", "kirim_perbaikan_laporan", **texts)
    new = {field: [steps.file("jaksel", "benar.pdf")]}
    seleksi = steps.do(seleksi, "jaksel", "kirim_perbaikan_laporan", **texts, **new)
    assert [str(the(seleksi, kind).pk)] == seleksi.laporan[field]


@pytest.mark.req("SJ-140", "SJ-69")
def test_a_file_of_the_panitia(steps):
    member = {"nama": "Ketua Pansel", "keterangan": "", "berkas": [steps.file("jaksel")]}
    seleksi = withdrawn(steps, steps.reviewed(panitia=[member]), "berkas_pansel")
    assert [row["berkas"] for row in seleksi.panitia] == [[]]


@pytest.mark.req("SJ-140")
@pytest.mark.parametrize(
    ("who", "code"),
    [("asisten1", "E-PERM"), ("komisioner", "E-PERM"), ("auditor", "E-PERM"), ("bogor", "E-HIDE")],
)
def test_by_others(steps, who, code):
    found = the(steps.reviewed())
    with refused(code):
        withdraw_file(steps.user(who), found.pk, {"alasan": "x"})


@pytest.mark.req("SJ-140")
def test_what_somebody_sent_who_was_moved_since_is_still_the_institutions(steps):
    """And never his: where he belongs now, the case is not seen."""
    seleksi = steps.reviewed()
    found, bogor = the(seleksi), steps.people.bogor.institution
    assert found.uploader == steps.people.jaksel
    data = {"ke": str(bogor.pk), "hak": "kelola", "alasan": "Mutasi."}
    perform(Akun.opened(steps.people.jaksel), "pindah_institusi", actor=steps.people.admin, data=data)
    with refused("E-HIDE"):
        withdraw_file(User.objects.get(pk=steps.people.jaksel.pk), found.pk, {"alasan": "x"})
    withdrawn(steps, seleksi, who="jaksel2")
    found.refresh_from_db()
    assert found.withdrawn_by == steps.people.jaksel2


@pytest.mark.req("SJ-140", "SL-30")
@pytest.mark.kills("guard:jpt.berkas_dari_institusi")
def test_a_file_of_kasn_is_not_the_institutions(steps):
    seleksi = steps.reviewed()
    steps.do(
        seleksi, "asisten1", "kirim_pesan", pesan="<p>Lihat.</p>", lampiran_dialog=[steps.file("asisten1")]
    )
    with refused("E-PERM"):
        withdraw_file(steps.people.jaksel, the(seleksi, "lampiran_dialog").pk, {"alasan": "x"})
    steps.do(seleksi, "jaksel", "kirim_pesan", pesan="<p>Ini.</p>", lampiran_dialog=[steps.file("jaksel")])
    assert the(withdrawn(steps, seleksi, "lampiran_dialog"), "lampiran_dialog").withdrawn


@pytest.mark.req("SJ-140", "SL-30")
@pytest.mark.kills("guard:jpt.berkas_dapat_ditarik")
def test_only_in_the_states_of_the_catalogue(steps):
    message = {"pesan": "<p>Ini.</p>"}
    seleksi = steps.reviewed()
    steps.do(seleksi, "jaksel", "kirim_pesan", **message, lampiran_dialog=[steps.file("jaksel")])
    seleksi = steps.do(seleksi, "asisten1", "setujui", catatan_persetujuan="<p>Lengkap.</p>")
    for kind in (LETTER, "lampiran_dialog"):
        with refused("E-STATE"):
            withdraw_file(steps.people.jaksel, the(seleksi, kind).pk, {"alasan": "x"})


@pytest.mark.req("SJ-140")
def test_an_approved_plan_is_not_open_again_with_the_report(steps):
    seleksi = steps.reported()
    for kind in (LETTER, "laporan_lengkap_tahapan"):
        with refused("E-STATE"):
            withdraw_file(steps.people.jaksel, the(seleksi, kind).pk, {"alasan": "x"})
    seleksi = steps.do(seleksi, "asisten1", "perbaiki", alasan="<p>x</p>")
    with refused("E-STATE"):
        withdraw_file(steps.people.jaksel, the(seleksi).pk, {"alasan": "x"})
    assert the(withdrawn(steps, seleksi, "laporan_lengkap_tahapan"), "laporan_lengkap_tahapan").withdrawn


@pytest.mark.req("SJ-140")
def test_reason_once_and_version(steps):
    seleksi = steps.reviewed()
    found = the(seleksi)
    for empty in ({}, {"alasan": "  "}):
        with refused("E-REQ", field="alasan"):
            withdraw_file(steps.people.jaksel, found.pk, empty)
    with refused("E-RNG", field="alasan"):
        withdraw_file(steps.people.jaksel, found.pk, {"alasan": "x" * 1001})
    with refused("E-STALE"):
        withdraw_file(steps.people.jaksel, found.pk, {"alasan": "x"}, version=seleksi.version - 1)
    withdraw_file(steps.people.jaksel, found.pk, {"alasan": "x"}, version=seleksi.version)
    with refused("E-STATE"):
        withdraw_file(steps.people.jaksel, found.pk, {"alasan": "x"})


@pytest.mark.req("SJ-128", "SL-30")
class TestAnActLikeEveryOther:
    """Through the gate: its row, its errors, its key; but no button of the case."""

    def press(self, steps, seleksi, **data):
        return steps.do(seleksi, "jaksel", "tarik_berkas", **data)

    def test_by_its_name(self, steps):
        seleksi = steps.reviewed()
        seleksi = self.press(steps, seleksi, berkas=str(the(seleksi).pk), alasan="Salah berkas")
        entry = LedgerEntry.objects.filter(stream=seleksi.pk).latest("seq")
        assert (entry.ref, entry.act, the(seleksi).withdrawn) == ("SL-30", "tarik_berkas", True)
        assert set(LedgerPayload.objects.get(entry=entry).values) == {"alasan"}

    @pytest.mark.parametrize("named", ["", "bukan-id", "asing", "kasus"])
    def test_a_file_that_is_none_of_the_case(self, steps, named):
        seleksi = steps.reviewed()
        value = {"asing": str(uuid4()), "kasus": str(seleksi.pk)}.get(named, named)
        with refused({"": "E-REQ", "bukan-id": "E-FMT"}.get(named, "E-REF"), field="berkas"):
            self.press(steps, seleksi, berkas=value, alasan="x")

    def test_one_that_the_institution_is_not_shown(self, steps):
        """Not even that it is there."""
        seleksi, _ = steps.top_three()
        seleksi = steps.do(seleksi, "asisten2", "tambah_monitoring", **steps.monitoring())
        seleksi = steps.do(seleksi, "jaksel", "pelaporan", **steps.report())
        seleksi = steps.do(seleksi, "asisten1", "perbaiki", alasan="<p>x</p>")
        report = the(seleksi, "laporan_monitoring")
        with refused("E-REF", field="berkas"):
            self.press(steps, seleksi, berkas=str(report.pk), alasan="x")

    def test_it_is_no_button_and_its_own_page_asks_for_a_file(self, steps, browse):
        seleksi = steps.reviewed()
        assert "tarik_berkas" not in {offer.name for offer in available(seleksi, steps.people.jaksel)}
        page = browse("jaksel").get(f"/kasus/{seleksi.pk}/t/tarik_berkas/")
        assert (page.status, page.codes) == (409, {"E-STATE"})

    def test_whose_right_it_is_the_row_says(self, steps):
        seleksi = steps.reviewed()
        assert withdrawing(seleksi, steps.people.jaksel)
        assert not withdrawing(seleksi, steps.people.asisten1)


@pytest.mark.req("SJ-140")
def test_the_page(steps, browse, world):
    seleksi = steps.reviewed()
    found = the(seleksi)
    person, tab = browse("jaksel"), f"/kasus/{seleksi.pk}/dokumen/"
    address = f"/dokumen/{found.pk}/tarik/"
    assert address in person.get(tab).body
    assert address not in browse("asisten1").get(tab).body
    refusal = person.post(address, {"alasan": ""})
    assert (refusal.status, refusal.codes) == (422, {"E-REQ"})
    done = person.post(address, {"alasan": "Salah <b>berkas</b>"})
    assert (done.status, done.url) == (302, tab)
    for who in ("jaksel", "asisten1", "auditor"):
        page = browse(who).get(tab)
        assert "Salah &lt;b&gt;berkas&lt;/b&gt;" in page.body
        assert (address in page.body, "Ditarik" in page.text) == (False, True)
    again = person.get(address)
    assert (again.status, again.codes) == (409, {"E-STATE"})
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.people.jaksel, backend="cases.organisations.auth.backends.AccountBackend")
    assert Browser(strict).post(address, {"alasan": "x"}).status == 403


@pytest.mark.req("SJ-128", "SJ-140")
def test_what_is_not_ones_own_to_withdraw_is_in_the_log_of_its_case(steps, browse):
    seleksi = steps.reviewed()
    found = the(seleksi)
    address = f"/dokumen/{found.pk}/tarik/"
    for answer in (browse("asisten1").get(address), browse("asisten1").post(address, {"alasan": "x"})):
        assert (answer.status, answer.codes) == (403, {"E-PERM"})
    tried = AccessLog.objects.filter(action="tarik_berkas", outcome="E-PERM")
    assert [(row.object_type, row.object_id) for row in tried] == [("jpt", seleksi.pk)] * 2
    assert tried.order_by("at").first().detail["dokumen"] == str(found.pk)


@pytest.mark.req("SJ-140")
def test_a_withdrawn_file_can_still_be_read(steps, browse, s3):
    seleksi = withdrawn(steps, steps.reviewed())
    assert browse("auditor").get(f"/dokumen/{the(seleksi).pk}/unduh/").status == 302


@pytest.mark.req("SJ-12")
def test_the_page_stands_in_the_menu_of_its_case(steps, browse):
    """Its address begins like the list of signed documents."""
    found = the(steps.submitted())
    page = browse("jaksel").get(f"/dokumen/{found.pk}/tarik/")
    assert page.status == 200
    assert re.findall(r'class="alur-nav__link" href="([^"]+)" aria-current', page.body) == ["/jpt/"]
