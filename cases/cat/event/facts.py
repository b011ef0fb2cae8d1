"""What the rules of an event are asked of, read from the tables (docs/decisions/021)."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.cat.law.seen import EVENT_WAITS, STOPPING, OfEvent, Place
from cases.cat.tables import TitikLokasi
from cases.cat.tables.acara import requested
from cases.core.models import CaseAncestor
from workflows.context import Move
from workflows.errors import E_GUARD, E_STATE
from workflows.guards import Fact
from workflows.models import Ask
from workflows.showing import once

#: Under this name an event keeps its snapshot; dropped when something changed (`Acara.forget`).
_SEEN = "_seen"


def places(acara: Any) -> QuerySet[Any, Any]:
    """(key, state, opened, when its documents were last completed) of its titik lokasi."""
    rows = TitikLokasi.objects.filter(acara=acara.pk).order_by("pk")
    names = ("pk", "state", "pernah_dibuka", "dilengkapi_pada")
    return once(("lokasi", acara.pk), lambda: rows.values_list(*names))


def asked_in_tree(acara: Any) -> QuerySet[Any, Any]:
    """Refs of the causes in the tree whose asks are not answered, of those that an event waits for."""
    below = CaseAncestor.objects.filter(ancestor=acara.pk).values("case")
    rows = Ask.objects.filter(Q(asker=acara.pk) | Q(asker__in=below), answered_at=None, ref__in=EVENT_WAITS)
    return once(("diminta", acara.pk), lambda: rows.values_list("ref", flat=True).distinct())


def receiving(acara: Any) -> list[Place]:
    """Its titik lokasi with whether something of STOPPING is on its way to them."""
    stopped = Ask.objects.filter(boundary=OuterRef("pk"), answered_at=None, ref__in=STOPPING)
    rows = TitikLokasi.objects.filter(acara=acara.pk).annotate(waits=Exists(stopped))
    return [Place(key, state, waits=waits) for key, state, waits in rows.values_list("pk", "state", "waits")]


def ahead(acara: Any) -> list[QuerySet[Any, Any]]:
    """The rows behind `seen`, for a page that reads them with its own."""
    return [places(acara), asked_in_tree(acara)]


def seen_of(acara: Any) -> OfEvent:
    if _SEEN not in acara.__dict__:
        rows = list(places(acara))
        acara.__dict__[_SEEN] = OfEvent(
            acara.state,
            tuple(Place(key, state, opened=opened) for key, state, opened, _ in rows),
            frozenset(asked_in_tree(acara)),
            sum(requested(acara.diminta, key, completed) for key, _, _, completed in rows),
            _step_before(acara),
        )
    found: OfEvent = acara.__dict__[_SEEN]
    return found


def seen(move: Move) -> OfEvent:
    return seen_of(move.obj)


def _step_before(acara: Any) -> bool:
    """Whether the step that TL-18 undoes was done before it (EV-22c)."""
    return (
        acara.asked is not None and acara.langkah1_pada is not None and acara.langkah1_pada < acara.asked.at
    )


FACTS = (
    Fact(
        "jenis_asn", lambda e: e.jenis_asn, E_STATE, "Hanya untuk CPNS, PPPK dan sekolah kedinasan.", "CB-08"
    ),
    Fact(
        "!jenis_asn",
        lambda e: not e.jenis_asn,
        E_STATE,
        "Hanya untuk pengembangan karier dan selain ASN.",
        "CB-08",
    ),
    Fact("karier", lambda e: e.jenis == "karier", E_STATE, "Suratnya ditujukan kepada Kepala BKN.", "§2.1"),
    Fact("!karier", lambda e: e.jenis != "karier", E_STATE, "Suratnya ditujukan kepada deputi.", "§2.1"),
    Fact("diumumkan", lambda e: e.diumumkan, E_GUARD, "Jadwal dan tata tertib belum diumumkan.", "CB-15"),
    Fact("!diumumkan", lambda e: not e.diumumkan, E_STATE, "Jadwal sudah diumumkan.", "CB-15"),
    Fact("basis_data_siap", lambda e: e.basis_data, E_GUARD, "Basis data ujian belum siap.", "CB-16"),
    Fact(
        "!basis_data_siap",
        lambda e: not e.basis_data,
        E_STATE,
        "Basis data sudah dinyatakan siap.",
        "CB-16",
    ),
    Fact(
        "permintaan_lengkapi",
        lambda e: bool(e.diminta) and seen_of(e).requests > 0,
        E_STATE,
        "Tidak ada permintaan yang belum dijawab.",
        "CB-275",
    ),
    Fact(
        "langkah1", lambda e: e.langkah1_pada is not None, E_GUARD, "Dokumen di MST belum lengkap.", "CB-155"
    ),
    Fact("!langkah1", lambda e: e.langkah1_pada is None, E_STATE, "Langkah ini sudah selesai.", "CB-155"),
    Fact("langkah2", lambda e: e.langkah2_pada is not None, E_GUARD, "Hasil belum tervalidasi.", "CB-156"),
    Fact("!langkah2", lambda e: e.langkah2_pada is None, E_STATE, "Langkah ini sudah selesai.", "CB-156"),
)
