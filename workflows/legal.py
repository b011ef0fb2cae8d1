"""The legal basis as people see it: the article of a regulation, never a number of our own catalogue.

A declaration names both, separated by semicolons: "Peraturan KASN 7/2016 Lamp. D (Gambar 28); SJ-79". The numbers
("SJ-79", "CB-239", "§16.8") lead whoever works on the code to the requirement. Where a declaration has no article,
the rule is the system's own proposal, and that is said.
"""

from __future__ import annotations

import re

#: What is said where no regulation has the rule.
PROPOSAL = "ketentuan sistem, belum diatur dalam peraturan"
#: Marks an article that governs the same act of another type ("untuk CAT: …"): not the basis of the one at hand.
ELSEWHERE = "untuk "
_NUMBERS = re.compile(r"(?:(?:[A-Z]{1,3}-\d+[a-z]?|§[\d.]+)(?: \(usulan\))?(?:, )?)+")


def shown(basis: str) -> str:
    """The articles of a declared basis; PROPOSAL for numbers alone, "" for nothing."""
    parts = [part.strip() for part in basis.split(";") if part.strip()]
    articles = [part for part in parts if not _NUMBERS.fullmatch(part) and not part.startswith(ELSEWHERE)]
    return "; ".join(articles) or (PROPOSAL if parts else "")
