"""The teaser: which text of a page may be kept, and in which role. Everything else leaves as a count.

The rules of DESIGN section 4: whole paragraphs of the article in front of the boundary, up to a cap; a paragraph that alone exceeds the cap is cut
at its last sentence end; where no paragraph qualifies, the public standfirst or description; then nosnippet, max-snippet, data-nosnippet.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from parvis.page.blocks import Fragment
from parvis.page.boundary import Boundary
from parvis.page.cutting import cut_characters, cut_words
from parvis.records import Block, Page
from parvis.words import Access, Role, TeaserSource

if TYPE_CHECKING:
    from parvis.sites import Site

__all__ = ["CAP", "CAP_UNBOUNDED", "join", "mark_teaser", "public_fallback"]

CAP = 200  # words
CAP_UNBOUNDED = 100  # words, where a page is not free and shows no boundary
STANDFIRST_WORDS = 90
PROSE = 12  # words: a line of an unknown role that is longer may be article text
WALL_TEXT = 300  # characters
_CLOSED = frozenset({Access.LOCKED, Access.REGISTRATION, Access.METERED})
_ARTICLE = frozenset({Role.BODY, Role.STANDFIRST, Role.CAPTION, Role.LABEL})
_NOT_ARTICLE = frozenset(
    {
        Role.NAVIGATION,
        Role.FOOTER,
        Role.SHARE,
        Role.LOGIN,
        Role.REGISTRATION,
        Role.OFFER,
        Role.NEWSLETTER,
        Role.CONSENT,
        Role.WALL,
    }
)
_BOILERPLATE = _NOT_ARTICLE | {Role.RELATED, Role.COMMENTS, Role.ADVERT, Role.OTHER}


@dataclass(slots=True)
class _Marking:
    """The state of one pass over the fragments."""

    boundary: Boundary
    free: bool
    cap: int
    prompts: frozenset[int]
    blocks: list[Block] = field(default_factory=list)
    taken: int = 0  # words of the teaser
    standfirst: int = 0  # words
    full: bool = False  # the teaser takes no more
    cut_at: int | None = None

    def mark(self, index: int, fragment: Fragment) -> None:
        """Add the blocks of a fragment."""
        if not fragment.visible:
            if fragment.in_article and fragment.role in _ARTICLE:
                self._withhold(fragment)
        elif index in self.boundary.gated:
            self._withhold(fragment)
        elif index in self.prompts:
            self._keep(fragment, Role.WALL, fragment.text)
        elif fragment.role is Role.COMMENTS:
            self._keep(fragment, Role.COMMENTS, "")
        elif self._is_article(fragment):
            self._article(index, fragment)
        else:
            self._keep(fragment, fragment.role, fragment.text)

    def _is_article(self, fragment: Fragment) -> bool:
        """Whether a line must be judged as article text: on a page that is not free, any prose that no role accounts for."""
        if fragment.in_article and fragment.role in _ARTICLE:
            return True
        if self.free or fragment.role in _NOT_ARTICLE or fragment.role in (Role.HEADLINE, Role.BYLINE):
            return not self.free and fragment.role in (Role.HEADLINE, Role.BYLINE) and fragment.words > 40
        if fragment.role in (Role.RELATED, Role.ADVERT) and (fragment.owner or fragment.link_density > 0.3):
            return False
        return fragment.role in _ARTICLE or fragment.words >= PROSE

    def _article(self, index: int, fragment: Fragment) -> None:
        public = self.boundary.public(index)
        if index in self.boundary.muted:
            self._keep(fragment, Role.BODY if self.free else Role.WITHHELD, "")
        elif not fragment.in_article or not public:
            self._keep_back(fragment, public)
        elif fragment.role is Role.BODY:
            self._body(fragment)
        elif fragment.role is Role.STANDFIRST:
            self._lead(fragment)
        elif self.free or not self.full:
            self._keep(fragment, fragment.role, fragment.text)
        else:
            self._withhold(fragment)

    def _lead(self, fragment: Fragment) -> None:
        if self.taken or self.standfirst + fragment.words > STANDFIRST_WORDS:
            self._body(fragment)
        else:
            self.standfirst += fragment.words
            self._keep(fragment, Role.STANDFIRST, fragment.text)

    def _body(self, fragment: Fragment) -> None:
        if self.full:
            self._keep_back(fragment, True)
        elif self.taken + fragment.words <= self.cap:
            self.taken += fragment.words
            self._keep(fragment, Role.TEASER, fragment.text, candidate=True)
        else:
            self.full, self.cut_at = True, self.cap
            first = "" if self.taken else cut_words(fragment.text, self.cap)
            if first:
                part = replace(fragment, text=first, words=len(first.split()))
                self.taken = part.words
                self._keep(part, Role.TEASER, first, candidate=True)
                fragment = replace(
                    fragment, text=fragment.text[len(first) :].strip(), words=max(0, fragment.words - part.words)
                )
            self._keep_back(fragment, True)

    def _keep_back(self, fragment: Fragment, public: bool) -> None:
        """Article text past the teaser: public on a free page, withheld on any other."""
        if self.free and public:
            self._keep(fragment, Role.BODY, fragment.text)
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
    cap = min(most, CAP_UNBOUNDED) if page.access.state in _CLOSED and boundary.end is None else most
    prompts = frozenset(found.index for found in boundary.prompts if found.ends)
    marking = _Marking(boundary, page.access.state is Access.FREE, cap, prompts)
    for index, fragment in enumerate(fragments):
        marking.mark(index, fragment)
    blocks = limit_snippet(marking.blocks, page)
    return finish(
        replace(
            page,
            blocks=tuple(blocks),
            teaser_cap=marking.cut_at,
            access=replace(page.access, wall_text=_wall_text(blocks)),
        )
    )


def limit_snippet(blocks: list[Block], page: Page) -> list[Block]:
    """Apply nosnippet and max-snippet to all that was kept of the article's text."""
    room = 0 if page.rights.nosnippet else page.rights.max_snippet
    if room is None:
        return blocks
    kept = []
    for block in blocks:
        if block.role in (Role.TEASER, Role.STANDFIRST):
            text = cut_characters(block.text, room)
            room -= len(text)
            kept.append(
                replace(
                    block,
                    text=text,
                    role=block.role if text else Role.WITHHELD,
                    candidate=bool(text) and block.candidate,
                )
            )
        else:
            kept.append(replace(block, text="") if block.role is Role.BODY else block)
    return kept


def finish(page: Page) -> Page:
    """The page with all that follows from its blocks: teaser, standfirst, counts, digest."""
    standfirst = " ".join(b.text for b in page.blocks if b.role is Role.STANDFIRST) or None
    page = replace(page, metadata=replace(page.metadata, standfirst=standfirst))
    teaser = join(b.text for b in page.blocks if b.role is Role.TEASER)
    source = TeaserSource.BODY if teaser else TeaserSource.NONE
    if not teaser:
        teaser, source = public_fallback(page)
    body = [b.text for b in page.blocks if b.role is Role.BODY and b.text]
    return replace(
        page,
        teaser=teaser,
        teaser_source=source,
        teaser_words=len(teaser.split()),
        public_words=sum(b.words for b in page.blocks if b.role in (Role.TEASER, Role.BODY, Role.STANDFIRST)),
        withheld_words=sum(b.words for b in page.blocks if b.role is Role.WITHHELD),
        boilerplate_words=sum(b.words for b in page.blocks if b.role in _BOILERPLATE),
        body_digest=hashlib.blake2b("\n".join(body).encode("utf-8", "replace"), digest_size=16).hexdigest()
        if body
        else "",
    )


def public_fallback(page: Page) -> tuple[str, TeaserSource]:
    """What stands for a teaser where no paragraph may: the standfirst, else the page's own description."""
    room = 0 if page.rights.nosnippet else page.rights.max_snippet
    choices = (
        (page.metadata.standfirst, TeaserSource.STANDFIRST),
        (page.metadata.description, TeaserSource.DESCRIPTION),
    )
    for text, source in choices:
        text = cut_characters(text or "", room) if room is not None else text
        if text:
            return text, source
    return "", TeaserSource.NONE


def join(texts: Iterable[str]) -> str:
    """Paragraphs as one text."""
    return "\n\n".join(text for text in texts if text)


def _wall_text(blocks: Sequence[Block]) -> str | None:
    text = next((b.text for b in blocks if b.role is Role.WALL and b.text), None)
    return text[:WALL_TEXT] if text else None
