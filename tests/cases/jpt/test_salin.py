"""Salin ke rencana baru (SJ-80)."""

import pytest

from cases.core.models import Case
from cases.jpt.models import Jpt
from tests.support.world import fresh
from workflows.models import LedgerEntry

pytestmark = pytest.mark.req("SJ-80")


@pytest.fixture
def rejected(steps):
    return steps.do(steps.reviewed(), "asisten1", "tolak", alasan="<p>Tidak sesuai.</p>")


def test_the_institution_starts_with_the_old_values_and_nothing_of_the_old_case_changes(
    steps, rejected, browse
):
    def old():
        return (
            Case.objects.filter(pk=rejected.pk).values().get(),
            Jpt.objects.filter(pk=rejected.pk).values().get(),
            LedgerEntry.objects.filter(stream=rejected.pk).count(),
        )

    person = browse("jaksel")
    page = person.get(f"/kasus/{rejected.pk}/")
    assert "Salin ke rencana baru" in page.text
    before = old()
    asked = person.get(f"/jpt/{rejected.pk}/salin/")
    assert "Berkas tidak ikut disalin" in asked.text
    done = person.post(f"/jpt/{rejected.pk}/salin/", asked.hidden())
    new = Jpt.objects.exclude(pk=rejected.pk).get()
    assert (done.status, done.url) == (302, f"/kasus/{new.pk}/t/tambah_seleksi/")
    assert (new.state, new.surat_pengantar_rencana) == ("draf", [])
    copied = (
        "nomenklatur_id", "no_surat_pengantar", "cara_pengisian_id", "alasan_id", "deskripsi_alasan",
        "metode_seleksi", "bobot_kompetensi_manajerial", "bobot_rekam_jejak", "jadwal",
    )  # fmt: skip
    assert [getattr(new, n) for n in copied] == [getattr(fresh(rejected), n) for n in copied]
    assert [row["nama"] for row in new.panitia] == [row["nama"] for row in rejected.panitia]
    assert old() == before


def test_a_second_press_leads_to_the_same_draft(rejected, browse):
    person = browse("jaksel")
    sent = person.get(f"/jpt/{rejected.pk}/salin/").hidden()
    first, again = (person.post(f"/jpt/{rejected.pk}/salin/", sent) for _ in "12")
    assert (first.url, Jpt.objects.count()) == (again.url, 2)


def test_nobody_else_and_no_other_state(steps, rejected, browse):
    for who in ("asisten1", "auditor"):
        assert browse(who).get(f"/jpt/{rejected.pk}/salin/").codes == {"E-PERM"}
        assert "Salin ke rencana baru" not in browse(who).get(f"/kasus/{rejected.pk}/").text
    assert browse("bogor").get(f"/jpt/{rejected.pk}/salin/").status == 404
    other = steps.submitted(steps.nomenklatur("jaksel", "Dinas Lain"))
    assert browse("jaksel").get(f"/jpt/{other.pk}/salin/").status == 409
