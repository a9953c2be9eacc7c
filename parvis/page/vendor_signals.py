"""Who runs a site's wall, and what its meta elements state: signals from signatures, anchored on hosts, paths and exact names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from parvis.page.selecting import Names, select
from parvis.records import Signal
from parvis.vendors import Proves, Signature, SignatureKind, load_states, load_vendors

__all__ = ["state_signals", "vendor_signals"]

MAX_URLS = 500  # of scripts, frames and style sheets
_URLS = etree.XPath(
    "//script/@src | //iframe/@src | //link[@rel='stylesheet' or @rel='preload' or @rel='preconnect' or @rel='dns-prefetch']/@href"
)
_METAS = etree.XPath("//meta[@content]")


def vendor_signals(root: HtmlElement, names: Names, headers: Mapping[str, str]) -> Iterator[Signal]:
    """One signal a vendor and level of proof."""
    hosts, paths = _addresses(root)
    lines = {name.lower(): value for name, value in headers.items()}
    cookies = {part.partition("=")[0].strip() for part in lines.get("set-cookie", "").split("\n")}
    for vendor in load_vendors():
        seen: set[Proves] = set()
        for signature in vendor.signatures:
            if signature.proves not in seen and _is_there(signature, root, names, hosts, paths, cookies | lines.keys()):
                seen.add(signature.proves)
                yield Signal(name=f"vendor.{signature.proves}", where=signature.kind, value=vendor.id)


def _addresses(root: HtmlElement) -> tuple[frozenset[str], tuple[str, ...]]:
    """The hosts, with all their parents, and the paths that scripts, frames and style sheets come from."""
    hosts, paths = set(), []
    for url in _URLS(root)[:MAX_URLS]:
        try:
            parts = urlsplit(str(url).strip())
            host = parts.hostname or ""
        except ValueError:  # no URL: a browser loads nothing either
            continue
        labels = host.split(".")
        hosts.update(".".join(labels[i:]) for i in range(len(labels) - 1))
        paths.append(parts.path)
    return frozenset(hosts), tuple(paths)


def _is_there(
    signature: Signature, root: HtmlElement, names: Names, hosts: frozenset[str], paths: tuple[str, ...], sent: set[str]
) -> bool:
    match signature.kind:
        case SignatureKind.HOST:
            return signature.value in hosts
        case SignatureKind.PATH:
            return any(signature.value in path for path in paths)
        case SignatureKind.SELECTOR:
            return names.allow(signature.value) and bool(select(root, signature.value))
    return signature.value.lower() in sent


def state_signals(root: HtmlElement) -> Iterator[Signal]:
    """What meta elements state of the article's access, by the lists of the vendor data."""
    for element in _METAS(root):
        name = (element.get("name") or element.get("property") or "").strip().lower()
        if not name:
            continue
        for key in load_states():
            if name == key.name or (key.name[0] == "*" and name.endswith(key.name[1:])):
                state = key.values.get((element.get("content") or "").strip().lower(), key.values.get("*"))
                if state:
                    yield Signal(name=f"state.{state}", where=name[:60])
