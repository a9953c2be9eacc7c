"""From figures and what is usual to alarms, and when an alarm is over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from parvis.health.figures import NO_FIGURES, Figures, middle_of
from parvis.health.usual import PAGES, Usual, whole
from parvis.words import AlarmKind

FETCHES = 5  # that nothing else than errors came of, for an alarm without a history
CRAWLS = 3  # or as many crawls in a row: a site with one feed makes one fetch a crawl
AT_THE_END = {  # of a crawl, by how many pages; layouts are compared by `parvis.archive.drift`
    AlarmKind.TEASER_EMPTY: PAGES,
    AlarmKind.WALL_SHARE: 2 * PAGES,  # half of 20 pages may have a wall by chance where a third has
    AlarmKind.WORDS: PAGES,
    AlarmKind.DATES: PAGES,
    AlarmKind.HEADLINE: PAGES,
}
TWO_SIDED = frozenset({AlarmKind.WALL_SHARE})  # also fewer is news


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """An alarm, and the numbers that show it."""

    kind: AlarmKind
    detail: Mapping[str, Any]


def judge(recent: Sequence[Figures], usual: Usual) -> Iterator[Finding]:
    """The alarms of a site at the end of a crawl; `recent` are this crawl and those before, the newest first."""
    if not recent:
        return
    if recent[0].pages:
        for kind, enough in AT_THE_END.items():
            now = newest(recent, kind, enough)
            if now.pages >= enough:
                yield from _judge_share(kind, now, usual)
    if recent[0].fetches:
        yield from _judge_fetches(recent, usual)


def newest(recent: Iterable[Figures], kind: AlarmKind, enough: int = PAGES) -> Figures:
    """The newest crawls that are enough together, for an alarm of this kind."""
    gathered = NO_FIGURES
    for figures in recent:
        gathered += figures
        if whole(kind, gathered) >= enough:
            break
    return gathered


def _judge_share(kind: AlarmKind, now: Figures, usual: Usual) -> Iterator[Finding]:
    share = usual.shares.get(kind)
    if share is None:
        return
    count, of = usual.count(kind, now), whole(kind, now)
    if count >= share.too_many(of) or (kind in TWO_SIDED and count <= share.too_few(of)):
        yield found(kind, count, of, usual, middle_of(now.words))


def found(kind: AlarmKind, count: int, of: int, usual: Usual, words: float) -> Finding:
    """An alarm about a share; `words` is the median of the pages that it speaks of."""
    share = usual.shares[kind]
    detail: dict[str, Any] = {"count": count, "of": of, "share": round(count / of, 3)}
    detail |= {name: round(getattr(share, name), 3) for name in ("usual", "low", "high")}
    if kind is AlarmKind.WORDS:
        detail |= {"bins": list(usual.words), "words": round(words)}
    return Finding(kind=kind, detail=detail)


def _judge_fetches(recent: Sequence[Figures], usual: Usual) -> Iterator[Finding]:
    """Everything refused is one alarm, errors in larger number than usual another; both have one cause."""
    tries = newest(recent[:CRAWLS], AlarmKind.FAILING, FETCHES)
    enough = tries.fetches >= FETCHES or sum(1 for figures in recent[:CRAWLS] if figures.fetches) >= CRAWLS
    if enough and tries.blocked == tries.fetches:
        yield Finding(kind=AlarmKind.BLOCKED, detail={"count": tries.blocked, "of": tries.fetches})
    elif enough and tries.failed == tries.fetches:
        yield found(AlarmKind.FAILING, tries.failed, tries.fetches, usual, 0)
    else:
        yield from _judge_share(AlarmKind.FAILING, newest(recent, AlarmKind.FAILING), usual)


def is_over(kind: AlarmKind, detail: Mapping[str, Any], since: Figures, usual: Usual) -> bool:
    """Whether what the crawls after an alarm have measured is as it was before it."""
    if kind is AlarmKind.BLOCKED:
        return since.fetches > since.blocked
    if kind is AlarmKind.FRESHNESS:
        return since.new_articles > 0
    of = whole(kind, since)
    if of < (1 if kind is AlarmKind.FAILING else PAGES):
        return False
    return _is_within(detail, _count(kind, detail, since, usual) / of)


def _count(kind: AlarmKind, detail: Mapping[str, Any], since: Figures, usual: Usual) -> int:
    """By what was usual when the alarm was raised: what an illness has taught must not end it."""
    if kind is AlarmKind.WORDS:
        low, high = detail["bins"]
        usual = Usual(shares=usual.shares, words=(low, high))
    return usual.count(kind, since)


def _is_within(detail: Mapping[str, Any], share: float) -> bool:
    return bool(detail["low"] <= share <= detail["high"])


def is_usual_now(kind: AlarmKind, since: Figures, usual: Usual) -> bool:
    """Whether what an alarm tells of has become what the site is like."""
    share = usual.shares.get(kind)
    of = whole(kind, since)
    return bool(share and of >= PAGES and share.low <= usual.count(kind, since) / of <= share.high)
