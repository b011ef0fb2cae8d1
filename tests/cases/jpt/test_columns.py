"""The columns of the lists are those of the figures, in their order and words (Gambar 14, 24); so is the export."""

import csv
import html
import io
import re

import pytest
from django.utils import timezone

from tests.support.jobs import deliver_all

NOMENKLATUR = [
    "Institusi",
    "Unit Kerja",
    "Jabatan",
    "Level",
    "Kompetensi Teknis/Bidang",
    "Kompetensi Sosial-Kultural",
    "Status",
    "Aksi",
]
SELEKSI = ["Nama Jabatan", "Cara Pengisian JPT", "Institusi", "Alasan", "Status", "Aksi"]


def columns(page):
    heads = re.findall(r'<th scope="col"[^>]*role="columnheader">([^<]*)</th>', page.body)
    return [html.unescape(head) for head in heads]


def cells(page):
    body = page.body[page.body.index("<tbody") :]
    row = body[: body.index("</tr>")]
    found = re.findall(r'<td class="govuk-table__cell"[^>]*data-label="([^"]*)">(.*?)</td>', row, re.S)
    return [
        (html.unescape(label), re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)).strip())
        for label, text in found
    ]


def exported(page):
    return list(csv.reader(io.StringIO(page.body.removeprefix("\ufeff")), delimiter=";"))


def today(case):
    return timezone.localtime(case.opened_at).strftime("%d/%m/%Y")


@pytest.mark.req("SJ-37", "SJ-54")
@pytest.mark.kills(*(f"column:nomenklatur.{label}" for label in NOMENKLATUR[:-2]))
@pytest.mark.parametrize("who", ["jaksel", "asisten1", "komisioner", "auditor"])
def test_daftar_nomenklatur(steps, browse, who):
    post = steps.nomenklatur("jaksel", "Dinas Sosial", upto="baru")
    page = browse(who).get("/nomenklatur/")
    assert columns(page) == NOMENKLATUR
    case = post.case
    said = [
        "Kota Administrasi Jakarta Selatan",
        "Dinas Sosial",
        "Kepala Dinas Sosial",
        "Pratama",
        "Urusan sosial.",
        "Perekat bangsa.",
        "Baru",
    ]
    found = cells(page)
    assert [label for label, _ in found] == NOMENKLATUR
    assert found[0][1] == f"{said[0]} {case.number} · {today(case)}"
    assert [text for _, text in found[1:-1]] == said[1:]
    assert exported(browse(who).get("/nomenklatur/ekspor.csv")) == [
        ["Nomor", *NOMENKLATUR[:-1], "Petugas", "Dibuat"],
        [case.number, *said, "", today(case)],
    ]


@pytest.mark.req("SJ-72", "SJ-131")
@pytest.mark.kills(*(f"column:jpt.{label}" for label in SELEKSI[:-2]))
@pytest.mark.parametrize("who", ["jaksel", "asisten1", "komisioner", "auditor"])
def test_daftar_seleksi(steps, browse, who):
    seleksi = steps.submitted()
    page = browse(who).get("/jpt/")
    assert columns(page) == SELEKSI
    case = seleksi.case
    said = [
        "Dinas Sosial - Kepala Dinas Sosial",
        "Seleksi Terbuka",
        "Kota Administrasi Jakarta Selatan",
        "Masa Jabatan Lebih dari 5 Tahun",
        "Baru",
    ]
    found = cells(page)
    assert [label for label, _ in found] == SELEKSI
    assert found[0][1] == f"{said[0]} {case.number} · {today(case)}"
    assert [text for _, text in found[1:-1]] == said[1:]
    assert exported(browse(who).get("/jpt/ekspor.csv")) == [
        ["Nomor", *SELEKSI[:-1], "Petugas", "Dibuat"],
        [case.number, *said, "", today(case)],
    ]


@pytest.mark.req("SJ-72")
def test_the_newest_stands_first_and_is_set_off_until_it_was_read(steps, browse, s3):
    """Gambar 24 sets a new plan off; title and buttons are those of the figure."""
    first = steps.submitted()
    second = steps.submitted(steps.nomenklatur(unit="Dinas Pangan"))
    deliver_all()
    reader = browse("komisioner")
    reader.get(f"/kasus/{first.pk}/")
    page = reader.get("/jpt/")
    assert re.search(r"<h1[^>]*>([^<]*)</h1>", page.body)[1] == "Daftar Seleksi"
    rows = page.response.context["rows"]
    assert [(row["title"], row["unread"]) for row in rows] == [
        (second.case.title, True),
        (first.case.title, False),
    ]
    assert page.text.count("Belum dibaca") == 1
    for label in ("Export Csv", "Export Pdf", "Saring daftar"):
        assert label in page.text


def test_aksi_names_what_waits_for_this_person(steps, browse):
    seleksi = steps.reviewed()
    said = {
        who: dict(cells(browse(who).get("/jpt/")))["Aksi"].split(" JPT-")[0]
        for who in ("asisten1", "asisten2", "jaksel")
    }
    assert said == {"asisten1": "Telaah rencana", "asisten2": "Lihat", "jaksel": "Lihat"}
    assert f'href="/kasus/{seleksi.pk}/"' in browse("auditor").get("/jpt/").body


@pytest.mark.req("SJ-44")
def test_an_approved_post_leads_to_a_plan_first(steps, browse):
    post = steps.nomenklatur("jaksel", "Dinas Sosial")
    body = browse("jaksel").get(f"/kasus/{post.pk}/").body
    panel = body[body.index('id="langkah-berikutnya"') :]
    panel = panel[: panel.index("</section>")]
    buttons = re.findall(r'<a class="govuk-button([^"]*)"[^>]*>([^<]+)</a>', panel)
    assert [(label, style.strip()) for style, label in buttons][:2] == [
        ("Rencana Seleksi", ""),
        ("Tambah Pejabat", "govuk-button--secondary"),
    ]
    assert [label for _, label in buttons][2:] == ["Edit", "Mohon nonaktif"]


@pytest.mark.req("SJ-59")
def test_an_incumbent_is_told_before_the_plan_is_sent(steps, browse):
    from cases.pejabat.register import add

    post = steps.nomenklatur("jaksel", "Dinas Sosial")
    address = f"/jpt/baru/tambah_seleksi/?langkah=periksa&nomenklatur={post.pk}"
    person = browse("jaksel")
    assert "masih dijabat" not in person.get(address).text
    values = steps.official(nama="Ibu Menjabat", mulai="01/01/2024", akhir="31/12/2090")
    add(steps.people.jaksel, {**values, "nomenklatur": str(post.pk)})
    page = person.get(address).text
    assert "Perlu diperhatikan sebelum mengirim" in page
    assert f"Jabatan {post.jabatan} masih dijabat Ibu Menjabat." in page
