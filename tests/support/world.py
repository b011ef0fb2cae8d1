"""A small world for tests of the engine: people, cases made by the acts that make them, what can be seen.

`nomenklatur` is its subject. Everything goes through the gate, except `clone`, which multiplies a prepared
case for races.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from cases.core.declared.registry import case_type
from cases.core.models import (
    Case,
    CaseProcess,
    CaseTask,
    CaseUserPermission,
    Correction,
    FormerInstitution,
    Message,
    Notification,
    Revision,
)
from cases.core.reading.selectors import subject_of
from cases.dokumen.models import Dokumen, Penandatangan
from cases.jpt.models import Jpt, Kandidat, Monitoring, Pengawasan, Permohonan, Rekomendasi, Sampel, Temuan
from cases.nomenklatur.models import Nomenklatur
from cases.organisations.models import (
    Buku,
    CaseRole,
    Choice,
    InstitutionUserPermission,
    Kompetensi,
    NamaLama,
    Parameter,
    User,
)
from cases.organisations.roles import Role
from cases.pejabat.models import Pejabat
from cases.pengelolaan.institusi.models import Institusi
from cases.pengelolaan.models import Akun, Daftar
from cases.terbitan.models import Terbitan
from documents.models import Attachment, LargeUpload, Upload
from workflows.actors import SYSTEM
from workflows.errors import LOGGED_CODES, Refused
from workflows.gate import perform
from workflows.ledger import verify_stream
from workflows.models import GENESIS, AccessLog, Done, Failure, IdempotencyKey, LedgerEntry, LedgerPayload

from .jobs import data_of
from .people import demo_people

PASSWORD = "rahasia-sekali-12"
#: All that an act on a case could change.
TRACES = (
    Case,
    Nomenklatur,
    Jpt,
    Kandidat,
    Monitoring,
    Permohonan,
    Rekomendasi,
    Temuan,
    Sampel,
    Pengawasan,
    Pejabat,
    Dokumen,
    Penandatangan,
    Terbitan,
    Attachment,
    Upload,
    LargeUpload,
    CaseProcess,
    CaseTask,
    CaseUserPermission,
    CaseRole,
    Revision,
    Correction,
    Message,
    Notification,
    LedgerEntry,
    LedgerPayload,
    ProcrastinateJob,
    Done,
    Failure,
    IdempotencyKey,
    Buku,
    Daftar,
    Institusi,
    NamaLama,
    FormerInstitution,
    InstitutionUserPermission,
    User,
    Akun,
    Choice,
    Kompetensi,
    Parameter,
)


class World:
    """The demo's people plus `jaksel2` (a colleague) and `nonaktif` (a petugas whose account is shut)."""

    def __init__(self) -> None:
        common: dict[str, Any] = {"email": "uji@example.com", "wajib_ganti_password": False}
        colleague = {
            "username": "jaksel2",
            "nama": "Rekan Jakarta Selatan",
            "role": Role.PETUGAS_INSTITUSI,
            "institution": "Kota Administrasi Jakarta Selatan",
            **common,
        }
        gone = {
            "username": "nonaktif",
            "nama": "Mantan Asisten",
            "role": Role.KASN_ASISTEN,
            "is_active": False,
            **common,
        }
        self.people = SimpleNamespace(**demo_people(PASSWORD, colleague, gone))
        self.type = case_type("nomenklatur")
        self._kompetensi = [
            {"kompetensi": str(k.pk), "indikator": "4"} for k in Kompetensi.objects.order_by("no")
        ]

    def person(self, name: str) -> Any:
        return SYSTEM if name == "sistem" else getattr(self.people, name)

    def data(self, **changes: Any) -> dict[str, Any]:
        """What Tambah Nomenklatur sends."""
        return {
            "unit_kerja": "Dinas Sosial",
            "jabatan": "Kepala Dinas Sosial",
            "level": "Pratama",
            "tugas_pokok_fungsi": "Memimpin dinas.",
            "kompetensi_manajerial": [dict(row) for row in self._kompetensi],
            "kompetensi_teknis": "Urusan sosial.",
            "kompetensi_sosiokultural": "Perekat bangsa.",
            **changes,
        }

    def begin(self, *, version: int | None = None, institution: Any = None) -> Any:
        """A new, unsaved case on the machine version asked for."""
        institution = institution or self.people.jaksel.institution
        version = version or self.type.machine.latest
        case = Case(type=self.type.key, institution=institution, machine_version=version)
        return self.type.machine.model(version)(case=case)

    def open(self, *, version: int | None = None, by: str = "jaksel", **changes: Any) -> Any:
        actor = self.person(by)
        new = self.begin(version=version, institution=actor.institution)
        return perform(new, "tambah_nomenklatur", actor=actor, data=self.data(**changes)).obj

    def at(self, where: str, *, version: int | None = None, **changes: Any) -> Any:
        """A case that was led there: a name of WAYS."""
        obj = self.open(version=version, **changes)
        for act, who, data in WAYS[where]:
            obj = self.do(obj, act, who, **self.filled(data))
        return obj

    def filled(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Names of people become their ids, SUBMITTED the whole form."""
        found = {**self.data(), **data} if data.get("_isian") else dict(data)
        found.pop("_isian", None)
        if "petugas" in found:
            found["petugas"] = str(self.person(found["petugas"]).pk)
        return found

    def do(self, obj: Any, act: str, who: str, **data: Any) -> Any:
        return perform(obj, act, actor=self.person(who), data=data).obj


_PILIH: tuple[str, str, dict[str, Any]] = ("pilih_petugas", "komisioner", {"petugas": "asisten1"})
_SETUJUI: tuple[str, str, dict[str, Any]] = ("setujui", "asisten1", {})
_PERBAIKAN = ("perbaikan", "asisten1", {"alasan": "<p>Lengkapi kompetensi teknis.</p>"})
_EDIT = ("edit", "jaksel", {"_isian": True, "kompetensi_teknis": "Urusan sosial dan kesejahteraan."})
_MOHON = ("mohon_nonaktif", "jaksel", {"alasan": "Jabatan dihapus."})
#: Name of a place in the machine -> the acts that lead there from Tambah Nomenklatur.
WAYS: dict[str, list[tuple[str, str, dict[str, Any]]]] = {
    "baru": [],
    "telaah": [_PILIH],
    "perbaikan": [_PILIH, _PERBAIKAN],
    "disetujui": [_PILIH, _SETUJUI],
    "permohonan": [_PILIH, _SETUJUI, _MOHON],
    "telaah_ulang": [_PILIH, _SETUJUI, _EDIT],
    "perbaikan_ulang": [_PILIH, _SETUJUI, _EDIT, _PERBAIKAN],
    "nonaktif": [_PILIH, _SETUJUI, _MOHON, ("setujui_nonaktif", "asisten1", {})],
    "ditarik": [("tarik", "jaksel", {"alasan": "Salah unit."})],
}


def fresh(obj: Any) -> Any:
    """The object as the database has it, in its pinned machine version."""
    return subject_of(Case.objects.get(pk=obj.pk))


def open_tasks(obj: Any) -> dict[str, tuple[str, str | None]]:
    """Lane -> (turn, username of who holds it). Raises AssertionError when a lane has two."""
    rows = CaseTask.objects.filter(case=obj.pk, status__in=["NEW", "ASSIGNED"], flow_task_type="HUMAN")
    found: dict[str, tuple[str, str | None]] = {}
    for task in rows.select_related("owner"):
        assert task.lane not in found, f"two open tasks in lane {task.lane}"
        found[task.lane] = (task.flow_task.name, task.owner.username if task.owner else None)
    return found


def open_task(obj: Any, turn: str) -> CaseTask:
    """The open task of this turn."""
    rows = CaseTask.objects.filter(case=obj.pk, status__in=["NEW", "ASSIGNED"], flow_task_type="HUMAN")
    return next(task for task in rows if task.flow_task.name == turn)


def acts_of(obj: Any) -> list[str]:
    """Names of the acts in the ledger of a case, in their order."""
    return list(LedgerEntry.objects.filter(stream=obj.pk).order_by("seq").values_list("act", flat=True))


def told(obj: Any) -> list[tuple[str, list[str]]]:
    """(text, audiences) of the notices about a case waiting for the worker, oldest first."""
    waiting = [data for data in data_of("notice") if data["case"] == str(obj.pk)]
    return [(data["text"], data["audiences"]) for data in waiting]


def holders(obj: Any, perm: str = "telaah_kasus") -> list[str]:
    """Who holds guardian's grant on the case."""
    rows = CaseUserPermission.objects.filter(content_object=obj.pk, permission__codename=perm)
    return sorted(rows.values_list("user__username", flat=True))


def traces(**without: str) -> dict[str, list[str]]:
    """Every row of TRACES as PostgreSQL writes it, model -> rows, in one statement, as each refusal asks twice.

    without: a column that does not count, by the name of its model.
    """
    parts, names = [], []
    for model in TRACES:
        column = without.get(model.__name__)
        row = f"(to_jsonb(t) - '{column}')::text" if column else "t::text"
        table = connection.ops.quote_name(model._meta.db_table)
        parts.append(f"SELECT %s, coalesce(array_agg({row}), ARRAY[]::text[]) FROM {table} t")
        names.append(model.__name__)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), names)
        return {name: sorted(rows) for name, rows in cursor.fetchall()}


@contextmanager
def refused(code: str, guard: str = "", field: str = "") -> Iterator[pytest.ExceptionInfo[Refused]]:
    """The block must be refused with this code, change nothing, and be logged if the code is.

    guard: a reason's name that must be among the reasons; field: the form field the error must be at.
    """
    before, logged = traces(), AccessLog.objects.count()
    caught: Any = None
    try:
        yield (caught := pytest.ExceptionInfo.for_later())
    except Refused as refusal:
        caught.fill_unfilled((Refused, refusal, refusal.__traceback__))
    else:
        pytest.fail(f"expected {code}, but the act was done")
    refusal = caught.value
    assert refusal.code == code, str(refusal)
    assert refusal.message
    if guard:
        assert guard in [reason.guard for reason in refusal.reasons]
        assert all(reason.legal_basis and reason.message for reason in refusal.reasons)
    if field:
        assert list(refusal.errors) == [field]
    assert traces() == before, "a refused act changed something"
    assert AccessLog.objects.count() - logged == (code in LOGGED_CODES)


def live_sound(obj: Any) -> None:
    """What must hold of every case at any moment: tasks, process, mirrors, chain. Raises AssertionError."""
    now = fresh(obj)
    case, machine = now.case, now.machine
    assert now.state in machine.states.values
    assert (case.state, case.version, case.title) == (now.state, now.version, now.title())
    flow_class = machine.flows[case.machine_version]
    assert case.process.flow_class is flow_class
    expected = {lane: turn.name for lane, turn in flow_class.expected(now).items()}
    assert {lane: turn for lane, (turn, _) in open_tasks(now).items()} == expected
    ended = now.state in machine.terminal
    waiting = CaseTask.objects.filter(case=case).exclude(status__in=["DONE", "CANCELED"])
    routing = [task.flow_task.name for task in waiting.exclude(flow_task_type__in=["HUMAN", "TIMER"])]
    assert routing == ([] if ended else ["kendali"])
    assert (case.process.status == "DONE") is ended
    assert (case.closed_at is not None) is ended
    assert holders(now) == ([case.assignee.username] if case.assignee_id else [])
    assert verify_stream(case.pk, head=bytes(case.head), length=case.seq) is None
    assert replay(now, start=_first_state(now)) == now.state


def _first_state(obj: Any) -> str:
    entry = LedgerEntry.objects.filter(object_id=obj.pk).order_by("seq").first()
    return obj.state if entry is None else entry.source


def replay(obj: Any, *, start: str = "") -> str:
    """Walk the ledger of one object from `start`: every entry leaves the state the one before it reached."""
    state = start
    for entry in LedgerEntry.objects.filter(object_id=obj.pk).order_by("seq"):
        assert entry.source == state, f"entry {entry.seq} leaves {entry.source}, the object was in {state}"
        state = entry.target
    return state


def clone(obj: Any, count: int) -> list[Any]:
    """Ids of `count` copies of a prepared case, each with process, open tasks, right and version of its own.

    Set-wise in SQL: a race of 200 trials needs 200 cases in the same place. Their chains begin at the copy.
    """
    twin = {"case_id": "t.case_id", "content_object_id": "t.case_id", "process_id": "t.process_id"}
    per_table: dict[Any, dict[str, str]] = {
        Case: {"id": "t.case_id", "number": "'K-' || t.case_id", "head": "%(genesis)s", "seq": "0"},
        Revision: {"id": "t.revision_id"},
        Nomenklatur: {
            "post_key": "r.post_key || t.case_id",
            "approved_id": "CASE WHEN r.approved_id IS NOT NULL THEN t.revision_id END",
        },
        CaseProcess: {"id": "t.process_id"},
        CaseTask: {"id": "DEFAULT"},
        CaseRole: {"id": "gen_random_uuid()", "case": "t.case_id"},
        CaseUserPermission: {"id": "DEFAULT"},
    }
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS twins")
        cursor.execute(
            "CREATE TEMPORARY TABLE twins AS SELECT gen_random_uuid() AS case_id,"
            " gen_random_uuid() AS revision_id,"
            " nextval(pg_get_serial_sequence('core_caseprocess', 'id')) AS process_id"
            " FROM generate_series(1, %s)",
            [count],
        )
        for model, mapping in per_table.items():
            columns = [f.column for f in model._meta.local_concrete_fields]
            known = {**{k: v for k, v in twin.items() if k in columns}, **mapping}
            chosen = [c for c in columns if known.get(c) != "DEFAULT"]
            values = ", ".join(known.get(c, f'r."{c}"') for c in chosen)
            of_case = {Case: "id", CaseUserPermission: "content_object_id", CaseRole: "case"}.get(
                model, "case_id"
            )
            names = ", ".join(f'"{c}"' for c in chosen)
            cursor.execute(
                f"INSERT INTO {model._meta.db_table} ({names}) SELECT {values}"
                f' FROM {model._meta.db_table} r, twins t WHERE r."{of_case}" = %(case)s',
                {"case": obj.pk, "genesis": GENESIS},
            )
        cursor.execute("SELECT case_id FROM twins")
        return [row[0] for row in cursor.fetchall()]


def user(name: str) -> User:
    """An account as another session reads it."""
    return User.objects.get(username=name)
