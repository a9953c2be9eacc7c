"""The search language: what a person types, as a tree. Pure; no string raises.

    ferry budget        both words                headline:ferry   in the headline; also standfirst:, teaser:, by:
    "ferry budget"      this phrase               site:harbour     filters: site, section, date, access, lang, vendor
    ferry OR boat       either                    date:2026-03..2026-05
    ferry NOT boat      the one, not the other; also ferry -boat
    ferr*               beginning so; *boat ends so, *boat* holds it
    NEAR(ferry boat, 5) at most 5 words between; also ferry NEAR/5 boat

What can be mended is mended and told (`notes`); what cannot be answered says where, and what to do (`problems`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

__all__ = [
    "All",
    "Either",
    "Field",
    "Filter",
    "FilterName",
    "Near",
    "Node",
    "Not",
    "Query",
    "Reach",
    "Remark",
    "Term",
    "Within",
    "terms",
]


class Field(StrEnum):
    """A part of an article that words can be looked for in."""

    HEADLINE = "headline"
    STANDFIRST = "standfirst"
    TEASER = "teaser"
    BY = "by"


class FilterName(StrEnum):
    """What articles can be narrowed by."""

    SITE = "site"
    SECTION = "section"
    DATE = "date"
    ACCESS = "access"
    LANG = "lang"
    VENDOR = "vendor"


class Reach(StrEnum):
    """How much of a word was typed."""

    WHOLE = "whole"
    BEGINNING = "beginning"  # ferr*
    END = "end"  # *boat
    WITHIN = "within"  # *boat*


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word or phrase."""

    text: str
    place: int  # of its first sign in what was typed
    reach: Reach = Reach.WHOLE
    quoted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Words with at most `distance` others between them, in any order."""

    parts: tuple[Term, ...]
    distance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    part: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class All:
    """Every part; one that is a `Not` takes away. Parts are no `All` themselves."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Either:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """A part, looked for in one field."""

    field: Field
    part: Node


Node = Term | Near | Not | All | Either | Within


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Values of which an article has one, or with `negated` none. Values of one name count together."""

    name: FilterName
    values: tuple[str, ...]
    place: int
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What was made of a place, or what is wrong there and what to do."""

    place: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What was typed, understood. Without words and filters it means every article."""

    typed: str
    words: Node | None = None
    filters: tuple[Filter, ...] = ()
    notes: tuple[Remark, ...] = ()
    problems: tuple[Remark, ...] = ()  # with one of these it is not asked


def terms(node: Node | None) -> Iterator[Term]:
    """The words and phrases of a tree, in order."""
    match node:
        case Term():
            yield node
        case Near() | All() | Either():
            for part in node.parts:
                yield from terms(part)
        case Not() | Within():
            yield from terms(node.part)
