"""The teaser: which text of a page may be kept, and in which role. Everything else leaves as a count.

The rules of DESIGN section 4: whole paragraphs of the article in front of the boundary, up to a cap; a paragraph that
alone exceeds the cap is cut at its last sentence end; where no paragraph qualifies, the public standfirst or
description; then nosnippet, max-snippet, data-nosnippet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from parvis.page.blocks import Fragment
from parvis.page.boundary import Boundary
from parvis.page.counting import count_words
from parvis.page.cutting import cut_characters, cut_words
from parvis.page.finishing import CAP, finish, limit_snippet
from parvis.page.place import TAIL
from parvis.page.repeats import withhold_repeats
from parvis.page.stripping import boilerplate_role
from parvis.records import Block, Page
from parvis.words import Access, Role

if TYPE_CHECKING:
    from parvis.sites import Site

__all__ = ["CAP", "CAP_UNBOUNDED", "mark_teaser", "wall_text"]

CAP_UNBOUNDED = 100  # words, where a page is not free and shows no boundary
STANDFIRST_WORDS = 90
CAPTION_WORDS = 60  # of captions that cost the teaser nothing
LATE_LINE = 5  # words: of a line in furniture within the article
LATE_PROSE = 24  # words: of a line among forms and offers
PROSE = 12  # words: a line of an unknown role that is longer may be article text
BYLINE_WORDS = 40
WALL_TEXT = 300  # characters
_CLOSED = frozenset({Access.LOCKED, Access.REGISTRATION, Access.METERED})
_ARTICLE = frozenset({Role.BODY, Role.STANDFIRST, Role.CAPTION, Role.LABEL, Role.OTHER})
_ASIDE = frozenset({Role.CAPTION, Role.LABEL, Role.OTHER})  # kept beside the teaser, at the cost of its cap
_FORMS = frozenset({Role.LOGIN, Role.REGISTRATION, Role.OFFER, Role.NEWSLETTER, Role.CONSENT})
_FURNITURE = frozenset({Role.NAVIGATION, Role.SHARE, Role.FOOTER, Role.BYLINE})
_ARTICLE_STEP = re.compile(r"(?:^| )(?:article|main)(?=[. ]|$)")
_CARDS = frozenset({Role.RELATED, Role.ADVERT})


@dataclass(slots=True)
class _Marking:
    """The state of one pass over the fragments."""

    boundary: Boundary
    free: bool
    cap: int
    prompts: frozenset[int]
    blocks: list[Block] = field(default_factory=list)
    taken: int = 0  # words of the teaser
    aside: int = 0  # words of captions and labels after its beginning
    captions: int = CAPTION_WORDS
    lead: int = 0  # words of the standfirst
    full: bool = False  # the teaser takes no more
    cut_at: int | None = None

    def mark(self, index: int, fragment: Fragment) -> None:
        """Add the blocks of a fragment. Of a paragraph that ends in a prompt, the text before it and the prompt."""
        cut = self.boundary.spoken.cuts.get(index)
        if cut is None or not fragment.visible:
            self._mark(index, fragment)
            return
        first = cut_characters(fragment.text, cut)
        if first:
            self._mark(index, fragment._replace(text=first, words=count_words(first)))
        rest = fragment.text[len(first) :].strip()
        self._prompt(index, fragment._replace(text=rest, words=count_words(rest)))

    def _prompt(self, index: int, fragment: Fragment) -> None:
        if index in self.boundary.gated or fragment.words > BYLINE_WORDS:
            self._withhold(fragment)
        else:
            self._keep(fragment, Role.WALL, fragment.text)

    def _mark(self, index: int, fragment: Fragment) -> None:
        if not fragment.visible:
            if fragment.in_article and fragment.role in _ARTICLE:
                self._withhold(fragment)
        elif index in self.boundary.gated:
            self._withhold(fragment)
        elif index in self.prompts and fragment.words <= BYLINE_WORDS:
            self._keep(fragment, Role.WALL, fragment.text)
        elif fragment.role is Role.COMMENTS:
            self._keep(fragment, Role.COMMENTS, "")
        elif self._is_late_prose(index, fragment):
            self._withhold(fragment)
        elif (role := boilerplate_role(fragment, self.boundary.spoken.hits.get(index, ()))) is not None:
            self._keep(fragment, role, fragment.text)
        elif fragment.in_article and fragment.role in _ARTICLE:
            self._article(index, fragment)
        elif self._may_be_article(index, fragment):
            self._withhold(fragment)
        else:
            self._keep(fragment, fragment.role, fragment.text)

    def _is_late_prose(self, index: int, fragment: Fragment) -> bool:
        """Whether a line among forms or furniture, behind the boundary of a closed page, may be the article's."""
        if self._is_open() or self.boundary.public(index):
            return False
        if fragment.role in _FORMS:
            return fragment.words >= LATE_PROSE and not self.boundary.spoken.hits.get(index)
        if fragment.role in _FURNITURE or (fragment.role in _CARDS and fragment.owner is None):
            near = self._is_near(index, fragment)
            least = LATE_LINE if near else LATE_PROSE
            linked = fragment.link_density > 0.3 and not (near and fragment.words >= LATE_PROSE)
            return (near or fragment.role is not Role.FOOTER) and fragment.words >= least and not linked
        return fragment.role is Role.HEADLINE

    def _is_open(self) -> bool:
        """Whether the page is free, and nothing in it says that its text ends early."""
        return self.free and not self.boundary.is_known

    def _is_near(self, index: int, fragment: Fragment) -> bool:
        """Whether a line stands in the article, or in its element close behind."""
        place = self.boundary.place
        close = place is None or index <= place.last + TAIL
        return fragment.in_article or (close and _ARTICLE_STEP.search(fragment.path) is not None)

    def _may_be_article(self, index: int, fragment: Fragment) -> bool:
        """On a page that is not free, any prose behind the headline that no role accounts for may be the article's."""
        place = self.boundary.place
        if self._is_open() or fragment.words < PROSE or (place is not None and index < place.headline):
            return False
        if fragment.role is Role.BYLINE:
            return fragment.words > BYLINE_WORDS
        if fragment.role in _CARDS:
            return fragment.owner is None and fragment.link_density <= 0.3
        return fragment.role in _ARTICLE

    def _article(self, index: int, fragment: Fragment) -> None:
        if index in self.boundary.muted:
            self._keep(fragment, Role.BODY, "") if self.free else self._withhold(fragment)
        elif not self.boundary.public(index):
            self._keep_back(fragment, public=False)
        elif fragment.role is Role.STANDFIRST:
            self._standfirst(fragment)
        elif fragment.role in _ASIDE:
            self._aside(fragment)
        elif self.boundary.place and index < self.boundary.place.first:
            self._before(fragment)
        else:
            self._body(fragment)

    def _standfirst(self, fragment: Fragment) -> None:
        if self.taken or self.lead + fragment.words > STANDFIRST_WORDS:
            self._body(fragment)
        else:
            self.lead += fragment.words
            self._keep(fragment, Role.STANDFIRST, fragment.text)

    def _before(self, fragment: Fragment) -> None:
        """A line before the first paragraph: of unknown nature, so without text on a closed page."""
        self._keep(fragment, Role.LABEL, fragment.text) if self.free else self._withhold(fragment)

    def _aside(self, fragment: Fragment) -> None:
        """On a page that is not free, what stands beside the teaser may not add up to more than the teaser may."""
        if not self.free:
            free = min(fragment.words, self.captions) if fragment.role is Role.CAPTION else 0
            self.captions -= free
            self.aside += fragment.words - free
            if self.full or self.taken + self.aside > self.cap:
                self._withhold(fragment)
                return
        self._keep(fragment, fragment.role, fragment.text)

    def _body(self, fragment: Fragment) -> None:
        room = self.cap - self.taken - self.aside
        if self.full:
            self._keep_back(fragment, public=True)
        elif fragment.words <= room:
            self._take(fragment)
        else:
            self.full, self.cut_at = True, self.cap
            first = "" if self.taken else cut_words(fragment.text, room)
            if first:
                self._take(fragment._replace(text=first, words=count_words(first)))
                rest = fragment.text[len(first) :].strip()
                fragment = fragment._replace(text=rest, words=count_words(rest))
            self._keep_back(fragment, public=True)

    def _take(self, fragment: Fragment) -> None:
        self.taken += fragment.words
        self._keep(fragment, Role.TEASER, fragment.text, candidate=True)

    def _keep_back(self, fragment: Fragment, *, public: bool) -> None:
        """Article text past the teaser: public on a free page, withheld on any other."""
        if self.free and public:
            self._keep(fragment, Role.BODY if fragment.role is Role.STANDFIRST else fragment.role, fragment.text)
        else:
            self._withhold(fragment)

    def _withhold(self, fragment: Fragment) -> None:
        self.blocks.append(Block(role=Role.WITHHELD, text="", words=fragment.words, path=fragment.path))

    def _keep(self, fragment: Fragment, role: Role, text: str, *, candidate: bool = False) -> None:
        self.blocks.append(
            Block(
                role=role,
                text=text,
                words=fragment.words,
                path=fragment.path,
                owner=fragment.owner,
                prior=fragment.prior,
                candidate=candidate,
            )
        )


def mark_teaser(page: Page, fragments: Sequence[Fragment], boundary: Boundary, *, site: Site | None = None) -> Page:
    """The page with its blocks, teaser and counts, under the access that it was judged to have."""
    most = site.teaser_max_words if site else CAP
    cap = most if page.access.state not in _CLOSED or boundary.is_known else min(most, CAP_UNBOUNDED)
    prompts = frozenset(found.index for found in boundary.prompts if found.ends)
    marking = _Marking(boundary, page.access.state is Access.FREE, cap, prompts)
    for index, fragment in enumerate(fragments):
        marking.mark(index, fragment)
    blocks = withhold_repeats(
        marking.blocks, [fragments[i].text for i in boundary.gated], public=page.metadata.description
    )
    blocks = limit_snippet(blocks, page.rights)
    access = replace(page.access, wall_text=wall_text(blocks))
    return finish(replace(page, blocks=tuple(blocks), teaser_cap=marking.cut_at, access=access), most=most)


def wall_text(blocks: Sequence[Block]) -> str | None:
    """The prompt's own words. One inside a gate has none: a gate is closed whatever it holds."""
    text = " ".join(block.text for block in blocks if block.role is Role.WALL and block.text)
    return text[:WALL_TEXT].rstrip() or None
