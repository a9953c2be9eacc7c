"""The anatomy of a page: bands in reading order, each as long as it has words.

Withheld text is a length and nothing else. The name of the role stands at every band, so that no colour is needed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

from rich.cells import cell_len, set_cell_size
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.text import Text

from parvis.records import Block
from parvis.terminal.colours import FAMILIES, Family, family_of
from parvis.terminal.console import safe
from parvis.words import Role

__all__ = ["Anatomy", "Band", "read_bands"]

MOST_BANDS = 24  # with more, what frames the article is drawn together
LONGEST_BAR, SHARE_OF_LINE = 30, 3  # a bar is at most this many cells, and this part of the line
ROLE_CELLS, WORD_CELLS = 12, 7
MOST_TEXTS = 12  # blocks of a band whose first words are shown
LEAST_TEXT = 12  # cells; where less is left, the bars get them
_FRAME = frozenset({*FAMILIES[5].roles, *FAMILIES[6].roles, Role.LABEL})
_EIGHTHS = " ▏▎▍▌▋▊▉"
_NOT_KEPT = {Role.WITHHELD: "length only", Role.COMMENTS: "counted, not kept"}


@dataclass(frozen=True, slots=True)
class Band:
    """Blocks that follow one another in one role, or in the roles of the page's frame."""

    role: Role  # with the most words
    words: int
    blocks: int
    text: str  # the first words
    others: tuple[Role, ...] = ()

    @classmethod
    def of(cls, blocks: Sequence[Block]) -> Band:
        words: Counter[Role] = Counter()
        for block in blocks:
            words[block.role] += max(1, block.words)
        role = words.most_common(1)[0][0]
        texts = (block.text for block in blocks if block.role is role and block.text)
        text = " · ".join(islice(texts, MOST_TEXTS))
        others = tuple(other for other in words if other is not role)
        return cls(role, sum(block.words for block in blocks), len(blocks), text, others)


def read_bands(blocks: Sequence[Block]) -> list[Band]:
    """The bands of a page. Of a page with many, the frame of the article is drawn together."""
    bands = [Band.of(list(group)) for _, group in groupby(blocks, key=lambda block: block.role)]
    if len(bands) <= MOST_BANDS:
        return bands
    frames = groupby(blocks, key=lambda block: None if block.role in _FRAME else block.role)
    return [Band.of(list(group)) for _, group in frames]


@dataclass(frozen=True, slots=True)
class Anatomy:
    """Draws the bands into the width that there is, down to a name and a number a line."""

    blocks: Sequence[Block]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        bands = read_bands(self.blocks)
        total = sum(band.words for band in bands)
        yield Text.assemble(("Anatomy", "bold"), (f"  {total:,} words in {len(self.blocks):,} blocks", "dim"))
        most = max((band.words for band in bands), default=0)
        plain = options.ascii_only
        yield from (_line(band, most, options.max_width, plain=plain) for band in bands)
        yield from _legend({family_of(band.role).name for band in bands}, plain=plain)


def _line(band: Band, most: int, width: int, *, plain: bool) -> Text:
    family = family_of(band.role)
    room = max(0, width - ROLE_CELLS - WORD_CELLS - 3)
    cells = min(LONGEST_BAR, max(room if room < LEAST_TEXT else 6, width // SHARE_OF_LINE), room)
    bar = _bar(band.words, most, cells, family, plain=plain)
    text = _text(band, room - cells - 1, more="..." if plain else "…")
    line = Text(no_wrap=True, overflow="crop")
    line.append(f"{band.role:<{ROLE_CELLS}}", "dim" if family.name == "frame" else family.colour)
    line.append(f"{band.words:>{WORD_CELLS},} ")
    line.append(set_cell_size(bar, cells), family.colour)
    if text:
        line.append(f" {text}", "dim italic" if band.role in _NOT_KEPT else "")
    line.rstrip()
    return line


def _bar(words: int, most: int, cells: int, family: Family, *, plain: bool) -> str:
    """A length in eighths of a cell where the fill is solid; something can be seen of one word, too."""
    eighths = max(1, round(8 * cells * words / most)) if words and most else 0
    if plain or family.fill != "█":
        return (family.ascii_fill if plain else family.fill) * -(-eighths // 8)
    return family.fill * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def _text(band: Band, cells: int, *, more: str) -> str:
    """The first words, as many as there is room for."""
    if cells < LEAST_TEXT:
        return ""
    also = f"(with {', '.join(band.others)}) " if band.others else ""
    text = also + (_NOT_KEPT.get(band.role) or safe(band.text[: 2 * cells]))
    return text if cell_len(text) <= cells else set_cell_size(text, cells - len(more)).rstrip() + more


def _legend(names: set[str], *, plain: bool) -> Iterator[RenderableType]:
    legend = Text(style="dim")
    for family in FAMILIES:
        if family.name in names:
            legend.append(f"{family.ascii_fill if plain else family.fill * 2} ", family.colour)
            legend.append(f"{family.name}  ")
    legend.rstrip()
    yield legend
