"""A site definition held against the rules: every problem at once, each with file, key and remedy."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from parvis.errors import SiteError
from parvis.sites.definition import Site, host_in
from parvis.sites.known import check_known, make_known
from parvis.sites.layouts import check_layouts, make_layouts
from parvis.sites.values import (
    PATTERN_MAX,
    POLITE_DELAY,
    Check,
    Problems,
    a_list,
    a_string,
    check_anything,
    check_boolean,
    check_delay,
    check_filled,
    check_host,
    check_language,
    check_name,
    check_pattern,
    check_policy,
    check_requests,
    check_selector,
    check_url,
    check_words,
    check_zone,
    shown,
    unknown,
)

FILE_MAX = 64 * 2**10  # characters of a definition

_MEND = "mend article_pattern or exclude_pattern, or leave the example out"
_TABLES = {"layout": "layouts", "known": "known"}  # the key of the tables, and the field they become
_KEYS = (*(item.name for item in fields(Site) if item.name not in {"source", *_TABLES.values()}), *_TABLES)


def read_site(text: str, source: str) -> Site:
    """The definition in a TOML text. Raises SiteError with every problem, one a line."""
    values, problems = _checked(text, source)
    if problems:
        raise SiteError("\n".join(problems))
    return _made(values, source)


def _made(values: Mapping[str, Any], source: str) -> Site:
    rest: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in values.items() if key not in _TABLES
    }
    layouts, known = make_layouts(values.get("layout", ())), make_known(values.get("known", ()))
    return Site(**rest, layouts=layouts, known=known, source=source)


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
    problems = list(_problems(values)) or list(_examples(_made(values, source)))
    return values, [f"{source}: {problem}" for problem in problems]


def _problems(values: Mapping[str, Any]) -> Problems:
    yield from (f'{key}: missing; add a line {key} = "..."' for key in ("name", "title", "home") if key not in values)
    for key, value in values.items():
        if key in _CHECKS:
            yield from (f"{key}: {problem}" for problem in _CHECKS[key](value))
        elif key not in _TABLES:
            yield unknown(key, _KEYS)
    yield from check_layouts(values.get("layout", []))
    yield from check_known(values)
    yield from _speed(values)
    yield from _hosts(values)


def _examples(site: Site) -> Problems:
    """The patterns tried on the URLs that the definition names."""
    for url in site.article_examples:
        if not site.accepts(url):
            yield f"article_examples: {shown(url)} is taken for no article; {_MEND}"
    for url in site.other_examples:
        if site.accepts(url):
            yield f"other_examples: {shown(url)} is taken for an article; {_MEND}"


def _speed(values: Mapping[str, Any]) -> Problems:
    delay = values.get("delay")
    if isinstance(delay, int | float) and 0 <= delay < POLITE_DELAY and values.get("demo") is not True:
        yield f"delay: {delay} is below {POLITE_DELAY:g} seconds, the least that is polite; raise it or leave it out"


def _hosts(values: Mapping[str, Any]) -> Problems:
    home, hosts = values.get("home"), values.get("hosts")
    if isinstance(home, str) and isinstance(hosts, list) and hosts and (host := host_in(home)) and host not in hosts:
        yield f'hosts: the host of the home page is not among them; add "{host}"'


_CHECKS: dict[str, Check] = {
    "name": a_string(check_name),
    "title": a_string(check_filled, longest=200),
    "home": a_string(check_url),
    "hosts": a_list(check_host),
    "language": a_string(check_language),
    "timezone": a_string(check_zone, longest=100),
    "feeds": a_list(a_string(check_url)),
    "sitemaps": a_list(a_string(check_url)),
    "listings": a_list(a_string(check_url)),
    "article_pattern": a_string(check_pattern, longest=PATTERN_MAX),
    "exclude_pattern": a_string(check_pattern, longest=PATTERN_MAX),
    "article_examples": a_list(a_string(check_url)),
    "other_examples": a_list(a_string(check_url)),
    "delay": check_delay,
    "max_requests": check_requests,
    "teaser_max_words": check_words,
    "withheld": a_list(a_string(check_selector, longest=PATTERN_MAX)),
    "wall": a_list(a_string(check_selector, longest=PATTERN_MAX)),
    "policy": a_string(check_policy),
    "demo": check_boolean,
    "notes": a_string(check_anything),
}
