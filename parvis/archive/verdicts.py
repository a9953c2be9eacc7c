"""Verdicts computed anew from stored signals, with the weights as they hold on their site."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parvis.page import judge_access
from parvis.page.calibration import calibrate, count_signals
from parvis.page.weights import Weights
from parvis.records import Signal, Verdict
from parvis.words import Access

if TYPE_CHECKING:
    from parvis.archive.archive import Archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An article's current version: what was concluded when it was read, and what its site's pages say together."""

    article_id: int
    url: str
    stored: Access
    verdict: Verdict


def site_weights(archive: Archive, site: str) -> Weights:
    """The weights of a site: a signal that is always on there weighs nothing."""
    with archive.reading():
        return calibrate(count_signals(signals for *_, signals in _current(archive, site)))


def judge_site(archive: Archive, site: str) -> Iterator[Judged]:
    """Every article of a site under the site's own weights. Nothing is stored and nothing fetched."""
    weights = site_weights(archive, site)
    for article_id, url, access, signals in _current(archive, site):
        yield Judged(
            article_id=article_id,
            url=url,
            stored=Access(access),
            verdict=judge_access(signals, weights=weights),
        )


def _current(archive: Archive, site: str) -> Iterator[tuple[int, str, str, tuple[Signal, ...]]]:
    rows = archive.conn.execute(
        """
        SELECT article.id, article.url, version.access, version.signals
        FROM site JOIN article ON article.site_id = site.id JOIN version ON version.id = article.version_id
        WHERE site.name = ? ORDER BY article.id
        """,
        (site,),
    )
    for article_id, url, access, signals in rows:
        yield article_id, url, access, tuple(Signal(**signal) for signal in json.loads(signals))
