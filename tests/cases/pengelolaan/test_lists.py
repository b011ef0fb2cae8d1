"""Lists and parameters that Admin maintains: dated, never changed, each change in a ledger."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.utils import timezone

from cases.jpt.models import Pengawasan
from cases.organisations.models import Buku, Choice, Kompetensi
from cases.organisations.parameters import parameter
from cases.organisations.selectors import choices_of, kompetensi_of
from cases.pengelolaan.models import Daftar
from cases.pengelolaan.reading import history_of, page_of
from tests.support.world import refused
from workflows.gate import perform
from workflows.ledger import verify_stream
from workflows.models import LedgerEntry

DAY = dt.timedelta(days=1)


def today():
    return timezone.localdate()


def names(daftar):
    return [c.nama for c in choices_of(daftar)]


@pytest.mark.req("SJ-47")
def test_an_entry_begins_and_ends_with_a_date(world, change):
    before = names("pengangkatan")
    change("pengangkatan", "tambah_pilihan", nama="Alih Tugas", berlaku_mulai=today().isoformat())
    later = today() + DAY
    change("pengangkatan", "tambah_pilihan", nama="Uji Kompetensi", berlaku_mulai=later.isoformat())
    assert names("pengangkatan") == [*before, "Alih Tugas"]
    old = Choice.objects.get(daftar="pengangkatan", nama="Promosi")
    change("pengangkatan", "akhiri_pilihan", butir=str(old.pk), berlaku_sampai=today().isoformat())
    assert "Promosi" in names("pengangkatan"), "its last day is today"
    rows = {row["nama"]: row["keadaan"] for row in page_of("pengangkatan").rows}
    assert (rows["Alih Tugas"], rows["Uji Kompetensi"], rows["Promosi"]) == (
        "Berlaku",
        "Akan berlaku",
        "Berlaku",
    )


def test_what_ended_is_not_offered_and_may_come_again(world, change):
    Choice.objects.filter(daftar="pengangkatan", nama="Promosi").update(valid_to=dt.date(2020, 1, 1))
    assert "Promosi" not in names("pengangkatan")
    change("pengangkatan", "tambah_pilihan", nama="Promosi", berlaku_mulai=today().isoformat())
    assert names("pengangkatan").count("Promosi") == 1


@pytest.mark.req("SJ-35")
def test_the_rest_of_the_competencies_is_added_by_kasn_admin(world, change):
    change(
        "kompetensi",
        "tambah_kompetensi",
        nama="Integritas",
        kode="INT",
        definisi="Bertindak konsisten sesuai nilai.",
        berlaku_mulai=today().isoformat(),
    )
    assert [(k.no, k.kode) for k in kompetensi_of()] == [(1, "FB"), (2, "inov"), (3, "BA"), (4, "INT")]
    obj = world.open(kompetensi_manajerial=[{"kompetensi": str(kompetensi_of().last().pk)}])
    assert obj.kompetensi_manajerial[0]["nama"] == "Integritas"


@pytest.mark.kills(
    "guard:daftar.kode_belum_ada", "guard:daftar.kompetensi_belum_ada", "guard:daftar.tidak_berlaku_surut"
)
@pytest.mark.req("SJ-35")
@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"kode": "fb"}, "E-DUP", "kode"),
        ({"nama": "inovasi"}, "E-DUP", "nama"),
        ({"definisi": ""}, "E-REQ", "definisi"),
        ({"dasar_hukum": " "}, "E-REQ", "dasar_hukum"),
        ({"alasan": ""}, "E-REQ", "alasan"),
        ({"berlaku_mulai": "31/02/2026"}, "E-FMT", "berlaku_mulai"),
        ({"berlaku_mulai": "01/01/2020"}, "E-RNG", "berlaku_mulai"),
    ],
)
def test_bad_competencies(world, change, changes, code, field):
    Daftar.opened("kompetensi")
    good = {"nama": "Integritas", "kode": "INT", "definisi": "x", "berlaku_mulai": today().isoformat()}
    with refused(code, field=field):
        change("kompetensi", "tambah_kompetensi", **{**good, **changes})


@pytest.mark.kills("guard:daftar.tidak_diakhiri_surut", "guard:daftar.nama_belum_ada")
def test_bad_entries(world, change):
    entry = str(choices_of("pengangkatan")[0].pk)
    foreign = str(choices_of("alasan_seleksi")[0].pk)
    yesterday, day = (today() - DAY).isoformat(), today().isoformat()
    Daftar.opened("pengangkatan")
    with refused("E-RNG", field="berlaku_sampai"):
        change("pengangkatan", "akhiri_pilihan", butir=entry, berlaku_sampai=yesterday)
    with refused("E-REF", field="butir"):
        change("pengangkatan", "akhiri_pilihan", butir=foreign, berlaku_sampai=day)
    with refused("E-DUP", field="nama"):
        change("pengangkatan", "tambah_pilihan", nama="seleksi terbuka", berlaku_mulai=day)
    with refused("E-STATE"):
        change("pengangkatan", "tambah_kompetensi", nama="x", kode="x", definisi="x", berlaku_mulai=day)


@pytest.mark.kills("predicate:daftar.sistem", "predicate:pengawasan.sistem")
@pytest.mark.parametrize("register", [Daftar, Pengawasan])
@pytest.mark.parametrize("who", ["admin", "komisioner", "jaksel"])
def test_a_register_is_opened_by_the_system_alone(world, register, who):
    model = register.machine.model(register.machine.latest)
    with refused("E-PERM", guard="hak"):
        perform(model(buku=Buku(kode="uji")), "buka", actor=world.person(who))
    assert not Buku.objects.filter(kode="uji").exists()


@pytest.mark.kills("predicate:daftar.kasn_admin")
@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("komisioner", "E-PERM"),
        ("asisten1", "E-PERM"),
        ("auditor", "E-PERM"),
        ("jaksel", "E-PERM"),
        ("bogor", "E-PERM"),
    ],
)
def test_only_kasn_admin_changes(world, change, who, code):
    Daftar.opened("pengangkatan")
    with refused(code):
        change("pengangkatan", "tambah_pilihan", who=who, nama="X", berlaku_mulai=today().isoformat())


@pytest.mark.req("SJ-81")
def test_a_parameter_gets_a_further_dated_value(world, change):
    key = "SASARAN_TELAAH_HARI_KERJA"
    change("parameter", "tetapkan_nilai", kunci=key, nilai="5", berlaku_mulai=today().isoformat())
    assert (parameter(key, today() - DAY), parameter(key)) == (None, 5)
    change("parameter", "tetapkan_nilai", kunci=key, nilai="", berlaku_mulai=(today() + DAY).isoformat())
    assert (parameter(key), parameter(key, today() + DAY)) == (5, None)
    rows = [row for row in page_of("parameter").rows if row["kunci"] == key]
    assert [(row["keadaan"], row["berlaku_sampai"]) for row in rows] == [
        ("Akan berlaku", None),
        ("Berlaku", today()),  # until the next one
        ("Berakhir", today() - DAY),
    ]
    change("parameter", "tetapkan_nilai", kunci="REKOMENDASI_WAJIB", nilai="ya", berlaku_mulai=today())
    assert parameter("REKOMENDASI_WAJIB") is True


@pytest.mark.parametrize(
    ("kunci", "nilai", "code", "field"),
    [
        ("SASARAN_TELAAH_HARI_KERJA", "0", "E-RNG", "nilai"),
        ("SASARAN_TELAAH_HARI_KERJA", "lima", "E-RNG", "nilai"),
        ("SASARAN_TELAAH_HARI_KERJA", "ya", "E-RNG", "nilai"),
        ("SASARAN_TELAAH_HARI_KERJA", "\u0665", "E-RNG", "nilai"),
        ("PANJANG_PASSWORD_MINIMAL", "5", "E-RNG", "nilai"),
        ("PANJANG_PASSWORD_MINIMAL", "", "E-REQ", "nilai"),
        ("REKOMENDASI_WAJIB", "1", "E-RNG", "nilai"),
        ("TIDAK_ADA", "1", "E-REF", "kunci"),
    ],
)
def test_bad_parameters(world, change, kunci, nilai, code, field):
    Daftar.opened("parameter")
    with refused(code, field=field):
        change("parameter", "tetapkan_nilai", kunci=kunci, nilai=nilai, berlaku_mulai=today().isoformat())


def test_each_change_stands_in_the_ledger_with_who_and_why(world, change):
    daftar = Daftar.opened("alasan_seleksi")
    change("alasan_seleksi", "tambah_pilihan", nama="Jabatan Baru", berlaku_mulai=today().isoformat())
    entry = Choice.objects.get(daftar="alasan_seleksi", nama="Jabatan Baru")
    change("alasan_seleksi", "akhiri_pilihan", butir=str(entry.pk), berlaku_sampai=today().isoformat())
    told = [
        (row["label"], row["oleh"], row["uraian"], row["dasar_hukum"], row["alasan"])
        for row in history_of(daftar).rows
    ]
    day = f"{today():%d/%m/%Y}"
    assert told == [
        ("Akhiri pilihan", "Admin", f"Jabatan Baru · sampai dengan {day}", "Surat Edaran 1", "Uji."),
        ("Tambah pilihan", "Admin", f"Jabatan Baru · mulai {day}", "Surat Edaran 1", "Uji."),
        ("Buka daftar", "Sistem", "", "", ""),
    ]
    book = Buku.objects.get(kode="alasan_seleksi")
    assert verify_stream(book.pk, head=bytes(book.head), length=book.seq) is None
    assert Daftar.opened("alasan_seleksi").version == book.seq == 3
    call_command("verify_ledger")


def test_a_second_press_is_harmless(world, change):
    press = {"nama": "Jabatan Baru", "berlaku_mulai": today().isoformat()}
    first = change("alasan_seleksi", "tambah_pilihan", idempotency_key="k1", **press)
    again = change("alasan_seleksi", "tambah_pilihan", idempotency_key="k1", **press)
    assert (first.repeated, again.repeated, first.entry) == (False, True, again.entry)
    assert Choice.objects.filter(nama="Jabatan Baru").count() == 1


def test_a_client_that_saw_an_older_list_is_told(world, change):
    daftar = Daftar.opened("alasan_seleksi")
    change("alasan_seleksi", "tambah_pilihan", nama="Jabatan Baru", berlaku_mulai=today().isoformat())
    data = {"nama": "Lain", "berlaku_mulai": today(), "dasar_hukum": "x", "alasan": "x"}
    with refused("E-STALE"):
        perform(daftar, "tambah_pilihan", actor=world.people.admin, data=data, version=daftar.version)


@pytest.mark.parametrize("model", [Choice, Kompetensi])
def test_the_database_refuses_to_rewrite_or_delete(world, model):
    for change in (
        lambda: model.objects.all()[:1].get().delete(),
        lambda: model.objects.update(legal_basis="lain"),
        lambda: model.objects.update(valid_from=dt.date(2030, 1, 1)),
        lambda: model.objects.update(nama="lain", valid_to=dt.date(2030, 1, 1)),
    ):
        with pytest.raises(DatabaseError, match="ended, never changed or deleted"), transaction.atomic():
            change()
    model.objects.update(valid_to=dt.date(2030, 1, 1))
    with pytest.raises(DatabaseError, match="ended, never changed or deleted"), transaction.atomic():
        model.objects.update(valid_to=None)


@pytest.mark.req("SJ-35")
def test_an_old_case_keeps_a_competency_that_has_ended(world):
    obj = world.at("perbaikan")
    Kompetensi.objects.update(valid_to=dt.date(2020, 1, 1))
    obj = world.do(obj, "kirim_perbaikan", "jaksel", **world.data(tanggapan="Tetap."))
    assert [row["kode"] for row in obj.kompetensi_manajerial] == ["FB", "inov", "BA"]
    with refused("E-REF", field="kompetensi_manajerial"):
        world.open(jabatan="Kepala Bidang")


def test_the_same_competency_twice_is_refused_by_name(world):
    [one, *_] = world.data()["kompetensi_manajerial"]
    with refused("E-DUP", field="kompetensi_manajerial") as caught:
        world.open(kompetensi_manajerial=[one, one])
    assert caught.value.message == ("Baris 2, Kompetensi: Fleksibilitas Berpikir sudah dipilih pada baris 1.")


def test_ledger_entries_of_lists_are_nobody_elses(world, change):
    change("alasan_seleksi", "tambah_pilihan", nama="Jabatan Baru", berlaku_mulai=today().isoformat())
    assert set(LedgerEntry.objects.values_list("object_type", flat=True)) == {"daftar"}
