"""The role of each run by this page alone.

It is told by, in this order: the form around the run, its place as the page's headline, what the boxes around it are
called (innermost first, without the article's own box and those around that), its place in the article, its links.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from parvis.page.boxes import BODY
from parvis.page.evidence import SENTENCE_END, read_terms
from parvis.page.region import Region
from parvis.page.surroundings import Surroundings, SurroundingsReader
from parvis.page.walk import Box, Run
from parvis.records import Metadata, Term
from parvis.words import Role

__all__ = ["Judged", "judge_runs"]

STANDFIRST_WORDS = 5, 90
BYLINE_WORDS = 40
LABEL_WORDS = 12
DATE_WORDS = 14  # of a line that is a date and little else
CAPTION_WORDS = 60
DEK_BEFORE = 6  # runs before the headline where a dek may stand
OWN_CHARACTERS = 12  # a shorter title proves nothing by being repeated
LINKED, ALL_LINKED = 0.6, 0.9  # link density

_DATE = re.compile(
    r"\d{1,2}[./ -]{1,2}\w{2,12}[./ -]{1,2}\d{4}"
    r"|\b\w{3,10}\.? \d{1,2}, \d{4}|\d{4}-\d\d-\d\d|\d{4}年|\b\d{1,2}[:.h]\d\d\b"
)
_ROLES = {role.value: role for role in Role}
_NOT_LETTERS = re.compile(r"[\W_]+")


class Judged(NamedTuple):
    """What is known of a run."""

    role: Role
    prior: tuple[Term, ...]
    in_article: bool
    is_paragraph: bool


def judge_runs(runs: Sequence[Run], region: Region | None, metadata: Metadata, *, forms: Sequence[Box]) -> list[Judged]:
    """One judgement a run, in order."""
    judge = _Judge(runs, region, metadata, SurroundingsReader(region, forms))
    return [judge.judged(index, run) for index, run in enumerate(runs)]


class _Judge:
    def __init__(
        self, runs: Sequence[Run], region: Region | None, metadata: Metadata, surroundings: SurroundingsReader
    ) -> None:
        self._region, self._surroundings = region, surroundings
        self._times = Counter(run.text for run in runs if run.visible)
        self._headline = fold(metadata.headline)
        self._deks = frozenset(filter(None, (fold(metadata.standfirst), fold(metadata.description))))
        self._authors = tuple(filter(None, map(fold, metadata.authors)))
        self._longest_own = 2 * max(map(len, (self._headline, *self._deks)))
        self._initials = frozenset(own[:1] for own in (self._headline, *self._deks))
        self._started = False  # a paragraph of the article has been seen

    def judged(self, index: int, run: Run) -> Judged:
        near = self._surroundings.of(run.box)
        folded = fold(run.text) if self._may_be_own(run.text) else ""
        own = len(folded) >= OWN_CHARACTERS and (folded == self._headline or folded in self._deks)
        inside = self._is_inside(index, folded in self._deks)
        role = self._role(index, run, near, folded, inside)
        sentence = run.text.endswith(SENTENCE_END)
        paragraph = role in (Role.BODY, Role.STANDFIRST) and not run.box.heading and _is_paragraph(run, sentence)
        if paragraph and role is Role.BODY and run.visible:
            self._started = True
        terms = read_terms(run, near, sentence=sentence, repeated=self._times[run.text] > 1, own=own)
        return Judged(role, terms, inside, paragraph)

    def _may_be_own(self, text: str) -> bool:
        """Whether a text could be one of the page's own, or begin one: by its length and its first letter."""
        if not OWN_CHARACTERS <= len(text) <= self._longest_own:
            return False
        return not text[0].isalpha() or text[0].casefold()[:1] in self._initials

    def _is_inside(self, index: int, is_dek: bool) -> bool:
        """From the headline to the end of the region; the page's own dek may stand over its headline."""
        region = self._region
        if region is None or index > region.last:
            return False
        return index >= region.headline or (is_dek and region.headline - index <= DEK_BEFORE)

    def _role(self, index: int, run: Run, near: Surroundings, folded: str, inside: bool) -> Role:
        if near.asking:
            return _ROLES[near.asking]
        if run.box.heading and self._is_headline(index, run, folded):
            return Role.HEADLINE
        if near.figure and not (run.prose and run.words > CAPTION_WORDS):
            return Role.CAPTION
        for kind in near.kinds:
            role = self._named(index, run, kind, folded, inside)
            if role is not None:
                return role
        return self._placed(index, run, folded) if inside else self._outside(index, run)

    def _is_headline(self, index: int, run: Run, folded: str) -> bool:
        if self._region is not None and index == self._region.headline and run.box.heading == "h1":
            return True
        return not self._started and len(folded) >= OWN_CHARACTERS and folded == self._headline

    def _named(self, index: int, run: Run, kind: str, folded: str, inside: bool) -> Role | None:
        """The role that a name gives; None where the run cannot be what the name says."""
        if kind == BODY:
            return self._placed(index, run, folded) if inside else None
        role = _ROLES[kind]
        if role is Role.STANDFIRST:
            few, many = STANDFIRST_WORDS
            fits = inside and not self._started and few <= run.words <= many and run.link_density < 0.5
            return role if fits else None
        if role is Role.BYLINE:
            return role if run.words <= BYLINE_WORDS else None
        if role is Role.LABEL:
            return role if run.words <= LABEL_WORDS else None
        return None if role is Role.HEADLINE else role

    def _placed(self, index: int, run: Run, folded: str) -> Role:
        """The role of a run in the article that no name speaks of."""
        if not self._started:
            role = self._opening(index, run, folded)
            if role is not None:
                return role
        if run.link_density >= ALL_LINKED or (run.link_density >= LINKED and not _is_long_sentence(run)):
            return Role.RELATED if run.words > 3 else Role.LABEL
        loose = run.words <= 2 and run.box.tag not in ("p", "li", "td", "th") and not run.box.heading
        return Role.OTHER if loose or run.box.tag == "button" else Role.BODY

    def _opening(self, index: int, run: Run, folded: str) -> Role | None:
        """Between the headline and the first paragraph: dek, authors, date, labels."""
        outside = self._region is not None and index < self._region.first
        if self._is_dek(folded):
            return Role.STANDFIRST if outside or run.box.tag != "p" or self._stands_apart(run) else None
        if run.words <= BYLINE_WORDS and not run.prose and any(author in fold(run.text) for author in self._authors):
            return Role.BYLINE
        if run.words <= DATE_WORDS and _DATE.search(run.text):
            return Role.BYLINE
        if run.box.heading and run.words >= STANDFIRST_WORDS[0]:
            return Role.STANDFIRST
        if outside:
            return Role.LABEL if not run.prose else Role.STANDFIRST if run.words <= STANDFIRST_WORDS[1] else Role.BODY
        return None if run.prose or run.box.tag == "p" or run.words > LABEL_WORDS else Role.LABEL

    def _is_dek(self, folded: str) -> bool:
        return len(folded) >= 20 and any(
            folded == dek or (len(folded) > 60 and dek.startswith(folded[:60])) for dek in self._deks
        )

    def _stands_apart(self, run: Run) -> bool:
        """Whether a paragraph stands beside the article's others in a box of its own."""
        return self._region is not None and run.box.parent is not self._region.box

    def _outside(self, index: int, run: Run) -> Role:
        region = self._region
        before = region is not None and index < region.headline
        if before and region is not None and region.headline - index <= 2 and run.words <= 5:
            return Role.LABEL
        if run.link_density > 0.5:
            return Role.NAVIGATION if before or run.words <= 3 else Role.RELATED
        return Role.OTHER


def fold(text: str | None) -> str:
    """Letters and digits only, case folded: how titles are compared."""
    return _NOT_LETTERS.sub("", text.casefold()) if text else ""


def _is_paragraph(run: Run, sentence: bool) -> bool:
    return run.link_density < LINKED and (run.prose or (run.box.tag == "p" and sentence))


def _is_long_sentence(run: Run) -> bool:
    return run.words >= LABEL_WORDS and run.text.endswith(SENTENCE_END)
