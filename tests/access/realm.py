"""Two institutions, everybody who may come, and words planted where somebody must not read them.

Jakarta Selatan (`jaksel`) owns cases of every type with all that hangs on them; Kota Bogor is the stranger. What a
person must not learn is a set of strings that no answer may contain: `Realm.secrets_for`.
"""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from uuid_utils.compat import uuid7

from cases.core.doing import drafts
from cases.core.doing.creation import create
from cases.core.models import (
    Absence,
    Case,
    CaseTask,
    Correction,
    Message,
    Notification,
    Revision,
)
from cases.jpt.models import Kandidat, Monitoring
from cases.jpt.pengawasan import make_sample
from cases.jpt.pengawasan import record as record_finding
from cases.organisations.access import Hak, give
from cases.organisations.accounts import add_user
from cases.organisations.appointing import appoint, end
from cases.organisations.models import CaseRole, Choice, Institution, User
from cases.organisations.roles import Role
from cases.organisations.tokens import issue
from cases.pejabat.register import add as add_official
from cases.pengelolaan.akun.models import Akun
from cases.shell.bulk import results
from cases.shell.entered import pairs
from cases.terbitan.requests import request_print
from documents.large import begin
from documents.models import Attachment
from tests.cases.jpt.steps import Steps
from tests.support.jobs import deliver_all
from tests.support.world import PASSWORD, World
from workflows.gate import perform
from workflows.models import LedgerEntry
from workflows.repeats import fingerprint, once_each

#: Stands in every readable text of Jakarta Selatan's cases; in those of Bogor's.
OURS, THEIRS = "Zirkonia", "Malakit"
#: In a selection that is still a draft; in a half-filled form of jaksel; in the name of a file nobody used yet.
DRAFT, FORM, FILE = "Kalsedon", "Akuamarin", "Turmalin"
#: In a monitoring of KASN that was not released.
INTERNAL = "Obsidian"

OWN = ("jaksel", "jaksel2")
#: Of Jakarta Selatan too, but with the right to read alone.
READER = ("pembaca",)
SUPERVISORS = ("admin", "komisioner")
ASISTEN = ("asisten1", "asisten2")
KASN = (*SUPERVISORS, *ASISTEN)
#: `dicabut` belongs to Jakarta Selatan, but the grant on the institution was taken away.
STRANGERS = ("bogor", "dicabut")
INSIDE = (*OWN, *READER, *KASN, "auditor", *STRANGERS)
#: Not logged in; has to change the password first; account shut; institution shut.
OUTSIDE = ("nobody", "baru", "mantan", "tutup")
#: People whose place changed, and as whom each is answered: moved from Jakarta Selatan to Bogor; an auditor appointed
#: for Jawa Barat alone; who stands in for the petugas of all our cases; who does so no more.
PLACED = {"pindahan": "bogor", "wilayah": "bogor", "pengganti": "asisten1", "kembali": "asisten2"}
ROLES = (*INSIDE, *PLACED, *OUTSIDE)
_BACKEND = "cases.organisations.auth.backends.AccountBackend"


@dataclass
class Answer:
    """status; body: the whole text; location: of a redirect."""

    status: int
    body: str
    location: str = ""
    type: str = ""

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return html.unescape(self.body)


@dataclass
class Visitor:
    """One person at both doors. Sessions and tokens were opened before accounts were shut."""

    name: str
    user: User | None
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def press(self, path: str, data: Any = None) -> Answer:
        """Post to a page, and look at where the answer leads."""
        answer = self.page("POST", path, data)
        return self.page("GET", answer.location) if answer.status == 302 else answer

    def page(self, method: str, path: str, data: Any = None) -> Answer:
        client = Client()
        for key, value in self.cookies.items():
            client.cookies[key] = value
        return _answer(
            client.generic(method, path)
            if method not in {"GET", "POST"}
            else getattr(client, method.lower())(path, data or {})
        )

    def api(self, method: str, path: str, body: Any = None) -> Answer:
        headers = {"HTTP_AUTHORIZATION": f"Bearer {self.token}"} if self.token else {}
        if isinstance(body, SimpleUploadedFile):
            return _answer(Client().post(f"/api/v1{path}", {"file": body}, **headers))
        sent = "" if method == "GET" else json.dumps(body or {})
        return _answer(
            Client().generic(method, f"/api/v1{path}", sent, content_type="application/json", **headers)
        )


def _answer(response: Any) -> Answer:
    content = b"".join(response) if response.streaming else response.content
    headers = response.headers
    return Answer(
        response.status_code,
        content.decode(errors="replace"),
        headers.get("Location", ""),
        headers["Content-Type"],
    )


class Realm:
    """Cases by name: `telaah`, `perbaikan` (nomenklatur), `draf`, `proses` (jpt), and `bogor` of the stranger."""

    def __init__(self) -> None:
        self.world = World()
        self.people = self.world.people
        self.steps = Steps(self.people)
        self.visitors = {"nobody": Visitor("nobody", None)}
        self._come_in()
        self.case: dict[str, Any] = {}
        self._nomenklatur()
        self._draft()
        self._selection()
        self._around()
        deliver_all()
        self.terbitan = request_print(self.people.jaksel, "tanda_terima", {"seq": 1}, self.case["proses"].pk)
        self._shut()
        self.secrets = self._collect()

    # People

    def _come_in(self) -> None:
        closed = Institution.objects.get(nama="Kota Bekasi")
        ours = self.people.jaksel.institution
        for name, institution in (
            ("pembaca", ours),
            ("baru", ours),
            ("mantan", ours),
            ("dicabut", ours),
            ("pindahan", ours),
            ("tutup", closed),
        ):
            person = add_user(
                username=name,
                password=PASSWORD,
                nama=f"Petugas {name}",
                email=f"{name}@example.com",
                role=Role.PETUGAS_INSTITUSI,
                institution=institution,
                wajib_ganti_password=False,
            )
            setattr(self.people, name, person)
        give(self.people.pembaca, ours, Hak.LIHAT)
        self._place()
        for name in (*INSIDE, *PLACED, *OUTSIDE[1:]):
            client = Client()
            client.force_login(getattr(self.people, name), backend=_BACKEND)
            token, _ = issue(name, PASSWORD, None, "127.0.0.1")
            cookies = {key: morsel.value for key, morsel in client.cookies.items()}
            self.visitors[name] = Visitor(name, getattr(self.people, name), cookies, token)

    def _place(self) -> None:
        """Appointments of another kind than the account's own, and absences."""
        people, now, day = self.people, timezone.now(), dt.timedelta(days=1)
        for name, role in (
            ("wilayah", Role.AUDITOR),
            ("pengganti", Role.KASN_ASISTEN),
            ("kembali", Role.KASN_ASISTEN),
        ):
            person = add_user(
                username=name,
                password=PASSWORD,
                nama=f"Petugas {name}",
                email=f"{name}@example.com",
                role=role,
                wajib_ganti_password=False,
            )
            setattr(people, name, person)
        end(CaseRole.objects.filter(person=people.wilayah), at=now)
        appoint(people.wilayah, Role.AUDITOR.value, area_id=people.bogor.institution.provinsi_id)
        record, to = Akun.opened(people.pindahan), str(people.bogor.institution_id)
        data = {"ke": to, "hak": "kelola", "alasan": "Mutasi"}
        people.pindahan = perform(record, "pindah_institusi", actor=people.admin, data=data).obj.user
        for name, until in (("kembali", now - day), ("pengganti", now + day)):
            Absence.objects.create(
                person=people.asisten1,
                substitute=getattr(people, name),
                since=now - 3 * day,
                until=until,
                reason="Cuti",
                recorded_at=now,
                recorded_by=people.admin,
            )

    def _shut(self) -> None:
        """Only now: what they held open must not help them."""
        people = self.people
        User.objects.filter(pk=people.baru.pk).update(wajib_ganti_password=True)
        User.objects.filter(pk=people.mantan.pk).update(is_active=False)
        Institution.objects.filter(pk=people.tutup.institution_id).update(is_active=False)
        people.dicabut.groups.clear()

    # Cases

    def _nomenklatur(self) -> None:
        steps = self.steps
        self.case["nomenklatur"] = steps.nomenklatur("jaksel", f"Dinas {OURS}")
        self.case["kedua"] = steps.nomenklatur("jaksel", f"Dinas {OURS} Kedua")
        self.case["telaah"] = self.world.at(
            "telaah", unit_kerja=f"Dinas {OURS} Telaah", jabatan=f"Kepala {OURS}"
        )
        self.case["perbaikan"] = self.world.at(
            "perbaikan", unit_kerja=f"Dinas {OURS} Perbaikan", tugas_pokok_fungsi=f"Mengurus {OURS}."
        )
        self.case["bogor"] = steps.nomenklatur("bogor", f"Dinas {THEIRS}")
        self.case["bogor_baru"] = steps.nomenklatur("bogor", f"Dinas {THEIRS} Baru", upto="baru")

    def _draft(self) -> None:
        plan = self.steps.plan(
            self.case["kedua"],
            no_surat_pengantar=f"{DRAFT}/1",
            surat_pengantar_rencana=[self.steps.file("jaksel", f"{DRAFT}.pdf")],
            panitia=[{"nama": f"Prof. {DRAFT}", "keterangan": DRAFT}],
        )
        (self.case["draf"],) = create(self.people.jaksel, "jpt", "simpan_draf", plan)

    def _selection(self) -> None:
        steps, people = self.steps, self.people
        seleksi = steps.submitted(
            self.case["nomenklatur"],
            no_surat_pengantar=f"{OURS}/2",
            surat_pengantar_rencana=[steps.file("jaksel", f"{OURS}-surat.pdf")],
            panitia=[{"nama": f"Prof. {OURS}", "keterangan": "Ketua"}],
        )
        seleksi = steps.do(seleksi, "komisioner", "pilih_petugas", petugas=str(people.asisten1.pk))
        seleksi = steps.do(seleksi, "asisten1", "perbaikan", pesan=f"<p>Perbaiki {OURS}.</p>")
        plan = steps.plan(self.case["nomenklatur"], no_surat_pengantar=f"{OURS}/3")
        del plan["nomenklatur"]
        seleksi = steps.do(seleksi, "jaksel", "kirim_perbaikan", **plan)
        seleksi = steps.do(seleksi, "asisten1", "setujui", catatan_persetujuan=f"<p>{OURS} lengkap.</p>")
        seleksi = steps.do(seleksi, "jaksel", "input_jumlah_pelamar", jumlah_pelamar=7)
        first = steps.candidate(seleksi, f"Calon {OURS} Satu", "197503121998031001")
        steps.candidate(seleksi, f"Calon {OURS} Dua", "197503121998031002")
        self.kandidat = steps.at_stage(first, "penulisan_makalah")
        seleksi = steps.do(
            steps.fresh(seleksi),
            "jaksel",
            "kirim_pesan",
            pesan=f"<p>Pertanyaan {OURS}.</p>",
            lampiran_dialog=[steps.file("jaksel", f"{OURS}-lampiran.pdf")],
        )
        self.case["proses"] = self._monitored(seleksi)

    def _monitored(self, seleksi: Any) -> Any:
        make_sample(
            self.people.komisioner,
            {
                "jenis_ukuran": "persen",
                "ukuran": 100,
                "petugas": str(self.people.asisten2.pk),
                "seed": INTERNAL,
            },
        )
        for word, released in ((OURS, True), (INTERNAL, False)):
            seleksi = self.steps.do(
                self.steps.fresh(seleksi),
                "asisten2",
                "tambah_monitoring",
                tanggal=timezone.localdate().isoformat(),
                cara_pengambilan_sampel="acak",
                tahapan_dipantau=["administrasi"],
                uraian=f"<p>Pantauan {word}.</p>",
                temuan="ada_temuan",
                kode="seleksi_bermasalah",
                tampil_ke_institusi=released,
                laporan_monitoring=[self.steps.file("asisten2", f"{word}-monitoring.pdf")],
            )
        record_finding(
            self.people.komisioner,
            {
                "kode": "seleksi_bermasalah",
                "institusi": str(self.people.jaksel.institution_id),
                "tanggal": timezone.localdate().isoformat(),
                "uraian": f"<p>Temuan {INTERNAL}.</p>",
                "seleksi": str(seleksi.pk),
            },
        )
        deliver_all()  # the sample is marked after both: a Monitoring task stays open
        return self.steps.fresh(seleksi)

    def _around(self) -> None:
        steps, jaksel = self.steps, self.people.jaksel
        choice = {
            d: str(Choice.objects.filter(daftar=d).first().pk) for d in ("pengangkatan", "rencana_pengisian")
        }
        self.pejabat = add_official(
            jaksel,
            {
                "nomenklatur": str(self.case["nomenklatur"].pk),
                "nama": f"Pejabat {OURS}",
                "sk": f"{OURS}/SK",
                "mulai": "01/01/2024",
                "akhir": "31/12/2028",
                "sk_pejabat": [steps.file("jaksel", f"{OURS}-sk.pdf")],
                **choice,
            },
        )
        self.upload = steps.file("jaksel", f"{FILE}.pdf")
        self.large = str(begin(jaksel, name=f"{FILE}.mp4", size=1000, kind="rekaman_ruang").pk)
        values = {"no_surat_pengantar": FORM, "surat_pengantar_rencana": [self.upload]}
        place = drafts.Place(
            user=str(jaksel.pk),
            case_type="jpt",
            act="tambah_seleksi",
            object_id=None,
            names=tuple(values),
            title="Tambah Seleksi",
            about=FORM,
            url="/jpt/baru/tambah_seleksi/",
        )
        drafts.save(place, None, None, drafts.by_field(pairs(values), values))
        self.pressed = "hasil-jaksel"
        once_each(jaksel, self.pressed, fingerprint(self.pressed), lambda: results(FORM, [], "/"))

    # What is where

    def id(self, name: str) -> str:
        return str(self.case[name].pk)

    def task(self, name: str) -> int:
        """The open task in the main lane of a case."""
        rows = CaseTask.objects.filter(case=self.case[name].pk, flow_task_type="HUMAN", lane="utama")
        return int(rows.get(status__in=["NEW", "ASSIGNED"]).pk)

    def document(self, word: str) -> Attachment:
        return Attachment.objects.get(original_name=f"{word}.pdf")

    def seq(self, name: str, act: str, last: bool = True) -> int:
        rows = LedgerEntry.objects.filter(stream=self.case[name].pk, act=act).order_by(
            "-seq" if last else "seq"
        )
        return int(rows.values_list("seq", flat=True)[0])

    def monitoring(self, released: bool) -> Monitoring:
        return Monitoring.objects.get(tampil_ke_institusi=released)

    # What nobody else may read

    def _collect(self) -> dict[str, set[str]]:
        ours = self.people.jaksel.institution
        mine = Case.objects.filter(institution=ours)
        draft = mine.filter(private=True)
        theirs = Case.objects.filter(institution=self.people.bogor.institution)
        hidden_report = self.document(f"{INTERNAL}-monitoring")
        return {
            "ours": {OURS, "Jakarta Selatan", "1975031219980310", str(self.pejabat.pk), str(ours.pk)}
            | _ids(mine.filter(private=False))
            | {str(pk) for pk in User.objects.filter(institution=ours).values_list("pk", flat=True)},
            "draft": {DRAFT} | _ids(draft),
            "form": {FORM},
            "file": {FILE, self.upload, self.large},
            "internal": {
                INTERNAL,
                str(hidden_report.pk),
                hidden_report.sha256,
                str(self.monitoring(False).pk),
            },
            "theirs": {THEIRS, "Kota Bogor", str(self.people.bogor.pk)} | _ids(theirs),
        }

    def secrets_for(self, role: str) -> set[str]:
        """Strings that no answer to this person may contain."""
        kept = {
            "jaksel": ("internal", "theirs"),
            "jaksel2": ("internal", "theirs", "form", "file"),
            "pembaca": ("internal", "theirs", "form", "file"),
            "bogor": ("ours", "draft", "form", "file", "internal"),
        }
        every = tuple(self.secrets)
        like = PLACED.get(role, role)
        seen = ("draft", "form", "file") if like in (*KASN, "auditor") else kept.get(like, every)
        # their own name and institution stand in the header of those who are led to change their password
        own = (
            {"Jakarta Selatan", str(self.people.jaksel.institution_id)}
            if role in {"dicabut", "baru", "mantan"}
            else set()
        )
        person = getattr(self.people, role, None)
        return (
            {s for name in seen for s in self.secrets[name]} - own - ({str(person.pk)} if person else set())
        )


def _ids(cases: Any) -> set[str]:
    """Numbers and opaque keys of cases and of all that hangs on them."""
    pks = list(cases.values_list("pk", flat=True))
    found = set(cases.values_list("number", flat=True)) | {str(pk) for pk in pks}
    for model in (Message, Notification, Revision, Correction):
        found |= {str(pk) for pk in model.objects.filter(case__in=pks).values_list("pk", flat=True)}
    found |= {str(pk) for pk in Kandidat.objects.filter(seleksi__in=pks).values_list("pk", flat=True)}
    for pk, sha, name in Attachment.objects.filter(boundary__in=pks).values_list(
        "pk", "sha256", "original_name"
    ):
        found |= {str(pk), sha} | ({name} if name != "surat.pdf" else set())
    for pk, chained in LedgerEntry.objects.filter(stream__in=pks).values_list("pk", "hash"):
        found |= {str(pk), bytes(chained).hex()}
    return found


_PASSING = re.compile(
    r'(name="(?:csrfmiddlewaretoken|idempotency_key|draf|draf_revisi)" value|nonce)="[^"]*"'
    r"|draf=[0-9a-f-]{36}|<time.*?</time>|\b\d\d:\d\d:\d\d\b|pukul \d\d\.\d\d",
    re.S,
)


def leaks(body: str, secrets: set[str], asked: tuple[str, ...] = ()) -> list[str]:
    """The secrets in a body. asked: what the caller sent itself and may find again."""
    text = body
    for own in asked:
        text = text.replace(own, "")
    text = text.casefold()
    return sorted(secret for secret in secrets if secret.casefold() in text)


def plain(body: str, asked: tuple[str, ...] = ()) -> str:
    """A body without what differs from call to call: tokens and times."""
    for own in asked:
        body = body.replace(own, "·")
    return _PASSING.sub("", body)


def nothing_like(ids: tuple[str, ...]) -> tuple[str, ...]:
    """For every id one of the same shape that belongs to nothing."""
    return tuple(str(uuid7()) if "-" in one else "987654321" for one in ids)


def today() -> dt.date:
    return timezone.localdate()
