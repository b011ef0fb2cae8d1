"""What a letter cannot print is refused where it is typed, not replaced on the paper."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError

from documents.rendering import unprintable
from workflows.errors import E_FMT
from workflows.formatted import visible_text
from workflows.forms import ActForm

_SHOWN = 5  # characters that a sentence names


def refuse_unprintable(form: ActForm, names: Iterable[str]) -> None:
    """Call from `clean`: an error at each field whose text holds a character no font of the letters has."""
    for name in names:
        if signs := _signs(visible_text(str(form.cleaned_data.get(name) or ""))):
            form.refuse(
                name, E_FMT, f"Tidak dapat dicetak pada surat: {signs}. Tulis dengan huruf atau tanda lain."
            )


def prints(text: str) -> None:
    """Validator of a field whose text reaches a letter or a recapitulation whatever else happens to it."""
    if signs := _signs(text):
        raise ValidationError(
            f"Tidak dapat dicetak: {signs}. Tulis dengan huruf atau tanda lain.", code=E_FMT
        )


def _signs(text: str) -> str:
    return ", ".join(_said(sign) for sign in unprintable(text)[:_SHOWN])


def _said(sign: str) -> str:
    return f"“{sign}”" if sign.isprintable() else f"U+{ord(sign):04X}"
