"""The role of each run by this page alone, and the evidence for it in bits.

A role is told by, in this order: the form around the run, its place as the page's headline, what the boxes around it are called
(innermost first, up to but without the article's own box and those around that), its place in the article, its links. The terms
are those of the block ledger's score (above zero speaks for boilerplate): weights as measured on 71 pages of four sites, see docs/adr.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from parvis.page.boxes import BODY
from parvis.page.region import Region
from parvis.page.walk import HEADINGS, Box, Run
from parvis.records import Metadata, Term
from parvis.words import Role

__all__ = ["Judged", "judge_runs"]

LANDMARK, FORM, ASKING_FORM, LEXICON, REPEAT, OWN, PROSE, SENTENCE, FEW = 3.0, 2.0, 4.0, 1.0, 1.0, -6.0, -2.0, -2.0, 1.5
DENSITY, DENSITY_FROM = 6.0, 0.3
FEW_WORDS, PROSE_WORDS, SENTENCE_WORDS = 4, 12, 6
STANDFIRST_WORDS = (5, 90)
BYLINE_WORDS = 40
LABEL_WORDS = 12
DEK_BEFORE = 6  # runs before the headline where a dek may stand
BOX_WORDS = 120  # a box that asks for something, with the lines around its form, is no longer than this
MOST, MOST_LONGEST = 0.35, 20  # share of the article's words, and words of a paragraph, that overrule a name
BOX_LONGEST = 40  # nor does it hold a longer paragraph

_ASKING = frozenset({Role.LOGIN, Role.REGISTRATION, Role.NEWSLETTER, Role.COMMENTS, Role.OFFER, Role.CONSENT})
_APART = frozenset({*_ASKING, Role.RELATED, Role.FOOTER})  # may be long without being the article
_TEXT = frozenset({Role.HEADLINE, Role.STANDFIRST, Role.BYLINE, Role.LABEL, Role.BODY})
_LANDMARK_TAGS = frozenset({"nav", "footer", "aside", "dialog"})
_SENTENCE_END = re.compile(r"[.!?…。！？»”\"')\]]\s*$")
_DATE = re.compile(
    r"\d{1,2}[./ -]{1,2}\w{2,12}[./ -]{1,2}\d{4}|\b\w{3,10}\.? \d{1,2}, \d{4}|\d{4}-\d\d-\d\d|\d{4}年|\b\d{1,2}[:.h]\d\d\b"
)
_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Judged:
    """What is known of a run."""

    role: Role
    prior: tuple[Term, ...]
    in_article: bool
    is_paragraph: bool


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What the boxes around a run say."""

    kinds: tuple[str, ...] = ()  # innermost first
    landmark: bool = False
    form: bool = False
    asking: str | None = None  # what the outermost form with fields asks for
    figure: bool = False


def judge_runs(runs: Sequence[Run], region: Region | None, metadata: Metadata, *, forms: Sequence[Box]) -> list[Judged]:
    """One judgement a run, in order."""
    return _Judge(runs, region, metadata, forms).judged()


class _Judge:
    def __init__(self, runs: Sequence[Run], region: Region | None, metadata: Metadata, forms: Sequence[Box]) -> None:
        self._runs, self._region = runs, region
        self._asking = _asking_boxes(forms, region)
        self._near: dict[Box, _Surroundings] = {}
        self._times = Counter(run.text for run in runs if run.visible)
        self._headline = fold(metadata.headline)
        self._deks = tuple(filter(None, (fold(metadata.standfirst), fold(metadata.description))))
        self._authors = tuple(filter(None, map(fold, metadata.authors)))
        self._started = False  # a paragraph of the article has been seen

    def judged(self) -> list[Judged]:
        return [self._judge(index, run) for index, run in enumerate(self._runs)]

    def _judge(self, index: int, run: Run) -> Judged:
        near = self._surroundings(run.box)
        folded = fold(run.text)
        inside = self._is_inside(index, folded)
        role = self._role(index, run, near, folded, inside)
        paragraph = role in (Role.BODY, Role.STANDFIRST) and _is_paragraph(run)
        if role is Role.BODY and paragraph and run.visible:
            self._started = True
        return Judged(role, self._terms(run, near, folded), inside, paragraph)

    def _is_inside(self, index: int, folded: str) -> bool:
        """From the headline to the end of the region; the page's own dek may stand over its headline."""
        region = self._region
        if region is None or index > region.last:
            return False
        return index >= region.headline or (
            region.headline - index <= DEK_BEFORE and len(folded) >= 20 and folded in self._deks
        )

    def _role(self, index: int, run: Run, near: _Surroundings, folded: str, inside: bool) -> Role:
        if near.asking:
            return Role(near.asking)
        if self._is_headline(index, run, folded):
            return Role.HEADLINE
        if near.figure and not (run.prose and run.words > 60):
            return Role.CAPTION
        for kind in near.kinds:
            role = self._named(index, run, kind, folded, inside)
            if role is not None:
                return role
        return self._placed(index, run, folded) if inside else self._outside(index, run)

    def _is_headline(self, index: int, run: Run, folded: str) -> bool:
        region, tags = self._region, {box.tag for box in run.box.ancestors()} & HEADINGS
        if region is not None and index == region.headline and "h1" in tags:
            return True
        return bool(tags) and not self._started and len(folded) >= 12 and folded == self._headline

    def _named(self, index: int, run: Run, kind: str, folded: str, inside: bool) -> Role | None:
        """The role that a name gives; None where the run cannot be what the name says."""
        if kind == BODY:
            return self._placed(index, run, folded) if inside else None
        role = Role(kind)
        if role is Role.HEADLINE:
            return None
        if role is Role.STANDFIRST:
            fits = inside and not self._started and _within(run.words, STANDFIRST_WORDS) and run.link_density < 0.5
            return role if fits else None
        if role is Role.BYLINE:
            return role if run.words <= BYLINE_WORDS else None
        if role is Role.LABEL:
            return role if run.words <= LABEL_WORDS else None
        return role

    def _placed(self, index: int, run: Run, folded: str) -> Role:
        """The role of a run in the article that no name speaks of."""
        if not self._started:
            role = self._opening(index, run, folded)
            if role is not None:
                return role
        if run.link_density >= 0.9 or (run.link_density >= 0.6 and not _is_sentence(run)):
            return Role.RELATED if run.words > 3 else Role.LABEL
        if run.box.tag == "button" or (
            run.words <= 2 and run.box.tag not in ("p", "li", "td", "th") and run.box.tag not in HEADINGS
        ):
            return Role.OTHER
        return Role.BODY

    def _opening(self, index: int, run: Run, folded: str) -> Role | None:
        """Between the headline and the first paragraph: dek, authors, date, labels."""
        region = self._region
        if any(
            len(folded) >= 20 and (folded == dek or (len(folded) > 60 and dek.startswith(folded[:60])))
            for dek in self._deks
        ):
            return Role.STANDFIRST if run.box.tag != "p" or index < region.first or self._dek_like(run) else None
        if run.words <= BYLINE_WORDS and any(author in folded for author in self._authors) and not run.prose:
            return Role.BYLINE
        if run.words <= 14 and _DATE.search(run.text):
            return Role.BYLINE
        if run.box.tag in HEADINGS and run.words >= 5:
            return Role.STANDFIRST
        if region is not None and index < region.first:
            return (
                Role.STANDFIRST
                if run.prose and run.words <= STANDFIRST_WORDS[1]
                else Role.BODY
                if run.prose
                else Role.LABEL
            )
        return None if run.prose or run.box.tag == "p" else Role.LABEL if run.words <= LABEL_WORDS else None

    def _dek_like(self, run: Run) -> bool:
        return run.box.parent is not None and self._region is not None and run.box.parent is not self._region.box

    def _outside(self, index: int, run: Run) -> Role:
        region = self._region
        if region is not None and index < region.headline:
            return (
                Role.LABEL
                if region.headline - index <= 2 and run.words <= 5
                else Role.NAVIGATION
                if run.link_density > 0.5
                else Role.OTHER
            )
        return (
            Role.RELATED
            if run.link_density > 0.5 and run.words > 3
            else Role.NAVIGATION
            if run.link_density > 0.5
            else Role.OTHER
        )

    def _surroundings(self, box: Box) -> _Surroundings:
        known = self._near.get(box)
        if known is None:
            if box.parent is None or (self._region is not None and box in self._region.around):
                known = _Surroundings()
            else:
                kind = None if self._is_most(box) else box.kind
                known = _narrowed(self._surroundings(box.parent), box, kind, self._asking.get(box))
            self._near[box] = known
        return known

    def _is_most(self, box: Box) -> bool:
        """Whether a box holds so much of the article that its name must be about something else."""
        if self._region is None or box.kind in _APART or box.kind == BODY:
            return False
        return box.longest >= MOST_LONGEST and box.words >= MOST * self._region.box.words

    def _terms(self, run: Run, near: _Surroundings, folded: str) -> tuple[Term, ...]:
        terms = []
        if near.landmark:
            terms.append(_LANDMARK_TERM)
        if near.asking in _ASKING:
            terms.append(_ASKING_TERM)
        elif near.form:
            terms.append(_FORM_TERM)
        if any(kind != BODY and Role(kind) not in _TEXT for kind in near.kinds):
            terms.append(_LEXICON_TERM)
        if run.link_density > DENSITY_FROM:
            terms.append(Term(name="links", bits=round(DENSITY * (run.link_density - DENSITY_FROM), 2)))
        if run.words <= FEW_WORDS:
            terms.append(_FEW_TERM)
        if self._times[run.text] > 1:
            terms.append(_REPEAT_TERM)
        if len(folded) >= 12 and (folded == self._headline or folded in self._deks):
            terms.append(_OWN_TERM)
        if run.words >= PROSE_WORDS and run.link_density < DENSITY_FROM:
            terms.append(_PROSE_TERM)
        if run.words >= SENTENCE_WORDS and _SENTENCE_END.search(run.text):
            terms.append(_SENTENCE_TERM)
        return tuple(terms)


_LANDMARK_TERM = Term(name="landmark", bits=LANDMARK)
_ASKING_TERM = Term(name="asking form", bits=ASKING_FORM)
_FORM_TERM = Term(name="form", bits=FORM)
_LEXICON_TERM = Term(name="name", bits=LEXICON)
_FEW_TERM = Term(name="few words", bits=FEW)
_REPEAT_TERM = Term(name="repeat", bits=REPEAT)
_OWN_TERM = Term(name="own description", bits=OWN)
_PROSE_TERM = Term(name="prose", bits=PROSE)
_SENTENCE_TERM = Term(name="sentence", bits=SENTENCE)


def fold(text: str | None) -> str:
    """Letters and digits only, case folded: how titles are compared."""
    return _LETTERS.sub("", text.casefold()) if text else ""


def _narrowed(outer: _Surroundings, box: Box, kind: str | None, asking: str | None) -> _Surroundings:
    landmark = outer.landmark or box.tag in _LANDMARK_TAGS
    form = outer.form or box.tag == "form"
    figure = outer.figure or box.tag in ("figure", "figcaption")
    if kind is None and not asking and (landmark, form, figure) == (outer.landmark, outer.form, outer.figure):
        return outer
    kinds = (kind, *outer.kinds) if kind else outer.kinds
    return _Surroundings(kinds, landmark, form, outer.asking or asking, figure)


def _asking_boxes(forms: Sequence[Box], region: Region | None) -> dict[Box, str]:
    """Each box that asks for something, widened from its form to the lines around it."""
    found = {}
    for form in forms:
        box = form
        while box.parent is not None and _asks_only(box.parent, region):
            box = box.parent
        if _asks_only(box, region):
            found[box] = str(form.kind)
    return found


def _asks_only(box: Box, region: Region | None) -> bool:
    around = region is not None and box in region.around
    return not (around or box.headline or box.tag == "body" or box.words > BOX_WORDS or box.longest > BOX_LONGEST)


def _is_paragraph(run: Run) -> bool:
    if run.box.tag in HEADINGS or run.link_density >= 0.6:
        return False
    return run.prose or (run.box.tag == "p" and bool(_SENTENCE_END.search(run.text)))


def _is_sentence(run: Run) -> bool:
    return run.words >= PROSE_WORDS and bool(_SENTENCE_END.search(run.text))


def _within(number: int, bounds: tuple[int, int]) -> bool:
    return bounds[0] <= number <= bounds[1]
