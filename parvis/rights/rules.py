"""The lines of a robots.txt as RFC 9309 reads them: groups, rules, and which rule decides.

A line that is neither user-agent, allow nor disallow never ends a group (section 2.2.4). Groups of one agent are merged
(2.2.1), the longest matching pattern decides, at equal length allow does (2.2.2). Patterns and URLs are compared under
two readings, the standard's (unreserved characters decoded, the rest encoded) and Google's (the URL as it stands); a
fetch is allowed only if both readings allow it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

LINE = 16_663  # characters; Google cuts here, and a pattern cut short forbids more
NOTES = 100  # lines kept that are no rules

_AGENT = frozenset({"user-agent", "useragent", "user agent"})
# Misspellings that Google and Protego obey: who mistypes a prohibition still means it.
_DISALLOW = frozenset({"disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw"})
_NAMES = re.compile(
    r"(user[- ]?agent|allow|dis{1,2}al{1,2}[ao]w|diasllow|crawl[- ]delay|sitemap)\s+(\S+)", re.IGNORECASE
)
_SITEMAP = frozenset({"sitemap", "site-map", "sitemaps"})
_KEPT = frozenset({"content-usage", "content-signal", "license", "visit-time"})
_PRODUCT = re.compile(r"[A-Za-z_-]+")
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,6})?")
_RATE = re.compile(r"(\d{1,6})\s*/\s*(\d{1,9})\s*([smhd]?)", re.IGNORECASE)
_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3_600, "d": 86_400}
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})|([\x00-\x20\x7f-\xff])|(%)")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


class Paths(NamedTuple):
    """A pattern or the path of a URL under the two readings."""

    standard: str
    literal: str


@dataclass(frozen=True, slots=True)
class Rule:
    allow: bool
    text: str  # as in the file
    paths: Paths

    def __str__(self) -> str:
        return f"{'allow' if self.allow else 'disallow'}: {self.text[:200]}"


@dataclass(frozen=True, slots=True)
class Group:
    """The rules of some user agents; "*" stands for all that have no group of their own."""

    agents: frozenset[str]
    rules: tuple[Rule, ...]
    delays: tuple[float, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    named: int = 0  # user-agent lines; more than `agents` when many are one to us


@dataclass(frozen=True, slots=True)
class Rules:
    groups: tuple[Group, ...] = ()
    sitemaps: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()  # lines before any group: License, Content-Signal

    def of(self, agent: str) -> tuple[Group, ...]:
        """The groups that speak to the agent: its own, else those for all."""
        token = product(agent)
        own = tuple(group for group in self.groups if token and token in group.agents)
        return own or tuple(group for group in self.groups if "*" in group.agents)

    def verdict(self, url: str, agent: str) -> tuple[bool, str | None]:
        """Whether the agent may fetch the URL, and the rule that decides (None: no rule matches)."""
        path = url_paths(url)
        if path.standard == "/robots.txt":  # section 2.2.2: always allowed
            return True, None
        rules = [rule for group in self.of(agent) for rule in group.rules]
        deciding = [_deciding(rules, reading, path) for reading in range(2)]
        forbidding = next((rule for rule in deciding if rule and not rule.allow), None)
        if forbidding:
            return False, str(forbidding)
        return True, str(deciding[0]) if deciding[0] else None

    def delay(self, agent: str) -> float | None:
        """The longest wish for seconds between two requests."""
        return max((delay for group in self.of(agent) for delay in group.delays), default=None)


def product(agent: str) -> str:
    """The product token of a user agent in lower case.

    >>> product("Parvis/0.1 (+https://example.org)")
    'parvis'
    """
    return agent.partition("/")[0].strip().lower()


def _deciding(rules: list[Rule], reading: int, path: Paths) -> Rule | None:
    """The longest rule that matches under a reading; at equal length one that allows."""
    best: Rule | None = None
    for rule in rules:
        pattern = rule.paths[reading]
        rank = (len(pattern), rule.allow)
        if (best is None or rank > (len(best.paths[reading]), best.allow)) and matches(pattern, path[reading]):
            best = rule
    return best


def matches(pattern: str, path: str) -> bool:
    """Whether a pattern with * and a final $ matches the path from its beginning. Linear: no backtracking.

    >>> matches("/*.php$", "/folder/a.php"), matches("/*.php$", "/a.php?x")
    (True, False)
    """
    anchored = pattern.endswith("$")
    first, *rest = (pattern[:-1] if anchored else pattern).split("*")
    if not path.startswith(first):
        return False
    if not rest:
        return not anchored or path == first
    at = len(first)
    for part in rest[:-1]:
        at = path.find(part, at)
        if at < 0:
            return False
        at += len(part)
    last = rest[-1]
    return path.endswith(last) and len(path) - len(last) >= at if anchored else path.find(last, at) >= 0


@lru_cache(maxsize=512)
def url_paths(url: str) -> Paths:
    """The path and query of a URL under both readings; "/" for a URL without path."""
    try:
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query or "?" in url.partition("#")[0] else "")
    except ValueError:
        path = "/"
    return Paths(_normal(path), path)


def pattern_paths(text: str) -> Paths:
    return Paths(_normal(text), _escaped(text))


def url_matches(pattern: str, url: str) -> bool:
    """Whether a pattern as of robots.txt matches the path of a URL under either reading."""
    return (
        any(matches(*pair) for pair in zip(pattern_paths(pattern), url_paths(url), strict=True)) if pattern else False
    )


def _normal(text: str) -> str:
    """Percent-encoding as in RFC 9309 section 2.2.2: unreserved characters plain, all else that is no ASCII encoded."""
    return _ESCAPE.sub(_plain_or_upper, _bytes(text)).decode("ascii")


def _escaped(text: str) -> str:
    """Google's reading of a pattern: what is no ASCII encoded, escapes in upper case, nothing decoded."""
    return _ESCAPE.sub(lambda found: found[0].upper() if found[1] or found[3] else _hex(found[0]), _bytes(text)).decode(
        "ascii"
    )


def _bytes(text: str) -> bytes:
    try:
        return text.encode("utf-8", errors="surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", errors="replace")


def _plain_or_upper(found: re.Match[bytes]) -> bytes:
    if found[1]:
        octet = bytes.fromhex(found[1].decode("ascii"))
        return octet if octet[0] in _UNRESERVED else found[0].upper()
    return _hex(found[0])


def _hex(octet: bytes) -> bytes:
    return b"%%%02X" % octet[0]


class _Reader:
    """Gathers the groups line by line."""

    def __init__(self) -> None:
        self.groups: list[Group] = []
        self.sitemaps: list[str] = []
        self.loose: list[tuple[str, str]] = []
        self._begin()

    def _begin(self) -> None:
        self.agents: set[str] = set()
        self.rules: list[Rule] = []
        self.delays: list[float] = []
        self.notes: list[tuple[str, str]] = []
        self.named = 0
        self.ruled = False  # it has a rule: the next user-agent line begins another group

    def end_group(self) -> None:
        if self.named:
            agents, rules = frozenset(self.agents), tuple(self.rules)
            self.groups.append(Group(agents, rules, tuple(self.delays), tuple(self.notes), self.named))
        self._begin()

    def take(self, name: str, value: str) -> None:
        if name in _AGENT:
            self._agent(value)
        elif name == "allow" or name in _DISALLOW:
            self._rule(value, allow=name == "allow")
        elif name in _SITEMAP:
            self.sitemaps.append(value)
        elif self.named and name in {"crawl-delay", "crawl delay", "request-rate", "request rate"}:
            self.delays += _seconds(value)
        elif name in _KEPT and len(self.notes) + len(self.loose) < NOTES:
            (self.notes if self.named else self.loose).append((name, value))

    def _agent(self, value: str) -> None:
        if self.ruled:
            self.end_group()
        self.named += 1
        if value == "*" or value[:2] in {"* ", "*\t"}:
            self.agents.add("*")
        elif found := _PRODUCT.match(value):
            self.agents.add(found.group().lower())

    def _rule(self, value: str, *, allow: bool) -> None:
        self.ruled = True  # an empty one, too
        if value and self.named:
            self.rules.append(Rule(allow, value, pattern_paths(value)))


def read_rules(text: str) -> Rules:
    """The groups, sitemaps and kept lines of a robots.txt. Never raises."""
    reader = _Reader()
    for line in re.split(r"\r\n|\r|\n", text):
        if pair := _pair(line[:LINE].partition("#")[0].strip()):
            reader.take(*pair)
    reader.end_group()
    return Rules(tuple(reader.groups), tuple(reader.sitemaps), tuple(reader.loose))


def _pair(line: str) -> tuple[str, str] | None:
    """Name and value; a known name may stand without its colon ("disallow /"), as Google and Protego accept."""
    name, colon, value = line.partition(":")
    if colon and (name := name.strip().lower()) and not _NAMES.fullmatch(line):
        return name, value.strip()
    found = _NAMES.fullmatch(line)
    return (found[1].lower(), found[2]) if found else None


def _seconds(value: str) -> list[float]:
    """The seconds between two requests that a Crawl-delay ("10") or Request-rate ("1/10s", "1/1m") asks for."""
    if rate := _RATE.match(value):
        requests, period = int(rate[1]), int(rate[2])
        return [period * _SECONDS[rate[3].lower()] / requests] if requests else []
    number = _NUMBER.match(value)
    return [float(number.group())] if number else []
