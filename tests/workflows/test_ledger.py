"""The ledger: a chain that names its first broken entry, survives an erasure, and that nobody can alter."""

import datetime as dt
import hashlib
import json
from decimal import Decimal
from io import StringIO

import pytest
import rfc8785
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction

from tests.support.world import fresh, replay
from workflows.context import Door, set_door
from workflows.ledger import Broken, canonical, digest, erase_payload, keyed, plain, verify_stream
from workflows.models import GENESIS, AccessLog, LedgerEntry, LedgerPayload


def entries(obj):
    return list(LedgerEntry.objects.filter(stream=obj.pk).order_by("seq"))


@pytest.fixture
def case(world):
    return world.at("disetujui")


class TestChain:
    def test_each_entry_names_the_hash_before_it(self, case):
        prev = GENESIS
        for seq, entry in enumerate(entries(case), start=1):
            assert (entry.seq, entry.body["seq"], bytes(entry.prev), entry.body["prev"]) == (
                seq,
                seq,
                prev,
                prev.hex(),
            )
            prev = bytes(entry.hash)
        assert (bytes(fresh(case).case.head), fresh(case).case.seq) == (prev, 3)

    def test_an_outsider_can_recompute_it_with_a_json_library(self, case):
        for entry in entries(case):
            with connection.cursor() as cursor:
                cursor.execute("SELECT body::text FROM workflows_ledgerentry WHERE id = %s", [entry.pk])
                body = json.loads(cursor.fetchone()[0])
            assert hashlib.sha256(rfc8785.dumps(body)).digest() == bytes(entry.hash)

    def test_says_who_when_what_and_from_where_to_where(self, world, case):
        first, second, third = entries(case)
        assert [(e.source, e.target, e.ref) for e in (first, second, third)] == [
            ("", "baru", "NM-1"),
            ("baru", "baru", "NM-2"),
            ("baru", "disetujui", "NM-5"),
        ]
        assert (third.actor, third.role, third.body["actor"]) == (
            world.people.asisten1,
            "kasn_asisten",
            str(world.people.asisten1.pk),
        )
        assert first.at < second.at < third.at, "the database's clock, not the transaction's"
        assert third.body["at"] == third.at.isoformat()
        assert (third.body["object_version"], third.body["machine_version"], third.body["format"]) == (
            3,
            2,
            1,
        )
        assert replay(case) == "disetujui"

    def test_of_every_version_of_the_machine(self, world):
        assert entries(world.open(version=1))[0].body["machine_version"] == 1

    def test_streams_are_apart(self, world, case):
        other = world.open(jabatan="Sekretaris")
        assert [e.seq for e in entries(other)] == [1]
        assert verify_stream(other.pk) is None
        assert verify_stream(case.pk) is None

    def test_keeps_what_was_entered_beside_its_digest(self, case):
        entry = entries(case)[0]
        kept = entry.payload.values
        assert kept["jabatan"]["v"] == "Kepala Dinas Sosial"
        assert entry.body["data"] == {name: keyed(v["v"], v["salt"]) for name, v in kept.items()}
        assert "Kepala" not in json.dumps(entry.body)
        salts = [v["salt"] for v in kept.values()]
        assert len(set(salts)) == len(salts)

    def test_keeps_the_address_of_a_request_as_personal_data(self, world):
        set_door(Door("api", "192.0.2.7"))
        try:
            obj = world.open()
        finally:
            set_door(Door())
        [entry] = entries(obj)
        assert entry.body["door"] == "api"
        assert entry.payload.values["_ip"]["v"] == "192.0.2.7"
        assert "192.0.2.7" not in json.dumps(entry.body)
        assert verify_stream(obj.pk) is None


class TestErasure:
    def test_leaves_the_chain_valid_and_nothing_readable(self, case):
        first = entries(case)[0]
        assert erase_payload(first.pk) is True
        assert LedgerPayload.objects.get(pk=first.pk).values is None
        assert verify_stream(case.pk, head=case.case.head, length=3) is None

    def test_is_of_one_entry(self, case):
        erase_payload(entries(case)[0].pk)
        assert entries(case)[2].payload.values is not None

    def test_of_no_entry(self, db):
        assert erase_payload("00000000-0000-7000-8000-000000000000") is False


@pytest.fixture
def tampering(committed_db):
    """Runs SQL as the owner of the tables, triggers lifted: the one way round them."""

    def tamper(statement, parameters=()):
        with connections["owner"].cursor() as cursor:
            for table in ("workflows_ledgerentry", "workflows_ledgerpayload"):
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(statement, parameters)

    return tamper


ENTRY = "UPDATE workflows_ledgerentry SET"
TAMPERED = {
    "an act renamed": (f"{ENTRY} act = 'tolak' WHERE stream = %s AND seq = 2", 2, "kolom act"),
    "a column and its body": (
        f"{ENTRY} act = 'x', body = jsonb_set(body, '{{act}}', '\"x\"') WHERE stream = %s AND seq = 2",
        2,
        "sidiknya",
    ),
    "a body alone": (
        f'{ENTRY} body = body || \'{{"ref": "NM-9"}}\' WHERE stream = %s AND seq = 1',
        1,
        "sidiknya",
    ),
    "somebody else": (f"{ENTRY} actor_id = NULL WHERE stream = %s AND seq = 3", 3, "kolom actor"),
    "the time": (f"{ENTRY} at = at + interval '1 hour' WHERE stream = %s AND seq = 3", 3, "kolom at"),
    "a state": (f"{ENTRY} target = 'ditarik' WHERE stream = %s AND seq = 3", 3, "kolom to"),
    "a hash": (f"{ENTRY} hash = sha256('x') WHERE stream = %s AND seq = 2", 2, "sidiknya"),
    "an entry gone": (
        "WITH p AS (DELETE FROM workflows_ledgerpayload p USING workflows_ledgerentry e"
        " WHERE e.id = p.entry_id"
        " AND e.stream = %s AND e.seq = 2) DELETE FROM workflows_ledgerentry WHERE stream = %s AND seq = 2",
        2,
        "hilang",
    ),
    "a value": (
        "UPDATE workflows_ledgerpayload p SET values = jsonb_set(values, '{jabatan,v}', '\"Sekretaris\"')"
        " FROM workflows_ledgerentry e WHERE e.id = p.entry_id AND e.stream = %s AND e.seq = 1",
        1,
        "nilai jabatan",
    ),
    "values gone": (
        "DELETE FROM workflows_ledgerpayload p USING workflows_ledgerentry e"
        " WHERE e.id = p.entry_id AND e.stream = %s AND e.seq = 1",
        1,
        "hilang",
    ),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_the_first_broken_entry_is_named(world, tampering, how):
    statement, seq, why = TAMPERED[how]
    obj, other = world.at("disetujui"), world.open(jabatan="Sekretaris")
    pk = obj.pk
    verify("2 rantai utuh")
    connection.close()
    tampering(statement, [pk] * statement.count("%s"))
    broken = verify_stream(pk, head=bytes(fresh(obj).case.head), length=3)
    assert (broken.stream, broken.seq) == (str(pk), seq)
    assert why in broken.why
    with pytest.raises(CommandError, match=rf"Rantai {obj.case.number} rusak pada entri {seq}"):
        call_command("verify_ledger")
    assert verify_stream(other.pk) is None


def test_an_end_cut_off_is_noticed_by_the_head(world, tampering):
    obj = world.at("telaah")
    pk = obj.pk
    with connections["owner"].cursor() as cursor:
        for table in ("workflows_ledgerentry", "workflows_ledgerpayload"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(
            "DELETE FROM workflows_ledgerpayload WHERE entry_id IN"
            " (SELECT id FROM workflows_ledgerentry WHERE stream = %s AND seq = 2)",
            [pk],
        )
        cursor.execute("DELETE FROM workflows_ledgerentry WHERE stream = %s AND seq = 2", [pk])
    case = fresh(obj).case
    assert verify_stream(pk) is None, "a shorter chain is a chain"
    assert verify_stream(pk, length=case.seq) == Broken(str(pk), 2, "buku berakhir pada 1, seharusnya 2")
    assert verify_stream(pk, head=bytes(case.head)).seq == 1


def verify(expected):
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    assert expected in out.getvalue()


class TestNobodyAlters:
    """As the application's role, in raw SQL."""

    @pytest.mark.parametrize("table", ["workflows_ledgerentry", "workflows_accesslog"])
    @pytest.mark.parametrize(
        "statement", ["UPDATE {} SET role = 'x'", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
    )
    @pytest.mark.req("X45")
    def test_the_application(self, case, table, statement):
        AccessLog.objects.create(action="uji", outcome="ok")
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement.format(table))

    @pytest.mark.parametrize("statement", ["DELETE FROM {}", "TRUNCATE {}"])
    def test_payloads_by_the_application(self, case, statement):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement.format("workflows_ledgerpayload"))

    @pytest.mark.parametrize(
        "change",
        [
            "values = values || '{\"jabatan\": {}}'",
            "values = '{}'",
            "entry_id = (SELECT id FROM workflows_ledgerentry ORDER BY seq DESC LIMIT 1)",
        ],
    )
    def test_a_payload_may_only_be_nulled(self, case, change):
        first = entries(case)[0]
        with pytest.raises(DatabaseError, match="may be nulled"), transaction.atomic():
            connection.cursor().execute(
                f"UPDATE workflows_ledgerpayload SET {change} WHERE entry_id = %s", [first.pk]
            )
        connection.cursor().execute(
            "UPDATE workflows_ledgerpayload SET values = NULL WHERE entry_id = %s", [first.pk]
        )

    def test_nor_the_owner_while_the_triggers_stand(self, world, committed_db):
        world.at("telaah")
        for statement in (
            "UPDATE workflows_ledgerentry SET role = 'x'",
            "DELETE FROM workflows_ledgerentry",
            "TRUNCATE workflows_ledgerentry CASCADE",
            "DELETE FROM workflows_ledgerpayload",
            "TRUNCATE workflows_accesslog",
        ):
            with pytest.raises(DatabaseError, match="rows are kept"):
                connections["owner"].cursor().execute(statement)

    def test_a_place_in_the_chain_is_taken_once(self, case):
        entry = entries(case)[0]
        entry.pk = None
        with pytest.raises(DatabaseError, match="ledger_one_chain"), transaction.atomic():
            LedgerEntry.objects.create(
                **{f.attname: getattr(entry, f.attname) for f in LedgerEntry._meta.fields if f.name != "id"}
            )


class TestCanonical:
    def test_order_of_keys_and_unicode_do_not_matter_to_the_digest(self):
        assert digest({"b": "Kepala – Dinas", "a": 1}) == digest({"a": 1, "b": "Kepala – Dinas"})
        assert canonical({"b": [True, None], "a": "é"}) == '{"a":"é","b":[true,null]}'.encode()

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            (1, 1),
            (True, True),
            (2**60, str(2**60)),
            (1.5, "1.5"),
            ({"a": (1, 2)}, {"a": [1, 2]}),
            ({3, 1, 2}, [1, 2, 3]),
            (b"\x01\xff", "01ff"),
        ],
    )
    def test_values(self, value, expected):
        found = plain(value)
        assert found == expected
        assert type(found) is type(expected)

    def test_decimals_dates_and_objects(self, world):
        assert [plain(Decimal(text)) for text in ("7.50", "10", "1E+2", "0.00")] == ["7.5", "10", "100", "0"]
        assert plain(dt.date(2026, 1, 31)) == "2026-01-31"
        jakarta = dt.timezone(dt.timedelta(hours=7))
        assert plain(dt.datetime(2026, 1, 31, 6, tzinfo=jakarta)) == "2026-01-30T23:00:00+00:00"
        assert plain(world.people.jaksel) == str(world.people.jaksel.pk)
