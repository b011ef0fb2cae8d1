"""Tambah, ubah, ganti nama, beri akun, ubah hak, tutup, buka kembali: who may, what follows, what is refused."""

import pytest
from django.test import Client

from cases.core.doing.claims import claim
from cases.core.models import CaseTask
from cases.core.reading.inbox import tasks_for
from cases.organisations.access import rights_in
from cases.organisations.granted import institutions_of
from cases.organisations.models import Institution, NamaLama, User
from cases.pengelolaan.institusi.models import Institusi
from tests.cases.pengelolaan.institusi.conftest import ACCOUNT, LETTER, record
from tests.support.world import fresh, live_sound, refused
from workflows.gate import perform
from workflows.ledger import verify_stream
from workflows.models import LedgerEntry

ACTS = {
    "ubah": {"jenis": "Kota", "provinsi": "32", "kabupaten": "32.71", "sumber": "UU 1", "alasan": "Uji."},
    "ganti_nama": {"nama": "Kota Bogor Raya", **LETTER},
    "beri_akun": {**ACCOUNT, "hak": "kelola"},
    "ubah_hak": {"hak": "lihat", "alasan": "Uji."},
    "gabung": LETTER,
    "tutup": LETTER,
}


def book(institution):
    """Acts of one institution in the book of all."""
    rows = LedgerEntry.objects.filter(object_type="institusi", object_id=institution.pk).order_by("seq")
    return list(rows.values_list("act", flat=True))


def sound():
    boundary = Institusi.objects.first().get_boundary()
    assert verify_stream(boundary.pk, head=bytes(boundary.head), length=boundary.seq) is None


@pytest.mark.req("SJ-17")
def test_an_institution_is_added_with_its_login(world, add):
    made = add(nama="PT Uji Nusantara", jenis="BUMN", email="sdm@uji.co.id", sumber="PP 1")
    assert (made.kode.partition("-")[0], made.jenis, made.email, made.is_active) == (
        "BUMN",
        "BUMN",
        "sdm@uji.co.id",
        True,
    )
    person = User.objects.get(username="siti.aminah")
    assert (person.institution, person.wajib_ganti_password, person.role) == (made, True, "petugas_institusi")
    assert person.check_password(ACCOUNT["password"])
    assert rights_in(made, [person]) == {person.pk: "kelola"}
    assert book(made) == ["tambah"]
    kept = str(LedgerEntry.objects.get(object_id=made.pk).payload.values)
    assert ACCOUNT["password"] not in kept
    sound()


@pytest.mark.req("SJ-17")
def test_codes_are_generated_and_never_given_twice(add):
    one = add(nama="PT Satu", username="satu")
    two = add(nama="PT Dua", username="dua.dua")
    assert one.kode != two.kode
    assert not Institution.objects.exclude(pk=one.pk).filter(kode=one.kode).exists()


@pytest.mark.req("SJ-17")
@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"nama": ""}, "E-REQ", "nama"),
        ({"nama": "kota bogor", "jenis": "Kota", "provinsi": "32", "kabupaten": "32.71"}, "E-DUP", "nama"),
        ({"jenis": "Partai"}, "E-REF", "jenis"),
        ({"jenis": "Kota", "kabupaten": "32.71"}, "E-REQ", "provinsi"),
        ({"jenis": "Kota", "provinsi": "32"}, "E-REQ", "kabupaten"),
        ({"jenis": "Kota", "provinsi": "31", "kabupaten": "32.71"}, "E-RNG", "kabupaten"),
        ({"jenis": "Sekolah Kedinasan"}, "E-REQ", "induk"),
        ({"username": "a b"}, "E-FMT", "username"),
        ({"username": "JAKSEL"}, "E-DUP", "username"),
        ({"password": "pendek", "konfirmasi": "pendek"}, "E-RNG", "password"),
        ({"konfirmasi": "lain-sekali-1"}, "E-RNG", "konfirmasi"),
        ({"email": "bukan-surel"}, "E-FMT", "email"),
    ],
)
def test_what_cannot_be_added(world, add, changes, code, field):
    record("Kota Bogor")
    with refused(code, field=field):
        add(**changes)


@pytest.mark.req("CB-02")
def test_a_sekolah_kedinasan_belongs_to_one_of_the_bodies_that_run_them(world, add):
    owner = Institution.objects.get(nama="Kementerian Keuangan")
    made = add(nama="PKN STAN", jenis="Sekolah Kedinasan", induk=str(owner.pk))
    assert made.induk == owner
    other = Institution.objects.get(nama="Kementerian Pertanian")
    with refused("E-REF", field="induk"):
        add(nama="Sekolah Lain", jenis="Sekolah Kedinasan", induk=str(other.pk), username="lain.lain")


@pytest.mark.req("SJ-17", "SJ-20", "SJ-21")
@pytest.mark.parametrize("who", ["komisioner", "asisten1", "auditor", "jaksel", "bogor"])
@pytest.mark.parametrize("act", ACTS)
def test_only_admin_changes_institutions(world, press, who, act):
    record("Kota Bogor")
    with refused("E-PERM"):
        press("Kota Bogor", act, who=who, **ACTS[act])


@pytest.mark.req("SJ-17")
@pytest.mark.parametrize("who", ["komisioner", "asisten1", "auditor", "bogor"])
def test_only_admin_adds(world, add, who):
    record("Kota Bogor")
    with refused("E-PERM"):
        add(who=who)


@pytest.mark.req("SJ-21")
def test_data_are_changed_and_the_source_counts_as_checked(world, press):
    doubtful = Institution.objects.get(nama="Badan Karantina Indonesia")
    assert doubtful.diragukan
    press(
        doubtful, "ubah", jenis="LPNK", email="x@karantina.go.id", sumber="Perpres 45/2023", alasan="Dibaca."
    )
    doubtful.refresh_from_db()
    assert (doubtful.diragukan, doubtful.email, doubtful.sumber) == (
        False,
        "x@karantina.go.id",
        "Perpres 45/2023",
    )
    with refused("E-REQ", field="sumber"):
        press(doubtful, "ubah", jenis="LPNK", alasan="Dibaca.")


@pytest.mark.req("SJ-21")
def test_a_name_is_changed_and_the_old_one_kept(world, press):
    obj = press("Kota Bogor", "ganti_nama", nama="Kota Bogor Raya")
    assert obj.institution.nama == "Kota Bogor Raya"
    (old,) = NamaLama.objects.all()
    assert (old.nama, old.institution_id, old.asal) == ("Kota Bogor", obj.pk, None)
    entry = LedgerEntry.objects.get(object_id=obj.pk, act="ganti_nama")
    values = {name: kept["v"] for name, kept in entry.payload.values.items()}
    assert (values["nama_lama"], values["nama"], values["nomor_surat"]) == (
        "Kota Bogor",
        "Kota Bogor Raya",
        LETTER["nomor_surat"],
    )


@pytest.mark.req("SJ-21")
@pytest.mark.kills(
    "guard:institusi.nama_berbeda",
    "guard:institusi.nama_institusi_belum_ada",
    "guard:institusi.jenis_belum_dipakai",
)
def test_names_that_are_refused(world, press, add):
    record("Kota Bogor")
    with refused("E-RNG", field="nama"):
        press("Kota Bogor", "ganti_nama", nama="Kota Bogor")
    with refused("E-DUP", field="nama"):
        press("Kota Bogor", "ganti_nama", nama="KOTA BEKASI")
    with refused("E-REQ", field="nomor_surat"):
        press("Kota Bogor", "ganti_nama", nama="Kota Bogor Raya", nomor_surat=" ")
    with refused("E-RNG", field="tanggal_surat"):
        press("Kota Bogor", "ganti_nama", nama="Kota Bogor Raya", tanggal_surat="2090-01-01")
    add(nama="Kota Bogor")
    with refused("E-DUP", field="jenis"):
        press(
            "Kota Bogor" and Institution.objects.get(kode="32.71"),
            "ubah",
            **{**ACTS["ubah"], "jenis": "BUMN"},
        )


@pytest.mark.req("SJ-20")
def test_several_people_of_one_institution_with_different_rights(world, press):
    jaksel = world.people.jaksel.institution
    press(jaksel, "beri_akun", **ACCOUNT, hak="lihat")
    reader = User.objects.get(username="siti.aminah")
    case = world.at("perbaikan")
    assert institutions_of(reader) == {jaksel.pk}
    assert institutions_of(reader, "kelola_kasus") == frozenset()
    assert [row.case_id for row in tasks_for(reader, "waiting").rows] == [case.pk]
    assert list(tasks_for(reader, "queue").rows) == []
    with refused("E-PERM"):
        perform(
            case,
            "kirim_perbaikan",
            actor=reader,
            data=world.filled({"_isian": True, "kompetensi_teknis": "x"}),
        )
    with refused("E-PERM"):
        perform(world.begin(institution=jaksel), "tambah_nomenklatur", actor=reader, data=world.data())


@pytest.mark.req("SJ-20")
@pytest.mark.kills("guard:institusi.hak_berbeda")
def test_who_only_reads_from_now_on_keeps_no_work(world, press):
    person = world.people.jaksel
    case = world.at("perbaikan")
    task = claim(person, _task(case).pk)
    assert task.owner == person
    press(person.institution, "ubah_hak", petugas=str(person.pk), hak="lihat", alasan="Mutasi.")
    assert _task(case).owner is None
    assert [row.pk for row in tasks_for(world.people.jaksel2, "queue").rows] == [task.pk]
    person = User.objects.get(pk=person.pk)
    assert list(tasks_for(person, "mine").rows) == []
    live_sound(fresh(case))
    with refused("E-RNG", field="hak"):
        press(person.institution, "ubah_hak", petugas=str(person.pk), hak="lihat", alasan="Lagi.")
    press(person.institution, "ubah_hak", petugas=str(person.pk), hak="kelola", alasan="Kembali.")
    assert rights_in(person.institution, [person]) == {person.pk: "kelola"}
    with refused("E-REF", field="petugas"):
        press(person.institution, "ubah_hak", petugas=str(world.people.bogor.pk), hak="lihat", alasan="x")


def _task(case):
    return CaseTask.objects.get(case=case.pk, status__in=["NEW", "ASSIGNED"], flow_task_type="HUMAN")


@pytest.mark.req("SJ-21")
@pytest.mark.kills("guard:institusi.tanpa_yang_terbuka")
def test_an_institution_is_closed_and_opened_again(world, press):
    jaksel = world.people.jaksel
    case = world.at("telaah")
    record(jaksel.institution)
    with refused("E-GUARD", guard="tanpa_yang_terbuka"):
        press(jaksel.institution, "tutup")
    session = Client()
    session.force_login(jaksel, backend="cases.organisations.auth.backends.AccountBackend")
    assert session.get("/").status_code == 200
    obj = press(jaksel.institution, "tutup", konfirmasi=True)
    assert (obj.state, obj.institution.is_active) == ("ditutup", False)
    assert fresh(case).sees(world.people.auditor)
    assert not User.objects.get(username="jaksel").may_log_in
    with refused("E-STATE"):
        press(jaksel.institution, "ganti_nama", nama="Lain")
    with refused("E-STATE"):
        world.open(unit_kerja="Dinas Baru")
    obj = press(jaksel.institution, "buka_kembali")
    assert session.get("/").status_code == 302, "what was open before it was closed stays shut"
    assert (obj.state, obj.institution.is_active, obj.institution.sampai) == ("aktif", True, None)
    world.open(unit_kerja="Dinas Baru")


@pytest.mark.req("SJ-21")
def test_one_with_nothing_open_closes_without_a_word(world, press):
    obj = press("Kota Bekasi", "tutup")
    assert obj.state == "ditutup"
    assert book(obj.institution) == ["buka", "tutup"]


def test_what_the_reference_data_have_ended_begins_closed(world):
    assert record("Kementerian Badan Usaha Milik Negara").state == "ditutup"


def test_if_match_and_versions(world, press):
    obj = press("Kota Bogor", "ganti_nama", nama="Kota Bogor Raya")
    with refused("E-STALE"):
        perform(obj, "tutup", actor=world.people.admin, data=LETTER, version=obj.version - 1)
