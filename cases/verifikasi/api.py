"""The same questions for programs: no token, the same limit."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja import Router, Status

from cases.organisations.requests import AccountRequest
from workflows.context import current_door
from workflows.errors import E_FILE, E_REQ, FieldError, Refused, hidden
from workflows.ledger import plain

from . import incoming, limit
from .judging import BELUM_DIPERIKSA, TIDAK_DIKENAL, Answer, by_code, by_file, tidy
from .views import NO_FILE, TOO_LARGE

router = Router(tags=["verifikasi"], auth=None)
_FILE = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}


@router.get("/verify/{kode}", response={200: dict[str, Any], 429: dict[str, Any]})
def code(request: AccountRequest, response: HttpResponse, kode: str) -> Any:
    """What the code on a document stands for; 404 for one that is not known."""
    if (many := _counted(response)) is not None:
        return Status(429, many)
    answer = by_code(tidy(kode))
    if answer.verdict is TIDAK_DIKENAL:
        raise hidden()
    return presented(answer)


@router.post(
    "/verify", response={200: dict[str, Any], 429: dict[str, Any], 503: dict[str, Any]}, openapi_extra=_FILE
)
def file(request: AccountRequest, response: HttpResponse) -> Any:
    """Whether a file (multipart `file`, at most 25 MB) is one we issued; the signatures of another PDF are examined.
    It is not kept. 503 while too many are being examined."""
    if (many := _counted(response)) is not None:
        return Status(429, many)
    if incoming.hopeless(request):
        raise _refused(E_FILE, TOO_LARGE)
    incoming.expect(request)
    try:
        sent = incoming.taken(request)
    except (MultiPartParserError, SuspiciousOperation):
        sent = None
    if sent is None:
        raise _refused(E_REQ, NO_FILE)
    if not sent.whole:
        raise _refused(E_FILE, TOO_LARGE)
    answer = by_file(sent)
    return Status(503, presented(answer)) if answer.verdict is BELUM_DIPERIKSA else presented(answer)


def presented(answer: Answer) -> dict[str, Any]:
    verdict, paper = answer.verdict, answer.paper
    found: dict[str, Any] = {
        "verdict": verdict.key,
        "genuine": verdict.genuine,
        "latest": verdict.latest,
        "message": f"{verdict.title}. {verdict.text}",
        "document": None,
        "checked_at": plain(answer.at),
        "problem": answer.problem or None,
        "signatures": [
            {
                "nama": one.nama,
                "otoritas": one.otoritas,
                "waktu": plain(one.at),
                "demo": one.demo,
                "catatan": one.catatan,
            }
            for one in answer.signatures
        ],
    }
    if paper is not None:
        found["document"] = {
            "jenis": paper.jenis,
            "nomor": paper.nomor,
            "tanggal": plain(paper.tanggal),
            "dicetak": plain(paper.dicetak),
            "perihal": paper.perihal,
            "kepada": list(paper.kepada),
            "penandatangan": [
                {
                    "peran": one.peran,
                    "nama": one.nama,
                    "sertifikat": one.sertifikat,
                    "waktu": plain(one.at),
                    "demo": one.demo,
                }
                for one in paper.signatures
            ],
        }
    return found


def _counted(response: HttpResponse) -> dict[str, Any] | None:
    try:
        limit.count(current_door().ip)
    except limit.TooMany as many:
        response["Retry-After"] = str(many.seconds)
        return {"code": "E-STATE", "message": many.message, "reasons": [], "errors": {}}
    return None


def _refused(code: str, message: str) -> Refused:
    return Refused(code, message, errors={"file": [FieldError(code, message)]})
