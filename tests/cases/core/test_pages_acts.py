"""The page of an act: what it asks, what it refuses and how, and that nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest

from cases.core.doing.revisions import difference
from cases.core.models import Case, Draft
from tests.support.world import acts_of, fresh, open_tasks
from workflows.models import AccessLog, LedgerEntry


def _act(obj: Any, name: str) -> str:
    return f"/kasus/{obj.pk}/t/{name}/"


def _as_page(data: dict[str, Any]) -> dict[str, Any]:
    """The form of a nomenklatur as a page posts it: rows as `name-0-field`."""
    rows = data.pop("kompetensi_manajerial")
    return data | {f"kompetensi_manajerial-{n}-{k}": v for n, row in enumerate(rows) for k, v in row.items()}


@pytest.mark.req("SJ-39", "SJ-136")
def test_pilih_petugas(world, browse):
    case = world.at("baru")
    supervisor = browse("komisioner")
    assert supervisor.get(f"/kasus/{case.pk}/").acts == ["pilih_petugas"]
    done = supervisor.send(_act(case, "pilih_petugas"), petugas=world.people.asisten1.pk)
    assert (done.status, done.url) == (302, f"/kasus/{case.pk}/")
    assert open_tasks(case) == {"utama": ("telaah", "asisten1")}


@pytest.mark.req("SJ-39")
@pytest.mark.parametrize(("chosen", "code"), [("", "E-REQ"), ("nonaktif", "E-REF"), ("auditor", "E-REF")])
def test_pilih_petugas_refused_at_the_field(world, browse, chosen, code):
    case = world.at("baru")
    value = world.person(chosen).pk if chosen else ""
    answer = browse("komisioner").send(_act(case, "pilih_petugas"), petugas=value)
    assert (answer.status, answer.codes) == (422, {code})
    assert fresh(case).case.assignee_id is None


@pytest.mark.req("SJ-83", "SJ-40")
@pytest.mark.parametrize(
    ("who", "act", "status", "code"),
    [
        ("jaksel", "setujui", 403, "E-PERM"),
        ("asisten2", "setujui", 403, "E-PERM"),
        ("komisioner", "setujui", 403, "E-PERM"),
        ("auditor", "setujui", 403, "E-PERM"),
        ("asisten1", "kirim_perbaikan", 409, "E-STATE"),
        ("komisioner", "pilih_petugas", 409, "E-STATE"),
        ("asisten1", "tidak_ada", 409, "E-STATE"),
        ("bogor", "setujui", 404, "E-HIDE"),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_refused_before_the_form(world, browse, who, act, status, code, method):
    """By link and by forged POST alike; said on the page, written in the access log, nothing changed."""
    case = world.at("telaah")
    answer = getattr(browse(who), method)(_act(case, act))
    assert (answer.status, answer.codes) == (status, {code})
    assert acts_of(case) == ["tambah_nomenklatur", "pilih_petugas"]
    looked = method == "get" and code == "E-STATE"  # to look at a page that no longer applies is no attempt
    attempts = AccessLog.objects.filter(actor=world.person(who), outcome=code, object_id=case.pk)
    assert attempts.count() == (0 if looked else 1)


@pytest.mark.req("SJ-43")
def test_setujui_on_the_review_page(world, browse):
    case = world.at("telaah")
    reviewer = browse("asisten1")
    page = reviewer.get(_act(case, "setujui"))
    assert "Urusan sosial." in page.text  # the plan as written, beside the decision
    done = reviewer.send(_act(case, "setujui"))
    assert (done.status, fresh(case).state) == (302, "disetujui")


@pytest.mark.req("SJ-43")
def test_setujui_with_a_part_missing(world, browse):
    case = world.at("telaah", kompetensi_teknis="")
    for answer in (
        browse("asisten1").get(_act(case, "setujui")),
        browse("asisten1").post(_act(case, "setujui")),
    ):
        assert (answer.status, answer.codes) == (409, {"E-GUARD"})
        assert "Belum diisi: Kompetensi Teknis/Bidang." in answer.text
    assert fresh(case).state == "baru"


@pytest.mark.req("SJ-41")
def test_perbaikan_needs_more_than_empty_markup(world, browse):
    case = world.at("telaah")
    refused = browse("asisten1").send(_act(case, "perbaikan"), alasan="<p> </p>")
    assert (refused.status, refused.codes, fresh(case).state) == (422, {"E-REQ"}, "baru")
    done = browse("asisten1").send(_act(case, "perbaikan"), alasan="<p>Lengkapi.</p><script>x</script>")
    assert (done.status, fresh(case).state) == (302, "perbaikan")
    assert "<p>Lengkapi.</p>" in browse("jaksel").get(f"/kasus/{case.pk}/").body


@pytest.mark.req("SJ-42")
def test_kirim_perbaikan_shows_what_was_asked_and_gives_a_receipt(world, browse):
    case = world.at("perbaikan")
    institution = browse("jaksel")
    assert "Lengkapi kompetensi teknis." in institution.get(_act(case, "kirim_perbaikan")).text
    data = _as_page(world.data(kompetensi_teknis="Urusan sosial dan kesejahteraan."))
    done = institution.send(_act(case, "kirim_perbaikan"), **data)
    assert (done.status, done.url) == (302, f"/kasus/{case.pk}/tanda-terima/4/")
    receipt = institution.get(done.url)
    entry = LedgerEntry.objects.get(stream=case.pk, seq=4)
    assert receipt.status == 200
    assert case.case.number in receipt.text
    assert bytes(entry.hash).hex() in receipt.text


@pytest.mark.req("SJ-42")
def test_kirim_perbaikan_unchanged_keeps_what_was_entered(world, browse):
    case = world.at("perbaikan")
    answer = browse("jaksel").send(
        _act(case, "kirim_perbaikan"), **_as_page(world.data(tugas_pokok_fungsi="Memimpin dinas."))
    )
    assert (answer.status, answer.codes, fresh(case).state) == (422, {"E-RNG"}, "perbaikan")
    assert 'value="Kepala Dinas Sosial"' in answer.body


@pytest.mark.req("SJ-138")
def test_stale_page_keeps_what_was_typed(world, browse):
    """The object changed, the act is still open: 409, the newer version, a second press goes through."""
    case = world.at("perbaikan")
    institution = browse("jaksel")
    old = institution.get(_act(case, "kirim_perbaikan")).hidden()
    world.do(case, "ganti_petugas", "komisioner", petugas=str(world.people.asisten2.pk), alasan="Cuti.")
    data = _as_page(world.data(kompetensi_teknis="Isian yang tidak boleh hilang"))
    answer = institution.post(_act(case, "kirim_perbaikan"), {**old, **data})
    assert (answer.status, answer.codes) == (409, {"E-STALE"})
    assert "Isian yang tidak boleh hilang" in answer.body
    assert fresh(case).state == "perbaikan"
    again = institution.post(_act(case, "kirim_perbaikan"), {**answer.hidden(), **data})
    assert (again.status, fresh(case).state) == (302, "baru")


@pytest.mark.req("SJ-138")
def test_stale_page_of_an_act_that_is_gone(world, browse):
    case = world.at("perbaikan")
    institution = browse("jaksel")
    old = institution.get(_act(case, "kirim_perbaikan")).hidden()
    world.do(case, "tarik", "jaksel", alasan="Salah.")
    answer = institution.post(
        _act(case, "kirim_perbaikan"), {**old, **_as_page(world.data(unit_kerja="Dinas Lama"))}
    )
    assert (answer.status, answer.codes) == (409, {"E-STALE"})
    assert "Dinas Lama" in answer.text


@pytest.mark.req("SJ-138")
def test_double_submit_is_one_act(world, browse):
    case = world.at("telaah")
    reviewer = browse("asisten1")
    sent = reviewer.get(_act(case, "perbaikan")).hidden() | {"alasan": "<p>Lengkapi.</p>"}
    first, second = (reviewer.post(_act(case, "perbaikan"), sent) for _ in range(2))
    assert (first.status, second.status) == (302, 302)
    assert first.url == second.url
    assert acts_of(case).count("perbaikan") == 1


@pytest.mark.req("SJ-142")
def test_danger_is_asked_once_more(world, browse):
    case = world.at("perbaikan")
    institution = browse("jaksel")
    refused = institution.send(_act(case, "tarik"), alasan="")
    assert (refused.status, refused.codes) == (422, {"E-REQ"})
    question = institution.send(_act(case, "tarik"), alasan="Jabatan dihapus.")
    assert question.status == 200
    assert "apakah Anda yakin?" in question.text
    assert fresh(case).state == "perbaikan"
    done = institution.post(_act(case, "tarik"), question.hidden())
    assert (done.status, fresh(case).state) == (302, "ditarik")
    assert (
        LedgerEntry.objects.get(stream=case.pk, act="tarik").payload.values["alasan"]["v"]
        == "Jabatan dihapus."
    )


@pytest.mark.req("SJ-34", "SJ-12")
@pytest.mark.parametrize("who", ["komisioner", "asisten1", "auditor"])
def test_creation_is_the_institutions(world, browse, who):
    answer = browse(who).get("/nomenklatur/baru/tambah_nomenklatur/")
    assert (answer.status, answer.codes) == (403, {"E-PERM"})


NEW = "/nomenklatur/baru/tambah_nomenklatur/"


@pytest.mark.req("SJ-34", "SJ-36")
def test_long_form_in_steps(world, browse):
    """Each step is kept, faults are shown where they are, the check page sends, the draft is gone."""
    institution = browse("jaksel")
    data = _as_page(world.data())
    first = {k: data[k] for k in ("unit_kerja", "jabatan", "tugas_pokok_fungsi")}
    faulty = institution.post(f"{NEW}?langkah=1", first | {"level": ""})
    assert (faulty.status, faulty.codes) == (422, {"E-REQ"})
    assert 'value="Dinas Sosial"' in faulty.body
    draft = Draft.objects.get(user=world.people.jaksel)
    assert draft.data["jabatan"] == {"jabatan": ["Kepala Dinas Sosial"]}
    on = f"&draf={draft.pk}"
    assert institution.post(f"{NEW}?langkah=1", first | {"level": "Pratama"}).url == f"{NEW}?langkah=2{on}"
    rows = {k: v for k, v in data.items() if k.startswith("kompetensi_manajerial")}
    assert institution.post(f"{NEW}?langkah=2", rows).url == f"{NEW}?langkah=3{on}"
    last = {k: data[k] for k in ("kompetensi_teknis", "kompetensi_sosiokultural")}
    assert institution.post(f"{NEW}?langkah=3", last).url == f"{NEW}?langkah=periksa{on}"
    check = institution.get(f"{NEW}?langkah=periksa")
    assert all(
        text in check.text for text in ("Kepala Dinas Sosial", "Pratama", "Urusan sosial.", "Fleksibilitas")
    )
    done = institution.post(f"{NEW}?langkah=periksa", check.hidden())
    case = Case.objects.get()
    assert (done.url, case.state) == (f"/kasus/{case.pk}/tanda-terima/1/", "baru")
    through_the_gate = fresh(world.open(unit_kerja="Lain")).snapshot()
    differs = difference(through_the_gate, fresh(case).snapshot(), fresh(case).LABELS)
    assert [(row["field"], row["after"]) for row in differs] == [("unit_kerja", "Dinas Sosial")]
    assert not Draft.objects.exists()


@pytest.mark.req("SJ-34")
def test_check_page_lists_what_is_missing_and_sends_nothing(world, browse):
    institution = browse("jaksel")
    check = institution.get(f"{NEW}?langkah=periksa")
    assert check.codes == {"E-REQ"}
    answer = institution.post(f"{NEW}?langkah=periksa", check.hidden())
    assert (answer.status, answer.codes, Case.objects.count()) == (422, {"E-REQ"}, 0)


@pytest.mark.req("SJ-34")
def test_duplicate_is_shown_on_the_check_page(world, browse):
    world.open()
    institution = browse("jaksel")
    data = _as_page(world.data(unit_kerja="dinas  SOSIAL"))
    for step in (1, 2, 3):
        institution.post(f"{NEW}?langkah={step}", data)
    answer = institution.post(f"{NEW}?langkah=periksa", institution.get(f"{NEW}?langkah=periksa").hidden())
    assert (answer.status, answer.codes, Case.objects.count()) == (422, {"E-DUP"}, 1)
    assert Draft.objects.count() == 1


@pytest.mark.req("SJ-138")
def test_double_creation_is_one_case(world, browse):
    institution = browse("jaksel")
    for step in (1, 2, 3):
        institution.post(f"{NEW}?langkah={step}", _as_page(world.data()))
    sent = institution.get(f"{NEW}?langkah=periksa").hidden()
    first, second = (institution.post(f"{NEW}?langkah=periksa", sent) for _ in range(2))
    assert (first.url, Case.objects.count()) == (second.url, 1)


@pytest.mark.req("SJ-71")
def test_a_draft_is_its_owners_alone(world, browse):
    browse("jaksel").post(f"{NEW}?langkah=1", {"unit_kerja": "Rahasia", "jabatan": "X", "level": "Pratama"})
    assert "Rahasia" not in browse("jaksel2").get(f"{NEW}?langkah=periksa").text
    assert "Rahasia" in browse("jaksel").get(f"{NEW}?langkah=periksa").text
    assert not LedgerEntry.objects.exists()
    browse("jaksel2").post(f"{NEW}?draf={Draft.objects.get().pk}", {"hapus_draf": "1"})
    assert Draft.objects.count() == 1
    browse("jaksel").post(f"{NEW}?draf={Draft.objects.get().pk}", {"hapus_draf": "1"})
    assert not Draft.objects.exists()


@pytest.mark.req("SJ-45")
def test_edit_starts_from_what_is_approved(world, browse):
    """Nothing is typed: the check page shows every value as it stands, and sends it."""
    case = world.at("disetujui")
    institution, edit = browse("jaksel"), f"/kasus/{case.pk}/t/edit/"
    check = institution.get(f"{edit}?langkah=periksa")
    assert (check.status, check.codes) == (200, set())
    before = fresh(case).snapshot()
    institution.post(
        f"{edit}?langkah=3", {"kompetensi_teknis": "Baru.", "kompetensi_sosiokultural": "Perekat bangsa."}
    )
    done = institution.post(f"{edit}?langkah=periksa", institution.get(f"{edit}?langkah=periksa").hidden())
    assert (done.status, fresh(case).state) == (302, "baru")
    assert fresh(case).snapshot() == before | {"kompetensi_teknis": "Baru."}
