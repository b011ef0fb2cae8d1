"""Files through the pages: sent with a form, kept when it is refused, read after the access check only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from cases.core.models import Draft
from documents.binding import bind
from documents.models import Upload
from documents.receiving import receive
from tests.documents.material import HTML, PDF
from workflows.models import AccessLog

STEP = "/jpt/baru/tambah_seleksi/?langkah=1"
KIND = "surat_pengantar_rencana"


@pytest.fixture
def attachment(world: Any, s3: Any) -> Callable[[], Any]:
    """A document of a case of Jakarta Selatan."""

    def made() -> Any:
        case, person = world.at("telaah").case, world.people.jaksel
        upload = receive(SimpleUploadedFile("surat.pdf", PDF), "surat.pdf", uploader=person)
        with transaction.atomic():
            found = bind(
                [upload],
                kind=KIND,
                boundary=case.pk,
                owner_type="nomenklatur",
                owner_id=case.pk,
                act="uji",
                state="baru",
                uploader=person,
            )
        return found[0]

    return made


@pytest.mark.req("SJ-135", "SJ-143")
@pytest.mark.parametrize("who", ["jaksel", "asisten2", "auditor"])
def test_download_is_short_lived_and_logged(world, browse, attachment, s3, who):
    found = attachment()
    answer = browse(who).get(f"/dokumen/{found.pk}/unduh/")
    assert answer.status == 302
    assert answer.url.startswith(s3.endpoint)
    assert "X-Amz-Expires=60" in answer.url
    line = AccessLog.objects.get(action="unduh")
    assert (line.actor, line.outcome, line.object_id) == (world.person(who), "ok", found.boundary)
    assert "surat.pdf" in browse(who).get(f"/kasus/{found.boundary}/dokumen/").text


@pytest.mark.req("SJ-19", "SJ-143")
def test_download_by_a_stranger(world, browse, attachment):
    found = attachment()
    answer = browse("bogor").get(f"/dokumen/{found.pk}/unduh/")
    assert (answer.status, answer.codes) == (404, {"E-HIDE"})
    assert AccessLog.objects.filter(actor=world.people.bogor, action="unduh", outcome="E-HIDE").count() == 1


@pytest.mark.req("SJ-60", "SJ-63")
def test_a_received_file_survives_the_refused_step(world, browse, s3):
    world.at("disetujui")
    institution = browse("jaksel")
    refused = institution.post(STEP, {"no_surat_pengantar": "", KIND: SimpleUploadedFile("surat.pdf", PDF)})
    assert (refused.status, refused.codes) == (422, {"E-REQ"})
    upload = Upload.objects.get()
    assert f'value="{upload.pk}"' in refused.body
    assert upload.keep_until is not None
    assert Draft.objects.get().data[KIND] == {KIND: [str(upload.pk)]}
    assert "surat.pdf" in institution.get("/jpt/baru/tambah_seleksi/?langkah=periksa").text


@pytest.mark.req("SJ-63")
def test_a_refused_file_is_named_at_its_field(world, browse, s3):
    world.at("disetujui")
    answer = browse("jaksel").post(
        STEP, {"no_surat_pengantar": "1", KIND: SimpleUploadedFile("surat.pdf", HTML)}
    )
    assert answer.status == 422
    assert "E-FILE" in answer.codes
    assert not Upload.objects.exists()


@pytest.mark.req("SJ-44", "X5")
def test_rencana_seleksi_from_a_nomenklatur(world, browse):
    """Offered while approved; from another state the page says why not (X5), from elsewhere nothing."""
    approved, waiting = world.at("disetujui"), world.at("telaah", unit_kerja="Dinas Kesehatan")
    institution = browse("jaksel")
    link = f"/jpt/baru/tambah_seleksi/?nomenklatur={approved.pk}"
    assert link in institution.get(f"/kasus/{approved.pk}/").body
    assert "tambah_seleksi" not in institution.get(f"/kasus/{waiting.pk}/").body.split("</header>")[2]
    assert "?nomenklatur=" not in browse("asisten1").get(f"/kasus/{approved.pk}/").body
    opened = institution.get(link)
    assert (opened.status, f'value="{approved.pk}" checked' in opened.body) == (200, True)
    refused = institution.get(f"/jpt/baru/tambah_seleksi/?nomenklatur={waiting.pk}")
    assert (refused.status, refused.codes) == (409, {"E-STATE"})
    looked = AccessLog.objects.filter(actor=world.people.jaksel, outcome="E-STATE", action="tambah_seleksi")
    assert not looked.exists()  # to look is no attempt
    hidden = browse("bogor").get(link)
    assert (hidden.status, hidden.codes) == (404, {"E-HIDE"})


@pytest.mark.req("SJ-61")
def test_several_nomenklatur_in_one_press(world, browse):
    """One receipt names all; each is a case of its own."""
    from cases.core.models import Case
    from cases.organisations.models import Choice

    posts = [world.at("disetujui", unit_kerja=f"Dinas {n}") for n in (1, 2)]
    data = {
        "nomenklatur": [str(post.pk) for post in posts],
        "no_surat_pengantar": "800/1",
        "cara_pengisian": str(Choice.objects.filter(daftar="cara_pengisian").first().pk),
        "metode_seleksi": ["assessment_centre"],
        "bobot_kompetensi_manajerial": "40",
        "bobot_penulisan_makalah": "20",
        "bobot_wawancara": "30",
        "bobot_rekam_jejak": "10",
        "panitia-0-nama": "Ketua",
        "jadwal-0-kegiatan": "Pengumuman",
        "jadwal-0-mulai": "01/12/2026",
        "jadwal-0-akhir": "05/12/2026",
    }
    institution = browse("jaksel")
    answers = [institution.post(f"/jpt/baru/tambah_seleksi/?langkah={step}", data) for step in (1, 2, 3, 4)]
    assert [answer.status for answer in answers] == [302] * 4
    check = institution.get("/jpt/baru/tambah_seleksi/?langkah=periksa")
    assert check.codes == set()
    assert all(f"Dinas {n} - Kepala Dinas Sosial" in check.text for n in (1, 2))
    done = institution.post("/jpt/baru/tambah_seleksi/?langkah=periksa", check.hidden())
    cases = Case.objects.filter(type="jpt").order_by("number")
    assert (done.status, [case.state for case in cases]) == (302, ["baru", "baru"])
    assert len({case.batch for case in cases}) == 1
    assert cases[1].number in institution.get(done.url).text
