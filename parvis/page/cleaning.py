"""Applying what the ledger knows of a page's blocks: lines leave the teaser, none comes in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from operator import is_

from parvis.page.finishing import CAP, finish
from parvis.records import Block, Page
from parvis.words import Role, TeaserSource

__all__ = ["clean"]

_HELD = frozenset({Role.WITHHELD, Role.WALL, Role.COMMENTS})


def clean(page: Page, kinds: Sequence[Role | None], *, teaser_max_words: int = CAP) -> Page:
    """The page with its boilerplate taken out. `kinds` has one entry a block: None for content, else what the block is.

    Raises ValueError where the entries are not those of the page's blocks.
    """
    if len(kinds) != len(page.blocks):
        raise ValueError(f"{len(kinds)} verdicts for {len(page.blocks)} blocks: ask the ledger for this very page")
    blocks = tuple(map(_cleaned, page.blocks, kinds))
    if all(map(is_, blocks, page.blocks)):
        return page
    cleaned = finish(replace(page, blocks=blocks), most=teaser_max_words)
    if page.teaser_source is TeaserSource.BODY:
        return cleaned
    return replace(cleaned, teaser=page.teaser, teaser_source=page.teaser_source, teaser_words=page.teaser_words)


def _cleaned(block: Block, kind: Role | None) -> Block:
    """A label stays beside the article; a line that is boilerplate loses its place in the teaser."""
    if kind is None or block.role in _HELD or not block.candidate:
        return block
    return replace(block, role=kind, candidate=False)
