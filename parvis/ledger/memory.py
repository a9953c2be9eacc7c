"""The ledger in memory. The archive's has the same interface and counts alike.

Here each block is judged by what its own page says of it; the archive keeps one verdict a text, by the place where it
looks most like content, and does not count text past the teaser's cap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlsplit

from parvis.identity import canonical_for, registrable_domain, url_key
from parvis.ledger.families import MAX_REPRESENTATIVES, Representative, family_words, root_of
from parvis.ledger.key import article_hash, key_of, own_texts
from parvis.ledger.masking import mask
from parvis.ledger.scoring import CAP, BlockStatus, Counts, score
from parvis.records import Block, Page

__all__ = ["Ledger", "Sighting", "sightings"]


class Sighting(NamedTuple):
    """A block's text on a page, as the ledger counts it."""

    key: int
    article: int  # hash of the key of the article that the text belongs to
    path: str
    masked: str
    article_key: str


def sightings(page: Page) -> Iterator[tuple[Block, Sighting | None]]:
    """Each block of a page with what is counted for it; None: nothing, the block has no text."""
    own = own_texts(page)
    home = canonical_for(page).key
    for block in page.blocks:
        if block.text:
            article_key = (url_key(block.owner) if block.owner else None) or home
            masked = mask(block.text, own)
            yield block, Sighting(key_of(masked), article_hash(article_key), block.path, masked, article_key)
        else:
            yield block, None


def site_name(page: Page) -> str:
    """The site that a page is counted for: its definition's name, else its registrable domain."""
    try:
        return page.site or registrable_domain(urlsplit(page.url).hostname or "")
    except ValueError:
        return ""


@dataclass(slots=True)
class _Path:
    """What is known of a path: how many texts, and the articles of each, at most CAP counted."""

    seen: int = 0
    texts: int = 0
    representatives: tuple[Representative, ...] = ()

    def represent(self, key: int, masked: str) -> None:
        """Compares other texts of the path with this one from now on, unless there are enough with smaller keys."""
        words = family_words(masked)
        if words and all(key != known.key for known in self.representatives):
            self.representatives = tuple(sorted((*self.representatives, Representative(key, words))))[
                :MAX_REPRESENTATIVES
            ]


@dataclass(slots=True)
class _Site:
    # Of the articles the CAP smallest hashes are kept, not the first ones: so the order of the pages leaves no trace.
    articles: dict[int, tuple[int, ...]] = field(default_factory=dict)  # by block key
    places: dict[tuple[int, str], tuple[int, ...]] = field(default_factory=dict)  # by block key and path
    paths: defaultdict[str, _Path] = field(default_factory=lambda: defaultdict(_Path))

    def count(self, sighting: Sighting) -> None:
        key, article, name, masked, _ = sighting
        before = self.places.get((key, name), ())
        after = _with(before, article)
        if after == before:
            return
        path = self.paths[name]
        path.seen += len(after) - len(before)
        path.texts += not before
        self.places[key, name] = after
        self.articles[key] = _with(self.articles.get(key, ()), article)
        if len(after) > 1:
            path.represent(key, masked)

    def counts(self, sighting: Sighting) -> Counts:
        path = self.paths.get(sighting.path) or _Path(1, 1)
        articles = set(self.articles.get(sighting.key, ()))
        if path.representatives and len(articles) < CAP:
            root = root_of(sighting.key, family_words(sighting.masked), path.representatives)
            articles.update(self.articles.get(root, ()) if root is not None else ())
        return Counts(min(CAP, max(1, len(articles))), path.seen, path.texts)


class Ledger:
    """What every block of every site was seen in. The order of the pages, and seeing one again, change nothing."""

    def __init__(self) -> None:
        self._sites: defaultdict[str, _Site] = defaultdict(_Site)
        self._last: tuple[Page, list[tuple[Block, Sighting | None]]] | None = None

    def observe(self, page: Page) -> None:
        """Counts the blocks of a page."""
        site = self._sites[site_name(page)]
        for _, sighting in self._sightings(page):
            if sighting is not None:
                site.count(sighting)

    def statuses(self, page: Page) -> tuple[BlockStatus, ...]:
        """One status a block, in the page's order. A page need not have been observed."""
        site = self._sites.get(site_name(page)) or _Site()
        return tuple(
            score(block, site.counts(sighting) if sighting else _NONE) for block, sighting in self._sightings(page)
        )

    def _sightings(self, page: Page) -> Sequence[tuple[Block, Sighting | None]]:
        """Those of the last page are kept, for a page is mostly observed and then judged."""
        if self._last is None or self._last[0] is not page:
            self._last = page, list(sightings(page))
        return self._last[1]


_NONE = Counts()


def _with(articles: tuple[int, ...], article: int) -> tuple[int, ...]:
    """The CAP smallest, this one among them."""
    if article in articles or (len(articles) == CAP and article > articles[-1]):
        return articles
    return tuple(sorted((*articles, article))[:CAP])
