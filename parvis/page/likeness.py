"""Which layouts of a site are one template: those that differ by an advert slot more, not those that were built anew.

Two layouts are as like as the share of their nestings (a box, and the box around it) that both have: Jaccard. A
layout belongs to the oldest one that it is like; where there is none, it opens a family of its own. So a family keeps
its name and members as the site goes on, and a template that moves away bit by bit becomes a new one at last.
"""

from __future__ import annotations

from collections.abc import Iterable

from parvis.page.outline import nodes

__all__ = ["ALIKE", "find_families", "likeness"]

ALIKE = 0.75  # of 80 pairs of layouts of one site none lay between .75 and .80: below were templates, above slots

MAX_FAMILIES = 200  # that a layout is compared with, so that a site that gives every page its own costs no more


def likeness(one: str, other: str) -> float:
    """How like two skeletons are, from 0 to 1.

    >>> likeness("body(header main(div.story))", "body(header main(div.story) aside)")
    0.8
    """
    return _share(_nestings(one), _nestings(other))


def find_families(skeletons: Iterable[str]) -> list[int]:
    """For each skeleton, the oldest first, the place of the one that its family is named after."""
    founders: list[tuple[int, frozenset[tuple[str, str]]]] = []
    families = []
    for place, skeleton in enumerate(skeletons):
        own = _nestings(skeleton)
        family = next((founder for founder, nestings in founders if _share(own, nestings) >= ALIKE), place)
        families.append(family)
        if family == place and len(founders) < MAX_FAMILIES:
            founders.append((place, own))
    return families


def _nestings(skeleton: str) -> frozenset[tuple[str, str]]:
    return frozenset((node.around, node.step) for node in nodes(skeleton))


def _share(one: frozenset[tuple[str, str]], other: frozenset[tuple[str, str]]) -> float:
    return len(one & other) / (len(one | other) or 1)
