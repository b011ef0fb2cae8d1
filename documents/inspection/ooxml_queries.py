"""Data that a book of Excel fetches: connections, web queries, Power Query; data sources of a letter of Word.

In order: data of the book itself (its model, its tables), and files of this machine, as long as nothing is fetched when
the file is opened. Everything that asks a server is not: the sender saves the values.
"""

from __future__ import annotations

import base64
import io
import re

from .refusals import BOMB, BROKEN, REMOTE, Unacceptable
from .targets import LOCAL, NAME, kind_of
from .zips import Budget, entries

_TRUE = {"1", "true", "on"}
_OPENING = ("refreshOnLoad", "refreshOnOpen")
#: Parts of a connection that name a file.
_FILES = ("odcFile", "sourceFile", "url", "post", "editPage")
_PROVIDER = re.compile(
    r"\s*(?:provider\s*=\s*)?(?:microsoft\.mashup\.oledb|microsoft\.(?:ace|jet)\.oledb)[.\d]*\s*;", re.I
)
_OWN = re.compile(r"\s*(?:data model connection|thisworkbookdatamodel|worksheet;)", re.I)
_SOURCE = re.compile(
    r"(?:data source|location|dbq|server|defaultdir|database)\s*=\s*(\"[^\"]*\"|[^;]*)", re.I
)
#: What a formula of Power Query may call: reshaping, and reading what is here.
_CALLS = re.compile(r"\b([A-Za-z][A-Za-z0-9]*)\.[A-Z][A-Za-z]*")
_PLAIN = frozenset(
    """Table List Text Number Date DateTime DateTimeZone Duration Record Type Replacer Splitter Combiner Comparer Excel
    Csv File Folder Lines Json Xml Binary Value Error Logical Time Character Function Occurrence Order JoinKind
    JoinAlgorithm RankKind Currency Int64 Int32 Int16 Int8 Percentage Decimal Double Single Byte QuoteStyle CsvStyle
    TextEncoding BinaryEncoding MissingField ExtraValues GroupKind Day Precision RoundingMode Culture Compression
    Pdf Any None Null Password Guid ItemExpression RowExpression Tables Html LimitClauseKind Module""".split()  # noqa: SIM905
)
_QUOTED = re.compile(r'"((?:[^"]++|"")*+)"')  # nothing is tried twice: each try would be remembered
_MOST = 8 * 1024 * 1024  # bytes


def judge_connection(name: str, attributes: dict[str, str]) -> None:
    """Raise Unacceptable for a connection, or a table fed by one, that asks a server or asks when it is opened."""
    if any(attributes.get(key, "").lower() in _TRUE for key in _OPENING) and name != "pivotCacheDefinition":
        raise Unacceptable(REMOTE)
    if name in ("connection", "textPr", "webPr", "dataSource", "dbPr"):
        if attributes.get("interval", "0") not in ("", "0"):
            raise Unacceptable(REMOTE)
        if any(kind_of(attributes.get(key, "")) not in (LOCAL, NAME) for key in _FILES):
            raise Unacceptable(REMOTE)
    if name == "dbPr":
        _judge_source(attributes.get("connection", ""))
    if name == "connectString":
        _judge_source(attributes.get("val", ""))


def _judge_source(text: str) -> None:
    """A connection string: the book's own model, or a driver that reads files of this machine."""
    if not text.strip() or _OWN.match(text):
        return
    if not _PROVIDER.match(text) or any(
        kind_of(source.strip("\"' ")) not in (LOCAL, NAME) for source in _SOURCE.findall(text)
    ):
        raise Unacceptable(REMOTE)


def judge_mashup(encoded: str, budget: Budget) -> None:
    """Queries of Power Query ([MS-QDEFF]): a zip archive of formulas in base64. Raises Unacceptable."""
    try:
        whole = base64.b64decode(encoded, validate=False)
    except ValueError as error:
        raise Unacceptable(BROKEN) from error
    size = int.from_bytes(whole[4:8], "little")
    for entry in entries(io.BytesIO(whole[8 : 8 + size]), budget):
        if not entry.name.lower().endswith(".m"):
            continue
        entry.content.seek(0)
        formula = entry.content.read(_MOST + 1)
        if len(formula) > _MOST:
            raise Unacceptable(BOMB)
        _judge_formula(formula.decode("utf-8-sig", "replace"))


def _judge_formula(formula: str) -> None:
    texts = [text.replace('""', '"') for text in _QUOTED.findall(formula)]
    code = _QUOTED.sub('""', formula)
    if any(space not in _PLAIN for space in _CALLS.findall(code)) or "#shared" in code or "#sections" in code:
        raise Unacceptable(REMOTE)
    if any(
        re.match(r"\s*(?:[a-z][a-z0-9+.-]+:|[\\/]{2})", text, re.I) and kind_of(text) not in (LOCAL, NAME)
        for text in texts
    ):
        raise Unacceptable(REMOTE)
