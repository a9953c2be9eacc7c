"""What a page's own data states of its access: meta elements, keys of page state, data attributes.

Only closed lists of values are read, from keys that speak of the article and not of the reader; nothing else of a
script is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from parvis.page.markup import Markup
from parvis.records import Signal
from parvis.vendors import StateKey, load_states

__all__ = ["state_signals"]

MAX_SCRIPT = 2_000_000  # characters of all inline scripts that are looked at
MAX_VALUES = 50  # of one key: more are a list of stories


def state_signals(markup: Markup, *, inline: bool = True) -> Iterator[Signal]:
    """One signal a meta element, and one a key whose values agree. The keys cost as much as all the rest: `inline`."""
    yield from _metas(markup)
    if not inline:
        return
    script = _scripts(markup)
    for key, pattern in _inline():
        if values := set(_values(script, key.name, pattern)):
            yield from _agreed(key, values)
        if key.name.startswith("data-") and (marked := markup.having(key.name)):
            yield from _agreed(key, {element.get(key.name, "").strip().lower() for element in marked[:MAX_VALUES]})


def _metas(markup: Markup) -> Iterator[Signal]:
    exact, suffixes = _by_name()
    for element in markup.tagged("meta"):
        name = (element.get("name") or element.get("property") or "").strip().lower()
        key = exact.get(name) or next((key for suffix, key in suffixes if name.endswith(suffix)), None)
        if key is not None:
            state = key.values.get((element.get("content") or "").strip().lower(), key.values.get("*"))
            if state:
                yield Signal(name=f"state.{state}", where=name[:60])


def _values(script: str, name: str, end: re.Pattern[str]) -> Iterator[str]:
    """The values of a key, in lower case.

    Looking for the name first is much faster than a pattern over the whole text.
    """
    at = script.find(name)
    for _ in range(MAX_VALUES):
        if at < 0:
            return
        found = end.match(script, at + len(name))
        if found and not (at and (script[at - 1].isalnum() or script[at - 1] == "_")):
            yield found[1].lower()
        at = script.find(name, at + len(name))


def _agreed(key: StateKey, values: set[str]) -> Iterator[Signal]:
    """The one state that all values stand for; a key with a value of another kind is about something else."""
    states = {key.values.get(value) for value in values}
    if len(states) == 1 and (state := states.pop()) is not None:
        yield Signal(name=f"inline.{state}", where=key.name)


def _scripts(markup: Markup) -> str:
    """All inline scripts, but for JSON-LD, which has its own guarded reader."""
    texts = (
        e.text
        for e in markup.tagged("script")
        if e.text and e.get("src") is None and "ld+json" not in (e.get("type") or "")
    )
    return "\n".join(texts)[:MAX_SCRIPT]


@cache
def _by_name() -> tuple[dict[str, StateKey], tuple[tuple[str, StateKey], ...]]:
    keys = [key for key in load_states() if not key.inline]
    exact = {key.name: key for key in keys if key.name[0] != "*"}
    return exact, tuple((key.name[1:], key) for key in keys if key.name[0] == "*")


@cache
def _inline() -> tuple[tuple[StateKey, re.Pattern[str]], ...]:
    end = re.compile(r"""\\?["']?\s{0,3}[:=]\s{0,3}\\?["']?([\w-]{1,20})""")
    return tuple((key, end) for key in load_states() if key.inline)
