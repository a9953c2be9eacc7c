"""A selector that is beyond `parvis.page.selecting`, as some within it that together match at least as much.

For rules that hide only: there a doubt hides. Lists become alternatives; what cannot be said so (`:nth-child(2 of .a)`
the place of an element, `:dir(ltr)` its direction, a second list of surroundings) is left out. A pseudo-class without
brackets stays: those that are not read are states, which no page begins in.
"""

from __future__ import annotations

import re

from parvis.page.selecting import is_readable
from parvis.page.stylesheet import split_list

__all__ = ["widened"]

MAX_ALTERNATIVES = 60  # lists multiply; with more, a list is left out

_FUNCTION = re.compile(r":(-?[a-z][a-z-]*)\(", re.IGNORECASE)
_BRACKET = re.compile(r"[()]")
_COMPOUND = re.compile(r"(?P<around>.*[\s>+~]|)(?P<type>[a-z*][\w-]*|)(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_END = re.compile(r"[\s>+~]|\Z")
_EITHER = frozenset({"is", "where", "matches", "any", "-webkit-any", "-moz-any"})
_BESIDES = frozenset({"lang", "dir", "has", "nth-child", "nth-last-child"})


def widened(selector: str) -> tuple[str, ...]:
    """Selectors that are read, and match all that this one does; () where there are none."""
    try:
        found = _alternatives(selector)
    except ValueError:
        return ()
    return tuple(dict.fromkeys(one for one in found if is_readable(one, costly=True)))


def _alternatives(selector: str) -> list[str]:
    """With each pseudo-class with brackets said otherwise. Raises ValueError for one that is a state."""
    found, position = [""], 0
    while function := _FUNCTION.search(selector, position):
        end = _closing(selector, function.end())
        between = selector[position : function.start()]
        found = _narrowed([one + between for one in found], function[1].lower(), selector[function.end() : end])
        if _END.match(selector, end + 1):
            found = [one if one and not _END.match(one[-1]) else one + "*" for one in found]
        position = end + 1
    return [one + selector[position:] for one in found]


def _closing(selector: str, position: int) -> int:
    """The place of the bracket that closes the one in front of a position; raises ValueError where there is none."""
    depth = 1
    for found in _BRACKET.finditer(selector, position):
        depth += 1 if found[0] == "(" else -1
        if not depth:
            return found.start()
    raise ValueError(selector)


def _narrowed(found: list[str], name: str, inner: str) -> list[str]:
    """Selectors by what a pseudo-class asks besides, as far as that can be said."""
    if name in _EITHER:
        return _either(found, [other for part in _parts(inner) for other in _alternatives(part)])
    if name == "not":
        for part in _parts(inner):
            found = _without(found, part)
        return found
    if name not in _BESIDES:
        raise ValueError(name)
    own = f":{name}({inner})"
    return [one + own for one in found] if is_readable(own, costly=True) else found


def _parts(selectors: str) -> list[str]:
    return [part.strip() for part in split_list(selectors)]


def _either(found: list[str], others: list[str]) -> list[str]:
    if len(found) * len(others) > MAX_ALTERNATIVES:
        return found
    both = (_both(one, other) for one in found for other in others)
    return [one for one in both if one is not None]


def _both(one: str, other: str) -> str | None:
    """What matches both, but that of two surroundings the second's alone are kept; None: nothing does."""
    first, second = _split(one), _split(other)
    types = {first["type"], second["type"]} - {"", "*"}
    if len(types) > 1:
        return None
    around = second["around"] or first["around"]
    return f"{around}{''.join(types)}{first['rest']}{second['rest']}"


def _split(selector: str) -> re.Match[str]:
    found = _COMPOUND.fullmatch(selector)
    assert found is not None  # noqa: S101  each part of it may be empty
    return found


def _without(found: list[str], part: str) -> list[str]:
    """Selectors without what another matches. Of `a:not(b)` is left what is no `a`, and what is a `b`."""
    own = f":not({part})"
    if is_readable(own, costly=True):
        return [one + own for one in found]
    nested = _FUNCTION.search(part)
    if nested is None or nested[1].lower() != "not" or _closing(part, nested.end()) != len(part) - 1:
        return found
    spared = _either(found, [other for one in _parts(part[nested.end() : -1]) for other in _alternatives(one)])
    return [*_without(found, part[: nested.start()]), *spared]
