"""Stage 1, Rencana Seleksi: SJ-59 … SJ-83, SL-1 … SL-9, SL-23, SL-27."""

import datetime as dt

import pytest
from django.http import QueryDict

from cases.core.creation import create
from cases.core.models import Assignment, Case, Correction, Message, Notification, Revision
from cases.core.permissions import TELAAH_KASUS
from cases.core.selectors import cases_visible_to
from cases.jpt.models import Jpt, JptV1
from cases.organisations.models import Choice
from cases.organisations.parameters import set_parameter
from cases.organisations.selectors import has_grant
from documents.models import Attachment
from tests.support.world import refused
from workflows.gate import perform
from workflows.models import LedgerEntry
from workflows.offers import available
from workflows.outbox import deliver_all


def submit(steps, data, who="jaksel"):
    return create(steps.user(who), "jpt", "tambah_seleksi", data)


@pytest.mark.req("SJ-60", "SJ-61", "SJ-64", "SL-2")
def test_submitting_keeps_plan_version_and_documents(steps):
    post = steps.nomenklatur()
    (seleksi,) = submit(
        steps, steps.plan(post, panitia=[{"nama": "Ketua", "berkas": [steps.file("jaksel")]}])
    )
    assert (seleksi.state, seleksi.case.state, seleksi.case.private) == ("baru", "baru", False)
    assert seleksi.title() == "Kepala Dinas Sosial — Dinas Sosial"
    assert seleksi.nomenklatur_version == steps.fresh(post).approved
    kinds = Attachment.objects.filter(boundary=seleksi.pk).values_list("kind", flat=True)
    assert sorted(kinds) == ["berkas_pansel", "surat_pengantar_rencana"]
    version = Revision.objects.get(case=seleksi.case, part="rencana")
    assert (version.number, version.data["cara_pengisian"]) == (1, "Seleksi Terbuka")
    assert version.data["jadwal"] == [
        {"kegiatan": "Pengumuman", "mulai": "2026-12-01", "akhir": "2026-12-05"}
    ]
    entry = LedgerEntry.objects.get(stream=seleksi.pk)
    assert {d["kind"] for d in entry.body["documents"]} == {"berkas_pansel", "surat_pengantar_rencana"}


@pytest.mark.req("SJ-61")
def test_several_nomenklatur_give_one_selection_each_with_shared_files(steps):
    posts = [steps.nomenklatur(unit=f"Dinas {n}") for n in range(3)]
    found = submit(steps, steps.plan(*posts, panitia=[{"nama": "Ketua", "berkas": [steps.file("jaksel")]}]))
    assert [s.nomenklatur_id for s in found] == [p.pk for p in posts]
    assert len({s.case.batch for s in found}) == 1
    assert found[0].case.batch is not None
    for seleksi in found:
        files = Attachment.objects.filter(owner_id=seleksi.pk)
        assert {f.kind for f in files} == {"berkas_pansel", "surat_pengantar_rencana"}
        assert seleksi.surat_pengantar_rencana == [str(files.get(kind="surat_pengantar_rencana").pk)]
        assert seleksi.panitia[0]["berkas"] == [str(files.get(kind="berkas_pansel").pk)]
    assert Attachment.objects.values("storage_key").distinct().count() == 2


@pytest.mark.req("SJ-61", "SJ-67", "SJ-69")
@pytest.mark.parametrize("count", [1, 2])
def test_a_posted_form_with_one_method_and_files_in_rows(steps, count):
    posts = [steps.nomenklatur(unit=f"Dinas {n}") for n in range(count)]
    plan = steps.plan(*posts)
    posted = QueryDict(mutable=True)
    for name, value in plan.items():
        if name == "panitia":
            posted.update({"panitia-0-nama": "Ketua", "panitia-0-berkas": steps.file("jaksel")})
        elif name == "jadwal":
            posted.update({f"jadwal-0-{key}": inner for key, inner in value[0].items()})
        else:
            posted.setlist(name, [str(v) for v in (value if isinstance(value, list) else [value])])
    assert len(posted.getlist("metode_seleksi")) == 1
    found = submit(steps, posted)
    assert [s.nomenklatur_id for s in found] == [p.pk for p in posts]
    for seleksi in found:
        assert seleksi.metode_seleksi == plan["metode_seleksi"]
        assert (seleksi.panitia[0]["nama"], len(seleksi.panitia[0]["berkas"])) == ("Ketua", 1)
        assert len(seleksi.surat_pengantar_rencana) == 1


@pytest.mark.req("SJ-61")
def test_all_or_none(steps):
    free, busy = steps.nomenklatur(), steps.nomenklatur(unit="Dinas Lain")
    steps.submitted(busy)
    data = steps.plan(free, busy)
    with refused("E-REF", field="nomenklatur"):
        submit(steps, data)
    assert Jpt.objects.filter(nomenklatur=free.pk).count() == 0


@pytest.mark.req("SJ-61")
def test_one_case_takes_one_nomenklatur(steps):
    posts = [steps.nomenklatur(unit=f"Dinas {n}") for n in range(2)]
    (draft,) = create(steps.people.jaksel, "jpt", "simpan_draf", {"nomenklatur": [str(posts[0].pk)]})
    data = steps.plan(*posts)
    with refused("E-RNG", field="nomenklatur"):
        steps.do(draft, "jaksel", "tambah_seleksi", **data)


@pytest.mark.req("SJ-59")
@pytest.mark.kills("guard:jpt.tanpa_seleksi_terbuka")
def test_one_open_selection_per_nomenklatur(steps):
    post = steps.nomenklatur()
    first = steps.submitted(post)
    data = steps.plan(post)
    with refused("E-REF", field="nomenklatur") as caught:
        submit(steps, data)
    assert "Masih ada seleksi" in caught.value.message
    steps.do(first, "jaksel", "tarik_rencana", alasan="Keliru")
    assert steps.submitted(post).state == "baru"


@pytest.mark.req("SJ-59", "SJ-71")
def test_a_draft_does_not_block(steps):
    post = steps.nomenklatur()
    (draft,) = create(steps.people.jaksel, "jpt", "simpan_draf", {"nomenklatur": [str(post.pk)]})
    steps.submitted(post)
    data = steps.plan(post)
    with refused("E-REF", field="nomenklatur"):
        steps.do(draft, "jaksel", "tambah_seleksi", **data)


@pytest.mark.req("SJ-59")
def test_the_constraint_answers_when_somebody_was_quicker(steps, monkeypatch):
    """Two sessions that both saw the post free: the database decides, with the guard's own code."""
    post = steps.nomenklatur()
    data = steps.plan(post)
    steps.submitted(post)
    monkeypatch.setattr(
        JptV1, "open_nomenklatur", classmethod(lambda cls: cls.objects.none().values("nomenklatur"))
    )
    with refused("E-REF", guard="tanpa_seleksi_terbuka") as caught:
        submit(steps, data)
    assert "Baru saja" in caught.value.message


BAD_PLANS = {
    "no nomenklatur": ({"nomenklatur": []}, "E-REQ", "nomenklatur"),
    "no letter number": ({"no_surat_pengantar": ""}, "E-REQ", "no_surat_pengantar"),
    "letter number too long": ({"no_surat_pengantar": "x" * 101}, "E-RNG", "no_surat_pengantar"),
    "no cara": ({"cara_pengisian": ""}, "E-REQ", "cara_pengisian"),
    "unknown cara": ({"cara_pengisian": "00000000-0000-7000-8000-000000000000"}, "E-REF", "cara_pengisian"),
    "unknown alasan": ({"alasan": "00000000-0000-7000-8000-000000000000"}, "E-REF", "alasan"),
    "no metode": ({"metode_seleksi": []}, "E-REQ", "metode_seleksi"),
    "unknown metode": ({"metode_seleksi": ["undian"]}, "E-REF", "metode_seleksi"),
    "no bobot": ({"bobot_wawancara": ""}, "E-REQ", "bobot_wawancara"),
    "bobot text": ({"bobot_wawancara": "tiga puluh"}, "E-FMT", "bobot_wawancara"),
    "bobot decimal": ({"bobot_wawancara": "30,5"}, "E-FMT", "bobot_wawancara"),
    "no panitia": ({"panitia": [{}]}, "E-REQ", "panitia"),
    "panitia without nama": ({"panitia": [{"keterangan": "Ketua"}]}, "E-REQ", "panitia"),
    "no jadwal": ({"jadwal": []}, "E-REQ", "jadwal"),
    "part of a jadwal": ({"jadwal": [{"kegiatan": "Tes", "mulai": "01/12/2026"}]}, "E-REQ", "jadwal"),
    "jadwal backwards": (
        {"jadwal": [{"kegiatan": "Tes", "mulai": "02/12/2026", "akhir": "01/12/2026"}]},
        "E-RNG",
        "jadwal",
    ),
    "impossible date": (
        {"jadwal": [{"kegiatan": "Tes", "mulai": "31/02/2026", "akhir": "01/12/2026"}]},
        "E-FMT",
        "jadwal",
    ),
    "foreign file": ({"surat_pengantar_rencana": ["00000000-0000-7000-8000-000000000000"]}, "E-REF", None),
}


@pytest.mark.req("SJ-62", "SJ-64", "SJ-65", "SJ-67", "SJ-68", "SJ-69", "SJ-70", "SJ-139")
@pytest.mark.parametrize("name", BAD_PLANS)
def test_bad_plan(steps, name):
    changes, code, field = BAD_PLANS[name]
    data = steps.plan(steps.nomenklatur(), **changes)
    with refused(code, field=field or ""):
        submit(steps, data)


@pytest.mark.req("SJ-65")
def test_lainnya_needs_its_description(steps):
    other = str(Choice.objects.get(daftar="alasan_seleksi", nama="Lainnya").pk)
    data = steps.plan(steps.nomenklatur(), alasan=other)
    with refused("E-REQ", field="deskripsi_alasan"):
        submit(steps, data)
    with refused("E-REQ", field="deskripsi_alasan"):
        submit(steps, {**data, "deskripsi_alasan": "<p> </p>"})
    assert submit(steps, {**data, "deskripsi_alasan": "<p>Pemekaran.</p>"})[0].state == "baru"


@pytest.mark.req("SJ-68")
def test_weights(steps):
    (seleksi,) = submit(steps, steps.plan(steps.nomenklatur()))
    assert seleksi.bobot == {
        "kompetensi_manajerial": 40,
        "penulisan_makalah": 20,
        "wawancara": 30,
        "rekam_jejak": 10,
    }
    data = steps.plan(steps.nomenklatur(unit="Dinas Lain"), bobot_wawancara=40)
    with refused("E-RNG") as caught:
        submit(steps, data)
    assert "110" in caught.value.message
    set_parameter("BOBOT_JUMLAH_100", False, valid_from=dt.date(2020, 1, 1), legal_basis="uji")
    assert submit(steps, {**data, "alasan_bobot": "Sesuai kebutuhan"})[0].alasan_bobot == "Sesuai kebutuhan"


@pytest.mark.req("SJ-71", "SL-1", "SL-1b")
def test_a_draft_is_partial_and_private(steps):
    post = steps.nomenklatur()
    (draft,) = create(steps.people.jaksel, "jpt", "simpan_draf", {"nomenklatur": [str(post.pk)]})
    assert (draft.state, draft.case.private) == ("draf", True)
    for who, sees in (("jaksel", True), ("asisten1", False), ("auditor", False), ("bogor", False)):
        assert cases_visible_to(steps.user(who)).filter(pk=draft.pk).exists() is sees
    with refused("E-HIDE"):
        steps.do(draft, "komisioner", "pilih_petugas", petugas=str(steps.people.asisten1.pk))
    partial = {"nomenklatur": [str(post.pk)], "jadwal": [{"kegiatan": "Tes"}], "bobot_wawancara": 30}
    draft = steps.do(draft, "jaksel", "simpan_draf", **partial)
    assert (draft.state, draft.version, draft.jadwal) == (
        "draf",
        2,
        [{"kegiatan": "Tes", "mulai": None, "akhir": None}],
    )
    with refused("E-FMT", field="jadwal"):
        steps.do(draft, "jaksel", "simpan_draf", **{**partial, "jadwal": [{"mulai": "31/02/2026"}]})
    with refused("E-REQ", field="nomenklatur"):
        steps.do(draft, "jaksel", "simpan_draf", **{**partial, "nomenklatur": []})


@pytest.mark.req("SJ-71", "SL-2")
def test_a_draft_is_submitted_with_the_file_it_has(steps):
    post = steps.nomenklatur()
    data = steps.plan(post)
    (draft,) = create(steps.people.jaksel, "jpt", "simpan_draf", data)
    kept = draft.surat_pengantar_rencana
    seleksi = steps.do(draft, "jaksel", "tambah_seleksi", **{**data, "surat_pengantar_rencana": []})
    assert (seleksi.state, seleksi.surat_pengantar_rencana, seleksi.case.private) == ("baru", kept, False)


@pytest.mark.req("SJ-71", "SL-23")
def test_a_withdrawn_draft_stays_private(steps):
    post = steps.nomenklatur()
    (draft,) = create(steps.people.jaksel, "jpt", "simpan_draf", {"nomenklatur": [str(post.pk)]})
    steps.do(draft, "jaksel", "tarik_rencana", alasan="Tidak jadi")
    assert not cases_visible_to(steps.people.asisten1).filter(pk=draft.pk).exists()
    assert cases_visible_to(steps.people.jaksel).get(pk=draft.pk).state == "dibatalkan"


@pytest.mark.req("SL-1", "SL-2", "SJ-83")
@pytest.mark.parametrize("who", ["asisten1", "komisioner", "admin", "auditor"])
def test_only_institutions_plan(steps, who):
    data = steps.plan(steps.nomenklatur())
    with refused("E-PERM"):
        submit(steps, data, who)


@pytest.mark.req("SJ-73", "SJ-129")
def test_kasn_learns_of_a_new_plan(steps):
    seleksi = steps.submitted()
    deliver_all()
    told = Notification.objects.filter(case=seleksi.case).values_list("user__username", flat=True)
    assert set(told) == {"admin", "komisioner", "asisten1", "asisten2"}


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
    assert steps.tasks(seleksi) == {("utama", "Review", "asisten1")}
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
    assert (seleksi.state, steps.tasks(seleksi)) == ("perbaikan", {("utama", "Perbaiki", None)})
    message = Message.objects.get(case=seleksi.case)
    assert (message.side, message.author.username, len(message.attachments)) == ("KASN", "asisten1", 1)
    data = steps.plan(jadwal=[{"kegiatan": "Wawancara", "mulai": "10/12/2026", "akhir": "11/12/2026"}])
    data["surat_pengantar_rencana"] = []
    seleksi = steps.do(seleksi, "jaksel", "kirim_perbaikan", **data)
    assert (seleksi.state, steps.tasks(seleksi)) == ("baru", {("utama", "Review", "asisten1")})
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
            "<p>Halo</p>",
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
def test_recommendations_are_numbered_and_stay(steps):
    seleksi = steps.reviewed()
    with refused("E-REQ", field="isi"):
        steps.do(seleksi, "asisten1", "rekomendasi", isi="")
    seleksi = steps.do(
        seleksi, "asisten1", "rekomendasi", isi="<p>Satu</p>", rekomendasi_rencana=[steps.file("asisten1")]
    )
    assert steps.tasks(seleksi) == {("utama", "Review", "asisten1")}
    seleksi = steps.do(seleksi, "asisten1", "setujui", catatan_persetujuan="<p>Baik</p>")
    seleksi = steps.do(seleksi, "asisten1", "rekomendasi", isi="<p>Dua</p>", tanggal="01/11/2026")
    rows = seleksi.daftar_rekomendasi.order_by("nomor")
    assert [(r.nomor, r.isi, len(r.attachments)) for r in rows] == [
        (1, "<p>Satu</p>", 1),
        (2, "<p>Dua</p>", 0),
    ]
    assert rows[1].tanggal == dt.date(2026, 11, 1)
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
    assert steps.tasks(seleksi) == {("utama", "Review", "asisten2")}
    assert not has_grant(steps.people.asisten1, TELAAH_KASUS, seleksi.case)
    assert has_grant(steps.people.asisten2, TELAAH_KASUS, seleksi.case)
    assert Assignment.objects.filter(case=seleksi.case).count() == 2
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
