"""URLs as names: the key under which an article is known, and the joining of hostile references.

A key leaves out all that does not change which article is meant: scheme, user, `www.`, AMP, tracking, the fragment (but `#!`).
It is no URL to fetch: the URL that was fetched is kept beside it. The rule stands in docs/glossary.md under "key".
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import quote, urljoin, urlsplit

import idna
import tldextract

from parvis.identity.tracking import is_tracking

__all__ = ["MAX_KEY", "is_http", "join", "registrable_domain", "same_site", "url_key"]

MAX_URL = 20_000  # characters; nobody's article has a longer one
MAX_KEY = 1_000  # characters; a longer key ends in a hash of the whole
_MAX_HOST = 253  # RFC 1035

_DEVICE = re.compile(r"(?:www\d?|m|amp|mobile)\.")
_AMP_END = re.compile(r"(?<=[^/])(?:/amp(?:\.html?)?|\.amp(?=\.html?$)|\.amp)/*(?=$|\.html?$)", re.IGNORECASE)
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.IGNORECASE)
_TRIPLET = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_FORBIDDEN_HOST = re.compile(r"[\x00-\x20\"#%/:<>?@\[\\\]^`{|}\x7f]")
_CONTROLS = re.compile(r"[\t\n\r]")
_SAFE = "%!$&'()*+,;=:@/~-._"
_extract = tldextract.TLDExtract(
    suffix_list_urls=(), cache_dir=None, fallback_to_snapshot=True, include_psl_private_domains=True
)


def is_http(url: str) -> bool:
    """Whether the text is an http or https URL with a host."""
    return url_key(url) is not None


def join(base: str, href: str) -> str | None:
    """The http(s) URL that a reference on a page means; None where there is none. Never raises."""
    try:
        url = urljoin(base.strip(), _CONTROLS.sub("", href.strip()))
        return url if is_http(url) else None
    except ValueError:
        return None


@lru_cache(maxsize=16_384)
def url_key(url: str) -> str | None:
    """The key of the article that a URL names, at most MAX_KEY ASCII characters; None: no http(s) URL.

    `url_key("https://" + key) == key` for every key.

    >>> url_key("http://www.Example.org:80/a/b/amp/?utm_source=x&id=2#top")
    'example.org/a/b?id=2'
    """
    if len(url) > MAX_URL:
        return None
    try:
        parts = urlsplit(_CONTROLS.sub("", url.strip()).replace("\\", "/"))
        port = parts.port
    except ValueError:
        return None
    host = _host(parts.hostname or "") if parts.scheme in ("http", "https") else None
    if host is None:
        return None
    key = _without_device(host) + (f":{port}" if port not in (None, 80, 443) else "")
    key += _path(parts.path)
    query = _query(parts.query)
    if query:
        key += f"?{query}"
    if parts.fragment.startswith("!"):
        key += f"#{_encoded(parts.fragment)}"
    return _bounded(key)


def _bounded(key: str) -> str:
    if len(key) <= MAX_KEY:
        return key
    # "~" sorts behind every other character of a key, so that the cut key is in normal form as well.
    digest = hashlib.blake2b(key.encode(), digest_size=16).hexdigest()
    return f"{key[: MAX_KEY - len(digest) - 1]}~{digest}"


def _host(host: str) -> str | None:
    """The host in ASCII lower case; None: not one."""
    host = host.rstrip(".").lower()
    if ":" in host:
        return f"[{host}]" if _is_address(host) else None
    if not host.isascii():
        host = _to_ascii(host)
    if not host or len(host) > _MAX_HOST or _FORBIDDEN_HOST.search(host) or ".." in host or host.startswith("."):
        return None
    return host


def _to_ascii(host: str) -> str:
    try:
        mapped = idna.uts46_remap(host, std3_rules=False)
        return ".".join(_label(label) for label in mapped.rstrip(".").split("."))
    except (idna.IDNAError, UnicodeError):
        return ""


def _label(label: str) -> str:
    return label if label.isascii() else f"xn--{label.encode('punycode').decode()}"


def _is_address(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _without_device(host: str) -> str:
    while _DEVICE.match(host) and host != registrable_domain(host):
        host = host.partition(".")[2]
    return host


def _path(path: str) -> str:
    path = _encoded(_without_dots(_SESSION.sub("", path)))
    shorter = None
    while shorter != path:
        shorter, path = path, _AMP_END.sub("", path.rstrip("/"))
    return path


def _without_dots(path: str) -> str:
    kept: list[str] = []
    for segment in path.split("/")[1:]:
        plain = segment.lower().replace("%2e", ".")
        if plain == "..":
            del kept[-1:]
        elif plain != ".":
            kept.append(segment)
    return "/" + "/".join(kept)


def _encoded(text: str) -> str:
    """Percent-encoding in one spelling: unreserved characters plain, all others encoded, hexadecimal in upper case."""
    return quote(_TRIPLET.sub(_triplet, text), safe=_SAFE, errors="replace")


def _triplet(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else match[0].upper()


def _query(query: str) -> str:
    pairs = {_encoded(pair).replace("%20", "+") for pair in query.split("&") if pair and not is_tracking(pair)}
    return "&".join(sorted(pairs))


@lru_cache(maxsize=8_192)
def registrable_domain(host: str) -> str:
    """The part of a host name that somebody registered, by the public suffix list that is shipped with tldextract.

    Addresses and single labels are themselves. Under a top-level domain that the list does not know (`.example`, `.test`),
    it is the last two labels, the list's own default rule.

    >>> registrable_domain("www.press.example")
    'press.example'
    """
    host = host.rstrip(".").lower()
    if _is_address(host):
        return host
    found = _extract(host)
    if found.suffix:
        return found.top_domain_under_public_suffix or host
    return ".".join(host.split(".")[-2:])


def same_site(url_a: str, url_b: str) -> bool:
    """Whether two URLs lie within one registrable domain."""
    domains = [registrable_domain(host_of(key)) for key in (url_key(url_a), url_key(url_b)) if key]
    return len(domains) == 2 and domains[0] == domains[1]


def host_of(key: str) -> str:
    """The host of a key, without its port."""
    host = re.split(r"[/?#]", key, maxsplit=1)[0]
    return re.sub(r":\d+$", "", host)
