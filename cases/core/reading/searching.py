"""Search over cases: words in any order, beginnings of words, parts of a number; behind the sight of whoever asks.

What is typed is cut into words as the index is (`words_in`), so that "000123", "JPT-2026-000123" and "Dinas Sosial"
alike are found. A checksum (64 hexadecimal digits; of a document also its first 16 or more) finds the case that the
ledger entry, or the document if it is one that the asker may read, belongs to.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q

from cases.core.models import CaseWords
from documents.models import Attachment
from workflows.actors import Actor
from workflows.models import LedgerEntry

from .files import boundaries_read_by

_WORD = re.compile(r"[^\W_]+")
_HASH = re.compile(r"[0-9a-f]{16,64}")


def words_in(text: str) -> list[str]:
    """Its words in lower case without accents, each once: "Kepala-Dinas (Bogor)" gives kepala, dinas, bogor."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return list(dict.fromkeys(_WORD.findall(plain)))


def found_by(q: str, actor: Actor, path: str = "") -> Q:
    """Condition on cases, or on rows whose case stands at `path` ("case"). What holds no word finds nothing.

    q: as long as the filter lets it be.
    """
    words = words_in(q)
    if not words:
        return Q(pk__in=[])
    step = f"{path}__" if path else ""
    text = " & ".join(f"'{word}':*" for word in words)  # words hold letters and digits alone
    query = SearchQuery(text, config="simple", search_type="raw")
    if len(words) == 1 and _HASH.fullmatch(words[0]):
        # one set of keys: with OR between them neither would be read by its index
        keys = CaseWords.objects.filter(words=query).values("case")
        more = CaseWords.objects.filter(case__in=_boundaries(words[0], actor)).values("case")
        return Q(**{f"{step}pk__in": keys.union(more)})
    return Q(**{f"{step}index__words": query})


def _boundaries(digest: str, actor: Actor) -> list[Any]:
    """Where a document or an entry with this checksum belongs, by index; two statements for who reads all."""
    files = Attachment.objects.filter(sha256__startswith=digest)
    found = boundaries_read_by(actor, files, most=50)
    if len(digest) == 64:
        entries = LedgerEntry.objects.filter(hash=bytes.fromhex(digest))
        found += entries.values_list("stream", flat=True)[:50]
    return found
