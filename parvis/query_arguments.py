"""A query on the command line: words of the search language, and options that say the same as its filters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

from parvis.arguments import Day
from parvis.research.parsing import read_query
from parvis.research.query import Query
from parvis.words import Access

__all__ = ["query_of", "query_options"]

_Command = TypeVar("_Command", bound=Callable[..., Any])
_OPTIONS = (
    click.option("--site", multiple=True, help="Only this site; may be given several times, like those below."),
    click.option("--section", multiple=True, help="Only this section."),
    click.option("--access", multiple=True, type=click.Choice([*map(str, Access), "walled"]), help="Only these."),
    click.option("--lang", multiple=True, metavar="CODE", help="Only this language."),
    click.option("--vendor", multiple=True, help="Only behind this vendor's wall."),
    click.option("--since", type=Day(), help="Published on this day or later."),
    click.option("--until", type=Day(), help="Published on this day or earlier."),
)


def query_options(command: _Command) -> _Command:
    """Gives a command the filters as options; what it is called with goes to `query_of`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def query_of(words: tuple[str, ...], options: dict[str, Any]) -> Query:
    """The words and options as one query, as they would be typed together."""
    names = ("site", "section", "access", "lang", "vendor")
    filters = [f'{name}:"{value}"' for name in names for value in options[name]]
    return read_query(" ".join([*filters, *_date(options["since"], options["until"]), *words]))


def _date(since: date | None, until: date | None) -> list[str]:
    return [f"date:{since or ''}..{until or ''}"] if since or until else []
