"""One rule of numbers for every field (docs/text-numbers-time.md).

The comma is the decimal sign. A point followed by exactly three digits groups thousands; a single point followed
by another number of digits is a decimal point, as pocket calculators write. A comma followed by exactly three
digits could be an English thousand: it is refused and named, never guessed.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

LONGEST = 30  # characters of a number as typed
_WHOLE = r"(?:[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)"
_COMMA = re.compile(rf"(-?)({_WHOLE})(?:,([0-9]+))?")
_POINT = re.compile(r"(-?)([0-9]+)\.([0-9]+)")

NO_NUMBER = "Isi harus berupa angka, misalnya 1.250 atau 7,5."
TOO_LONG = "Angka terlalu panjang."


class NoNumber(ValueError):
    """message: the Indonesian sentence for the person; too_long: a number, but beyond every bound; in_two_ways:
    thousands or three decimals."""

    def __init__(
        self, message: str = NO_NUMBER, *, too_long: bool = False, in_two_ways: bool = False
    ) -> None:
        super().__init__(message)
        self.message, self.too_long, self.in_two_ways = message, too_long, in_two_ways


def number(value: Any) -> Decimal:
    """The exact number somebody typed ("1.250", "7,5", "20.0") or a client sent (a JSON number).

    Raises NoNumber, whose sentence names what cannot be read in one way only.
    """
    if isinstance(value, bool):
        raise NoNumber
    if isinstance(value, int | float | Decimal):
        return _of_client(value)
    if not isinstance(value, str):
        raise NoNumber
    text = value.strip()
    if len(text) > LONGEST:
        raise NoNumber(TOO_LONG, too_long=bool(re.fullmatch(r"[-0-9.,]+", text)))
    if re.fullmatch(r"-?[0-9]{1,3}(,[0-9]{3})+", text) and not text.lstrip("-").startswith("0,"):
        meant = text.replace(",", ".")
        raise NoNumber(
            f"“{text}” dapat dibaca dua cara. Tulis {meant} bila ribuan; koma hanya untuk desimal.",
            in_two_ways=True,
        )
    if found := _COMMA.fullmatch(text):
        sign, whole, rest = found[1], found[2].replace(".", ""), found[3] or ""
    elif (found := _POINT.fullmatch(text)) and (len(found[3]) != 3 or found[2] == "0"):
        sign, whole, rest = found.groups()
    else:
        raise NoNumber
    exact = Decimal(f"{sign}{whole}.{rest}" if rest else f"{sign}{whole}")
    return exact if exact else abs(exact)


def whole_number(value: Any) -> int:
    """As `number`, for what is counted: "1.250" is 1250, "20.0" is 20, "1,5" is refused. Raises NoNumber."""
    found = number(value)
    if found != found.to_integral_value():
        raise NoNumber("Isi harus berupa bilangan bulat, misalnya 1.250.")
    return int(found)


def number_text(value: Decimal | int) -> str:
    """Decimal comma, thousands point, no trailing zeros: 7.50 → ``7,5``, 12000 → ``12.000``."""
    text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,d}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.translate(str.maketrans(",.", ".,"))


def _of_client(value: int | float | Decimal) -> Decimal:
    if isinstance(value, int) and abs(value) >= 10**LONGEST:
        raise NoNumber(TOO_LONG, too_long=True)
    exact = Decimal(str(value))
    if not exact.is_finite():
        raise NoNumber
    if (exact and not -LONGEST <= exact.adjusted() <= LONGEST) or len(exact.as_tuple().digits) > LONGEST:
        raise NoNumber(TOO_LONG, too_long=True)
    return exact if exact else Decimal(0)
