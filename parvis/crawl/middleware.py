"""The downloader middlewares: thin, each over one module of this package."""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpproxy import HttpProxyMiddleware
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware as ScrapyRedirect
from scrapy.downloadermiddlewares.retry import RetryMiddleware as ScrapyRetry
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import Response
from twisted.internet.error import ConnectError

from parvis.archive.events import Lease
from parvis.crawl.address import is_loopback, is_public, refusal_of
from parvis.crawl.ending import Ending
from parvis.crawl.host_book import host_of
from parvis.crawl.rights_book import MARK as RIGHTS_MARK
from parvis.crawl.robots import MARK as ROBOTS_MARK
from parvis.crawl.robots import gate
from parvis.crawl.session import Session, session_of
from parvis.patience import parse_retry_after
from parvis.rights.detours import detour_of
from parvis.words import Kind, Reason

TIMEOUT_RETRIES = 1  # a server that hangs costs half a minute each time
BY_THE_PROXY = {CannotResolveHostError, DownloadConnectionRefusedError}  # which of a proxy say nothing of the host
SILENT = {*BY_THE_PROXY, DownloadTimeoutError, DownloadFailedError, ConnectError}  # no answer came


class Middleware:
    """Knows the session of its crawl."""

    def __init__(self, session: Session, crawler: Crawler) -> None:
        self.session = session
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(session_of(crawler), crawler)


class AddressGuard(Middleware):
    """The URL before the request, and the address that answered. No request takes a detour around a wall."""

    def process_request(self, request: Request) -> None:
        if problem := self.session.address_rule.problem(request.url):
            raise Ending(*problem)
        lease = request.meta.get("lease")
        if detour := detour_of(request.url, article=isinstance(lease, Lease) and lease.kind is Kind.ARTICLE):
            raise Ending(Reason.RIGHTS, detour)

    def process_response(self, request: Request, response: Response) -> Response:
        rule, address = self.session.address_rule, str(response.ip_address or "")
        if not address or rule.proxied or is_public(address) or (rule.allow_loopback and is_loopback(address)):
            return response
        raise Ending(Reason.ADDRESS, "answered from an address that is not public")


class RobotsGate(Middleware):
    """Lets a request pass when robots.txt of its origin was had and allows it; redirects come by again."""

    async def process_request(self, request: Request) -> None:
        if request.meta.get(ROBOTS_MARK):
            return
        state = await self.session.robots.state(request.url, self.crawler.engine.download_async)
        try:
            request.meta["robots"] = gate(state, request.url)
        except Ending as ending:
            if ending.reason is Reason.ROBOTS_UNAVAILABLE:
                self.session.hosts.note_closed(host_of(request.url))
            raise
        if delay := state.crawl_delay():
            self.session.politeness.keep(host_of(request.url), delay)


class RightsGate(Middleware):
    """Asks what an origin says of the use of its content before the first of its articles is asked for."""

    async def process_request(self, request: Request) -> None:
        lease = request.meta.get("lease")
        if request.meta.get(ROBOTS_MARK) or request.meta.get(RIGHTS_MARK):
            return
        if isinstance(lease, Lease) and lease.kind is Kind.ARTICLE:
            download = self.crawler.engine.download_async
            robots = await self.session.robots.state(request.url, download)
            await self.session.rights.learn(request.url, robots, download)


class PolitenessMiddleware(Middleware):
    """The last before a request leaves and the first that hears of it: its host's turn, and what the host answered."""

    def process_request(self, request: Request) -> None:
        lease, host = request.meta.get("lease"), host_of(request.url)
        site = self.session.sites.get(lease.site) if isinstance(lease, Lease) else None
        politeness = self.session.politeness
        politeness.keep(host, politeness.delay_of(site))
        politeness.turn(host, politeness.budget_of(site) if site else None)
        request.meta["download_slot"] = host

    def process_response(self, request: Request, response: Response) -> Response:
        header = response.headers.get("Retry-After")
        seconds = parse_retry_after(header.decode("latin-1") if header else None, self.session.clock.now())
        self.session.hosts.note_answer(host_of(request.url), response.status, seconds)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        silent = SILENT - BY_THE_PROXY if self.session.address_rule.proxied else SILENT
        repeated = request.meta.get("retry_times") or refusal_of(request.url)
        if type(exception) in silent and not repeated:
            self.session.hosts.note_silence(host_of(request.url))


class RetryMiddleware(ScrapyRetry):
    """Scrapy's, but a time-out is retried once, and an address that was refused never."""

    def process_exception(self, request: Request, exception: Exception) -> Request | Response | None:  # type: ignore[override]  # the base takes a deprecated argument
        if isinstance(exception, DownloadTimeoutError) and request.meta.get("retry_times", 0) >= TIMEOUT_RETRIES:
            return None
        if isinstance(exception, CannotResolveHostError) and refusal_of(request.url):
            return None
        return super().process_exception(request, exception)


class RedirectMiddleware(ScrapyRedirect):
    """Scrapy's, with the slot of the new host, and without a Referer.

    Scrapy copies `download_slot` into the redirected request, so that another host would be asked in the first host's
    slot, without a delay of its own.
    """

    def handle_referer(self, request: Request, response: Response) -> None:
        request.headers.pop("Referer", None)

    def _engine_started(self) -> None:
        """Scrapy's warns here that no Referer will be set."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]  # as above
        try:
            result = super().process_response(request, response)
        except IgnoreRequest:
            raise Ending(Reason.HTTP, "more than five redirects", failed=True) from None
        except ValueError:  # a target that no request can be made of, such as javascript:
            raise Ending(Reason.HTTP, "redirected to what is no URL", failed=True) from None
        if isinstance(result, Request):
            result.meta.pop("download_slot", None)
            self._keep_on_site(result)
        return result

    def _keep_on_site(self, request: Request) -> None:
        lease, session = request.meta.get("lease"), session_of(self.crawler)
        if not isinstance(lease, Lease) or lease.kind != "article":
            return
        if problem := session.address_rule.problem(request.url):
            raise Ending(*problem)
        if not session.sites[lease.site].is_home_of(request.url):
            raise Ending(Reason.OFFSITE, "redirected off the site")


class ProxyMiddleware(HttpProxyMiddleware):
    """One proxy for every request of the run, or none; the environment is not asked."""

    def __init__(self, proxy: str | None) -> None:
        self.auth_encoding = "latin-1"
        self.proxies = {}
        self._proxy = proxy

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(session_of(crawler).request.proxy)

    def process_request(self, request: Request) -> None:  # type: ignore[override]  # as above
        request.meta["proxy"] = self._proxy
        super().process_request(request)
