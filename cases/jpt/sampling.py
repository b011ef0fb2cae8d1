"""Monitoring is sampled (SJ-108): a draw that an auditor can repeat, and the tasks that follow from it.

Every case gets the rank SHA-256("<seed>:<id>"); within a stratum the lowest ranks are taken. Nothing but
seed, size and population decides, and all three are kept.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, cast

from django import forms

from cases.core.declared.registry import case_type
from cases.core.doing.forms import PetugasForm
from cases.core.models import Case
from cases.core.reading.selectors import subject_of
from workflows.context import Move
from workflows.forms import BulatField
from workflows.jobs import Order, Queue, defer, job
from workflows.ledger import database_now
from workflows.locks import own

from .models.records import Sampel
from .states import MONITORED

TOPIC = "sampel_monitoring"
PERSEN, JUMLAH = "persen", "jumlah"
#: How to repeat a draw, in words; kept with every sample.
ALGORITMA = (
    "Urutan seleksi = SHA-256 heksadesimal dari teks “<angka awal undian>:<id seleksi>” (UTF-8), kecil lebih "
    "dahulu. Jumlah yang diambil = persen dari populasi dibulatkan ke atas, atau jumlah yang diminta, paling "
    "banyak seluruh populasi. Setiap kelompok mendapat bagian bulatnya menurut besar kelompok; sisanya menurut "
    "sisa pembagian terbesar, bila sama menurut nama kelompok. Dari setiap kelompok diambil urutan terkecil."
)


@dataclass(frozen=True)
class Ukuran:
    """Size of a sample: percent of the population (1–100) or a number of cases (from 1)."""

    jenis: str
    nilai: int

    def of(self, population: int) -> int:
        """Cases to draw; a part of a case counts as one, more than there are means all."""
        wanted = ceil(population * self.nilai / 100) if self.jenis == PERSEN else self.nilai
        return min(wanted, population)


def draw(population: Mapping[str, Sequence[str]], ukuran: Ukuran, seed: str) -> list[str]:
    """The drawn ids, sorted. population: stratum -> ids.

    Each stratum gives its share by the method of largest remainders; equal remainders go by name.
    """
    total = sum(len(ids) for ids in population.values())
    if not total:
        return []
    number = ukuran.of(total)
    shares = {name: divmod(number * len(ids), total) for name, ids in population.items()}
    left = number - sum(whole for whole, _ in shares.values())
    by_remainder = sorted(shares, key=lambda name: (-shares[name][1], name))
    found: list[str] = []
    for name in population:
        count = shares[name][0] + (name in by_remainder[:left])
        found += sorted(population[name], key=lambda pk: (rank(seed, pk), pk))[:count]
    return sorted(found)


def rank(seed: str, pk: str) -> str:
    return hashlib.sha256(f"{seed}:{pk}".encode()).hexdigest()


def population_rows(population: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """(stratum, id), sorted: the list an auditor downloads."""
    return sorted((name, pk) for name, ids in population.items() for pk in ids)


def population_digest(population: Mapping[str, Sequence[str]]) -> str:
    """SHA-256 over the lines "<stratum>,<id>", each ended by a line feed, in the order of the list."""
    text = "".join(f"{name},{pk}\n" for name, pk in population_rows(population))
    return hashlib.sha256(text.encode()).hexdigest()


STRATA: dict[str, tuple[str, Callable[[Case], str]]] = {
    "jenis_institusi": ("Jenis institusi", lambda case: str(case.institution.jenis)),
    "provinsi": ("Provinsi", lambda case: str(case.institution.provinsi or "")),
}


class SampelForm(PetugasForm):
    """Buat sampel (SJ-108)."""

    field_order = ("jenis_ukuran", "ukuran", "strata", "seed", "petugas")

    jenis_ukuran = forms.ChoiceField(label="Ukuran dalam", choices=[(PERSEN, "Persen"), (JUMLAH, "Jumlah")])
    ukuran = BulatField(label="Ukuran", min_value=1, max_value=100_000)
    strata = forms.MultipleChoiceField(
        label="Kelompok menurut",
        choices=[(key, label) for key, (label, _) in STRATA.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Setiap kelompok terwakili menurut besarnya. Tanpa pilihan: diambil dari semua seleksi.",
    )
    seed = forms.CharField(
        label="Angka awal undian",
        max_length=64,
        required=False,
        help_text="Menentukan undian, sehingga dapat diulang. Bila kosong: dibuat sistem.",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("jenis_ukuran") == PERSEN and (data.get("ukuran") or 0) > 100:
            self.refuse("ukuran", "E-RNG", "Ukuran harus 1 sampai dengan 100 persen.")
        return data


def population(strata: Sequence[str]) -> dict[str, list[str]]:
    """Cases in Proses Seleksi, by stratum."""
    found: dict[str, list[str]] = {}
    cases = Case.objects.filter(type="jpt", state__in=MONITORED).select_related("institution__provinsi")
    for case in cases.order_by("id"):
        name = " / ".join(STRATA[key][1](case) for key in strata)
        found.setdefault(name, []).append(str(case.pk))
    return found


def keep_sample(move: Move) -> None:
    """Effect of PG-3: draw and keep it; each drawn case gets its task by the worker, under its own lock."""
    data = move.data
    seed, cases = data["seed"] or secrets.token_hex(16), population(data["strata"])
    sample = Sampel.objects.create(
        seed=seed,
        ukuran={"jenis": data["jenis_ukuran"], "nilai": data["ukuran"]},
        strata=data["strata"],
        populasi=cases,
        sidik_populasi=population_digest(cases),
        algoritma=ALGORITMA,
        terpilih=draw(cases, Ukuran(data["jenis_ukuran"], data["ukuran"]), seed),
        petugas=data["petugas"],
        entri=move.entry.pk,
        by=move.person,
        at=move.now,
    )
    move.notes |= {"seed": seed, "sidik_populasi": sample.sidik_populasi, "terpilih": sample.terpilih}
    for case_id in sample.terpilih:
        defer(TOPIC, sample.pk, case_id, boundary=case_id, sampel=sample.pk, case=case_id)


@job(TOPIC, Queue.ACTS, label="Penugasan monitoring dari sampel")
def mark_drawn(order: Order) -> None:
    """Owe the chosen petugas a monitoring of one case.

    Neither version nor ledger of the case moves: from either its institution would learn that it was drawn
    (docs/decisions/011-registers.md). Again is harmless; a case that has left Proses Seleksi is left alone.
    """
    sample = Sampel.objects.select_related("by", "petugas").get(pk=order.data["sampel"])
    subject: Any = subject_of(cast(Case, own(case_type("jpt").machine, order.data["case"])))
    if subject.sampel_id == sample.pk or subject.state not in MONITORED:
        return
    type(subject).objects.filter(pk=subject.pk).update(sampel=sample, disampel_untuk=sample.petugas)
    subject.sampel, subject.disampel_untuk = sample, sample.petugas
    route = subject.open_route()
    if route is not None:
        route.reconcile(subject, sample.by, at=database_now())
