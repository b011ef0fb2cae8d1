"""Pages of KASN's book of supervision: findings and samples, recorded and read again. No institution gets here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases.core.reading.filters import NoFilter
from cases.core.reading.paging import paginate
from cases.core.reading.words import tanggal
from cases.organisations.badan import in_words
from cases.organisations.permissions import holds, reviews
from cases.organisations.requests import AccountRequest
from cases.organisations.roles import Role
from cases.shell.bodies import takes_files
from cases.shell.case_parts import file_row
from cases.shell.exports import list_response
from cases.shell.form_page import form_page
from cases.shell.keeping import Keeping
from cases.shell.page import crumbs, first_page, list_frame, neighbours, page, require, require_overseer
from workflows.forms import ActForm
from workflows.gate import Outcome
from workflows.legal import shown

from . import pengawasan
from .filters import TemuanFilter
from .findings import TemuanForm
from .models import Sampel, Temuan
from .sampling import SampelForm

LEGAL = {
    "catat_temuan": "Peraturan KASN 7/2016 Lamp. A (Tabel 1)",
    "buat_sampel": "Peraturan KASN 7/2016 Lamp. D",
}
FINDINGS, SAMPLES = "Daftar Temuan", "Daftar Sampel Monitoring"


@page()
def findings(request: AccountRequest) -> HttpResponse:
    """Daftar Temuan with the figures of Tabel 1 for the same year."""
    require_overseer(request)
    form = TemuanFilter(request)
    values = form.values()
    year = int(values["tahun"]) if "tahun" in values else None
    rows = pengawasan.findings_for(
        request.user, kode=values.get("kode", ""), jenis=values.get("jenis", ""), tahun=year
    )
    found = first_page(
        request, lambda cursor: paginate(rows, keys=("-tanggal", "-id"), cursor=cursor), form=form
    )
    files = pengawasan.files_of_findings(list(found.rows))
    context = {
        "title": FINDINGS,
        **list_frame(request, form, found, rows),
        "year": year,
        "groups": list(pengawasan.GROUPS),
        "table": pengawasan.table_of(request.user, year),
        "rows": [{"finding": row, "files": [file_row(f) for f in files[str(row.pk)]]} for row in found.rows],
        "may_add": reviews(request.user),
        "breadcrumbs": crumbs(here=FINDINGS),
    }
    return render(request, "jpt/temuan.html", context, status=form.status)


@page()
def samples(request: AccountRequest) -> HttpResponse:
    require_overseer(request)
    rows, form = pengawasan.samples_for(request.user), NoFilter(request)
    found = first_page(request, lambda cursor: paginate(rows, keys=("-at", "-id"), cursor=cursor), form=form)
    context = {
        "form": form,
        "title": SAMPLES,
        "rows": [pengawasan.described(row) for row in found.rows],
        **neighbours(request, found),
        "may_add": holds(request.user, Role.KASN_KOMISIONER),
        "breadcrumbs": crumbs(here=SAMPLES),
    }
    return render(request, "jpt/sampel.html", context, status=form.status)


@page()
def one_sample(request: AccountRequest, pk: Any) -> HttpResponse:
    """What is needed to repeat the draw, and what it drew."""
    require_overseer(request)
    sample = pengawasan.sample_of(request.user, pk)
    told = pengawasan.described(sample)
    rows = pengawasan.drawn_cases(sample)
    drawn = first_page(request, lambda cursor: paginate(rows, keys=("number", "id"), cursor=cursor))
    title = f"Sampel {tanggal(sample.at)}, angka awal undian {sample.seed}"
    context = {
        "title": title,
        "sample": told,
        "drawn": drawn.rows,
        **neighbours(request, drawn),
        "breadcrumbs": crumbs((SAMPLES, reverse("jpt:daftar-sampel")), here=title),
    }
    return render(request, "jpt/satu_sampel.html", context)


@page(file=True)
def sample_population(request: AccountRequest, pk: Any) -> StreamingHttpResponse:
    """The population as CSV, in the order of its digest."""
    require_overseer(request)
    sample: Sampel = pengawasan.sample_of(request.user, pk)
    lines = pengawasan.population_lines(sample)
    return list_response(request, "populasi-sampel", pengawasan.POPULATION_HEADER, lines, {"sampel": pk})


@page("GET", "POST", "HEAD")
def sample(request: AccountRequest) -> HttpResponse:
    """Buat sampel (SJ-108): Komisioner only."""
    require(request, holds(request.user, Role.KASN_KOMISIONER), "Komisioner")

    def done(outcome: Outcome) -> tuple[str, str]:
        made = Sampel.objects.get(entri=outcome.entry.pk)
        drawn = f"{len(made.terpilih)} seleksi mendapat tugas Monitoring"
        return (
            reverse("jpt:sampel-satu", args=[made.pk]),
            f"Sampel dengan angka awal undian {made.seed} dibuat: {drawn}.",
        )

    trail = (SAMPLES, reverse("jpt:daftar-sampel"))
    return _form_page(request, "buat_sampel", SampelForm, "Buat sampel", trail, done)


@takes_files
@page("GET", "POST", "HEAD")
def finding(request: AccountRequest) -> HttpResponse:
    """Catat temuan (SJ-141): petugas KASN."""
    require(request, reviews(request.user), str(in_words("petugas {badan}")))

    def done(outcome: Outcome) -> tuple[str, str]:
        made = Temuan.objects.select_related("institusi", "seleksi__case").get(entri=outcome.entry.pk)
        about = f" ({made.seleksi.case.number})" if made.seleksi is not None else ""
        told = f"{made.institusi}{about}: {made.get_kode_display()}, tanggal {tanggal(made.tanggal)}"
        return reverse("jpt:daftar-temuan"), f"Catat temuan sudah dicatat untuk {told}."

    trail = (FINDINGS, reverse("jpt:daftar-temuan"))
    return _form_page(request, "catat_temuan", TemuanForm, "Catat temuan", trail, done)


def _form_page(
    request: HttpRequest,
    act: str,
    form_class: type[ActForm],
    title: str,
    parent: tuple[str, str],
    done: Callable[[Outcome], tuple[str, str]],
) -> HttpResponse:
    """done: (where it leads, what is said) of an act that was done."""
    return form_page(
        request,
        Keeping(request, form_class, case_type="jpt", act=act, title=title),
        lambda values: done(pengawasan.press(request.user, act, values)),
        template="jpt/form.html",
        back=parent[1],
        trail=crumbs(parent, here=title),
        initial=request.GET.dict(),
        shown=lambda: {"legal_basis": shown(LEGAL[act]), "submit_label": title},
    )
