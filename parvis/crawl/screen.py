"""The rules that exclude a URL before it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

from parvis.archive.events import Excluded, Lease
from parvis.crawl.address import AddressRule
from parvis.discover import Facets, trap_of
from parvis.identity import url_key
from parvis.records import Link
from parvis.rights.detours import detour_of
from parvis.sites import Site
from parvis.words import Kind, Reason, Trap

DEEPEST = 20  # sources that name one another, one after the other (Heritrix: maxHops)


class Screen:
    """Knows what sources have led to, and which sets of parameters were seen. What a person names is no trap."""

    def __init__(
        self,
        *,
        sites: Mapping[str, Site],
        since: date | None,
        address_rule: AddressRule,
        now: Callable[[], datetime],
        children: bool = True,  # whether sources that sources name are asked
    ) -> None:
        self._sites = sites
        self._since = since
        self._address_rule = address_rule
        self._now = now
        self._children = children
        self._facets = Facets()
        self._depths: dict[str | None, int] = {}  # of sources, by key

    def __call__(self, lease: Lease) -> Excluded | None:
        """The exclusion of a URL that needs no request."""
        at = self._now()
        if trap := self._trap(lease, at.date()):
            return Excluded(lease=lease, at=at, reason=Reason.TRAP, detail=trap)
        if problem := self._address_rule.problem(lease.url):
            return Excluded(lease=lease, at=at, reason=problem[0], detail=problem[1])
        if detour := detour_of(lease.url, article=lease.kind is Kind.ARTICLE):
            return Excluded(lease=lease, at=at, reason=Reason.RIGHTS, detail=detour)
        if lease.kind is not Kind.ARTICLE:
            return None if self._children or lease.link.found_on is None else _unasked(lease, at)
        site = self._sites[lease.site]
        if not site.is_home_of(lease.url):
            return Excluded(lease=lease, at=at, reason=Reason.OFFSITE)
        if self._is_too_old(lease.link):
            return Excluded(lease=lease, at=at, reason=Reason.TOO_OLD)
        if not site.accepts(lease.url):
            return Excluded(lease=lease, at=at, reason=Reason.NOT_ARTICLE, detail="by the site's patterns")
        return None

    def note_children(self, lease: Lease, links: Iterable[Link]) -> None:
        """The sources that a source names lie one deeper than it does."""
        depth = self._depths.get(url_key(lease.url), 0) + 1
        for link in links:
            if link.kind is not Kind.ARTICLE:
                self._depths.setdefault(url_key(link.url), depth)

    def _trap(self, lease: Lease, today: date) -> Trap | None:
        if lease.link.found_on is None:
            return None
        if trap := trap_of(lease.url, today):
            return trap
        if self._depths.get(url_key(lease.url), 0) > DEEPEST:
            return Trap.NESTED
        return Trap.FACETS if self._facets.explode(lease.url) else None

    def _is_too_old(self, link: Link) -> bool:
        published = link.published_at
        return self._since is not None and published is not None and published.date() < self._since


def _unasked(lease: Lease, at: datetime) -> Excluded:
    return Excluded(
        lease=lease, at=at, reason=Reason.NOT_ARTICLE, detail="only the sources of the definition are asked"
    )
