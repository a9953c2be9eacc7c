"""A notebook to begin with: an archive opened, counted, drawn over time, searched, and its content hash to cite.

A plain document of nbformat 4.5. Its cells need Parvis and nothing else; where pandas is installed the last line of the
search gives a DataFrame.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

__all__ = ["notebook"]

_FORMAT = {"nbformat": 4, "nbformat_minor": 5}
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def notebook(archive: Path, query: str) -> dict[str, Any]:
    """The notebook of an archive; `query` is its first question."""
    cells = [cell for text, code in _steps(str(archive), query) for cell in (_text(text), _code(code))]
    return {
        "cells": [{"id": _cell_id(number, cell["source"]), **cell} for number, cell in enumerate(cells)],
        "metadata": {"kernelspec": _KERNEL, "language_info": {"name": "python"}},
        **_FORMAT,
    }


def _text(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": _lines(text)}


def _code(code: str) -> dict[str, Any]:
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": _lines(code)}


def _lines(text: str) -> list[str]:
    return text.strip().splitlines(keepends=True)


def _cell_id(number: int, source: Sequence[str]) -> str:
    """The same for the same cell, so that a notebook made anew shows no difference."""
    return f"{number}-{hashlib.sha256(''.join(source).encode()).hexdigest()[:8]}"


def _steps(archive: str, query: str) -> tuple[tuple[str, str], ...]:
    """What a cell is for, and its code."""
    return (
        (_OPEN_TEXT, f"import parvis\n\narchive = parvis.Archive.open({archive!r})  # reads only; a crawl may go on\n"),
        (_STATS_TEXT, _STATS),
        (_TREND_TEXT, _TREND),
        (_SEARCH_TEXT, f"query = {query!r}\n\n{_SEARCH}"),
        (_HASH_TEXT, _HASH),
    )


_OPEN_TEXT = """
# What stands in front of the wall

Each cell asks the archive as the command of the same name does, and gets the same numbers.
What the columns mean: `parvis codebook articles`.
"""
_STATS_TEXT = (
    "## How many articles, and how many of them behind a wall\n\nThe bounds are those of Wilson's interval at 95 %."
)
_STATS = """
from parvis.research.stats import stats

for row in stats(archive, "", by="site").rows:
    walled = f"{row.walled.share:4.0%}  {row.walled.low:4.0%} to {row.walled.high:4.0%}" if row.walled else ""
    print(f"{row.value:20} {row.articles:8,}  {walled}")
"""
_TREND_TEXT = """
## The share behind a wall, month by month

A month in which no crawl had anything of a site is a gap, not a zero.
"""
_TREND = """
from parvis.archive.series import Group
from parvis.research.trend import ShareKind, trend

for point in trend(archive, "", group=Group.SITE, share=ShareKind.WALLED).points:
    share = f"{point.share.share:4.0%} of {point.whole:,}" if point.share else "not known"
    print(f"{point.group:20} {point.period}  {share}{'  (goes on)' if point.running else ''}")
"""
_SEARCH_TEXT = """
## A question

The language is that of `parvis search`: words, phrases, `headline:`, `site:`, `access:walled`, `date:2026-03`.
"""
_SEARCH = """
from parvis.research.listing import list_hits

found = list_hits(archive, query, facets=True)
print(f"{found.total:,} articles", dict(found.facets["access"]))
for hit in found.hits:
    print(f"{hit.id:6}  {hit.site:20} {hit.published_on or '-':10}  {hit.headline}")

# frame = archive.frame(query)    a DataFrame, where pandas or polars is installed
"""
_HASH_TEXT = """
## To be cited

The hash of what the query finds is the one that `parvis export` tells and `parvis queries save` keeps.
With it others can tell whether they count the same articles.
"""
_HASH = """
from parvis.research.exporting import content_of

content = content_of(archive, query)
print(f"{content.rows:,} rows, sha256 {content.sha256}")
"""
