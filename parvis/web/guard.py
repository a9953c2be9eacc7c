"""What holds for every answer, Datasette's pages among them: who may ask, how, and what a browser may do with it.

No page runs a script, loads anything from elsewhere, or can be framed. A page of another site cannot ask in a reader's
name under a name of its own (DNS rebinding), since only known names are answered.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any

__all__ = ["LOOPBACK", "STRICT", "guarded", "host_of"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
STRICT = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
# Datasette's own pages have styles within them.
_TABLES = STRICT.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
_ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-robots-tag", b"noindex, noarchive"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
_POLICY = b"content-security-policy"


def guarded(app: App, hosts: Callable[[], Collection[str]]) -> App:
    """The same application behind the guard; `hosts` gives the names that it answers to besides those of loopback."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        refusal = _refusal(scope, {*LOOPBACK, *hosts()})
        if refusal:
            await _refuse(send, *refusal)
            return
        await app(scope, receive, _sealing(send))

    return answer


def _refusal(scope: Scope, known: Collection[str]) -> tuple[int, str] | None:
    if scope["method"] not in {"GET", "HEAD"}:
        return 405, "This archive is for reading: GET and HEAD only.\n"
    names = [value for name, value in scope["headers"] if name == b"host"]
    if len(names) != 1 or host_of(names[0].decode("latin-1")) not in known:
        return 421, "This server does not answer to that name; start it with --allow-host NAME.\n"
    return None


def host_of(header: str) -> str:
    """The name in a Host header, without its port.

    >>> host_of("LocalHost:8765"), host_of("[::1]:8765"), host_of("127.0.0.1")
    ('localhost', '::1', '127.0.0.1')
    """
    host = header.strip().lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].rstrip(".")


async def _refuse(send: Send, status: int, text: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (_POLICY, STRICT.encode()), *_ALWAYS]
    if status == 405:
        headers.append((b"allow", b"GET, HEAD"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})


def _sealing(send: Send) -> Send:
    """Sends what is sent, with our headers; those of the application with the same names are left out."""
    ours = {name for name, _ in _ALWAYS}

    async def sealed(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = [(name.lower(), value) for name, value in message.get("headers", ())]
            kept = [
                (name, value) for name, value in given if name not in ours and name != b"access-control-allow-origin"
            ]
            if all(name != _POLICY for name, _ in kept):
                kept.append((_POLICY, _TABLES.encode()))
            message = {**message, "headers": [*kept, *_ALWAYS]}
        await send(message)

    return sealed
