"""What a page costs in statements: at most twelve for whoever may see it, in every state, however much there is."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.core.doing.creation import create
from cases.core.models import Absence, Case
from cases.jpt.pengawasan import make_sample, record
from cases.organisations.access import Hak, give
from cases.organisations.accounts import add_user
from cases.organisations.appointing import appoint, end
from cases.organisations.models import CaseRole
from cases.organisations.parameters import set_parameter
from cases.organisations.roles import Role
from documents.models import Attachment
from tests.cases.jpt.steps import Steps
from tests.support.jobs import deliver_all
from tests.support.world import PASSWORD, WAYS, World

MOST = 12
TABS = ("", "proses/", "dokumen/", "percakapan/", "riwayat/", "diagram/")
#: The time line reads page, accesses, versions and checks of the chain one after the other; a thread its drafts.
MOST_OF = {"riwayat/": 18, "percakapan/": 13}
#: Institution (acts, reads), supervisors, petugas of the case, another reviewer, who stands in for the petugas and for
#: another one, auditor of everything and of a province.
PEOPLE = (
    "jaksel", "pembaca", "komisioner", "admin", "asisten1", "asisten2", "pengganti", "auditor", "wilayah",
)  # fmt: skip
_ROW = re.compile(r'<a class="govuk-link alur-tasks__link" href="([^"]+)"')


class Told(Steps):
    """Ways to every state of a selection."""

    def rejected(self) -> Any:
        return self.do(self.reviewed(), "asisten1", "tolak", alasan="<p>Tidak.</p>")

    def corrected(self) -> Any:
        points = [{"bagian": "jadwal", "isi": "Perbaiki jadwal."}]
        return self.do(self.reviewed(), "asisten1", "perbaikan", pesan="<p>Perbaiki.</p>", poin=points)

    def asked(self) -> Any:
        return self.request(self.counted(), "batal")

    def cancelled(self) -> Any:
        return self.do(
            self.asked(), "asisten1", "batalkan", alasan="Ya", surat_pembatalan=[self.file("asisten1")]
        )

    def report_corrected(self) -> Any:
        return self.do(self.reported(), "asisten1", "perbaiki", alasan="<p>Perbaiki.</p>")


SELECTION: dict[str, Callable[[Told], Any]] = {
    "baru": Told.submitted,
    "telaah": Told.reviewed,
    "perbaikan": Told.corrected,
    "ditolak": Told.rejected,
    "disetujui": Told.approved,
    "proses_pelamar": Told.counted,
    "proses_penilaian": lambda told: told.scoring()[0],
    "tiga_besar": lambda told: told.top_three()[0],
    "laporan": Told.reported,
    "perbaikan_laporan": Told.report_corrected,
    "lulus": Told.passed,
    "pelantikan": Told.inaugurated,
    "selesai": Told.finished,
    "permohonan": Told.asked,
    "ditunda": Told.paused,
    "dibatalkan": Told.cancelled,
}


@pytest.fixture
def world(db: None) -> World:
    """With targets of working days, so that turns are due, and with people of every kind."""
    world, now = World(), timezone.now()
    for key in ("SASARAN_TELAAH_HARI_KERJA", "SASARAN_PILIH_PETUGAS_HARI_KERJA"):
        set_parameter(key, 30, valid_from=dt.date(2020, 1, 1), legal_basis="uji")
    people: Any = world.people
    give(
        _person(world, "pembaca", Role.PETUGAS_INSTITUSI, people.jaksel.institution),
        people.jaksel.institution,
        Hak.LIHAT,
    )
    wilayah = _person(world, "wilayah", Role.AUDITOR)
    end(CaseRole.objects.filter(person=wilayah), at=now)
    appoint(wilayah, Role.AUDITOR.value, area_id=people.jaksel.institution.provinsi_id)
    _person(world, "pengganti", Role.KASN_ASISTEN)
    for name in ("asisten1", "asisten2"):
        away(world, name)
    return world


def _person(world: World, name: str, role: Role, institution: Any = None) -> Any:
    person = add_user(
        username=name,
        password=PASSWORD,
        nama=f"Petugas {name}",
        email=f"{name}@example.com",
        role=role,
        institution=institution,
        wajib_ganti_password=False,
    )
    setattr(world.people, name, person)
    return person


def away(world: World, name: str) -> None:
    """Somebody is away, and `pengganti` stands in."""
    now = timezone.now()
    Absence.objects.create(
        person=world.person(name),
        substitute=world.people.pengganti,
        since=now - dt.timedelta(days=1),
        until=now + dt.timedelta(days=1),
        reason="Cuti",
        recorded_at=now,
        recorded_by=world.people.admin,
    )


def visit(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.person(name), backend="cases.organisations.auth.backends.AccountBackend")
    return client


def cost(client: Client, url: str, shown: tuple[int, ...] = (200,)) -> int:
    with CaptureQueriesContext(connection) as statements:
        answer = client.get(url)
    assert answer.status_code in shown, (url, answer.status_code)
    return len(statements)


def costs(world: World, case: Any, tabs: tuple[str, ...] = ("",)) -> dict[str, int]:
    """Of each tab for each person; for some also of the case opened out of one of their boxes."""
    found = {}
    for name in PEOPLE:
        client = visit(world, name)
        for tab in tabs:
            found[f"{name} {tab}"] = cost(client, f"/kasus/{case.pk}/{tab}", (200, 302))
        if name in ("jaksel", "asisten1") and (opened := opened_from(client, case)):
            found[f"{name} dari"] = cost(client, opened)
    return found


def opened_from(client: Client, case: Any) -> str:
    """The address of a case in one of the person's boxes."""
    for box in ("saya", "antrean", "menunggu", "selesai"):
        rows = _ROW.findall(client.get(f"/tugas/{box}/").content.decode())
        if own := [html.unescape(row) for row in rows if str(case.pk) in row]:
            return own[0]
    return ""


def over(found: dict[str, int]) -> dict[str, int]:
    return {
        page: number for page, number in found.items() if number > MOST_OF.get(page.rpartition(" ")[2], MOST)
    }


@pytest.mark.parametrize("place", WAYS)
def test_the_page_of_a_nomenklatur(world: World, place: str) -> None:
    case = world.at(place)
    deliver_all()
    found = costs(world, case)
    print(place, found)  # what it costs now, in the report of the test (-rP)
    assert over(found) == {}
    if place in ("telaah", "perbaikan"):
        assert any(page.endswith("dari") for page in found)


@pytest.mark.parametrize("place", SELECTION)
def test_the_page_of_a_selection(world: World, place: str) -> None:
    told = Told(world.people)
    case = SELECTION[place](told)
    deliver_all()
    found = costs(world, case)
    print(place, found)
    assert over(found) == {}


def test_the_page_of_a_draft_and_of_a_letter(world: World, s3: Any) -> None:
    told = Told(world.people)
    post = told.nomenklatur()
    client = visit(world, "jaksel")
    (draft,) = create(world.people.jaksel, "jpt", "simpan_draf", told.plan(post))
    found = {tab: cost(client, f"/kasus/{draft.pk}/{tab}") for tab in TABS}
    assert over(found) == {}
    told.approved(told.nomenklatur(unit="Dinas Lain"))
    deliver_all()
    letter = Case.objects.get(type="dokumen")
    for name in ("komisioner", "asisten1", "pengganti", "wilayah"):
        found = {tab: cost(visit(world, name), f"/kasus/{letter.pk}/{tab}", (200, 302)) for tab in TABS}
        print(name, found)
        assert over(found) == {}, name


def test_however_much_hangs_on_a_case(world: World) -> None:
    """Candidates, messages, files, monitorings, findings, samples, requests, letters, roles, absences."""
    told = Told(world.people)
    seleksi = told.counted()
    _appoint(world, world.people.jaksel.institution)
    told.at_stage(told.candidate(seleksi, "Satu"), "wawancara")
    _more(told, seleksi, 1)
    few = costs(world, seleksi, TABS)
    told.at_stage(told.candidate(seleksi, "Dua"), "wawancara")
    for number in range(2, 5):
        _more(told, seleksi, number)
    _appoint(world, world.people.bogor.institution)
    away(world, "admin")
    many = costs(world, seleksi, TABS)
    print(few, many)
    assert over(many) == {}
    assert {page: (few[page], many[page]) for page in few if few[page] < many[page]} == {}


def _appoint(world: World, institution: Any) -> None:
    """A further role for everybody, of the body's people one that is held on an area."""
    for name in PEOPLE:
        person = world.person(name)
        if person.institution_id is not None:
            give(person, institution, Hak.LIHAT if name == "pembaca" else Hak.KELOLA)
        else:
            role = Role.KASN_ASISTEN if person.role == Role.AUDITOR else Role.AUDITOR
            appoint(person, role.value, area_id=institution.provinsi_id)


def _more(told: Told, seleksi: Any, number: int) -> None:
    people, today = told.people, timezone.localdate().isoformat()
    files = [told.file("jaksel", f"{number}.pdf")]
    told.do(told.fresh(seleksi), "jaksel", "kirim_pesan", pesan="<p>Halo.</p>", lampiran_dialog=files)
    data = {"tanggal": today, "tampil_ke_institusi": True}
    told.do(told.fresh(seleksi), "asisten2", "tambah_monitoring", **told.monitoring(**data))
    size = {"jenis_ukuran": "persen", "ukuran": 100, "petugas": str(people.asisten2.pk), "seed": str(number)}
    make_sample(people.komisioner, size)
    record(
        people.komisioner,
        {
            "kode": "seleksi_bermasalah",
            "institusi": str(people.jaksel.institution_id),
            "tanggal": today,
            "uraian": "<p>Temuan.</p>",
            "seleksi": str(seleksi.pk),
            "lampiran_temuan": [told.file("komisioner", f"temuan-{number}.pdf")],
        },
    )
    deliver_all()


@pytest.mark.parametrize("name", ["jaksel", "komisioner", "pengganti", "wilayah"])
def test_lists_boxes_log_and_search(world: World, name: str) -> None:
    told = Told(world.people)
    seleksi = told.counted()
    _more(told, seleksi, 1)
    file = Attachment.objects.filter(boundary=seleksi.pk).first()
    client = visit(world, name)
    pages = ["/", "/notifikasi/", "/draf/", "/log/", f"/log/?q={quote('Dinas Sosial')}", "/pejabat/"]
    pages += [f"/tugas/{box}/" for box in ("saya", "antrean", "menunggu", "selesai")]
    pages += ["/tugas/menunggu/?jatuh_tempo=terlambat", "/nomenklatur/?q=dinas", "/nomenklatur/?q=zzz"]
    for list_ in ("/nomenklatur/", "/jpt/"):
        pages += [
            list_,
            *(f"{list_}?q={word}" for word in (file.sha256, file.sha256[:16], seleksi.case.number)),
        ]
    found = {page: cost(client, page) for page in pages}
    print(name, found)
    assert over(found) == {}
