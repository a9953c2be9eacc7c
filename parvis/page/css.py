"""Which declarations, as in a style attribute or a rule, take an element out of sight."""

from __future__ import annotations

import re
from functools import lru_cache
from math import nan

__all__ = ["HINTS", "hides", "plain_css"]


FAINT_OPACITY = 0.05
FAR = 500  # pixels off the screen
SMALL = 1.0  # pixels: a box no larger shows nothing

_NUMBER = re.compile(r"(-?(?:\d+\.?\d*|\.\d+))([a-z%]*)")
_LETTER = r"([46][1-9a-f]|[57][0-9a]|2d)"  # or "-", by its number
# What stands for something else than its signs: each of these may hold the marks of the others. No way back over what
# is not closed.
_TOKEN = re.compile(
    r"/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/|\Z)"
    r"|\"[^\"\\\n]*+(?:\\.[^\"\\\n]*+)*+\"?"
    r"|'[^'\\\n]*+(?:\\.[^'\\\n]*+)*+'?"
    r"|[uU][rR][lL]\(\s*+[^\s\"')][^)]*+\)?"
    rf"|\\(?:(?i:(?:0000{_LETTER}|0{{0,3}}{_LETTER}(?![0-9a-f]))\s?|([g-z]))|.)",
    re.DOTALL,
)
_SIGN = re.compile(r"[{};()\[\],&]")  # that means something outside of strings
_RELATIVE = ("%", "vw", "vh", "vmin", "vmax")
_PIXELS = {"em": 16, "rem": 16, "lh": 19, "ch": 8, "ex": 8, "pt": 1.3, "pc": 16, "mm": 3.8, "cm": 38, "in": 96}
_SHORTHANDS = ("margin", "margin-inline", "margin-block", "inset", "inset-inline", "inset-block")  # of several offsets
# fmt: off
_SIZES = (
    "height", "max-height", "width", "max-width", "block-size", "max-block-size", "inline-size", "max-inline-size",
)
_OFFSETS = (
    *_SHORTHANDS, "left", "top", "right", "bottom", "text-indent", "margin-left", "margin-top",
    "margin-inline-start", "margin-block-start", "inset-inline-start", "inset-block-start",
)
# fmt: on
_LENGTH = rf"(?:\.\d*)?(?:{'|'.join(_PIXELS)})"
_LONG = rf"(?:\d{{3}}|\d+{_LENGTH})"  # may lead off the screen
_SMALL = r"\s*:\s*(?:-|0|\.\d|1(?:\.0*)?(?![\d.]))"
_FAR = rf"\s*:[^;:}}]*?(?:-{_LONG}|\d{{4}}|\d{{2,}}{_LENGTH})"
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
        r"scale(?:3d|x|y)?\s*[:(](?:[^;:})]{0,40}[\s,])?[0.-]",
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
_SCALE = re.compile(r"scale(?:3d|x|y)?\(([^)]{0,200})\)")
_ON_EDGE = re.compile(r"rotate[xy]\(\s*-?(?:90|270)deg")
_INSET = re.compile(r"inset\(([^)]*)\)")
_RECTANGLE = re.compile(r"rect\(([^)]*)\)")
_POINT = re.compile(
    r"(?:circle|ellipse)\(\s*0(?:\.0*)?(?![\d.])|polygon\(\s*+(?:0[^\s,]*+\s++0[^\s,)]*+\s*+,?\s*+)++\)"
)
_NO_FONT = re.compile(r"(?:^|\s)0(?:px|em|rem|%)?(?:\s|/)")  # the size in a shorthand: "0/0 a"
_FILTER = re.compile(r"(blur|opacity)\(\s*([^)]*)\)")
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
    if _first_number(get("opacity", "")) <= FAINT_OPACITY or _is_filtered(get("filter", "")):
        return True
    return _is_small(said) or _is_clipped(said) or _is_away(said) or _is_transparent(said)


def plain_css(sheet: str) -> str:
    """Without comments, addresses, escapes of letters, and signs in strings that elsewhere would mean something."""
    return _TOKEN.sub(_plain, sheet)


def _plain(token: re.Match[str]) -> str:
    match token[0][0]:
        case "/":
            return " "
        case '"' | "'":
            return _SIGN.sub(lambda sign: f"\\{ord(sign[0]):x} ", token[0])
        case "\\":
            number = token[1] or token[2]
            return chr(int(number, 16)) if number else token[3] or token[0]
    return "url()"


def _declared(declarations: str) -> dict[str, str]:
    """Property: value. Where a property stands twice the one that hides cannot be told cheaply, so the last one
    holds, as in browsers, which take the names with -webkit- for the same properties.
    """
    said: dict[str, str] = {}
    important: set[str] = set()
    for declaration in declarations.split(";"):
        name, colon, value = declaration.partition(":")
        name = name.strip().removeprefix("-webkit-")
        value, _, priority = value.partition("!")
        if priority.strip() == "important":
            important.add(name)
        elif not colon or name in important:
            continue
        said[name] = value.strip()
    return said


def _first_number(value: str) -> float:
    """What a value begins with; nan, which no comparison holds for, where that is no number."""
    found = _NUMBER.match(value)
    return nan if found is None else float(found[1]) / (100 if found[2] == "%" else 1)


def _pixels(value: str) -> float:
    """An absolute length, roughly in pixels; nan for none, auto, functions, and what is relative to a box, unless
    it is zero.
    """
    found = _NUMBER.match(value)
    if found is None or (found[2].endswith(_RELATIVE) and float(found[1]) != 0):
        return nan
    return float(found[1]) * _PIXELS.get(found[2], 1)


def _is_far(value: str, *, sides: tuple[int, ...]) -> bool:
    """Whether a length leads off the screen, to the sides -1 (left, up) or 1: by pixels, or by the whole of a box."""
    found = _NUMBER.match(value)
    if found is None:
        return False
    screen = 100 if found[2].endswith(_RELATIVE) else FAR / _PIXELS.get(found[2], 1)
    return any(side * float(found[1]) >= screen for side in sides)


def _lengths(value: str) -> list[str]:
    """The lengths of a property; of a shorthand only absolute ones, for `margin: 0 -100vw` widens a box."""
    parts = value.split()
    return parts if len(parts) == 1 else [part for part in parts if not part.endswith(_RELATIVE)]


def _is_small(said: dict[str, str]) -> bool:
    cut = {word for name in ("overflow", "overflow-x", "overflow-y") for word in said.get(name, "").split()} - {
        "visible"
    }
    if cut and any(_pixels(said.get(name, "")) <= SMALL for name in _SIZES):
        return True
    if cut and said.get("white-space", "").startswith("nowrap") and _is_far(said.get("text-indent", ""), sides=(1,)):
        return True
    return _first_number(said.get("font-size", "")) == 0 or bool(_NO_FONT.search(said.get("font", "")))


def _is_clipped(said: dict[str, str]) -> bool:
    path = said.get("clip-path", "")
    inset = _INSET.match(path)
    if _POINT.match(path) or (inset is not None and _meet(inset[1].partition("round")[0].split())):
        return True
    rectangles = (_RECTANGLE.match(shape) for shape in (said.get("clip", ""), path))
    return any(found is not None and _is_empty(_values(found[1])) for found in rectangles)


def _values(arguments: str) -> list[str]:
    return arguments.replace(",", " ").split()


def _meet(sides: list[str]) -> bool:
    """Whether insets leave nothing: one alone, those of top and bottom, or those of right and left."""
    shares = [float(found[1]) if (found := _NUMBER.match(side)) and found[2] == "%" else 0.0 for side in sides]
    four = [*shares, shares[1]] if len(shares) == 3 else shares * 4
    pairs = zip(four[:2], four[2:4], strict=True)
    return any(_is_far(side, sides=(1,)) for side in sides) or any(sum(pair) >= 100 for pair in pairs)


def _is_empty(edges: list[str]) -> bool:
    """Whether there is nothing between the edges of a rectangle: top, right, bottom and left; "auto" is the box's."""
    if len(edges) != 4:
        return False
    top, right, bottom, left = edges
    across, down = (_pixels(end) - _pixels(start.replace("auto", "0")) for start, end in ((left, right), (top, bottom)))
    return across <= SMALL or down <= SMALL


def _is_away(said: dict[str, str]) -> bool:
    """Off the screen, by position, margin, indent or transform, or seen from its edge."""
    if any(_is_far(side, sides=(-1,)) for name in _OFFSETS if name in said for side in _lengths(said[name])):
        return True
    placed = said.get("position") in ("absolute", "fixed")
    if placed and any(_pixels(said.get(name, "")) >= 10 * FAR for name in ("left", "top", "right", "bottom")):
        return True
    transform = said.get("transform", "")
    moves = (*_TRANSLATE.findall(transform), said.get("translate", ""))
    if any(_is_far(value, sides=(-1, 1)) for move in moves for value in _values(move)):
        return True
    scales = (*_SCALE.findall(transform), said.get("scale", ""))
    flat = any(_first_number(value) == 0 for scale in scales for value in _values(scale)[:2])
    return flat or bool(_ON_EDGE.search(transform))


def _is_transparent(said: dict[str, str]) -> bool:
    """Whether letters have no colour, that of their ground, or none of their shapes."""
    if said.get("text-security", "none") != "none":
        return True
    color = _color(said.get("text-fill-color", said.get("color", "")))
    if "text" in said.get("background-clip", ""):
        return False
    ground = _color(said.get("background-color", said.get("background", "")))
    return bool(_CLEAR.fullmatch(color)) or color == ground in ("#ffffff", "#000000")


def _color(value: str) -> str:
    """A colour, in one of its spellings."""
    value = {"white": "#ffffff", "black": "#000000"}.get(value, value)
    return "#" + "".join(sign * 2 for sign in value[1:]) if _SHORT_COLOR.fullmatch(value) else value


def _is_filtered(value: str) -> bool:
    """Whether a filter blurs, or leaves next to nothing."""
    return any(
        _first_number(amount) > 0 if name == "blur" else _first_number(amount) <= FAINT_OPACITY
        for name, amount in _FILTER.findall(value)
    )
