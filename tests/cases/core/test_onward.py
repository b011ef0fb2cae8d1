"""From case to case: what is before and behind a case in the box it was opened from, also after an act on it."""

import html
import re
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.core.doing import claims
from cases.core.models import CaseTask
from tests.support.world import open_task

pytestmark = pytest.mark.req("SJ-136")
QUEUE = "/tugas/antrean/"
_ROW = re.compile(r'<a class="govuk-link alur-tasks__link" href="([^"]+)">([^<]+)')
_LINK = re.compile(r'<a [^>]*href="([^"]+)" rel="(next|prev)">(.*?)</a>', re.S)


@pytest.fixture
def three(world):
    """Three tasks in the queue of supervisors; by title A, B, C, the last of another institution."""
    found = {name: world.open(unit_kerja=f"Dinas {name}") for name in "BA"}
    return found | {"C": world.open(by="bogor", unit_kerja="Dinas C")}


def rows_of(page):
    return {html.unescape(text)[-1]: html.unescape(url) for url, text in _ROW.findall(page.body)}


def onward_of(page):
    """{"next" or "prev": (address, text)} of the way from case to case, without the list's own pages."""
    nav = re.search(r'<nav class="alur-onward.*?</nav>', page.body, re.S)
    found = _LINK.findall(nav[0]) if nav else []
    return {way: (html.unescape(url), re.sub(r"<[^>]+>", "", text)) for url, way, text in found}


def walk(browser, url, way):
    """The last letters of the cases passed, and the page where it ends."""
    seen = ""
    while True:
        page = browser.get(url)
        assert page.status == 200
        seen += re.search(r"Dinas (\w)</h1>", page.body)[1]
        if way not in onward_of(page):
            return seen, page, url
        url = onward_of(page)[way][0]


@pytest.mark.parametrize(
    ("query", "first", "order", "end"),
    [
        ("urut=judul", "A", "ABC", "Ini yang terakhir di Antrean tim."),
        ("urut=-judul", "C", "CBA", "Ini yang terakhir di Antrean tim."),
        (
            "urut=judul&institution=jakarta",
            "A",
            "AB",
            "Ini yang terakhir di Antrean tim dengan saringan ini.",
        ),
        (
            "urut=judul&kecuali_institution=bogor",
            "A",
            "AB",
            "Ini yang terakhir di Antrean tim dengan saringan ini.",
        ),
        (
            "urut=-institusi&institution=bogor",
            "C",
            "C",
            "Tidak ada tugas lain di Antrean tim dengan saringan ini.",
        ),
        ("", "B", "BAC", "Ini yang terakhir di Antrean tim."),
    ],
)
def test_to_the_end_and_back_in_the_order_of_the_box(world, browse, three, query, first, order, end):
    komisioner = browse("komisioner")
    rows = rows_of(komisioner.get(f"{QUEUE}?{query}"))
    assert set(rows) == set(order)
    seen, page, last = walk(komisioner, rows[first], "next")
    assert (seen, end in page.text) == (order, True)
    assert walk(komisioner, last, "prev")[0] == order[::-1]
    back = re.search(r'Dibuka dari <a class="govuk-link" href="([^"]+)"', page.body)
    assert set(rows_of(komisioner.get(html.unescape(back[1])))) == set(order)


def test_what_the_next_one_is_stands_there(world, browse, three):
    rows = rows_of(browse("komisioner").get(QUEUE, urut="judul"))
    page = browse("komisioner").get(rows["B"])
    assert onward_of(page)["next"][1] == "Berikutnya → Pilih petugas — Kepala Dinas Sosial — Dinas C"
    assert onward_of(page)["prev"][1] == "← Sebelumnya Pilih petugas — Kepala Dinas Sosial — Dinas A"
    assert (
        f"Pemerintah Kota Bogor · {three['C'].case.number}" in page.text
        or three["C"].case.number in page.text
    )


def test_tabs_forms_and_the_case_after_an_act_know_it(world, browse, three):
    """Also when the act has taken the row out of the box."""
    komisioner = browse("komisioner")
    url = rows_of(komisioner.get(QUEUE, urut="judul"))["A"]
    komisioner.get(url)
    case = f"/kasus/{three['A'].pk}/"
    for tab in ("riwayat/", "dokumen/"):
        assert onward_of(komisioner.get(case + tab))["next"][1].endswith("Dinas B")
    done = komisioner.send(f"{case}t/pilih_petugas/", petugas=str(world.people.asisten1.pk))
    assert done.url == case
    page = komisioner.get(done.url)
    assert {way: text[-7:] for way, (_, text) in onward_of(page).items()} == {"next": "Dinas B"}
    following = komisioner.get(onward_of(page)["next"][0])
    assert {way: text[-7:] for way, (_, text) in onward_of(following).items()} == {"next": "Dinas C"}
    # nothing is left of a box that one has worked through
    for name in "BC":
        komisioner.send(f"/kasus/{three[name].pk}/t/pilih_petugas/", petugas=str(world.people.asisten1.pk))
    assert "Tidak ada tugas lain di Antrean tim." in komisioner.get(case).text


def test_the_receipt_of_an_institution_leads_on(world, browse):
    cases = [world.at("perbaikan", unit_kerja=f"Dinas {name}") for name in "AB"]
    jaksel = browse("jaksel")
    jaksel.get(rows_of(jaksel.get(QUEUE, urut="judul"))["A"])
    data = {**world.data(unit_kerja="Dinas A"), "tanggapan": "Sudah."}
    claims.claim(world.people.jaksel, open_task(cases[0], "perbaiki").pk)
    seq = world.do(cases[0], "kirim_perbaikan", "jaksel", **data).case.seq
    receipt = jaksel.get(f"/kasus/{cases[0].pk}/tanda-terima/{seq}/")
    assert receipt.status == 200
    assert onward_of(receipt)["next"][1].endswith("Dinas B")
    assert f"/kasus/{cases[1].pk}/" in onward_of(receipt)["next"][0]


@pytest.mark.kills("slip:onward.others")
def test_a_case_of_two_tasks_is_passed_once(world, browse, three):
    """The next one is another case."""
    task = open_task(three["A"], "pilih")
    twin = CaseTask.objects.get(pk=task.pk)
    twin.pk, twin._state.adding, twin.lane = None, True, "lain"
    CaseTask.objects.bulk_create([twin])
    komisioner = browse("komisioner")
    page = komisioner.get(QUEUE, urut="judul")
    first = html.unescape(_ROW.findall(page.body)[0][0])
    assert walk(komisioner, first, "next")[0] == "ABC"


def test_nobody_learns_of_what_he_does_not_see(world, browse, three):
    """An address that a supervisor sends leads an institution along its own rows."""
    url = rows_of(browse("komisioner").get(QUEUE, urut="judul"))["B"]
    for box in ("antrean", "menunggu"):
        page = browse("jaksel").get(url.replace("antrean", box))
        assert page.status == 200
        assert "Dinas C" not in page.text
    assert onward_of(page)["prev"][1].endswith("Dinas A")
    assert browse("bogor").get(url).status == 404
    # the next one, once it has become somebody else's draft, is not named
    CaseTask.objects.filter(case=three["C"].pk).update(status="DONE")
    assert "next" not in onward_of(browse("komisioner").get(url))


@pytest.mark.parametrize(
    "junk",
    [
        "x",
        "/tugas/antrean/",
        "/tugas/antrean/?cursor=x",
        "/tugas/antrean/?cursor=W2ZhbHNlLFsxLDIsM11d",
        "/tugas/lain/?cursor=W10",
        "/tugas/antrean/?urut=warna&cursor=W2ZhbHNlLFsxLDJdXQ",
        "/tugas/antrean/?asing=1&cursor=W2ZhbHNlLFsxLDJdXQ",
        "https://example.com/tugas/antrean/?cursor=W10",
        "//[",
        "\x00",
    ],
)
def test_an_address_that_names_no_box_shows_none(world, browse, three, junk):
    page = browse("komisioner").get(f"/kasus/{three['A'].pk}/?dari={quote(junk)}")
    assert (page.status, onward_of(page), "alur-onward" in page.body) == (200, {}, False)


@pytest.mark.kills("slip:onward.whose")
def test_it_is_kept_for_whoever_opened_it_and_that_case_alone(world, browse, three):
    komisioner = browse("komisioner")
    answer = komisioner.get(rows_of(komisioner.get(QUEUE))["A"]).response
    [cookie] = [value for name, value in answer.cookies.items() if name.startswith("kotak_")]
    assert cookie["path"] == f"/kasus/{three['A'].pk}/"
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert onward_of(komisioner.get(f"/kasus/{three['B'].pk}/")) == {}
    other = browse("admin")
    other.client.cookies[cookie.key] = cookie.value
    assert onward_of(other.get(f"/kasus/{three['A'].pk}/")) == {}


def test_it_costs_two_statements_however_many_there_are(world, browse, three):
    def counted(url):
        with CaptureQueriesContext(connection) as caught:
            assert komisioner.get(url).status == 200
        return len(caught)

    komisioner = browse("komisioner")
    url = rows_of(komisioner.get(QUEUE, urut="judul"))["A"]
    plain, few = counted(f"/kasus/{three['A'].pk}/"), counted(url)
    for number in range(3):
        world.open(unit_kerja=f"Dinas {number}")
    assert (few - plain, counted(url)) == (2, few)


def test_the_address_can_be_sent_to_a_colleague(world, browse, three):
    url = rows_of(browse("komisioner").get(QUEUE, urut="judul"))["A"]
    assert parse_qs(parse_qs(urlsplit(url).query)["dari"][0].partition("?")[2]).keys() == {"urut", "cursor"}
    assert onward_of(browse("admin").get(url))["next"][1].endswith("Dinas B")
