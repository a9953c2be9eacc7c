"""An alarm in one sentence, with its numbers; nothing of a page stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from parvis.health.figures import words_of
from parvis.words import AlarmKind

_OF_PAGES = {
    AlarmKind.TEASER_EMPTY: "without a teaser",
    AlarmKind.WALL_SHARE: "behind a wall",
    AlarmKind.DATES: "without a date of their own",
    AlarmKind.HEADLINE: "without a headline",
    AlarmKind.LAYOUT_DRIFT: "in layouts that were never seen before",
}


def tell(kind: AlarmKind, detail: Mapping[str, Any]) -> str:
    """What an alarm says.

    >>> tell(AlarmKind.BLOCKED, {"count": 5, "of": 5})
    'all of the last 5 fetches were refused or told to wait'
    """
    match kind:
        case AlarmKind.BLOCKED:
            return f"all of the last {detail['of']} fetches were refused or told to wait"
        case AlarmKind.FRESHNESS:
            return (
                f"nothing new for {span(detail['hours'])}, {detail['crawls']} crawls; "
                f"usually every {span(detail['usual_hours'])}, never longer than {span(detail['limit_hours'] / 2)}"
            )
        case AlarmKind.OVERDUE:
            return f"last crawled {span(detail['hours'])} ago; usually every {span(detail['usual_hours'])}"
        case AlarmKind.FAILING:
            return f"{_counted(detail, 'fetches')} failed; {_usually(detail)}"
        case AlarmKind.WORDS:
            low, high = detail["bins"]
            few, many = f"{words_of(low):,}", f"{words_of(high + 1):,}"
            half = f"half of them {detail['words']:,} or fewer"
            return f"{_counted(detail, 'pages')} have not the usual {few} to {many} words, {half}; {_usually(detail)}"
    return f"{_counted(detail, 'pages')} {_OF_PAGES[kind]}; {_usually(detail)}"


def span(hours: float) -> str:
    """Hours as a person says them.

    >>> span(5.2), span(72)
    ('5 hours', '3 days')
    """
    number, unit = (hours, "hour") if hours < 48 else (hours / 24, "day")
    return f"{number:.0f} {unit}{'' if round(number) == 1 else 's'}"


def _counted(detail: Mapping[str, Any], noun: str) -> str:
    return f"{detail['count']:,} of {detail['of']:,} {noun}"


def _usually(detail: Mapping[str, Any]) -> str:
    usual = f"usually {detail['usual']:.0%}"
    if detail["share"] < detail["low"]:
        return f"{usual}, not below {detail['low']:.0%}"
    return f"{usual}, not above {detail['high']:.0%}"
