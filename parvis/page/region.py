"""Where the article stands on a page.

Prose is weighed by its words and by what its surroundings are called (walk.py). The region is the smallest box that
holds four fifths of the visible weight, so it needs no name for the container and bears paragraphs that each stand in
a wrapper of their own. It is widened to take in hidden prose beside it (text that a wall hides), and the lines
between the headline and its first paragraph.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import reduce

from lxml.html import HtmlElement

from parvis.page.walk import Box, Walk

__all__ = ["Region", "find_region"]

SHARE = 0.8  # of the weight; more would take in the page, less would cut an article in two where an advert stands
LEADS = 2  # lines of prose between the headline and the text; with more, something else stands there


@dataclass(frozen=True, slots=True)
class Region:
    """The article's box, the boxes around it, and the stretch of runs from the headline to its end."""

    box: Box
    around: frozenset[Box]  # the box and those it stands in: what they are called says nothing of the text inside
    headline: int  # index of the headline's run, or of the first run
    first: int  # index of the first run inside the box
    last: int  # index of the last one


def find_region(walk: Walk, *, body: Collection[HtmlElement] = ()) -> Region | None:
    """The region, or None when the page has no prose. `body`: where its site says that the text is."""
    if body and (told := _told(walk, body)):
        return told
    bright = _smallest(walk, lambda box: box.weight)
    whole = _smallest(walk, lambda box: box.weight + box.dark)
    box = bright or whole
    if box is None:
        return None
    if bright and whole and whole is not bright:
        box = _common(bright, whole) or bright
    return Region(box, frozenset(box.ancestors()), _headline(walk, box), box.first, box.last - 1)


def _told(walk: Walk, body: Collection[HtmlElement]) -> Region | None:
    """From the first to the last run in some elements; None where no text is in them."""
    boxes = {box for run in walk.runs for box in run.box.ancestors() if box.element in body}
    if not boxes:
        return None
    around = reduce(lambda one, other: _common(one, other) or walk.root, boxes)
    first, last = min(box.first for box in boxes), max(box.last for box in boxes) - 1
    headline = _headline(walk, around)
    between = sum(run.prose and run.visible for run in walk.runs[headline:first])
    return Region(around, frozenset(around.ancestors()), headline if between <= LEADS else first, first, last)


def _smallest(walk: Walk, weight: Callable[[Box], float]) -> Box | None:
    """The innermost box with enough of the weight: all such boxes stand in one another, for none holds less than
    half.
    """
    least = SHARE * weight(walk.root)
    seen: set[Box] = set()
    best: Box | None = None
    for run in walk.runs:
        if run.prose and run.box not in seen and least > 0:
            found = next((box for box in run.box.ancestors() if box in seen or weight(box) >= least), walk.root)
            seen.update(_up_to(run.box, found))
            if found not in seen and (best is None or found.last - found.first < best.last - best.first):
                best = found
    return best


def _up_to(box: Box, end: Box) -> list[Box]:
    boxes: list[Box] = []
    while box is not end and box.parent is not None:
        boxes.append(box)
        box = box.parent
    return boxes


def _common(one: Box, other: Box) -> Box | None:
    """The smallest box that holds both, short of the whole page."""
    around = set(one.ancestors())
    found = next((box for box in other.ancestors() if box in around), None)
    return found if found is not None and found.tag not in ("body", "html") else None


def _headline(walk: Walk, box: Box) -> int:
    """The first h1 inside the box, or the nearest one before it."""
    titles = [index for index, run in enumerate(walk.runs[: box.last]) if run.visible and run.box.heading == "h1"]
    within = [index for index in titles if index >= box.first]
    return within[0] if within else titles[-1] if titles else box.first
