"""Every act says about whom and what: decision pages, messages, receipts, notices, history, log and its export."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cases.core.reading.events import known_of
from cases.core.reading.history import activity, timeline
from cases.core.reading.words import angka
from cases.jpt.models import Temuan
from cases.jpt.pengawasan import record
from cases.shell.activity import details_of, rows_of
from tests.support.browsing import Browser
from tests.support.cells import columns
from tests.support.jobs import deliver_all
from workflows.ledger import erase_payload, verify_stream
from workflows.models import AccessLog, LedgerEntry
from workflows.offers import available

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
CATALOGUE = re.compile(r"\b(?:SJ|SL|KD|NM|CB|DK)-\d{1,3}[a-z]?\b(?!-)|§\d|\bE-[A-Z]{3,5}\b")


@pytest.fixture
def browse(steps: Any) -> Callable[[str], Browser]:
    def of(name: str) -> Browser:
        client = Client()
        client.force_login(steps.user(name), backend="cases.organisations.auth.backends.AccountBackend")
        return Browser(client)

    return of


def h1(page: Any) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page.body, re.S)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", found[1]))).strip() if found else ""


def address(kandidat: Any, act: str) -> str:
    return f"/kasus/{kandidat.seleksi_id}/kandidat/{kandidat.pk}/t/{act}/"


def lines(who: Any, case: Any) -> list[Any]:
    found, cursor = [], ""
    while True:
        page = timeline(who, case, cursor=cursor)
        found += page.rows
        if not page.next:
            return found[::-1]
        cursor = page.next


def said(event: Any) -> dict[str, str]:
    return {fact.label: fact.value for fact in event.facts}


def shown(event: Any) -> str:
    """All that people read of a line."""
    return " | ".join([event.label, event.about, *(f"{label}: {text}" for label, text in details_of(event))])


class TestDecisionPages:
    @pytest.mark.req("SJ-101")
    def test_terima_names_the_candidate_with_scores_and_rank(self, steps, browse):
        _, found = steps.scoring()
        best = min(found.values(), key=lambda kandidat: kandidat.rank_key)
        page = browse("jaksel").get(address(best, "terima"))
        assert h1(page) == f"Terima: {best.nama} (NIP {best.nip})"
        facts = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page.body))
        told = f"{best.nip} – NIP {best.nip} bukan 18 digit, periksa kembali."
        assert (facts["Nama"], facts["NIP"], facts["Instansi"]) == (best.nama, told, best.instansi)
        assert (facts["Tahap"], facts["Peringkat"]) == ("Rekam jejak", f"1 dari {len(found)} kandidat")
        assert facts["Total nilai"] == angka(best.total_nilai)
        assert browse("bogor").get(address(best, "terima")).status == 404

    def test_every_act_on_a_candidate_does(self, steps, browse):
        """Whatever may be pressed: the page names the candidate in title and heading, the case stands above."""
        seleksi = steps.counted()
        at = {
            "lulus_administrasi": steps.candidate(seleksi, "Ani"),
            "wawancara": steps.at_stage(steps.candidate(seleksi, "Budi"), "wawancara"),
            "rekam_jejak": steps.scored(steps.candidate(seleksi, "Cica"), ("7", "7", "7", "7")),
        }
        seen = set()
        for kandidat in at.values():
            for offer in available(kandidat, steps.people.jaksel):
                if offer.allowed:
                    page = browse("jaksel").get(address(kandidat, offer.name))
                    named = f": {kandidat.nama} (NIP {kandidat.nip})"
                    assert (page.status, h1(page).endswith(named)) == (200, True), offer.name
                    assert f"{h1(page)} – {seleksi.case.number}" in html.unescape(page.body)
                    assert seleksi.case.number in page.body.partition("<h1")[0].partition("<main")[2]
                    seen.add(offer.name)
        assert {"hapus", "ubah", "simpan_skor", "koreksi_skor", "terima", "tolak", "tidak_lanjut"} <= seen

    def test_the_second_question_and_the_message_name_the_candidate(self, steps, browse):
        kandidat = steps.candidate(steps.counted(), "Ani")
        jaksel = browse("jaksel")
        asked = jaksel.send(address(kandidat, "hapus"), alasan="Salah orang")
        assert h1(asked) == f"Hapus: Ani (NIP {kandidat.nip}) – apakah Anda yakin?"
        assert "Instansi Kota Uji" in asked.text
        done = jaksel.post(address(kandidat, "hapus"), {**asked.hidden(), "alasan": "Salah orang"})
        assert f"Hapus sudah dicatat untuk Ani (NIP {kandidat.nip})." in jaksel.get(done.url).text

    def test_on_a_case_the_heading_is_the_act_and_the_case_stands_above(self, steps, browse):
        seleksi = steps.reviewed()
        for act, label in (("perbaikan", "Perbaikan"), ("setujui", "Setujui"), ("tolak", "Tolak")):
            page = browse("asisten1").get(f"/kasus/{seleksi.pk}/t/{act}/")
            assert h1(page) == label
            assert (
                f"Seleksi JPT {seleksi.case.number} · {seleksi.case.title}"
                in page.text.partition("Keputusan")[0]
            )

    def test_after_setujui_the_letter_is_announced(self, steps, browse):
        seleksi = steps.reviewed()
        asisten = browse("asisten1")
        done = asisten.send(f"/kasus/{seleksi.pk}/t/setujui/", catatan_persetujuan="<p>Lengkap.</p>")
        text = asisten.get(done.url).text
        assert f"Setujui sudah dicatat untuk {seleksi.case.number}" in text
        assert "sedang disusun dan sesudah itu menunggu tanda tangan" in text
        assert "sedang disusun" not in browse("jaksel").get(f"/kasus/{seleksi.pk}/").text, (
            "KASN's own until sent"
        )


class TestHistory:
    def test_a_whole_selection_reads_like_a_report(self, steps):
        """Every line without key or code; every line about a candidate names the person."""
        seleksi = steps.finished()
        events = lines(steps.people.auditor, seleksi.case)
        assert len(events) > 20
        for event in events:
            assert not UUID.search(shown(event)), shown(event)
            assert not CATALOGUE.search(shown(event)), shown(event)
            if event.object_type == "kandidat":
                assert re.fullmatch(r"Kandidat \d \(NIP \d+\)", event.about), shown(event)
        by_act = {event.act: event for event in events}
        assert said(by_act["pilih_petugas"])["Petugas BKN"] == str(steps.people.asisten1)
        assert said(by_act["setujui"])["Catatan persetujuan"] == "Lengkap."
        assert said(by_act["simpan_skor"])["Skor"]
        assert said(by_act["simpan_skor"])["Tahap"] == "Rekam jejak"
        assert said(by_act["input_deskripsi"]) == {"Deskripsi": "Baik."}
        assert by_act["pelaporan"].files == ["surat.pdf"] * 3
        assert set(said(by_act["terima"])) == {"Total nilai", "Peringkat"}
        plan = said(by_act["tambah_seleksi"])
        assert (plan["Nomenklatur"], plan["Alasan"]) == (
            f"{seleksi.unit_kerja} - {seleksi.jabatan}",
            str(seleksi.alasan or ""),
        )
        assert said(by_act["pelantikan"]) or by_act["pelantikan"].about
        assert verify_stream(seleksi.pk, head=bytes(seleksi.case.head)) is None

    def test_a_corrected_score_shows_old_and_new(self, steps):
        seleksi, found = steps.scoring()
        kandidat = next(iter(found.values()))
        steps.do(kandidat, "jaksel", "koreksi_skor", tahap="wawancara", skor="9", alasan="Salah ketik")
        event = lines(steps.people.jaksel, seleksi.case)[-1]
        assert (event.label, event.about) == ("Koreksi skor", kandidat.called())
        shown_values = said(event)
        assert (shown_values["Tahap"], shown_values["Skor"], shown_values["Alasan"]) == (
            "Wawancara",
            "9",
            "Salah ketik",
        )
        assert "Skor sebelumnya" in shown_values

    def test_a_replaced_petugas_is_named_with_the_former(self, steps):
        seleksi = steps.reviewed()
        steps.do(seleksi, "komisioner", "ganti_petugas", petugas=str(steps.people.asisten2.pk), alasan="Cuti")
        event = lines(steps.people.auditor, seleksi.case)[-1]
        assert said(event) == {
            "Petugas BKN": str(steps.people.asisten2),
            "Alasan": "Cuti",
            "Petugas BKN sebelumnya": str(steps.people.asisten1),
        }

    def test_who_was_removed_is_named_still(self, steps):
        seleksi = steps.counted()
        kandidat = steps.candidate(seleksi, "Ani", "19800101")
        steps.do(kandidat, "jaksel", "hapus", alasan="Salah orang")
        for event in lines(steps.people.jaksel, seleksi.case)[-2:]:
            assert event.about == "Ani (NIP 19800101)"

    def test_an_erased_entry_says_that_it_was_erased(self, steps):
        seleksi, found = steps.scoring()
        kandidat = next(iter(found.values()))
        entry = LedgerEntry.objects.filter(object_id=kandidat.pk, act="simpan_skor").latest("seq")
        erase_payload(entry.pk)
        event = next(e for e in lines(steps.people.auditor, seleksi.case) if e.seq == entry.seq)
        assert event.about == "(nama sudah dihapus)"
        assert list(said(event)) == ["Isian"]
        assert "sudah dihapus" in said(event)["Isian"]
        assert kandidat.nama not in shown(event)

    def test_labels_are_those_of_the_own_machine(self, steps):
        asked = steps.request(steps.counted(), "batal")
        done = steps.do(
            asked, "asisten1", "batalkan", alasan="Setuju", surat_pembatalan=[steps.file("asisten1")]
        )
        assert lines(steps.people.auditor, done.case)[-1].label == "Batalkan"

    def test_few_queries_however_many_lines(self, steps, django_assert_num_queries):
        seleksi = steps.counted()
        for n in range(2):
            steps.candidate(seleksi, f"Kandidat {n}")
        rows = list(LedgerEntry.objects.filter(stream=seleksi.pk).select_related("payload"))
        with django_assert_num_queries(3):  # what the reader holds, the case, the files
            known_of(steps.people.auditor, rows)

    def test_a_note_that_repeats_the_name_and_a_consequence(self, steps):
        seleksi = steps.counted()
        kandidat = steps.candidate(seleksi, "Ani", "19800101")
        entered, follows = lines(steps.people.jaksel, seleksi.case)[-2:]
        assert (entered.follows, follows.follows) == (False, True)
        steps.do(kandidat, "jaksel", "hapus", alasan="Salah orang")
        assert said(lines(steps.people.jaksel, seleksi.case)[-1]) == {"Alasan": "Salah orang"}

    @pytest.mark.req("SJ-141")
    def test_a_finding_says_what_was_found_to_kasn_only(self, steps, browse):
        seleksi = steps.counted()
        raw = {
            "kode": Temuan.Kode.values[0],
            "institusi": str(seleksi.case.institution_id),
            "tanggal": "01/11/2026",
            "uraian": "<p>Pansel tidak lengkap.</p>",
            "seleksi": seleksi.case.number,
        }
        record(steps.people.asisten1, raw)
        page = browse("auditor").get(f"/kasus/{seleksi.pk}/").text
        assert f"{Temuan.Kode.labels[0]} (Asisten 1) Uraian Pansel tidak lengkap." in page
        assert "Pansel tidak lengkap." not in browse("jaksel").get(f"/kasus/{seleksi.pk}/").text
        assert not [e for e in lines(steps.people.jaksel, seleksi.case) if e.internal]


class TestRefusals:
    def test_looking_is_no_attempt_and_pressing_is_one(self, steps, browse):
        seleksi = steps.approved()
        path = f"/kasus/{seleksi.pk}/t/setujui/"
        asisten = browse("asisten1")
        assert asisten.get(path).codes == {"E-STATE"}
        assert not AccessLog.objects.filter(action="setujui").exists()
        assert asisten.post(path, {"catatan_persetujuan": "<p>x</p>"}).codes == {"E-STATE"}
        row = AccessLog.objects.get(action="setujui")
        assert (row.object_id, row.outcome) == (seleksi.pk, "E-STATE")
        [sentence] = row.detail["kalimat"]
        assert sentence in asisten.get(f"/kasus/{seleksi.pk}/riwayat/").text
        assert sentence in asisten.get("/log/").text
        assert sentence not in browse("jaksel").get(f"/kasus/{seleksi.pk}/riwayat/").text

    def test_an_attempt_on_a_candidate_names_the_candidate(self, steps, browse):
        kandidat = steps.candidate(steps.counted(), "Ani", "19800101")
        browse("jaksel").post(address(kandidat, "terima"))
        row = AccessLog.objects.get(action="terima")
        assert (row.object_id, row.detail["object"]) == (kandidat.seleksi_id, str(kandidat.pk))
        text = browse("auditor").get("/log/").text
        assert "Terima: Ani (NIP 19800101)" in text
        assert "Ani" not in browse("bogor").get("/log/").text

    def test_no_page_shows_a_code_of_the_catalogue(self, steps, browse):
        kandidat = steps.candidate(steps.counted(), "Ani")
        jaksel = browse("jaksel")
        jaksel.post(address(kandidat, "terima"))
        case = f"/kasus/{kandidat.seleksi_id}/"
        for path in (case, f"{case}proses/", f"{case}riwayat/", "/log/", address(kandidat, "terima")):
            text = (
                browse("auditor").get(path).text
                if "log" in path or "riwayat" in path
                else jaksel.get(path).text
            )
            assert not CATALOGUE.search(text), (path, CATALOGUE.search(text))
        for picture in ("diagram.svg", "diagram-alur.svg"):
            assert not CATALOGUE.search(jaksel.get(case + picture).text)


class TestStrangers:
    """What is KASN's own stays so, in the time line and in the log."""

    @pytest.mark.req("SJ-109", "SJ-127")
    def test_a_monitoring_that_is_not_released(self, steps, browse):
        seleksi = steps.counted()
        monitoring = steps.monitoring("asisten1", "rahasia.pdf", uraian="<p>Rahasia pengawas.</p>")
        steps.do(seleksi, "asisten1", "tambah_monitoring", **monitoring)
        kasn = lines(steps.people.auditor, seleksi.case)[-1]
        assert (said(kasn)["Uraian"], kasn.files) == ("Rahasia pengawas.", ["rahasia.pdf"])
        own = lines(steps.people.jaksel, seleksi.case)[-1]
        assert (own.internal, own.label, list(own.facts), own.about) == (
            True,
            "Catatan internal pengawas",
            [],
            "",
        )
        for who in ("jaksel", "bogor"):
            text = browse(who).get("/log/").text + browse(who).get("/log/ekspor.csv").body
            assert "ahasia" not in text

    @pytest.mark.req("SJ-127")
    def test_another_institution_reads_nothing_of_it(self, steps):
        kandidat = steps.candidate(steps.counted(), "Ani", "19800101")
        assert "Ani (NIP 19800101)" in [e.about for e in activity(steps.people.jaksel, {}).rows]
        for event in activity(steps.people.bogor, {}).rows:
            assert "Ani" not in shown(event)
            assert str(kandidat.pk) not in shown(event)

    def test_an_own_line_about_a_case_that_is_gone_from_sight_says_nothing(self, steps):
        """People move: what they did elsewhere is not told where they are now."""
        kandidat = steps.candidate(steps.counted(), "Ani", "19800101")
        person = steps.people.jaksel
        person.institution = steps.people.bogor.institution
        person.save()
        for event in activity(steps.people.bogor, {}).rows:
            assert (event.about, list(event.facts), list(event.files)) == ("", [], [])
        assert kandidat.nama == "Ani"


class TestLogAndNotices:
    @pytest.mark.req("SJ-127")
    @pytest.mark.kills(*columns("log"))
    def test_a_line_of_the_log(self, steps, browse):
        """Who, in which role, from where, did what to whom, from which state to which; refused or not."""
        seleksi = steps.counted()
        kandidat = steps.candidate(seleksi, "Ani", "19800101")
        kandidat = steps.do(kandidat, "jaksel", "tidak_lanjut", alasan="Mengundurkan diri")
        browse("asisten1").post(f"/kasus/{seleksi.pk}/t/lulus/")
        rows = {row["label"]: row for row in rows_of(activity(steps.people.auditor, {}).rows)}
        assert {"Tidak lanjut", "Lulus"} <= set(rows)
        entry = LedgerEntry.objects.get(object_id=kandidat.pk, act="tidak_lanjut")
        refusal = "Lulus tidak dapat dilakukan pada status Proses pelamar."
        attempt = AccessLog.objects.get(action="lulus", object_id=seleksi.pk)
        case = {
            "institution": "Kota Administrasi Jakarta Selatan",
            "object": f"{seleksi.case.number} {seleksi.case.title}",
            "url": f"/kasus/{seleksi.pk}/",
            "follows": False,
        }
        assert rows["Tidak lanjut"] == {
            **case,
            "at": entry.at,
            "actor": steps.people.jaksel.nama,
            "role": "Petugas institusi",
            "on_behalf_of": "",
            "label": "Tidak lanjut",
            "about": "Ani (NIP 19800101)",
            "details": [("Alasan", "Mengundurkan diri")],
            "source": "Lulus administrasi",
            "target": "Tidak lanjut",
            "ip": "",
            "refused": False,
            "outcome": "Berhasil",
            "code": "",
        }
        assert rows["Lulus"] == {
            **case,
            "at": attempt.at,
            "actor": "Asisten 1",
            "role": "Asisten",
            "on_behalf_of": "",
            "label": "Lulus",
            "about": "",
            "details": [("Alasan penolakan", refusal)],
            "source": "Proses pelamar",
            "target": "",
            "ip": "127.0.0.1",
            "refused": True,
            "outcome": "Ditolak: status tidak sesuai",
            "code": "E-STATE",
        }
        (page,) = browse("auditor").get("/log/").tables
        assert page.heads == ("Waktu", "Pengguna", "Aksi", "Objek", "Status", "Alamat IP", "Hasil")
        whole = browse("auditor").get("/log/ekspor.csv").body.removeprefix("\ufeff").splitlines()
        heads = (
            "Waktu;Pengguna;Peran;Atas nama;Institusi;Aksi;Tentang;Rincian;Objek;"
            "Status asal;Status baru;Alamat IP;Hasil"
        )
        assert whole[0] == heads
        assert [line.split(";", 1)[1] for line in whole if ";Lulus;" in line] == [
            f"Asisten 1;Asisten;;{case['institution']};Lulus;;Alasan penolakan: {refusal};{case['object']};"
            "Proses pelamar;;127.0.0.1;Ditolak: status tidak sesuai"
        ]

    def test_the_export_has_whom_and_what(self, steps, browse):
        kandidat = steps.candidate(steps.counted(), "Ani", "19800101")
        steps.do(kandidat, "jaksel", "tidak_lanjut", alasan="Mengundurkan diri")
        body = browse("auditor").get("/log/ekspor.csv").body
        [row] = [line for line in body.splitlines() if ";Tidak lanjut;" in line]
        assert "Ani (NIP 19800101)" in row
        assert "Alasan: Mengundurkan diri" in row
        assert not UUID.search(body)
        assert not CATALOGUE.search(body)

    def test_a_notice_says_what_was_decided(self, steps, browse):
        seleksi = steps.reviewed()
        steps.do(seleksi, "asisten1", "tolak", alasan="<p>Bobot keliru.</p>")
        deliver_all()
        text = browse("jaksel").get("/notifikasi/").text
        assert "Rencana seleksi ditolak" in text
        assert "Alasan Bobot keliru." in text
        assert seleksi.case.title in text
        assert "Bobot keliru" not in browse("bogor").get("/notifikasi/").text

    def test_a_receipt_names_act_object_values_and_files(self, steps, browse):
        seleksi, _ = steps.top_three()
        reported = steps.do(seleksi, "jaksel", "pelaporan", **steps.report())
        entry = LedgerEntry.objects.filter(stream=reported.pk, act="pelaporan").get()
        page = browse("jaksel").get(f"/kasus/{reported.pk}/tanda-terima/{entry.seq}/")
        assert h1(page) == "Pelaporan sudah diterima"
        for text in (reported.case.title, "Seluruh tahapan selesai.", "surat.pdf", "Selanjutnya:"):
            assert text in page.text
        assert browse("bogor").get(f"/kasus/{reported.pk}/tanda-terima/{entry.seq}/").status == 404
