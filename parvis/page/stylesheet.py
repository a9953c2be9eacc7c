"""Which rules of a style sheet hide what they match.

This is no CSS engine. Every at-rule but `@media print` and `@keyframes` counts as applying when it hides. A rule that
hides by `display` is undone only by a later one of the very same selector that sets `display`, or by one of a more
specific selector, outside at-rules or for screens of ordinary width; any other doubt hides.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from parvis.page.css import HINTS, hides, plain_css

__all__ = ["Room", "hiding_selectors"]

MAX_SHEET = 3_000_000  # characters of a sheet that is read
MAX_RULES = 5_000  # hiding rules of one sheet that are read; with more, everything is hidden
MAX_DEPTH = 8  # rules within rules
MAX_PARTS = 1_000  # of the selector of a rule within rules
MAX_NESTED = 200  # rules that stand within one, in front of a declaration
MAX_HINTS = 20_000  # declarations of one page that may hide; with more, everything is hidden
MAX_LOOKING = 500_000_000  # characters in which selectors are looked for, to see whether they are shown again
MAX_RULE = 100_000  # characters of a rule, or of its selector
ORDINARY_WIDTH = 1280  # pixels: a screen that readers have
_IGNORED = re.compile(r"@media\s+(?:only\s+)?print\s*\{|@(?:-[a-z]+-)?keyframes[^{}@]*+\{")
_SIGN = re.compile(r"\\.|[()\[\],]", re.DOTALL)  # of a selector, or one that means itself
_BRACKET = re.compile(r"[{}]")
_NESTED = re.compile(r"(?:^|(?<=[;{}]))[^;{}]*+\{[^{}]*+\}")
_PLAINER = (
    (re.compile(r"<!--|-->"), " "),
    (re.compile(r":not\(\s*:not\(([^()]*)\)\s*\)"), r":is(\1)"),
    (re.compile(r":not\(\s*:empty\s*\)"), ""),  # lxml may have emptied it
)
_OUTER = re.compile(r"&|:scope\b")
_SCOPE = re.compile(r"@scope\s*\(([^{}]*?)\)\s*(?:to\b|$)")
_MEDIA = re.compile(r"@(?:media|supports|container|layer|scope)[^{};@]*+\{")
_MIN_WIDTH = re.compile(r"min-width\s*:\s*([\d.]+)r?(px|em)")
_DISPLAY = re.compile(r"display\s*:\s*(?:block|flex|grid|inline|table|contents|list-item|initial|revert|unset)")


@dataclass(slots=True)
class Room:
    """What the style sheets of one page may still hold."""

    hints: int = MAX_HINTS


def hiding_selectors(
    sheet: str, *, may_match: Callable[[str], bool], room: Room | None = None
) -> dict[str, tuple[str, ...]]:
    """The selectors, one by one, of the rules of a sheet that hide what they match, if they may match anything.

    With each stand the more specific selectors that show some of it again ("*" hides all: the sheet is beyond reading).
    """
    if len(sheet) > MAX_SHEET:
        return {"*": ()}
    sheet = plain_css(sheet.encode("utf-8", "replace").decode())
    rules = _rules(sheet, room or Room())
    if rules is None:
        return {"*": ()}
    found = _hiding(sheet, rules, may_match)
    shown = _shown_again(sheet, [selector for selector, place in found.items() if place < len(sheet)])
    by_last = _by_last_part(shown)
    kept = (selector for selector, place in found.items() if shown.get(selector, -1) < place)
    return {s: tuple(by_last.get(s, ()) if found[s] < len(sheet) else ()) for s in kept}


def _hiding(sheet: str, rules: list[tuple[int, int, int]], may_match: Callable[[str], bool]) -> dict[str, int]:
    """Selector: the place of its last rule; the length of the sheet where no later rule can undo it."""
    ignored = _spans(sheet, _IGNORED) if rules else []
    found: dict[str, int] = {}
    for start, opened, end in rules:
        parts = [part for part in _selectors(sheet, start, opened) if may_match(part)]
        declarations = _own(sheet[opened + 1 : end]) if parts else ""
        if parts and hides(declarations) and not _within(ignored, start):
            place = start if _only_by_display(declarations) else len(sheet)
            found.update((part, max(place, found.get(part, 0))) for part in parts)
    return found


def _own(declarations: str) -> str:
    """Declarations without the rules that are nested between them."""
    for _ in range(MAX_DEPTH):
        if "{" not in declarations:
            break
        declarations = _NESTED.sub(";", declarations)
    return declarations


def _selectors(sheet: str, start: int, opened: int, depth: int = 0) -> list[str]:
    """The selectors, one by one, of the rule at a place. Within another rule, "&" and nothing stand for that one's."""
    prelude = sheet[start:opened].strip()
    if prelude.startswith("@"):
        scope = _SCOPE.match(prelude)
        return _parts(scope[1]) if scope else _around(sheet, start, depth)
    parts = _parts(prelude)
    if "&" not in prelude and ":scope" not in prelude:
        return parts
    around = _around(sheet, start, depth)
    longest = max(map(len, around), default=0) * len(_OUTER.findall(prelude))
    if len(parts) * len(around) > MAX_PARTS or longest > MAX_RULE:
        return ["*"]  # each level multiplies
    return [_OUTER.sub(outer.replace("\\", r"\\"), part) for part in parts for outer in around]


def _around(sheet: str, start: int, depth: int) -> list[str]:
    """The selectors of the rule that a rule stands in; beyond reading: of everything."""
    if depth >= MAX_DEPTH:
        return ["*"]
    outer, opened, _ = _rule_around(sheet, start)
    return _selectors(sheet, outer, opened, depth + 1) if opened >= 0 else []


@lru_cache(maxsize=16)  # asked again by each rule within
def _parts(prelude: str) -> list[str]:
    """The parts of a selector list, without what hides an element from lxml alone."""
    for odd, plain in _PLAINER:
        prelude = odd.sub(plain, prelude)
    return [part for each in _split(prelude) if (part := each.strip())]


def _only_by_display(declarations: str) -> bool:
    return "!" not in declarations and not hides(re.sub(r"display\s*:", "x:", declarations, flags=re.IGNORECASE))


def _by_last_part(shown: dict[str, int]) -> dict[str, list[str]]:
    """Selectors such as ".single .dek" by their last part, ".dek": they win over a rule for the last part alone."""
    parts: dict[str, list[str]] = {}
    for selector in shown:
        around, _, last = selector.rpartition(" ")
        if around.strip():
            parts.setdefault(last, []).append(selector)
    return parts


def _shown_again(sheet: str, selectors: Collection[str]) -> dict[str, int]:
    """What shows some of these selectors again, by a display other than none: the place of the last such rule.

    A sheet for small screens first hides what it shows on larger ones. Rules for anything but a screen of ordinary
    width do not count.
    """
    if not selectors or len(selectors) * len(sheet) > MAX_LOOKING or not _DISPLAY.search(sheet):
        return {}
    special = _spans(sheet, _MEDIA, unless=_is_ordinary)
    shown: dict[str, int] = {}
    for start, opened, end in dict.fromkeys(
        _rule_at(sheet, at) for at in islice(_mentions(sheet, selectors), MAX_RULES)
    ):
        declarations = sheet[opened + 1 : end]
        counts = _DISPLAY.search(declarations) and not hides(declarations) and not _within(special, start)
        if counts and not _stands_in_a_rule(sheet, start):
            shown.update(dict.fromkeys(map(str.strip, _split(sheet[start:opened])), start))
    return shown


def _stands_in_a_rule(sheet: str, start: int) -> bool:
    """Whether a rule is nested in one that has a selector."""
    outer, opened, _ = _rule_around(sheet, start)
    return opened >= 0 and not sheet[outer:opened].strip().startswith("@")


def _mentions(sheet: str, selectors: Collection[str]) -> Iterator[int]:
    """Where one of some selectors ends a part of a rule's selector."""
    for selector in selectors:
        position = sheet.find(selector)
        while position >= 0:
            after = position + len(selector)
            if sheet[after : after + 40].lstrip()[:1] in (",", "{"):
                yield position
            position = sheet.find(selector, after)


def _is_ordinary(media: str) -> bool:
    widths = [float(width) * (16 if unit == "em" else 1) for width, unit in _MIN_WIDTH.findall(media)]
    other = any(word in media for word in ("max-", "print", "<", "not"))
    return bool(widths) and max(widths) <= ORDINARY_WIDTH and not other


def _rules(sheet: str, room: Room) -> list[tuple[int, int, int]] | None:
    """(start, place of the bracket, end) of each innermost rule with a hint of hiding; None when there are too many."""
    lowered = sheet.encode().lower().decode()  # ASCII letters only, so that positions stay
    hints = islice((found.start() for hint in HINTS for found in hint.finditer(lowered)), room.hints + 1)
    positions = sorted(hints)
    room.hints -= len(positions)
    if room.hints < 0:
        return None
    rules: dict[tuple[int, int, int], None] = {}
    last = 0
    for position in positions:
        if not rules or _BRACKET.search(sheet, last, position):  # else it is the same rule
            rules[_rule_around(sheet, position)] = None
        last = position
    found = sorted(rule for rule in rules if rule[1] >= 0)
    return found if len(found) <= MAX_RULES else None


def _rule_around(sheet: str, position: int) -> tuple[int, int, int]:
    """(start of the selector, place of the bracket or -1, end) of the innermost rule at a position."""
    opened = _opening(sheet, position)
    start = max(sheet.rfind(sign, max(0, opened - MAX_RULE), max(0, opened)) for sign in "{};") + 1
    end = sheet.find("}", position, position + MAX_RULE)
    return start, opened, end if end >= 0 else len(sheet)


def _rule_at(sheet: str, position: int) -> tuple[int, int, int]:
    """The same of the rule whose selector stands at a position."""
    start = max(sheet.rfind(sign, max(0, position - MAX_RULE), position) for sign in "{};") + 1
    opened = sheet.find("{", position, position + MAX_RULE)
    opened = len(sheet) if opened < 0 else opened
    end = sheet.find("}", opened, opened + MAX_RULE)
    return start, opened, end if end >= 0 else len(sheet)


def _opening(sheet: str, position: int) -> int:
    """The place of the bracket that a position stands in; -1: none. Rules in front of it, in the same bracket, are
    closed.
    """
    lowest = max(0, position - MAX_RULE)
    nearest = opened = sheet.rfind("{", lowest, position)
    closed = 0
    for _ in range(2 * MAX_NESTED):
        if opened < 0:
            return opened
        closed += sheet.count("}", opened + 1, position)
        if not closed:
            return opened
        closed -= 1
        opened, position = sheet.rfind("{", lowest, opened), opened
    return nearest


def _spans(
    sheet: str, pattern: re.Pattern[str], *, unless: Callable[[str], bool] = lambda _: False
) -> list[tuple[int, int]]:
    """(start, end) of the at-rules that open so; those within one that is listed are not listed again."""
    spans: list[tuple[int, int]] = []
    for found in pattern.finditer(sheet):
        if (not spans or found.start() >= spans[-1][1]) and not unless(found[0]):
            spans.append((found.start(), _closing(sheet, found.end())))
    return spans


def _within(spans: list[tuple[int, int]], position: int) -> bool:
    index = bisect(spans, (position, len(spans) + position)) - 1
    return index >= 0 and spans[index][0] <= position < spans[index][1]


def _closing(sheet: str, position: int) -> int:
    depth = 1
    for found in _BRACKET.finditer(sheet, position):
        depth += 1 if found[0] == "{" else -1
        if not depth:
            return found.end()
    return len(sheet)


def _split(selector: str) -> list[str]:
    """The parts of a selector list; commas within brackets do not count. Without a pair to each bracket it is none."""
    if "(" not in selector and "[" not in selector:
        return selector.split(",")
    parts, depth, start = [], 0, 0
    for found in _SIGN.finditer(selector):
        depth += (found[0] in "([") - (found[0] in ")]")
        if found[0] == "," and depth == 0:
            parts.append(selector[start : found.start()])
            start = found.end()
    return [] if depth else [*parts, selector[start:]]
