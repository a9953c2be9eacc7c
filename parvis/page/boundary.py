"""Where the public text of a page ends: V(R) minus G(R) of the design, section 4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parvis.page.blocks import Fragment
from parvis.page.document import Document
from parvis.page.gates import Gates, find_gates
from parvis.page.prompts import Found, Place, find_prompts
from parvis.page.selecting import Names
from parvis.records import Metadata
from parvis.words import Role

if TYPE_CHECKING:
    from parvis.sites import Site

__all__ = ["Boundary", "find_boundary"]


@dataclass(frozen=True, slots=True)
class Boundary:
    """The parts of a page by who may read them. Indices are those of the fragments."""

    place: Place | None
    gates: Gates = field(repr=False)
    names: Names = field(repr=False)
    prompts: tuple[Found, ...] = field(repr=False)
    gated: frozenset[int] = field(repr=False)  # inside a gate
    muted: frozenset[int] = field(repr=False)  # inside data-nosnippet
    end: int | None  # the first fragment that is not public any more; None: no boundary was found

    def public(self, index: int) -> bool:
        """Whether a fragment stands before the end of the public text, outside every gate."""
        return index not in self.gated and (self.end is None or index < self.end)


def find_boundary(
    document: Document, fragments: Sequence[Fragment], metadata: Metadata, *, site: Site | None = None
) -> Boundary:
    """Find the first gate or prompt inside the article; fails closed."""
    names = Names.of(document.root)
    gates = find_gates(document, metadata, names=names, site=site)
    prompts = find_prompts(document, fragments, names=names, site=site)
    place = Place.of(fragments)
    gated = (
        frozenset(i for i, f in enumerate(fragments) if f.element in gates.inside) if gates.inside else frozenset[int]()
    )
    muted = (
        frozenset(i for i, f in enumerate(fragments) if f.element in gates.muted) if gates.muted else frozenset[int]()
    )
    return Boundary(place, gates, names, prompts, gated, muted, _end(fragments, place, gates, prompts, gated))


def _end(
    fragments: Sequence[Fragment], place: Place | None, gates: Gates, prompts: Sequence[Found], gated: frozenset[int]
) -> int | None:
    if not gates.readable:
        return 0
    if place is None:
        return min(gated, default=None)
    ends = [found.index for found in prompts if found.ends]
    ends += [i for i in gated if fragments[i].in_article]
    ends += [i for i, f in enumerate(fragments) if _is_hidden_text(f)]
    return min(ends, default=None)


def _is_hidden_text(fragment: Fragment) -> bool:
    return not fragment.visible and fragment.in_article and fragment.is_paragraph and fragment.role is Role.BODY
