"""Who runs a site's wall: from signatures that are anchored on hosts, paths and exact names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from parvis.page.markup import Markup
from parvis.page.selecting import select
from parvis.records import Signal
from parvis.vendors import Proves, Signature, SignatureKind, load_vendors

__all__ = ["vendor_signals"]

_ADDRESS = re.compile(r"\s*(?:(?:https?:)?//([\w.-]+)(?::\d+)?(?=[/?#]|$))?([^?#:]*)")  # host, path
MAX_URLS = 500  # of scripts, frames and style sheets
_URLS = etree.XPath(
    "//script/@src | //iframe/@src | //link[contains(' stylesheet preload preconnect dns-prefetch ', @rel)]/@href",
    smart_strings=False,
)


def vendor_signals(root: HtmlElement, markup: Markup, headers: Mapping[str, str]) -> Iterator[Signal]:
    """One signal a vendor and level of proof."""
    traces = _Traces.of(root, markup, headers)
    for vendor in load_vendors():
        seen: set[Proves] = set()
        for signature in vendor.signatures:
            if signature.proves not in seen and traces.show(signature):
                seen.add(signature.proves)
                yield Signal(name=f"vendor.{signature.proves}", where=signature.kind, value=vendor.id)


@dataclass(frozen=True, slots=True)
class _Traces:
    """What a page loads, holds and was sent with."""

    root: HtmlElement = field(repr=False)
    markup: Markup
    hosts: frozenset[str] = field(repr=False)  # with all their parents
    paths: str = field(repr=False)  # one a line
    sent: frozenset[str] = field(repr=False)  # names of headers and cookies

    @classmethod
    def of(cls, root: HtmlElement, markup: Markup, headers: Mapping[str, str]) -> _Traces:
        hosts: set[str] = set()
        paths: list[str] = []
        for url in dict.fromkeys(_URLS(root)[:MAX_URLS]):
            if (parts := _ADDRESS.match(url)) is not None:
                labels = (parts[1] or "").lower().split(".")
                hosts.update(".".join(labels[i:]) for i in range(len(labels) - 1))
                paths.append(parts[2])
        lines = {name.lower(): value for name, value in headers.items()}
        cookies = {part.partition("=")[0].strip().lower() for part in lines.get("set-cookie", "").split("\n")}
        return cls(root, markup, frozenset(hosts), "\n".join(paths), frozenset(cookies | lines.keys()))

    def show(self, signature: Signature) -> bool:
        match signature.kind:
            case SignatureKind.HOST:
                return signature.value in self.hosts
            case SignatureKind.PATH:
                return signature.value in self.paths
            case SignatureKind.SELECTOR:
                return self.markup.allows(signature.value) and bool(select(self.markup, signature.value))
        return signature.value.lower() in self.sent
