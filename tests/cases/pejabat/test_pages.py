"""Daftar Pejabat, Tambah Pejabat and the API: SJ-47, SJ-49 … SJ-54."""

import csv
import datetime as dt
import io

import pytest
from django.utils import timezone

from cases.pejabat.models import Pejabat
from cases.pejabat.register import add
from tests.api.conftest import Api
from tests.support.cells import columns
from workflows.models import AccessLog


@pytest.fixture
def listed(steps):
    """One official of jaksel, one of bogor."""
    mine = add(
        steps.people.jaksel, steps.official(nomenklatur=str(steps.nomenklatur().pk), nama="Ani Jaksel")
    )
    post = steps.nomenklatur("bogor")
    add(steps.people.bogor, steps.official(nomenklatur=str(post.pk), nama="=Budi Bogor"))
    return mine


@pytest.mark.req("SJ-48", "SJ-49", "SJ-50", "SJ-54")
@pytest.mark.kills(*columns("pejabat"))
def test_what_a_row_says(steps, browse):
    """The columns of Gambar 19 and 51 together, on the page, in the export and over the API."""
    post = steps.nomenklatur()
    began, ends = (timezone.localdate() - dt.timedelta(days=days) for days in (20, 11))
    official = add(
        steps.people.jaksel,
        steps.official(
            nomenklatur=str(post.pk), nama="Ani", mulai=f"{began:%d/%m/%Y}", akhir=f"{ends:%d/%m/%Y}"
        ),
    )
    days = [f"{began:%d/%m/%Y}", f"{ends:%d/%m/%Y}"]
    said = ["Ani", "1234/DE/XI/2026", "Dinas Sosial", "Kepala Dinas Sosial"]
    where = ["Kota Administrasi Jakarta Selatan", "Kota Administrasi Jakarta Selatan"]
    tenure = "0 Tahun, 0 Bulan, 9 Hari"  # counted to the last day, the first one not counted (SJ-50)
    head = ["Nama", "SK", "Unit Kerja", "Jabatan", "Awal Periode", "Akhir Periode"]
    body = browse("jaksel").get("/pejabat/ekspor.csv").body.removeprefix("\ufeff")
    assert list(csv.reader(io.StringIO(body), delimiter=";")) == [
        [*head, "Institusi", "Wilayah", "Lama Menjabat", "Pengangkatan", "Rencana Pengisian"],
        [*said, *days, *where, tenure, "Seleksi Terbuka", "Seleksi Terbuka"],
    ]
    names = ("nama", "sk", "unit_kerja", "jabatan", "mulai", "akhir", "institusi", "wilayah")
    values = (*said, began.isoformat(), ends.isoformat(), *where)
    assert Api("auditor").get(f"/pejabat/{official.pk}")[1] == {
        "id": str(official.pk),
        "nomenklatur": str(post.pk),
        **dict(zip(names, values, strict=True)),
        "lama_menjabat": tenure,
        "berakhir": True,
        "pengangkatan": "Seleksi Terbuka",
        "rencana_pengisian": "Seleksi Terbuka",
        "seleksi": None,
        "menunggu_nomenklatur": False,
    }
    (own,) = browse("jaksel").get("/pejabat/").tables
    assert own.caption == "Daftar Pejabat"
    assert own.heads == (*head, "Lama Menjabat", "Aksi")
    last = (f"{tenure} Berakhir", f"Nomenklatur {post.jabatan}")
    assert own.rows == ((*said, *days, *last),)
    (every,) = browse("asisten1").get("/pejabat/").tables
    assert every.heads == (*head[:4], "Institusi dan wilayah", *head[4:], "Lama Menjabat", "Aksi")
    assert every.rows == ((*said, " ".join(where), *days, *last),)


@pytest.mark.req("SJ-49", "SJ-51", "SJ-53")
def test_list(listed, browse):
    own, everything = browse("jaksel").get("/pejabat/"), browse("asisten1").get("/pejabat/")
    assert (own.status, "Ani Jaksel" in own.text, "Budi Bogor" in own.text) == (200, True, False)
    assert ("Budi Bogor" in everything.text, "Kota Bogor" in everything.text) == (True, True)
    assert ("+ Tambah" in own.text, "+ Tambah" in everything.text) == (True, False)
    for label in ("Saring daftar", "Export Csv", "Export Pdf"):
        assert (label in own.text, label in everything.text) == (True, True)
    found = browse("asisten1").get("/pejabat/", q="budi")
    assert ("Budi Bogor" in found.text, "Ani Jaksel" in found.text) == (True, False)
    faulty = browse("asisten1").get("/pejabat/", dari="31/02/2026")
    assert (faulty.status, faulty.codes, "Ani Jaksel" in faulty.text) == (422, {"E-FMT"}, False)
    backwards = browse("asisten1").get("/pejabat/", dari="02/01/2026", sampai="01/01/2026")
    assert backwards.codes == {"E-RNG"}
    assert browse("jaksel").get("/pejabat/", q="tidak ada").status == 200


@pytest.mark.req("SJ-54", "X44")
def test_export(listed, steps, browse):
    foreign = browse("jaksel").get("/pejabat/", institution=str(steps.people.bogor.institution_id))
    assert ("Ani Jaksel" in foreign.text, "Budi" in foreign.text) == (False, False)
    own = browse("jaksel").get("/pejabat/ekspor.csv")
    everything = browse("auditor").get("/pejabat/ekspor.csv")
    assert ("Ani Jaksel" in own.body, "Budi" in own.body) == (True, False)
    assert "'=Budi Bogor" in everything.body
    assert AccessLog.objects.filter(action="ekspor", object_type="pejabat").count() == 2


@pytest.mark.req("SJ-47", "SJ-44")
def test_adding_by_page(steps, browse):
    post = steps.nomenklatur()
    person = browse("jaksel")
    case_page = person.get(f"/kasus/{post.pk}/")
    link = f"/pejabat/tambah/?nomenklatur={post.pk}"
    assert link in case_page.body
    assert link not in browse("asisten1").get(f"/kasus/{post.pk}/").body
    form = person.get(link)
    assert (form.status, "Dinas Sosial - Kepala Dinas Sosial" in form.text) == (200, True)
    assert "selected" in form.body
    data = steps.official(nomenklatur=str(post.pk), akhir="01/01/2020")
    refused = person.post("/pejabat/tambah/", data)
    assert (refused.status, refused.codes, "1234/DE/XI/2026" in refused.body) == (422, {"E-RNG"}, True)
    done = person.post("/pejabat/tambah/", data | {"akhir": "01/01/2030"})
    assert (done.status, done.url, Pejabat.objects.count()) == (302, "/pejabat/", 1)
    made = Pejabat.objects.get()
    period = f"{made.mulai:%d/%m/%Y}–{made.akhir:%d/%m/%Y}"
    told = f"{made.nama}: Kepala Dinas Sosial pada Dinas Sosial, {period}, SK 1234/DE/XI/2026."
    assert f"Tambah pejabat sudah dicatat untuk {told}" in person.get(done.url).text


@pytest.mark.req("SJ-47", "SJ-12")
@pytest.mark.parametrize("who", ["asisten1", "auditor"])
def test_adding_is_the_institutions_own(steps, browse, who):
    page = browse(who).get("/pejabat/tambah/")
    assert (page.status, page.codes) == (403, {"E-PERM"})


@pytest.mark.req("SJ-47", "SJ-49", "SJ-51")
def test_api(listed, steps, client):
    def token_of(who):
        credentials = {"username": who, "password": "rahasia-sekali-12"}
        return client.post("/api/v1/auth/token", credentials, content_type="application/json").json()["token"]

    def call(method, path, who, data=None):
        headers = {"Authorization": f"Bearer {token_of(who)}"}
        return getattr(client, method)(
            f"/api/v1{path}", data, content_type="application/json", headers=headers
        )

    assert [o["nama"] for o in call("get", "/pejabat", "jaksel").json()["items"]] == ["Ani Jaksel"]
    assert len(call("get", "/pejabat", "asisten1").json()["items"]) == 2
    assert call("get", f"/pejabat/{listed.pk}", "jaksel").json()["jabatan"] == "Kepala Dinas Sosial"
    assert call("get", f"/pejabat/{listed.pk}", "bogor").status_code == 404
    post = steps.nomenklatur(unit="Dinas Lain")
    began = timezone.localdate() - dt.timedelta(days=20)
    body = {"data": steps.official(nomenklatur=str(post.pk), mulai=f"{began:%d/%m/%Y}")}
    made = call("post", "/pejabat", "jaksel", body)
    assert (made.status_code, made.json()["lama_menjabat"]) == (201, "0 Tahun, 0 Bulan, 20 Hari")
    bad = call("post", "/pejabat", "jaksel", {"data": {}})
    assert (bad.status_code, bad.json()["code"], "nomenklatur" in bad.json()["errors"]) == (
        422,
        "E-REQ",
        True,
    )
    assert call("post", "/pejabat", "asisten1", body).status_code == 403
