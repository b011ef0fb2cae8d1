"""Riwayat of one case as a file: the lines, words and sight of its page, all of them, safe in a spreadsheet."""

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.core.models import Correction
from tests.support.browsing import Browser
from workflows.models import AccessLog, LedgerEntry

HEADER = [
    *("Waktu", "Tindakan", "Tentang", "Status asal", "Status baru", "Hasil", "Alasan penolakan"),
    *("Oleh", "Peran", "Atas nama", "Rincian", "Perubahan isi", "Berkas", "Catatan", "Kode bukti catatan"),
]


@pytest.fixture
def browse(steps):
    def of(name):
        client = Client()
        client.force_login(steps.user(name), backend="cases.organisations.auth.backends.AccountBackend")
        return Browser(client)

    return of


def address(seleksi):
    return f"/kasus/{seleksi.pk}/riwayat/ekspor.csv"


def rows_of(answer):
    assert (answer.status, answer.response.streaming) == (200, True)
    return list(csv.DictReader(io.StringIO(answer.body.removeprefix("\ufeff")), delimiter=";"))


@pytest.mark.req("SJ-128", "SJ-54")
class TestExport:
    def test_every_line_of_the_page_with_its_words(self, steps, browse):
        seleksi = steps.top_three()[0]
        browse("asisten2").post(f"/kasus/{seleksi.pk}/t/lulus/")
        auditor = browse("auditor")
        page = auditor.get(f"/kasus/{seleksi.pk}/riwayat/")
        answer = auditor.get(address(seleksi))
        assert answer.body.removeprefix("\ufeff").splitlines()[0].split(";") == HEADER
        rows = rows_of(answer)
        kept = LedgerEntry.objects.filter(stream=seleksi.pk).count()
        assert kept > 50, "more than one page"
        assert [row["Catatan"] for row in rows if row["Catatan"]] == [str(n) for n in range(kept, 0, -1)]
        shown = [entry for entry in page.response.context["entries"] if entry["seq"]]
        for entry, row in zip(shown, [r for r in rows if r["Catatan"]], strict=False):
            follows = " (mengikuti tindakan lain)" if entry["follows"] else ""
            assert (row["Tindakan"], row["Tentang"]) == (entry["act_label"] + follows, entry["about"])
            assert (row["Oleh"], row["Peran"]) == (entry["actor"], entry["role"])
            facts = [f"{fact.label}: {fact.value}" for fact in entry["facts"]]
            assert row["Rincian"].removeprefix("'") == "\n".join(facts)
            assert row["Kode bukti catatan"] == entry["hash"]
        assert len(shown) == 50
        [refused] = [row for row in rows if row["Hasil"] != "Berhasil"]
        assert (refused["Hasil"], refused["Oleh"]) == ("Ditolak: status tidak sesuai", "Asisten 2")
        assert refused["Alasan penolakan"]

    def test_changes_and_names_of_files_stand_in_it(self, steps, browse):
        seleksi = steps.reviewed()
        asked = [{"bagian": "no_surat_pengantar", "isi": "Nomor surat salah."}]
        seleksi = steps.do(seleksi, "asisten1", "perbaikan", pesan="<p>Satu hal.</p>", poin=asked)
        rows = [{"poin": Correction.objects.get(case=seleksi.pk).points[0]["id"], "tanggapan": "Sudah."}]
        data = steps.plan(no_surat_pengantar="900/1/2026")
        steps.do(seleksi, "jaksel", "kirim_perbaikan", **data, tanggapan_poin=rows)
        row = rows_of(browse("jaksel").get(address(seleksi)))[0]
        assert "No. Surat Pengantar: 800/12/2026 → 900/1/2026" in row["Perubahan isi"].splitlines()
        assert row["Berkas"] == "surat.pdf"

    def test_nobody_else_gets_it_and_the_institution_nothing_internal(self, steps, browse):
        seleksi = steps.counted()
        browse("asisten2").post(f"/kasus/{seleksi.pk}/t/lulus/")
        monitoring = steps.monitoring("asisten1", "rahasia.pdf", uraian="<p>Rahasia pengawas.</p>")
        steps.do(seleksi, "asisten1", "tambah_monitoring", **monitoring)
        stranger = browse("bogor").get(address(seleksi))
        assert (stranger.status, stranger.codes) == (404, {"E-HIDE"})
        attempt = AccessLog.objects.get(actor=steps.people.bogor, outcome="E-HIDE")
        assert (attempt.action, attempt.object_id) == ("ekspor", seleksi.pk)
        own = browse("jaksel").get(address(seleksi))
        assert "ahasia" not in own.body
        rows = rows_of(own)
        assert (rows[0]["Tindakan"], rows[0]["Rincian"], rows[0]["Oleh"]) == (
            "Catatan internal pengawas",
            "",
            "",
        )
        assert {row["Hasil"] for row in rows} == {"Berhasil"}, "refused attempts are the auditor's"
        assert "Rahasia pengawas." in browse("auditor").get(address(seleksi)).body

    def test_no_cell_begins_a_formula(self, steps, browse):
        kandidat = steps.candidate(steps.counted(), "=1+1", "19800101")
        body = browse("jaksel").get(address(kandidat.seleksi)).body
        assert ";'=1+1 (NIP 19800101);" in body
        assert ";=1" not in body

    def test_as_it_was_on_a_day(self, steps, browse):
        seleksi = steps.counted()
        auditor = browse("auditor")
        assert rows_of(auditor.get(address(seleksi), per="01/01/2020")) == []
        assert len(rows_of(auditor.get(address(seleksi), per="31/12/2099"))) >= seleksi.case.seq
        assert auditor.get(address(seleksi), per="31/02/2026").codes == {"E-FMT"}
        page = auditor.get(f"/kasus/{seleksi.pk}/riwayat/", per="31/12/2099")
        assert f"{address(seleksi)}?per=31%2F12%2F2099" in page.body

    def test_the_export_itself_is_told_of_the_case(self, steps, browse):
        seleksi = steps.counted()
        auditor = browse("auditor")
        assert address(seleksi) in auditor.get(f"/kasus/{seleksi.pk}/riwayat/").body
        rows_of(auditor.get(address(seleksi)))
        told = [row for row in rows_of(auditor.get(address(seleksi))) if row["Tindakan"] == "Ekspor"]
        assert [row["Rincian"] for row in told] == ["Isi: Riwayat"] * 2, "this one too"

    def test_a_page_of_lines_costs_a_constant_number_of_statements(self, steps, browse):
        seleksi = steps.counted()
        steps.candidate(seleksi, "Ani")
        auditor = browse("auditor")
        auditor.get(address(seleksi))
        with CaptureQueriesContext(connection) as few:
            rows_of(auditor.get(address(seleksi)))
        for number in range(4):
            steps.candidate(seleksi, f"Budi {number}")
        with CaptureQueriesContext(connection) as many:
            rows_of(auditor.get(address(seleksi)))
        assert len(many) == len(few)


@pytest.mark.req("SJ-128")
class TestFormerNames:
    def test_an_attempt_names_the_person_as_then(self, steps, browse):
        """What keeps no name of its own is told by the name of its time."""
        kandidat = steps.candidate(steps.counted(), "Ani", "19800101")
        browse("jaksel").post(f"/kasus/{kandidat.seleksi_id}/kandidat/{kandidat.pk}/t/terima/")
        steps.do(kandidat, "jaksel", "ubah", nama="Ani Baru", nip="19800101", instansi="Kota Uji")
        rows = rows_of(browse("auditor").get(address(kandidat.seleksi)))
        told = {row["Tindakan"]: row["Tentang"] for row in rows}
        assert told["Terima"] == "Ani (NIP 19800101)"
        assert told["Ubah"] == "Ani Baru (NIP 19800101)"
        log = browse("auditor").get("/log/").text
        assert "Terima: Ani (NIP 19800101)" in log

    def test_a_name_known_only_from_later_says_so(self, steps, browse):
        kandidat = steps.candidate(steps.counted(), "Ani", "19800101")
        browse("jaksel").post(f"/kasus/{kandidat.seleksi_id}/kandidat/{kandidat.pk}/t/terima/")
        AccessLog.objects.create(
            actor=steps.people.jaksel,
            action="tolak",
            outcome="E-STATE",
            object_type="kandidat",
            object_id=kandidat.seleksi_id,
            detail={"object": str(kandidat.pk)},
            at="2020-01-01T00:00Z",
        )
        page = browse("auditor").get(f"/kasus/{kandidat.seleksi_id}/riwayat/").text
        assert "Tolak: Ani (NIP 19800101) (nama sekarang)" in page
        assert "Terima: Ani (NIP 19800101) Ditolak" in page


@pytest.mark.req("SJ-128")
def test_the_page_of_an_earlier_time_has_the_attempts_of_that_time(steps, browse):
    """However much was downloaded since."""
    seleksi = steps.top_three()[0]
    entries = LedgerEntry.objects.filter(stream=seleksi.pk).order_by("seq")
    old, new = (moment + dt.timedelta(microseconds=1) for moment in (entries[2].at, entries.last().at))
    actor = steps.user("asisten2")
    AccessLog.objects.bulk_create(
        AccessLog(actor=actor, action=act, outcome="ok", object_type="dokumen", object_id=seleksi.pk, at=at)
        for act, at in [("lihat_dokumen", old), *[("unduh", new)] * 201]
    )
    auditor = browse("auditor")
    first = auditor.get(f"/kasus/{seleksi.pk}/riwayat/")
    earlier = auditor.get(first.response.context["url_next"])
    for page, count, label in ((first, 200, "Unduh dokumen"), (earlier, 1, "Lihat dokumen")):
        around = [e for e in page.response.context["entries"] if e["act_label"] == label]
        assert (len(around), "semuanya ada dalam ekspor" in page.text) == (count, page is first)
    assert len([r for r in rows_of(auditor.get(address(seleksi))) if r["Tindakan"] == "Unduh dokumen"]) == 201
