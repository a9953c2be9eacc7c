"""A press of our own making: a loopback server that answers as a forward proxy for any host, and can misbehave.

What it is told to say stands in `answers`, by host and path; everything else is 404. It remembers what it was asked.
"""

from __future__ import annotations

import random
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import urlsplit

Misbehaviour = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    host: str
    path: str
    headers: Mapping[str, str]
    at: float


class Press:
    """Use as a context manager; `proxy` is what to give to a crawl."""

    def __init__(self) -> None:
        self.answers: dict[tuple[str, str], Answer | Misbehaviour] = {}
        self.endless: dict[str, Callable[[str], bytes]] = {}  # host -> what any path of it answers
        self.asked: list[Asked] = []
        self.alarms: dict[int, Callable[[], None]] = {}  # called when so many requests have come
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self.port = self._server.server_port
        self.proxy = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def put(self, url: str, answer: Answer | Misbehaviour | bytes) -> None:
        parts = urlsplit(url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        self.answers[parts.hostname or "", path] = Answer(body=answer) if isinstance(answer, bytes) else answer

    def paths(self, host: str) -> list[str]:
        return [asked.path for asked in self.asked if asked.host == host]


_WORDS = [
    "council",
    "harbour",
    "market",
    "teacher",
    "winter",
    "garden",
    "railway",
    "museum",
    "budget",
    "forest",
    "bakery",
    "mayor",
    "valley",
    "library",
    "festival",
    "engine",
    "orchard",
    "ferry",
    "theatre",
    "bridge",
    "doctor",
    "village",
    "painter",
    "summit",
    "tunnel",
    "pension",
    "school",
    "river",
    "factory",
    "window",
]


def article(number: int) -> bytes:
    """An invented article; no two are alike."""
    chance = random.Random(number)  # noqa: S311 (the same in every run)
    sentences = (" ".join(chance.sample(_WORDS, 12)).capitalize() for _ in range(5))
    text = ". ".join(f"{sentence} in the year of the {number}th fair" for sentence in sentences)
    return (
        f'<!doctype html><html lang="en"><head><title>Story {number}</title>'
        f'<meta property="og:type" content="article"><meta property="og:title" content="Story number {number}">'
        f"</head><body><article><h1>Story number {number}</h1><p>{text}.</p></article></body></html>"
    ).encode()


def feed(links: Iterable[str], *, published: str = "Wed, 25 Nov 2026 10:00:00 GMT") -> bytes:
    items = "".join(f"<item><title>T</title><link>{url}</link><pubDate>{published}</pubDate></item>" for url in links)
    head = '<?xml version="1.0"?><rss version="2.0"><channel><title>F</title><link>http://x.example/</link>'
    return f"{head}<description>F</description>{items}</channel></rss>".encode()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed has hung up: no news."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # typed as a socket there


def _handler(press: Press) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            host = parts.hostname or (self.headers.get("Host") or "").partition(":")[0]
            press.asked.append(Asked(host=host, path=path, headers=dict(self.headers), at=time.monotonic()))
            press.alarms.pop(len(press.asked), _nothing)()
            answer = press.answers.get((host, path), Answer(status=404))
            if host in press.endless and path != "/robots.txt":
                answer = Answer(body=press.endless[host](path))
            if isinstance(answer, Answer):
                _send(self, answer)
            else:
                self.close_connection = True
                answer(self)

        def log_message(self, *args: object) -> None:
            pass

    return Handler


def _nothing() -> None:
    pass


def _send(handler: BaseHTTPRequestHandler, answer: Answer) -> None:
    etag = answer.headers.get("ETag")
    seen = etag is not None and handler.headers.get("If-None-Match") == etag
    handler.send_response(304 if seen else answer.status)
    for name, value in {"Content-Type": "text/html; charset=utf-8", **answer.headers}.items():
        handler.send_header(name, value)
    body = b"" if seen else answer.body
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
