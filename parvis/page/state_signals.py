"""What a page's own data states of its access: meta elements, keys of page state, attributes.

Only closed lists of values are read, from keys that speak of the article and not of the reader; nothing else of a
script is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate, pairwise

from parvis.page.loads import Loads
from parvis.page.markup import Markup
from parvis.records import Signal
from parvis.vendors import StateKey, StateKind, load_states

__all__ = ["state_signals"]

MAX_VALUES = 50  # of one key: more are a list of stories
_VALUE = re.compile(r"""\\?["']?\s{0,3}[:=]\s{0,3}\\?["']?([\w-]{1,20})""")


def state_signals(loads: Loads, markup: Markup, *, inline: bool = True) -> Iterator[Signal]:
    """One signal a meta element, and one a key whose values agree. The keys cost as much as all the rest: `inline`."""
    yield from _metas(loads)
    if inline:
        yield from _attributes(markup)
        yield from _inline(loads.scripts)


def _metas(loads: Loads) -> Iterator[Signal]:
    exact, open_ended = _by_name()
    for name, content in loads.metas:
        key = exact.get(name) or next((key for front, end, key in open_ended if _fits(name, front, end)), None)
        if key is not None:
            states = (key.values.get(value.strip()) for value in content.lower().split(";"))
            state = next(filter(None, states), key.values.get("*"))
            if state:
                yield Signal(name=f"state.{state}", where=name[:60])


def _fits(name: str, front: str, end: str) -> bool:
    return name.endswith(end) and name.startswith(front)


def _attributes(markup: Markup) -> Iterator[Signal]:
    for key in load_states().of(StateKind.ATTRIBUTE):
        values = {element.get(key.name, "").strip().lower() for element in markup.having(key.name)}
        if (state := _agreed(key, values)) is not None:
            yield Signal(name=f"inline.{state}", where=key.name)


def _inline(scripts: Sequence[str]) -> Iterator[Signal]:
    together = "\n".join(scripts)
    keys = (key for stem in load_states().stems if stem in together for key in _announced(stem))
    for key in {key.name: key for key in keys if key.name in together}.values():
        values = {value for script in scripts for value in _own_values(script, key.name)}
        if (state := _agreed(key, values)) is not None:
            yield Signal(name=f"inline.{state}", where=key.name)


def _own_values(script: str, name: str) -> set[str]:
    """The values of a key, in lower case, where it stands least deep in the script's data.

    Content management systems repeat a key for every related story, inside the story that the page is about.
    """
    found = list(_found(script, name))
    if len({value for _, value in found}) <= 1:
        return {value for _, value in found}
    depths = list(accumulate(_deeper(script[a:b]) for a, b in pairwise((0, *(at for at, _ in found)))))
    return {value for depth, (_, value) in zip(depths, found, strict=True) if depth == min(depths)}


def _found(script: str, name: str) -> Iterator[tuple[int, str]]:
    """Where a key has a value. Looking for the name first is much faster than a pattern over the whole text."""
    at = script.find(name)
    for _ in range(MAX_VALUES):
        if at < 0:
            return
        found = _VALUE.match(script, at + len(name))
        if found and not (at and (script[at - 1].isalnum() or script[at - 1] in "_-")):
            yield at, found[1].lower()
        at = script.find(name, at + len(name))


def _deeper(stretch: str) -> int:
    return sum(map(stretch.count, "{[")) - sum(map(stretch.count, "}]"))


def _agreed(key: StateKey, values: set[str]) -> str | None:
    """The one state that all values stand for; a key with a value of another kind is about something else."""
    states = {key.values.get(value) for value in values}
    return states.pop() if len(states) == 1 else None


@cache
def _announced(stem: str) -> tuple[StateKey, ...]:
    return tuple(key for key in load_states().of(StateKind.INLINE) if stem in key.name)


@cache
def _by_name() -> tuple[dict[str, StateKey], tuple[tuple[str, str, StateKey], ...]]:
    keys = load_states().of(StateKind.META)
    exact = {key.name: key for key in keys if "*" not in key.name}
    parts = (key.name.partition("*") for key in keys if "*" in key.name)
    open_ended = tuple(
        (front, end, key) for (front, _, end), key in zip(parts, (k for k in keys if "*" in k.name), strict=True)
    )
    return exact, open_ended
