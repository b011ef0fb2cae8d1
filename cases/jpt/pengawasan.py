"""Findings and samples: recording them through the gate, and reading them again (KASN and auditors only)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Count, F, Func, QuerySet, UUIDField
from django.db.models.functions import Cast, ExtractYear
from django.http import HttpRequest

from cases.core.models import Case
from cases.core.reading.selectors import unseen
from cases.organisations.permissions import sees_all
from documents.models import Attachment
from workflows.actors import Actor
from workflows.gate import Outcome, perform

from .models import Pengawasan, Sampel, Temuan
from .models.pengawasan import KODE
from .sampling import PERSEN, STRATA, population_rows, rank

#: Columns of Tabel 1 of the annex, with LNS, which the table leaves out (SJ-141): label -> jenis institusi.
GROUPS: dict[str, tuple[str, ...]] = {
    "Kementerian": ("Kementerian",),
    "LPNK": ("LPNK",),
    "LNS": ("LNS",),
    "Provinsi": ("Provinsi",),
    "Kab/Kota": ("Kabupaten", "Kota"),
}


#: Years the tile of the landing page offers; the list has them all.
YEARS = 6


def press(
    actor: Actor, act: str, raw: Mapping[str, Any], *, key: str = "", version: int | None = None
) -> Outcome:
    """Do an act in the book of supervision. Raises Refused."""
    return perform(Pengawasan.opened(KODE), act, actor=actor, data=raw, version=version, idempotency_key=key)


def record(actor: Actor, raw: Mapping[str, Any]) -> Temuan:
    """Catat temuan. Raises Refused: E-PERM for anybody but petugas KASN, else the errors of TemuanForm."""
    return Temuan.objects.get(entri=press(actor, "catat_temuan", raw).entry.pk)


def make_sample(actor: Actor, raw: Mapping[str, Any]) -> Sampel:
    """Buat sampel. Raises Refused: E-PERM for anybody but a Komisioner (§14), else the errors of SampelForm."""
    return Sampel.objects.get(entri=press(actor, "buat_sampel", raw).entry.pk)


# Findings


def findings_for(
    actor: Actor, *, kode: str = "", jenis: str = "", tahun: int | None = None
) -> QuerySet[Temuan]:
    """Findings as KASN and auditors read them, nobody else; an unknown value finds nothing."""
    rows = Temuan.objects.select_related("institusi", "seleksi__case", "by")
    if not sees_all(actor):
        return rows.none()
    if kode:
        rows = rows.filter(kode=kode)
    if jenis:
        rows = rows.filter(institusi__jenis__in=GROUPS.get(jenis, ()))
    return rows if tahun is None else rows.filter(tanggal__year=tahun)


def years_of(actor: Actor) -> list[int]:
    rows = findings_for(actor).order_by().annotate(tahun=ExtractYear("tanggal"))
    return sorted(rows.values_list("tahun", flat=True).distinct(), reverse=True)


def table_of(actor: Actor, tahun: int | None) -> list[dict[str, Any]]:
    """Kind × group as in Tabel 1: [{label, cells: [n], total}]. One query."""
    counted = findings_for(actor, tahun=tahun).order_by().values_list("kode", "institusi__jenis")
    return _table(Counter({(kode, jenis): n for kode, jenis, n in counted.annotate(n=Count("pk"))}))


def _table(numbers: Counter[tuple[str, str]]) -> list[dict[str, Any]]:
    rows = []
    for kode, label in Temuan.Kode.choices:
        cells = [sum(numbers[kode, jenis] for jenis in kinds) for kinds in GROUPS.values()]
        rows.append({"label": label, "cells": cells, "total": sum(cells)})
    return rows


def figures(request: HttpRequest) -> dict[str, Any]:
    """The tile of the landing page: Tabel 1 of a year or of all (`temuan`), and the years to choose. One query."""
    rows = findings_for(request.user).order_by().annotate(tahun=ExtractYear("tanggal"))
    counted = list(rows.values_list("tahun", "kode", "institusi__jenis").annotate(n=Count("pk")))
    asked, years = request.GET.get("temuan", ""), sorted({tahun for tahun, *_ in counted}, reverse=True)
    year = next((y for y in years if str(y) == asked), None)
    numbers: Counter[tuple[str, str]] = Counter()
    for tahun, kode, jenis, number in counted:
        if year is None or tahun == year:
            numbers[kode, jenis] += number
    return {
        "year": year,
        "years": [(y, f"?temuan={y}") for y in years[:YEARS]],
        "groups": list(GROUPS),
        "table": _table(numbers),
    }


def attached_to(findings: QuerySet[Temuan]) -> QuerySet[Attachment]:
    """The files of some findings."""
    keys = Func(F("attachments"), function="jsonb_array_elements_text", set_returning=True)
    ids = findings.order_by().annotate(berkas=Cast(keys, UUIDField())).values("berkas")
    return Attachment.objects.filter(pk__in=ids).select_related("uploader")


def files_of_findings(
    rows: list[Temuan], files: Iterable[Attachment] | None = None
) -> dict[str, list[Attachment]]:
    """Files by finding. files: what `attached_to` has read; else one query."""
    ids = [pk for row in rows for pk in row.attachments]
    if files is None:
        files = Attachment.objects.filter(pk__in=ids) if ids else ()
    known = {str(a.pk): a for a in files}
    return {str(row.pk): [known[pk] for pk in row.attachments if pk in known] for row in rows}


# Samples


def samples_for(actor: Actor) -> QuerySet[Sampel]:
    rows = Sampel.objects.select_related("petugas", "by")
    return rows if sees_all(actor) else rows.none()


def sample_of(actor: Actor, pk: Any) -> Sampel:
    """Raises Refused(E-HIDE), logged."""
    found = samples_for(actor).filter(pk=pk).first()
    if found is None:
        raise unseen(actor, "lihat", "sampel", pk)
    return found


def described(sample: Sampel) -> dict[str, Any]:
    """What is needed to repeat the draw."""
    unit = "persen" if sample.ukuran["jenis"] == PERSEN else "seleksi"
    return {
        "id": str(sample.pk),
        "pada": sample.at,
        "oleh": str(sample.by),
        "petugas": str(sample.petugas),
        "petugas_aktif": sample.petugas.is_active,
        "seed": sample.seed,
        "ukuran": sample.ukuran,
        "ukuran_teks": f"{sample.ukuran['nilai']} {unit}",
        "strata": sample.strata,
        "strata_teks": ", ".join(STRATA[key][0] for key in sample.strata) or "tidak dikelompokkan",
        "populasi": sum(len(ids) for ids in sample.populasi.values()),
        "kelompok": {name: len(ids) for name, ids in sorted(sample.populasi.items())},
        "sidik_populasi": sample.sidik_populasi,
        "algoritma": sample.algoritma,
        "terpilih": len(sample.terpilih),
    }


def drawn_cases(sample: Sampel) -> QuerySet[Case]:
    """The drawn selections; all of them were with KASN when they were drawn."""
    return Case.objects.filter(pk__in=sample.terpilih).select_related("institution")


def population_lines(sample: Sampel) -> Iterator[list[Any]]:
    """Rows of the downloadable list: stratum, id, number, institution, rank, drawn; in the order of the digest."""
    rows = population_rows(sample.populasi)
    drawn = set(sample.terpilih)
    names = {
        str(pk): (number, institution)
        for pk, number, institution in Case.objects.filter(pk__in=[pk for _, pk in rows]).values_list(
            "pk", "number", "institution__nama"
        )
    }
    for stratum, pk in rows:
        number, institution = names.get(pk, ("", ""))
        yield [stratum, pk, number, institution, rank(sample.seed, pk), "ya" if pk in drawn else "tidak"]


POPULATION_HEADER = ["Kelompok", "ID seleksi", "Nomor", "Institusi", "Urutan (SHA-256)", "Terpilih"]
