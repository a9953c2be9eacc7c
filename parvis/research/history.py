"""What changed in the articles that a query finds: headlines that were edited, articles that went behind a wall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from parvis.archive import Archive
from parvis.archive.history import Step, WallMonth, steps, walls_of
from parvis.archive.values import moment
from parvis.errors import NothingFound
from parvis.records import plain
from parvis.research.edits import Edit, word_edits
from parvis.research.hits import Asked, ask, collected
from parvis.research.query import Query

__all__ = ["AccessChange", "HeadlineChange", "History", "Walls", "history", "walls"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessChange:
    """Another verdict. It changed after `known_at` and by `changed_at`: between those two looks nobody has seen it."""

    article_id: int
    site: str
    url: str
    headline: str
    before: str
    after: str
    since_at: datetime  # the first sight of what was before
    known_at: datetime  # its last sight
    changed_at: datetime

    @property
    def hours(self) -> tuple[float, float]:
        """How long the verdict before has held, at least and at most, from its first sight on."""
        return tuple((at - self.since_at).total_seconds() / 3600 for at in (self.known_at, self.changed_at))  # type: ignore[return-value]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadlineChange:
    article_id: int
    site: str
    url: str
    before: str
    after: str
    known_at: datetime
    changed_at: datetime
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """In the order of time; `articles` were looked through."""

    asked: Asked
    articles: int
    access: tuple[AccessChange, ...]
    headlines: tuple[HeadlineChange, ...]

    @property
    def hours_free(self) -> float | None:
        """The median of the hours, at most, that articles were free before they went behind a wall."""
        closed = [change.hours[1] for change in self.access if change.before == "free" and change.after != "unknown"]
        return median(closed) if closed else None

    def as_dict(self) -> dict[str, Any]:
        return {
            "query": self.asked.query.typed,
            "articles": self.articles,
            "access": [{**plain(change), "hours": change.hours} for change in self.access],
            "headlines": [plain(change) for change in self.headlines],
            "median_hours_free": self.hours_free,
        }


def history(archive: Archive, query: Query | str, *, infix: bool = False) -> History:
    """The changes of headline and access of the articles that are found today. Raises NothingFound without one."""
    with archive.reading():
        asked = ask(archive, query, infix=infix)
        with collected(archive, asked) as found:
            changes, articles = list(steps(found)), found.count
    if not changes:
        raise NothingFound(f"no headline and no access has changed in {articles:,} articles")
    return History(
        asked=asked,
        articles=articles,
        access=tuple(_access(step) for step in changes if step.access_before != step.access_after),
        headlines=tuple(_headline(step) for step in changes if step.headline_before != step.headline_after),
    )


def _access(step: Step) -> AccessChange:
    return AccessChange(
        article_id=step.article_id,
        site=step.site,
        url=step.url,
        headline=step.headline_after or "",
        before=step.access_before,
        after=step.access_after,
        since_at=_moment(step.first_seen_at),
        known_at=_moment(step.last_seen_at),
        changed_at=_moment(step.changed_at),
    )


def _headline(step: Step) -> HeadlineChange:
    before, after = step.headline_before or "", step.headline_after or ""
    return HeadlineChange(
        article_id=step.article_id,
        site=step.site,
        url=step.url,
        before=before,
        after=after,
        known_at=_moment(step.last_seen_at),
        changed_at=_moment(step.changed_at),
        edits=word_edits(before, after),
    )


def _moment(text: str) -> datetime:
    at = moment(text)
    assert at  # noqa: S101  looks have times
    return at


@dataclass(frozen=True, slots=True, kw_only=True)
class Walls:
    asked: Asked
    months: tuple[WallMonth, ...]

    def as_dict(self) -> dict[str, Any]:
        return {"query": self.asked.query.typed, "walls": [month._asdict() for month in self.months]}


def walls(archive: Archive, query: Query | str, *, infix: bool = False) -> Walls:
    """The walls that the articles were seen behind, by site and month. Raises NothingFound where there is none."""
    with archive.reading():
        asked = ask(archive, query, infix=infix)
        with collected(archive, asked) as found:
            months = tuple(walls_of(found))
    if not months:
        raise NothingFound("none of these articles was seen behind a wall")
    return Walls(asked=asked, months=months)
