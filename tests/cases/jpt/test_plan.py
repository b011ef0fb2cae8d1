"""Stage 1, the plan: SJ-59 … SJ-73, SL-1, SL-2."""

import pytest
from django.http import QueryDict

from cases.core.doing import creation
from cases.core.doing.creation import create
from cases.core.models import Notification, Revision
from cases.core.reading.sight import cases_visible_to
from cases.jpt.models import Jpt, JptV1
from cases.organisations.models import Choice
from documents.models import Attachment
from tests.support.jobs import deliver_all
from tests.support.world import refused
from workflows.models import LedgerEntry
from workflows.rows import without_ids


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
    assert without_ids(version.data["jadwal"]) == [
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
    "bobot with three decimals": ({"bobot_wawancara": "30,1234"}, "E-FMT", "bobot_wawancara"),
    "bobot read in two ways": ({"bobot_wawancara": "30,123"}, "E-FMT", "bobot_wawancara"),
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
    assert caught.value.message == "Jumlah keempat bobot harus tepat 100; sekarang 110."
    with refused("E-FMT", field="alasan_bobot"):  # no longer asked for
        submit(steps, {**data, "alasan_bobot": "Sesuai kebutuhan"})


@pytest.mark.req("SJ-68")
def test_weights_have_two_decimals_and_add_up_exactly(steps):
    thirds = ("33,33", "33.33", 23.34, "10,00")
    names = ("kompetensi_manajerial", "penulisan_makalah", "wawancara", "rekam_jejak")
    given = {f"bobot_{name}": value for name, value in zip(names, thirds, strict=True)}
    (seleksi,) = submit(steps, steps.plan(steps.nomenklatur(), **given))
    assert [str(value) for value in seleksi.bobot.values()] == ["33.33", "33.33", "23.34", "10.00"]
    data = steps.plan(steps.nomenklatur(unit="Dinas Lain"), **{**given, "bobot_wawancara": "23,33"})
    with refused("E-RNG") as caught:
        submit(steps, data)
    assert caught.value.message == "Jumlah keempat bobot harus tepat 100; sekarang 99,99."


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
    assert (draft.state, draft.version, without_ids(draft.jadwal)) == (
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


@pytest.mark.req("SL-1", "SL-2", "SJ-60")
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


@pytest.mark.req("SJ-69", "SJ-70")
def test_what_is_worth_a_look_is_told_before_sending(steps):
    """Allowed, and said: one name twice on the panel, lines of the schedule with days in common."""
    post = steps.nomenklatur()
    form_class = steps_form()

    def notes(**changes):
        form = form_class(steps.plan(post, **changes), subject=begin(steps), actor=steps.people.jaksel)
        assert form.is_valid(), form.errors
        return form.notes()

    line = {"kegiatan": "Pengumuman", "mulai": "01/12/2026", "akhir": "05/12/2026"}
    after = {"kegiatan": "Wawancara", "mulai": "06/12/2026", "akhir": "07/12/2026"}
    assert notes(jadwal=[line, after]) == []
    assert notes(jadwal=[line, after | {"mulai": "05/12/2026"}]) == [
        "Jadwal bertumpang tindih: “Pengumuman” (01/12/2026–05/12/2026) dan "
        "“Wawancara” (05/12/2026–07/12/2026)."
    ]
    assert notes(panitia=[{"nama": "Siti  Rahayu"}, {"nama": "SITI RAHAYU"}, {"nama": "Budi"}]) == [
        "Nama yang sama pada panitia seleksi lebih dari sekali: Siti Rahayu."
    ]


def begin(steps):
    from cases.core.declared.registry import case_type

    return creation.begin(case_type("jpt"), steps.people.jaksel.institution)


def steps_form():
    from cases.jpt.forms.plan import RencanaForm

    return RencanaForm


def test_a_long_list_of_overlaps_is_cut():
    from cases.jpt.notes import overlaps

    rows = [{"kegiatan": f"K{n}", "mulai": "2026-12-01", "akhir": "2026-12-02"} for n in range(10)]
    found = overlaps([*rows, {"kegiatan": "Lain", "mulai": "2026-12-03", "akhir": None}])
    assert (len(found), found[-1]) == (6, "dan 40 pasangan lain")
