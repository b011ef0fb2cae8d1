"""Perbaikan point by point: asked once, seen beside the form, answered one by one, settled or not (SJ-41, SJ-42)."""

import pytest

from cases.core.doing.corrections import points_of
from cases.core.models import Correction
from tests.support.world import fresh, refused
from workflows.models import LedgerEntry

POINTS = [
    {"bagian": "kompetensi_teknis", "isi": "Sebutkan urusan yang dipimpin."},
    {"bagian": "level", "isi": "Level tidak sesuai eselon."},
    {"bagian": "", "isi": "Lengkapi tugas menurut Perda terbaru."},
]


@pytest.fixture
def asked(world):
    """A nomenklatur sent back with three points."""
    case = world.at("telaah")
    return world.do(case, "perbaikan", "asisten1", alasan="<p>Tiga hal.</p>", poin=POINTS)


def answers(case, *texts):
    points = points_of(Correction.objects.get(case=case.case))
    return [{"poin": point.id, "tanggapan": text} for point, text in zip(points, texts, strict=False)]


@pytest.mark.req("SJ-41")
def test_a_request_is_one_list_of_points(asked):
    (request,) = Correction.objects.filter(case=asked.case)
    assert [(p.number, p.field, p.part, p.text, p.answer) for p in points_of(request)] == [
        (1, "kompetensi_teknis", "Kompetensi Teknis/Bidang", POINTS[0]["isi"], ""),
        (2, "level", "Level", POINTS[1]["isi"], ""),
        (3, "", "Umum", POINTS[2]["isi"], ""),
    ]


@pytest.mark.req("SJ-41")
def test_a_point_names_a_field_of_the_form(world):
    case = world.at("telaah")
    with refused("E-REF", field="poin"):
        world.do(case, "perbaikan", "asisten1", alasan="x", poin=[{"bagian": "institusi", "isi": "Lain"}])
    with refused("E-REQ", field="poin"):
        world.do(case, "perbaikan", "asisten1", alasan="x", poin=[{"bagian": "level", "isi": " "}])


@pytest.mark.req("SJ-42")
def test_every_point_is_answered(asked, world):
    data = world.data(kompetensi_teknis="Urusan sosial dan bencana.")
    with refused("E-REQ", field="tanggapan_poin") as caught:
        world.do(
            asked, "kirim_perbaikan", "jaksel", **data, tanggapan_poin=answers(asked, "Sudah.", "Benar.")
        )
    assert caught.value.errors["tanggapan_poin"][0].message == "Poin 3 belum ditanggapi."
    with refused("E-REF", field="tanggapan_poin"):
        rows = [*answers(asked, "a", "b", "c"), {"poin": "palsu", "tanggapan": "d"}]
        world.do(asked, "kirim_perbaikan", "jaksel", **data, tanggapan_poin=rows)
    assert fresh(asked).state == "perbaikan"
    world.do(
        asked, "kirim_perbaikan", "jaksel", **data, tanggapan_poin=answers(asked, "Sudah.", "Benar.", "Ya.")
    )
    request = Correction.objects.select_related("revision").get(case=asked.case)
    assert [(p.answer, p.changed, p.settled) for p in points_of(request)] == [
        ("Sudah.", True, True),
        ("Benar.", False, False),
        ("Ya.", None, True),
    ]


def test_the_receipt_names_no_key_of_a_point(asked, world, browse):
    rows = answers(asked, "Sudah.", "Benar.", "Ya.")
    world.do(asked, "kirim_perbaikan", "jaksel", **world.data(), tanggapan_poin=rows)
    seq = asked.case.seq + 1
    page = browse("jaksel").get(f"/kasus/{asked.pk}/tanda-terima/{seq}/")
    assert "Sudah." in page.text
    assert [row["poin"] for row in rows if row["poin"] in page.text.split()] == []


@pytest.mark.req("SJ-42")
def test_answers_alone_are_an_answer(asked, world):
    """Nothing changed, everything explained."""
    sent = world.do(
        asked, "kirim_perbaikan", "jaksel", **world.data(), tanggapan_poin=answers(asked, "a", "b", "c")
    )
    assert sent.state == "baru"


def test_without_points_nothing_is_asked(world):
    case = world.at("perbaikan")
    with refused("E-RNG", guard="berubah_atau_tanggapan"):
        world.do(case, "kirim_perbaikan", "jaksel", **world.data())
    assert world.do(case, "kirim_perbaikan", "jaksel", **world.data(), tanggapan="Sudah.").state == "baru"


@pytest.mark.req("SJ-42")
def test_the_institution_sees_the_points_beside_its_form(asked, browse):
    page = browse("jaksel").get(f"/kasus/{asked.pk}/t/kirim_perbaikan/")
    assert "Tiga hal." in page.text
    for number, point in enumerate(POINTS, start=1):
        assert page.text.count(point["isi"]) == 2  # beside the form, and above its answer
        assert f"Tanggapan atas poin {number}" in page.text
    assert 'href="#id_kompetensi_teknis"' in page.body
    assert (page.codes, "Kesalahan" in page.text) == (set(), False)  # nobody has sent anything yet
    assert page.body.count('name="tanggapan_poin-') == 6
    assert browse("bogor").get(f"/kasus/{asked.pk}/t/kirim_perbaikan/").codes == {"E-HIDE"}


def test_what_was_answered_stands_there_after_a_refusal(asked, browse, world):
    url = f"/kasus/{asked.pk}/t/kirim_perbaikan/"
    ids = [row["poin"] for row in answers(asked, "a", "b", "c")]
    sent = {"tanggapan_poin-0-poin": ids[0], "tanggapan_poin-0-tanggapan": "Sudah kami perbaiki."}
    again = browse("jaksel").post(url, {**sent, "unit_kerja": ""})
    assert (again.status, again.codes) == (422, {"E-REQ"})
    assert "Sudah kami perbaiki." in again.body


@pytest.mark.req("SJ-42")
def test_an_answer_is_read_with_its_point(asked, browse, world):
    """In history and receipt, as long as the request is known and after it."""
    data = world.data(kompetensi_teknis="Urusan sosial dan bencana.")
    world.do(
        asked, "kirim_perbaikan", "jaksel", **data, tanggapan_poin=answers(asked, "Sudah.", "Benar.", "Ya.")
    )
    entry = LedgerEntry.objects.filter(stream=asked.case.pk, act="kirim_perbaikan").get()
    line = "Poin 2 (Level): Level tidak sesuai eselon. · Benar."
    for page in (f"/kasus/{asked.pk}/tanda-terima/{entry.seq}/", f"/kasus/{asked.pk}/riwayat/"):
        assert browse("jaksel").get(page).text.count(line) == 1


@pytest.mark.req("SJ-42")
def test_the_reviewer_sees_what_is_settled(asked, browse, world):
    data = world.data(kompetensi_teknis="Urusan sosial dan bencana.")
    world.do(
        asked, "kirim_perbaikan", "jaksel", **data, tanggapan_poin=answers(asked, "Sudah.", "Benar.", "Ya.")
    )
    page = browse("asisten1").get(f"/kasus/{asked.pk}/t/setujui/")
    assert [page.text.count(word) for word in ("Selesai", "Isian tidak berubah")] == [2, 1]
    assert "Tanggapan: Benar." in page.text
    again = browse("asisten1").get(f"/kasus/{asked.pk}/t/perbaikan/")
    assert POINTS[1]["isi"] in again.body  # what was not met is asked again unless it is taken out
    assert f">{POINTS[0]['isi']}</textarea>" not in again.body


def test_the_api_tells_the_points(asked, client, world):
    from cases.api.presenting import case_whole

    (told,) = case_whole(fresh(asked), world.people.jaksel)["perbaikan"]
    assert [(p["bagian"], p["isi"], p["tanggapan"], p["berubah"]) for p in told["poin"]] == [
        (point["bagian"], point["isi"], "", None) for point in POINTS
    ]


@pytest.mark.req("SJ-42")
def test_no_answer_is_called_missing_before_anything_was_typed(asked, browse):
    """The step of the answers as it is first seen, and as it comes back with one of three."""
    jaksel, address = browse("jaksel"), f"/kasus/{asked.pk}/t/kirim_perbaikan/"
    last = next(n for n in range(1, 9) if "tanggapan_poin-0-tanggapan" in jaksel.get(address, langkah=n).body)
    page = jaksel.get(address, langkah=last)
    assert ("alur-rows__row--error" in page.body, page.body.count("tanggapan_poin-2-tanggapan") > 0) == (
        False,
        True,
    )
    sent = {**page.hidden(), "tanggapan_poin-0-tanggapan": "Sudah."}
    back = jaksel.post(f"{address}?langkah={last}", sent)
    assert back.body.count("alur-rows__row--error") == 2
