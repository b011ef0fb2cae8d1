"""The supervising body and the working calendar as registers: a page each, dated, each change in a ledger."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from cases.organisations.badan import short_name, supervising_body
from cases.organisations.models import CalendarVersion, SupervisingBody
from cases.organisations.working_calendar import add_working_days, is_working_day
from cases.pengelolaan.models import Daftar
from cases.pengelolaan.reading import history_of, page_of
from tests.support.world import refused
from workflows.ledger import verify_stream

DAY = dt.timedelta(days=1)
BODY = {"nama": "Badan Merit Nasional", "singkatan": "BMN"}


def today():
    return timezone.localdate()


def monday(year):
    day = dt.date(year, 6, 1)
    return day + DAY * (-day.weekday() % 7)


def decree(year, *days, **changes):
    rows = [{"tanggal": day.isoformat(), "nama": "Libur Uji", "cuti_bersama": shared} for day, shared in days]
    return {
        "tahun": str(year),
        "hari": rows,
        "hitung_cuti_bersama": True,
        "dasar_hukum": "SKB 1/2030",
        **changes,
    }


@pytest.mark.req("SJ-07")
class TestBody:
    @pytest.mark.kills("guard:daftar.badan_sesudah_yang_terakhir")
    def test_a_new_one_follows_the_one_before(self, world, change):
        old, start = supervising_body(today()), today() + DAY
        change("badan", "tetapkan_badan", **BODY, berlaku_mulai=start.isoformat())
        assert (short_name(), short_name(start)) == (old.singkatan, "BMN")
        old.refresh_from_db()
        assert old.valid_to == today()
        rows = [(row["kode"], row["keadaan"]) for row in page_of("badan").rows]
        assert rows[:2] == [("BMN", "Akan berlaku"), (old.singkatan, "Berlaku")]
        with refused("E-RNG", field="berlaku_mulai"):
            change("badan", "tetapkan_badan", **BODY, berlaku_mulai=start.isoformat())
        book = Daftar.opened("badan")
        told = history_of(book).rows[0]
        assert (told["label"], told["dasar_hukum"], told["alasan"]) == (
            "Tetapkan badan pengawas",
            "Surat Edaran 1",
            "Uji.",
        )
        assert told["uraian"] == f"Badan Merit Nasional (BMN) · mulai {start:%d/%m/%Y}"
        assert verify_stream(book.pk, head=bytes(book.buku.head)) is None

    def test_never_backwards_and_by_nobody_else(self, world, change):
        Daftar.opened("badan")
        with refused("E-RNG", field="berlaku_mulai"):
            change("badan", "tetapkan_badan", **BODY, berlaku_mulai=(today() - DAY).isoformat())
        with refused("E-REQ", field="singkatan"):
            change("badan", "tetapkan_badan", nama="x", singkatan="", berlaku_mulai=today().isoformat())
        for who in ("komisioner", "auditor", "jaksel"):
            with refused("E-PERM"):
                change("badan", "tetapkan_badan", who=who, **BODY, berlaku_mulai=today().isoformat())

    def test_on_its_page(self, world, browse):
        admin, url = browse("admin"), "/pengelolaan/badan/"
        page = admin.get(url)
        assert page.tables[0].heads == ("Nama", "Berlaku mulai", "Sampai", "Dasar hukum", "Status", "Aksi")
        assert [row[0] for row in page.tables[0].rows][-1] == (
            "Komisi Aparatur Sipil Negara (KASN) Sumber belum diperiksa"
        )
        assert "+ Tetapkan badan pengawas" in page.text
        start = today() + DAY
        done = admin.send(
            f"{url}t/tetapkan_badan/",
            **BODY,
            berlaku_mulai=f"{start:%d/%m/%Y}",
            dasar_hukum="Perpres 1",
            alasan="Penggantian.",
        )
        assert (done.status, done.url) == (302, url)
        told = "Tetapkan badan pengawas sudah dicatat pada Badan pengawas: Badan Merit Nasional (BMN) · mulai"
        assert told in admin.get(url).text
        assert SupervisingBody.objects.get(singkatan="BMN").legal_basis == "Perpres 1"
        assert browse("jaksel").get(url).codes == {"E-PERM"}
        assert "+ Tetapkan" not in browse("auditor").get(url).text
        with time_machine.travel(dt.datetime.combine(start, dt.time(5)), tick=False):
            assert short_name() == "BMN"


@pytest.mark.req("SJ-136")
class TestCalendar:
    @pytest.mark.kills("guard:daftar.tahun_belum_lewat")
    def test_a_version_counts_from_when_it_was_set(self, world, change):
        year = today().year + 1
        first = monday(year)
        before = dt.datetime.combine(first - 3 * DAY, dt.time(3), dt.UTC)
        known, due = timezone.now(), add_working_days(before, 1)
        change("kalender", "tetapkan_kalender", **decree(year, (first, False), (first + DAY, True)))
        made = CalendarVersion.objects.filter(tahun=year).order_by("-versi").first()
        assert (made.nomor_keputusan, made.holidays.count()) == ("SKB 1/2030", 2)
        assert (is_working_day(first), is_working_day(first + DAY)) == (False, False)
        assert is_working_day(first, as_known_on=known)
        assert add_working_days(before, 1, as_known_on=known) == due
        assert add_working_days(before, 1) == due + 2 * DAY
        again = decree(year, (first, False), (first + DAY, True), hitung_cuti_bersama=False)
        change("kalender", "tetapkan_kalender", **again)
        assert (is_working_day(first), is_working_day(first + DAY)) == (False, True)
        states = [(r["versi"], r["keadaan"]) for r in page_of("kalender").rows if r["tahun"] == year]
        assert states[:2] == [(made.versi + 1, "Akan berlaku"), (made.versi, "Berakhir")]
        with refused("E-RNG", field="tahun"):
            change(
                "kalender", "tetapkan_kalender", **decree(today().year - 1, (monday(today().year - 1), False))
            )

    def test_bad_days(self, world, change):
        Daftar.opened("kalender")
        year = today().year
        with refused("E-RNG", field="hari"):
            change("kalender", "tetapkan_kalender", **decree(year, (monday(year + 1), False)))
        with refused("E-DUP", field="hari"):
            change(
                "kalender", "tetapkan_kalender", **decree(year, (monday(year), False), (monday(year), True))
            )
        with refused("E-REQ", field="hari"):
            change("kalender", "tetapkan_kalender", **decree(year))
        with refused("E-PERM"):
            change("kalender", "tetapkan_kalender", who="komisioner", **decree(year, (monday(year), False)))

    def test_a_new_version_begins_with_the_days_of_the_last(self, world, change, browse):
        year = today().year + 1
        change("kalender", "tetapkan_kalender", **decree(year, (monday(year), False)))
        admin = browse("admin")
        page = admin.get("/pengelolaan/kalender/")
        link = f"/pengelolaan/kalender/t/tetapkan_kalender/?tahun={year}"
        assert link in page.body
        assert f"{monday(year):%d/%m/%Y} Libur Uji" in page.text
        form = admin.get(link)
        assert f'value="{monday(year):%d/%m/%Y}"' in form.body
        assert 'value="Libur Uji"' in form.body

    def test_lists_cost_the_same_with_more_versions(self, world, change, browse, django_assert_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        auditor, year = browse("auditor"), today().year + 1
        change("kalender", "tetapkan_kalender", **decree(year, (monday(year), False)))
        auditor.get("/pengelolaan/kalender/")
        with CaptureQueriesContext(connection) as few:
            auditor.get("/pengelolaan/kalender/")
        for _ in range(3):
            change("kalender", "tetapkan_kalender", **decree(year, (monday(year), False)))
        with django_assert_num_queries(len(few)):
            auditor.get("/pengelolaan/kalender/")


@pytest.mark.req("SJ-35")
def test_the_page_says_who_enters_the_competencies_that_follow(world, browse):
    text = browse("auditor").get("/pengelolaan/kompetensi/").text
    assert (
        "Kompetensi selanjutnya dimasukkan di sini oleh Admin BKN beserta definisi dan dasar hukumnya" in text
    )


@pytest.mark.req("SJ-127")
class TestLog:
    """What is done in a register stands in the log as a report does, for those who may read registers."""

    def test_a_change_of_a_list(self, world, change, browse):
        change("pengangkatan", "tambah_pilihan", nama="Alih Tugas", berlaku_mulai=today().isoformat())
        row = browse("auditor").get("/log/").response.context["rows"][0]
        assert (row["label"], row["about"], row["actor"]) == ("Tambah pilihan", "Pengangkatan", "Admin")
        told = dict(row["details"])
        assert (told["Nama"], told["Dasar hukum"], told["Alasan perubahan"]) == (
            "Alih Tugas",
            "Surat Edaran 1",
            "Uji.",
        )
        assert "Alih Tugas" not in browse("jaksel").get("/log/").text
