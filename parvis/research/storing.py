"""Queries that are kept to be cited, after the recommendations of the RDA for data that goes on changing.

The text as it was typed and in one normal form, the time, the number of rows and a hash of them. Asked again, a query
tells whether it finds today what it found then (Rauber, Asmi, van Uytvanck and Pröll 2016, R3 to R8).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from parvis.archive import Archive
from parvis.archive.asking import SECONDS, asking
from parvis.archive.stored_queries import StoredQuery, last_look, store_query
from parvis.errors import QueryError
from parvis.research.exporting import Content, content_of
from parvis.research.normalising import normalised
from parvis.research.parsing import read_query
from parvis.research.query import Query

__all__ = ["Rerun", "as_reference", "is_sql", "keep", "rerun"]

_NAME = re.compile(r"[\w-]{1,60}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rerun:
    """A stored query and what it finds today."""

    query: StoredQuery
    rows: int
    content_sha256: str

    @property
    def same(self) -> bool:
        return self.content_sha256 == self.query.content_sha256


def is_sql(text: str) -> bool:
    """Whether a text is a statement; a name holds no white space."""
    return bool(re.match(r"\s*(?:select|with|values|explain)\b", text, re.IGNORECASE)) and not _NAME.fullmatch(text)


def keep(archive: Archive, name: str, query: Query | str, *, now: datetime) -> StoredQuery:
    """Run a query, or a statement as text, and store it with what it found. The archive is open for writing.

    Raises:
        QueryError: the name has other signs than letters, digits, - and _; or the query cannot be asked.
    """
    if not _NAME.fullmatch(name):
        raise QueryError(f"{name!r}: a name is letters, digits, - and _, at most 60")
    kind, typed, plain = _told(query)
    content = _content(archive, kind, typed)
    stored = StoredQuery(
        name=name,
        kind=kind,
        typed=typed,
        normalised=plain,
        stored_at=now,
        as_of=last_look(archive),
        rows=content.rows,
        content_sha256=content.sha256,
    )
    store_query(archive, stored)
    return stored


def _told(query: Query | str) -> tuple[str, str, str]:
    if isinstance(query, Query):
        return "search", query.typed, normalised(query)
    return "sql", query, " ".join(query.split())


def rerun(archive: Archive, query: StoredQuery) -> Rerun:
    """What it finds today. Raises QueryError where it cannot be asked any more."""
    content = _content(archive, query.kind, query.typed)
    return Rerun(query=query, rows=content.rows, content_sha256=content.sha256)


def _content(archive: Archive, kind: str, typed: str) -> Content:
    return content_of(archive, read_query(typed)) if kind == "search" else _sql_content(archive, typed)


def _sql_content(archive: Archive, sql: str) -> Content:
    content = Content()
    with asking(archive, sql, seconds=10 * SECONDS) as answer:
        for row in answer.rows:
            content.add([value.hex() if isinstance(value, bytes) else value for value in row])
    return content


def as_reference(query: StoredQuery, *, archive: str) -> str:
    """How a query is cited, in one line."""
    seen = f", as of {query.as_of:%-d %B %Y}" if query.as_of else ""
    return (
        f"Query “{query.typed or 'all articles'}” ({query.normalised or 'all articles'}), archive {archive}{seen}, "
        f"run on {query.stored_at:%-d %B %Y}: {query.rows:,} rows, sha256 {query.content_sha256}."
    )
