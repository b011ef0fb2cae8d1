"""What somebody stumbles over who leads a selection to its end for the first time: where to go on, about whom, why."""

from __future__ import annotations

import re

import pytest

from tests.support.world import fresh

ASKED = {
    "alasan": "<p>Lengkapi.</p>",
    "poin": [{"bagian": "berita_acara", "isi": "Tanda tangan belum lengkap."}],
}


def primary(page) -> list[str]:
    """Labels of the buttons that stand out in Langkah berikutnya."""
    panel = page.body.partition('class="alur-next__buttons"')[2].partition("</div>")[0]
    return re.findall(r'class="govuk-button ?" href="[^"]*"[^>]*>([^<]+)<', panel)


def links_of(page, label: str) -> list[str]:
    return re.findall(rf'href="([^"]+)"[^>]*>{re.escape(label)}<', page.body)


class TestWhereToGoOn:
    def test_scores_are_entered_among_the_candidates(self, steps, browse):
        seleksi = steps.counted()
        person, case = browse("jaksel"), f"/kasus/{seleksi.pk}/"
        assert primary(person.get(f"{case}proses/")) == ["Tambah pelamar"]
        steps.at_stage(steps.candidate(seleksi, "Ani"), "kompetensi_manajerial")
        page = person.get(case)
        assert primary(page) == ["Lengkapi proses seleksi"]
        assert links_of(page, "Lengkapi proses seleksi") == [f"{case}proses/"]
        assert primary(person.get(f"{case}proses/")) == []
        assert links_of(browse("asisten1").get(case), "Lengkapi proses seleksi") == []

    def test_a_message_leads_there_too(self, steps, browse):
        seleksi, found = steps.scoring()
        person = browse("jaksel")
        page = person.press(
            (path := f"/kasus/{seleksi.pk}/kandidat/{found['Kandidat 1'].pk}/t/terima/"),
            person.get(path).hidden(),
        )
        assert "Selanjutnya menunggu Anda: Lengkapi proses seleksi" in page.text
        assert links_of(page, "Lengkapi proses seleksi") == [f"/kasus/{seleksi.pk}/proses/"]

    def test_how_many_are_left_counts_those_just_entered(self, steps, browse):
        seleksi = steps.counted(jumlah=10)
        person, path = browse("jaksel"), f"/jpt/{steps.fresh(seleksi).pk}/pelamar/"
        ani = {"pelamar-0-nama": "Ani", "pelamar-0-nip": "198001012005012001", "pelamar-0-instansi": "Kota"}
        half = {"pelamar-1-nama": "Budi", "pelamar-1-nip": "1,98001E+17", "pelamar-1-instansi": "Kota"}
        page = person.post(path, {**person.get(path).hidden(), **ani, **half})
        assert "1 pelamar sudah dimasukkan: Ani." in page.text
        assert "Sisa dari jumlah pelamar: 9 ." in page.text
        assert "Baris 2, NIP: NIP ini disingkat oleh Excel." in page.text


class TestTheReport:
    def test_every_page_of_it_is_named_after_the_case(self, steps, browse):
        seleksi, _ = steps.top_three()
        path = f"/kasus/{seleksi.pk}/t/pelaporan/"
        for step in ("1", "2", "periksa"):
            title = (
                browse("jaksel").get(path, langkah=step).body.partition("<title>")[2].partition("</title>")[0]
            )
            assert f"– Pelaporan – {seleksi.case.number} {seleksi.case.title} – Alur" in title

    @pytest.mark.parametrize(("accepted", "shown"), [(3, False), (2, True)])
    def test_the_check_page_shows_what_is_asked(self, steps, browse, accepted, shown):
        seleksi, _ = steps.top_three(accepted)
        page = browse("jaksel").get(f"/kasus/{seleksi.pk}/t/pelaporan/", langkah="periksa")
        assert ("Alasan kurang dari tiga" in page.text) is shown

    def test_nothing_to_answer_is_no_step(self, steps, browse):
        seleksi, _ = steps.top_three()
        text = browse("jaksel").get(f"/kasus/{seleksi.pk}/t/pelaporan/").text
        assert "langkah 1 dari 3" in text
        assert "Tanggapan" not in text


@pytest.mark.req("SJ-115", "SJ-117")
class TestCorrected:
    def reopened(self, steps):
        seleksi = steps.do(steps.reported(), "asisten1", "perbaiki", **ASKED, buka_kembali=True)
        return steps.do(seleksi, "jaksel", "buka_kembali_penilaian")

    def test_what_is_asked_stands_first(self, steps, browse):
        seleksi = steps.do(steps.reported(), "asisten1", "perbaiki", **ASKED)
        for who in ("jaksel", "asisten1"):
            text = browse(who).get(f"/kasus/{seleksi.pk}/").text
            assert text.index("Tanda tangan belum lengkap.") < text.index("Hasil seleksi")
        steps.do(
            seleksi,
            "jaksel",
            "kirim_perbaikan_laporan",
            **steps.report(),
            tanggapan_poin=self.answers(seleksi),
        )
        text = browse("jaksel").get(f"/kasus/{seleksi.pk}/").text
        assert text.index("Tanda tangan belum lengkap.") > text.index("Hasil seleksi")

    def answers(self, seleksi):
        (asked,) = seleksi.case.corrections.filter(answered_at=None)
        return [{"poin": asked.points[0]["id"], "tanggapan": "Sudah dilengkapi."}]

    def test_opening_the_scores_says_why_and_what_follows(self, steps, browse):
        offered = browse("asisten1").get(f"/kasus/{(seleksi := steps.reported()).pk}/t/perbaiki/").text
        assert "Tanpa centang hanya laporannya yang diperbaiki." in offered
        steps.do(seleksi, "asisten1", "perbaiki", **ASKED, buka_kembali=True)
        text = browse("jaksel").get(f"/kasus/{seleksi.pk}/t/buka_kembali_penilaian/").text
        assert "Tanda tangan belum lengkap." in text
        assert "batalkan keputusan atau koreksi skor pada tab Proses, lalu kirim pelaporan lagi" in text

    def test_points_are_answered_when_the_report_is_sent_again(self, steps, browse):
        seleksi = self.reopened(steps)
        text = browse("jaksel").get(f"/kasus/{seleksi.pk}/t/pelaporan/").text
        assert "langkah 1 dari 4" in text
        assert re.search(r"Surat dan laporan Lengkap Berita acara Lengkap", text), "files sent before count"
        refused = browse("jaksel").get(f"/kasus/{seleksi.pk}/t/pelaporan/", langkah="periksa")
        assert "Lengkapi dahulu sebelum mengirim Tanggapan atas poin perbaikan:" in refused.text
        steps.do(seleksi, "jaksel", "pelaporan", **steps.report(), tanggapan_poin=self.answers(seleksi))
        assert fresh(seleksi).state == "laporan"
        assert "Tanggapan: Sudah dilengkapi." in browse("asisten1").get(f"/kasus/{seleksi.pk}/t/lulus/").text

    def test_a_sentence_ends_once(self, steps, browse):
        seleksi = steps.reported()
        path, person = f"/kasus/{seleksi.pk}/t/perbaiki/", browse("asisten1")
        rows = {"poin-0-bagian": "", "poin-0-isi": "Tanda tangan belum lengkap."}
        page = person.press(path, {**person.get(path).hidden(), "alasan": "<p>Lengkapi.</p>", **rows})
        assert "Tanda tangan belum lengkap." in page.text
        assert ".." not in page.text


class TestRequests:
    def asked(self, steps, act="mohon_tunda"):
        seleksi = steps.approved()
        return steps.do(
            seleksi, "jaksel", act, alasan="Penataan organisasi.", surat_permohonan=[steps.file("jaksel")]
        )

    @pytest.mark.parametrize(
        ("asked", "act"), [("mohon_tunda", "tunda"), ("mohon_batal", "tolak_permohonan")]
    )
    def test_a_decision_says_which_request_it_answers(self, steps, browse, asked, act):
        seleksi = self.asked(steps, asked)
        text = browse("asisten1").get(f"/kasus/{seleksi.pk}/t/{act}/").text
        said = re.search(rf"Mohon {asked.removeprefix('mohon_')}, [0-9/]{{10}}: Penataan organisasi\.", text)
        assert said is not None
        assert said.start() < text.index("Alasan *")

    @pytest.mark.parametrize(
        ("who", "act", "leave"),
        [("jaksel", "mohon_batal", "Kembali"), ("jaksel", "mohon_tunda", "Batal")],
    )
    def test_leaving_is_not_called_like_the_act(self, steps, browse, who, act, leave):
        page = browse(who).get(f"/kasus/{steps.approved().pk}/t/{act}/")
        assert re.findall(r'name="batal"[^>]*>([^<]+)<', page.body) == [leave]

    def test_the_second_question_neither(self, steps, browse):
        seleksi = self.asked(steps, "mohon_batal")
        path, person = f"/kasus/{seleksi.pk}/t/batalkan/", browse("asisten1")
        sent = {"alasan": "Dikabulkan.", "surat_pembatalan": steps.file("asisten1")}
        page = person.post(path, {**person.get(path).hidden(), **sent})
        assert "Batalkan – apakah Anda yakin?" in page.text
        assert "Ya, Batalkan Tidak, kembali" in page.text
        assert "dibatalkan" not in page.text

    def test_who_is_in_the_three_best_is_said_where_it_is_acted_on(self, steps, browse):
        seleksi, found = steps.top_three()
        text = browse("jaksel").get(f"/kasus/{seleksi.pk}/t/mohon_batal/").text
        best = min((k for n, k in found.items()), key=lambda k: k.rank_key)
        assert f"3 besar {best.called()}, total nilai" in text


def test_a_letter_without_number_has_a_day_only(steps, browse):
    seleksi = steps.do(
        steps.reviewed(),
        "asisten1",
        "rekomendasi",
        isi="<p>Umumkan.</p>",
        rekomendasi_rencana=[steps.file("asisten1")],
    )
    seleksi = steps.do(seleksi, "asisten1", "setujui", catatan_persetujuan="<p>Ya.</p>", no_surat="B-1/2026")
    text = browse("jaksel").get(f"/kasus/{seleksi.pk}/").text
    assert re.search(r"Umumkan\. Tanggal [0-9/]{10} (?!,)", text)
    assert re.search(r"Catatan Ya\. Tanggal dan nomor surat [0-9/]{10}, B-1/2026", text)


def test_who_was_inaugurated_is_named_with_nip(steps, browse):
    seleksi = steps.inaugurated()
    assert (
        f"Kandidat yang dilantik {seleksi.dilantik.called()}"
        in browse("jaksel").get(f"/kasus/{seleksi.pk}/").text
    )


@pytest.mark.req("SJ-100")
def test_a_decision_that_lapses_is_told_before(steps, browse):
    seleksi, found = steps.scoring()
    path = f"/kasus/{seleksi.pk}/kandidat/{found['Kandidat 1'].pk}/t/koreksi_skor/"
    told = "Keputusan atas kandidat ini gugur; putuskan lagi sesudah skornya dikoreksi."
    assert told not in browse("jaksel").get(path).text
    steps.do(found["Kandidat 1"], "jaksel", "terima")
    assert told in browse("jaksel").get(path).text
