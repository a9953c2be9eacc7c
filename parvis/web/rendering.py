"""Templates: what is put into them is text and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from parvis.archive.search import MARK_CLOSE, MARK_OPEN
from parvis.research.edits import Edit, Kept
from parvis.terminal.colours import family_of
from parvis.words import Role

__all__ = ["link_of", "render", "style"]

_CONTROLS = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029\\]")


def render(template: str, shown: Mapping[str, Any]) -> str:
    return _environment().get_template(template).render(shown)


@cache
def style() -> tuple[bytes, str]:
    """The style sheet, and the name of this wording of it."""
    body = files("parvis.web").joinpath("static/parvis.css").read_bytes()
    return body, blake2b(body, digest_size=6).hexdigest()


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("parvis.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(
        link=link_of,
        marked=_marked,
        edited=_edited,
        day=_day,
        minute=_minute,
        number=_number,
        percent=_percent,
        query=lambda values: urlencode(values, doseq=True),
        family=lambda role: family_of(Role(role)).name.replace(" ", "-"),
        plural=_plural,
    )
    made.globals["style_name"] = style()[1]
    return made


def link_of(url: str | None) -> str | None:
    """A URL that a browser may be sent to: of the web, and nothing in it that is read otherwise than it looks.

    >>> link_of("https://example.org/a"), link_of("javascript:alert(1)"), link_of("java\\tscript:x")
    ('https://example.org/a', None, None)
    """
    if not url or _CONTROLS.search(url):
        return None
    try:
        parts = urlsplit(url)
        return url if parts.scheme in {"http", "https"} and parts.hostname else None
    except ValueError:
        return None


def _marked(text: str) -> Markup:
    """A text with what was found in it marked."""
    pieces = text.strip().replace(MARK_CLOSE, MARK_OPEN).split(MARK_OPEN)
    return Markup("").join(
        Markup("<mark>{}</mark>").format(piece) if number % 2 else escape(piece) for number, piece in enumerate(pieces)
    )


def _edited(edits: tuple[Edit, ...]) -> Markup:
    return Markup("").join(_EDIT[edit.kept].format(edit.text) for edit in edits)


_EDIT = {
    Kept.SAME: Markup("{}"),
    Kept.REMOVED: Markup("<del>{}</del>"),
    Kept.ADDED: Markup("<ins>{}</ins>"),
}


def _day(at: datetime | date | str | None) -> str:
    return (at[:10] if isinstance(at, str) else f"{at:%Y-%m-%d}") if at else ""


def _minute(at: datetime | str | None) -> str:
    moment = datetime.fromisoformat(at) if isinstance(at, str) and at else at
    return f"{moment:%Y-%m-%d %H:%M}" if isinstance(moment, datetime) else ""


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"


def _percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.0f}%"


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
