"""What follows from a page's blocks: teaser, standfirst, counts, digest. The last step of marking and of cleaning."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from parvis.page.counting import count_words
from parvis.page.cutting import cut_characters, cut_words
from parvis.records import Block, Page, Rights
from parvis.words import Role, TeaserSource

__all__ = ["CAP", "finish", "join", "limit_snippet"]

CAP = 200  # words of a teaser, where the site does not say

_PUBLIC = frozenset({Role.TEASER, Role.BODY, Role.STANDFIRST})
_BOILERPLATE = frozenset(
    {
        Role.NAVIGATION, Role.FOOTER, Role.SHARE, Role.LOGIN, Role.REGISTRATION, Role.OFFER, Role.NEWSLETTER,
        Role.CONSENT, Role.WALL, Role.RELATED, Role.COMMENTS, Role.ADVERT, Role.OTHER,
    }
)  # fmt: skip


def limit_snippet(blocks: Sequence[Block], rights: Rights) -> list[Block]:
    """Apply nosnippet and max-snippet to all that is kept of the article's text: standfirst and teaser together."""
    room = _room(rights)
    if room is None:
        return list(blocks)
    kept = []
    for block in blocks:
        if block.role in (Role.TEASER, Role.STANDFIRST):
            text = cut_characters(block.text, room)
            room = room - len(text) if len(text) == len(block.text) else 0
            words = count_words(text)
            if text:
                kept.append(replace(block, text=text, words=words))
            if words < block.words:
                kept.append(Block(role=Role.WITHHELD, text="", words=block.words - words, path=block.path))
        else:
            kept.append(replace(block, text="") if block.role in (Role.BODY, Role.CAPTION) else block)
    return kept


def finish(page: Page, *, most: int) -> Page:
    """The page with all that follows from its blocks. `most`: the words that a teaser may have."""
    standfirst = " ".join(b.text for b in page.blocks if b.role is Role.STANDFIRST and b.text) or None
    teaser = join(b.text for b in page.blocks if b.role is Role.TEASER)
    source = TeaserSource.BODY if teaser else TeaserSource.NONE
    if not teaser:
        teaser, source = _fallback(page, standfirst, most)
    body = [b.text for b in page.blocks if b.role is Role.BODY and b.text]
    return replace(
        page,
        metadata=replace(page.metadata, standfirst=standfirst),
        teaser=teaser,
        teaser_source=source,
        teaser_words=count_words(teaser),
        public_words=sum(b.words for b in page.blocks if b.role in _PUBLIC),
        withheld_words=sum(b.words for b in page.blocks if b.role is Role.WITHHELD),
        boilerplate_words=sum(b.words for b in page.blocks if b.role in _BOILERPLATE),
        body_digest=hashlib.blake2b("\n".join(body).encode("utf-8", "replace"), digest_size=16).hexdigest()
        if body
        else "",
    )


def _fallback(page: Page, standfirst: str | None, most: int) -> tuple[str, TeaserSource]:
    """What stands for a teaser where no paragraph may: the standfirst, else the page's own description."""
    room = _room(page.rights)
    for text, source in ((standfirst, TeaserSource.STANDFIRST), (page.metadata.description, TeaserSource.DESCRIPTION)):
        kept = cut_words(text or "", most)
        kept = kept if room is None else cut_characters(kept, room)
        if kept:
            return kept, source
    return "", TeaserSource.NONE


def join(texts: Iterable[str]) -> str:
    """Paragraphs as one text."""
    return "\n\n".join(text for text in texts if text)


def _room(rights: Rights) -> int | None:
    """Characters that may be shown of a page; None: no limit."""
    return 0 if rights.nosnippet or rights.withheld else rights.max_snippet
