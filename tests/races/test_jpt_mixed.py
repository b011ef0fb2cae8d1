"""Eight sessions press at random on selections, their candidates and their nomenklatur: parents and children mixed.

No deadlock, no error but the catalogue's refusals, and afterwards every invariant holds in every object.
`ALUR_MIX_SECONDS` says for how long: 20, in `make deep` 60.
"""

import os
import random
import threading
import time
from collections import Counter

import pytest
from django.db import connection

from cases.core.declared.document_fields import document_fields
from cases.core.doing.creation import create
from cases.core.models import Case
from cases.core.reading.selectors import subject_of
from cases.jpt.models import Jpt, Kandidat
from cases.jpt.states import SCORED
from cases.nomenklatur.models import Nomenklatur
from cases.pejabat.models import Pejabat
from cases.pejabat.register import add as add_official
from tests.cases.jpt.steps import Steps
from tests.support.races import DEEP
from tests.support.world import World, live_sound, replay
from workflows.errors import LOGGED_CODES, Refused
from workflows.gate import perform
from workflows.machine import any_row, declared, transition_table
from workflows.models import AccessLog, LedgerEntry
from workflows.offers import available

from .selections import uploads

WORKERS = 8
SECONDS = int(os.environ.get("ALUR_MIX_SECONDS") or (60 if DEEP else 20))
PEOPLE = ("jaksel", "jaksel2", "asisten1", "asisten2", "komisioner", "admin", "bogor")
#: After these there is nothing to press in the case any more; the crowd shall have something to do until the end.
ENDING = {"tolak", "tarik_rencana", "batalkan", "tambah_pejabat", "setujui_nonaktif", "tarik"}


def prepared(steps):
    """Posts with selections in different places, one with a request to deactivate it, two free ones."""
    posts = [steps.nomenklatur(unit=f"Dinas {n}") for n in range(7)]
    places = (steps.reviewed, steps.scoring, steps.top_three, steps.reported)
    for post, place in zip(posts, places, strict=False):
        steps.nomenklatur = lambda post=post: post
        place()
    del steps.nomenklatur
    steps.do(posts[4], "jaksel", "mohon_nonaktif", alasan="Dihapus")
    return [post.pk for post in posts]


class Worker:
    """One session. answers: (what was tried, answer, entries it must have written, a version was given)."""

    def __init__(self, steps, posts, seed):
        self.steps, self.posts = steps, posts
        self.chance = random.Random(seed)
        self.answers = []

    def press(self):
        kind = self.chance.choices(("kandidat", "jpt", "nomenklatur", "plan", "pejabat"), (55, 28, 9, 5, 3))[
            0
        ]
        if kind in ("plan", "pejabat"):
            self.try_(kind, getattr(self, f"_{kind}"))
            return
        obj = self._some(kind)
        if obj is None:
            return
        who = self._who(kind)
        act = self._act(obj, who)
        version = obj.version if self.chance.random() < 0.3 else None
        data = self._data(obj, act, who)
        self.try_(
            act, lambda: perform(obj, act, actor=who, data=data, version=version) and 1, version is not None
        )

    def try_(self, what, attempt, with_version=False):
        try:
            answer, entries = "ok", attempt()
        except Refused as refusal:
            answer, entries = refusal.code, 0
        self.answers.append((what, answer, entries, with_version))

    def _some(self, kind):
        if kind == "kandidat":
            pk = self.chance.choice([*Kandidat.objects.values_list("pk", flat=True)] or [None])
            return pk and Kandidat.fetch(pk)
        chosen = self.chance.choice(
            [*Case.objects.filter(type=kind, closed_at=None).values_list("pk", flat=True)]
        )
        return subject_of(Case.objects.get(pk=chosen))

    def _who(self, kind):
        likely = {"kandidat": (6, 6, 1, 1, 1, 1, 1), "jpt": (4, 4, 5, 1, 3, 1, 1)}.get(
            kind, (4, 4, 6, 1, 1, 1, 1)
        )
        return self.steps.user(self.chance.choices(PEOPLE, likely)[0])

    def _act(self, obj, who):
        """Mostly what the page offers, else anything the machine knows."""
        offered = [o.name for o in available(obj, who) if o.allowed]
        if not offered or self.chance.random() < 0.2:
            offered = sorted(transition_table(type(obj)))
        ending = self.chance.random() < 0.05 or isinstance(obj, Kandidat)
        return self.chance.choice([name for name in offered if ending or name not in ENDING] or offered)

    def _data(self, obj, act, who):
        """Everything any form asks for; each takes its own."""
        chance, root = self.chance, obj.root()
        row = any_row(type(obj), act)
        files = {
            name: uploads(who.username, 1)
            for name, _ in document_fields(row.form if row else None)
            if "." not in name and chance.random() < 0.9
        }
        accepted = [*Kandidat.objects.filter(seleksi=root.pk).values_list("pk", flat=True)]
        return {
            **self.steps.plan(
                surat_pengantar_rencana=[], nomenklatur=[str(getattr(root, "nomenklatur_id", ""))]
            ),
            **self.steps.official(),
            **self.steps.report(surat_pengantar=[], laporan_lengkap=[], lampiran_berita_acara=[]),
            "tanggal": "01/11/2026",
            "sk_pengangkatan": "<p>SK.</p>",
            "kandidat": str(chance.choice(accepted or [""])),
            "alasan": chance.choice(("Begitu.", "Begitu.", "Begitu.", "")),
            "alasan_kurang_tiga": "Hanya itu.",
            "pesan": "<p>Pesan.</p>",
            "isi": "<p>Isi.</p>",
            "catatan_persetujuan": "<p>Lengkap.</p>",
            "rekomendasi": "<p>Lanjutkan.</p>",
            "petugas": str(self.steps.user(chance.choice(("asisten1", "asisten2"))).pk),
            "jumlah_pelamar": chance.choice((0, 8, 20)),
            "nama": chance.choice(("Ani", "Budi", "Cici")),
            "nip": str(chance.randrange(1, 30)),
            "instansi": "Kota Uji",
            "skor": chance.choice(("6", "7,5", "9", "11")),
            "tahap": str(chance.choice(SCORED)),
            "deskripsi": "<p>Baik.</p>",
            "buka_kembali": chance.random() < 0.5,
            "tugas_pokok_fungsi": f"Tugas {chance.random()}",
            **files,
        }

    def _plan(self):
        """One or two posts in any order: a press for both is all or none."""
        chosen = self.chance.sample(self.posts, self.chance.choice((1, 2, 2)))
        who = self.steps.user(self.chance.choice(("jaksel", "jaksel2")))
        act = self.chance.choice(("tambah_seleksi", "tambah_seleksi", "simpan_draf"))
        data = self.steps.plan(surat_pengantar_rencana=[], nomenklatur=[str(pk) for pk in chosen])
        return len(create(who, "jpt", act, data))

    def _pejabat(self):
        data = self.steps.official(
            nomenklatur=str(self.chance.choice(self.posts)), konfirmasi_tumpang_tindih=True
        )
        add_official(self.steps.user("jaksel"), data)
        return 1


@pytest.mark.slow
@pytest.mark.req("SJ-138")
def test_a_crowd_on_parents_and_children(committed_db):
    steps = Steps(World().people)
    posts = prepared(steps)
    known, logged = set(LedgerEntry.objects.values_list("pk", flat=True)), AccessLog.objects.count()
    workers, errors = [Worker(steps, posts, seed) for seed in range(WORKERS)], []
    until = time.monotonic() + SECONDS

    def work(worker):
        try:
            while time.monotonic() < until and not errors:
                worker.press()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(worker,)) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    answers = [answer for worker in workers for answer in worker.answers]
    codes = Counter(code for _, code, _, _ in answers)
    print(f"{len(answers)} presses in {SECONDS} s: {dict(codes)}")
    print(f"done: {dict(Counter(what for what, code, _, _ in answers if code == 'ok'))}")
    assert {"ok", "E-STATE", "E-PERM", "E-HIDE"} <= set(codes)
    assert deadlocks() == 0
    assert [a for a in answers if a[1] == "E-STALE" and not a[3]] == []
    assert AccessLog.objects.count() - logged == sum(codes[code] for code in LOGGED_CODES)
    assert_recorded(sum(entries for _, _, entries, _ in answers), known)
    for case in Case.objects.all():
        live_sound(subject_of(case))
    for seleksi in Jpt.objects.all():
        assert_three_at_most(seleksi)
    for obj in (*Jpt.objects.all(), *Nomenklatur.objects.all(), *Kandidat.objects.all()):
        assert (
            LedgerEntry.objects.filter(object_id=obj.pk).exclude(object_type="pejabat").count() == obj.version
        )
    open_now = Jpt.objects.filter(state__in=["baru", "perbaikan", "disetujui", "proses_pelamar", "lulus"])
    assert open_now.filter(nomenklatur__state="nonaktif").count() == 0


def deadlocks():
    """How many the database had to break since this test began (its database is new)."""
    connection.close()  # a session reports what it counted when it ends
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]


def assert_recorded(expected, known):
    """Every act that was answered with ok has its entry; only consequences have one without a press."""
    pressed = {
        (model.machine.key, found.row.ref)
        for model in (type(subject_of(Case.objects.filter(type=t).first())) for t in ("jpt", "nomenklatur"))
        for found in declared(model)
        if found.row.kind == "act"
    } | {("kandidat", found.row.ref) for found in declared(Kandidat) if found.row.kind == "act"}
    rows = LedgerEntry.objects.exclude(pk__in=known)
    officials = rows.filter(object_type="pejabat").count()
    acts = sum((row.object_type, row.ref) in pressed for row in rows)
    assert acts + officials == expected
    assert Pejabat.objects.filter(seleksi=None).count() == officials


def assert_three_at_most(seleksi):
    """At every moment of the selection's history, not only now; and every candidate's acts follow each other."""
    now = {}
    for entry in LedgerEntry.objects.filter(stream=seleksi.pk, object_type="kandidat").order_by("seq"):
        now[entry.object_id] = entry.target
        assert sum(state in ("diterima", "dilantik") for state in now.values()) <= 3
    for kandidat in Kandidat.objects.filter(seleksi=seleksi):
        assert replay(kandidat) == kandidat.state
