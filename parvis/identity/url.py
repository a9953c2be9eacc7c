"""URLs as names: the key under which an article is known, and the joining of hostile references.

A key leaves out all that does not change which article is meant: scheme, user, `www.`, AMP, tracking, and the fragment
(but `#!`). It is no URL to fetch: the URL that was fetched is kept beside it.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from urllib.parse import quote

from parvis.identity.host import registrable_domain, without_device
from parvis.identity.tracking import is_tracking
from parvis.identity.whatwg import Parts, parse, resolved

__all__ = ["MAX_KEY", "MAX_URL", "host_of", "is_http", "join", "same_site", "url_key"]

MAX_URL = 20_000  # characters; nobody's article has a longer one
MAX_KEY = 1_000  # characters; a longer key ends in a hash of the whole
MAX_CACHED = 2_000  # characters; hostile links shall not fill the memory
MAX_HOST = 253  # RFC 1035
_WEB_PORTS = frozenset({None, 80, 443})  # whichever the scheme, for the key has none

_AMP_END = re.compile(r"(?<=[^/])(?:/amp(?:\.html?)?/*\Z|\.amp(?=(?:\.html?)?/*\Z))", re.IGNORECASE)
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sessionid|sid)=[^/?#;]*", re.IGNORECASE)
_TRIPLET = re.compile(r"%([0-9A-Fa-f]{2})?")
_PARTIAL = re.compile(r"%[0-9A-F]?\Z")
_AND = re.compile(r"&(?:amp;)*")  # a reference that was escaped once too often
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_SAFE = "%!$&'()*+,;=:@/"


def is_http(url: str) -> bool:
    """Whether the text is an http or https URL with a host."""
    return len(url) <= MAX_URL and parse(url) is not None


def join(base: str, href: str) -> str | None:
    """The http(s) URL that a reference on a page means to a browser; None where there is none. Never raises.

    >>> join("https://press.example/a/b", "..\\\\c?d#e")
    'https://press.example/c?d#e'
    """
    if len(href) > MAX_URL:
        return None
    url = parse(href, _base(base))
    return None if url is None else url.href


@lru_cache(maxsize=256)
def _base(url: str) -> Parts | None:
    return parse(url) if len(url) <= MAX_URL else None


def url_key(url: str) -> str | None:
    """The key of the article that a URL names, at most MAX_KEY ASCII characters; None: no http(s) URL.

    `url_key("https://" + key) == key` for every key.

    >>> url_key("http://www.Example.org:80/a/b/amp/?utm_source=x&id=2#top")
    'example.org/a/b?id=2'
    """
    if len(url) > MAX_CACHED:
        return _key(url) if len(url) <= MAX_URL else None
    return _known_key(url)


def _key(url: str) -> str | None:
    parts = parse(url)
    if parts is None or len(parts.host) > MAX_HOST:
        return None
    host = _host(parts)
    if not host:
        return None
    key = host + _path(parts.path)
    query = _query(parts.query or "")
    if query:
        key += f"?{query}"
    if parts.fragment and parts.fragment.startswith("!"):
        key += f"#{_encoded(parts.fragment)}"
    return key if len(key) <= MAX_KEY else _shortened(key)


_known_key = lru_cache(maxsize=16_384)(_key)


def _shortened(key: str) -> str:
    # "~" sorts behind every other character of a key, so that the cut key is in normal form as well.
    digest = hashlib.blake2b(key.encode(), digest_size=16).hexdigest()
    return f"{_PARTIAL.sub('', key[: MAX_KEY - len(digest) - 1])}~{digest}"


def _host(parts: Parts) -> str:
    host = without_device(quote(parts.host.strip("."), safe="[]:!$&'()*+,;="))
    return host if not host or parts.port in _WEB_PORTS else f"{host}:{parts.port}"


def _path(path: str) -> str:
    path, longer = _encoded(_SESSION.sub("", path)), None
    while longer != path:
        longer, path = path, _AMP_END.sub("", resolved(path).rstrip("/"))
    return path


def _encoded(text: str) -> str:
    """Percent-encoding in one spelling: unreserved characters plain, all others encoded, hexadecimal in upper case."""
    return quote(_TRIPLET.sub(_triplet, text), safe=_SAFE)


def _triplet(match: re.Match[str]) -> str:
    if match[1] is None:
        return "%25"  # a stray sign
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else match[0].upper()


def _query(query: str) -> str:
    pairs = {_encoded(pair).replace("%20", "+") for pair in _AND.split(query) if pair and not is_tracking(pair)}
    return "&".join(sorted(pairs))


def same_site(url_a: str, url_b: str) -> bool:
    """Whether two URLs lie within one registrable domain."""
    keys = url_key(url_a), url_key(url_b)
    return None not in keys and len({registrable_domain(host_of(key)) for key in keys if key}) == 1


def host_of(key: str) -> str:
    """The host of a key, without its port."""
    return re.sub(r":\d+\Z", "", re.split(r"[/?#]", key, maxsplit=1)[0])
