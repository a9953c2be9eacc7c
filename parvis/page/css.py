"""Which declarations, as in a style attribute or a rule, take an element out of sight."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["HINTS", "hides", "plain_css"]


FAINT_OPACITY = 0.05
FAR = 500  # pixels off the screen
SMALL = 1.0  # pixels: a box no larger shows nothing

_NUMBER = re.compile(r"(-?(?:\d+\.?\d*|\.\d+))([a-z%]*)")
_COMMENT = re.compile(r"/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/|\Z)")
_STRING = re.compile(r"\"[^\"\\\n]*+(?:\\.[^\"\\\n]*+)*+\"|'[^'\\\n]*+(?:\\.[^'\\\n]*+)*+'", re.DOTALL)
_ESCAPE = re.compile(r"\\0{0,4}([46][1-9a-f]|[57][0-9a]|2d)\s?", re.IGNORECASE)  # a letter or "-" written as a number
_RELATIVE = ("%", "vw", "vh", "vmin", "vmax")
_SHORTHANDS = ("margin", "margin-inline", "margin-block", "inset", "inset-inline", "inset-block")  # of several offsets
# fmt: off
_OFFSETS = (
    *_SHORTHANDS, "left", "top", "right", "bottom", "text-indent", "margin-left", "margin-top",
    "margin-inline-start", "margin-block-start", "inset-inline-start", "inset-block-start",
)
# fmt: on
_LONG = r"(?:\d{3}|\d+(?:\.\d*)?(?:r?em|in|cm))"  # may lead off the screen
_SMALL = r"\s*:\s*(?:-|0|\.\d|1(?:\.0*)?(?![\d.]))"
_FAR = rf"\s*:[^;:}}]*?(?:-{_LONG}|\d{{4}}|\d{{2,}}(?:\.\d*)?(?:r?em|in|cm))"
# What a declaration that hides starts with: none hides without one (tests/test_css.py). Each begins with plain
# letters, for which a long sheet is searched at memory speed; what follows never reaches over another one, or is short:
# a sheet that repeats them costs no more than its length.
HINTS = tuple(
    re.compile(pattern)
    for pattern in (
        r"display\s*:\s*none",
        r"visibility\s*:\s*(?:hidden|collapse)",
        r"opacity(?:\(|\s*:\s*(?:-|0*\.?0|0*[0-5](?:\.\d*)?%))",
        r"blur\(",
        *(rf"{name}{_SMALL}" for name in ("height", "width", "size")),
        *(rf"{name}{_FAR}" for name in ("left", "top", "right", "bottom", "start", "indent")),
        *(rf"{name}\s*:[^;:}}]*-{_LONG}" for name in _SHORTHANDS),
        r"clip(?:-path)?\s*:",
        rf"translate(?:(?:3d|x|y)?\([^)]{{0,200}}|\s*:[^;:}}]*){_LONG}",
        r"scale(?:3d|x|y)?\s*[:(]\s*[0.-]",
        r"color\s*:\s*(?:transparent|(?:rgb|hsl)a?\([^)]{0,200}[,/]\s*0?\.?0+%?\s*\)|#(?:\w{3}0|\w{6}00)\b)",
        r"background(?:-color)?\s*:\s*(?:white|black|#(?:[0f]{3}){1,2}\b)",
        r"security\s*:",
        r"indent\s*:\s*\d{3}",
        r"rotate[xy]\(",
        r"font\s*:[^;:}]*(?<![\d.])0(?:px|r?em|%)?[\s/]",
    )
)
_HINT = re.compile("|".join(hint.pattern for hint in HINTS))
_TRANSLATE = re.compile(r"translate(?:3d|x|y)?\(([^)]{0,200})\)")
_SCALED_AWAY = re.compile(r"scale(?:3d|x|y)?\(\s*+0*+\.?0*+\s*+[,)]|rotate[xy]\(\s*-?(?:90|270)deg")
_INSET = re.compile(r"inset\(([^)]*)\)")
_SHARE = re.compile(r"[\d.]*\d%")
_POINT = re.compile(r"(?:circle|ellipse)\(\s*0|polygon\(\s*+(?:0[^\s,]*+\s++0[^\s,)]*+\s*+,?\s*+)++\)")
_NO_FONT = re.compile(r"(?:^|\s)0(?:px|em|rem|%)?(?:\s|/)")  # the size in a shorthand: "0/0 a"
_CLEAR = re.compile(r"transparent|(?:rgb|hsl)a?\((?:(?:[^,)]*,){3}|[^/)]*/)\s*0?\.?0+%?\s*\)|#\w{6}00")
_SHORT_COLOR = re.compile(r"#[0-9a-f]{3,4}")


@lru_cache(maxsize=4096)
def hides(declarations: str) -> bool:
    """Whether these declarations, as in a style attribute, take an element out of sight.

    >>> hides("color: red; display:none !important"), hides("opacity: .5"), hides("height:0;overflow:hidden")
    (True, False, True)
    """
    plain = plain_css(declarations).lower()
    if not _HINT.search(plain):
        return False
    said = _declared(plain)
    get = said.get
    if get("display") == "none" or get("visibility") in ("hidden", "collapse") or get("content-visibility") == "hidden":
        return True
    if _first_number(get("opacity"), 1.0) <= FAINT_OPACITY or _is_blurred(get("filter", "")):
        return True
    return _is_small(said) or _is_clipped(said) or _is_away(said) or _is_transparent(said)


def plain_css(sheet: str) -> str:
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
    for declaration in declarations.split(";"):
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


def _lengths(value: str) -> list[str]:
    """The lengths of a property; of a shorthand only absolute ones, for `margin: 0 -100vw` widens a box."""
    parts = value.split()
    return parts if len(parts) == 1 else [part for part in parts if not part.endswith(_RELATIVE)]


def _is_small(said: dict[str, str]) -> bool:
    cut = any(
        said.get(name, "visible").split()[0:1] not in ([], ["visible"])
        for name in ("overflow", "overflow-x", "overflow-y")
    )
    sizes = (
        _pixels(said.get(name)) for name in ("height", "max-height", "width", "max-width", "block-size", "inline-size")
    )
    if cut and any(size is not None and size <= SMALL for size in sizes):
        return True
    if cut and said.get("white-space", "").startswith("nowrap") and _is_far(said.get("text-indent"), sides=(1,)):
        return True
    return _first_number(said.get("font-size"), 1.0) == 0 or bool(_NO_FONT.search(said.get("font", "")))


def _is_clipped(said: dict[str, str]) -> bool:
    clip, path = said.get("clip", ""), said.get("clip-path", said.get("-webkit-clip-path", ""))
    edges = [_pixels(edge) or 0.0 for edge in re.findall(r"[-\d.]+[a-z%]*", clip)]
    if clip.startswith("rect") and len(edges) == 4 and (edges[2] - edges[0] <= SMALL or edges[1] - edges[3] <= SMALL):
        return True
    inset = _INSET.match(path)
    return (inset is not None and _leaves_nothing(inset[1].partition("round")[0].split())) or bool(_POINT.match(path))


def _leaves_nothing(sides: list[str]) -> bool:
    """Whether these insets meet: those of top and bottom, or those of right and left."""
    shares = [float(side[:-1]) if _SHARE.fullmatch(side) else 0.0 for side in sides] or [0.0]
    top = shares[0]
    right = shares[1] if len(shares) > 1 else top
    bottom = shares[2] if len(shares) > 2 else top
    left = shares[3] if len(shares) > 3 else right
    return top + bottom >= 100 or right + left >= 100


def _is_away(said: dict[str, str]) -> bool:
    """Off the screen: by position, margin, indent or transform."""
    if any(_is_far(side, sides=(-1,)) for name in _OFFSETS if name in said for side in _lengths(said[name])):
        return True
    placed = said.get("position") in ("absolute", "fixed")
    if placed and any((_pixels(said.get(name)) or 0.0) >= 10 * FAR for name in ("left", "top", "right", "bottom")):
        return True
    move = said.get("transform", "")
    moves = (*_TRANSLATE.findall(move), said.get("translate", ""))
    values = (part for moved in moves for part in re.split(r"[\s,]+", moved.strip()))
    if any(_is_far(value, sides=(-1, 1)) for value in values):
        return True
    return bool(_SCALED_AWAY.search(move)) or _first_number(said.get("scale"), 1.0) == 0


def _is_transparent(said: dict[str, str]) -> bool:
    """Whether letters have no colour, that of their ground, or none of their shapes."""
    if said.get("-webkit-text-security", "none") != "none":
        return True
    color = _color(said.get("-webkit-text-fill-color", said.get("color", "")))
    clipped = any("text" in said.get(name, "") for name in ("background-clip", "-webkit-background-clip"))
    if clipped or not color:
        return False
    return bool(_CLEAR.fullmatch(color)) or color == _color(said.get("background-color", said.get("background", "")))


def _color(value: str) -> str:
    """A colour, in one of its spellings."""
    value = {"white": "#ffffff", "black": "#000000"}.get(value, value)
    return "#" + "".join(sign * 2 for sign in value[1:]) if _SHORT_COLOR.fullmatch(value) else value


def _is_blurred(value: str) -> bool:
    found = re.search(r"(?:blur|opacity)\(\s*([^)]*)\)", value)
    if found is None:
        return False
    return _first_number(found[1], 0.0) > 0 if "blur" in value else _first_number(found[1], 1.0) <= FAINT_OPACITY
