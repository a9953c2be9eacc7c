"""Specifications as SVG: drawn on this machine, without a browser and without the network.

Drawing the first chart of a process takes about a second, each further one some 80 ms; a chart whose numbers are the
same is drawn once. Numbers change with the archive, so no other key is needed.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from hashlib import blake2b
from html import escape
from pathlib import Path

import vl_convert

from parvis.errors import ChartError
from parvis.web.charts import Chart

__all__ = ["alone", "inline", "write"]

KEPT = 256  # drawings, of some ten kilobytes each
_OPENING = re.compile(r"<svg [^>]*?width=\"([0-9.]+)\" height=\"([0-9.]+)\"[^>]*>")
_ID = re.compile(r"(\bid=\"|url\(#|href=\"#)")
_FRACTION = re.compile(r"(\.[0-9]{2})[0-9]+")
_NOISE = re.compile(
    r" (?:pointer-events=\"none\"|aria-hidden=\"true\"|class=\"[^\"]*\"|role=\"graphics-(?:object|symbol)\""
    r"|aria-roledescription=\"[^\"]*\")"
)
# Only SVG as a file of its own has these: within a page the page says what is dark.
_NAMESPACE = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
_STYLE = (
    "<style>svg{color:#1c1f24;background:#fff}"
    "@media(prefers-color-scheme:dark){svg{color:#e8e8e3;background:#14171b}}</style>"
)


def inline(chart: Chart) -> str:
    """An element for a page: it takes the colour of the text around it and the width that there is."""
    return _drawn(json.dumps(chart.spec, sort_keys=True), chart.title, chart.description)


def alone(chart: Chart) -> str:
    """A file of its own."""
    return inline(chart).replace("<svg ", f"<svg {_NAMESPACE} ", 1).replace("</title>", "</title>" + _STYLE, 1) + "\n"


def write(target: Path, svg: str) -> None:
    """Raises ChartError where the file cannot be written."""
    try:
        target.write_text(svg, encoding="utf-8")
    except OSError as error:
        raise ChartError(f"{target}: {error.strerror}; name another file") from None


@lru_cache(maxsize=KEPT)
def _drawn(spec: str, title: str, description: str) -> str:
    drawing = vl_convert.vegalite_to_svg(spec)
    own = blake2b(spec.encode(), digest_size=4).hexdigest()
    body = _without_noise(drawing[drawing.index(">") + 1 :])
    body = _ID.sub(lambda found: f"{found[1]}c{own}-", body)  # several drawings stand in one page
    return _opening(drawing, title, description) + body


def _without_noise(drawing: str) -> str:
    """Without what only a program that moves the picture needs; coordinates to a hundredth, texts as they are."""
    parts = _NOISE.sub("", drawing).split("<")
    return "<".join(_FRACTION.sub(r"\1", tag) + end + text for tag, end, text in (p.partition(">") for p in parts))


def _opening(drawing: str, title: str, description: str) -> str:
    found = _OPENING.match(drawing)
    assert found  # noqa: S101  what vl-convert writes
    width, height = found[1], found[2]
    return (
        f'<svg role="img" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'aria-label="{escape(description)}"><title>{escape(title)}</title><desc>{escape(description)}</desc>'
    )
