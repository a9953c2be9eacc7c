"""Lines outside a gate that repeat what stands inside it: pull quotes, captions, second copies.

They are withheld too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from parvis.records import Block
from parvis.words import Role

__all__ = ["RUN", "withhold_repeats"]

RUN = 8  # words in a row that make a repetition
_SIGNS = re.compile(r"[\W_]+")


def withhold_repeats(blocks: Sequence[Block], gated: Sequence[str], *, public: str | None = None) -> list[Block]:
    """The blocks, those that share a run of words with a gated text without their text.

    `public`: the page's own description.
    """
    runs = {run for text in gated for run in _runs(text)} - set(_runs(public or ""))
    if not runs:
        return list(blocks)
    return [_closed(block) if block.text and not runs.isdisjoint(_runs(block.text)) else block for block in blocks]


def _closed(block: Block) -> Block:
    if block.role is Role.HEADLINE:
        return block
    return replace(block, role=Role.WITHHELD, text="", candidate=False)


def _runs(text: str) -> Iterator[str]:
    words = _SIGNS.sub(" ", text.casefold()).split()
    yield from (" ".join(words[i : i + RUN]) for i in range(len(words) - RUN + 1))
