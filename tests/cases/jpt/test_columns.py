"""The columns of the lists are those of the figures, in their order and words (Gambar 14, 24)."""

import html
import re

import pytest

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


@pytest.mark.req("SJ-37")
@pytest.mark.parametrize("who", ["jaksel", "asisten1", "komisioner", "auditor"])
def test_daftar_nomenklatur(steps, browse, who):
    post = steps.nomenklatur("jaksel", "Dinas Sosial", upto="baru")
    page = browse(who).get("/nomenklatur/")
    assert columns(page) == NOMENKLATUR
    found = cells(page)
    assert [label for label, _ in found] == NOMENKLATUR
    assert found[0][1].startswith(f"Kota Administrasi Jakarta Selatan {post.case.number} · ")
    assert dict(found)["Status"] == "Baru"


@pytest.mark.req("SJ-72")
@pytest.mark.parametrize("who", ["jaksel", "asisten1", "komisioner", "auditor"])
def test_daftar_seleksi(steps, browse, who):
    seleksi = steps.submitted()
    page = browse(who).get("/jpt/")
    assert columns(page) == SELEKSI
    found = dict(cells(page))
    assert list(found) == SELEKSI
    assert (found["Cara Pengisian JPT"], found["Status"]) == ("Seleksi Terbuka", "Baru")
    assert seleksi.case.number in found["Nama Jabatan"]


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
