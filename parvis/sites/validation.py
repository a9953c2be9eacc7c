"""A site definition held against the rules: every problem at once, each with file, key and remedy."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import soupsieve

from parvis.errors import SiteError
from parvis.sites.definition import PATTERN_MAX, Site

POLICIES = ("hard", "freemium", "metered", "registration", "consent", "open")
POLITE_DELAY = 5.0  # seconds

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
_KEYS = {field.name for field in fields(Site)} - {"source"}
_LISTS = ("hosts", "feeds", "sitemaps", "listings", "withheld", "wall")
_TEXTS = ("name", "title", "home", "language", "timezone", "article_pattern", "exclude_pattern", "policy", "notes")


def read_site(text: str, source: str) -> Site:
    """The definition in a TOML text. Raises SiteError with every problem, one a line."""
    problems = check_site(text, source)
    if problems:
        raise SiteError("\n".join(problems))
    values = tomllib.loads(text)
    listed: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}
    return Site(**listed, source=source)


def check_site(text: str, source: str) -> list[str]:
    """What is wrong with a definition: `file: key: problem; remedy`. An empty list: nothing."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return [f"{source}: not TOML: {error}; strings stand in double quotes, lists in brackets"]
    problems = [*_unknown(values), *_missing(values), *_types(values)]
    if not problems:
        problems = [problem for check in _CHECKS for problem in check(values)]
    return [f"{source}: {problem}" for problem in problems]


def _unknown(values: Mapping[str, Any]) -> Iterator[str]:
    for key in values:
        if key not in _KEYS:
            near = get_close_matches(key, _KEYS, n=1)
            yield f"{key}: no such key; " + (
                f"did you mean {near[0]!r}?" if near else f"known are {', '.join(sorted(_KEYS))}"
            )


def _missing(values: Mapping[str, Any]) -> Iterator[str]:
    for key in ("name", "title", "home"):
        if key not in values:
            yield f'{key}: missing; add a line {key} = "..."'


def _types(values: Mapping[str, Any]) -> Iterator[str]:
    for key, value in values.items():
        if key in _TEXTS and not isinstance(value, str):
            yield f'{key}: must be a string; write {key} = "..."'
        elif key in _LISTS and not _is_list_of_strings(value):
            yield f'{key}: must be a list of strings; write {key} = ["..."]'
        elif key in {"delay", "teaser_max_words"} and (isinstance(value, bool) or not isinstance(value, int | float)):
            yield f"{key}: must be a number; write {key} = 5"
        elif key == "demo" and not isinstance(value, bool):
            yield "demo: must be true or false"


def _is_list_of_strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _name(values: Mapping[str, Any]) -> Iterator[str]:
    if not _NAME.fullmatch(values["name"]):
        yield f"name: {values['name']!r} may hold small letters, digits and hyphens only"


def _urls(values: Mapping[str, Any]) -> Iterator[str]:
    for key in ("home", "feeds", "sitemaps", "listings"):
        value = values.get(key, ())
        for url in [value] if isinstance(value, str) else value:
            if not is_web(url):
                yield f"{key}: {url!r} is no http(s) address; write the whole URL"


def is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.username


def _patterns(values: Mapping[str, Any]) -> Iterator[str]:
    for key in ("article_pattern", "exclude_pattern"):
        pattern = values.get(key, "")
        try:
            re.compile(pattern)
        except re.error as error:
            yield f"{key}: no regular expression: {error}; use single quotes in TOML to keep backslashes"
        if len(pattern) > PATTERN_MAX:
            yield f"{key}: longer than {PATTERN_MAX} characters; simplify it"


def _selectors(values: Mapping[str, Any]) -> Iterator[str]:
    for key in ("withheld", "wall"):
        for selector in values.get(key, ()):
            try:
                soupsieve.compile(selector)
            except soupsieve.SelectorSyntaxError as error:
                yield f"{key}: {selector!r} is no CSS selector: {str(error).splitlines()[0]}"


def _zone(values: Mapping[str, Any]) -> Iterator[str]:
    name = values.get("timezone")
    try:
        if name is not None:
            ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield f"timezone: {name!r} is no IANA zone; write one like Europe/Paris"


def _numbers(values: Mapping[str, Any]) -> Iterator[str]:
    delay, words = values.get("delay"), values.get("teaser_max_words", 1)
    if delay is not None and delay < POLITE_DELAY and not values.get("demo"):
        yield f"delay: {delay} is below {POLITE_DELAY:g} seconds, the least that is polite; raise it or leave it out"
    if not 1 <= words <= 200:
        yield "teaser_max_words: must lie between 1 and 200"


def _policy(values: Mapping[str, Any]) -> Iterator[str]:
    if values.get("policy") not in (None, *POLICIES):
        yield f"policy: {values['policy']!r} is none of {', '.join(POLICIES)}"


_CHECKS: tuple[Callable[[Mapping[str, Any]], Iterator[str]], ...] = (
    _name,
    _urls,
    _patterns,
    _selectors,
    _zone,
    _numbers,
    _policy,
)
