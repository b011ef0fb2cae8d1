"""Search over cases: words in any order, beginnings of words, parts of a number; behind the sight of whoever asks.

What is typed is cut into words as the index is (`words_in`), so that "000123", "JPT-2026-000123" and "Dinas Sosial"
alike are found. A checksum (64 hexadecimal digits; of a document also its first 16 or more) finds the case that the
ledger entry, or the document if it is one that the asker may read, belongs to.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import BooleanField, F, Func, Q

from cases.core.models import CaseWords
from documents.models import Attachment
from workflows.actors import Actor
from workflows.models import LedgerEntry
from workflows.showing import once

from .files import boundaries_read_by
from .shares import share_of

#: A word is rare that stands in one of so many cases or fewer.
RARE = 1 / 100

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
    query = _query(words)
    if len(words) == 1 and _HASH.fullmatch(words[0]):
        # one set of keys: with OR between them neither would be read by its index
        keys = CaseWords.objects.filter(words=query).values("case")
        more = CaseWords.objects.filter(case__in=_boundaries(words[0], actor)).values("case")
        return Q(**{f"{step}pk__in": keys.union(more)})
    shares = [share_of(word) for word in words]
    rarest, share = min(zip(words, shares, strict=True), key=lambda pair: pair[1] or 0)
    if share is not None and share <= RARE and len(words) > 1:
        # the index is asked for the rarest word, and each case that has it for the others: a beginning that stands in
        # all of them ("2026" of a number) would be gathered of all of them first
        return Q(**{f"{step}index__words": _query([rarest])}) & Q(asked(query, f"{step}index__words"))
    return Q(**{f"{step}index__words": query})


def common_words(q: str) -> SearchQuery | None:
    """The query of words each of which stands in many cases; None where one does not, or nobody has counted."""
    words = words_in(q)
    shares = [share_of(word) for word in words]
    if not words or any(share is None or share <= RARE for share in shares):
        return None
    return _query(words)


def asked(query: SearchQuery, words: str = "words") -> Func:
    """Condition that the column at the path `words` has them, asked row by row and never of its index."""
    return _Asked(F(words), query)


class _Asked(Func):
    template = "((%(expressions)s) IS TRUE)"
    arg_joiner = " @@ "
    output_field = BooleanField()


def _query(words: Sequence[str]) -> SearchQuery:
    text = " & ".join(f"'{word}':*" for word in words)  # words hold letters and digits alone
    return SearchQuery(text, config="simple", search_type="raw")


def _boundaries(digest: str, actor: Actor) -> list[Any]:
    """Where a document or an entry with this checksum belongs, by index; one statement for who reads all, once for a
    page."""

    def read() -> list[Any]:
        files = Attachment.objects.filter(sha256__startswith=digest)
        whole = bytes.fromhex(digest) if len(digest) == 64 else None
        entries = LedgerEntry.objects.filter(hash=whole) if whole else LedgerEntry.objects.none()
        streams = entries.values_list("stream", flat=True)[:50]
        return [*boundaries_read_by(actor, files, most=50, beside=streams), *streams]

    return once(("checksum", digest, actor.pk), read)
