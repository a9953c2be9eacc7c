"""robots.txt (RFC 9309): allowed only if two parsers agree, closed when the file cannot be had.

Protego is what the crawling world runs, and lets an unknown line between two user-agent lines end a group (13 of 4,231
real files come out too open that way). The small reader in `parvis.rights.rules` keeps to the standard. Where they
differ, the stricter holds.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self, TypeVar

from protego import Protego

from parvis.records import RobotsCheck
from parvis.rights.rules import Rules, read_rules
from parvis.words import RobotsVerdict

AGENT = "Parvis"  # the product token of RFC 9309 section 2.2.1
FILE_BYTES = 500 * 2**10  # what RFC 9309 section 2.5 asks for at least
DELAY = 300.0  # seconds; a longer wish is kept at this
PAIRS = 500_000  # user-agent lines times rules of a group, which Protego copies; large real files have some 20,000

Answer = TypeVar("Answer")

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MARKUP = re.compile(rb"\s*<")


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """A robots.txt that was read. Any bytes make one; a file without a rule that speaks to us allows everything."""

    rules: Rules
    _second: Protego | None = field(default=None, repr=False, compare=False)

    @classmethod
    def parse(cls, body: bytes) -> Self:
        """Read at most 500 KiB, cut at a line end. Never raises."""
        body = cut(body).removeprefix(codecs.BOM_UTF8)
        rules = read_rules(body.decode("utf-8", errors="surrogateescape"))
        return cls(rules, _protego(body.decode("utf-8", errors="replace"), rules))

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """The values of the Sitemap lines as they stand, whatever group they stand in."""
        return self.rules.sitemaps

    def verdict(self, url: str, agent: str = AGENT) -> tuple[bool, str | None]:
        """Whether the agent may fetch the URL, and the rule that says so ("disallow: /abo/"; None: no rule does).

        `agent` is a product token, or a user agent that begins with one and a slash; case does not matter.
        """
        allowed, rule = self.rules.verdict(url, agent)
        second = self._second
        if allowed and second and not _quietly(lambda: second.can_fetch(url, agent), False):
            return False, "disallowed by the second parser"
        return allowed, rule

    def crawl_delay(self, agent: str = AGENT) -> float | None:
        """Seconds between two requests by Crawl-delay or Request-rate, the longest wish, at most 300; None: no wish."""
        longest = self.rules.delay(agent)
        return min(longest, DELAY) if longest else None

    def notes(self, agent: str = AGENT) -> tuple[tuple[str, str], ...]:
        """The lines on the use of content that speak to the agent: License, Content-Signal, Content-Usage."""
        return self.rules.notes + tuple(note for group in self.rules.of(agent) for note in group.notes)


@dataclass(frozen=True, slots=True)
class RobotsState:
    """What is known of an origin's robots.txt: a file, or the reason why the whole origin is closed."""

    file: RobotsFile | None  # None: closed
    reason: str = ""  # why it is closed, or why it is open without a file
    temporary: bool = False  # closed for now: to be asked again, never kept as an answer
    digest: str | None = None  # of the bytes that were had

    @property
    def closed(self) -> bool:
        return self.file is None

    def verdict(self, url: str, agent: str = AGENT) -> tuple[bool, str | None]:
        """As `RobotsFile.verdict`; the reason stands for the rule when the origin is closed."""
        return self.file.verdict(url, agent) if self.file else (False, self.reason)

    def check(self, url: str) -> RobotsCheck:
        """The verdict as it is recorded with a fetch."""
        allowed, rule = self.verdict(url)
        said = RobotsVerdict.ALLOWED if allowed else RobotsVerdict.DISALLOWED
        return RobotsCheck(verdict=RobotsVerdict.CLOSED if self.closed else said, rule=rule, digest=self.digest)

    def crawl_delay(self, agent: str = AGENT) -> float | None:
        return self.file.crawl_delay(agent) if self.file else None

    @property
    def sitemaps(self) -> tuple[str, ...]:
        return self.file.sitemaps if self.file else ()


def robots_state(status: int | None, body: bytes, error: str | None) -> RobotsState:
    """What an answer to GET /robots.txt means (RFC 9309 section 2.3.1, and stricter).

    `status` is that of the last redirect, None when none came; `error` names what went wrong on the way (time-out,
    connection, truncated body, more than five redirects). 401 and 403 close: who refuses the rules refuses the rest.
    A redirect that leads nowhere closes, too: the RFC lets a crawler take it for a file that is not there, but a host
    that goes round in circles has not said that there are no rules.
    """
    if error is not None or status is None:
        return RobotsState(None, f"robots.txt could not be fetched ({error or 'no answer'})", temporary=True)
    if 200 <= status < 300:
        return _read(body)
    if status in {401, 403}:
        return RobotsState(None, f"robots.txt is refused to us (status {status})")
    if 400 <= status < 500 and status != 429:
        return RobotsState(RobotsFile.parse(b""), f"no robots.txt (status {status})")
    return RobotsState(None, f"robots.txt is unavailable (status {status})", temporary=True)


def _read(body: bytes) -> RobotsState:
    digest = file_digest(body)
    if body.startswith(_UTF16) or body[:64].count(0) > 8:
        return RobotsState(None, "robots.txt is not UTF-8", digest=digest)
    if _MARKUP.match(body.removeprefix(codecs.BOM_UTF8)):
        return RobotsState(None, "robots.txt is an HTML page", digest=digest)
    return RobotsState(RobotsFile.parse(body), digest=digest)


def file_digest(body: bytes) -> str:
    """By which a file of rules is known in the archive."""
    return hashlib.sha256(body).hexdigest()[:32]


def cut(body: bytes) -> bytes:
    """The first 500 KiB, without the line that the cut tears: half a pattern could allow what the whole does not."""
    if len(body) <= FILE_BYTES:
        return body
    head = body[:FILE_BYTES]
    return head[: max(head.rfind(b"\n"), head.rfind(b"\r")) + 1]


def _protego(text: str, rules: Rules) -> Protego | None:
    """The second parser; None for a file that would make it copy rules without end: the first then decides alone."""
    if sum(group.named * (group.named + len(group.rules)) for group in rules.groups) > PAIRS:
        return None
    return _quietly(lambda: Protego.parse(text), None)


def _quietly(question: Callable[[], Answer], otherwise: Answer) -> Answer:
    try:
        return question()
    except Exception:  # another's parser over a stranger's bytes: an answer it cannot give is the closed one
        return otherwise
