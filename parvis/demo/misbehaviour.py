"""What a server can do wrong, by name: switches that tests turn on for one path.

Any path will do: an article, a feed, a sitemap, robots.txt. What comes out follows from the name and the path alone.
"""

from __future__ import annotations

import gzip
from enum import StrEnum

from parvis.demo.issue import Answer
from parvis.demo.sources import TEXT, XML
from parvis.demo.story import stories

INSIDE = "http://127.0.0.1:9/inside"  # where a hostile redirect points: an address that must never be asked
KNOWN = stories("harbour", 1)[0].url  # where a harmless one points: an article that every crawl knows

_BOMB = 100_000_000  # bytes that a bomb of a hundred kilobytes unpacks to
_DRIP = 0.05  # seconds between two drips; nobody waits for the last


class Misbehaviour(StrEnum):
    SERVER_ERROR = "server error"
    UNAVAILABLE = "unavailable"
    FORBIDDEN = "forbidden"
    PAYMENT = "payment required"
    MISSING = "missing"
    TOO_MANY = "too many requests"
    TOO_MANY_ONCE = "too many requests, once"
    HTML = "html in its place"
    EMPTY = "empty body"
    BINARY = "binary body"
    LARGE = "five megabytes"
    NESTED = "a hundred thousand nested tags"
    LYING_CHARSET = "lying charset"
    BROKEN_JSON = "broken JSON-LD"
    GZIP_BOMB = "gzip bomb"
    SITEMAP_BOMB = "sitemap bomb"
    ENTITY_BOMB = "entity bomb"
    DROPPED = "dropped connection"
    TRUNCATED = "truncated body"
    DRIPPING = "drips until the end"
    SILENT = "silent until the end"
    REDIRECT_INSIDE = "redirect to loopback"
    REDIRECT_LOOP = "redirect loop"
    REDIRECT_KNOWN = "redirect to a known article"


def misbehave(how: Misbehaviour, path: str) -> Answer | None:
    """The answer; None: no answer at all (dropped or silent)."""
    match how:
        case Misbehaviour.SERVER_ERROR:
            return Answer(status=500, body=b"broken", kind=TEXT)
        case Misbehaviour.UNAVAILABLE:
            return Answer(status=503, body=b"later", kind=TEXT)
        case Misbehaviour.FORBIDDEN:
            return Answer(status=403, body=b"no", kind=TEXT)
        case Misbehaviour.PAYMENT:
            return Answer(status=402, body=b"crawlers pay", kind=TEXT)
        case Misbehaviour.MISSING:
            return Answer(status=404, body=b"nothing", kind=TEXT)
        case Misbehaviour.TOO_MANY:
            return Answer(status=429, body=b"slow down", kind=TEXT, headers={"Retry-After": "3600"})
        case Misbehaviour.TOO_MANY_ONCE:
            return Answer(status=429, body=b"slow down", kind=TEXT, headers={"Retry-After": "1"})
        case Misbehaviour.TRUNCATED:
            return Answer(body=_story("The page breaks off"), announced=100_000)
        case Misbehaviour.DRIPPING:
            return Answer(body=_story("drip " * 20_000), pause=_DRIP)
        case Misbehaviour.DROPPED | Misbehaviour.SILENT:
            return None
    return _redirect(how, path) or _body(how)


def _redirect(how: Misbehaviour, path: str) -> Answer | None:
    targets = {
        Misbehaviour.REDIRECT_INSIDE: INSIDE,
        Misbehaviour.REDIRECT_LOOP: path,
        Misbehaviour.REDIRECT_KNOWN: KNOWN,
    }
    return Answer(status=302, headers={"Location": targets[how]}) if how in targets else None


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
        case Misbehaviour.GZIP_BOMB:
            return Answer(
                body=gzip.compress(b" " * _BOMB, compresslevel=9, mtime=0), headers={"Content-Encoding": "gzip"}
            )
        case Misbehaviour.SITEMAP_BOMB:
            return Answer(body=gzip.compress(b"<urlset>" + b" " * _BOMB, compresslevel=9, mtime=0), kind=XML)
        case Misbehaviour.ENTITY_BOMB:
            return Answer(body=_entities(), kind=XML)
    return Answer(body=_story("This is a page"))


def _entities() -> bytes:
    """Ten to the tenth laughs, if a parser expands them."""
    steps = "".join(f'<!ENTITY l{step} "{f"&l{step - 1};" * 10}">' for step in range(1, 11))
    head = f'<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY l0 "ha">{steps}]>'
    return f"{head}<urlset><url><loc>http://www.harbour-ledger.example/&l10;</loc></url></urlset>".encode()


def _story(text: str) -> bytes:
    return (
        "<!DOCTYPE html><html><head><title>A page</title></head><body><article><h1>A page that misbehaves</h1>"
        f"<p>{text}</p></article></body></html>"
    ).encode()
