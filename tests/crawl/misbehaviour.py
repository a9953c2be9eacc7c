"""What a server can do instead of answering."""

from __future__ import annotations

import gzip
import itertools
import socket
import struct
import threading
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler

import brotli
from backports import zstd

from tests.crawl.bombs import ENCODINGS, bomb
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
    return Answer(status=status, headers={"Location": target.encode().decode("latin-1")})


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
    "/bad-location": (redirect("http://[::bad/"), "failed http"),
}


def sends(
    *parts: bytes, forever: bytes = b"", pause: float = 0, reset: bool = False, hang: bool = False
) -> Misbehaviour:
    """Write the parts; then one of them again and again, slowly or not, until the crawl or the tests have enough."""

    def misbehave(handler: BaseHTTPRequestHandler) -> None:
        try:
            for part in itertools.chain(parts, itertools.repeat(forever) if forever else ()):
                handler.wfile.write(part)
                if over.wait(pause if part is forever else 0):
                    return
            if hang:
                over.wait(20)
        except OSError:  # the crawl has hung up, as it should
            pass
        if reset:  # with RST instead of FIN
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            handler.connection.shutdown(socket.SHUT_RD)

    return misbehave


def html(body: bytes, **headers: str) -> Answer:
    return Answer(body=body, headers={name.replace("_", "-"): value for name, value in headers.items()})


OK = b"HTTP/1.1 200 OK\r\n"
HTML = OK + b"Content-Type: text/html\r\n"
CHUNKED = HTML + b"Transfer-Encoding: chunked\r\n\r\n"
STORY = article(55)


def chunks(body: bytes, size: int) -> Iterable[bytes]:
    for start in range(0, len(body), size):
        part = body[start : start + size]
        yield b"%x\r\n%s\r\n" % (len(part), part)


MODES: dict[str, tuple[Answer | Misbehaviour, str]] = {
    # name of a host whose one page does it -> what happens, and "state reason" of the page afterwards
    "endless": (sends(HTML + b"\r\n", forever=b"<p>more" * 9_000), "failed too_large"),
    "endless-chunks": (sends(CHUNKED, forever=b"10000\r\n" + b"x" * 65_536 + b"\r\n"), "failed too_large"),
    "drip": (sends(HTML + b"Content-Length: 9999\r\n\r\n", forever=b".", pause=0.1), "pending timeout"),
    "silent": (sends(hang=True), "pending timeout"),
    "silent-after-head": (sends(HTML + b"Content-Length: 9999\r\n\r\n", hang=True), "pending timeout"),
    "slow-head": (sends(OK, forever=b"X-A: b\r\n", pause=0.1), "pending timeout"),
    "head-flood": (sends(OK, forever=b"X-A: b\r\n" * 1_000), "failed too_large"),
    "head-line": (sends(OK + b"X-A: ", forever=b"a" * 65_536), "failed too_large"),
    "status-line": (sends(b"HTTP/1.1 200 ", forever=b"OK" * 32_768), "failed too_large"),
    "continue-flood": (sends(forever=b"HTTP/1.1 100 Continue\r\n\r\n" * 100), "failed too_large"),
    "hints-flood": (sends(forever=b"HTTP/1.1 103 Hints\r\nLink: </a>\r\n\r\n" * 100), "failed too_large"),
    "continue-once": (
        sends(b"HTTP/1.1 100 Continue\r\n\r\n" + HTML + b"Content-Length: %d\r\n\r\n" % len(STORY) + STORY),
        "stored",
    ),
    "tiny-chunks": (sends(CHUNKED, b"".join(chunks(STORY, 1)), b"0\r\n\r\n"), "stored"),
    "bad-chunk-size": (sends(CHUNKED + b"zz\r\n<html>"), "pending network"),
    "negative-chunk": (sends(CHUNKED + b"-5\r\n<html>"), "pending network"),
    "long-chunk-size": (sends(CHUNKED, forever=b"0" * 65_536), "pending network"),
    "cut-chunks": (sends(CHUNKED + b"ff\r\n<html>"), "pending network"),
    "trailer-flood": (sends(CHUNKED + b"0\r\n", forever=b"X-A: b\r\n" * 1_000), "pending network"),
    "shorter": (sends(HTML + b"Content-Length: 99999\r\n\r\n" + STORY), "pending network"),
    "longer": (sends(HTML + b"Content-Length: %d\r\n\r\n" % len(STORY) + STORY + b"x" * 99_999), "stored"),
    "two-lengths": (sends(HTML + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n" + STORY), "pending network"),
    "negative-length": (sends(HTML + b"Content-Length: -5\r\n\r\n" + STORY), "pending network"),
    "worded-length": (sends(HTML + b"Content-Length: many\r\n\r\n" + STORY), "pending network"),
    "unknown-transfer": (sends(HTML + b"Transfer-Encoding: magic\r\n\r\n" + STORY), "pending network"),
    "closed": (sends(), "pending network"),
    "reset-at-once": (sends(reset=True), "pending network"),
    "reset-in-head": (sends(OK, reset=True), "pending network"),
    "reset-in-body": (sends(HTML + b"Content-Length: 9999\r\n\r\n<html>", reset=True), "pending network"),
    "garbage": (sends(bytes(range(256)) * 40), "pending network"),
    "http-0.9": (sends(STORY), "pending network"),
    "worded-status": (sends(b"HTTP/1.1 fine OK\r\n\r\n"), "pending network"),
    "status-999": (Answer(status=999, body=STORY), "pending http"),
    "switching": (sends(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"), "pending network"),
    "no-content": (sends(b"HTTP/1.1 204 No Content\r\n\r\n" + STORY), "failed http"),
    "part": (Answer(status=206, body=STORY, headers={"Content-Range": "bytes 0-9/99"}), "failed http"),
    "split": (sends(HTML + b"Content-Length: 0\r\n\r\n" + HTML + b"\r\n" + STORY), "failed empty"),
    "redirect-without-target": (Answer(status=302, body=STORY), "failed http"),
    "redirect-growing": (redirect("/grows?n=1"), "failed http"),
    "redirect-script": (redirect("javascript:alert(1)"), "failed http"),
    "redirect-data": (redirect("data:text/html,<p>x"), "failed http"),
    "redirect-empty": (redirect(""), "failed http"),
    "meta-refresh": (html(STORY.replace(b"<head>", b'<head><meta http-equiv="refresh" content="0; /hop">')), "stored"),
    "refresh-header": (html(STORY, Refresh="0; url=/hop"), "stored"),
    "cookies": (html(STORY, Set_Cookie="meter=9; Path=/"), "stored"),
    "html-as-image": (html(STORY, Content_Type="image/png"), "failed not_html"),
    "image-as-html": (html(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40), "failed not_html"),
    "no-type": (sends(OK + b"\r\n" + STORY), "stored"),
    "wrong-charset": (html(STORY, Content_Type="text/html; charset=utf-16"), "stored"),
    "unknown-charset": (html(STORY, Content_Type="text/html; charset=klingon"), "stored"),
    "zeros": (html(STORY.replace(b"in the year", b"in\0the\0year")), "stored"),
    "only-zeros": (html(bytes(9_999)), "failed empty"),
    "cut-gzip": (html(gzip.compress(STORY, mtime=0)[:200], Content_Encoding="gzip"), "pending network"),
    "cut-br": (html(brotli.compress(STORY)[:200], Content_Encoding="br"), "pending network"),
    "cut-zstd": (html(zstd.compress(STORY)[:200], Content_Encoding="zstd"), "pending network"),
    "no-checksum": (html(gzip.compress(STORY, mtime=0)[:-8], Content_Encoding="gzip"), "stored"),
    "unknown-encoding": (html(STORY, Content_Encoding="magic"), "stored"),
    **{
        f"bomb-{encoding}": (html(bomb(encoding), Content_Encoding=encoding.replace("-", ", ")), "failed too_large")
        for encoding in ENCODINGS
    },
}
