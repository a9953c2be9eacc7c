"""The address guard: no request leaves for an address that is not public.

Checked twice: the URL before the request, and the resolved address at the connection, which is the one that is
connected to (so a name that resolves elsewhere the second time gains nothing). Loopback is open only by the explicit
setting of the demo and the tests, and for the proxy's own address. With a proxy the proxy resolves the names; then
the URL check is all there is, and literal addresses are refused altogether.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred, fail
from twisted.internet.error import DNSLookupError

from parvis.errors import CrawlError
from parvis.identity.whatwg import parse
from parvis.words import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

URL_CHARACTERS = 2083  # what no news site exceeds, and what some servers still take
PORTS = {None, 80, 443}

_NAT64 = IPv6Network("64:ff9b::/96")
_LOCAL_NAMES = ("localhost", ".localhost", ".local", ".internal", ".home.arpa", ".lan", ".intranet", ".corp")


def is_public(address: str) -> bool:
    """Whether packets to the address leave for the public internet; the IPv4 address inside an IPv6 one counts too."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(one.is_global and not one.is_multicast for one in (found, *_inner(found)))


def _inner(address: IPv4Address | IPv6Address) -> list[IPv4Address]:
    if isinstance(address, IPv4Address):
        return []
    nat64 = IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None
    teredo = address.teredo or ()
    return [one for one in (address.ipv4_mapped, address.sixtofour, nat64, *teredo) if one is not None]


def check_proxy(proxy: str | None) -> None:
    """Raises CrawlError for what is no HTTP proxy, through which every host looks closed; never quotes its password."""
    if proxy is None:
        return
    try:
        parts = urlsplit(proxy)
        good = parts.scheme == "http" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise CrawlError("--proxy: no HTTP proxy; write it as http://host:port")


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRule:
    """What a URL must be to be requested."""

    proxied: bool = False
    allow_loopback: bool = False

    def problem(self, url: str) -> tuple[Reason, str] | None:
        """Why the URL may not be requested; None: it may, as far as the URL tells."""
        parts = parse(url) if len(url) <= URL_CHARACTERS else None
        if parts is None:
            return Reason.BAD_URL, "no http(s) URL" if len(url) <= URL_CHARACTERS else "too long"
        if parts.user:
            return Reason.BAD_URL, "holds a user name"
        host = parts.host.strip("[]").rstrip(".")
        if self.allow_loopback and not self.proxied and is_loopback(host):
            return None
        if parts.port not in PORTS:
            return Reason.ADDRESS, f"port {parts.port}"
        return (Reason.ADDRESS, "not a public address") if self._hidden(host) else None

    def _hidden(self, host: str) -> bool:
        if _is_literal(host):
            return self.proxied or not is_public(host)
        return host.endswith(_LOCAL_NAMES) or "." not in host


def _is_literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


REFUSED: dict[str, str] = {}  # host -> why; one a process, like the resolver that fills it


def refusal_of(url: str) -> str | None:
    """Why the resolver refused the URL's host; None: it did not. A refused name fails like one that does not exist."""
    return REFUSED.get((_host(url) or "").lower())


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver, that gives only public addresses out. IP literals pass through it too."""

    def __init__(
        self, reactor: ReactorBase, cache_size: int, timeout: float, *, only: str | None, allow_loopback: bool
    ) -> None:
        super().__init__(reactor, cache_size, timeout)
        self._only = only
        self._allow_loopback = allow_loopback

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        settings = crawler.settings
        proxy = settings.get("PARVIS_PROXY_HOST") or _host(settings.get("PARVIS_PROXY"))
        return cls(
            reactor,
            settings.getint("DNSCACHE_SIZE"),
            settings.getfloat("DNS_TIMEOUT"),
            only=proxy,
            allow_loopback=settings.getbool("PARVIS_ALLOW_LOOPBACK"),
        )

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 (Twisted's name)
        if self._only is not None and name.lower() != self._only.lower():
            return fail(_refused(name, "only the proxy may be reached"))
        found: Deferred[str] = super().getHostByName(name, timeout)
        return found.addCallback(self._check, name)

    def _check(self, address: str, name: str) -> str:
        """Raises what Twisted takes for "no such name": any other error would leave the request hanging."""
        if self._only is not None or is_public(address) or (self._allow_loopback and is_loopback(address)):
            return address
        raise _refused(name, "resolves to an address that is not public")


def _refused(name: str, why: str) -> DNSLookupError:
    REFUSED[name.lower()] = why
    return DNSLookupError(why)


def _host(url: str | None) -> str | None:
    return urlsplit(url).hostname if url else None
