"""A signed document as others see it: its data as JSON, and its own part of the case page."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from cases.core.declared.registry import case_type
from cases.core.models import Case
from cases.core.reading.sight import cases_visible_to
from cases.organisations.permissions import reads
from cases.shell.showing import state_tag
from documents.models import Attachment
from workflows.jobs import waiting
from workflows.ledger import plain
from workflows.models import LedgerEntry
from workflows.showing import once

from .effects import MAKE
from .jenis import jenis
from .states import State

#: What a letter waits for in the states before it is signed.
WAITS = {State.KONSEP: "Konsep surat perlu diselesaikan", State.MENUNGGU_TTD: "Surat menunggu tanda tangan"}
UNSIGNED = tuple(WAITS)


def present(obj: Any, actor: Any) -> dict[str, Any]:
    return {
        "jenis": obj.jenis,
        "induk": str(obj.induk_id),
        "kunci": obj.kunci,
        "kode": obj.kode,
        "konsep": obj.konsep,
        "siap": obj.siap,
        "isi": obj.isi,
        "berkas": {"id": str(obj.berkas_id), "sha256": obj.berkas.sha256} if obj.berkas_id else None,
        "penandatangan": [
            {
                "peran": row.peran,
                "nama": row.nama,
                "pemegang_peran": row.role or None,
                "ditandatangani_pada": plain(row.signed_at),
                "sertifikat": row.sertifikat or None,
            }
            for row in obj.signers
        ],
        "menggantikan": str(obj.menggantikan_id) if obj.menggantikan_id else None,
        "dikirim_pada": plain(obj.dikirim_pada),
        "mst": {
            "id": obj.mst_id,
            "pada": plain(obj.mst_pada),
            "oleh": str(obj.mst_oleh) if obj.mst_oleh_id else None,
            "sidik": obj.mst_sidik or None,
        }
        if obj.mst_id
        else None,
    }


def asked(obj: Any, actor: Any) -> list[QuerySet[Any, Any]]:
    """Rows of which guards ask."""
    return [obj.lines_kept(), obj.replacements_kept()]


def sections(obj: Any, actor: Any) -> dict[str, Any]:
    """Context of dokumen/detail.html."""
    newer = obj.pengganti
    return {
        "dokumen": obj,
        "file": obj.berkas,
        "file_url": reverse("kasus:unduh", args=[obj.berkas_id]) if obj.berkas_id else "",
        "signers": obj.signers,
        "demo": any(row.sertifikat.get("demo") for row in obj.signers),
        "verify_url": f"{settings.ALUR_BASE_URL}/verifikasi/{obj.kode}/",
        "older": obj.menggantikan.case if obj.menggantikan_id else None,
        "newer": newer.case if newer is not None and _visible(newer.case, actor) else None,
    }


def papers_of(case: Any, actor: Any) -> list[dict[str, Any]]:
    """The signed documents of a case this person may see, the newest first: for its page and its API answer."""
    return [
        {
            "label": row.dokumen.jenis_label,
            "nomor": row.dokumen.nomor_surat,
            "number": row.number,
            "state": row.state,
            **state_tag(case_type(row.type), row.state),
            "url": reverse("kasus:kasus", args=[row.pk]),
            "id": str(row.pk),
        }
        for row in _letters(case, actor)
    ]


def _letters(case: Any, actor: Any) -> QuerySet[Case]:
    def rows() -> QuerySet[Case]:
        found = cases_visible_to(actor).filter(dokumen__induk=case).select_related("dokumen")
        return found.order_by("-opened_at", "-id")

    return once(("letters", case.pk, actor.pk), rows)


def _to_be_made(case: Any) -> QuerySet[Any, Any]:
    return once(("letters to be made", case.pk), lambda: waiting(MAKE, case.pk))


def papers_ahead(case: Any, actor: Any) -> list[QuerySet[Any, Any]]:
    """What is read for the page of a case."""
    return [_letters(case, actor), *([_to_be_made(case)] if reads(actor) else [])]


def letters_under_way(case: Any, actor: Any) -> list[dict[str, str]]:
    """[{text, url, label}] of the letters of a case that are being written or wait to be signed."""
    found = [
        {
            "text": f"{WAITS[State(row.state)]}:",
            "url": reverse("kasus:kasus", args=[row.pk]),
            "label": row.dokumen.jenis_label,
        }
        for row in list(_letters(case, actor))[::-1]
        if row.state in UNSIGNED
    ]
    if reads(actor):  # before it is there it is KASN's own
        found += [
            {
                "text": f"{jenis(key).label} sedang disusun dan sesudah itu menunggu tanda tangan.",
                "url": "",
                "label": "",
            }
            for key in (asked["jenis"] for asked in _to_be_made(case))
        ]
    return found


def document_visible(attachment: Any, subject: Any, actor: Any) -> bool:
    """The institution reads what was signed, and of a joint document the draft it signs; no earlier draft."""
    if reads(actor):
        return True
    if attachment.version < _draft_version(subject):
        return False
    return bool(subject.rule.joint or attachment.act == "tanda_tangani")


def entry_visible(entry: Any, subject: Any, actor: Any) -> bool:
    """What KASN did before the paper was the institution's business is KASN's own."""
    return reads(actor) or entry.seq >= _first_public(subject)


def _draft_version(subject: Any) -> int:
    """Version of the file of the present draft; read once per loaded document."""
    if "_draft_version" not in subject.__dict__:
        rows = Attachment.objects.filter(boundary=subject.pk, act__in=("buat", "lampirkan"))
        newest = rows.order_by("-version").values_list("version", flat=True).first()
        subject.__dict__["_draft_version"] = newest or 1
    found: int = subject.__dict__["_draft_version"]
    return found


def _first_public(subject: Any) -> int:
    """Sequence number from which on the ledger is shown: the sending, or the submission of a joint document."""
    if "_first_public" not in subject.__dict__:
        shown_from = "ajukan" if subject.rule.joint else "kirim"
        rows = LedgerEntry.objects.filter(stream=subject.pk, act=shown_from)
        newest = rows.order_by("-seq").values_list("seq", flat=True).first()
        subject.__dict__["_first_public"] = newest if newest is not None else sys.maxsize
    found: int = subject.__dict__["_first_public"]
    return found


def _visible(case: Any, actor: Any) -> bool:
    return cases_visible_to(actor).filter(pk=case.pk).exists()


def facts(obj: Any, actor: Any) -> list[tuple[str, str]]:
    """What an act on a document is about: which letter, of which case, whose signatures."""
    lines = [
        f"{row.peran}: {row.pemegang or row.pihak}, {'sudah' if row.signed_at else 'belum'} menandatangani"
        for row in obj.signers
    ]
    found = [
        ("Jenis", obj.jenis_label),
        ("Nomor surat", obj.isi.get("nomor_surat") or "belum diisi"),
        ("Kasus", f"{obj.induk.number} {obj.induk.title}"),
        ("Berkas", obj.berkas.original_name if obj.berkas_id else ""),
        ("Penandatangan", "\n".join(lines)),
        ("Status", obj.state_label),
    ]
    return [(label, value) for label, value in found if value]
