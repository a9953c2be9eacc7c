"""What a page's own data states of its access: meta elements, keys of page state, attributes.

Only closed lists of values are read, from keys that speak of the article and not of the reader; nothing else of a
script is looked at.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate, pairwise

from parvis.page.loads import Loads
from parvis.page.markup import Markup
from parvis.records import Signal
from parvis.vendors import StateKey, StateKind, load_states

__all__ = ["state_signals"]

MAX_STEMS = 300  # of one kind
LONGEST = 40  # letters of a name in front of a stem
_NAME = re.compile(r"[\w-]*")
_NAME_END = re.compile(r"[\w-]+\Z")
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
    values: defaultdict[str, set[str]] = defaultdict(set)
    for group in ([s for s in scripts if s.isascii()], [s for s in scripts if not s.isascii()]):  # ASCII is faster
        text = "\n".join(group)
        starts = [0, *accumulate(len(script) + 1 for script in group)]
        for (name, number), found in _found(text, starts).items():
            values[name] |= _own(text, starts[number], sorted(found))
    for name, own in sorted(values.items()):
        if (state := _agreed(_inline_keys()[name], own)) is not None:
            yield Signal(name=f"inline.{state}", where=name)


def _found(text: str, starts: Sequence[int]) -> Mapping[tuple[str, int], set[tuple[int, str]]]:
    """Where each key has a value, in lower case, by the number of the script.

    Looking for what is rare in their names, and then at the whole name, is much faster than a pattern over the text.
    """
    found: defaultdict[tuple[str, int], set[tuple[int, str]]] = defaultdict(set)
    for stem in load_states().stems:
        at = text.find(stem)
        for _ in range(MAX_STEMS):
            if at < 0:
                break
            start, end = _name_around(text, at, len(stem))
            if (name := text[start:end]) in _inline_keys() and (value := _VALUE.match(text, end)):
                found[name, bisect_right(starts, start) - 1].add((start, value[1].lower()))
            at = text.find(stem, end)
    return found


def _name_around(text: str, at: int, length: int) -> tuple[int, int]:
    """Where the name begins and ends of which a stem is part."""
    before = _NAME_END.search(text, max(0, at - LONGEST), at)
    after = _NAME.match(text, at + length)
    return (before.start() if before else at), (after.end() if after else at + length)


def _own(text: str, start: int, found: Sequence[tuple[int, str]]) -> set[str]:
    """The values of a key where it stands least deep in a script's data.

    Content management systems repeat a key for every related story, inside the story that the page is about.
    """
    if len({value for _, value in found}) <= 1:
        return {value for _, value in found}
    depths = list(accumulate(_deeper(text[a:b]) for a, b in pairwise((start, *(at for at, _ in found)))))
    return {value for depth, (_, value) in zip(depths, found, strict=True) if depth == min(depths)}


def _deeper(stretch: str) -> int:
    return sum(map(stretch.count, "{[")) - sum(map(stretch.count, "}]"))


def _agreed(key: StateKey, values: set[str]) -> str | None:
    """The one state that all values stand for; a key with a value of another kind is about something else."""
    states = {key.values.get(value) for value in values}
    return states.pop() if len(states) == 1 else None


@cache
def _inline_keys() -> dict[str, StateKey]:
    return {key.name: key for key in load_states().of(StateKind.INLINE)}


@cache
def _by_name() -> tuple[dict[str, StateKey], tuple[tuple[str, str, StateKey], ...]]:
    keys = load_states().of(StateKind.META)
    exact = {key.name: key for key in keys if "*" not in key.name}
    parts = (key.name.partition("*") for key in keys if "*" in key.name)
    open_ended = tuple(
        (front, end, key) for (front, _, end), key in zip(parts, (k for k in keys if "*" in k.name), strict=True)
    )
    return exact, open_ended
