"""Checks of single values of a definition: what is wrong with one, and what to write instead."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo

import soupsieve

from parvis.identity import is_http

POLICIES = ("hard", "freemium", "metered", "registration", "consent", "open")
POLITE_DELAY = 5.0  # seconds; only the demo's papers, which live on this machine, may be asked faster
LONGEST_DELAY = 3_600.0
MOST_REQUESTS = 1_000_000  # to a host in one run
MOST_WORDS = 200  # of a teaser
TEXT_MAX = 4_000
PATTERN_MAX = 500  # characters of a user's regular expression
ENTRIES_MAX = 50  # of a list

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_HOST = re.compile(r"(?!.*\.\.)[a-z0-9_][a-z0-9_.-]{0,252}")
# (a+)+, (b|a*)*, (a+b?)+ and the like: a repeated group that ends in a repeat takes exponential time on a hostile URL.
_NESTED_REPEAT = re.compile(r"(?:(?<!\\)[+*?]|\{\d*,\d*\})\)+(?:[+*]|\{\d*,)")

Problems = Iterator[str]
Check = Callable[[Any], Problems]


def unknown(key: str, known: Sequence[str]) -> str:
    """What is said of a key that nobody reads."""
    near = get_close_matches(key, known, n=1)
    return f"{key[:60]}: no such key; " + (f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}")


def shown(value: object) -> str:
    """A value as a message can hold it."""
    return repr(value if len(repr(value)) <= 80 else repr(value)[:80] + "...")


def a_string(check: Callable[[str], Problems], *, longest: int = TEXT_MAX) -> Check:
    """A check of one string."""

    def checked(value: Any) -> Problems:
        if not isinstance(value, str):
            yield 'must be a string; write "..."'
        elif len(value) > longest:
            yield f"longer than {longest} characters; shorten it"
        else:
            yield from check(value)

    return checked


def a_list(check: Callable[[Any], Problems]) -> Check:
    """A check of each string of a list."""

    def checked(value: Any) -> Problems:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            yield 'must be a list of strings; write ["..."]'
        elif len(value) > ENTRIES_MAX:
            yield f"more than {ENTRIES_MAX} entries; leave some out"
        else:
            yield from (problem for item in value for problem in check(item))

    return checked


def check_anything(_: str) -> Problems:
    yield from ()


def check_filled(text: str) -> Problems:
    if not text.strip():
        yield "empty; write what readers know the site by"


def check_name(text: str) -> Problems:
    if not _NAME.fullmatch(text):
        yield f"{shown(text)} may hold small letters, digits and hyphens only, 41 at most"


def check_language(text: str) -> Problems:
    if not _LANGUAGE.fullmatch(text):
        yield f"{shown(text)} is no language code; write one like fr or de-AT"


def check_host(text: str) -> Problems:
    if not _HOST.fullmatch(text):
        yield f"{shown(text)} is no host name; write it in small letters, without http:// and path"


def check_url(text: str) -> Problems:
    if not is_http(text) or not text.startswith(("http://", "https://")) or re.search(r"[\s\x00-\x1f]", text):
        yield f"{shown(text)} is no http(s) address; write the whole URL"
    elif "@" in text.split("/")[2]:
        yield "the address holds a user name; leave it out, Parvis reads what is public"


def check_pattern(text: str) -> Problems:
    if _NESTED_REPEAT.search(text):
        yield "repeats a group that ends in a repeat, which can take for ever; write it without nesting + or *"
    try:
        re.compile(text)
    except (re.error, RecursionError, OverflowError) as error:
        yield f"no regular expression: {error}; use single quotes in TOML to keep backslashes"


def check_day(value: Any) -> Problems:
    if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
        yield f"{shown(value)} is no day; write it without quotes, as 2026-03-02"


def check_selector(text: str) -> Problems:
    try:
        soupsieve.compile(text)
    except Exception as error:  # besides SelectorSyntaxError whatever odd input makes soupsieve trip over
        yield f"{shown(text)} is no CSS selector: {str(error).partition(chr(10))[0][:100]}; try it in a browser"


def check_zone(text: str) -> Problems:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
        yield f"{shown(text)} is no IANA zone; write one like Europe/Paris"


def check_policy(text: str) -> Problems:
    if text not in POLICIES:
        yield f"{shown(text)} is none of {', '.join(POLICIES)}"


def check_delay(value: Any) -> Problems:
    if not isinstance(value, int | float) or isinstance(value, bool):
        yield "must be a number; write 5"
    elif not isfinite(value) or not 0 <= value <= LONGEST_DELAY:
        yield f"must lie between {POLITE_DELAY:g} and {LONGEST_DELAY:g} seconds"


def check_requests(value: Any) -> Problems:
    if not isinstance(value, int) or isinstance(value, bool):
        yield "must be a whole number; write 1000"
    elif not 1 <= value <= MOST_REQUESTS:
        yield f"must lie between 1 and {MOST_REQUESTS}"


def check_words(value: Any) -> Problems:
    if not isinstance(value, int) or isinstance(value, bool):
        yield "must be a whole number; write 200"
    elif not 1 <= value <= MOST_WORDS:
        yield f"must lie between 1 and {MOST_WORDS}"


def check_boolean(value: Any) -> Problems:
    if not isinstance(value, bool):
        yield "must be true or false"
