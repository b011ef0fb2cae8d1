"""`load_demo` beside what a database holds: nothing there is touched, what cannot stand beside it is named."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from cases.core.management.commands.load_demo import LOCK
from cases.core.models import Case
from cases.core.reading.selectors import subject_of
from cases.dokumen.models import Dokumen
from cases.organisations.accounts import add_user
from cases.organisations.models import Institution, User
from cases.organisations.parameters import parameter, set_parameter
from cases.organisations.roles import Role
from tests.support.world import PASSWORD, World, traces
from workflows.gate import perform
from workflows.working import drain

#: What a demo may never change of somebody else's.
KEPT = ("Case", "Nomenklatur", "User", "CaseRole", "CaseTask", "Parameter", "LedgerEntry")


@pytest.fixture(autouse=True)
def _of_the_house(demo_of: Any) -> None:
    demo_of("nomenklatur", "jpt")


def load() -> list[str]:
    """What the command says, line by line, without the list of accounts."""
    out = StringIO()
    call_command("load_demo", stdout=out)
    said = [line.strip() for line in out.getvalue().splitlines()]
    return said[: next(n for n, line in enumerate(said) if line.startswith("Akun demo (password"))]


def rows() -> dict[str, set[str]]:
    """Every row of the tables that matter here."""
    found = traces()
    return {name: set(found[name]) for name in KEPT}


def test_beside_cases_of_others_and_once(db: None, s3: Any) -> None:
    """A post that somebody registered, a number that somebody set and an account of the same name stay theirs."""
    stranger = add_user(
        username="Bogor",
        password=PASSWORD,
        nama="Bogor Suryana",
        email="bogor@bandung.go.id",
        role=Role.PETUGAS_INSTITUSI,
        institution=Institution.objects.get(nama="Kota Bandung"),
    )
    set_parameter("SASARAN_TELAAH_HARI_KERJA", 9, valid_from=dt.date(2020, 1, 1), legal_basis="Keputusan")
    world = World()
    post = world.open(by="jaksel2", jabatan="Kepala Dinas Sosial")
    other = world.open(by="jaksel2", jabatan="Sekretaris")
    world.do(other, "pilih_petugas", "admin", petugas=str(world.people.asisten1.pk))
    before = rows()
    said = load()

    after = rows()
    for name, known in before.items():
        assert known - after[name] == set(), name
    assert User.objects.get(pk=stranger.pk).check_password(PASSWORD)
    assert parameter("SASARAN_TELAAH_HARI_KERJA") == 9
    assert parameter("SASARAN_PILIH_PETUGAS_HARI_KERJA") == 2
    assert not Case.objects.filter(institution__nama__in=["Kota Bogor", "Kota Bandung"]).exists()
    assert {c.jpt.unit_kerja for c in Case.objects.filter(type="jpt")} == {
        "Dinas Kesehatan",
        "Dinas Kebudayaan",
        "Dinas Pariwisata",
        "Dinas Koperasi",
        "Dinas Perpustakaan",
        "Dinas Perindustrian",
    }
    own = Case.objects.filter(nomenklatur__unit_kerja="Dinas Sosial").order_by("pk")
    assert list(own) == [post.case, other.case]
    assert (
        said[0]
        == f"Data demo: {said[0].split()[2]} bagian dimuat, 0 sudah ada, {len(said) - 1} tidak dimuat."
    )
    assert said[1:4] == [
        "Akun demo “bogor” tidak dipakai: nama itu sudah dipakai akun lain (Bogor Suryana), yang dibiarkan.",
        "Sasaran telaah dalam hari kerja tidak dimuat: sudah ditetapkan dengan dasar lain.",
        "Nomenklatur Kepala Dinas Sosial (jaksel) tidak dimuat: institusi itu sudah punya jabatan ini"
        f" ({post.case.number}).",
    ]
    assert "Seleksi Dinas Sosial (jaksel) tidak dimuat: jabatannya tidak terdaftar dan disetujui." in said
    assert "Seleksi Dinas Pertanian (bogor) tidak dimuat: akun demo “bogor” tidak ada." in said

    now = traces()
    again = load()
    assert again[0].startswith("Data demo: 0 bagian dimuat, ")
    assert (again[1:], traces()) == (said[1:], now)


def test_a_post_of_somebody_else_that_is_approved_gets_no_selection(db: None, s3: Any) -> None:
    world = World()
    theirs = world.open(by="jaksel2", unit_kerja="Dinas Sosial", jabatan="Kepala Dinas Sosial")
    theirs = world.do(theirs, "pilih_petugas", "admin", petugas=str(world.people.asisten1.pk))
    theirs = world.do(theirs, "setujui", "asisten1")
    said = load()
    number = theirs.case.number
    assert f"Seleksi Dinas Sosial (jaksel) tidak dimuat: jabatannya ({number}) bukan milik demo." in said
    assert not Case.objects.filter(jpt__nomenklatur=theirs.pk).exists()


def test_what_became_of_it_stays(db: None, s3: Any) -> None:
    """After the demo was used: a story that ended and a letter that waits for its signer are not told anew."""
    load()
    people = {user.username: user for user in User.objects.all()}
    draft = subject_of(Case.objects.get(jpt__unit_kerja="Dinas Perindustrian"))
    perform(draft, "tarik_rencana", actor=people["jaksel"], data={"alasan": "Tidak jadi."})
    sent = Dokumen.objects.get(jenis="surat_persetujuan", induk__jpt__unit_kerja="Dinas Sosial")
    perform(
        subject_of(sent.case), "buat_pengganti", actor=people["asisten1"], data={"alasan": "Salah ketik."}
    )
    reviewed = subject_of(Case.objects.get(jpt__unit_kerja="Dinas Pariwisata"))
    note = "<p>Sesuai ketentuan.</p>"
    approval = {"catatan_persetujuan": note, "no_surat": "B-99/2026"}
    perform(reviewed, "setujui", actor=people["asisten2"], data=approval)
    User.objects.filter(username="asisten2").update(is_active=False)
    drain()
    now = traces()
    said = load()
    assert said[0].startswith("Data demo: 0 bagian dimuat, ")
    assert said[1:] == [
        "Akun demo “asisten2” tidak dipakai: akun itu sudah dinonaktifkan atau beralih role atau institusi."
    ]
    assert traces() == now


def test_two_at_once(db: None, s3: Any) -> None:
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        with pytest.raises(CommandError, match="sedang dimuat"):
            load()
    assert not Case.objects.exists()
