"""What a server can do wrong, by name: switches that tests turn on for one path.

Each is a function of nothing but its name, so that a test can say what it expects.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from parvis.demo.sources import HTML, TEXT, XML

OUTSIDE = "http://127.0.0.1:9/inside"  # where a hostile redirect points: an address that must never be asked


class Misbehaviour(StrEnum):
    SERVER_ERROR = "server error"
    UNAVAILABLE = "unavailable"
    FORBIDDEN = "forbidden"
    MISSING = "missing"
    TOO_MANY = "too many requests"
    HTML = "html in its place"
    EMPTY = "empty body"
    BINARY = "binary body"
    LARGE = "five megabytes"
    NESTED = "a hundred thousand nested tags"
    LYING_CHARSET = "lying charset"
    BROKEN_JSON = "broken JSON-LD"
    SITEMAP_BOMB = "sitemap bomb"
    DROPPED = "dropped connection"
    TRUNCATED = "truncated body"
    SILENT = "silent until the end"
    REDIRECT_INSIDE = "redirect to loopback"
    REDIRECT_LOOP = "redirect loop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int = 200
    body: bytes = b""
    kind: str = HTML
    headers: Mapping[str, str] = field(default_factory=dict)
    announced: int | None = None  # Content-Length, where it is a lie


def misbehave(how: Misbehaviour, path: str) -> Answer | None:
    """The answer; None: no answer at all (dropped or silent)."""
    match how:
        case Misbehaviour.SERVER_ERROR:
            return Answer(status=500, body=b"broken", kind=TEXT)
        case Misbehaviour.UNAVAILABLE:
            return Answer(status=503, body=b"later", kind=TEXT)
        case Misbehaviour.FORBIDDEN:
            return Answer(status=403, body=b"no", kind=TEXT)
        case Misbehaviour.MISSING:
            return Answer(status=404, body=b"nothing", kind=TEXT)
        case Misbehaviour.TOO_MANY:
            return Answer(status=429, body=b"slow down", kind=TEXT, headers={"Retry-After": "3600"})
        case Misbehaviour.REDIRECT_INSIDE:
            return Answer(status=302, headers={"Location": OUTSIDE})
        case Misbehaviour.REDIRECT_LOOP:
            return Answer(status=302, headers={"Location": path})
        case Misbehaviour.TRUNCATED:
            return Answer(body=_story("The page breaks off"), announced=100_000)
        case Misbehaviour.DROPPED | Misbehaviour.SILENT:
            return None
    return _body(how)


def _body(how: Misbehaviour) -> Answer:
    match how:
        case Misbehaviour.EMPTY:
            return Answer(body=b"")
        case Misbehaviour.BINARY:
            return Answer(body=b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
        case Misbehaviour.LARGE:
            return Answer(body=_story("word " * 1_000_000))
        case Misbehaviour.NESTED:
            return Answer(body=_story("<div>" * 100_000 + "deep"))
        case Misbehaviour.LYING_CHARSET:
            return Answer(body=_story("Élan à Orléans").decode().encode("latin-1"), kind="text/html; charset=utf-8")
        case Misbehaviour.BROKEN_JSON:
            script = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": </script>'
            return Answer(body=_story(script + "The story stands all the same."))
        case Misbehaviour.SITEMAP_BOMB:
            return Answer(body=gzip.compress(b"<urlset>" + b" " * 100_000_000, compresslevel=9), kind=XML)
    return Answer(body=_story("This is a page"))


def _story(text: str) -> bytes:
    return (
        "<!DOCTYPE html><html><head><title>A page</title></head><body><article><h1>A page that misbehaves</h1>"
        f"<p>{text}</p></article></body></html>"
    ).encode()
