"""A supervisor's answer to failed jobs: one, or all that failed alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cases.organisations.badan import in_words
from cases.organisations.mailing import revive
from cases.organisations.models import DeadAddress
from cases.organisations.permissions import supervises
from workflows import failures
from workflows.access import log_access
from workflows.actors import Actor
from workflows.errors import E_PERM, E_STATE, Reason, Refused, hidden
from workflows.models import Failure

from .forms import AlamatForm, JawabanForm

#: Alike are answered together, so many at once; the rest by pressing again.
MOST = 500


@dataclass(frozen=True)
class Answer:
    """label: of the button; past: what is said afterwards; do: one failure."""

    label: str
    past: str
    do: Callable[[Actor, Any, str], Failure]


ANSWERS: Mapping[str, Answer] = {
    "ulangi": Answer("Coba lagi", "dicoba lagi", failures.retry),
    "sisihkan": Answer("Sisihkan", "disisihkan", failures.set_aside),
}


def whose() -> str:
    return str(in_words("Admin {badan} dan Komisioner"))


def may(actor: Any, action: str) -> None:
    """Raises E-PERM, logged, for whoever is no supervisor."""
    if supervises(actor):
        return
    message = f"Pekerjaan gagal milik {whose()}."
    log_access(actor=actor, action=action, outcome=E_PERM, object_type="pekerjaan")
    raise Refused(E_PERM, message, [Reason("hak", message, "", E_PERM)])


def find(pk: Any) -> Failure:
    """One that waits, or has been answered. Raises E-HIDE."""
    found = Failure.objects.filter(pk=pk, parked_at__isnull=False).first()
    if found is None:
        raise hidden()
    return found


def answer(actor: Any, pk: Any, name: str, data: Mapping[str, Any]) -> int:
    """Answer one, or all alike (`sejenis`); how many were.

    Raises Refused: E-PERM, E-HIDE, E-REQ and the like for the form, E-STATE when it does not wait any more.
    """
    action = f"{name}_pekerjaan"
    may(actor, action)
    chosen = ANSWERS.get(name)
    if chosen is None:
        raise hidden()
    found = find(pk)
    entered = JawabanForm(data, subject=None, actor=actor).entered()
    reason = entered["alasan"]
    chosen.do(actor, found.pk, reason)
    done = 1
    if entered["sejenis"]:
        for other in alike(found)[:MOST]:
            try:
                chosen.do(actor, other.pk, reason)
            except Refused as refused:
                if refused.code == E_STATE:
                    continue  # somebody was quicker
                raise
            done += 1
    return done


def use_again(actor: Any, pk: Any, data: Mapping[str, Any]) -> DeadAddress:
    """Let e-mail go to an address again. Raises Refused: E-PERM, E-REQ and the like for the form, E-STATE where it is
    not dead any more."""
    may(actor, "pakai_lagi_alamat")
    entered = AlamatForm(data, subject=None, actor=actor).entered()
    return revive(actor, pk, entered["alasan"])


def alike(found: Failure) -> Any:
    """Others that wait, of the same kind and cause."""
    rows = failures.parked().filter(source=found.source, name=found.name, error=found.error)
    return rows.exclude(pk=found.pk)
