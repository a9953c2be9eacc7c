"""Where the public text of a page ends: V(R) minus G(R) of the design, section 4. Fails closed."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING

from lxml.html import HtmlElement

from parvis.page.blocks import Fragment
from parvis.page.document import Document
from parvis.page.gates import Gate, Gates, find_gates
from parvis.page.place import Found, Place, Spoken, read_phrases
from parvis.page.prompts import find_prompts
from parvis.records import Metadata
from parvis.words import Role

if TYPE_CHECKING:
    from parvis.sites import Site

__all__ = ["Boundary", "find_boundary"]

HIDDEN_SHARE = 0.2  # of the article's words, from which hidden paragraphs are a wall


@dataclass(frozen=True, slots=True)
class Boundary:
    """The parts of a page by who may read them. Indices are those of the fragments."""

    place: Place | None
    gates: Gates = field(repr=False)
    prompts: tuple[Found, ...] = field(repr=False)
    spoken: Spoken = field(repr=False)
    gated: frozenset[int] = field(repr=False)  # inside a gate
    muted: frozenset[int] = field(repr=False)  # inside data-nosnippet
    stops: frozenset[int] = field(repr=False)  # what follows an empty gate
    end: int | None  # the first fragment that is not public any more; None: no boundary was found

    def public(self, index: int) -> bool:
        """Whether a fragment stands before the end of the public text, outside every gate."""
        return index not in self.gated and (self.end is None or index < self.end)

    @property
    def is_known(self) -> bool:
        """Whether the text is known to end where the wall begins.

        A prompt after the whole article, as an overlay has it, does not tell.
        """
        return self.end is not None and (self.place is None or self.end <= self.place.last)


def find_boundary(
    document: Document, fragments: Sequence[Fragment], metadata: Metadata, *, site: Site | None = None
) -> Boundary:
    """Find the first gate or prompt inside the article."""
    gates = find_gates(document, metadata, site=site)
    spoken = read_phrases(fragments)
    prompts = find_prompts(document, fragments, spoken, site=site)
    place = Place.of(fragments)
    gated = _inside(fragments, gates.inside) if gates.readable else frozenset(range(len(fragments)))
    ends = {found.index + (found.index in spoken.cuts) for found in prompts if found.ends} | {
        i for i in gated if place is None or fragments[i].in_article
    }
    ends |= _hidden_text(fragments)
    stops = frozenset(_empty_gates(document, fragments, gates.all, place))
    ends |= stops
    end = min(ends, default=None) if gates.readable else 0
    return Boundary(place, gates, prompts, spoken, gated, _inside(fragments, gates.muted), stops, end)


def _inside(fragments: Sequence[Fragment], elements: Collection[HtmlElement]) -> frozenset[int]:
    return frozenset(i for i, f in enumerate(fragments) if f.element in elements) if elements else frozenset()


def _hidden_text(fragments: Sequence[Fragment]) -> set[int]:
    """Paragraphs of the article that a reader does not see.

    A few among many that he sees are no wall: they only go themselves.
    """
    body = [(i, f) for i, f in enumerate(fragments) if f.in_article and f.is_paragraph and f.role is Role.BODY]
    hidden = sum(f.words for _, f in body if not f.visible)
    if hidden < HIDDEN_SHARE * sum(f.words for _, f in body):
        return set()
    return {i for i, f in body if not f.visible}


def _empty_gates(
    document: Document, fragments: Sequence[Fragment], gates: Sequence[Gate], place: Place | None
) -> set[int]:
    """The fragments that follow a gate without text: the text that was left out would stand there."""
    holding = _around({f.element for f in fragments})
    empty = [top for gate in gates for top in gate.elements if top not in holding]
    if not empty:
        return set()
    order: Mapping[HtmlElement, int] = {element: number for number, element in enumerate(document.root.iter())}
    furthest = list(accumulate((order[f.element] for f in fragments), max))
    found = {bisect(furthest, order[top]) for top in empty}
    if place is None:
        return found
    bare = not any(f.visible and f.in_article and f.role is Role.BODY for f in fragments)  # all of it is left out
    return {after for after in found if place.headline < after and (bare or after <= place.last + 1)}


def _around(elements: Collection[HtmlElement]) -> set[HtmlElement]:
    """The elements and all that they stand in, each visited once."""
    found: set[HtmlElement] = set()
    for element in elements:
        here: HtmlElement | None = element
        while here is not None and here not in found:
            found.add(here)
            here = here.getparent()
    return found
