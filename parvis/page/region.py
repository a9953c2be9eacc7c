"""Where the article stands on a page.

Prose is weighed by its words and by what its surroundings are called (walk.py). The region is the smallest box that holds four fifths of
the visible weight, so it needs no name for the container and bears paragraphs that each stand in a wrapper of their own; it is widened to take
in hidden prose beside it (text that a wall hides), and the lines between the headline and its first paragraph.
"""

from __future__ import annotations

from dataclasses import dataclass

from parvis.page.walk import Box, Run, Walk

__all__ = ["Region", "find_region"]

SHARE = 0.8  # of the weight; less would cut an article in two where an advert stands, more would take in the page


@dataclass(frozen=True, slots=True)
class Region:
    """The article's box, the boxes around it, and the stretch of runs from the headline to its end."""

    box: Box
    around: frozenset[Box]  # the box and those it stands in: what they are called says nothing of the text inside
    headline: int  # index of the headline's run, or of the first run
    first: int  # index of the first run inside the box
    last: int  # index of the last one


def find_region(walk: Walk) -> Region | None:
    """The region, or None when the page has no prose."""
    bright = _smallest(walk, lambda box: box.weight)
    whole = _smallest(walk, lambda box: box.weight + box.dark)
    box = bright or whole
    if box is None:
        return None
    if bright and whole and whole is not bright:
        box = _common(bright, whole) or bright
    return _region(walk.runs, box)


def _smallest(walk: Walk, weight) -> Box | None:
    least = SHARE * weight(walk.root)
    if least <= 0:
        return None
    best: Box | None = None
    seen: set[Box] = set()
    for run in walk.runs:
        if not run.prose or run.box in seen:
            continue
        for box in run.box.ancestors():
            if weight(box) >= least:
                if (
                    best is None
                    or weight(box) < weight(best)
                    or (weight(box) == weight(best) and best in set(box.ancestors()))
                ):
                    best = box
                break
            seen.add(box)
    return best


def _common(one: Box, other: Box) -> Box | None:
    """The smallest box that holds both, short of the whole page."""
    around = set(one.ancestors())
    found = next((box for box in other.ancestors() if box in around), None)
    return found if found is not None and found.tag not in ("body", "html") else None


def _region(runs: list[Run], box: Box) -> Region:
    inside = [index for index, run in enumerate(runs) if box in run.box.ancestors()]
    headline = _headline(runs, inside[0], inside[-1])
    return Region(box, frozenset(box.ancestors()), headline, inside[0], inside[-1])


def _headline(runs: list[Run], first: int, last: int) -> int:
    """The h1 inside the box, or the nearest one before it."""
    titles = [
        index
        for index, run in enumerate(runs[: last + 1])
        if run.visible and any(box.tag == "h1" for box in run.box.ancestors())
    ]
    within = [index for index in titles if index >= first]
    return within[0] if within else titles[-1] if titles else first
