"""Pages and events for the tests of the archive, written by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from parvis.archive.events import Lease, Stored
from parvis.records import Block, Fetch, Layout, Metadata, Page, Signal, Term, Verdict
from parvis.words import Access, Role, TeaserSource

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def day(number: int) -> datetime:
    """The morning of the n-th day."""
    return NOW + timedelta(days=number - 1)


def block(
    role: Role, text: str, *, candidate: bool = False, prior: Sequence[Term] = (), owner: str | None = None
) -> Block:
    return Block(
        role=role,
        text=text,
        words=len(text.split()),
        path=f"html.body.{role}",
        candidate=candidate,
        prior=tuple(prior),
        owner=owner,
    )


def make_page(
    url: str,
    *lines: str,
    headline: str = "A bridge for the harbour",
    access: Access = Access.FREE,
    extra: Sequence[Block] = (),
    site: str = "ledger",
    signals: Sequence[Signal] = (),
) -> Page:
    """A page whose teaser is `lines`; `extra` blocks stand behind them."""
    prose = [Term(name="prose", bits=-2.0), Term(name="sentence", bits=-2.0)]
    teaser = [block(Role.TEASER, line, candidate=True, prior=prose) for line in lines]
    return Page(
        url=url,
        requested_url=url,
        status=200,
        site=site,
        fetched_at=NOW,
        metadata=Metadata(headline=headline, canonical_url=url),
        access=Verdict(state=access, confidence=0.9),
        signals=tuple(signals),
        teaser="\n\n".join(lines),
        teaser_source=TeaserSource.BODY if lines else TeaserSource.NONE,
        teaser_words=sum(item.words for item in teaser),
        public_words=sum(item.words for item in teaser),
        blocks=(block(Role.HEADLINE, headline), *teaser, *extra),
        layout=Layout(digest="d" * 16, skeleton="html body article"),
    )


def make_fetch(url: str, *, status: int = 200, at: datetime = NOW, etag: str | None = None) -> Fetch:
    return Fetch(requested_url=url, url=url, status=status, fetched_at=at, etag=etag, bytes=1000)


def stored(lease: Lease, page: Page, *, at: datetime = NOW) -> Stored:
    return Stored(lease=lease, at=at, fetch=make_fetch(lease.url, at=at, etag='"1"'), page=page)
