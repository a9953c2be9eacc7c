"""The ledger in memory: the archive's has the same interface and the same verdicts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from parvis.identity import canonical_for, registrable_domain, url_key
from parvis.ledger.key import article_hash, block_key, own_texts
from parvis.ledger.scoring import CAP, BlockStatus, Counts, score
from parvis.records import Block, Page

__all__ = ["Ledger", "Sighting", "sightings"]


@dataclass(frozen=True, slots=True)
class Sighting:
    """A block's text on a page, as the ledger counts it."""

    key: int
    article: int  # hash of the key of the article the text belongs to
    path: str


@dataclass(slots=True)
class _Path:
    seen: int = 0
    texts: set[int] = field(default_factory=set)


@dataclass(slots=True)
class _Site:
    articles: dict[int, tuple[int, ...]] = field(default_factory=dict)  # block key: its CAP smallest article hashes
    paths: defaultdict[str, _Path] = field(default_factory=lambda: defaultdict(_Path))
    seen: set[Sighting] = field(default_factory=set)


def sightings(page: Page) -> Iterator[tuple[Block, Sighting | None]]:
    """Each block of a page with what is counted for it; None: nothing, the block has no text."""
    own = own_texts(page)
    home = article_hash(canonical_for(page).key)
    for block in page.blocks:
        if not block.text:
            yield block, None
            continue
        owner = url_key(block.owner) if block.owner else None
        article = article_hash(owner) if owner else home
        yield block, Sighting(block_key(block.text, own), article, block.path)


def site_name(page: Page) -> str:
    """The site that a page is counted for: its definition's name, else its registrable domain."""
    return page.site or registrable_domain(urlsplit(page.url).hostname or "")


class Ledger:
    """What every block of every site was seen in. The order of the pages, and seeing one again, change nothing."""

    def __init__(self) -> None:
        self._sites: defaultdict[str, _Site] = defaultdict(_Site)

    def observe(self, page: Page) -> None:
        """Counts the blocks of a page."""
        site = self._sites[site_name(page)]
        for _, sighting in sightings(page):
            if sighting is not None and sighting not in site.seen:
                _count(site, sighting)

    def statuses(self, page: Page) -> tuple[BlockStatus, ...]:
        """One status a block, in the page's order. A page need not have been observed."""
        site = self._sites.get(site_name(page)) or _Site()
        return tuple(score(block, _counts(site, sighting)) for block, sighting in sightings(page))


def _count(site: _Site, sighting: Sighting) -> None:
    site.seen.add(sighting)
    known = site.articles.get(sighting.key, ())
    if sighting.article not in known:
        site.articles[sighting.key] = tuple(sorted((*known, sighting.article))[:CAP])
    path = site.paths[sighting.path]
    path.seen += 1
    path.texts.add(sighting.key)


def _counts(site: _Site, sighting: Sighting | None) -> Counts:
    if sighting is None:
        return Counts()
    path = site.paths.get(sighting.path)
    return Counts(
        articles=max(1, len(site.articles.get(sighting.key, ()))),
        path_seen=path.seen if path else 1,
        path_texts=len(path.texts) if path else 1,
    )
