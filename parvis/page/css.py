"""Which declarations hide an element, and which rules of a style sheet hold such declarations.

This is no CSS engine. Every at-rule but `@media print` and `@keyframes` counts as applying when it hides. A rule that
hides is undone only by a later one of the very same selector that sets `display`, outside at-rules or for screens of
ordinary width; any other doubt hides.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["hides", "hiding_selectors"]

MAX_SHEET = 2_000_000  # bytes of one style element that are read
MAX_RULES = 2_000  # hiding rules of one page that are read

FAINT_OPACITY = 0.05
ORDINARY_WIDTH = 1280  # pixels: a screen that readers have
FAR = 500  # pixels off the screen
SMALL = 1.0  # pixels: a box no larger shows nothing

_NUMBER = re.compile(r"(-?(?:\d+\.?\d*|\.\d+))([a-z%]*)")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+'")
_ESCAPE = re.compile(r"\\0{0,4}([46][1-9a-f]|[57][0-9a]|2d)\s?", re.IGNORECASE)  # a letter or "-" written as a number
_MEDIA_PRINT = re.compile(r"@media\s+(?:only\s+)?print\s*\{")
_KEYFRAMES = re.compile(r"@(?:-[a-z]+-)?keyframes[^{}]*\{")
# What a hiding declaration starts with; each is looked for by itself, for a literal start is found at memory speed.
_MEDIA = re.compile(r"@(?:media|supports|container|layer|scope)[^{};]*\{")
_MIN_WIDTH = re.compile(r"min-width\s*:\s*([\d.]+)r?(px|em)")
_DISPLAY = re.compile(
    r"display\s*:\s*(?:block|flex|grid|inline|table|contents|list-item|initial|revert|unset)[^;}]*(?=[;}])"
)
_RELATIVE = ("%", "vw", "vh", "vmin", "vmax")
_OFFSETS = (
    "left",
    "top",
    "right",
    "bottom",
    "margin-left",
    "margin-top",
    "margin",
    "text-indent",
    "inset-inline-start",
    "margin-inline-start",
)
_TRANSLATE = re.compile(r"translate(?:3d|x|y)?\(([^)]*)\)")
_SCALED_AWAY = re.compile(r"scale(?:3d|x|y)?\(\s*0*\.?0*\s*[,)]")
_HINTS = tuple(
    re.compile(pattern)
    for pattern in (
        r"display\s*:\s*none",
        r"visibility\s*:\s*(?:hidden|collapse)",
        r"opacity\s*:\s*0*\.?0",
        r"clip(?:-path)?\s*:",
        r"text-indent\s*:\s*-",
        r"height\s*:\s*[01]",
        r"width\s*:\s*[01]",
        r"left\s*:\s*-?\d{3}",
        r"top\s*:\s*-?\d{3}",
        r"blur\(",
        r"scale(?:3d|x|y)?\(\s*0",
        r"translate(?:3d|x|y)?\(",
        r"color\s*:\s*transparent",
        r"font-size\s*:\s*0",
    )
)


@lru_cache(maxsize=4096)
def hides(declarations: str) -> bool:
    """Whether these declarations, as in a style attribute, take an element out of sight.

    >>> hides("color: red; display:none !important"), hides("opacity: .5"), hides("height:0;overflow:hidden")
    (True, False, True)
    """
    said = _declared(_plain(declarations))
    get = said.get
    if get("display") == "none" or get("visibility") in ("hidden", "collapse") or get("content-visibility") == "hidden":
        return True
    if _first_number(get("opacity"), 1.0) <= FAINT_OPACITY or _is_blurred(get("filter", "")):
        return True
    return _is_small(said) or _is_clipped(said) or _is_away(said) or _is_transparent(said)


def hiding_selectors(sheet: str) -> tuple[str, ...]:
    """The selectors, one by one, of the rules of a sheet that hide what they match."""
    sheet = _plain(sheet[:MAX_SHEET].encode("utf-8", "replace").decode())
    ignored = [span for pattern in (_MEDIA_PRINT, _KEYFRAMES) for span in _blocks(sheet, pattern)]
    found: dict[str, int] = {}
    for start, end in _rules(sheet):
        selector, _, declarations = sheet[start:end].partition("{")
        if hides(declarations) and not any(low <= start < high for low, high in ignored):
            place = start if _only_by_display(declarations) else len(sheet)
            for part in _split(selector):
                found[part.strip()] = max(place, found.get(part.strip(), 0))
    shown = _shown_again(sheet) if found else {}
    return tuple(selector for selector, start in found.items() if shown.get(selector, -1) < start)


def _only_by_display(declarations: str) -> bool:
    return "!" not in declarations and not hides(re.sub(r"display\s*:", "x:", declarations, flags=re.IGNORECASE))


def _shown_again(sheet: str) -> dict[str, int]:
    """Selectors that a rule gives a display other than none, with the place of the last such rule.

    A sheet for small screens first hides what it shows on larger ones. Rules for anything but a screen of ordinary
    width do not count.
    """
    kept = [
        span
        for found in _MEDIA.finditer(sheet)
        if not _is_ordinary(found[0])
        for span in [(found.start(), _closing(sheet, found.end()))]
    ]
    shown: dict[str, int] = {}
    for found in _DISPLAY.finditer(sheet):
        opened = sheet.rfind("{", 0, found.start())
        start = max(sheet.rfind(sign, 0, opened) for sign in "{};") + 1
        declarations = sheet[opened + 1 : sheet.find("}", found.start())]
        if not hides(declarations) and not any(low <= start < high for low, high in kept):
            shown.update(dict.fromkeys((part.strip() for part in _split(sheet[start:opened])), start))
    return shown


def _is_ordinary(media: str) -> bool:
    widths = [float(width) * (16 if unit == "em" else 1) for width, unit in _MIN_WIDTH.findall(media)]
    return (
        bool(widths)
        and max(widths) <= ORDINARY_WIDTH
        and "max-" not in media
        and "print" not in media
        and "<" not in media
    )


def _rules(sheet: str) -> list[tuple[int, int]]:
    """(start, end) of each innermost rule with a hint of hiding."""
    rules: set[tuple[int, int]] = set()
    lowered = sheet.encode().lower().decode()  # ASCII letters only, so that positions stay
    for hint in _HINTS:
        for found in hint.finditer(lowered):
            opened = sheet.rfind("{", 0, found.start())
            if opened < 0 or len(rules) > MAX_RULES:
                continue
            start = max(sheet.rfind(sign, 0, opened) for sign in "{};") + 1
            end = sheet.find("}", found.start())
            rules.add((start, end if end >= 0 else len(sheet)))
    return sorted(rules)


def _blocks(sheet: str, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    """(start, end) of the at-rules that open so."""
    return [(found.start(), _closing(sheet, found.end())) for found in pattern.finditer(sheet)]


def _closing(sheet: str, position: int) -> int:
    depth = 1
    for found in re.compile(r"[{}]").finditer(sheet, position):
        depth += 1 if found[0] == "{" else -1
        if not depth:
            return found.end()
    return len(sheet)


def _split(selector: str) -> list[str]:
    """The parts of a selector list; commas within brackets do not count."""
    if "(" not in selector and "[" not in selector:
        return selector.split(",")
    parts, depth, start = [], 0, 0
    for position, sign in enumerate(selector):
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and depth == 0:
            parts.append(selector[start:position])
            start = position + 1
    return [*parts, selector[start:]]


def _plain(sheet: str) -> str:
    """Without comments, escapes of letters, and strings that hold braces."""
    if "/*" in sheet:
        sheet = _COMMENT.sub(" ", sheet)
    if "\\" in sheet:
        sheet = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), sheet)
    return _STRING.sub(_without_braces, sheet) if '"' in sheet or "'" in sheet else sheet


def _without_braces(string: re.Match[str]) -> str:
    return '""' if "{" in string[0] or "}" in string[0] else string[0]


def _declared(declarations: str) -> dict[str, str]:
    """Property: value. Where a property stands twice the one that hides cannot be told cheaply, so the last one
    holds, as in browsers.
    """
    said: dict[str, str] = {}
    for declaration in declarations.lower().split(";"):
        name, colon, value = declaration.partition(":")
        value = value.strip()
        important = value.endswith("important")
        name = name.strip()
        if colon and (important or not said.get(name, "").endswith("!")):
            said[name] = value.partition("!")[0].strip() + ("!" if important else "")
    return {name: value.rstrip("!") for name, value in said.items()}


def _first_number(value: str | None, default: float) -> float:
    found = _NUMBER.match(value or "")
    return default if found is None else float(found[1]) / (100 if found[2] == "%" else 1)


def _pixels(value: str | None) -> float | None:
    """An absolute length, roughly in pixels; None for none, auto, functions, and what is relative to a box, unless
    it is zero.
    """
    found = _NUMBER.match(value or "")
    if found is None or (found[2] in _RELATIVE and float(found[1]) != 0):
        return None
    return float(found[1]) * {"em": 16, "rem": 16, "cm": 38, "in": 96, "pt": 1.3}.get(found[2], 1)


def _is_far(value: str | None, *, sides: tuple[int, ...]) -> bool:
    """Whether a length leads off the screen, to the sides -1 (left, up) or 1: by pixels, or by the whole of a box."""
    found = _NUMBER.match(value or "")
    if found is None:
        return False
    number = float(found[1])
    distance = number / 100 if found[2] in _RELATIVE else (_pixels(value) or 0.0) / FAR
    return any(side * distance >= 1 for side in sides)


def _is_small(said: dict[str, str]) -> bool:
    cut = any(
        said.get(name, "visible").split()[0:1] not in ([], ["visible"])
        for name in ("overflow", "overflow-x", "overflow-y")
    )
    sizes = (
        _pixels(said.get(name)) for name in ("height", "max-height", "width", "max-width", "block-size", "inline-size")
    )
    return (cut and any(size is not None and size <= SMALL for size in sizes)) or _first_number(
        said.get("font-size"), 1.0
    ) == 0


def _is_clipped(said: dict[str, str]) -> bool:
    clip, path = said.get("clip", ""), said.get("clip-path", said.get("-webkit-clip-path", ""))
    edges = [_pixels(edge) or 0.0 for edge in re.findall(r"[-\d.]+[a-z%]*", clip)]
    if clip.startswith("rect") and len(edges) == 4 and (edges[2] - edges[0] <= SMALL or edges[1] - edges[3] <= SMALL):
        return True
    inset = re.match(r"inset\(\s*([\d.]+)%", path)
    return bool(inset and float(inset[1]) >= 50) or bool(
        re.match(r"(?:circle|ellipse)\(\s*0|polygon\(\s*(?:0\S*\s+0\S*\s*,?\s*)+\)", path)
    )


def _is_away(said: dict[str, str]) -> bool:
    """Off the screen: by position, margin, indent or transform."""
    if any(_is_far(said.get(name), sides=(-1,)) for name in _OFFSETS):
        return True
    placed = said.get("position") in ("absolute", "fixed")
    if placed and any((_pixels(said.get(name)) or 0.0) >= 10 * FAR for name in ("left", "top", "right", "bottom")):
        return True
    move = said.get("transform", "")
    values = (part for moved in _TRANSLATE.findall(move) for part in re.split(r"[\s,]+", moved.strip()))
    if any(_is_far(value, sides=(-1, 1)) for value in values):
        return True
    return bool(_SCALED_AWAY.search(move)) or _first_number(said.get("scale"), 1.0) == 0


def _is_transparent(said: dict[str, str]) -> bool:
    clear = said.get("color") == "transparent" or bool(
        re.match(r"(?:rgba|hsla)\([^)]*,\s*0?\.?0+\)", said.get("color", ""))
    )
    clipped = any("text" in said.get(name, "") for name in ("background-clip", "-webkit-background-clip"))
    return clear and not clipped


def _is_blurred(value: str) -> bool:
    found = re.search(r"(?:blur|opacity)\(\s*([^)]*)\)", value)
    if found is None:
        return False
    return _first_number(found[1], 0.0) > 0 if "blur" in value else _first_number(found[1], 1.0) <= FAINT_OPACITY
