"""The page Proses: the tables of the regulation (Gambar 33–40), scores and candidates of a stage in one press."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest

from cases.jpt.stages import LIMIT
from tests.support.browsing import Browser, Page, Table
from workflows.models import LedgerEntry

from .steps import SKOR, STAGES

KM = "kompetensi_manajerial"
IDENTITY = ("No", "Nama", "NIP", "Instansi")
SCORED = (*IDENTITY, "Bobot", "Skor", "Nilai")
#: Caption and columns of each figure (33; 34, 35, 36; 37 and 39).
FIGURES = {
    "lulus_administrasi": ("Daftar pelamar yang memenuhi syarat administrasi", IDENTITY),
    KM: ("Daftar pelamar yang mengikuti kompetensi manajerial", SCORED),
    "penulisan_makalah": ("Daftar pelamar yang mengikuti penulisan makalah", SCORED),
    "wawancara": ("Daftar pelamar yang mengikuti wawancara", SCORED),
    "rekam_jejak": (
        "Daftar pelamar yang mengikuti rekam jejak",
        (*IDENTITY, "Deskripsi", "Bobot", "Skor", "Nilai", "Total Nilai"),
    ),
}


def cell(kandidat: Any, tahap: str) -> str:
    return f"skor-{kandidat.pk}-{tahap}"


def proses(seleksi: Any) -> str:
    return f"/kasus/{seleksi.pk}/proses/"


def table(page: Page, tahap: str) -> Table:
    found = [t for t in page.tables if t.caption == FIGURES[tahap][0]]
    assert len(found) == 1, f"the page shows {len(found)} tables of {tahap}"
    return found[0]


def names(found: Table, column: int = 1) -> list[str]:
    """Without the ticks, which are a cell before the first."""
    return [row[-len(found.heads) - 1 :][column] for row in found.rows]


def cells(found: Table, name: str) -> tuple[str, ...]:
    """The cells of a row under the heads, and its acts as the last one."""
    (row,) = [r[-len(found.heads) - 1 :] for r in found.rows if name in r]
    return row


def press(person: Browser, seleksi: Any, act: str = "", **data: Any) -> Page:
    """A button of the page, with all that its form holds."""
    page = person.get(proses(seleksi))
    return person.post(f"/jpt/{seleksi.pk}/proses/", {**page.hidden(), "tindakan": act, **data})


# --- what the tables say ---


@pytest.mark.req("SJ-88", "SJ-90")
@pytest.mark.kills("slip:columns.reached")
def test_applicants_as_in_gambar_33(steps, browse):
    seleksi = steps.counted()
    for nama in ("Ani", "Budi", "Cici"):
        steps.candidate(seleksi, nama)
    found = table(browse("jaksel").get(proses(seleksi)), "lulus_administrasi")
    assert (found.caption, found.heads) == FIGURES["lulus_administrasi"]
    assert names(found) == ["Cici", "Budi", "Ani"]  # the newest first
    assert cells(found, "Ani")[:4] == ("3", "Ani", "1000 bukan 18 digit, periksa kembali", "Kota Uji")
    assert cells(found, "Ani")[4].startswith("→ Mengikuti kompetensi manajerial : Ani")
    assert [row[-1] for row in table(browse("asisten1").get(proses(seleksi)), "lulus_administrasi").rows] == [
        "",
        "",
        "",
    ]


@pytest.mark.req("SJ-87")
def test_a_nip_of_another_length_is_told(steps, browse):
    seleksi = steps.counted()
    for nama, nip in (("Ani", "198001012005011001"), ("Budi", "987765")):
        steps.candidate(seleksi, nama, nip)
    steps.do(
        seleksi,
        "jaksel",
        "tambah_pelamar",
        nama="Cici",
        nip="-",
        alasan_tanpa_nip="Profesional",
        instansi="X",
    )
    found = table(browse("jaksel").get(proses(seleksi)), "lulus_administrasi")
    assert names(found, 2) == [
        "- Profesional",
        "987765 bukan 18 digit, periksa kembali",
        "198001012005011001",
    ]


@pytest.mark.req("SJ-91", "SJ-92", "SJ-93", "SJ-94", "SJ-96")
@pytest.mark.parametrize(
    ("stage", "bobot", "nilai", "onward"),
    [
        (KM, "40", "300", "→ Mengikuti penulisan makalah"),
        ("penulisan_makalah", "20", "150", "→ Mengikuti wawancara"),
        ("wawancara", "30", "225", "→ Mengikuti rekam jejak"),
        ("rekam_jejak", "10", "75", ""),
    ],
)
def test_a_stage_as_in_its_figure(steps, browse, stage, bobot, nilai, onward):
    seleksi = steps.counted()
    kandidat = steps.at_stage(steps.candidate(seleksi, "Ani"), stage)
    page = browse("jaksel").get(proses(seleksi))
    assert [t.caption for t in page.tables] == [
        caption for caption, _ in list(FIGURES.values())[: list(FIGURES).index(stage) + 1]
    ]
    found = table(page, stage)
    assert (found.caption, found.heads) == FIGURES[stage]
    assert re.search(rf'<input[^>]*name="{cell(kandidat, stage)}"[^>]*placeholder="Skor \(1-10\)"', page.body)
    before = cells(found, "Ani")
    scores = found.heads.index("Bobot")
    assert before[:4] == ("1", "Ani", "1000", "Kota Uji")
    assert (before[scores], before[scores + 2]) == (bobot, "–")
    assert "→" not in before[-1]
    done = press(browse("jaksel"), seleksi, **{cell(kandidat, stage): "7,5"})
    assert (done.status, done.url) == (302, proses(seleksi))
    after = cells(table(browse("jaksel").get(proses(seleksi)), stage), "Ani")
    assert after[scores : scores + 3] == (bobot, "7,5", nilai)
    assert after[-1].startswith(onward)
    if stage == "rekam_jejak":
        assert (before[4], before[-2]) == ("Input Deskripsi Ani", "–")
        assert after[-2] == "615 peringkat 1"  # 240 + 120 + 180 + 75


@pytest.mark.req("SJ-94", "SJ-101")
def test_the_track_record_as_in_gambar_37_and_39(steps, browse):
    seleksi = steps.counted()
    kandidat = steps.at_stage(steps.candidate(seleksi, "Ani"), "rekam_jejak")
    kandidat = steps.do(kandidat, "jaksel", "simpan_skor", skor="6")
    row = cells(table(browse("jaksel").get(proses(seleksi)), "rekam_jejak"), "Ani")
    assert row[4] == "Input Deskripsi Ani"
    assert "Terima" not in row[-1]
    steps.do(kandidat, "jaksel", "input_deskripsi", deskripsi="<p>Baik.</p>")
    row = cells(table(browse("jaksel").get(proses(seleksi)), "rekam_jejak"), "Ani")
    assert row[4] == "Lihat Deskripsi Ani Baik."
    assert row[-1].startswith("Terima Ani Tolak Ani")


@pytest.mark.req("SJ-103")
def test_the_three_best_as_in_gambar_40(steps, browse):
    seleksi, _ = steps.top_three()
    found = browse("jaksel").get(proses(seleksi)).tables[0]
    assert found.caption == "Daftar pelamar yang masuk 3 besar"
    assert found.heads == (
        *IDENTITY,
        "Nilai Kompetensi Manajerial",
        "Nilai Penulisan Makalah",
        "Nilai Wawancara",
        "Nilai Rekam Jejak",
        "Total Nilai",
    )
    assert found.rows == (
        ("1", "Kandidat 3", "1001", "Kota Uji", "320", "140", "210", "53", "723 peringkat 1"),
        ("2", "Kandidat 1", "1003", "Kota Uji", "360", "80", "162", "59", "661 peringkat 2"),
        ("3", "Kandidat 4", "1000", "Kota Uji", "240", "180", "180", "50", "650 peringkat 3"),
    )


@pytest.mark.req("SJ-103")
def test_a_tie_is_named(steps, browse):
    seleksi = steps.counted()
    for nama in ("Ani", "Budi"):
        steps.scored(steps.candidate(seleksi, nama), ("6", "6", "6", "6"))
    page = browse("asisten1").get(proses(seleksi))
    assert cells(table(page, "rekam_jejak"), "Ani")[-2] == "600 peringkat 1 bersama (2 kandidat)"
    assert "Nilai sama: peringkat 1 bersama (2 kandidat): Ani, Budi." in page.text


@pytest.mark.req("SJ-110", "SJ-105")
@pytest.mark.parametrize("state", ["top_three", "reported", "finished"])
def test_the_tables_stay_as_they_were(steps, browse, state):
    """In all later states, for everybody, and with nothing to enter (SJ-110)."""
    made = getattr(steps, state)()
    seleksi = made[0] if isinstance(made, tuple) else made
    for who in ("jaksel", "asisten1", "auditor"):
        page = browse(who).get(proses(seleksi))
        assert [t.caption for t in page.tables[1:]] == [caption for caption, _ in FIGURES.values()]
        for number, stage in enumerate(STAGES):
            found = table(page, stage)
            skor = found.heads.index("Skor")
            assert {n: cells(found, n)[skor] for n in SKOR} == {n: s[number] for n, s in SKOR.items()}
        assert 'name="skor-' not in page.body
        assert 'type="checkbox"' not in page.body
    assert browse("bogor").get(proses(seleksi)).status == 404


@pytest.mark.req("SJ-99")
def test_who_left_stands_where_it_was_left(steps, browse):
    seleksi = steps.counted()
    kandidat = steps.at_stage(steps.candidate(seleksi, "Ani"), "penulisan_makalah")
    steps.do(kandidat, "jaksel", "tidak_lanjut", alasan="Mengundurkan diri")
    page = browse("asisten1").get(proses(seleksi))
    assert [t.caption for t in page.tables] == [FIGURES[s][0] for s in list(FIGURES)[:3]]
    assert cells(table(page, "penulisan_makalah"), "Ani")[-1] == "Tidak lanjut Mengundurkan diri"


# --- order and pages ---


@pytest.mark.kills("slip:columns.order")
def test_a_table_is_sorted_by_its_address(steps, browse):
    seleksi = steps.counted()
    for nama, skor in (("Budi", "9,5"), ("Ani", "10"), ("Cici", "")):
        kandidat = steps.at_stage(steps.candidate(seleksi, nama), KM)
        if skor:
            steps.do(kandidat, "jaksel", "simpan_skor", skor=skor)
    person = browse("asisten1")

    def order(urut: str) -> list[str]:
        return names(table(person.get(proses(seleksi), **{f"urut-{KM}": urut}), KM))

    assert order("") == ["Cici", "Ani", "Budi"]
    assert order("nama") == ["Ani", "Budi", "Cici"]
    assert order("-nama") == ["Cici", "Budi", "Ani"]
    assert order("nilai") == ["Budi", "Ani", "Cici"]  # as numbers, who has none is last
    assert order("-nilai") == ["Ani", "Budi", "Cici"]
    assert order("-bobot") == order("state") == ["Cici", "Ani", "Budi"]
    page = person.get(proses(seleksi), **{f"urut-{KM}": "-nilai"})
    assert 'aria-sort="descending"' in page.body
    assert f"?urut-{KM}=nilai#tahap-{KM}" in page.body  # pressed again it turns round
    assert names(table(page, "lulus_administrasi")) == ["Cici", "Ani", "Budi"]  # the others stay


@pytest.mark.req("SJ-05")
def test_a_long_table_has_pages(steps, browse, monkeypatch):
    monkeypatch.setattr("cases.jpt.stages.LIMIT", 2)
    seleksi = steps.counted()
    for nama in ("Ani", "Budi", "Cici"):
        steps.candidate(seleksi, nama)
    person = browse("asisten1")
    for page, shown in (("", ["Cici", "Budi"]), ("2", ["Ani"]), ("9", ["Ani"]), ("x", ["Cici", "Budi"])):
        found = table(person.get(proses(seleksi), **{"hal-lulus_administrasi": page}), "lulus_administrasi")
        assert names(found) == shown
    second = table(person.get(proses(seleksi), **{"hal-lulus_administrasi": "2"}), "lulus_administrasi")
    assert names(second, 0) == ["3"]
    assert LIMIT == 50


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("who", "queries"), [("jaksel", 11), ("asisten1", 10), ("komisioner", 10)])
def test_the_page_costs_the_same_for_any_number(
    steps, browse, who, queries, number, django_assert_num_queries
):
    seleksi = steps.counted()
    for n in range(number):
        steps.at_stage(steps.candidate(seleksi, f"K{n}"), KM)
    person = browse(who)
    person.get(proses(seleksi))
    with django_assert_num_queries(queries):
        person.get(proses(seleksi))


# --- scores ---


@pytest.mark.req("SJ-91", "SJ-95", "SJ-96")
def test_scores_of_a_stage_are_saved_together(steps, browse):
    seleksi = steps.counted()
    first, second, third = (
        steps.at_stage(steps.candidate(seleksi, nama), KM) for nama in ("Ani", "Budi", "Cici")
    )
    person = browse("jaksel")
    answer = press(person, seleksi, **{cell(first, KM): "7,5", cell(second, KM): "11", cell(third, KM): ""})
    assert (answer.status, answer.codes) == (422, {"E-RNG"})
    assert "1 skor sudah disimpan: Ani (NIP 1000)." in answer.text
    assert "Budi (NIP 1001), Skor Kompetensi manajerial: Skor harus 1-10." in answer.text
    assert 'value="11"' in answer.body  # nothing typed is lost
    assert [steps.fresh(k).skor_of(KM) for k in (first, second, third)] == [Decimal("7.5"), None, None]
    again = press(person, seleksi, **{cell(second, KM): "8"})
    assert (again.status, again.url) == (302, proses(seleksi))
    assert [steps.fresh(k).skor_of(KM) for k in (first, second)] == [Decimal("7.5"), 8]
    assert LedgerEntry.objects.filter(stream=seleksi.pk, act="simpan_skor").count() == 2


def test_what_was_refused_is_kept_until_it_is_taken(steps, browse):
    """Leaving the page and coming back later shows what was typed; once it is saved nothing waits any more."""
    seleksi = steps.counted()
    kandidat = steps.at_stage(steps.candidate(seleksi, "Ani"), KM)
    person = browse("jaksel")
    assert press(person, seleksi, **{cell(kandidat, KM): "11"}).status == 422
    later = person.get(proses(seleksi))
    assert re.search(rf'<input[^>]*name="{cell(kandidat, KM)}" value="11"', later.body)
    assert "Skor kandidat" in person.get("/draf/").text
    assert press(person, seleksi, **{cell(kandidat, KM): "8"}).status == 302
    assert "Skor kandidat" not in person.get("/draf/").text


@pytest.mark.req("SJ-138")
def test_a_score_typed_over_another_one_is_not_dropped(steps, browse):
    """A colleague was quicker: the figure typed is shown with the reason, not silently forgotten."""
    seleksi = steps.counted()
    kandidat = steps.at_stage(steps.candidate(seleksi, "Ani"), KM)
    person = browse("jaksel")
    opened = person.get(proses(seleksi)).hidden()
    steps.do(kandidat, "jaksel", "simpan_skor", skor="8")
    answer = person.post(f"/jpt/{seleksi.pk}/proses/", {**opened, cell(kandidat, KM): "9"})
    assert (answer.status, answer.codes) == (422, {"E-STALE"})
    assert "Anda mengisi 9." in answer.text
    assert steps.fresh(kandidat).skor_of(KM) == 8


@pytest.mark.req("SJ-105", "SJ-138")
def test_the_scores_of_others(steps, browse):
    seleksi = steps.counted()
    kandidat = steps.at_stage(steps.candidate(seleksi, "Ani"), KM)
    sent = {cell(kandidat, KM): "7"}
    assert "Simpan skor" not in browse("asisten1").get(proses(seleksi)).text
    for who, status, code in (("asisten1", 403, "E-PERM"), ("bogor", 404, "E-HIDE")):
        answer = browse(who).post(f"/jpt/{seleksi.pk}/proses/", sent)
        assert (answer.status, answer.codes) == (status, {code})
    wrong = browse("jaksel").post(f"/jpt/{seleksi.pk}/proses/", {cell(kandidat, "wawancara"): "7"})
    assert (wrong.status, wrong.codes) == (422, {"E-STATE"})
    assert steps.fresh(kandidat).skor == dict.fromkeys(kandidat.skor)


def test_nothing_typed_and_a_get_lead_back(steps, browse):
    seleksi = steps.counted()
    steps.candidate(seleksi, "Ani")
    person = browse("jaksel")
    for answer in (press(person, seleksi), person.get(f"/jpt/{seleksi.pk}/proses/")):
        assert (answer.status, answer.url) == (302, proses(seleksi))
    assert "Belum ada skor yang diisi." in person.get(proses(seleksi)).text


# --- candidates ---


@pytest.mark.req("SJ-90", "SJ-98")
def test_one_moves_on_by_one_press(steps, browse):
    seleksi = steps.counted()
    ani, budi = (steps.candidate(seleksi, nama) for nama in ("Ani", "Budi"))
    person = browse("jaksel")
    answer = press(person, seleksi, f"mengikuti_{KM}:{ani.pk}")
    assert (answer.status, answer.url) == (302, proses(seleksi))
    assert "Mengikuti kompetensi manajerial: Ani (NIP 1000)." in person.get(proses(seleksi)).text
    assert [steps.fresh(k).state for k in (ani, budi)] == [KM, "lulus_administrasi"]


@pytest.mark.req("SJ-90", "SJ-92")
def test_those_ticked_move_on_by_one_press_with_the_scores_just_typed(steps, browse):
    seleksi = steps.counted()
    ani, budi, cici = (steps.at_stage(steps.candidate(seleksi, n), KM) for n in ("Ani", "Budi", "Cici"))
    person = browse("jaksel")
    data = {cell(ani, KM): "7", cell(budi, KM): "8", f"pilih-{KM}": [ani.pk, budi.pk]}
    answer = press(person, seleksi, f"mengikuti_penulisan_makalah:{KM}", **data)
    assert (answer.status, answer.url) == (302, proses(seleksi))
    assert [(steps.fresh(k).state, steps.fresh(k).skor_of(KM)) for k in (ani, budi, cici)] == [
        ("penulisan_makalah", 7),
        ("penulisan_makalah", 8),
        (KM, None),
    ]
    text = person.get(proses(seleksi)).text
    assert "2 skor sudah disimpan: Ani (NIP 1000), Budi (NIP 1001)." in text
    assert "Mengikuti penulisan makalah untuk 2 kandidat: Ani (NIP 1000), Budi (NIP 1001)." in text


@pytest.mark.req("SJ-92", "SJ-98")
def test_what_is_refused_is_said_row_by_row_and_the_others_stand(steps, browse):
    seleksi = steps.counted()
    ani, budi = (steps.at_stage(steps.candidate(seleksi, n), KM) for n in ("Ani", "Budi"))
    answer = press(
        browse("jaksel"),
        seleksi,
        f"mengikuti_penulisan_makalah:{KM}",
        **{cell(ani, KM): "7", f"pilih-{KM}": [ani.pk, budi.pk]},
    )
    assert (answer.status, answer.codes) == (409, {"E-GUARD"})
    assert "Budi (NIP 1001), Mengikuti penulisan makalah: Skor tahap ini belum disimpan." in answer.text
    assert [steps.fresh(k).state for k in (ani, budi)] == ["penulisan_makalah", KM]


@pytest.mark.req("SJ-138")
def test_the_same_press_twice_is_done_once(steps, browse):
    seleksi = steps.counted()
    ani = steps.at_stage(steps.candidate(seleksi, "Ani"), KM)
    person = browse("jaksel")
    sent = {
        **person.get(proses(seleksi)).hidden(),
        "tindakan": f"mengikuti_penulisan_makalah:{ani.pk}",
        cell(ani, KM): "7",
    }
    answers = [person.post(f"/jpt/{seleksi.pk}/proses/", sent) for _ in range(2)]
    assert [(a.status, a.url) for a in answers] == [(302, proses(seleksi))] * 2
    acts = (
        LedgerEntry.objects.filter(object_id=ani.pk, seq__gt=0).order_by("seq").values_list("act", flat=True)
    )
    assert list(acts)[-2:] == ["simpan_skor", "mengikuti_penulisan_makalah"]
    assert list(acts).count("simpan_skor") == 1


def test_nobody_ticked(steps, browse):
    seleksi = steps.counted()
    steps.candidate(seleksi, "Ani")
    person = browse("jaksel")
    assert press(person, seleksi, f"mengikuti_{KM}:lulus_administrasi").status == 302
    assert "Belum ada kandidat yang dicentang." in person.get(proses(seleksi)).text
