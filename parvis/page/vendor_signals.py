"""Who runs a site's wall: from signatures that are anchored on hosts, paths and exact names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from parvis.page.loads import Loads
from parvis.page.markup import Markup
from parvis.page.selecting import select
from parvis.records import Signal
from parvis.vendors import Mark, load_lookup

__all__ = ["vendor_signals"]


def vendor_signals(loads: Loads, markup: Markup, *, url: str, headers: Mapping[str, str]) -> Iterator[Signal]:
    """One signal a vendor and level of proof, in the order of the vendors."""
    marks = [
        *_loaded(loads.urls),
        *_named(loads.beginnings),
        *_said(loads.metas),
        *_sent(headers),
        *(mark for path, found in load_lookup().pages.items() if path in _path(url) for mark in found),
        *_shown(markup),
    ]
    seen = {(mark.vendor, mark.signature.proves): mark.signature.kind for mark in reversed(marks)}
    for (vendor, proves), kind in sorted(seen.items()):
        yield Signal(name=f"vendor.{proves}", where=kind, value=vendor)


def _loaded(urls: Sequence[str]) -> Iterator[Mark]:
    """By the hosts and paths of scripts, frames and style sheets."""
    for url in dict.fromkeys(urls):
        if marks := _hosted(_host(url)):
            path = _path(url)
            yield from (mark for mark in marks if path.startswith(mark.rest) and _has_path(path, mark.rest))
    together = "\n".join(urls)
    for path, marks in load_lookup().paths.items():
        if path in together and any(_has_path(_path(url), path) for url in urls):
            yield from marks


def _host(url: str) -> str:
    """The host of an absolute URL, in lower case; "" for others."""
    scheme, slashes, rest = url.strip().partition("//")
    if not slashes or scheme not in ("", "https:", "http:"):
        return ""
    return rest.partition("/")[0].partition("?")[0].partition(":")[0].lower()


def _path(url: str) -> str:
    rest = url.partition("//")[2] if _host(url) else url
    start = rest.find("/")
    return rest[start:].partition("?")[0].partition("#")[0] if start >= 0 else ""


@lru_cache(maxsize=4096)
def _hosted(host: str) -> tuple[Mark, ...]:
    """The signatures of a host, of those that it is under, and of its first part."""
    lookup = load_lookup()
    labels = host.split(".")
    above = (".".join(labels[i:]) for i in range(len(labels) - 1))
    marks = [mark for suffix in above for mark in lookup.hosts.get(suffix, ())]
    return (*marks, *lookup.fronts.get(labels[0], ()))


def _has_path(path: str, wanted: str) -> bool:
    """Whether a path holds another, with an end of its own where that ends in a file's name."""
    at = path.find(wanted)
    return at >= 0 and not (wanted.endswith(".js") and path[at + len(wanted) :][:1].isalnum())


def _named(script: str) -> Iterator[Mark]:
    """By the names that inline scripts begin with."""
    for name, marks in load_lookup().globals.items():
        at = script.find(name)
        while at >= 0:
            if _is_whole(script, at, name):
                yield from marks
                break
            at = script.find(name, at + 1)


def _is_whole(script: str, at: int, name: str) -> bool:
    before, after = script[at - 1 : at], script[at + len(name) : at + len(name) + 1]
    return not (before.isalnum() or before in ("_", "$")) and not (
        name[-1].isalnum() and (after.isalnum() or after in ("_", "$"))
    )


def _said(metas: Sequence[tuple[str, str]]) -> Iterator[Mark]:
    """By meta elements."""
    known = load_lookup().metas
    for name, content in metas:
        front = f"{name.rpartition(':')[0]}:*"
        for mark in (*known.get(name, ()), *known.get(front, ())):
            if content.lower().startswith(mark.rest):
                yield mark


def _sent(headers: Mapping[str, str]) -> Iterator[Mark]:
    """By the names of headers and cookies, and how headers begin."""
    lines = {name.lower(): value.strip().lower() for name, value in headers.items()}
    cookies = (part.partition("=")[0].strip() for part in lines.get("set-cookie", "").split("\n"))
    known = load_lookup().sent
    for name, value in [*lines.items(), *((cookie, "") for cookie in cookies)]:
        yield from (mark for mark in known.get(name, ()) if value.startswith(mark.rest))


def _shown(markup: Markup) -> Iterator[Mark]:
    """By elements of the tree."""
    proved: set[tuple[str, str]] = set()
    for mark in markup.possible(load_lookup().selectors):
        level = (mark.vendor, mark.signature.proves)
        if level not in proved and select(markup, mark.signature.value):
            proved.add(level)
            yield mark
