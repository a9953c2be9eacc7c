"""The boundary drawn closer: where a site's layout says that a wall stands or that the withheld part begins.

Whatever it names, nothing is public after it, in the order of the page's source, that was not before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lxml import etree
from lxml.html import HtmlElement

from parvis.page.blocks import Fragment
from parvis.page.boundary import Boundary
from parvis.page.chosen import Chosen, Selected
from parvis.page.document import Document
from parvis.page.gates import Gate, Gates, inside_of
from parvis.page.place import Found

__all__ = ["close", "closes", "common"]


def closes(chosen: Chosen) -> bool:
    """Whether a layout draws the boundary anew: by a wall or withheld part, or by one that cannot be looked for."""
    return any(selected.elements or not selected.readable for selected in chosen.of("wall", "boundary"))


def close(boundary: Boundary, document: Document, fragments: Sequence[Fragment], chosen: Chosen) -> Boundary:
    """The boundary, with the layout's walls as prompts and its withheld parts as gates."""
    prompts = tuple(found for selected in chosen.of("wall") for found in _prompts(selected, fragments, boundary))
    gates = tuple(
        Gate("site", selected.selector, selected.elements, selected.readable)
        for selected in chosen.of("wall", "boundary")
        if not selected.readable or (selected.key == "boundary" and selected.elements)
    )
    tops = [element for gate in gates for element in gate.elements]
    inside = inside_of(tops)
    gated = {index for index, fragment in enumerate(fragments) if fragment.element in inside}
    if not all(gate.readable for gate in gates):
        gated = set(range(len(fragments)))
    end = min({*gated, *_following(document.root, fragments, tops), *(p.index for p in prompts)}, default=None)
    own = boundary.gates
    return replace(
        boundary,
        gates=Gates((*own.all, *gates), {*own.inside, *inside}, own.muted),
        prompts=(*boundary.prompts, *prompts),
        gated=boundary.gated | gated,
        stops=boundary.stops | (set() if end is None else {end}),
        end=_first(boundary.end, end),
    )


def _following(root: HtmlElement, fragments: Sequence[Fragment], tops: Sequence[HtmlElement]) -> Iterator[int]:
    """The fragments that may stand after the first of some elements."""
    if not tops:
        return
    order = {element: number for number, element in enumerate(root.iter())}
    top = min(tops, key=order.__getitem__)
    around = set(top.iterancestors())
    for index, fragment in enumerate(fragments):
        if order[fragment.element] >= order[top] or (fragment.element in around and not _is_before(fragment, top)):
            yield index


def _is_before(fragment: Fragment, top: HtmlElement) -> bool:
    """Whether a text beside an element stands before it for sure."""
    texts: list[list[str]] = [[], []]
    here = texts[0]
    for event, element in etree.iterwalk(fragment.element, events=("start", "end")):
        if element is top:
            here = texts[1]
        here.append((element.text if event == "start" else element.tail) or "")
    before, after = (" ".join("".join(parts).split()) for parts in texts)
    return fragment.text in before and fragment.text not in after


def common(one: Boundary, other: Boundary) -> Boundary:
    """`one`, with nothing public that is not public by `other`, too."""
    return replace(
        one,
        gated=one.gated | other.gated,
        stops=one.stops if other.end is None else one.stops | {other.end},
        end=_first(one.end, other.end),
    )


def _first(one: int | None, other: int | None) -> int | None:
    return min((index for index in (one, other) if index is not None), default=None)


def _prompts(selected: Selected, fragments: Sequence[Fragment], boundary: Boundary) -> Iterator[Found]:
    """The first visible line of each element: an empty or hidden wall is a template that nobody sees."""
    for element in selected.elements:
        inside: frozenset[HtmlElement] = inside_of([element])
        index = next((i for i, f in enumerate(fragments) if f.visible and f.element in inside), None)
        if index is not None:
            place = boundary.place.name(index) if boundary.place else "page"
            yield Found(index, "wall.element", place, f"site {selected.selector}"[:100], ends=True)
