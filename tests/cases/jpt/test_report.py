"""Stages 3 and 4, Pelaporan and Pelantikan: SJ-111 … SJ-124, SL-16 … SL-22."""

import datetime as dt

import pytest

from cases.core.models import Correction, Revision
from cases.organisations.models import Choice
from cases.pejabat.models import Pejabat
from documents.models import Attachment
from tests.support.world import refused
from workflows.models import LedgerEntry, LedgerPayload
from workflows.offers import available


@pytest.mark.req("SJ-111", "SJ-112", "SL-16")
def test_pelaporan(steps):
    seleksi, _ = steps.top_three()
    data = steps.report()
    with refused("E-PERM"):
        steps.do(seleksi, "asisten1", "pelaporan", **data)
    for name in ("keterangan", "berita_acara"):
        with refused("E-REQ", field=name):
            steps.do(seleksi, "jaksel", "pelaporan", **{**data, name: "<p></p>"})
    seleksi = steps.do(seleksi, "jaksel", "pelaporan", **data)
    assert (seleksi.state, steps.tasks(seleksi)) == ("laporan", {("utama", "Telaah pelaporan", "asisten1")})
    kinds = Attachment.objects.filter(boundary=seleksi.pk, act="pelaporan").values_list("kind", flat=True)
    assert sorted(kinds) == ["berita_acara_pansel", "laporan_lengkap_tahapan", "surat_pengantar_ppk_pyb"]
    assert Revision.objects.get(case=seleksi.case, part="pelaporan").data == seleksi.laporan


@pytest.mark.req("SJ-102", "SJ-112")
@pytest.mark.kills("guard:jpt.alasan_kurang_tiga")
@pytest.mark.parametrize("accepted", [1, 2])
def test_fewer_than_three_need_a_reason(steps, accepted):
    seleksi, _ = steps.top_three(accepted)
    data = steps.report()
    with refused("E-REQ", field="alasan_kurang_tiga"):
        steps.do(seleksi, "jaksel", "pelaporan", **data)
    sent = steps.do(seleksi, "jaksel", "pelaporan", **data, alasan_kurang_tiga="Hanya ini yang memenuhi")
    assert sent.laporan["alasan_kurang_tiga"] == "Hanya ini yang memenuhi"


@pytest.mark.req("SJ-115", "SJ-117", "SL-17", "SL-18")
@pytest.mark.kills("fact:jpt.buka_kembali")
def test_correcting_the_report(steps):
    seleksi = steps.reported()
    with refused("E-REQ", field="alasan"):
        steps.do(seleksi, "asisten1", "perbaiki")
    with refused("E-REF", field="bagian"):
        steps.do(seleksi, "asisten1", "perbaiki", alasan="<p>x</p>", bagian=["lain"])
    with refused("E-PERM"):
        steps.do(seleksi, "asisten2", "perbaiki", alasan="<p>x</p>")
    seleksi = steps.do(
        seleksi,
        "asisten1",
        "perbaiki",
        alasan="<p>Kurang rinci</p>",
        bagian=["keterangan"],
        lampiran_perbaikan=[steps.file("asisten1")],
    )
    assert (seleksi.state, steps.tasks(seleksi)) == (
        "perbaikan_laporan",
        {("utama", "Perbaiki laporan", None)},
    )
    with refused("E-GUARD", guard="buka_kembali"):
        steps.do(seleksi, "jaksel", "buka_kembali_penilaian")
    before = seleksi.laporan
    # nothing sent anew: the files of the first version go on
    changed = {"keterangan": "<p>Rinci</p>", "berita_acara": before["berita_acara"]}
    seleksi = steps.do(seleksi, "jaksel", "kirim_perbaikan_laporan", **changed)
    assert (seleksi.state, steps.tasks(seleksi)) == ("laporan", {("utama", "Telaah pelaporan", "asisten1")})
    assert seleksi.laporan == before | {"keterangan": "<p>Rinci</p>"}
    versions = Revision.objects.filter(case=seleksi.case, part="pelaporan").order_by("number")
    assert [v.number for v in versions] == [1, 2]
    assert [row["field"] for row in versions[1].diff] == ["keterangan"]
    asked = Correction.objects.get(case=seleksi.case, part="pelaporan")
    assert (asked.parts, asked.revision) == (["keterangan"], versions[1])


@pytest.mark.req("SJ-117", "SL-19", "KD-13a", "KD-15b")
@pytest.mark.kills("fact:jpt.!buka_kembali")
def test_reopening_the_scoring(steps):
    seleksi = steps.do(steps.reported(), "asisten1", "perbaiki", alasan="<p>Nilai</p>", buka_kembali=True)
    assert steps.tasks(seleksi) == {("utama", "Buka kembali penilaian", None)}
    data = steps.report()
    with refused("E-GUARD", guard="!buka_kembali"):
        steps.do(seleksi, "jaksel", "kirim_perbaikan_laporan", **data)
    seleksi = steps.do(seleksi, "jaksel", "buka_kembali_penilaian")
    # everybody is still decided, so the condition of SJ-106 holds at once
    assert (seleksi.state, seleksi.buka_kembali) == ("tiga_besar", False)
    acts = LedgerEntry.objects.filter(stream=seleksi.pk).order_by("-seq").values_list("act", flat=True)[:2]
    assert list(acts) == ["tetapkan_tiga_besar", "buka_kembali_penilaian"]
    accepted = seleksi.facts.diterima[0]
    lapsed = steps.do(accepted, "jaksel", "koreksi_skor", tahap="wawancara", skor="9", alasan="Salah hitung")
    assert (lapsed.state, lapsed.root().state) == ("rekam_jejak", "proses_penilaian")
    steps.do(lapsed, "jaksel", "terima")
    again = {"keterangan": "<p>Baru</p>", "berita_acara": "<p>Baru</p>"}
    seleksi = steps.do(steps.fresh(seleksi), "jaksel", "pelaporan", **again)
    assert (seleksi.state, Revision.objects.filter(case=seleksi.case, part="pelaporan").count()) == (
        "laporan",
        2,
    )


@pytest.mark.req("SJ-115", "SJ-117")
def test_each_perbaiki_sets_the_flag_anew(steps):
    seleksi = steps.do(steps.reported(), "asisten1", "perbaiki", alasan="<p>x</p>", buka_kembali=True)
    seleksi = steps.do(seleksi, "jaksel", "buka_kembali_penilaian")
    seleksi = steps.do(seleksi, "jaksel", "pelaporan", keterangan="<p>x</p>", berita_acara="<p>x</p>")
    seleksi = steps.do(seleksi, "asisten1", "perbaiki", alasan="<p>x</p>")
    assert steps.tasks(seleksi) == {("utama", "Perbaiki laporan", None)}


@pytest.mark.req("SJ-116", "SJ-118", "SL-20")
@pytest.mark.kills("guard:jpt.rekomendasi_terlampir")
def test_lulus(steps):
    seleksi = steps.reported()
    complete = steps.passing()
    inauguration = steps.inauguration(seleksi.facts.diterima[0])
    with refused("E-STATE"):  # no Pelantikan without KASN (SJ-118)
        steps.do(seleksi, "jaksel", "pelantikan", **inauguration)
    for name in complete:
        with refused("E-GUARD", guard="rekomendasi_terlampir"):
            steps.do(seleksi, "asisten1", "lulus", **{**complete, name: ""})
    with refused("E-PERM"):
        steps.do(seleksi, "asisten2", "lulus", **complete)
    seleksi = steps.do(seleksi, "asisten1", "lulus", **complete)
    assert (seleksi.state, steps.tasks(seleksi)) == ("lulus", {("utama", "Pelantikan", None)})
    row = seleksi.daftar_rekomendasi.get(jenis="pelaporan")
    assert (row.nomor, len(row.attachments)) == (1, 1)


@pytest.mark.req("SJ-114", "SJ-119")
def test_buttons_stand_on_their_own_side(steps):
    seleksi = steps.reported()
    assert {"lulus", "perbaiki"} <= {o.name for o in available(seleksi, steps.people.asisten1) if o.allowed}
    assert not {"lulus", "perbaiki"} & {o.name for o in available(seleksi, steps.people.jaksel)}
    seleksi = steps.do(seleksi, "asisten1", "lulus", **steps.passing())
    assert "pelantikan" in {o.name for o in available(seleksi, steps.people.jaksel) if o.allowed}
    assert "pelantikan" not in {o.name for o in available(seleksi, steps.people.asisten1)}
    data = steps.inauguration(seleksi.facts.diterima[0])
    with refused("E-PERM"):
        steps.do(seleksi, "asisten1", "pelantikan", **data)


@pytest.mark.req("SJ-120", "SL-21", "KD-14")
@pytest.mark.kills("guard:jpt.kandidat_tiga_besar")
def test_pelantikan(steps):
    seleksi = steps.passed()
    best, rejected = seleksi.facts.diterima[0], seleksi.facts.ditolak[0]
    complete = steps.inauguration(best)
    for name in (
        "berita_acara",
        "lampiran_berita_acara",
        "sk_pengangkatan",
        "lampiran_sk",
        "kandidat",
        "tanggal",
    ):
        with refused("E-REQ", field=name):
            steps.do(seleksi, "jaksel", "pelantikan", **{**complete, name: ""})
    with refused("E-REF", field="kandidat"):
        steps.do(seleksi, "jaksel", "pelantikan", **{**complete, "kandidat": str(rejected.pk)})
    tomorrow = (dt.date.today() + dt.timedelta(days=2)).isoformat()
    with refused("E-RNG", field="tanggal"):
        steps.do(seleksi, "jaksel", "pelantikan", **{**complete, "tanggal": tomorrow})
    seleksi = steps.do(seleksi, "jaksel", "pelantikan", **complete)
    assert (seleksi.state, steps.tasks(seleksi)) == ("pelantikan", {("utama", "Tambah pejabat", None)})
    assert steps.kandidat(seleksi, best.nama).state == "dilantik"
    assert {k.state for k in seleksi.facts.kandidat} == {"dilantik", "diterima", "ditolak"}
    acts = LedgerEntry.objects.filter(stream=seleksi.pk).order_by("-seq").values_list("ref", flat=True)[:2]
    assert list(acts) == ["KD-14", "SL-21"]


@pytest.mark.req("SJ-120")
def test_a_candidate_of_another_selection(steps):
    seleksi = steps.passed()
    other_post = steps.nomenklatur(unit="Dinas Lain")
    other = steps.submitted(other_post)
    other = steps.do(other, "komisioner", "pilih_petugas", petugas=str(steps.people.asisten1.pk))
    other = steps.do(other, "asisten1", "setujui", catatan_persetujuan="<p>x</p>")
    other = steps.do(other, "jaksel", "input_jumlah_pelamar", jumlah_pelamar=3)
    data = steps.inauguration(steps.candidate(other, "Orang Lain"))
    with refused("E-REF", field="kandidat"):
        steps.do(seleksi, "jaksel", "pelantikan", **data)


@pytest.mark.req("SJ-125", "SL-21")
def test_an_open_request_lapses_with_pelantikan(steps):
    seleksi = steps.request(steps.passed(), "batal")
    seleksi = steps.do(seleksi, "jaksel", "pelantikan", **steps.inauguration(seleksi.facts.diterima[0]))
    assert (seleksi.permohonan_pada, steps.tasks(seleksi)) == (None, {("utama", "Tambah pejabat", None)})
    assert seleksi.riwayat_permohonan.get().keputusan == "gugur"


@pytest.mark.req("SJ-121", "SJ-122", "SJ-124", "SL-22")
def test_the_official_ends_the_selection(steps):
    seleksi = steps.inaugurated()
    form = seleksi_form(seleksi)
    assert form["nama"] == "Kandidat 3"
    assert Choice.objects.get(pk=form["pengangkatan"]).nama == "Seleksi Terbuka"
    foreign = steps.nomenklatur(unit="Dinas Lain")
    data = steps.official()
    with refused("E-FMT", field="nomenklatur"):  # the post is the selection's, nobody names another
        steps.do(seleksi, "jaksel", "tambah_pejabat", **data, nomenklatur=str(foreign.pk))
    with refused("E-RNG", field="akhir"):
        steps.do(seleksi, "jaksel", "tambah_pejabat", **{**data, "akhir": "01/10/2026"})
    with refused("E-PERM"):
        steps.do(seleksi, "asisten1", "tambah_pejabat", **data)
    seleksi = steps.do(seleksi, "jaksel", "tambah_pejabat", **data)
    official = Pejabat.objects.get(seleksi=seleksi.pk)
    assert (seleksi.state, steps.tasks(seleksi)) == ("selesai", set())
    # the post and its version are the selection's
    assert (official.nomenklatur_id, official.nomenklatur_version) == (
        seleksi.nomenklatur_id,
        seleksi.nomenklatur_version,
    )
    with refused("E-STATE"):
        steps.do(seleksi, "jaksel", "tambah_pejabat", **data)


def seleksi_form(seleksi):
    from cases.pejabat.forms import PejabatSeleksiForm

    return PejabatSeleksiForm.initial_for(seleksi)


@pytest.mark.req("SJ-47", "SJ-124")
def test_the_incumbent_is_offered_for_closing(steps):
    from cases.pejabat.register import add

    post = steps.nomenklatur()
    former = add(
        steps.people.jaksel, steps.official(nomenklatur=str(post.pk), nama="Lama", mulai="01/01/2020")
    )
    seleksi = steps.inaugurated_on(post)
    data = steps.official()
    with refused("E-REQ", field="konfirmasi_tumpang_tindih") as caught:
        steps.do(seleksi, "jaksel", "tambah_pejabat", **data)
    assert "Lama (01/01/2020" in caught.value.message
    seleksi = steps.do(seleksi, "jaksel", "tambah_pejabat", **data, tutup_pejabat_lama=True)
    former.refresh_from_db()
    assert former.akhir == dt.date(2026, 10, 31)
    noted = LedgerPayload.objects.get(entry__stream=seleksi.pk, entry__act="tambah_pejabat").values
    assert noted["pejabat_ditutup"]["v"] == [{"id": str(former.pk), "akhir": "2031-10-31"}]


@pytest.mark.req("SJ-121")
def test_a_change_in_review_does_not_hold_the_selection(steps):
    seleksi = steps.inaugurated()
    post = type(steps.nomenklatur(unit="Lain")).fetch(seleksi.nomenklatur_id)
    steps.do(post, "jaksel", "edit", **post.snapshot() | {"tugas_pokok_fungsi": "Baru."})
    assert steps.do(seleksi, "jaksel", "tambah_pejabat", **steps.official()).state == "selesai"
