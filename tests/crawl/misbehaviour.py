"""What a server can do instead of answering."""

from __future__ import annotations

import gzip
import threading
from http.server import BaseHTTPRequestHandler

from tests.crawl.press import Answer, Misbehaviour, article

over = threading.Event()  # set when the tests are over, so that hanging threads end


def hang(handler: BaseHTTPRequestHandler) -> None:
    over.wait(20)


def reset(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.close()


def garbage(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"\x00\xff not http at all\r\n\r\n")


def cut(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9999\r\n\r\n<html><p>half")


def cut_rules(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 99\r\n\r\nUser-agent: *\nAllow: /\n"
    )


def cut_without_length(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<html><p>half")


def whole_without_length(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + article(77))


def too_long(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99999999\r\n\r\n<html>")


BOMB = gzip.compress(b"<p>" + b" " * 30_000_000, mtime=0)


def redirect(target: str, status: int = 302) -> Answer:
    return Answer(status=status, headers={"Location": target})


PAGES: dict[str, tuple[Answer | Misbehaviour, str]] = {
    # path -> what happens, and "state reason" of the URL afterwards
    "/good-1": (Answer(body=article(1)), "stored"),
    "/whole-without-length": (whole_without_length, "stored"),
    "/gone": (Answer(status=410), "excluded gone"),
    "/missing": (Answer(status=404), "excluded gone"),
    "/refused": (Answer(status=403), "failed refused"),
    "/payment": (Answer(status=402), "failed refused"),
    "/teapot": (Answer(status=418), "failed http"),
    "/broken": (Answer(status=500), "pending http"),
    "/unprompted-304": (Answer(status=304), "failed http"),
    "/reset": (reset, "pending network"),
    "/garbage": (garbage, "pending network"),
    "/cut": (cut, "pending network"),
    "/cut-without-length": (cut_without_length, "pending network"),
    "/hang": (hang, "pending timeout"),
    "/too-long": (too_long, "failed too_large"),
    "/bomb": (Answer(body=BOMB, headers={"Content-Encoding": "gzip"}), "failed too_large"),
    "/wrong-gzip": (Answer(body=b"no gzip", headers={"Content-Encoding": "gzip"}), "failed unreadable"),
    "/empty": (Answer(), "failed empty"),
    "/image": (
        Answer(body=b"\x89PNG\r\n\x1a\n" + bytes(400), headers={"Content-Type": "image/png"}),
        "failed not_html",
    ),
    "/loop": (redirect("/loop"), "failed http"),
    "/to-loopback": (redirect("http://127.0.0.1:1/secret"), "excluded address"),
    "/to-metadata": (redirect("http://169.254.169.254/latest"), "excluded address"),
    "/to-other-site": (redirect("http://elsewhere.example/x"), "excluded offsite"),
    "/to-file": (redirect("file:///etc/passwd"), "failed http"),
    "/to-known": (redirect("/good-1"), "excluded duplicate"),
    "/to-unknown": (redirect("/moved"), "stored"),
    "/to-disallowed": (redirect("/private/x"), "excluded robots"),
    "/private/secret": (Answer(body=article(9)), "excluded robots"),
    "/bad-location": (redirect("http://[::bad/"), "failed program"),
}
