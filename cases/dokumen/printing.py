"""What a letter prints: as a draft, which nobody can take for an issued document, and as the file that is signed.

The draft carries its data (data.json). The file to be signed is set from exactly these, without the marks of a draft
and with code and QR, at the moment of the first signature; so the digest of the draft that was read stands for the
text that is signed, and no unsigned file that looks like an issued one ever leaves.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone

from cases.organisations.badan import supervising_body
from cases.organisations.zones import WIB, today_wib
from documents.rendering import attached_data, render, rich
from documents.signing import prepare_fields, signer

from .holders import only_holder
from .jenis import Signer
from .states import SENT

_UNSAFE = re.compile(r"[^A-Za-z0-9.]+")
_LONGEST = 80  # characters of a number in a file's name


def draft(obj: Any, lines: Sequence[Signer]) -> bytes:
    """The PDF of the present draft. Raises RenderingError."""
    return render(obj.rule.layout, layout(obj, lines))


def to_be_signed(obj: Any, draft: bytes, line: Any, person: Any) -> bytes:
    """The file the first signature goes on, from the data of the draft that was read. Raises RenderingError.

    line, person: which is signed first, and by whom: the file names him, and on the line of a role that one person
    alone holds that person, whose own it is from then on. A draft from before drafts were marked is that file itself.
    """
    data = attached_data(draft)
    if not data.get("konsep"):
        return draft
    issued = {**data, "konsep": False, "judul": obj.jenis_label, "verifikasi": _proof(obj)}
    issued["penandatangan"] = _named(obj, data["penandatangan"], line, person)
    pdf = render(obj.rule.layout, issued)
    if signer().fills_fields:
        pdf = prepare_fields(pdf, [f"penandatangan_{number}" for number in range(1, len(obj.signers) + 1)])
    return pdf


def _named(obj: Any, printed: Sequence[Any], line: Any, person: Any) -> list[Any]:
    """The lines with the people they are known to be of when the file is set."""
    found = []
    for row, words in zip(obj.signers, printed, strict=True):
        known = person if row.pk == line.pk and row.user_id is None else None
        if row.pk != line.pk and row.waits_for == "peran":
            one = only_holder(obj, row.role)
            if one is not None and one != person:
                known = row.user = one
                row.save(update_fields=["user"])
        found.append(words if known is None else {**words, **_words(known)})
    return found


def _words(person: Any) -> dict[str, str]:
    if person is None:
        return {"nama": "", "nip": "", "jabatan": ""}
    return {"nama": person.nama, "nip": person.nip, "jabatan": person.jabatan}


def draft_name(obj: Any) -> str:
    """ "Konsep 2 Surat Persetujuan JPT-2026-000012.pdf"."""
    return f"Konsep {obj.konsep} {_titled(obj.jenis_label)} {_safe(obj.induk.number)}.pdf"


def signed_name(obj: Any, *, complete: bool) -> str:
    """ "Surat Persetujuan 123-KASN-2026.pdf"; it says so while signatures are missing."""
    missing = "" if complete else " (belum lengkap)"
    return f"{_titled(obj.jenis_label)} {_safe(obj.nomor_surat) or _safe(obj.case.number)}{missing}.pdf"


def layout(obj: Any, lines: Sequence[Signer]) -> dict[str, Any]:
    """What the layout of a draft prints (documents.rendering)."""
    text = obj.isi
    body = supervising_body(today_wib())
    old = obj.menggantikan
    return {
        "konsep": True,
        "badan": {"nama": body.nama if body is not None else "", "alamat": settings.ALUR_LETTER_ADDRESS},
        "judul": f"Konsep {obj.jenis_label[:1].lower()}{obj.jenis_label[1:]}",
        "jenis": obj.jenis,
        "nomor": obj.induk.number,
        "nomor_surat": obj.nomor_surat,
        "tanggal": text["tanggal"],
        "dibuat": timezone.localtime(timezone=WIB).replace(microsecond=0).isoformat(),
        "tempat": text.get("tempat", "Jakarta"),
        "perihal": text.get("perihal", ""),
        "kepada": text.get("kepada", []),
        "pembuka": text.get("pembuka", ""),
        "isi": rich(text.get("isi", "")),
        "rincian": text.get("rincian", []),
        "tabel": text.get("tabel", []),
        "pernyataan": text.get("pernyataan", []),
        "bernomor": obj.rule.numbered,
        "sebutan": obj.jenis_label,
        "penutup": text.get("penutup", ""),
        "penandatangan": [{"peran": line.peran, **_words(line.user)} for line in lines],
        "versi": obj.konsep,
        "demo": signer().demo,
        "menggantikan": old.nomor_surat if old is not None and old.state in SENT else "",
    }


def _proof(obj: Any) -> dict[str, str]:
    return {"kode": obj.kode, "alamat": f"{settings.ALUR_BASE_URL}/verifikasi/{obj.kode}/"}


def _titled(label: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in label.split())


def _safe(text: str) -> str:
    """Letters, digits, full stops and hyphens: a name that every file system and mail program takes."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _UNSAFE.sub("-", plain).strip("-.")[:_LONGEST]
