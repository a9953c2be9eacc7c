"""The demo press: a forward proxy on loopback that answers for three invented newspapers (docs/adr/0004)."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from typing import Any, Self
from urllib.parse import urlsplit

from parvis.demo.misbehaviour import Answer, Misbehaviour, misbehave
from parvis.demo.pages import listing_of, page_of
from parvis.demo.sources import CSS, HTML, TEXT, robots_of, sources_of
from parvis.demo.story import GONE, PAPERS, SECOND_URL, paper, stories, story

_ALTERNATE = {
    "courrier": '<link rel="alternate" type="application/rss+xml" href="/feed/">',
    "harbour": '<link rel="alternate" type="application/atom+xml" href="/atom.xml">',
    "morgenblatt": '<link rel="alternate" type="application/feed+json" href="/feed.json">',
}
_SITEMAPS = {"courrier": "sitemap.xml", "harbour": "news-sitemap.xml", "morgenblatt": "sitemap.xml"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as it came in."""

    host: str
    path: str
    status: int
    headers: Mapping[str, str]


class DemoPress:
    """Serves the papers while it is entered. `day` may change; `misbehaving` maps (host, path) to a switch."""

    def __init__(self, *, day: int = 1) -> None:
        self.day = day
        self.requests: list[Asked] = []
        self.misbehaving: dict[tuple[str, str], Misbehaviour] = {}
        self.closed = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.press = self

    @property
    def proxy(self) -> str:
        """The URL to give as proxy, and to look at with a browser."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, name="demo press", daemon=True).start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.closed.set()
        self._server.shutdown()
        self._server.server_close()

    def answer(self, host: str, path: str) -> Answer | None:
        """What is served; None: the connection is dropped, or stays silent until the press closes."""
        how = self.misbehaving.get((host, path))
        if how is Misbehaviour.SILENT:
            self.closed.wait()
        if how is not None:
            return misbehave(how, path)
        kind, body, status = pages_of_day(self.day).get((host, path), (TEXT, b"not found", 404))
        return Answer(status=status, body=body, kind=kind)


@lru_cache(maxsize=2)
def pages_of_day(day: int) -> Mapping[tuple[str, str], tuple[str, bytes, int]]:
    """(host, path) -> (content type, body, status) of everything that the press serves on a day."""
    pages: dict[tuple[str, str], tuple[str, bytes, int]] = {}
    for name in PAPERS:
        host, issue = paper(name).host, stories(name, day)
        for place, item in enumerate(issue):
            around = [issue[(place + step) % len(issue)] for step in (1, 2, 3)]
            pages[host, item.path] = (HTML, page_of(item, day=day, related=around), 200)
        for path, (kind, body) in sources_of(issue).items():
            pages[host, path] = (kind, body, 200)
        pages[host, "/"] = (HTML, listing_of(issue, extra=_extra(name, day), alternate=_ALTERNATE[name]), 200)
        pages[host, "/robots.txt"] = (TEXT, robots_of(issue, _SITEMAPS[name]), 200)
        pages[host, "/style.css"] = (CSS, files("parvis.demo.papers").joinpath("style.css").read_bytes(), 200)
        pages[host, draft_path(name)] = (HTML, b"<html><body><h1>A draft that robots.txt keeps to itself</h1>", 200)
        if day == 2:
            pages[host, story(name, GONE).path] = (TEXT, b"gone", 410)
            pages[host, second_path(name)] = pages[host, next(s.path for s in issue if s.number == SECOND_URL)]
    return pages


def draft_path(name: str) -> str:
    """A path that a listing links to and robots.txt disallows."""
    return f"/intern/the-next-issue-in-draft-of-{name}.html"


def second_path(name: str) -> str:
    """The second address of an article, from day two on."""
    return f"/dossier/{SECOND_URL}-the-same-article-once-more-{name}.html"


def _extra(name: str, day: int) -> str:
    """Links of the home page beside the articles."""
    paths = [draft_path(name), *([second_path(name)] if day == 2 else [])]
    links = "".join(f'<article><h2><a href="{path}">{escape(path[1:])}</a></h2></article>' for path in paths)
    return (
        links
        + '<p><a href="/tag/budget/">budget</a> <a href="/abonnement/">abonnement</a> <a href="/login">login</a></p>'
    )


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    press: DemoPress


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name is the base class's
        pass

    def do_CONNECT(self) -> None:
        self._send(Answer(status=501, body=b"plain http:// addresses only", kind=TEXT))

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        host = parts.netloc or (self.headers.get("Host") or "")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if host.startswith("127.0.0.1:"):
            host, path = _own_address(path)
        answer = self.server.press.answer(host, path) if host else _front_page()
        answer = self._not_modified(answer) if answer else None
        asked = Asked(host=host, path=path, status=answer.status if answer else 0, headers=dict(self.headers))
        self.server.press.requests.append(asked)
        if answer:
            self._send(answer)
        else:
            self.close_connection = True

    def _not_modified(self, answer: Answer) -> Answer:
        if answer.status != 200 or answer.announced:
            return answer
        etag = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
        if self.headers.get("If-None-Match") == etag:
            return Answer(status=304, headers={"ETag": etag})
        return Answer(body=answer.body, kind=answer.kind, headers={**answer.headers, "ETag": etag})

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(answer.announced or len(answer.body)))
        self.end_headers()
        if answer.status != 304 and self.command != "HEAD":
            self.wfile.write(answer.body)
        self.close_connection = self.close_connection or answer.announced is not None


def _own_address(path: str) -> tuple[str, str]:
    """`/~HOST/path` on the press's own address shows a page to a browser; anything else is its front page."""
    if not path.startswith("/~"):
        return "", path
    host, _, rest = path[2:].partition("/")
    return host, f"/{rest}"


def _front_page() -> Answer:
    links = "".join(f'<li><a href="/~{paper(name).host}/">{escape(paper(name).title)}</a></li>' for name in PAPERS)
    text = "Three invented newspapers of Parvis, for its demo and its tests. Every word in them is made up."
    head = "<!DOCTYPE html><html><head><title>The demo press</title></head>"
    return Answer(body=f"{head}<body><p>{text}</p><ul>{links}</ul></body></html>".encode())
