"""A client of the demo press that asks as a client of a proxy does."""

from __future__ import annotations

import http.client
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlsplit

from parvis.demo import DemoPress


@dataclass(frozen=True)
class Reply:
    status: int
    etag: str | None
    changed: str | None
    body: bytes


def ask(press: DemoPress, url: str, *, method: str = "GET", **headers: str) -> Reply:
    """A request as a client of a proxy makes it."""
    with closing(http.client.HTTPConnection(urlsplit(press.proxy).netloc, timeout=10)) as connection:
        connection.request(method, url, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return Reply(answer.status, answer.headers["ETag"], answer.headers["Last-Modified"], answer.read())
