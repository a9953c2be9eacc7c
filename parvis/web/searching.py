"""Search: a query with facets, hits with what was found in them, a page after the other, all of it to take away."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from typing import Any

from parvis.archive import Archive
from parvis.archive.hits import Order
from parvis.archive.shelves import held_values
from parvis.errors import NothingFound, QueryError
from parvis.research.exporting import Wanted, export
from parvis.research.filters import NONE
from parvis.research.listing import Listing, list_hits
from parvis.web.keeping import kept
from parvis.web.leaf import Asked, Download, Leaf

__all__ = ["FILTERS", "chosen_values", "export_file", "search_page", "typed_query"]

FILTERS = ("site", "access", "section", "lang", "vendor")  # as they are called in the search language
_FACETS = {"language": "lang"}  # facets that are called otherwise there
HITS = 20
VALUES = 12  # of a facet
WORDS = 400  # signs of a query, at most


def typed_query(asked: Asked) -> str:
    """The form as one query, as it would be typed."""
    filters = [f'{name}:"{_bare(value)}"' for name in FILTERS for value in asked.values.get(name, ()) if _bare(value)]
    first, last = _bare(asked.one("from")), _bare(asked.one("to"))
    days = [f"date:{first}..{last}"] if first or last else []
    year = asked.one("year")
    days += [f"date:{year}"] if not days and (year == NONE or (year.isascii() and year.isdecimal())) else []
    return " ".join([*filters, *days, asked.one("q")[:WORDS]]).strip()


def _bare(value: str) -> str:
    """A value that cannot end its quotation marks."""
    return "".join(sign for sign in value if sign not in '"“”„«»\\' and sign.isprintable()).strip()


def search_page(archive: Archive, asked: Asked) -> Leaf:
    order = Order(asked.one("sort")) if asked.one("sort") in set(Order) else None
    shown: dict[str, Any] = {
        "asked": asked,
        "typed": typed_query(asked),
        "chosen": chosen_values(asked),
        "sites": [site for site in held_values(archive, "site") if site],
        "problem": "",
        "listing": None,
        "facets": {},
    }
    try:
        listing = _listing(archive, shown["typed"], order, asked.number("after"))
    except QueryError as error:
        return Leaf(template="search.html", shown={**shown, "problem": str(error)}, document=_none(error), status=400)
    except NothingFound as error:
        return Leaf(template="search.html", shown={**shown, "problem": str(error)}, document=_none(error))
    shown |= {"listing": listing, "facets": _facets(listing.facets, asked)}
    return Leaf(template="search.html", shown=shown, document=listing.as_dict())


def _listing(archive: Archive, typed: str, order: Order | None, after: int | None) -> Listing:
    """The whole archive is the dearest thing to list, and the same for everybody."""

    def ask() -> Listing:
        return list_hits(archive, typed, order=order, after=after, limit=HITS, facets=True)

    return ask() if typed or after else kept(archive, ("search", order), ask)


def _none(error: Exception) -> dict[str, object]:
    return {"total": 0, "articles": [], "note": str(error)}


def chosen_values(asked: Asked) -> dict[str, list[str]]:
    """What narrows the hits, as it goes into every link."""
    names = ("q", *FILTERS, "year", "from", "to", "sort")
    return {name: values for name in names if (values := [v for v in asked.values.get(name, ()) if v.strip()])}


Facet = list[tuple[str, int, dict[str, list[str]], bool]]  # value, hits, the link's values, whether it is chosen


def _facets(facets: Mapping[str, Mapping[str, int]], asked: Asked) -> dict[str, Facet]:
    chosen = chosen_values(asked)
    found: dict[str, Facet] = {}
    for name, counts in facets.items():
        key = _FACETS.get(name, name)
        values = chosen.get(key, [])
        shown = list(counts.items())[:VALUES]
        found[name] = [_choice(chosen, key, values, value, number) for value, number in shown]
    return found


def _choice(
    chosen: Mapping[str, list[str]], key: str, values: Sequence[str], value: str, number: int
) -> tuple[str, int, dict[str, list[str]], bool]:
    asked = value if value and value != "0" else NONE
    held = asked in values
    kept = [] if held else [asked]
    return value if asked == value else "", number, {**chosen, key: kept}, held


_FORMS = {
    "csv": ("csv", "text/csv"),
    "jsonl": ("jsonl", "application/x-ndjson"),
    "bib": ("bibtex", "application/x-bibtex"),
    "ris": ("ris", "application/x-research-info-systems"),
    "csl.json": ("csl", "application/vnd.citationstyles.csl+json"),
}


def export_file(archive: Archive, asked: Asked) -> Download:
    """All that a query finds. The file is whole, and its rows are counted, before the first byte is sent."""
    suffix = asked.parts["suffix"]
    form, content_type = _FORMS[suffix]
    file = tempfile.TemporaryFile()  # noqa: SIM115  closed, and gone, when it has been sent
    try:
        done = export(archive, typed_query(asked), Wanted(form=form, stream=file, archive=archive.path.stem))
    except BaseException:
        file.close()
        raise
    return Download(
        name=f"{archive.path.stem}.{suffix}",
        content_type=f"{content_type}; charset=utf-8",
        file=file,
        headers={"x-total-count": str(done.rows), "x-content-sha256": done.content_sha256},
    )
