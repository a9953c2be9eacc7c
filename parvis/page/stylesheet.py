"""Which rules of a style sheet hide what they match.

This is no CSS engine. Every at-rule but `@media print` and `@keyframes` counts as applying when it hides. A rule that
hides by `display` is undone only by a later one of the very same selector that sets `display`, or by one of a more
specific selector, outside at-rules or for screens of ordinary width; any other doubt hides.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from operator import itemgetter
from typing import TypeAlias

from parvis.page.css import HINTS, hides, plain_css

__all__ = ["Room", "hiding_selectors", "split_list"]

MAX_SHEET = 3_000_000  # characters of a sheet that is read
MAX_RULES = 5_000  # hiding rules of one sheet that are read; with more, everything is hidden
MAX_DEPTH = 8  # rules within rules
MAX_PARTS, MAX_GROWN = 1_000, 1_000_000  # of the selector of a rule within rules: parts, characters
MAX_BACK = 400  # brackets in front of a declaration that are looked at, to find its own
MAX_HINTS = 20_000  # declarations of one page that may hide; with more, everything is hidden
MAX_LOOKING = 500_000_000  # characters in which selectors are looked for, to see whether they are shown again
MAX_RULE = 100_000  # characters of a rule, or of its selector
ORDINARY_WIDTH = 1280  # pixels: a screen that readers have
_IGNORED = re.compile(r"@media\s+(?:only\s+)?print\s*\{|@(?:-[a-z]+-)?keyframes[^{}@]*+\{")
_SIGN = re.compile(r"\\.|[()\[\],]", re.DOTALL)  # of a selector, or one that means itself
_BRACKET = re.compile(r"[{}]")
_PART_END = re.compile(r"\s*[,{]")
_NESTED = re.compile(r"(?:^|(?<=[;{}]))[^;{}]*+\{[^{}]*+\}")
_PLAINER = (
    (re.compile(r"<!--|-->"), " "),
    (re.compile(r":not\(\s*:not\(([^()]*)\)\s*\)"), r":is(\1)"),
    (re.compile(r":not\(\s*:empty\s*\)"), ""),  # lxml may have emptied it
)
_OUTER = re.compile(r"&|:scope\b")
_SCOPE = re.compile(r"@scope\s*\(([^{}]*?)\)\s*(?:to\b|$)")
_AT_RULE = re.compile(r"@[^{};@]*+\{")
_MIN_WIDTH = re.compile(r"\(\s*min-width\s*:\s*([\d.]+)(px|r?em)\s*\)", re.IGNORECASE)
_ONLY_WIDE = re.compile(r"@media(?:\s+only)?(?:\s+screen|\s+all)?(?:(?:\s*\band)?\s*\(\))+\s*\{", re.IGNORECASE)
_DISPLAY = re.compile(
    r"(?<![\w-])display\s*:\s*(?:block|flex|grid|inline|table|contents|list-item|initial|revert|unset)", re.IGNORECASE
)


_Rule: TypeAlias = tuple[int, int, int]  # start of the selector, place of the bracket, end


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
    for_good, by_display = _hiding(sheet, rules, may_match)
    shown = _shown_again(sheet, by_display.keys() - for_good)
    by_last = _by_last_part(shown)
    kept = (s for s, place in by_display.items() if s not in for_good and shown.get(s, place) <= place)
    return dict.fromkeys(for_good, ()) | {selector: tuple(by_last.get(selector, ())) for selector in kept}


def _hiding(
    sheet: str, rules: Iterable[_Rule], may_match: Callable[[str], bool]
) -> tuple[dict[str, None], dict[str, int]]:
    """The selectors that no later rule can undo, and those that hide by display alone with their last rule's place."""
    ignored = _spans(sheet, _IGNORED) if rules else []
    for_good: dict[str, None] = {}
    by_display: dict[str, int] = {}
    for start, opened, end in rules:
        parts = [part for part in _selectors(sheet, start, opened) if may_match(part)]
        declarations = _own(sheet[opened + 1 : end]) if parts else ""
        if hides(declarations) and not _within(ignored, start):
            if _only_by_display(declarations):
                by_display.update(dict.fromkeys(parts, start))
            else:
                for_good.update(dict.fromkeys(parts))
    return for_good, by_display


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
    grown = sum(map(len, around)) * len(_OUTER.findall(prelude))
    if len(parts) * len(around) > MAX_PARTS or grown > MAX_GROWN:
        return ["*"]  # each level multiplies
    return [_OUTER.sub(outer.replace("\\", r"\\"), part) for part in parts for outer in around]


def _around(sheet: str, start: int, depth: int) -> list[str]:
    """The selectors of the rule that a rule stands in; beyond reading: of everything."""
    if depth >= MAX_DEPTH:
        return ["*"]
    outer = _rule_around(sheet, start)
    return [] if outer is None else _selectors(sheet, outer[0], outer[1], depth + 1)


@lru_cache(maxsize=16)  # asked again by each rule within
def _parts(prelude: str) -> list[str]:
    """The parts of a selector list, without what hides an element from lxml alone."""
    for odd, plain in _PLAINER:
        prelude = odd.sub(plain, prelude)
    return [part for each in split_list(prelude) if (part := each.strip())]


def _only_by_display(declarations: str) -> bool:
    return "!" not in declarations and not hides(re.sub(r"display\s*:", "", declarations, flags=re.IGNORECASE))


def _by_last_part(shown: dict[str, int]) -> dict[str, list[str]]:
    """Selectors such as ".single .dek" by their last part, ".dek": they win over a rule for the last part alone."""
    parts: dict[str, list[str]] = {}
    for selector in shown:
        around, _, last = selector.rpartition(" ")
        if around.strip(" *>+~") and ":where(" not in around:  # which weigh nothing
            parts.setdefault(last, []).append(selector)
    return parts


def _shown_again(sheet: str, selectors: Collection[str]) -> dict[str, int]:
    """What shows some of these selectors again, by a display other than none: the place of the last such rule.

    A sheet for small screens first hides what it shows on larger ones. Rules for anything but a screen of ordinary
    width do not count.
    """
    if not selectors or len(selectors) * len(sheet) > MAX_LOOKING or not _DISPLAY.search(sheet):
        return {}
    special = _spans(sheet, _AT_RULE, unless=_is_ordinary)
    shown: dict[str, int] = {}
    for start, opened, end in dict.fromkeys(
        _rule_at(sheet, at) for at in islice(_mentions(sheet, selectors), MAX_RULES)
    ):
        declarations = sheet[opened + 1 : end]
        counts = _DISPLAY.search(declarations) and not hides(declarations) and not _within(special, start)
        if counts and not _stands_in_a_rule(sheet, start):
            shown.update(dict.fromkeys(map(str.strip, split_list(sheet[start:opened])), start))
    return shown


def _stands_in_a_rule(sheet: str, start: int) -> bool:
    """Whether a rule is nested in one that has a selector."""
    for _ in range(MAX_DEPTH):
        outer = _rule_around(sheet, start)
        if outer is None:
            return False
        start, opened, _end = outer
        if not sheet[start:opened].strip().startswith("@"):
            return True
    return True


def _mentions(sheet: str, selectors: Iterable[str]) -> Iterator[int]:
    """Where one of some selectors ends a part of a rule's selector."""
    for selector in selectors:
        position = sheet.find(selector)
        while position != -1:
            after = position + len(selector)
            if _PART_END.match(sheet, after):
                yield position
            position = sheet.find(selector, after)


def _is_ordinary(at_rule: str) -> bool:
    """Whether an at-rule is for screens from some width on that readers have, and asks for nothing else."""
    if not _ONLY_WIDE.fullmatch(_MIN_WIDTH.sub("()", at_rule)):
        return False
    widths = (float(width) * (1 if unit.lower() == "px" else 16) for width, unit in _MIN_WIDTH.findall(at_rule))
    return max(widths) <= ORDINARY_WIDTH


def _rules(sheet: str, room: Room) -> list[_Rule] | None:
    """Each innermost rule with a hint of hiding, in their order; None when there are too many."""
    lowered = sheet.encode().lower().decode()  # ASCII letters only, so that positions stay
    hints = islice((found.start() for hint in HINTS for found in hint.finditer(lowered)), room.hints + 1)
    positions = sorted(hints)
    if len(positions) > room.hints:
        return None
    room.hints -= len(positions)
    changes = (here for last, here in pairwise((0, *positions)) if _BRACKET.search(sheet, last, here))
    found = sorted({rule for position in changes if (rule := _rule_around(sheet, position)) is not None})
    return found if len(found) <= MAX_RULES else None


def _rule_around(sheet: str, position: int) -> _Rule | None:
    """The innermost rule at a position."""
    opened = _opening(sheet, position)
    return None if opened == -1 else (_start(sheet, opened), opened, _end(sheet, position))


def _rule_at(sheet: str, position: int) -> _Rule:
    """The rule whose selector stands at a position."""
    opened = sheet.find("{", position, position + MAX_RULE)
    if opened == -1:
        opened = len(sheet)
    return _start(sheet, position), opened, _end(sheet, opened)


def _start(sheet: str, position: int) -> int:
    """Where the selector starts that a position is in, or behind."""
    lowest = _lowest(position)
    return max(lowest, *(sheet.rfind(sign, lowest, position) + 1 for sign in "{};"))


def _end(sheet: str, position: int) -> int:
    end = sheet.find("}", position, position + MAX_RULE)
    return len(sheet) if end == -1 else end


def _lowest(position: int) -> int:
    """As far as is looked back from a position."""
    return max(0, position - MAX_RULE)


def _opening(sheet: str, position: int) -> int:
    """The place of the bracket that a position stands in; -1: none, or none near. Rules in front of it, in the same
    bracket, are closed.
    """
    lowest, closed = _lowest(position), 0
    for _ in range(MAX_BACK):
        opened = sheet.rfind("{", lowest, position)
        if opened == -1:
            break
        closed += sheet.count("}", opened, position)
        if not closed:
            return opened
        closed -= 1
        position = opened
    return -1


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
    index = bisect(spans, position, key=itemgetter(0)) - 1
    return index >= 0 and position < spans[index][1]


def _closing(sheet: str, position: int) -> int:
    depth = 1
    for found in _BRACKET.finditer(sheet, position):
        depth += 1 if found[0] == "{" else -1
        if not depth:
            return found.end()
    return len(sheet)


def split_list(selector: str) -> list[str]:
    """The parts of a selector list; commas within brackets do not count. Without a pair to each bracket it is none."""
    parts, depth, start = [], 0, 0
    for found in _SIGN.finditer(selector):
        depth += (found[0] in "([") - (found[0] in ")]")
        if found[0] == "," and depth == 0:
            parts.append(selector[start : found.start()])
            start = found.end()
    return [] if depth else [*parts, selector[start:]]
