"""A site definition held against the rules: every problem at once, each with file, key and remedy."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from difflib import get_close_matches
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo

import soupsieve

from parvis.errors import SiteError
from parvis.identity import is_http
from parvis.sites.definition import Site, host_in

POLICIES = ("hard", "freemium", "metered", "registration", "consent", "open")
POLITE_DELAY = 5.0  # seconds; only the demo's papers, which live on this machine, may be asked faster
LONGEST_DELAY = 3_600.0
MOST_WORDS = 200  # of a teaser
FILE_MAX = 64 * 2**10  # characters of a definition
TEXT_MAX = 4_000
PATTERN_MAX = 500  # characters of a user's regular expression
ENTRIES_MAX = 50  # of a list

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_HOST = re.compile(r"(?!.*\.\.)[a-z0-9_][a-z0-9_.-]{0,252}")
# (a+)+, (b|a*)*, (a+b?)+ and the like: a repeated group that ends in a repeat takes exponential time on a hostile URL.
_NESTED_REPEAT = re.compile(r"(?:(?<!\\)[+*?]|\{\d*,\d*\})\)+(?:[+*]|\{\d*,)")

_KEYS = tuple(item.name for item in fields(Site) if item.name != "source")

Problems = Iterator[str]


def read_site(text: str, source: str) -> Site:
    """The definition in a TOML text. Raises SiteError with every problem, one a line."""
    values, problems = _checked(text, source)
    if problems:
        raise SiteError("\n".join(problems))
    listed: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}
    return Site(**listed, source=source)


def check_site(text: str, source: str) -> list[str]:
    """What is wrong with a definition: `file: key: problem; remedy`. An empty list: nothing."""
    return _checked(text, source)[1]


def _checked(text: str, source: str) -> tuple[dict[str, Any], list[str]]:
    if len(text) > FILE_MAX:
        return {}, [f"{source}: longer than {FILE_MAX // 2**10} KiB; a definition has a few lines"]
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return {}, [f"{source}: not TOML: {error}; strings stand in double quotes, lists in brackets"]
    return values, [f"{source}: {problem}" for problem in _problems(values)]


def _problems(values: Mapping[str, Any]) -> Problems:
    yield from (f'{key}: missing; add a line {key} = "..."' for key in ("name", "title", "home") if key not in values)
    for key, value in values.items():
        if key in _CHECKS:
            yield from (f"{key}: {problem}" for problem in _CHECKS[key](value))
        else:
            yield _unknown(key)
    yield from _speed(values)
    yield from _hosts(values)


def _unknown(key: str) -> str:
    near = get_close_matches(key, _KEYS, n=1)
    return f"{key[:60]}: no such key; " + (f"did you mean {near[0]!r}?" if near else f"known are {', '.join(_KEYS)}")


def _speed(values: Mapping[str, Any]) -> Problems:
    delay = values.get("delay")
    if isinstance(delay, int | float) and 0 <= delay < POLITE_DELAY and values.get("demo") is not True:
        yield f"delay: {delay} is below {POLITE_DELAY:g} seconds, the least that is polite; raise it or leave it out"


def _hosts(values: Mapping[str, Any]) -> Problems:
    home, hosts = values.get("home"), values.get("hosts")
    if isinstance(home, str) and isinstance(hosts, list) and hosts and (host := host_in(home)) and host not in hosts:
        yield f'hosts: the host of the home page is not among them; add "{host}"'


def _shown(value: object) -> str:
    return repr(value if len(repr(value)) <= 80 else repr(value)[:80] + "...")


def _text(check: Callable[[str], Problems], *, longest: int = TEXT_MAX) -> Callable[[Any], Problems]:
    """A check of one string."""

    def checked(value: Any) -> Problems:
        if not isinstance(value, str):
            yield 'must be a string; write "..."'
        elif len(value) > longest:
            yield f"longer than {longest} characters; shorten it"
        else:
            yield from check(value)

    return checked


def _list(check: Callable[[Any], Problems]) -> Callable[[Any], Problems]:
    """A check of each string of a list."""

    def checked(value: Any) -> Problems:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            yield 'must be a list of strings; write ["..."]'
        elif len(value) > ENTRIES_MAX:
            yield f"more than {ENTRIES_MAX} entries; leave some out"
        else:
            yield from (problem for item in value for problem in check(item))

    return checked


def _any(_: str) -> Problems:
    yield from ()


def _filled(text: str) -> Problems:
    if not text.strip():
        yield "empty; write what readers know the site by"


def _name(text: str) -> Problems:
    if not _NAME.fullmatch(text):
        yield f"{_shown(text)} may hold small letters, digits and hyphens only, 41 at most"


def _language(text: str) -> Problems:
    if not _LANGUAGE.fullmatch(text):
        yield f"{_shown(text)} is no language code; write one like fr or de-AT"


def _host(text: str) -> Problems:
    if not _HOST.fullmatch(text):
        yield f"{_shown(text)} is no host name; write it in small letters, without http:// and path"


def _url(text: str) -> Problems:
    if not is_http(text) or not text.startswith(("http://", "https://")) or re.search(r"[\s\x00-\x1f]", text):
        yield f"{_shown(text)} is no http(s) address; write the whole URL"
    elif "@" in text.split("/")[2]:
        yield "the address holds a user name; leave it out, Parvis reads what is public"


def _pattern(text: str) -> Problems:
    if _NESTED_REPEAT.search(text):
        yield "repeats a group that ends in a repeat, which can take for ever; write it without nesting + or *"
    try:
        re.compile(text)
    except (re.error, RecursionError, OverflowError) as error:
        yield f"no regular expression: {error}; use single quotes in TOML to keep backslashes"


def _selector(text: str) -> Problems:
    try:
        soupsieve.compile(text)
    except Exception as error:  # besides SelectorSyntaxError whatever odd input makes soupsieve trip over
        yield f"{_shown(text)} is no CSS selector: {str(error).partition(chr(10))[0][:100]}; try it in a browser"


def _zone(text: str) -> Problems:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
        yield f"{_shown(text)} is no IANA zone; write one like Europe/Paris"


def _policy(text: str) -> Problems:
    if text not in POLICIES:
        yield f"{_shown(text)} is none of {', '.join(POLICIES)}"


def _delay(value: Any) -> Problems:
    if not isinstance(value, int | float) or isinstance(value, bool):
        yield "must be a number; write 5"
    elif not isfinite(value) or not 0 <= value <= LONGEST_DELAY:
        yield f"must lie between {POLITE_DELAY:g} and {LONGEST_DELAY:g} seconds"


def _words(value: Any) -> Problems:
    if not isinstance(value, int) or isinstance(value, bool):
        yield "must be a whole number; write 200"
    elif not 1 <= value <= MOST_WORDS:
        yield f"must lie between 1 and {MOST_WORDS}"


def _boolean(value: Any) -> Problems:
    if not isinstance(value, bool):
        yield "must be true or false"


_CHECKS: dict[str, Callable[[Any], Problems]] = {
    "name": _text(_name),
    "title": _text(_filled, longest=200),
    "home": _text(_url),
    "hosts": _list(_host),
    "language": _text(_language),
    "timezone": _text(_zone, longest=100),
    "feeds": _list(_text(_url)),
    "sitemaps": _list(_text(_url)),
    "listings": _list(_text(_url)),
    "article_pattern": _text(_pattern, longest=PATTERN_MAX),
    "exclude_pattern": _text(_pattern, longest=PATTERN_MAX),
    "delay": _delay,
    "teaser_max_words": _words,
    "withheld": _list(_text(_selector, longest=PATTERN_MAX)),
    "wall": _list(_text(_selector, longest=PATTERN_MAX)),
    "policy": _text(_policy),
    "demo": _boolean,
    "notes": _text(_any),
}
