"""What an editor changed in a text, word by word. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

__all__ = ["Edit", "Kept", "word_edits"]

MOST = 4_000_000  # pairs of words that are compared; longer texts are replaced as a whole
# Thai, Lao, Khmer, Kana, Han: each character is a word; elsewhere what stands between white space. Each with the white
# space behind it.
_DENSE = r"\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_DENSE}]\s*|[^\s{_DENSE}]+\s*|\s+")


class Kept(StrEnum):
    """What became of a stretch of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of text; what was removed stands before what took its place."""

    kept: Kept
    text: str


def word_edits(before: str, after: str) -> tuple[Edit, ...]:
    """The edits that lead from one text to the other: without what was added they spell the one, without what was
    removed the other; white space and words are kept as they stand.

    >>> [str(edit.kept) + ":" + edit.text for edit in word_edits("A new bridge", "A bridge")]
    ['same:A ', 'removed:new ', 'same:bridge']
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) * len(new) > MOST:
        return tuple(_replaced(old, new))
    matcher = SequenceMatcher(None, [word.strip() for word in old], [word.strip() for word in new], autojunk=False)
    edits: list[Edit] = []
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            edits.extend(_equal(old[start:end], new[new_start:new_end]))
        else:
            edits.extend(_replaced(old[start:end], new[new_start:new_end]))
    return tuple(_joined(edits))


def _equal(old: Sequence[str], new: Sequence[str]) -> Iterator[Edit]:
    """The same words; where only the white space behind one differs, it is replaced."""
    for one, other in zip(old, new, strict=True):
        word = one if one == other else one.rstrip()
        if word:
            yield Edit(Kept.SAME, word)
        if one != other:
            yield from _replaced([one[len(one.rstrip()) :]], [other[len(other.rstrip()) :]])


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[Edit]:
    for kept, words in ((Kept.REMOVED, old), (Kept.ADDED, new)):
        if text := "".join(words):
            yield Edit(kept, text)


def _joined(edits: Sequence[Edit]) -> Iterator[Edit]:
    """Neighbours of one kind as one edit."""
    run: list[Edit] = []
    for edit in edits:
        if run and edit.kept is not run[0].kept:
            yield Edit(run[0].kept, "".join(part.text for part in run))
            run = []
        run.append(edit)
    if run:
        yield Edit(run[0].kept, "".join(part.text for part in run))
