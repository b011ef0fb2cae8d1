"""Stage 1, the review of a plan: SJ-74 … SJ-83, SL-3 … SL-9, SL-23, SL-27."""

import datetime as dt

import pytest

from cases.core.models import Case, Correction, Message, Revision
from cases.core.reading.rights import petugas_of
from cases.jpt.models import Jpt
from cases.organisations.roles import TELAAH_KASUS
from cases.organisations.selectors import has_grant
from cases.organisations.zones import today_at
from documents.models import Attachment
from tests.support.world import refused
from workflows.gate import perform
from workflows.offers import available


@pytest.mark.req("SJ-74", "SJ-75", "SJ-136", "SL-3")
@pytest.mark.kills("fact:jpt.!petugas", "predicate:jpt.kasn_admin", "predicate:jpt.kasn_komisioner")
def test_pilih_petugas(steps):
    seleksi = steps.submitted()
    assert steps.tasks(seleksi) == {("utama", "Pilih petugas", None)}
    with refused("E-PERM"):
        steps.do(seleksi, "asisten1", "pilih_petugas", petugas=str(steps.people.asisten1.pk))
    with refused("E-REF", field="petugas"):
        steps.do(seleksi, "komisioner", "pilih_petugas", petugas=str(steps.people.jaksel.pk))
    seleksi = steps.do(seleksi, "komisioner", "pilih_petugas", petugas=str(steps.people.asisten1.pk))
    assert steps.tasks(seleksi) == {("utama", "Telaah rencana", "asisten1")}
    assert has_grant(steps.people.asisten1, TELAAH_KASUS, seleksi.case)
    with refused("E-STATE", guard="!petugas"):
        steps.do(seleksi, "komisioner", "pilih_petugas", petugas=str(steps.people.asisten2.pk))


@pytest.mark.req("SJ-75", "SJ-83")
def test_four_review_actions_are_the_appointed_petugas_own(steps):
    seleksi = steps.reviewed()
    offered = {o.name: o.allowed for o in available(seleksi, steps.people.asisten1)}
    assert {name for name, allowed in offered.items() if allowed} == {
        "perbaikan",
        "rekomendasi",
        "tolak",
        "setujui",
        "kirim_pesan",
    }
    others = {o.name: o.allowed for o in available(seleksi, steps.people.asisten2)}
    assert not any(others.values())
    mine = {o.name for o in available(seleksi, steps.people.jaksel)}
    assert mine == {"kirim_pesan", "tarik_rencana"}


@pytest.mark.req("SJ-76", "SJ-77", "SJ-78", "SL-4", "SL-6", "SJ-128")
def test_correction_round(steps):
    seleksi = steps.reviewed()
    with refused("E-REQ", field="pesan"):
        steps.do(seleksi, "asisten1", "perbaikan", pesan="<p></p>")
    attached = steps.file("asisten1")
    seleksi = steps.do(
        seleksi, "asisten1", "perbaikan", pesan="<p>Jadwal kurang.</p>", lampiran_dialog=[attached]
    )
    assert (seleksi.state, steps.tasks(seleksi)) == ("perbaikan", {("utama", "Perbaiki rencana", None)})
    message = Message.objects.get(case=seleksi.case)
    assert (message.side, message.author.username, len(message.attachments)) == ("KASN", "asisten1", 1)
    data = steps.plan(jadwal=[{"kegiatan": "Wawancara", "mulai": "10/12/2026", "akhir": "11/12/2026"}])
    data["surat_pengantar_rencana"] = []
    seleksi = steps.do(seleksi, "jaksel", "kirim_perbaikan", **data)
    assert (seleksi.state, steps.tasks(seleksi)) == ("baru", {("utama", "Telaah rencana", "asisten1")})
    assert seleksi.surat_pengantar_rencana != []
    version = Revision.objects.get(case=seleksi.case, part="rencana", number=2)
    assert [row["field"] for row in version.diff] == ["jadwal"]
    answered = Correction.objects.get(case=seleksi.case)
    assert (answered.revision, answered.answered_by.username) == (version, "jaksel")


@pytest.mark.req("SJ-78")
@pytest.mark.kills("guard:jpt.berubah_atau_tanggapan")
def test_an_unchanged_plan_needs_a_message(steps):
    asked = steps.do(steps.reviewed(), "asisten1", "perbaikan", pesan="<p>Jelaskan.</p>")
    data = steps.plan(surat_pengantar_rencana=[])
    with refused("E-RNG", field="pesan"):
        steps.do(asked, "jaksel", "kirim_perbaikan", **data)
    answered = steps.do(asked, "jaksel", "kirim_perbaikan", **data, pesan="<p>Sudah benar.</p>")
    assert answered.state == "baru"
    assert Message.objects.filter(case=asked.case, side="INSTITUSI").count() == 1


@pytest.mark.req("SJ-78")
def test_a_message_in_the_thread_answers_too(steps):
    asked = steps.do(steps.reviewed(), "asisten1", "perbaikan", pesan="<p>Jelaskan.</p>")
    asked = steps.do(asked, "jaksel", "kirim_pesan", pesan="<p>Sudah benar.</p>")
    answered = steps.do(asked, "jaksel", "kirim_perbaikan", **steps.plan(surat_pengantar_rencana=[]))
    assert answered.state == "baru"


@pytest.mark.req("SJ-77", "SL-5")
def test_dialogue(steps):
    seleksi = steps.submitted()
    with refused("E-GUARD", guard="petugas"):
        steps.do(seleksi, "jaksel", "kirim_pesan", pesan="<p>Halo</p>")
    seleksi = steps.do(seleksi, "komisioner", "pilih_petugas", petugas=str(steps.people.asisten1.pk))
    for who, side in (("asisten1", "KASN"), ("jaksel", "INSTITUSI")):
        before = steps.tasks(seleksi)
        seleksi = steps.do(seleksi, who, "kirim_pesan", pesan="<p>Halo</p><script>x</script>")
        last = Message.objects.order_by("-sent_at").first()
        assert (last.side, last.text, seleksi.state, steps.tasks(seleksi)) == (
            side,
            "<p>Halo</p><p>&lt;script&gt;x&lt;/script&gt;</p>",  # what is no mark stays text
            "baru",
            before,
        )
    for who in ("asisten2", "komisioner"):
        with refused("E-PERM"):
            steps.do(seleksi, who, "kirim_pesan", pesan="<p>Halo</p>")
    with refused("E-REQ", field="pesan"):
        steps.do(seleksi, "jaksel", "kirim_pesan", pesan=" ")


@pytest.mark.req("SJ-77", "SL-5")
@pytest.mark.parametrize("where", ["approved", "counted", "reported", "passed", "inaugurated", "paused"])
def test_dialogue_goes_on(steps, where):
    seleksi = getattr(steps, where)()
    assert steps.do(seleksi, "jaksel", "kirim_pesan", pesan="<p>Halo</p>").state == seleksi.state


@pytest.mark.req("SJ-81", "SJ-82", "SL-7a", "SL-7b")
@pytest.mark.kills("predicate:jpt.petugas_ditunjuk")
def test_recommendations_are_numbered_and_stay(steps, browse):
    seleksi = steps.reviewed()
    with refused("E-REQ", field="isi"):
        steps.do(seleksi, "asisten1", "rekomendasi", isi="")
    seleksi = steps.do(
        seleksi, "asisten1", "rekomendasi", isi="<p>Satu</p>", rekomendasi_rencana=[steps.file("asisten1")]
    )
    assert steps.tasks(seleksi) == {("utama", "Telaah rencana", "asisten1")}
    seleksi = steps.do(seleksi, "asisten1", "setujui", catatan_persetujuan="<p>Baik</p>")
    seleksi = steps.do(seleksi, "asisten1", "rekomendasi", isi="<p>Dua</p>", tanggal="01/11/2026")
    rows = seleksi.daftar_rekomendasi.order_by("nomor")
    assert [(r.nomor, r.isi, len(r.attachments)) for r in rows] == [
        (1, "<p>Satu</p>", 1),
        (2, "<p>Dua</p>", 0),
    ]
    assert rows[1].tanggal == dt.date(2026, 11, 1)
    (file,) = Attachment.objects.filter(boundary=seleksi.pk, kind="rekomendasi_rencana")
    for who in ("jaksel", "auditor"):  # the institution reads it (SJ-82)
        page = browse(who).get(f"/kasus/{seleksi.pk}/")
        assert "Satu" in page.text
        assert "Dua" in page.text
        assert f"/dokumen/{file.pk}/" in page.body
    assert browse("bogor").get(f"/kasus/{seleksi.pk}/").status == 404
    with refused("E-PERM"):
        steps.do(seleksi, "asisten2", "rekomendasi", isi="<p>Tiga</p>")


@pytest.mark.req("SJ-79", "SL-8")
@pytest.mark.kills("fact:jpt.petugas")
def test_setujui(steps):
    waiting = steps.submitted()
    with refused("E-GUARD", guard="petugas"):
        steps.do(waiting, "asisten1", "setujui", catatan_persetujuan="<p>Baik</p>")
    seleksi = steps.do(waiting, "komisioner", "pilih_petugas", petugas=str(steps.people.asisten1.pk))
    with refused("E-REQ", field="catatan_persetujuan"):
        steps.do(seleksi, "asisten1", "setujui")
    letter = steps.file("asisten1")
    seleksi = steps.do(
        seleksi,
        "asisten1",
        "setujui",
        catatan_persetujuan="<p>Baik</p>",
        no_surat="7/2026",
        surat_persetujuan=[letter],
    )
    assert (seleksi.state, steps.tasks(seleksi)) == ("disetujui", {("utama", "Input jumlah pelamar", None)})
    assert seleksi.persetujuan["no_surat"] == "7/2026"
    assert (
        seleksi.persetujuan["tanggal"] == today_at(seleksi.case.institution).isoformat()
    )  # not given: today
    assert len(seleksi.persetujuan["surat_persetujuan"]) == 1


@pytest.mark.req("SJ-63", "SJ-79")
@pytest.mark.kills("guard:jpt.surat_pengantar_ada")
def test_setujui_needs_the_scan(steps):
    seleksi = steps.reviewed(surat_pengantar_rencana=[])
    with refused("E-GUARD", guard="surat_pengantar_ada"):
        steps.do(seleksi, "asisten1", "setujui", catatan_persetujuan="<p>Baik</p>")


@pytest.mark.req("SJ-79")
@pytest.mark.kills("guard:jpt.versi_disetujui_ada")
def test_setujui_needs_an_approved_version(steps):
    """Not reachable by acts (SJ-61 asks for `disetujui`); what another way left behind is still refused."""
    seleksi = steps.reviewed()
    Jpt.objects.filter(pk=seleksi.pk).update(nomenklatur_version=None)
    with refused("E-GUARD", guard="versi_disetujui_ada"):
        steps.do(seleksi, "asisten1", "setujui", catatan_persetujuan="<p>Baik</p>")


@pytest.mark.req("SJ-80", "SL-9")
def test_tolak_frees_the_post(steps):
    seleksi = steps.reviewed()
    with refused("E-REQ", field="alasan"):
        steps.do(seleksi, "asisten1", "tolak")
    ended = steps.do(seleksi, "asisten1", "tolak", alasan="<p>Tidak sesuai</p>")
    assert (ended.state, steps.tasks(ended), ended.penolakan["alasan"]) == (
        "ditolak",
        set(),
        "<p>Tidak sesuai</p>",
    )
    assert Case.objects.get(pk=ended.pk).closed_at is not None
    post = type(steps.nomenklatur(unit="Lain")).fetch(ended.nomenklatur_id)
    assert steps.submitted(post).state == "baru"


@pytest.mark.req("SL-23", "SJ-125")
def test_tarik_rencana(steps):
    seleksi = steps.reviewed()
    with refused("E-REQ", field="alasan"):
        steps.do(seleksi, "jaksel", "tarik_rencana")
    with refused("E-PERM"):
        steps.do(seleksi, "asisten1", "tarik_rencana", alasan="Keliru")
    ended = steps.do(seleksi, "jaksel", "tarik_rencana", alasan="Keliru")
    assert (ended.state, steps.tasks(ended)) == ("dibatalkan", set())
    approved = steps.do(
        steps.do(
            steps.submitted(type(steps.nomenklatur(unit="Lain")).fetch(ended.nomenklatur_id)),
            "komisioner",
            "pilih_petugas",
            petugas=str(steps.people.asisten1.pk),
        ),
        "asisten1",
        "setujui",
        catatan_persetujuan="<p>Baik</p>",
    )
    with refused("E-STATE"):
        steps.do(approved, "jaksel", "tarik_rencana", alasan="Terlambat")


@pytest.mark.req("SJ-137", "SL-27")
@pytest.mark.kills("guard:jpt.petugas_berbeda")
def test_ganti_petugas_moves_right_and_task(steps):
    seleksi = steps.reviewed()
    another = {"petugas": str(steps.people.asisten2.pk), "alasan": "Cuti"}
    with refused("E-PERM"):
        steps.do(seleksi, "asisten1", "ganti_petugas", **another)
    with refused("E-RNG", field="petugas"):
        steps.do(seleksi, "admin", "ganti_petugas", petugas=str(steps.people.asisten1.pk), alasan="Cuti")
    with refused("E-REQ", field="alasan"):
        steps.do(seleksi, "admin", "ganti_petugas", petugas=another["petugas"])
    seleksi = steps.do(seleksi, "admin", "ganti_petugas", **another)
    assert steps.tasks(seleksi) == {("utama", "Telaah rencana", "asisten2")}
    assert not has_grant(steps.people.asisten1, TELAAH_KASUS, seleksi.case)
    assert has_grant(steps.people.asisten2, TELAAH_KASUS, seleksi.case)
    assert petugas_of(seleksi.pk).count() == 2
    with refused("E-PERM"):
        steps.do(seleksi, "asisten1", "setujui", catatan_persetujuan="<p>Baik</p>")


@pytest.mark.req("SJ-45", "SJ-121")
def test_the_selection_keeps_the_version_it_was_submitted_on(steps):
    seleksi = steps.approved()
    post = type(steps.nomenklatur(unit="Lain")).fetch(seleksi.nomenklatur_id)
    first = post.approved
    post = steps.do(post, "jaksel", "edit", **post.snapshot() | {"tugas_pokok_fungsi": "Baru."})
    steps.do(post, "asisten1", "setujui")
    assert steps.fresh(seleksi).nomenklatur_version == first


@pytest.mark.req("SJ-45", "NM-6")
@pytest.mark.kills("guard:nomenklatur.tanpa_rencana_ditinjau")
@pytest.mark.parametrize("where", ["baru", "perbaikan"])
def test_the_nomenklatur_stands_still_while_its_plan_is_reviewed(steps, where):
    post = steps.nomenklatur()
    seleksi = steps.submitted(post)
    if where == "perbaikan":
        seleksi = steps.do(seleksi, "komisioner", "pilih_petugas", petugas=str(steps.people.asisten1.pk))
        steps.do(seleksi, "asisten1", "perbaikan", pesan="<p>x</p>")
    change = post.snapshot() | {"tugas_pokok_fungsi": "Baru."}
    with refused("E-GUARD", guard="tanpa_rencana_ditinjau"):
        steps.do(post, "jaksel", "edit", **change)


@pytest.mark.req("SJ-46", "NM-8a")
@pytest.mark.kills("guard:nomenklatur.tanpa_seleksi_terbuka")
def test_the_nomenklatur_lives_while_its_selection_is_open(steps):
    post = steps.nomenklatur()
    seleksi = steps.submitted(post)
    with refused("E-GUARD", guard="tanpa_seleksi_terbuka"):
        steps.do(post, "jaksel", "mohon_nonaktif", alasan="Dihapus")
    steps.do(seleksi, "jaksel", "tarik_rencana", alasan="Keliru")
    assert steps.do(post, "jaksel", "mohon_nonaktif", alasan="Dihapus").permohonan_pada is not None


@pytest.mark.req("SJ-138")
def test_a_stale_press_is_refused(steps):
    seen = steps.reviewed()
    steps.do(seen, "jaksel", "kirim_pesan", pesan="<p>Halo</p>")
    with refused("E-STALE"):
        perform(
            seen,
            "setujui",
            actor=steps.people.asisten1,
            data={"catatan_persetujuan": "<p>x</p>"},
            version=seen.version,
        )
