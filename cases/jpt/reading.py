"""The rows beside a selection that its page shows and its guards ask for; a page reads them in one statement.

Each is a queryset that is kept for as long as a page is being shown (`workflows.showing`), so that whoever reads it
with others (`asked`, `told`) and whoever shows it mean the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from cases.organisations.parameters import parameter_rows
from cases.organisations.permissions import acts_for, reads
from cases.pejabat.selectors import current_in
from documents.binding import current
from workflows.actors import Actor
from workflows.showing import once

from .states import REPORTED, REVIEW, State

Rows = QuerySet[Any, Any]
CANDIDATE_ORDER = ("dimasukkan_pada", "id")
#: The plan is still being written or reviewed: the automatic checks are of use.
CHECKED = REVIEW | {State.DRAF}
#: Whether KASN must have recommended before the process begins.
REKOMENDASI_WAJIB = "REKOMENDASI_WAJIB"


def candidates(seleksi: Any) -> Rows:
    """In the order in which they were entered."""
    return once(("kandidat", seleksi.pk), lambda: seleksi.kandidat.order_by(*CANDIDATE_ORDER))


def requests(seleksi: Any) -> Rows:
    return once(("permohonan", seleksi.pk), lambda: seleksi.riwayat_permohonan.order_by("-tanggal"))


def recommendations(seleksi: Any) -> Rows:
    return once(("rekomendasi", seleksi.pk), lambda: seleksi.daftar_rekomendasi.order_by("-at"))


def released(seleksi: Any) -> Rows:
    """Ids of the reports of each monitoring that its institution may read (SJ-109)."""
    rows = seleksi.daftar_monitoring.filter(tampil_ke_institusi=True)
    return once(("dirilis", seleksi.pk), lambda: rows.values_list("attachments", flat=True))


def findings_known(seleksi: Any) -> Rows:
    """The key of one finding, if there is any."""
    return once(("ada temuan", seleksi.pk), lambda: seleksi.daftar_temuan.values_list("pk")[:1])


def covering_letter(seleksi: Any) -> Rows:
    """The key of a covering letter that stands."""
    kind = "surat_pengantar_rencana"
    rows = current(seleksi.machine.key, seleksi.pk, kind)
    return once(("surat pengantar", seleksi.pk), lambda: rows.values_list("pk")[:1])


def same_letter(seleksi: Any) -> Rows:
    """The key of another plan of the institution with the same number of its letter, not of the same press."""
    case, number = seleksi.case, seleksi.no_surat_pengantar
    others = type(seleksi).objects.filter(case__institution=case.institution_id, no_surat_pengantar=number)
    others = others.exclude(pk=seleksi.pk)
    if case.batch:
        others = others.exclude(case__batch=case.batch)
    return once(("surat sama", seleksi.pk), lambda: others.values_list("pk")[:1])


def holders(seleksi: Any) -> Rows:
    """Names of those who hold the post today."""
    return once(
        ("menjabat", seleksi.pk), lambda: current_in(seleksi.nomenklatur).values_list("nama", flat=True)
    )


def asked(seleksi: Any, actor: Actor) -> Iterator[Rows]:
    """What guards of this state ask."""
    if seleksi.state in REVIEW:
        yield covering_letter(seleksi)
    if seleksi.state == State.DISETUJUI:
        yield parameter_rows(REKOMENDASI_WAJIB)
        yield recommendations(seleksi)
    if reads(actor):
        yield findings_known(seleksi)
    else:
        yield released(seleksi)
    if seleksi.state in REPORTED or acts_for(actor, seleksi.case.institution_id):
        yield candidates(seleksi)
