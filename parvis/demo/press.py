"""The demo press: a forward proxy on loopback that answers for three invented newspapers (docs/adr/0004)."""

from __future__ import annotations

import hashlib
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import urlsplit

from parvis.demo.draft import PAPERS, paper
from parvis.demo.issue import Answer, answers_of_day
from parvis.demo.misbehaviour import Misbehaviour, misbehave
from parvis.demo.sources import CSS, HTML, TEXT

_LINK = re.compile(rb'((?:href|src|action)=")(?:http://([a-z0-9.-]+\.example))?(/[^"]*")')
_DRIP = 16  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as it came in. `status` is 0 where nothing was answered; `at` is monotonic, in seconds."""

    host: str
    path: str
    status: int
    headers: Mapping[str, str]
    method: str
    at: float


class DemoPress:
    """Serves the papers while it is entered. `day` may change; `misbehaving` maps (host, path) to a switch."""

    def __init__(self, *, day: int = 1, misbehaving: Mapping[tuple[str, str], Misbehaviour] | None = None) -> None:
        self.day = day
        self.requests: list[Asked] = []
        self.misbehaving = dict(misbehaving or {})
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
        if how is Misbehaviour.TOO_MANY_ONCE:
            del self.misbehaving[host, path]
        if how is Misbehaviour.SILENT:
            self.closed.wait()
        if how is not None:
            return misbehave(how, path)
        return answers_of_day(self.day).get((host, path)) or Answer(status=404, body=b"not found", kind=TEXT)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    press: DemoPress


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "DemoPress"
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name is the base class's
        pass

    def do_CONNECT(self) -> None:
        self._note(self.path, "", status=501)
        self._send(Answer(status=501, body=b"plain http:// addresses only", kind=TEXT))

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        host = parts.netloc or (self.headers.get("Host") or "")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        readable = host.startswith("127.0.0.1:")
        if readable:
            host, path = _own_address(path)
        answer = self.server.press.answer(host, path) if host else _front_page(path)
        if answer and readable and host:
            answer = _readable(answer, host)
        answer = self._not_modified(answer) if answer else None
        self._note(host, path, status=answer.status if answer else 0)
        if answer:
            self._send(answer)
        else:
            self.close_connection = True

    def _note(self, host: str, path: str, *, status: int) -> None:
        asked = Asked(
            host=host,
            path=path,
            status=status,
            headers=dict(self.headers),
            method=self.command,
            at=time.monotonic(),
        )
        self.server.press.requests.append(asked)

    def _not_modified(self, answer: Answer) -> Answer:
        if answer.status != 200 or answer.announced:
            return answer
        etag = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
        headers = {**answer.headers, "ETag": etag}
        if self.headers.get("If-None-Match") == etag:
            return Answer(status=304, headers=headers)
        return replace(answer, headers=headers)

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(answer.announced or len(answer.body)))
        self.end_headers()
        if answer.status != 304 and self.command != "HEAD":
            self._write(answer)
        self.close_connection = self.close_connection or answer.announced is not None

    def _write(self, answer: Answer) -> None:
        try:
            step = _DRIP if answer.pause else max(1, len(answer.body))
            for at in range(0, len(answer.body), step):
                self.wfile.write(answer.body[at : at + step])
                if answer.pause and self.server.press.closed.wait(answer.pause):
                    self.close_connection = True
                    break
        except ConnectionError:  # a client that has seen enough may hang up
            self.close_connection = True


def _own_address(path: str) -> tuple[str, str]:
    """`/~HOST/path` on the press's own address shows a page to a browser; anything else is its front page."""
    if not path.startswith("/~"):
        return "", path
    host, _, rest = path[2:].partition("/")
    return host, f"/{rest}"


def _readable(answer: Answer, host: str) -> Answer:
    """A page whose links lead to readable copies too."""
    if answer.kind not in {HTML, CSS}:
        return answer
    body = _LINK.sub(lambda found: found[1] + b"/~" + (found[2] or host.encode()) + found[3], answer.body)
    return replace(answer, body=body)


def _front_page(path: str) -> Answer:
    if path != "/":
        return Answer(status=404, body=b"not found", kind=TEXT)
    links = "".join(f'<li><a href="/~{paper(name).host}/">{escape(paper(name).title)}</a></li>' for name in PAPERS)
    text = "Three invented newspapers of Parvis, for its demo and its tests. Every word in them is made up. "
    text += "Where a text begins and ends with a word like zqcanary, it stands behind a wall and must not be archived."
    head = '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>The demo press</title></head>'
    style = "font: 18px/1.5 Georgia, serif; max-width: 36em; margin: 3em auto; padding: 0 1em"
    return Answer(body=f'{head}<body style="{style}"><h1>The demo press</h1><p>{text}</p><ul>{links}</ul>'.encode())
