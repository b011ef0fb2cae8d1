"""A chain is verified at any length: what a look costs, what it says, and what no look lets pass (SJ-128)."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from cases.core.doing.chains import Patrol
from cases.core.models import Case
from cases.core.reading.history import proof, timeline
from cases.organisations.models import Buku
from tests.support.chains import lengthen
from tests.support.world import World
from workflows import chains
from workflows.chains import AT_ONCE, Round, look
from workflows.ledger import digest
from workflows.models import LedgerCheck, LedgerEntry

LONG = AT_ONCE * 3


def command(*numbers):
    out = StringIO()
    call_command("verify_ledger", *numbers, stdout=out)
    return out.getvalue()


def tamper(pk, seq, column="act", value="'setujui'"):
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE workflows_ledgerentry DISABLE TRIGGER USER")
        cursor.execute(
            f"UPDATE workflows_ledgerentry SET {column} = {value} WHERE stream = %s AND seq = %s", [pk, seq]
        )
        cursor.execute("ALTER TABLE workflows_ledgerentry ENABLE TRIGGER USER")


def read(world, case):
    """What the page says."""
    case = Case.objects.get(pk=case.pk)
    return proof(case, timeline(world.people.auditor, case).rows)


def fault(found):
    """(entry, why) of what does not hold, None where nothing is known of."""
    return None if found.broken is None else (found.broken.seq, found.broken.why)


@pytest.fixture
def committed(committed_db):
    return World()


class TestALook:
    def test_at_a_short_chain_verifies_all_of_it_and_keeps_nothing(self, world):
        case = lengthen(world.at("telaah"), AT_ONCE, by=world.people.asisten1)
        found = read(world, case)
        assert (found.intact, found.whole, found.upto, found.seq) == (True, True, AT_ONCE, AT_ONCE)
        assert LedgerCheck.objects.count() == 0

    def test_at_a_long_one_goes_on_where_the_last_one_ended(self, world):
        case = lengthen(world.at("telaah"), LONG + 7, by=world.people.asisten1)
        seen = [(p.intact, p.whole, p.upto) for p in (read(world, case) for _ in range(4))]
        assert seen == [
            (None, False, AT_ONCE),
            (None, False, 2 * AT_ONCE),
            (None, False, LONG),
            (True, False, LONG + 7),
        ]
        lengthen(world.at("telaah", jabatan="Lain"), 5, by=world.people.asisten1)
        assert read(world, case).upto == LONG + 7

    def test_costs_the_same_however_long(self, world):
        """Statements and entries read: in time it is measured by `make bench`."""
        costs = []
        for name, length in (("Pendek", AT_ONCE), ("Panjang", 10 * AT_ONCE)):
            obj = world.at("telaah", jabatan=name)
            case = lengthen(obj, length, by=world.people.asisten1)
            command(case.number)
            case = Case.objects.get(pk=case.pk)
            with CaptureQueriesContext(connection) as captured:
                found = look(case)
            assert found.intact
            costs.append(len(captured))
        assert costs[1] <= costs[0]

    def test_what_came_since_is_verified(self, committed):
        obj = committed.at("telaah")
        case = lengthen(obj, LONG, by=committed.people.asisten1)
        command()
        lengthen(obj, LONG + 5, by=committed.people.asisten1)
        assert read(committed, case).intact is True
        lengthen(obj, LONG + 9, by=committed.people.asisten1)
        tamper(case.pk, LONG + 7)
        found = look(Case.objects.get(pk=case.pk))
        assert (found.intact, found.broken.seq, found.broken.why) == (
            False,
            LONG + 7,
            "kolom act tidak cocok dengan isi",
        )

    @pytest.mark.kills("slip:chains.shown")
    def test_what_is_shown_is_verified_whatever_was_before(self, committed):
        case = lengthen(committed.at("telaah"), LONG, by=committed.people.asisten1)
        command()
        tamper(case.pk, LONG - 3, "body", "jsonb_set(body, '{role}', '\"x\"')")
        assert look(Case.objects.get(pk=case.pk)).intact is True, "an older entry: the round finds it"
        found = read(committed, case)
        assert fault(found) == (LONG - 3, "isi tidak cocok dengan sidiknya")

    @pytest.mark.kills("slip:chains.shorter")
    def test_a_chain_cut_off_with_its_boundary_is_shorter_than_it_was(self, committed):
        case = lengthen(committed.at("telaah"), LONG, by=committed.people.asisten1)
        command()
        kept = LedgerEntry.objects.get(stream=case.pk, seq=10)
        with connections["owner"].cursor() as cursor:
            for table in ("workflows_ledgerentry", "workflows_ledgerpayload"):
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(
                "DELETE FROM workflows_ledgerpayload WHERE entry_id IN"
                " (SELECT id FROM workflows_ledgerentry WHERE stream = %s AND seq > 10)",
                [case.pk],
            )
            cursor.execute("DELETE FROM workflows_ledgerentry WHERE stream = %s AND seq > 10", [case.pk])
        Case.objects.filter(pk=case.pk).update(seq=10, head=kept.hash)
        found = read(committed, case)
        assert fault(found) == (11, f"buku berakhir pada 10, padahal pernah diperiksa sampai {LONG}")

    @pytest.mark.kills("slip:chains.head", "slip:chains.round_head")
    def test_a_head_that_is_not_the_last_entry(self, world):
        for length in (AT_ONCE, LONG):
            case = lengthen(world.at("telaah", jabatan=f"Jabatan {length}"), length, by=world.people.asisten1)
            command(case.number)
            Case.objects.filter(pk=case.pk).update(head=b"x" * 32)
            found = look(Case.objects.get(pk=case.pk))
            assert fault(found) == (length, "kepala rantai tidak sama dengan entri terakhir")
            with pytest.raises(CommandError, match="kepala rantai tidak sama"):
                command(case.number)

    @pytest.mark.kills("slip:chains.neighbours")
    def test_two_neighbours_that_do_not_follow_each_other(self, committed):
        """Each of two rewritten entries holds by itself; the one after them names another before it."""
        case = lengthen(committed.at("telaah"), LONG, by=committed.people.asisten1)
        command()
        first, second = LedgerEntry.objects.filter(stream=case.pk, seq__in=[LONG - 5, LONG - 4]).order_by(
            "seq"
        )
        body = {**first.body, "role": "x"}
        with connections["owner"].cursor() as cursor:
            cursor.execute("ALTER TABLE workflows_ledgerentry DISABLE TRIGGER USER")
            cursor.execute(
                "UPDATE workflows_ledgerentry SET body = %s, role = 'x', hash = %s WHERE id = %s",
                [json.dumps(body), digest(body), first.pk],
            )
        found = read(committed, case)
        assert fault(found) == (second.seq, "tidak tersambung ke entri sebelumnya")

    def test_an_old_row_in_hand_is_no_fault(self, world):
        obj = world.at("telaah")
        old = lengthen(obj, LONG, by=world.people.asisten1)
        lengthen(obj, LONG + 20, by=world.people.asisten1)
        command()
        found = look(old)
        assert (found.intact, found.seq) == (True, LONG + 20)


class TestARound:
    def test_finds_what_no_look_reads_again_and_the_page_says_so_until_it_is_mended(self, committed):
        case = lengthen(committed.at("telaah"), LONG, by=committed.people.asisten1)
        command()
        tamper(case.pk, 20)
        assert read(committed, case).intact is True
        with pytest.raises(CommandError, match=rf"Rantai {case.number} rusak pada entri 20: kolom act"):
            command()
        found = read(committed, case)
        assert fault(found) == (20, "kolom act tidak cocok dengan isi")
        assert found.intact is False
        tamper(case.pk, 20, value="'kirim_pesan'")
        command()
        found = read(committed, case)
        assert (found.intact, found.whole_seq, found.whole_by) == (True, LONG, "perintah")
        assert found.whole_at is not None

    def test_names_every_broken_chain(self, committed):
        first, second = committed.at("telaah", jabatan="Satu"), committed.at("telaah", jabatan="Dua")
        for obj in (first, second):
            tamper(obj.pk, 2)
        with pytest.raises(CommandError) as caught:
            command()
        assert sorted(str(caught.value).splitlines()) == sorted(
            f"Rantai {obj.case.number} rusak pada entri 2: kolom act tidak cocok dengan isi."
            for obj in (first, second)
        )
        tamper(first.pk, 2, value="'pilih_petugas'")
        command(first.case.number)
        assert LedgerCheck.objects.get().stream == second.pk

    @pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
    def test_is_the_same_in_pieces_of_any_size(self, world, monkeypatch, size):
        monkeypatch.setattr(chains, "CHUNK", size)
        for name in ("Satu", "Dua", "Tiga"):
            world.at("disetujui", jabatan=name)
        done = Round((Case, Buku), LedgerCheck.By.ROUND).run()
        assert (done.chains, done.entries, done.broken) == (3, LedgerEntry.objects.count(), [])

    def test_an_act_meanwhile_is_no_fault(self, world, monkeypatch):
        """The entries were read, then somebody acted, then the boundary is asked."""
        monkeypatch.setattr(chains, "CHUNK", 2)
        objects = [world.at("telaah", jabatan=name) for name in ("Satu", "Dua")]
        pieces = iter(done := Round((Case, Buku), LedgerCheck.By.ROUND))
        next(pieces)
        for obj in objects:
            world.do(obj, "perbaikan", "asisten1", alasan="<p>Lengkapi.</p>")
        for _ in pieces:
            pass
        assert (done.chains, done.broken) == (2, [])

    def test_a_chain_without_boundary_and_a_boundary_without_chain(self, committed):
        obj, other = committed.at("telaah", jabatan="Satu"), committed.at("telaah", jabatan="Dua")
        with connections["owner"].cursor() as cursor:
            for table in ("workflows_ledgerentry", "workflows_ledgerpayload"):
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(
                "DELETE FROM workflows_ledgerpayload WHERE entry_id IN"
                " (SELECT id FROM workflows_ledgerentry WHERE stream = %s)",
                [obj.pk],
            )
            cursor.execute("DELETE FROM workflows_ledgerentry WHERE stream = %s", [obj.pk])
        with pytest.raises(
            CommandError, match=rf"{obj.case.number} rusak pada entri 1: buku berakhir pada 0"
        ):
            command()
        done = Round((Buku,), LedgerCheck.By.ROUND).run()
        assert [(b.stream, b.why) for b in done.broken] == [(str(other.pk), "kasus atau bukunya tidak ada")]

    def test_the_timers_go_round_a_piece_at_a_time(self, world, monkeypatch):
        monkeypatch.setattr(chains, "CHUNK", 2)
        case = lengthen(world.at("telaah"), LONG, by=world.people.asisten1)
        later, now = Patrol(), Patrol(first=0)
        assert later.step() is False
        assert LedgerCheck.objects.count() == 0
        steps = 0
        while now.step():
            steps += 1
        assert steps >= LONG / 2
        found = read(world, case)
        assert (found.whole_seq, found.whole_by) == (LONG, "pemeriksaan berkala")
        assert now.step() is False, "the next round is due tomorrow"

    def test_says_how_many_entries_a_second(self, world):
        world.at("telaah")
        assert command().startswith("1 rantai utuh: 2 catatan, 0.")
        assert command().endswith(" catatan/s.\n")


def test_the_badge_says_when_and_how(world, client):
    case = lengthen(world.at("telaah"), LONG, by=world.people.asisten1)
    client.force_login(world.people.auditor, backend="cases.organisations.auth.backends.AccountBackend")
    address = f"/kasus/{case.pk}/riwayat/"
    body = client.get(address).content.decode()
    assert "Riwayat sedang diperiksa" in body
    assert (
        f"Sudah diperiksa sampai catatan {AT_ONCE}; sisanya menyusul. Pemeriksaan seluruh rantai belum"
        in body
    )
    command()
    body = client.get(address).content.decode()
    assert "Riwayat utuh" in body
    assert (
        "Yang tampil dan yang baru diperiksa saat halaman ini dibuka. Seluruh rantai terakhir diperiksa"
        in body
    )
    assert f"(perintah), sampai catatan {LONG}." in body
